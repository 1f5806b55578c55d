import type { FirmwareFacts, RefusalValue } from "../../contract/maker.ts";

export interface ReportContext {
  readonly old: FirmwareFacts | null;
  readonly new: FirmwareFacts | null;
  readonly choices: Readonly<Record<string, string | boolean | readonly string[]>>;
}

/** Everything that helps to find a fault, without any contents of the firmware. Always in English. */
export function faultReport(refusal: RefusalValue, context: ReportContext): string {
  const lines = [
    `FOTA Workshop: ${refusal.code}`,
    JSON.stringify(refusal.detail),
    "",
    ...Object.entries(context.choices).map(([name, value]) => `${name}: ${String(value)}`),
    ...(["old", "new"] as const).map((side) => `${side}: ${firmwareLine(context[side])}`),
    "",
    `browser: ${navigator.userAgent}`,
    `memory: ${String((navigator as { deviceMemory?: number }).deviceMemory ?? "?")} GiB, ` +
      `${navigator.hardwareConcurrency} processors`,
  ];
  return `${lines.join("\n")}\n`;
}

function firmwareLine(facts: FirmwareFacts | null): string {
  if (facts === null) return "–";
  return `${facts.fileName}, ${facts.bytes} B, ${facts.platform}, ${facts.alias}, SHA-256 ${facts.sha256}`;
}
