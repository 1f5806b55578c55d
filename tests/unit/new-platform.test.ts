import { describe, expect, it } from "vitest";
import { platforms } from "../../src/platforms/index.ts";
import { Maker } from "../../src/workshop/maker.ts";
import type { Platform } from "../../src/contract/platform.ts";
import type { RehearsalEvent } from "../../src/contract/rehearsal.ts";
import { toy, toyFirmware } from "../platforms/toy/index.ts";
import { plainOptions, valueOf } from "../support/maker.ts";
import { quiet, rehearserWith } from "../support/rehearsal.ts";
import { zip } from "../support/archives.ts";

/** The folder and the line: nothing else of the app knows of it. */
const registry = [...platforms, toy];
const old = new Blob([toyFirmware("first release")]);
const next = new Blob([zip({ "toy/new.bin": toyFirmware("second release") })]);

async function opened(): Promise<Maker> {
  const maker = new Maker(registry);
  valueOf(await maker.open("old", old, "old.bin"));
  valueOf(await maker.open("new", next, "new.zip"));
  return maker;
}

describe("a platform that is a folder and a line", () => {
  it("is found in archives, and its facts are shown", async () => {
    const facts = valueOf(await new Maker(registry).open("new", next, "new.zip"));
    expect(facts).toMatchObject({ platform: "toy", container: "toy", wrapping: ["toy/new.bin"] });
    expect(await new Maker().open("new", next, "new.zip")).toMatchObject({
      ok: false,
      refusal: { code: "no-firmware-in-archive" },
    });
  });

  it("is compared block by block", async () => {
    const { areas } = valueOf(await (await opened()).compare());
    expect(areas.map(({ id }) => id)).toEqual(["FLASH"]);
  });

  it("makes a package, which is inspected and verified", async () => {
    const maker = await opened();
    expect(valueOf(await maker.judge(plainOptions))).toEqual({ refusal: null, warnings: [] });
    const { safe } = valueOf(await maker.make(plainOptions, () => undefined));
    expect(safe.proof.compared).toMatchObject({ partitions: ["FLASH"], flashBytes: 14 });
    const [{ blob, fileName }] = safe.files;
    expect(valueOf(await maker.inspect(blob, fileName))).toMatchObject({ kind: "toy-pack", bytes: 26 });
    const verification = valueOf(await maker.verify([{ blob, fileName }], () => undefined));
    expect(verification).toMatchObject({ verdict: "applies", kind: "toy-pack" });
  });

  it("refuses its package with the files the wrong way round", async () => {
    const maker = await opened();
    const [{ blob, fileName }] = valueOf(await maker.make(plainOptions, () => undefined)).safe.files;
    const other = new Maker(registry);
    valueOf(await other.open("old", next, "new.zip"));
    valueOf(await other.open("new", old, "old.bin"));
    const verification = valueOf(await other.verify([{ blob, fileName }], () => undefined));
    expect(verification.verdict).toBe("refused");
  });

  it("is rehearsed", async () => {
    const [{ blob }] = valueOf(await (await opened()).make(plainOptions, () => undefined)).safe.files;
    const events: RehearsalEvent[] = [];
    const url = "http://host/a.toy";
    valueOf(
      await rehearserWith(registry).run(
        {
          script: `import fota\nfota.fota(reset_disable=0).httpDownload(url1="${url}")\n`,
          urls: [url],
          files: [blob],
          platform: "toy" as unknown as Platform,
          type: "diff",
          module: null,
          old: { file: old, fileName: "old.bin" },
          new: { file: next, fileName: "new.zip" },
          userPartition: null,
          options: { ruleSet: "unisoc8910", apps: [], fileMethods: {} },
          versions: { old: "1", new: "2" },
          answers: { old: "", new: "" },
          conditions: quiet,
        },
        (some) => void events.push(...some),
      ),
    );
    expect(events.at(-1)).toMatchObject({ kind: "finished", compared: { partitions: ["FLASH"] } });
  });
});
