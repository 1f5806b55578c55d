/** Figures as the page shows them: the same in both languages but for units of time, so that reports can be compared. */

const grouped = new Intl.NumberFormat("en");

/** 1234567 → "1,234,567" */
export function count(value: number): string {
  return grouped.format(value);
}

/** Short form with a binary unit: "812 B", "37.1 KiB", "5.27 MiB". */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kib = bytes / 1024;
  if (kib < 1024) return `${kib < 100 ? kib.toFixed(1) : kib.toFixed(0)} KiB`;
  const mib = kib / 1024;
  return `${mib < 10 ? mib.toFixed(2) : mib.toFixed(1)} MiB`;
}

/** "37,602 B" */
export function exactSize(bytes: number): string {
  return `${count(bytes)} B`;
}

/** Share of a whole: 0.0312 → "3.12 %", 0.4 → "40.0 %". */
export function share(part: number, whole: number): string {
  if (whole === 0) return "–";
  const percent = (100 * part) / whole;
  return `${percent.toFixed(percent < 10 ? 2 : 1)} %`;
}

/** Address or position in hexadecimal, eight digits: "0x60010000". */
export function address(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(8, "0")}`;
}

/** Unix seconds → "2021-02-07 08:15 UTC"; firmware states no time zone of its own. */
export function moment(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000);
  if (Number.isNaN(date.getTime())) return "–";
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

export interface DurationUnits {
  readonly second: string;
  readonly minute: string;
}

/** Seconds, short ones with a tenth unless they are whole: "0.8 s", "5 s", "42 s", "1 min 05 s". */
export function duration(seconds: number, { second, minute }: DurationUnits): string {
  if (seconds < 10 && !Number.isInteger(seconds)) return `${seconds.toFixed(1)} ${second}`;
  if (seconds < 60) return `${Math.floor(seconds)} ${second}`;
  const rest = String(Math.floor(seconds % 60)).padStart(2, "0");
  return `${Math.floor(seconds / 60)} ${minute} ${rest} ${second}`;
}
