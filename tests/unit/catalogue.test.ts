import { describe, expect, it } from "vitest";
import {
  allowedTypes,
  apiOf,
  CATALOGUE,
  type CatalogueEntry,
  moduleLabel,
  recogniseModule,
  URL_LIMITS,
} from "../../src/modules/catalogue.ts";
import type { Platform } from "../../src/contract/platform.ts";

const entryOf = (label: string) => {
  const entry = CATALOGUE.find((one) => moduleLabel(one) === label);
  if (entry === undefined) throw new Error(`no ${label}`);
  return entry;
};

function label(name: string, platform: Platform, flashMiB: number | null = null): string | null {
  const entry = recogniseModule([name], platform, flashMiB);
  return entry === null ? null : moduleLabel(entry);
}

const verdicts = (name: string, flashMiB: number | null = null) => {
  const { diff, full, mini } = allowedTypes("asr", entryOf(name), flashMiB);
  return [diff, full, mini].map(({ allowed, reason }) => reason ?? allowed);
};

describe("the catalogue", () => {
  it("has every module once", () => {
    const labels = CATALOGUE.map(moduleLabel);
    expect(new Set(labels).size).toBe(labels.length);
    expect(labels.length).toBeGreaterThan(50);
  });

  it("knows the flash of variants", () => {
    expect(entryOf("EC600S CNLA").flashMiB).toBe(16);
    expect(entryOf("EC600S CNLB").flashMiB).toBe(8);
    expect(entryOf("EC600N CNLA").flashMiB).toBe(8);
    expect(entryOf("EC800M CNGA").flashMiB).toBe(8);
    expect(entryOf("EC600N").flashMiB).toBeNull();
  });

  it("knows what the calls of a module can do", () => {
    const having = (can: (entry: CatalogueEntry) => boolean) =>
      [...new Set(CATALOGUE.filter(can).map(({ module }) => module))].sort();
    const withSecond = [
      ...["EC600K", "EC600M", "EC600N", "EC600S", "EC800K", "EC800M", "EC800N"],
      ...["EG800AK", "EG800K", "EG810M", "EG912N"],
    ];
    expect(having(({ api }) => api.url2)).toEqual(withSecond);
    expect(having(({ api }) => api.zeroMeans === "accepted")).toEqual([...withSecond, "EG800P"].sort());
    for (const { api, module } of CATALOGUE) expect(api.ftp).toBe(module === "EC200A");
    expect(entryOf("EC600N CNLF").api.localUpgrade).toBe(true);
    expect(entryOf("EC600N CNLD").api.localUpgrade).toBe(false);
    expect(URL_LIMITS).toEqual({ diff: 255, full: 255, mini: 128 });
  });
});

describe("reset_disable", () => {
  it.each([
    ["unisoc8910", ["EC200U", "EC600U CNLB", "EG912U", "EG915U LAAB"], true],
    ["unisoc8910", ["EC200U EUDC", "EC600U ECDC", "EC600U EUDC", "EG915U LADC"], false],
    ["qualcomm", ["BG95 M3", "BG77", "BG600L"], true],
    ["ec200a", ["EC200A", "EC200A CNHA", "UC200A GLAA"], true],
    ["ec200a", ["EC200A EUV1HA"], false],
    ["eigen618", ["EC600E", "EC800E"], true],
    ["eigen718", ["EC600Z", "EC800Z CNLC", "EG800Z", "EG915Z EULA"], false],
    ["unisoc8850", ["EC600G CNLD", "EC800G", "EG800G LALD", "EG700G CNLC"], false],
    ["asr", ["EC600S", "EC600N CNLF", "EC600K", "EC800K CNLC", "EG800AK", "EC800M CNGA", "EG800P"], false],
  ] as const)("of %s %j is heeded: %s", (platform, names, heeded) => {
    for (const name of names) expect(apiOf(platform, name).resetDisable, name).toBe(heeded);
  });

  it("is ignored by the later baselines of the 8910, which the version tells", () => {
    const heeded = (firmware: string) => apiOf("unisoc8910", "EC600U CNLB", firmware).resetDisable;
    expect(heeded("EC600UCNLBR03A07M08")).toBe(true);
    expect(heeded("V0006")).toBe(true);
    expect(heeded("EC600UCNLBR05A01M08")).toBe(false);
    expect(heeded("EC600UCNLBR06A01M08")).toBe(false);
    // Where nobody knows the module, some of the platform ignore it.
    expect(apiOf("unisoc8910", null).resetDisable).toBe(false);
  });
});

describe("modules are recognised", () => {
  it.each([
    ["EC600NCNLFR01A02M16_OCPU_QPY.bin", "asr", "EC600N CNLF"],
    ["qpy_ocpu_v0006_ec600n_cnla_fw.zip", "asr", "EC600N CNLA"],
    ["QPY_V0006_EC600U_CNLCEXTFS8M_FW", "unisoc8910", "EC600U CNLCEXTFS8M"],
    ["EC800N-CNXX.bin", "asr", "EC800N"],
    ["EC200ACNHAR01A05M08.bin", "ec200a", "EC200A CNHA"],
    ["EC200UEU_DC", "unisoc8910", "EC200U EUDC"],
    ["EC800KCNCCR07A01M02.zip", "asr", "EC800K CNCC"],
    ["EG800KLALCR07A02M04.zip", "asr", "EG800K LALC"],
    ["EG915NEUAGR03A01M08.bin", "asr", "EG915N EUAG"],
    ["EC600MMLALAR06A01M08.bin", "asr", "EC600M MLALA"],
    ["EG800G-LALD.pac", "unisoc8850", "EG800G LALD"],
    ["EC800ZCNLDR01A01M04.binpkg", "eigen718", "EC800Z CNLD"],
    ["BG77LAR02A04.zip", "qualcomm", "BG77"],
    ["BG95M3LAR02A04.zip", "qualcomm", "BG95 M3"],
    ["EG800AKCNR01A01M04.bin", "asr", "EG800AK"],
  ] as const)("%s on %s is %s", (name, platform, expected) => {
    expect(label(name, platform)).toBe(expected);
  });

  it("by the first name that speaks of one", () => {
    const entry = recogniseModule(["download.zip", "EC600M.bin", "EC800M.bin"], "asr", null);
    expect(entry?.module).toBe("EC600M");
    expect(recogniseModule([], "asr", 16)).toBeNull();
  });

  it("never against the firmware, nor inside other words", () => {
    expect(label("EC600N.bin", "unisoc8910")).toBeNull();
    expect(label("XEC600N.bin", "asr")).toBeNull();
    expect(label("BG950S.bin", "qualcomm")).toBeNull();
    expect(label("EC800UG.pac", "unisoc8850")).toBeNull();
    expect(label("EG915QEUABR01A01.bin", "eigen718")).toBeNull();
  });

  it("with their variant by the flash, when only one fits", () => {
    expect(label("EC600S.bin", "asr", 16)).toBe("EC600S CNLA");
    expect(label("EC600S.bin", "asr", 8)).toBe("EC600S CNLB");
    expect(label("EC600N.bin", "asr", 8)).toBe("EC600N CNLA");
    expect(label("EC600N.bin", "asr", 16)).toBe("EC600N");
    expect(label("EC600S.bin", "asr")).toBe("EC600S");
  });
});

describe("types of package", () => {
  it("are all for ASR modules of 16 MiB that all documents name", () => {
    expect(verdicts("EC600N CNLF")).toEqual(["yes", "yes", "yes"]);
    expect(verdicts("EC600N CNLC")).toEqual(["yes", "yes", "yes"]);
  });

  it("are warned of where documents differ", () => {
    expect(verdicts("EC600S CNLA")).toEqual(["yes", "full-sources-differ", "yes"]);
    expect(verdicts("EC200N", 16)).toEqual(["yes", "full-sources-differ", "mini-sources-differ"]);
    expect(verdicts("EC100Y", 16)[0]).toBe("chip-not-verified");
  });

  it("are mini-system first of all for small flash", () => {
    expect(verdicts("EC600M CNLE")).toEqual(["diff-on-small-flash", "full-on-small-flash", "yes"]);
    expect(verdicts("EC600N CNLA")).toEqual(["diff-on-small-flash", "full-on-small-flash", "yes"]);
    // Sources name full for these, whatever their flash.
    expect(verdicts("EC800K CNLC")).toEqual(["diff-on-small-flash", "yes", "yes"]);
    expect(verdicts("EC800K CNCC")).toEqual(["diff-on-small-flash", "yes", "yes"]);
    // The firmware at hand counts more than the list.
    expect(verdicts("EC600M CNLE", 16)).toEqual(["yes", "full-sources-differ", "yes"]);
    expect(verdicts("EC800N")).toEqual(["flash-size-unknown", "flash-size-unknown", "yes"]);
  });

  it("are judged by the flash alone for unknown modules", () => {
    expect(Object.values(allowedTypes("asr", null, 16)).map(({ allowed }) => allowed)).toEqual([
      "yes",
      "yes",
      "yes",
    ]);
    expect(allowedTypes("asr", null, 8).full).toEqual({ allowed: "warn", reason: "full-on-small-flash" });
  });

  it("of EC200A are experimental", () => {
    expect(allowedTypes("ec200a", null, null)).toEqual({
      diff: { allowed: "warn", reason: "ec200a-experimental" },
      full: { allowed: "no", reason: "asr-only" },
      mini: { allowed: "no", reason: "asr-only" },
    });
  });

  it.each([
    ["unisoc8910", [null, "asr-only", "asr-only"]],
    ["unisoc8850", ["not-made-yet", "asr-only", "asr-only"]],
    ["eigen618", [null, "asr-only", "asr-only"]],
    ["eigen718", [null, "asr-only", "asr-only"]],
    ["qualcomm", Array<string>(3).fill("qualcomm-format-unknown")],
    ["unknown", Array<string>(3).fill("platform-unknown")],
  ] as const)("of %s say why not", (platform, reasons) => {
    const { diff, full, mini } = allowedTypes(platform, null, null);
    expect([diff, full, mini].map(({ reason }) => reason)).toEqual(reasons);
    for (const { allowed, reason } of [diff, full, mini])
      expect(allowed).toBe(reason === null ? "yes" : "no");
  });
});
