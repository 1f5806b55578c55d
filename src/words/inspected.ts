import type { Inspection } from "../contract/maker.ts";

type OfSeveralPlatforms = Extract<Inspection, { readonly platform: string }>;

/** What a file turned out to be, as its title says. */
export type InspectedAs =
  Exclude<Inspection["kind"], "par"> | "rdaota02-8850" | "par-618" | "par-718" | "nvm" | "customer_backup_fs";

/** Packages of one format that are for several platforms have a title for each. */
const byPlatform: Readonly<Record<OfSeveralPlatforms["platform"], InspectedAs>> = {
  unisoc8910: "rdaota02",
  unisoc8850: "rdaota02-8850",
  eigen618: "par-618",
  eigen718: "par-718",
};

export function inspectedAs(inspection: Inspection): InspectedAs {
  if ("platform" in inspection) return byPlatform[inspection.platform];
  if (inspection.kind !== "user-partition") return inspection.kind;
  return inspection.partition === "customer_fs" ? inspection.kind : inspection.partition;
}
