import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Opened } from "../../src/platforms/platform.ts";
import type { Unisoc8910Firmware } from "../../src/platforms/unisoc/firmware/firmware.ts";
import { open8910 } from "../support/opened.ts";
import { UNISOC8910_RULE_SETS } from "../../src/platforms/unisoc/rules.ts";
import type { FileMethods } from "../../src/platforms/unisoc/rdaota02/file-methods.ts";
import { type Fit, fitTogether } from "../../src/platforms/unisoc/rdaota02/fit.ts";
import { makePackages } from "../../src/platforms/unisoc/rdaota02/make.ts";
import { type PlannedBulk, planUpdate } from "../../src/platforms/unisoc/rdaota02/plan.ts";
import { contentsAfter, contentsBefore } from "../../src/platforms/unisoc/rdaota02/module-contents.ts";
import { prove } from "../../src/platforms/unisoc/rdaota02/prove.ts";
import { sampleFirmware, samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import { refusedWith } from "../support/refusals.ts";
import { told } from "../support/told.ts";

const ruleSet = UNISOC8910_RULE_SETS.unisoc8910;

function open({ fileName, bytes }: SampleFirmware): Opened<Unisoc8910Firmware> {
  return open8910(fileName, bytes);
}

const pair = samplePair();
const old = open(pair.old);
const next = open(pair.new);

function fit(methods: FileMethods): Fit {
  return fitTogether(old, next, ruleSet, methods);
}

/** "kind path" of the bulks about a file or its parts. */
function bulksOf(
  path: string,
  methods: FileMethods,
  plan: readonly PlannedBulk[] = fit(methods).plan,
): string[] {
  return plan.flatMap((bulk) =>
    bulk.kind !== "flash" && (bulk.name === path || bulk.name.startsWith(`${path}.`))
      ? [`${bulk.kind} ${bulk.name}`]
      : [],
  );
}

/** Files of both, blocked ones as a whole, by what an update has to do with them. */
const files = (() => {
  const contents = (firmware: Opened<Unisoc8910Firmware>) => contentsBefore(firmware.firmware, ruleSet).files;
  const before = contents(old);
  const after = contents(next);
  const whole = (path: string) => path.replace(/\.\d{3}$/, "");
  const blocked = [...before.keys()].filter((path) => /\.000$/.test(path)).map(whole);
  const listed = [...new Set([...before.keys(), ...after.keys()].map(whole))].filter(
    (path) =>
      !ruleSet.rules.some((rule) => rule.kind === "nv" && rule.items.some((item) => item.running === path)),
  );
  const plain = listed.filter((path) => !blocked.includes(path));
  const differs = (path: string) =>
    Buffer.compare(Buffer.from(before.get(path) ?? []), Buffer.from(after.get(path) ?? [])) !== 0;
  const first = (wanted: (path: string) => boolean): string => {
    const found = plain.find(wanted);
    if (found === undefined) throw new Error("the sample has no such file");
    return found;
  };
  return {
    listed,
    inNew: listed.filter((path) => after.has(path) || after.has(`${path}.000`)).length,
    changed: first((path) => before.has(path) && after.has(path) && differs(path)),
    same: first((path) => before.has(path) && after.has(path) && !differs(path)),
    gone: first((path) => !after.has(path)),
    added: first((path) => !before.has(path)),
  };
})();

const BLOCKED = "/modem/cp.bin";
const parts = (kind: string, from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `${kind} ${BLOCKED}.00${from + i}`);

describe("a method for a plain file", () => {
  test.each(["changed", "same", "gone", "added"] as const)("that is %s", (state) => {
    const path = files[state];
    const outcome = (method: "patch" | "ignore" | "replace" | "remove") =>
      bulksOf(path, { [path]: method }).map((bulk) => bulk.split(" ")[0]);
    expect([outcome("patch"), outcome("ignore"), outcome("replace"), outcome("remove")]).toEqual(
      {
        changed: [["plain"], [], ["remove", "insert"], ["remove"]],
        same: [[], [], ["remove", "insert"], ["remove"]],
        gone: [["remove"], [], ["remove"], ["remove"]],
        added: [["insert"], [], ["insert"], ["remove"]],
      }[state],
    );
  });

  test("that the rules leave alone: patched when the user wants it", () => {
    const path = "/modem/nvm/bt_config.bin";
    const withFile = (release: 1 | 2) =>
      open(
        sampleFirmware({
          release,
          modemFiles: new Map([["nvm/bt_config.bin", Uint8Array.of(1, 2, release)]]),
        }),
      );
    const [from, to] = [withFile(1), withFile(2)];
    const planned = (methods: FileMethods) =>
      bulksOf(path, methods, planUpdate(from.firmware, to.firmware, ruleSet, methods));
    expect(planned({})).toEqual([]);
    expect(planned({ [path]: "patch" })).toEqual([`plain ${path}`]);
    const held = (methods: FileMethods) =>
      contentsAfter(from.firmware, to.firmware, ruleSet, methods).files.get(path);
    expect([held({}), held({ [path]: "patch" })]).toEqual([Uint8Array.of(1, 2, 1), Uint8Array.of(1, 2, 2)]);
    expect(fitTogether(from, to, ruleSet, { [path]: "ignore" }).warnings).toEqual([]);
  });
});

describe("a method for a file in parts", () => {
  test("is for the whole of it", () => {
    const bulks = (method: "patch" | "ignore" | "replace" | "remove") =>
      bulksOf(BLOCKED, { [BLOCKED]: method });
    expect(bulks("patch")).toEqual(bulksOf(BLOCKED, {}));
    expect(bulks("ignore")).toEqual([]);
    expect(bulks("remove")).toEqual(parts("remove", 0, 6));
    expect(bulks("replace").filter((bulk) => bulk.startsWith("insert"))).toEqual(parts("insert", 0, 5));
    expect(bulks("replace").filter((bulk) => bulk.startsWith("remove"))).toEqual(parts("remove", 0, 6));
    // A part is gone before it is written anew, so that there is room for it.
    expect(bulks("replace").slice(0, 2)).toEqual([`remove ${BLOCKED}.000`, `insert ${BLOCKED}.000`]);
  });

  test("the module ends with what was wanted", () => {
    const partsAfter = (methods: FileMethods) =>
      [...contentsAfter(old.firmware, next.firmware, ruleSet, methods).files]
        .filter(([path]) => path.startsWith(`${BLOCKED}.`))
        .map(([, bytes]) => bytes);
    const stored = (firmware: Opened<Unisoc8910Firmware>) =>
      [...contentsBefore(firmware.firmware, ruleSet).files]
        .filter(([path]) => path.startsWith(`${BLOCKED}.`))
        .map(([, bytes]) => bytes);
    expect(partsAfter({ [BLOCKED]: "ignore" })).toEqual(stored(old));
    expect(partsAfter({ [BLOCKED]: "replace" })).toEqual(stored(next));
    expect(partsAfter({ [BLOCKED]: "remove" })).toEqual([]);
  });
});

describe("a method for what is no file", () => {
  test.each([
    ["/modem/no-such.bin", "missing"],
    ["/modem/cp.bin.000", "part"],
    ["/modem/nvm", "folder"],
    ["/modem/cp", "missing"],
    ["/modemnvm/rf_nv.bin", "missing"],
    ["AP", "missing"],
    ["__proto__", "missing"],
  ] as const)("%s: %s", (path, why) => {
    const methods = JSON.parse(`{ ${JSON.stringify(path)}: "ignore" }`) as FileMethods;
    expect(refusedWith("file-method", () => fit(methods))).toEqual({ path, why });
  });
});

describe("warnings", () => {
  test("name what will not be the new firmware", () => {
    const methods: FileMethods = { [files.changed]: "ignore", [BLOCKED]: "ignore", [files.same]: "remove" };
    expect(fit(methods).warnings).toEqual([
      { code: "files-ignored", detail: { files: [files.changed, BLOCKED], count: 2 } },
      { code: "files-removed", detail: { files: [files.same], count: 1 } },
    ]);
  });

  test("are not given where the module ends with the new firmware all the same", () => {
    const methods: FileMethods = {
      [files.changed]: "replace",
      [files.same]: "ignore",
      [files.gone]: "remove",
      [BLOCKED]: "patch",
    };
    expect(fit(methods).warnings).toEqual([]);
  });

  test("a file that came or went counts as well", () => {
    expect(fit({ [files.gone]: "ignore" }).warnings).toMatchObject([{ code: "files-ignored" }]);
    expect(fit({ [files.added]: "ignore" }).warnings).toMatchObject([{ code: "files-ignored" }]);
    expect(fit({ [files.added]: "remove" }).warnings).toMatchObject([{ code: "files-removed" }]);
  });

  test("of many files name some", () => {
    const all = Object.fromEntries(files.listed.map((path) => [path, "remove" as const]));
    const [warning] = fit(all).warnings;
    if (warning?.code !== "files-removed") throw new Error("no such warning");
    expect(warning.detail.count).toBe(files.inNew);
    expect(warning.detail.files).toHaveLength(8);
  });

  test("with nothing left to update it is refused, and said why", () => {
    const path = "nvm/extra.bin";
    const one = (value: number) =>
      open(sampleFirmware({ release: 1, modemFiles: new Map([[path, Uint8Array.of(value)]]) }));
    const methods: FileMethods = { [`/modem/${path}`]: "ignore" };
    expect(refusedWith("nothing-to-update", () => fitTogether(one(1), one(2), ruleSet, methods))).toEqual({
      differing: [],
      ruleSets: [],
      ignored: [`/modem/${path}`],
    });
  });
});

describe("packages with methods", () => {
  const methodsOf = fc
    .record(
      Object.fromEntries(
        files.listed.map((path) => [path, fc.constantFrom("patch", "ignore", "replace", "remove" as const)]),
      ),
      { requiredKeys: [] },
    )
    .map((methods) => methods as FileMethods);

  // Small, and without the flash, which is the same each time and takes the time.
  const [from, to] = [
    open(sampleFirmware({ release: 1, parts: 3, tail: 900 })),
    open(sampleFirmware({ release: 2, parts: 2, tail: 500 })),
  ];
  const inFlash = to.firmware.flash.filter(({ id }) => id !== "AP");
  const noFlash = {
    ...to.firmware,
    flash: [...inFlash, ...from.firmware.flash.filter(({ id }) => id === "AP")],
  };

  test("prove whatever the methods are", () => {
    fc.assert(
      fc.property(methodsOf, (fileMethods) => {
        const made = makePackages({
          old: from.firmware,
          new: noFlash,
          ruleSet,
          fileMethods,
          plan: planUpdate(from.firmware, noFlash, ruleSet, fileMethods),
          oldVersion: "",
          newVersion: "",
        });
        const paths = made.safe.bulks.map(({ target }) => target);
        const touched = (path: string) => paths.some((one) => one === path || one.startsWith(`${path}.`));
        for (const [path, method] of Object.entries(fileMethods)) {
          if (method === "ignore") expect(touched(path)).toBe(false);
          if (method === "replace" || method === "remove") expect(touched(path)).toBe(true);
        }
      }),
      { numRuns: 10, endOnFailure: true },
    );
  }, 120_000);

  test("the proof knows the methods from nobody but the user", () => {
    const fileMethods: FileMethods = { [files.changed]: "ignore" };
    const plan = planUpdate(from.firmware, noFlash, ruleSet, fileMethods);
    const job = { old: from.firmware, new: noFlash, ruleSet, plan, oldVersion: "", newVersion: "" };
    const { safe } = makePackages({ ...job, fileMethods });
    expect(safe.proof.compared.sameFiles).toBeGreaterThan(5);
    const detail = refusedWith("proof-failed", () =>
      prove(safe.bytes, { old: from.firmware, new: noFlash, ruleSet }, null),
    );
    expect(told(detail.why)).toBe(`differences 1 ${files.changed}: unlike-new null`);
  }, 120_000);
});
