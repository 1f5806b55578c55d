import { rehearsalZh } from "./rehearsal.ts";
import { serialZh } from "./serial.ts";

/** Texts that are read once there is a package: of the rehearsal, and of a module on a serial port. */
export const afterMakingZh = { rehearsal: rehearsalZh, serial: serialZh };
