import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { build, type Plugin } from "vite";
import { defineConfig } from "vitest/config";
import "./src/webassembly/compile.mjs";
import { localImports } from "./tests/support/local-imports.ts";

/** Nothing leaves the browser: the page may load its own files and talk to nobody else. */
const contentSecurityPolicy = [
  "default-src 'none'",
  // WebAssembly: the Python interpreter of rehearsals, which is one of the page's own files.
  "script-src 'self' 'wasm-unsafe-eval'",
  // blob: a worker that keeps to this policy, see src/page/shell/worker-under-policy.ts.
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** In the built page only: Vite's development server needs inline styles and a socket. */
function policy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: contentSecurityPolicy },
        injectTo: "head-prepend",
      },
    ],
  };
}

/** In index.html, where the name of the release is put in when it is known. */
const releasePlaceholder = "release-of-this-page";

/**
 * Builds workers/sw.ts to dist/sw.js with the list of all files of this release in it.
 * The release is named by a hash over names and contents, so the same source gives the same release; the page says
 * in a meta element which one it is of.
 */
function serviceWorker(): Plugin {
  let outDir = "dist";
  return {
    name: "service-worker",
    apply: "build",
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    transformIndexHtml: () => [
      { tag: "meta", attrs: { name: "release", content: releasePlaceholder }, injectTo: "head" },
    ],
    async closeBundle(error?: Error) {
      // After a failed build there is nothing to list, and its own error is the one to show.
      if (error !== undefined || !existsSync(outDir)) return;
      const release = createHash("sha256");
      const files: string[] = [];
      for (const file of filesUnder(outDir)) {
        const name = relative(outDir, file).split(sep).join("/");
        if (name === "sw.js") continue;
        release.update(`${name}\0`).update(readFileSync(file));
        // The page is asked for by its folder: some hosts answer index.html with a redirect.
        files.push(name === "index.html" ? "./" : name);
      }
      const releaseId = release.digest("hex").slice(0, 16);
      const page = join(outDir, "index.html");
      writeFileSync(page, readFileSync(page, "utf8").replace(releasePlaceholder, releaseId));
      const output = await build({
        configFile: false,
        publicDir: false,
        logLevel: "warn",
        define: {
          RELEASE_ID: JSON.stringify(releaseId),
          RELEASE_FILES: JSON.stringify(files),
        },
        build: {
          write: false,
          rolldownOptions: { input: "workers/sw.ts", output: { format: "iife" } },
        },
      });
      for (const part of Array.isArray(output) ? output : [output]) {
        if (!("output" in part)) continue;
        for (const chunk of part.output) {
          if (chunk.type === "chunk") writeFileSync(join(outDir, "sw.js"), chunk.code);
        }
      }
    },
  };
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

export default defineConfig({
  // For the releases that the app writes (src/page/shell/app-release.ts).
  define: { APP_RELEASE: JSON.stringify(version) },
  // One dist/ for any address: the root of a host, a folder of GitHub Pages, a module's own page.
  base: "./",
  plugins: [svelte(), policy(), serviceWorker(), process.env.VITEST === undefined ? null : localImports()],
  worker: {
    format: "es",
    // What the interpreter asks for under Node, where it looks first; no browser gets there.
    rolldownOptions: { external: ["module", "path", "url", "fs"] },
  },
  build: {
    target: "es2022",
    // data: fonts and scripts would not pass the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    include: ["tests/{unit,oracle,power}/**/*.test.ts"],
    // All cores: the default leaves one of them to the terminal, which on two cores is half of the time.
    maxWorkers: "100%",
    // One process runs many files and loads each module once: no test here mocks a module or changes a global.
    isolate: false,
    // Tests over real firmware work for minutes on a slow machine; a hang still ends.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
