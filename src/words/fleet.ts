/** Texts of the fleet screen: loaded with it. */
import type { Language } from "./dictionary.ts";
import { fleetEn } from "./en/fleet.ts";
import { fleetZh } from "./zh/fleet.ts";

export type FleetWords = typeof fleetZh;

export const fleetWords: Readonly<Record<Language, FleetWords>> = { zh: fleetZh, en: fleetEn };
