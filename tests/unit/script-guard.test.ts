/**
 * How the script knows that the new version runs: by names that modules are known to answer with, for the script, the
 * rehearsal and the serial port alike.
 */
import { zipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { knownAnswer, matchVersions } from "../../src/modules/version-match.ts";
import { moduleAnswer } from "../../src/rehearsal/module-answer.ts";
import { expectedAnswer, expectedProblem } from "../../src/script/guard.ts";
import { compare, parseFacts } from "../../src/serial/module-facts.ts";
import { verdictOf } from "../../src/serial/verdict.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { valueOf } from "../support/maker.ts";
import { jobOf, rehearsed, scriptOf } from "../support/rehearsal.ts";
import { smallSamplePair } from "../support/small-sample.ts";

interface Row {
  readonly old: string;
  readonly new: string;
  readonly expected: string;
  /** What real modules with such firmware answer; null where nobody knows. */
  readonly answers: readonly [old: string, fresh: string] | null;
}

const QUECTEL = ["EC600UCNLBR03A05M08_OCPU_QPY", "EC600UCNLBR03A07M08_OCPU_QPY"] as const;

const ROWS: readonly Row[] = [
  {
    old: "QPY_V0006_EC600U_CNLB_FW.zip",
    new: "QPY_V0007_EC600U_CNLB_FW.zip",
    expected: "V0007",
    answers: ["V0006", "V0007"],
  },
  ...[" (1)", " - 副本", "_merge", "_20231209-1231", " copy 2", "(1)_20240101-0000 - Copy"].map((added) => ({
    old: "EC600UCNLBR03A05M08_OCPU_QPY.pac",
    new: `EC600UCNLBR03A07M08_OCPU_QPY${added}.pac`,
    expected: "EC600UCNLBR03A07M08",
    answers: QUECTEL,
  })),
  { old: "aa.pac", new: "bb.pac", expected: "", answers: null },
  { old: "1.pac", new: "2.pac", expected: "", answers: null },
  { old: "old.pac", new: "new.pac", expected: "", answers: null },
  // Builds of one release: what tells them apart is in no public answer.
  {
    old: "EC600UCNLBR03A07M08_OCPU_QPY_BETA1210.pac",
    new: "EC600UCNLBR03A07M08_OCPU_QPY_BETA1215.pac",
    expected: "",
    answers: null,
  },
  // A number of one's own.
  { old: "app-v1.2.3.pac", new: "app-V2024.pac", expected: "", answers: null },
];

const samples = smallSamplePair();
const named = ({ old, new: fresh }: Row) => ({
  old: { ...samples.old, fileName: old },
  new: { ...samples.new, fileName: fresh },
});

describe("names of firmware files", () => {
  it.each([
    [["QPY_OCPU_V0006_EC600N_CNLA_FW.bin"], "V0006"],
    [["qpy_v0007_ec600u_cnlb_fw (2).zip"], "V0007"],
    [["EC600UCNLBEXTFS8MR03A05M08_OCPU_QPY.pac"], "EC600UCNLBEXTFS8MR03A05M08"],
    [["BG95M3LAR02A04.zip"], "BG95M3LAR02A04"],
    // The vendor's name inside counts before that of the file around it.
    [["EC600UCNLBR03A07M08_OCPU_QPY.pac", "QPY_V0007_EC600U_CNLB_FW.zip"], "EC600UCNLBR03A07M08"],
    [["core.pac", "V0007_EC600U_CNLB.bin", "download.zip"], "V0007"],
    [["V0007.pac"], ""],
    [["my_V0007x_EC600U.pac"], ""],
    [["CSDK_RDA8910-20210207-fec60a1.pac"], ""],
    [["SAMPLE_8910_V01.pac"], ""],
    [["EC800G_LD.pac"], ""],
    [[], ""],
  ])("%j tell the answer %s", (names, answer) => {
    expect(knownAnswer(names)).toBe(answer);
  });

  it("are taken from inside of archives first", async () => {
    const { bytes } = samples.new;
    const inner = zipSync({ "EC600UCNLBR03A07M08_OCPU_QPY.pac": bytes }, { level: 0 });
    const zip = zipSync({ "QPY_V0003_EC600U_CNLB_FW.bin": inner }, { level: 0 });
    const facts = valueOf(await new Maker().open("new", new Blob([zip]), "new.zip"));
    expect(facts.answer).toBe("EC600UCNLBR03A07M08");
  });
});

describe("a name that the user gives", () => {
  it("is taken when it can tell old from new", () => {
    expect(expectedProblem("", "")).toBeNull();
    expect(expectedProblem("2.0.1", "")).toBeNull();
    expect(expectedProblem("V0007", "V0006")).toBeNull();
  });

  it("is not taken when it is found in nearly every version text, or in the old one", () => {
    expect(expectedProblem("2", "")).toBe("too-short");
    expect(expectedProblem("new firmware", "")).toBe("too-short");
    expect(expectedProblem("v0006", "V0006")).toBe("old-says-it");
  });
});

describe.each(ROWS)("$old to $new", (row) => {
  let job: Awaited<ReturnType<typeof jobOf>>;
  beforeAll(async () => {
    job = { ...(await jobOf("diff", named(row))), module: "EC600U CNLB" };
  });
  const answered = row.answers ?? ["V1.0 release", "V1.0 release"];
  const told = (answer: string) => {
    const { release, firmware } = moduleAnswer(answer);
    return parseFacts(
      `@fact fw '${firmware}'\r\n@fact uname2 uname2(sysname='EC600U', qpyver='${release}')\r\n`,
    );
  };

  it("script: EXPECTED", () => {
    expect(expectedAnswer(job.answers.old, job.answers.new)).toBe(row.expected);
    expect(scriptOf(job)).toContain(`\nEXPECTED = '${row.expected}'\n`);
  });

  it("rehearsal: the old module updates, the new one asks for nothing", async () => {
    const answers = { old: answered[0], new: answered[1] };
    const { last, kinds, text } = await rehearsed({ ...job, answers });
    expect(last).toMatchObject({ kind: "finished", scriptOnNew: "content" });
    expect(kinds.filter((kind) => kind === "request")).toHaveLength(1);
    // By its version where that is known, else by its own note.
    const by = row.expected === "" ? "this package was fetched before" : "this is the new version already";
    expect(text).toContain(by);
  });

  it("serial: the old module fits, and the new one is taken for new where its name is known", () => {
    const [before, after] = [told(answered[0]), told(answered[1])];
    const wanted = { oldVersion: job.answers.old, newVersion: row.expected, module: null };
    const known = row.answers !== null;
    expect(compare(before, wanted).match).toBe(known ? "same" : "unknown");
    expect(compare(after, wanted).match).toBe(known ? "different" : "unknown");
    const judged = { type: "diff", wanted, before, scriptKept: true } as const;
    // Of "unchanged" nothing follows while nobody knows the new name (serial-session.test.ts).
    expect(verdictOf({ ...judged, after })).toBe(known ? "confirmed" : "unchanged");
    expect(matchVersions(row.expected, after.names)).toBe(known ? "same" : "unknown");
  });
});
