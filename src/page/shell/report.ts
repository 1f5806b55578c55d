import type { FirmwareFacts } from "../../contract/maker.ts";

export interface ReportContext {
  readonly old: FirmwareFacts | null;
  readonly new: FirmwareFacts | null;
  readonly choices: Readonly<Record<string, string | boolean | readonly string[]>>;
}

interface Fault {
  readonly code: string;
  readonly detail: object;
}

/** Everything that helps to find a fault, without any contents of the firmware. Always in English. */
export function faultReport({ code, detail }: Fault, context?: ReportContext): string {
  const lines = [
    `FOTA Workshop: ${code}`,
    JSON.stringify(detail),
    "",
    ...(context === undefined ? [] : contextLines(context)),
    `browser: ${navigator.userAgent}`,
    `memory: ${String((navigator as { deviceMemory?: number }).deviceMemory ?? "?")} GiB, ` +
      `${navigator.hardwareConcurrency} processors`,
  ];
  return `${lines.join("\n")}\n`;
}

function contextLines({ choices, ...sides }: ReportContext): string[] {
  return [
    ...Object.entries(choices).map(([name, value]) => `${name}: ${String(value)}`),
    ...(["old", "new"] as const).map((side) => `${side}: ${firmwareLine(sides[side])}`),
    "",
  ];
}

function firmwareLine(facts: FirmwareFacts | null): string {
  if (facts === null) return "–";
  return `${facts.fileName}, ${facts.bytes} B, ${facts.platform}, ${facts.alias}, SHA-256 ${facts.sha256}`;
}
