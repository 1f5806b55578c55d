import { describe, expect, test } from "vitest";
import { type CatalogueEntry, moduleLabel, modulesOf } from "../../src/modules/catalogue.ts";
import type { ScriptChoices } from "../../src/script/script-choices.ts";
import { jobOf, quiet, rehearsed, samples, scriptOf } from "../support/rehearsal.ts";

const cases = [
  { platform: "unisoc8910", type: "diff" },
  { platform: "asr", type: "diff" },
  { platform: "asr", type: "mini" },
  { platform: "asr", type: "full" },
] as const;

const LOCAL = { kind: "file", path: "/usr/FotaFile.bin" } as const;

/** Scripts of modules with the same calls differ by the name alone. */
function kindsOf(platform: "unisoc8910" | "asr"): readonly CatalogueEntry[] {
  return [...new Map(modulesOf(platform).map((entry) => [JSON.stringify(entry.api), entry])).values()];
}

/** Every way that the page's script can take for modules with these calls. */
function waysOf(type: string, api: CatalogueEntry["api"]): readonly Partial<ScriptChoices>[] {
  if (type === "mini") return [{}];
  return [
    {},
    ...(api.resetDisable ? [{ restart: "by-script" } as const] : []),
    ...(api.localUpgrade ? [{ source: LOCAL }] : []),
    ...(api.resetDisable && api.localUpgrade ? [{ restart: "by-script", source: LOCAL } as const] : []),
  ];
}

test("modules are of several kinds, by what their calls can do", () => {
  expect(kindsOf("unisoc8910").length + kindsOf("asr").length).toBeGreaterThan(3);
});

describe.each(cases)("$platform, $type", ({ platform, type }) => {
  test("the scripts of every kind of module lead to the new firmware through power cuts", async () => {
    const job = await jobOf(type, samples[platform]);
    let seed = 0;
    for (const entry of kindsOf(platform)) {
      const module = moduleLabel(entry);
      for (const way of waysOf(type, entry.api)) {
        const conditions = { ...quiet, cut: "random", loss: "some", seed: ++seed } as const;
        const script = scriptOf({ ...job, module }, { module, api: entry.api, ...way });
        const { last } = await rehearsed({ ...job, module, script, conditions });
        const told = `${module}, seed ${seed}: ${JSON.stringify(way)}`;
        // One source gives mini-system to all of ASR, but no `url2` to these modules.
        if (type === "mini" && !entry.api.url2) expect(last, told).toMatchObject({ code: "url2-refused" });
        // One of the four cuts comes in the download, if there is one.
        else expect(last, told).toMatchObject({ kind: "finished", cuts: way.source === LOCAL ? 3 : 4 });
      }
    }
    expect(seed).toBeGreaterThan(type === "mini" ? 0 : 2);
  });
});
