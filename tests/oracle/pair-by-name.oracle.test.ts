import { describe, expect, test } from "vitest";
import type { MakeOptions, PairVerdict } from "../../src/contract/maker.ts";
import { sharedData } from "../support/firmware-on-module.ts";
import { makerWith, plainOptions, valueOf } from "../support/maker.ts";
import { hasShared } from "../support/shared.ts";

/** Real firmware under a name, which may be that of another. */
interface NamedFile {
  readonly path: string;
  readonly name: string;
}

const asr = (release: string, name = release): NamedFile => ({
  path: `firmware/asr/${release}_OCPU_QPY.bin`,
  name: `${name}_OCPU_QPY.bin`,
});
const csdk = (build: string, name: string): NamedFile => ({
  path: `firmware/unisoc8910/CSDK_RDA8910-${build}.pac`,
  name: `${name}_OCPU_QPY.pac`,
});

async function verdictOn(
  old: NamedFile,
  fresh: NamedFile,
  options: Partial<MakeOptions> = {},
): Promise<PairVerdict> {
  const file = ({ path, name }: NamedFile) => ({ fileName: name, bytes: new Uint8Array(sharedData(path)) });
  const maker = await makerWith({ old: file(old), new: file(fresh) });
  return valueOf(await maker.fits({ ...plainOptions, ...options }));
}

describe.skipIf(!hasShared)("real firmware of different modules", () => {
  test("whose contents fit is a warning that names both", async () => {
    const { refusal, warnings } = await verdictOn(
      csdk("20210203-9fa3402", "EC200UCNAAR03A08M08"),
      csdk("20210207-fec60a1", "EC600UCNLBR03A09M08"),
    );
    expect(refusal).toBeNull();
    expect(warnings.map(({ code }) => code)).toContain("modules-differ");
    const warning = warnings.find(({ code }) => code === "modules-differ");
    expect(warning?.detail).toMatchObject({ old: { name: "EC200U CNAA" }, new: { name: "EC600U CNLB" } });
  });

  test("of EC600M with 8 MiB and EC600N with 16 MiB is two different modules, in every type", async () => {
    for (const type of ["diff", "mini"] as const) {
      const { refusal } = await verdictOn(asr("EC600MCNLER01A01M08"), asr("EC600NCNLFR01A02M16"), { type });
      expect(refusal).toMatchObject({
        code: "different-modules",
        detail: {
          old: { name: "EC600M CNLE", flashMiB: 8 },
          new: { name: "EC600N CNLF", flashMiB: 16 },
          differs: ["module", "flash"],
        },
      });
    }
  });

  test("under two names that mean the same is no mismatch", async () => {
    const { refusal, warnings } = await verdictOn(
      asr("EC600MCNLER01A01M08", "EC600MCNLAR01A01M08"),
      asr("EC600MCNLER01A02M08"),
      { type: "mini" },
    );
    expect(refusal).toBeNull();
    expect(warnings.map(({ code }) => code)).not.toContain("modules-differ");
  });
});
