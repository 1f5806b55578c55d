import { differenceZh } from "./difference.ts";
import { fileMethodsZh } from "./file-methods.ts";
import { firstTimeZh } from "./first-time.ts";
import { fleetZh } from "./fleet.ts";
import { historyZh } from "./history.ts";
import { moduleNeedsZh } from "./module-needs.ts";
import { pageZh } from "./page.ts";
import { proofsZh } from "./proofs.ts";
import { releaseZh } from "./release.ts";
import { rollbackZh } from "./rollback.ts";
import { scriptZh } from "./script.ts";
import { shareZh } from "./share.ts";
import { userPartitionZh } from "./user-partition.ts";
import { verificationZh } from "./verification.ts";

/** All texts of the page in Chinese, the language that the others are made from. */
export const zh = {
  ...pageZh,
  difference: differenceZh,
  fileMethods: fileMethodsZh,
  firstTime: firstTimeZh,
  fleet: fleetZh,
  history: historyZh,
  moduleNeeds: moduleNeedsZh,
  proofs: proofsZh,
  release: releaseZh,
  rollback: rollbackZh,
  script: scriptZh,
  share: shareZh,
  userPartition: userPartitionZh,
  verification: verificationZh,
};
