import type { afterMakingZh } from "../zh/after-making.ts";
import { rehearsalEn } from "./rehearsal.ts";
import { serialEn } from "./serial.ts";

export const afterMakingEn: typeof afterMakingZh = { rehearsal: rehearsalEn, serial: serialEn };
