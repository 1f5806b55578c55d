import type { Inspection } from "../contract/maker.ts";

/** What a file turned out to be, as its title says. */
export type InspectedAs = Inspection["kind"] | "rdaota02-8850" | "nvm" | "customer_backup_fs";

export function inspectedAs(inspection: Inspection): InspectedAs {
  switch (inspection.kind) {
    case "rdaota02":
      return inspection.platform === "unisoc8850" ? "rdaota02-8850" : "rdaota02";
    case "user-partition":
      return inspection.partition === "customer_fs" ? "user-partition" : inspection.partition;
    case "firmware":
    case "asr-full":
    case "asr-diff":
    case "asr-diff-fsall":
    case "asr-mini-1":
    case "asr-mini-2":
    case "asr-mini":
    case "ec200a-diff":
      return inspection.kind;
  }
}
