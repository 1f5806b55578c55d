import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "svelte/compiler";
import { describe, expect, it } from "vitest";
import { languages, preferredLanguage, type Dictionary } from "../../src/words/index.ts";
import { dictionaries } from "../support/dictionaries.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A language of which every text is in brackets, made of another. */
function inBrackets<T>(words: T): T {
  if (typeof words === "string") return `⟦${words}⟧` as T;
  if (typeof words === "function") {
    return ((...values: unknown[]) =>
      inBrackets((words as (...values: unknown[]) => unknown)(...values))) as T;
  }
  if (typeof words !== "object" || words === null) return words;
  if (Array.isArray(words)) return words.map(inBrackets) as T;
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, inBrackets(value)])) as T;
}

describe("one more language", () => {
  it("is an object of the shape that the others have", () => {
    const third: Dictionary = inBrackets(dictionaries.en);
    const shape = (words: object): string[] =>
      Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? shape(value).map((path) => `${key}.${path}`)
          : [`${key}: ${typeof value}`],
      );
    expect(shape(third).sort()).toEqual(shape(dictionaries.zh).sort());
    expect(third.make.title).toMatch(/^⟦.*⟧$/);
    expect(third.refusals["file-empty"]({ file: "a" }).title).toMatch(/^⟦.*⟧$/);
  });

  it("is a line of the list, and the first that a reader wants is chosen", () => {
    expect(languages.map(({ id }) => id)).toEqual(["zh", "en"]);
    expect(preferredLanguage(["fr-FR", "en-GB", "zh-CN"])).toBe("en");
    expect(preferredLanguage(["de", "zh-Hant"])).toBe("zh");
  });

  it("fetches nothing of another: each is reached through its own chunk alone", () => {
    const index = readFileSync(join(root, "src/words/index.ts"), "utf8");
    const values = [...index.matchAll(/^import (?!type)[^;]*;/gm)];
    expect(values).toEqual([]);
    const page = readdirSync(join(root, "src/page"), { recursive: true, encoding: "utf8" });
    const named = page
      .filter((path) => /\.(ts|svelte)$/.test(path))
      .filter((path) => /words\/(zh|en)\//.test(readFileSync(join(root, "src/page", path), "utf8")));
    expect(named).toEqual([]);
  });
});

/** Texts in the markup of a component: what stands between tags, and in attributes that are read out or shown. */
function textsIn(source: string): string[] {
  const found: string[] = [];
  const spoken = new Set(["aria-label", "title", "placeholder", "alt"]);
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) {
      node.forEach(walk);
      return;
    }
    if (typeof node !== "object" || node === null) return;
    const { type, name, data, value } = node as Record<string, unknown>;
    if (type === "Text" && typeof data === "string") found.push(data);
    // Measures, e.g. style:transform.
    if (type === "StyleDirective") return;
    if (type === "Attribute") {
      if (typeof name === "string" && spoken.has(name)) walk(value);
      return;
    }
    Object.values(node).forEach(walk);
  };
  walk(parse(source, { modern: true }).fragment);
  return found.filter((text) => /\p{L}{2,}/u.test(text));
}

describe("the markup", () => {
  it("is looked through for texts", () => {
    expect(textsIn(`<p class="word" title="spoken">{words.a} and</p>`)).toEqual(["spoken", " and"]);
  });

  it("has no words of its own: all are in the folders of the languages", () => {
    const components = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith(".svelte"),
    );
    expect(components.length).toBeGreaterThan(50);
    const found = components.flatMap((path) =>
      textsIn(readFileSync(join(root, "src", path), "utf8")).map((text) => `${path}: ${text.trim()}`),
    );
    // Names and paths that are the same in every language.
    const same = /: (SHA-256|MD5|QuecPython|MiB|\/usr\/)$/;
    expect(found.filter((text) => !same.test(text))).toEqual([]);
  });
});
