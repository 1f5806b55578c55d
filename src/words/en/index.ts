import { differenceEn } from "./difference.ts";
import { fileMethodsEn } from "./file-methods.ts";
import { firstTimeEn } from "./first-time.ts";
import { fleetEn } from "./fleet.ts";
import { historyEn } from "./history.ts";
import { moduleNeedsEn } from "./module-needs.ts";
import { pageEn } from "./page.ts";
import { proofsEn } from "./proofs.ts";
import { releaseEn } from "./release.ts";
import { rollbackEn } from "./rollback.ts";
import { scriptEn } from "./script.ts";
import { shareEn } from "./share.ts";
import { userPartitionEn } from "./user-partition.ts";
import { verificationEn } from "./verification.ts";
import type { zh } from "../zh/index.ts";

/** All texts of the page in English. */
export const en: typeof zh = {
  ...pageEn,
  difference: differenceEn,
  fileMethods: fileMethodsEn,
  firstTime: firstTimeEn,
  fleet: fleetEn,
  history: historyEn,
  moduleNeeds: moduleNeedsEn,
  proofs: proofsEn,
  release: releaseEn,
  rollback: rollbackEn,
  script: scriptEn,
  share: shareEn,
  userPartition: userPartitionEn,
  verification: verificationEn,
};
