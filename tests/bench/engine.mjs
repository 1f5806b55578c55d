/**
 * node tests/bench/engine.mjs [--dir DIR] [--save DIR2] [--only N,N…] [--reverse]
 * node tests/bench/engine.mjs --growth
 *
 * Encodes the UNISOC 8910 pairs of DIR/BASELINE.csv in Node, each in a process of its own, without a browser:
 * bytes, CPU seconds by stage (all threads of the process, so that a busy machine does not matter), peak memory.
 * --growth encodes made-up images of 1 to 16 MiB instead.
 * --reverse makes the way back of each pair, for which there is no vendor's package: the ratios are to the way there.
 * What happens before the click (open, plan, index) is told apart from what the user waits for.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "vite";
import "../../src/webassembly/compile.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const bundle = resolve(root, "node_modules/.cache/engine-bench");

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: resolve(root, "../shared/data") },
    save: { type: "string" },
    only: { type: "string" },
    reverse: { type: "boolean", default: false },
    growth: { type: "boolean", default: false },
    // What a process of its own is to measure.
    pair: { type: "string", multiple: true },
    grown: { type: "string" },
  },
});

if (values.pair !== undefined || values.grown !== undefined) {
  const { encodePair, encodeGrown } = await import(`${bundle}/encode-pair.js`);
  const [old, next, saveAs] = values.pair ?? [];
  const measured =
    values.grown === undefined
      ? encodePair(old, next, saveAs === "" ? null : saveAs)
      : encodeGrown(Number(values.grown));
  process.stdout.write(JSON.stringify(measured));
  process.exit(0);
}

await build({
  configFile: false,
  root,
  logLevel: "error",
  build: { ssr: "tests/bench/encode-pair.ts", outDir: bundle, emptyOutDir: true, target: "es2022" },
});
if (values.growth) growth();
else pairs();

function growth() {
  for (const mebibytes of [1, 2, 4, 8, 16]) {
    const { packedBytes, cpu, peak } = measure(`--grown=${mebibytes}`);
    console.log(
      `${mebibytes} MiB: ${packedBytes} B, ${sum(cpu).toFixed(2)} s CPU (${stages(cpu)}), peak ${Math.round(peak)} MiB`,
    );
  }
}

function pairs() {
  if (values.save !== undefined) mkdirSync(values.save, { recursive: true });
  const [names, ...lines] = readFileSync(`${values.dir}/BASELINE.csv`, "utf8").trim().split("\n");
  const columns = names.split(",");
  const all = lines
    .map((line) => Object.fromEntries(line.split(",").map((field, i) => [columns[i], field])))
    .filter(({ platform }) => platform === "unisoc8910");
  for (const i of values.only?.split(",").map(Number) ?? all.keys()) {
    const { bytes, user_s: vendor } = all[i];
    const files = [all[i].old, all[i].new].map((file) => `--pair=${values.dir}/${file}`);
    if (values.reverse) files.reverse();
    const saveAs = values.save === undefined ? "" : `${values.save}/${i}`;
    const { safe, compact, bulks, cpu, peak } = measure(...files, `--pair=${saveAs}`);
    const { open, plan, index, ...afterClick } = cpu;
    const click = sum(afterClick);
    const of = (size) => `${size} (${(size / Number(bytes)).toFixed(4)})`;
    console.log(`${i} safe ${of(safe)} compact ${of(compact ?? safe)}`);
    console.log(
      `  from the click ${click.toFixed(2)} s CPU (${(click / Number(vendor)).toFixed(3)} of the vendor's)`,
    );
    console.log(`  before: ${stages({ open, plan, index })}; then: ${stages(afterClick)}`);
    console.log(`  ${bulks.join(", ")}; peak ${Math.round(peak)} MiB`);
  }
}

/** In a process of its own. */
function measure(...args) {
  const own = fileURLToPath(import.meta.url);
  return JSON.parse(execFileSync(process.execPath, [own, ...args], { encoding: "utf8" }));
}

function sum(cpu) {
  return Object.values(cpu).reduce((total, seconds) => total + seconds, 0);
}

function stages(cpu) {
  return Object.entries(cpu)
    .map(([stage, seconds]) => `${stage} ${seconds.toFixed(2)}`)
    .join(", ");
}
