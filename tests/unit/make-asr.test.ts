import { unzipSync } from "fflate";
import { beforeAll, describe, expect, test } from "vitest";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import type {
  Inspection,
  MadePackage,
  MakeOptions,
  Outcome,
  UserPartitionFacts,
} from "../../src/contract/maker.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { makerWith, plainOptions, valueOf } from "../support/maker.ts";

function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? "ok" : outcome.refusal.code;
}

const pair = asrSamplePair();

async function make(maker: Maker, wanted: Partial<MakeOptions>): Promise<MadePackage> {
  const all = { ...plainOptions, ...wanted };
  const verdict = valueOf(await maker.judge(all));
  if (verdict.refusal !== null) throw new Error(verdict.refusal.code);
  const { safe, compact } = valueOf(await maker.make(all, () => undefined));
  expect(compact).toBeNull();
  return safe;
}

async function kindsOf(maker: Maker, made: MadePackage): Promise<Inspection["kind"][]> {
  const inspections = made.files.map(async ({ blob, fileName }) => maker.inspect(blob, fileName));
  return (await Promise.all(inspections)).map((inspection) => valueOf(inspection).kind);
}

describe("packages for ASR", () => {
  let maker: Maker;
  beforeAll(async () => {
    maker = await makerWith(pair);
  });

  test("differential", async () => {
    const made = await make(maker, { type: "diff" });
    expect(made.files.map(({ role }) => role)).toEqual(["package"]);
    expect(made.bytes % 0x1000).toBe(0x808);
    expect(made.proof.backup?.need).toBeLessThanOrEqual(made.proof.backup?.have ?? 0);
    expect(await kindsOf(maker, made)).toEqual(["asr-diff"]);
    const withApp = await make(maker, { type: "diff", apps: ["customer_app"] });
    expect(withApp.bulks.length).toBeGreaterThan(made.bulks.length);
  });

  test("full, whole and cut", async () => {
    const whole = await make(maker, { type: "full" });
    const cut = await make(maker, { type: "full", cutErased: true });
    expect(cut.bytes).toBeLessThan(whole.bytes);
    expect(cut.proof.compared.files).toBe(whole.proof.compared.files);
    expect(cut.proof.compared.flashBytes).toBeLessThan(whole.proof.compared.flashBytes);
    expect(cut.files[0].fileName).toMatch(/^fota_full_.+\.bin$/);
    expect(await kindsOf(maker, cut)).toEqual(["asr-full"]);
  });

  test("mini-system, with and without the user partition", async () => {
    const without = await make(maker, { type: "mini" });
    expect(without.files.map(({ role }) => role)).toEqual(["first", "second", "merged"]);
    expect(without.files.map(({ fileName }) => fileName.split(".").at(-1))).toEqual([
      "mini_1",
      "mini_2",
      "mini",
    ]);
    expect(without.bytes).toBe(without.files[0].bytes + (without.files[1]?.bytes ?? 0));
    expect(await kindsOf(maker, without)).toEqual(["asr-mini-1", "asr-mini-2", "asr-mini"]);
    const withScripts = await make(maker, { type: "mini", withUserPartition: true });
    expect(withScripts.bytes).toBeGreaterThan(without.bytes);
  });

  test("a full package needs the new firmware only", async () => {
    const alone = new Maker();
    valueOf(await alone.open("new", new Blob([pair.new.bytes]), pair.new.fileName));
    expect((await make(alone, { type: "full" })).bytes).toBeGreaterThan(0);
  });

  test.each(["diff", "mini"] as const)("%s: a pair in the wrong order is told by its names", async (type) => {
    const warnings = async (old: string, next: string): Promise<string[]> => {
      const named = new Maker();
      valueOf(await named.open("old", new Blob([pair.old.bytes]), `EC600NCNLF${old}M16_OCPU_QPY.bin`));
      valueOf(await named.open("new", new Blob([pair.new.bytes]), `EC600NCNLF${next}M16_OCPU_QPY.bin`));
      return valueOf(await named.judge({ ...plainOptions, type })).warnings.map(({ code }) => code);
    };
    expect(await warnings("R01A02", "R01A01")).toContain("old-and-new-swapped");
    expect(await warnings("R01A09", "R02A01")).not.toContain("old-and-new-swapped");
  });

  test("platforms do not mix", async () => {
    const mixed = await makerWith(pair);
    const other = valueOf(await mixed.sample("unisoc8910")).old;
    valueOf(await mixed.open("old", other.blob, other.fileName));
    expect(codeOf(await mixed.make(plainOptions, () => undefined))).toBe("different-platform");
    expect(codeOf(await mixed.judge({ ...plainOptions, type: "full" }))).toBe("ok");
  });
});

describe("the user partition", () => {
  let maker: Maker;
  let first: UserPartitionFacts;
  beforeAll(async () => {
    maker = await makerWith(pair);
    const facts = valueOf(await maker.userPartition());
    if (facts === null) throw new Error("no user partition");
    first = facts;
  });

  const put = (path: string, text: string) => ({ kind: "put", path, contents: new Blob([text]) }) as const;
  const textOf = async (path: string): Promise<string> => valueOf(await maker.userFile(path)).text();

  test("comes out of the new firmware", () => {
    expect(first.source).toBe("firmware");
    expect(first.files.length).toBeGreaterThan(0);
    expect(first.bytes).toBe(first.blockSize * first.blockCount);
  });

  test("can be edited, and goes into the package as it is then", async () => {
    const before = await make(maker, { type: "full" });
    const edited = valueOf(
      await maker.changeUserFiles([put("main.py", "print('hi')\n"), put("lib/new.py", "x = 1\n")]),
    );
    expect(edited.source).toBe("edited");
    expect(edited.files.map(({ path }) => path)).toEqual(expect.arrayContaining(["main.py", "lib/new.py"]));
    expect([edited.blockSize, edited.blockCount]).toEqual([first.blockSize, first.blockCount]);
    expect(await textOf("main.py")).toBe("print('hi')\n");
    const after = await make(maker, { type: "full" });
    expect(after.files[0].sha256).not.toBe(before.files[0].sha256);

    const image = valueOf(await maker.userPartitionImage());
    const read = valueOf(await maker.inspect(image, "customer_fs.bin"));
    expect(read.kind === "user-partition" && read.facts.files).toEqual(edited.files);
    const archive = unzipSync(new Uint8Array(await valueOf(await maker.userFilesArchive()).arrayBuffer()));
    expect(new TextDecoder().decode(archive["lib/new.py"])).toBe("x = 1\n");
  });

  test("tells faults of scripts, and what cannot be done, and keeps what was there", async () => {
    const faulty = valueOf(
      await maker.changeUserFiles([put("bad.json", '{"a": 1,}\n'), put("bad.py", "print('x\n")]),
    );
    expect(faulty.problems.map(({ path }) => path).sort()).toEqual(["bad.json", "bad.py"]);
    const renamed = [{ kind: "rename", from: "nowhere.py", to: "x.py" }] as const;
    expect(codeOf(await maker.changeUserFiles(renamed))).toBe("user-partition-name");
    const tooLarge = [put("big.bin", "x".repeat(first.bytes))];
    expect(codeOf(await maker.changeUserFiles(tooLarge))).toBe("user-partition-full");
    expect(valueOf(await maker.userPartition())?.files).toEqual(faulty.files);
    const removed = valueOf(
      await maker.changeUserFiles([
        { kind: "delete", path: "bad.json" },
        { kind: "rename", from: "bad.py", to: "lib/odd.py" },
      ]),
    );
    expect(removed.files.some(({ path }) => path === "lib/odd.py")).toBe(true);
  });

  test("can be replaced by a file, and taken back from the firmware", async () => {
    const image = valueOf(await (await makerWith(pair)).userPartitionImage());
    const replaced = valueOf(await maker.replaceUserPartition(image, "mine.bin"));
    expect([replaced?.source, replaced?.fileName]).toEqual(["file", "mine.bin"]);
    expect(codeOf(await maker.replaceUserPartition(new Blob(["no file system"]), "text.bin"))).toBe(
      "user-partition-not-littlefs",
    );
    expect(valueOf(await maker.replaceUserPartition(null, ""))?.files).toEqual(first.files);
  });

  test("there is none without an ASR firmware", async () => {
    const none = new Maker();
    expect(valueOf(await none.userPartition())).toBeNull();
    expect(codeOf(await none.userPartitionImage())).toBe("no-user-partition");
  });
});
