/** Rehearsals in Node: the worker's own code with the real interpreter. */
import { dictionaries } from "./dictionaries.ts";
import { fileURLToPath } from "node:url";
import { loadMicroPython } from "@micropython/micropython-webassembly-pyscript";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { ec200aSamplePair } from "../../src/platforms/ec200a/sample/sample.ts";
import { eigenSamplePair } from "../../src/platforms/eigen/sample/eigen-sample.ts";
import { secondAddress } from "../../src/script/addresses.ts";
import { expectedAnswer } from "../../src/script/guard.ts";
import { upgradeScript } from "../../src/script/generate.ts";
import { apiOf } from "../../src/modules/catalogue.ts";
import type { ScriptChoices } from "../../src/script/script-choices.ts";
import { samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import type { MadePackage, MakeOptions, PackageType } from "../../src/contract/maker.ts";
import type { Registry } from "../../src/platforms/index.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { interpreterOf } from "../../workers/micropython.ts";
import type { RehearsalConditions, RehearsalEvent, RehearsalJob } from "../../src/contract/rehearsal.ts";
import { Rehearser } from "../../src/workshop/rehearsal.ts";
import { type NamedBytes, plainOptions, valueOf } from "./maker.ts";

const url = fileURLToPath(
  new URL(
    "../../node_modules/@micropython/micropython-webassembly-pyscript/micropython.wasm",
    import.meta.url,
  ),
);

/** A rehearser with the platforms of the app, or with others. */
export function rehearserWith(registry?: Registry): Rehearser {
  return new Rehearser(
    (print) => interpreterOf((output) => loadMicroPython({ ...output, url }), print),
    registry,
  );
}

const rehearser = rehearserWith();

export const quiet: RehearsalConditions = {
  speed: "good",
  loss: "none",
  server: "right",
  cut: "none",
  seed: 1,
};

export type Last = Extract<RehearsalEvent, { kind: "finished" | "failed" }>;

export interface Rehearsed {
  readonly events: readonly RehearsalEvent[];
  readonly last: Last;
  /** What the script printed. */
  readonly text: string;
  readonly kinds: readonly RehearsalEvent["kind"][];
}

export async function rehearsed(job: RehearsalJob): Promise<Rehearsed> {
  const events: RehearsalEvent[] = [];
  valueOf(await rehearser.run(job, (some) => events.push(...some)));
  const last = events.at(-1);
  if (last?.kind !== "finished" && last?.kind !== "failed") throw new Error("it did not end");
  const text = events.map((event) => (event.kind === "text" ? event.text : "")).join("");
  return { events, last, text, kinds: events.map(({ kind }) => kind) };
}

/** The script that the page writes for a job. */
export function scriptOf(
  { platform, type, module, urls, versions, answers }: Omit<RehearsalJob, "script">,
  wanted: Partial<ScriptChoices> = {},
): string {
  const choices: ScriptChoices = {
    platform,
    type,
    module,
    api: apiOf(platform, module),
    source: { kind: "server", urls, apn: null },
    restart: "by-module",
    oldVersion: versions.old,
    newVersion: versions.new,
    expected: expectedAnswer(answers.old, answers.new),
    packageId: "0123456789abcdef",
  };
  return upgradeScript({ ...choices, ...wanted }, dictionaries.en.script.words);
}

/** A package as the page makes it, and a rehearsal of the page's script with it. */
export async function jobOf(
  type: PackageType,
  pair: { readonly old: NamedBytes; readonly new: NamedBytes },
  wanted: Partial<MakeOptions> = {},
): Promise<RehearsalJob & { readonly made: MadePackage }> {
  const maker = new Maker();
  const facts = [];
  for (const side of ["old", "new"] as const) {
    const { bytes, fileName } = pair[side];
    facts.push(valueOf(await maker.open(side, new Blob([bytes]), fileName)));
  }
  const all = { ...plainOptions, ...wanted, type };
  const { safe } = valueOf(await maker.make(all, () => undefined));
  const image = type === "full" || all.withUserPartition ? valueOf(await maker.userPartitionImage()) : null;
  const first = `http://example.com/${safe.files[0].fileName}`;
  const job: Omit<RehearsalJob, "script"> = {
    urls: type === "mini" ? [first, secondAddress(first) ?? ""] : [first],
    files: safe.files.filter(({ role }) => role !== "merged").map(({ blob }) => blob),
    platform: facts[1]?.platform ?? "unknown",
    type,
    module: null,
    old: { file: new Blob([pair.old.bytes]), fileName: pair.old.fileName },
    new: { file: new Blob([pair.new.bytes]), fileName: pair.new.fileName },
    userPartition: image,
    options: { ruleSet: all.ruleSet, apps: all.apps, fileMethods: all.fileMethods },
    versions: { old: facts[0]?.version ?? "", new: facts[1]?.version ?? "" },
    answers: { old: facts[0]?.answer ?? "", new: facts[1]?.answer ?? "" },
    conditions: quiet,
  };
  return { ...job, made: safe, script: scriptOf(job) };
}

export const samples = {
  unisoc8910: samplePair(),
  asr: asrSamplePair(),
  ec200a: ec200aSamplePair(),
  eigen618: eigenSamplePair("eigen618"),
  eigen718: eigenSamplePair("eigen718"),
};
