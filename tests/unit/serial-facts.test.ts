import { describe, expect, it } from "vitest";
import { compare, parseFacts, readFacts } from "../../src/serial/module-facts.ts";
import { Repl } from "../../src/serial/repl.ts";
import {
  familyOf,
  inDownloadMode,
  isModule,
  PORT_FILTERS,
  staysAtRestart,
  usbName,
} from "../../src/serial/usb-ids.ts";
import { verdictOf } from "../../src/serial/verdict.ts";
import { matchVersions } from "../../src/modules/version-match.ts";
import { EC600N, QuecPythonModule } from "../support/quecpython-module.ts";
import { ASR_USB } from "../support/serial-bench.ts";
import { LeisureClock, NodeBench } from "../support/serial-in-node.ts";

async function factsOf(change: Partial<typeof EC600N>) {
  const module = new QuecPythonModule({ ...EC600N, ...change });
  await module.boot();
  const bench = new NodeBench([{ id: "1", usb: ASR_USB, peer: module }]);
  return await readFacts(new Repl(await bench.handles[0]!.open(), new LeisureClock()), "facts");
}

describe("facts of a module", () => {
  it("are read from all that it tells", async () => {
    expect(await factsOf({})).toMatchObject({
      version: "EC600NCNLCR01A01M16_OCPU_QPY",
      quecPython: "V0006_EC600N_CNLC_FW",
      module: "EC600N CNLC",
      freeBytes: 409_600,
      localUpgrade: true,
      downloadsBeside: true,
    });
  });

  it("follow the module: what another one can do", async () => {
    const unisoc = await factsOf({ model: "EC600U-CNLB", version: "EC600UCNLBR03A08M08_OCPU_QPY" });
    expect(unisoc).toMatchObject({ module: "EC600U CNLB", localUpgrade: true, downloadsBeside: false });
    const small = await factsOf({ model: "EC600M-CNLE", version: "EC600MCNLER06A03M08_OCPU_QPY" });
    expect(small).toMatchObject({ module: "EC600M CNLE", localUpgrade: false, downloadsBeside: true });
  });

  it("tell the files in /usr, by which what was sent already is found", async () => {
    const module = new QuecPythonModule(EC600N);
    await module.boot();
    module.writeFile("/usr/main.py", new Uint8Array(12));
    module.writeFile("/usr/it's (1), a.pack", new Uint8Array(5000));
    module.writeFile("/usr/升级.pack", new Uint8Array(1));
    const bench = new NodeBench([{ id: "1", usb: ASR_USB, peer: module }]);
    const repl = new Repl(await bench.handles[0]!.open(), new LeisureClock());
    const { usrFiles } = await readFacts(repl, "facts");
    expect([...usrFiles].sort()).toEqual([
      ["/usr/it's (1), a.pack", 5000],
      ["/usr/main.py", 12],
    ]);
  });

  it("leave open whether it has local upgrade when its variants differ and it names none", () => {
    expect(parseFacts("@fact model 'EC600N'\r\n")).toMatchObject({ module: "EC600N", localUpgrade: null });
    expect(parseFacts("@fact model 'EC600N-CNLA'\r\n").localUpgrade).toBe(false);
    expect(parseFacts("@fact model 'EC600U'\r\n").localUpgrade).toBe(true);
    expect(parseFacts("@fact model 'EC200N'\r\n").localUpgrade).toBe(false);
  });

  it("are few where firmware tells little", () => {
    expect(parseFacts("@fact fw -1\r\n@fact model 'XY123'\r\n")).toEqual({
      version: "",
      quecPython: "",
      module: "XY123",
      freeBytes: null,
      usrFiles: new Map(),
      localUpgrade: null,
      downloadsBeside: true,
      names: [],
    });
  });

  it("come through what a thread prints in between", () => {
    const { version, freeBytes } = parseFacts("rssi 21\r\n@fact fw 'A1'\r\nrssi 22\r\n@fact free 4096\r\n");
    expect({ version, freeBytes }).toEqual({ version: "A1", freeBytes: 4096 });
  });

  it("tell another module from one that names no variant", () => {
    const facts = parseFacts("@fact fw 'EC600NCNLCR01A01M16'\r\n");
    const wanted = { oldVersion: "EC600NCNLCR01A01M16", newVersion: "EC600NCNLCR01A02M16" };
    expect(compare(facts, { ...wanted, module: "EC600N CNLC" })).toEqual({
      match: "same",
      otherModule: false,
    });
    expect(compare(facts, { ...wanted, module: "EC600N" }).otherModule).toBe(false);
    expect(compare(facts, { ...wanted, module: null }).otherModule).toBe(false);
    expect(compare(facts, { ...wanted, module: "EC600N CNLF" }).otherModule).toBe(true);
    expect(compare(facts, { ...wanted, module: "EC600U CNLB" }).otherModule).toBe(true);
  });
});

describe("version names", () => {
  it.each([
    ["EC600NCNLCR01A01M16_OCPU_QPY", "EC600NCNLCR01A01M16_OCPU_QPY", "same"],
    ["EC600NCNLCR01A01M16_OCPU_QPY", "EC600NCNLCR01A01M16", "same"],
    ["ec600ncnlcr01a01m16-ocpu-qpy", "EC600NCNLCR01A01M16_OCPU_QPY", "same"],
    ["QPY_OCPU_EC600NCNLCR01A01M16_FW_20231209-1231", "EC600NCNLCR01A01M16_OCPU_QPY", "same"],
    ["EC600NCNLCR01A01M16_OCPU_QPY", "EC600NCNLCR01A02M16_OCPU_QPY", "different"],
    ["EC600NCNLCR01A01M16", "EC600NCNLFR01A01M16", "different"],
    ["EC600UCNLBR03A08M08_OCPU_QPY_BETA1210", "EC600UCNLBR03A08M08_OCPU_QPY_BETA1215", "different"],
    ["EC600UCNLBR03A08M08_OCPU_QPY_BETA1210", "EC600UCNLBR03A08M08_OCPU_QPY", "unknown"],
    ["QPY_OCPU_V0006_EC600N_CNLC_FW", "V0006_EC600N_CNLC", "same"],
    ["QPY_OCPU_V0006_EC600N_CNLC_FW", "V0007_EC600N_CNLC_FW", "different"],
    ["QPY_OCPU_V0006_EC600N_CNLC_FW", "EC600NCNLCR01A01M16_OCPU_QPY", "unknown"],
    ["my own build", "EC600NCNLCR01A01M16", "unknown"],
    ["2.0.1", "2.0.1", "same"],
    ["2.0.1", "2.0.2", "unknown"],
    ["", "EC600NCNLCR01A01M16", "unknown"],
    ["EC600NCNLCR01A01M16", "", "unknown"],
  ])("%s and %s: %s", (one, other, match) => {
    expect(matchVersions(one, [other])).toBe(match);
    expect(matchVersions(other, [one])).toBe(match);
  });

  it("one name that fits is enough, one that differs counts before one that says nothing", () => {
    expect(matchVersions("V0006_EC600N_CNLC_FW", ["EC600NCNLCR01A01M16", "V0006_EC600N_CNLC"])).toBe("same");
    expect(matchVersions("V0006_EC600N_CNLC_FW", ["EC600NCNLCR01A01M16", "V0007_EC600N_CNLC"])).toBe(
      "different",
    );
    expect(matchVersions("V0006_EC600N_CNLC_FW", [])).toBe("unknown");
  });
});

describe("the verdict after an update", () => {
  const facts = (version: string) => parseFacts(`@fact fw '${version}'\r\n`);
  const old = facts("EC600NCNLCR01A01M16");
  const fresh = facts("EC600NCNLCR01A02M16");
  const wanted = { oldVersion: "EC600NCNLCR01A01M16", newVersion: "EC600NCNLCR01A02M16", module: null };
  const rest = { type: "diff", wanted, scriptKept: true } as const;

  it.each([
    ["confirmed", old, fresh, "EC600NCNLCR01A02M16"],
    ["changed", old, fresh, "release of May"],
    ["changed", old, facts("EC600NCNLCR01A09M16"), "EC600NCNLCR01A02M16"],
    ["unchanged", old, old, "EC600NCNLCR01A02M16"],
    ["unchanged", old, old, ""],
    ["unknown", facts(""), facts(""), "EC600NCNLCR01A02M16"],
    // It was on the new version before: nothing can be concluded.
    ["unknown", fresh, fresh, "EC600NCNLCR01A02M16"],
  ])("%s", (verdict, before, after, newVersion) => {
    expect(verdictOf({ ...rest, before, after, wanted: { ...wanted, newVersion } })).toBe(verdict);
  });

  it("of a full package comes from the files, not from the version", () => {
    expect(verdictOf({ ...rest, type: "full", before: old, after: old })).toBe("unchanged");
    expect(verdictOf({ ...rest, type: "full", before: old, after: old, scriptKept: false })).toBe("replaced");
  });
});

describe("USB identities", () => {
  it("are those of modules, and not of modules in download mode", () => {
    expect(usbName(ASR_USB)).toBe("2C7C:6001");
    expect(familyOf(ASR_USB)).toBe("ASR 16 MB");
    expect(isModule({ vendorId: 0x2c7c, productId: 0x1234 })).toBe(true);
    expect(isModule({ vendorId: 0x17d1, productId: 0x0002 })).toBe(false);
    expect(isModule(null)).toBe(false);
    // A port of the module's own goes with it.
    expect(staysAtRestart(ASR_USB)).toBe(false);
    expect(staysAtRestart({ vendorId: 0x1a86, productId: 0x7523 })).toBe(true);
    expect(staysAtRestart(null)).toBe(true);
    expect(inDownloadMode({ vendorId: 0x2ecc, productId: 0x3017 })).toBe(true);
    expect(inDownloadMode(ASR_USB)).toBe(false);
    expect(PORT_FILTERS).toContainEqual({ usbVendorId: 0x2c7c });
    expect(PORT_FILTERS).toContainEqual({ usbVendorId: 0x17d1, usbProductId: 0x0001 });
  });
});
