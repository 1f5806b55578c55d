/** What is said of packages that are made of real firmware. */
import { dictionaries } from "../support/dictionaries.ts";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { chosenLine, placesLeftAlone, provedLines, scriptsLine } from "../../src/words/proofs.ts";
import { open8910, openAsr } from "../support/opened.ts";
import type { FirmwareFacts, MadePackage, MakeOptions } from "../../src/contract/maker.ts";
import type { Maker } from "../../src/workshop/maker.ts";
import { largeFlash } from "../support/asr-pairs.ts";
import { pacPath } from "../support/firmware-on-module.ts";
import { makerWith, type NamedBytes, plainOptions, valueOf } from "../support/maker.ts";
import { hasShared, shared } from "../support/shared.ts";

const words = dictionaries.en.proofs;

function fileAt(path: string): NamedBytes {
  return { fileName: path.replace(/^.*\//, ""), bytes: new Uint8Array(readFileSync(path)) };
}

async function make(maker: Maker, options: Partial<MakeOptions>): Promise<MadePackage> {
  return valueOf(await maker.make({ ...plainOptions, ...options }, () => undefined)).safe;
}

const put = (path: string, text: string) => ({ kind: "put", path, contents: new Blob([text]) }) as const;

describe.skipIf(!hasShared)("8910, 20210203 to 20210207", () => {
  const open = () => ({ old: fileAt(pacPath("20210203-9fa3402")), new: fileAt(pacPath("20210207-fec60a1")) });

  test("the boot loader is not counted, but named: it differs and is not in the package", async () => {
    const pair = open();
    const images = open8910(pair.new.fileName, pair.new.bytes).firmware.flash;
    const bytesOf = (id: string) => images.find((image) => image.id === id)?.image.length;
    expect([bytesOf("AP"), bytesOf("BOOTLOADER")]).toEqual([1_291_488, 42_048]);
    const maker = await makerWith(pair);
    const { proof, files } = await make(maker, {});
    expect(proof.compared.partitions).toEqual(["AP"]);
    expect(proof.compared.flashBytes).toBe(1_291_488);
    expect(placesLeftAlone(proof).differing).toContain("BOOTLOADER");
    expect(provedLines(words, proof)).toContain(
      "AP: 1,291,488 B of flash are the new firmware, byte for byte",
    );
    const { compared, chosen, uncovered } = valueOf(await maker.verify(files, () => undefined));
    expect({ compared, chosen, uncovered }).toEqual({
      compared: proof.compared,
      chosen: proof.chosen,
      uncovered: proof.uncovered,
    });
  });

  test("files are counted as the page counts them: those written and those that are the same are all there are", async () => {
    const pair = open();
    const maker = await makerWith(pair);
    const facts: FirmwareFacts = valueOf(
      await maker.open("new", new Blob([pair.new.bytes]), pair.new.fileName),
    );
    const { proof } = await make(maker, {});
    const left = placesLeftAlone(proof).differing.filter((place) =>
      facts.files.some(({ path }) => path === place),
    );
    expect(proof.compared.files + proof.compared.sameFiles + left.length).toBe(facts.files.length);
  });
});

describe.skipIf(!hasShared)("ASR, EC600N 16 MB", () => {
  const open = () => {
    const [old, next] = largeFlash.map((name) => fileAt(`${shared}data/firmware/asr/${name}`));
    if (old === undefined || next === undefined) throw new Error("no such pair");
    return { old, new: next };
  };

  test("mini-system counts what it brings; user partition and application are named where they differ", async () => {
    const maker = await makerWith(open());
    const { proof } = await make(maker, { type: "mini" });
    const { old, new: next } = open();
    const [from, to] = [old, next].map(({ fileName, bytes }) => openAsr(fileName, bytes));
    const differs = (name: string) =>
      Buffer.compare(from?.members.get(name) ?? Buffer.of(), to?.members.get(name) ?? Buffer.of()) !== 0;
    const { differing } = placesLeftAlone(proof);
    expect([differs("customer_fs.bin"), differs("customer_app.bin")]).toEqual([true, true]);
    expect(differing).toEqual(expect.arrayContaining(["customer_fs", "customer_app"]));
    expect(proof.compared.partitions).toEqual(["system"]);
    expect(scriptsLine(words, "mini", proof)).toBe(words.scripts.none);
    const along = (await make(maker, { type: "mini", withUserPartition: true })).proof;
    expect(along.compared.partitions).toEqual(["system", "customer_fs"]);
    const image = to?.members.get("customer_fs.bin")?.length ?? 0;
    expect(along.compared.flashBytes).toBe(proof.compared.flashBytes + image);
    expect(placesLeftAlone(along).differing).not.toContain("customer_fs");
    expect(scriptsLine(words, "mini", along)).toBe(words.scripts.all(along.compared.files));
  });

  test("a full package with an edited main.py is as chosen here, and nothing is said to be the new firmware", async () => {
    const maker = await makerWith(open());
    const before = (await make(maker, { type: "full" })).proof;
    expect(before.chosen).toBeNull();
    expect(before.compared.files).toBeGreaterThan(0);
    valueOf(await maker.changeUserFiles([put("main.py", "print('mine')\n")]));
    const { compared, chosen } = (await make(maker, { type: "full" })).proof;
    expect([compared.partitions, compared.flashBytes, compared.files]).toEqual([[], 0, 0]);
    expect([chosen?.partition, chosen?.places]).toEqual(["customer_fs", ["/usr/main.py"]]);
    const said = [...provedLines(words, { compared, chosen, uncovered: [] })].join("\n");
    expect(said).toContain("as chosen here, byte for byte");
    expect(said).not.toMatch(/new firmware/);
    expect(chosenLine(words, { compared, chosen, uncovered: [] })).toBe(
      "As chosen here, unlike the new firmware: /usr/main.py",
    );
  });
});
