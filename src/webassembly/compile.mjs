/**
 * Compiles the AssemblyScript of each room (src/…/compiled/index.ts) into src/ROOM/compiled.generated.ts, a module
 * with the WebAssembly as text in it, so that page, workers, tests and Node all load it like any other. A file that was
 * made of the same sources is left as it is. Runs after `npm ci`, and before Vite, Vitest and Playwright do anything.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** Not written where it is imported: its types would change those of arrays in all of TypeScript here. */
const compiler = "assemblyscript/asc";
const rooms = ["delta", "codecs/lzma"];
const options = [
  ...["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"],
  // Hot loops over arrays, where the index is known to be inside.
  ...["--uncheckedBehavior", "always"],
  ...["--use", "abort="],
];

for (const room of rooms) {
  const target = `${root}src/${room}/compiled.generated.ts`;
  const mark = `// Made by src/webassembly/compile.mjs of sources with hash ${hashOf(room)}.\n`;
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(mark)) continue;
  const wasm = Buffer.from(await compile(`src/${room}/compiled/index.ts`)).toString("base64");
  // Whoever reads it meanwhile finds the old file or the new one.
  writeFileSync(`${target}.${process.pid}`, `${mark}export const wasm =\n  "${wasm}";\n`);
  renameSync(`${target}.${process.pid}`, target);
}

/** Of everything that the result depends on. */
function hashOf(room) {
  const hash = createHash("sha256");
  hash.update(createRequire(import.meta.url)("assemblyscript/package.json").version);
  hash.update(options.join(" "));
  const folder = `${root}src/${room}`;
  const own = readdirSync(`${folder}/compiled`).map((name) => `${folder}/compiled/${name}`);
  for (const file of [...own.sort(), `${folder}/format.ts`]) {
    if (existsSync(file)) hash.update(readFileSync(file, "utf8").replaceAll("\r\n", "\n"));
  }
  return hash.digest("hex").slice(0, 32);
}

async function compile(entry) {
  const { default: asc } = await import(compiler);
  let wasm = new Uint8Array(0);
  const { error, stderr } = await asc.main([entry, "--baseDir", root, "--outFile", "out.wasm", ...options], {
    writeFile(name, contents) {
      if (name === "out.wasm") wasm = contents;
    },
  });
  if (error !== null) throw new Error(`${entry}: ${stderr.toString()}`);
  return wasm;
}
