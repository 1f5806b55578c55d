/** The maker in Node, as the worker has it. */
import type { MakeOptions, Outcome, Side } from "../../src/contract/maker.ts";
import { Maker } from "../../src/workshop/maker.ts";

export interface NamedBytes {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the page asks for when nothing was chosen. */
export const plainOptions: MakeOptions = {
  type: "diff",
  ruleSet: "unisoc8910",
  oldVersion: "",
  newVersion: "",
  apps: [],
  cutErased: false,
  withUserPartition: false,
  fileMethods: {},
};

export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

/** A maker with firmware in it. */
export async function makerWith(files: Partial<Readonly<Record<Side, NamedBytes>>>): Promise<Maker> {
  const maker = new Maker();
  for (const side of ["old", "new"] as const) {
    const file = files[side];
    if (file !== undefined) valueOf(await maker.open(side, new Blob([file.bytes]), file.fileName));
  }
  return maker;
}
