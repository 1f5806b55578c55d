/**
 * node tests/bench/engine.mjs [--dir DIR] [--save DIR2] [--only N,N…] [--reverse]
 *
 * Encodes the UNISOC 8910 pairs of DIR/BASELINE.csv in Node, each in a process of its own, without a browser:
 * bytes, CPU seconds by stage (all threads of the process, so that a busy machine does not matter), peak memory.
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
    pair: { type: "string", multiple: true },
  },
});

if (values.pair !== undefined) {
  const { encodePair } = await import(`${bundle}/encode-pair.js`);
  const [old, next, saveAs] = values.pair;
  process.stdout.write(JSON.stringify(encodePair(old, next, saveAs === "" ? null : saveAs)));
  process.exit(0);
}

await build({
  configFile: false,
  root,
  logLevel: "error",
  build: { ssr: "tests/bench/encode-pair.ts", outDir: bundle, emptyOutDir: true, target: "es2022" },
});
if (values.save !== undefined) mkdirSync(values.save, { recursive: true });

const [names, ...lines] = readFileSync(`${values.dir}/BASELINE.csv`, "utf8").trim().split("\n");
const columns = names.split(",");
const pairs = lines
  .map((line) => Object.fromEntries(line.split(",").map((field, i) => [columns[i], field])))
  .filter(({ platform }) => platform === "unisoc8910");
const only = values.only?.split(",").map(Number) ?? pairs.map((_, i) => i);
for (const i of only) {
  const { bytes, user_s: vendor } = pairs[i];
  const { old, new: next } = values.reverse ? { old: pairs[i].new, new: pairs[i].old } : pairs[i];
  const saveAs = values.save === undefined ? "" : `${values.save}/${i}`;
  const files = [`${values.dir}/${old}`, `${values.dir}/${next}`, saveAs].map((file) => `--pair=${file}`);
  const measured = JSON.parse(
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), ...files], { encoding: "utf8" }),
  );
  const { cpu } = measured;
  const click = Object.entries(cpu)
    .filter(([stage]) => !["open", "plan", "index"].includes(stage))
    .reduce((sum, [, seconds]) => sum + seconds, 0);
  const of = (size) => `${size} (${(size / Number(bytes)).toFixed(4)})`;
  console.log(`${i} safe ${of(measured.safe)} compact ${of(measured.compact ?? measured.safe)}`);
  console.log(
    `  from the click ${click.toFixed(2)} s CPU (${(click / Number(vendor)).toFixed(3)} of the vendor's)`,
  );
  console.log(
    `  ${Object.entries(cpu)
      .map(([stage, s]) => `${stage} ${s.toFixed(2)}`)
      .join(", ")}`,
  );
  console.log(`  ${measured.bulks.join(", ")}; peak ${Math.round(measured.peak)} MiB`);
}
