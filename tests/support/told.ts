import type { Cut } from "../../src/platforms/unisoc/module/power-cuts.ts";
import type { Place, Reason } from "../../src/contract/reason.ts";

/** A reason in one line, places before it: "/m/a: wrong-length 500 1024". */
export function told(why: Reason): string {
  if (why.code === "within") return `${toldPlace(why.place)}: ${told(why.why)}`;
  const { code, ...values } = why;
  return [code, ...Object.values(values).map(toldValue)].join(" ");
}

function toldPlace(place: Place): string {
  if (typeof place === "string") return place;
  return place.number === undefined ? place.part : `${place.part} ${place.number}`;
}

function toldValue(value: string | number | null | readonly unknown[] | Reason): string {
  if (typeof value !== "object" || value === null) return String(value);
  return "code" in value ? told(value) : value.join(",");
}

/** "half of write /modem/cp.bin.003". */
export function toldCut({ portion, during }: Cut): string {
  const { kind, ...where } = during;
  return `${portion} of ${[kind, ...Object.values<string | number>(where)].join(" ")}`;
}
