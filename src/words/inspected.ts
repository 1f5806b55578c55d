import type { Inspection } from "../contract/maker.ts";

type OfSeveralPlatforms = Extract<Inspection, { readonly platform: string }>;

/** What a file turned out to be, as its title says. */
export type InspectedAs = Inspection["kind"] | "rdaota02-8850" | "nvm" | "customer_backup_fs";

/** Packages of one format that are for several platforms have a title for each. */
const byPlatform: Readonly<Record<OfSeveralPlatforms["platform"], InspectedAs>> = {
  unisoc8910: "rdaota02",
  unisoc8850: "rdaota02-8850",
};

export function inspectedAs(inspection: Inspection): InspectedAs {
  if ("platform" in inspection) return byPlatform[inspection.platform];
  if (inspection.kind !== "user-partition") return inspection.kind;
  return inspection.partition === "customer_fs" ? inspection.kind : inspection.partition;
}
