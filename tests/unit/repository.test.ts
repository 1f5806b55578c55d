import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));

function textOf(path: string): string {
  return readFileSync(`${root}${path}`, "utf8");
}

function filesUnder(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll("\\", "/").slice(root.length));
}

describe("the repository", () => {
  it("keeps its top level short", () => {
    const agreed = [
      "LICENSE",
      "README.md",
      "docs",
      "index.html",
      "package-lock.json",
      "package.json",
      "public",
      "src",
      "tests",
      "tsconfig.json",
      "vite.config.ts",
      "workers",
    ];
    const made = ["node_modules", "dist", "test-results", "playwright-report", "coverage"];
    const found = readdirSync(root).filter((name) => !name.startsWith(".") && !made.includes(name));
    expect(found.filter((name) => !name.endsWith(".log")).sort()).toEqual(agreed);
  });

  it("has no source file of more than 400 lines", () => {
    const sources = [...filesUnder("src"), ...filesUnder("workers")];
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((path) => textOf(path).split("\n").length > 401)).toEqual([]);
  });

  it.each(["README.md", "docs/README.zh.md"])("%s names only scripts and files that exist", (readme) => {
    const text = textOf(readme);
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)].map((m) => m[1] ?? m[2] ?? "");
    expect(named).toEqual(expect.arrayContaining(["start", "test"]));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);

    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((m) => m[1] ?? "");
    const folder = readme.includes("/") ? "docs/" : "";
    expect(links.filter((link) => !existsSync(`${root}${folder}${link}`))).toEqual([]);
  });

  it("lists only files that exist in the web app manifest", () => {
    interface Icon {
      readonly src: string;
    }
    const manifest = JSON.parse(textOf("public/manifest.webmanifest")) as {
      readonly icons: readonly Icon[];
      readonly file_handlers: readonly { readonly icons: readonly Icon[] }[];
      readonly shortcuts: readonly { readonly icons: readonly Icon[] }[];
      readonly screenshots?: readonly Icon[];
    };
    const { icons, file_handlers, shortcuts, screenshots = [] } = manifest;
    const all = [...icons, ...screenshots, ...[...file_handlers, ...shortcuts].flatMap((one) => one.icons)];
    expect(icons.length).toBeGreaterThan(2);
    expect(all.filter(({ src }) => !existsSync(`${root}public/${src}`))).toEqual([]);
  });

  it("pins every package to one version", () => {
    const { dependencies, devDependencies } = JSON.parse(textOf("package.json")) as Record<
      "dependencies" | "devDependencies",
      Record<string, string>
    >;
    const versions = Object.values({ ...dependencies, ...devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});
