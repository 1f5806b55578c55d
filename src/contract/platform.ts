/** Chip families that are told apart; the module's name is not enough, the firmware's bytes are. */
export type Platform =
  /** UNISOC/RDA 8910: EC200U, EC600U, EG912U, EG915U. */
  | "unisoc8910"
  /** UNISOC 8850: EC600G, EC800G, EG800G. */
  | "unisoc8850"
  /** ASR 1601, 1603, 1606: EC600N, EC800N, EC600M, EC800M … */
  | "asr"
  /** Eigencomm EC618: EC600E, EC800E. */
  | "eigen618"
  /** Eigencomm EC716 and EC718: EG800Z. */
  | "eigen718"
  /** ASR 1803S: EC200A. */
  | "ec200a"
  /** Qualcomm MDM9x05: BG95, BG600L. */
  | "qualcomm"
  | "unknown";
