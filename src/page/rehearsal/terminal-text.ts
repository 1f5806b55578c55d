import type { AfterMaking } from "../../words/index.ts";
import type { RehearsalEvent } from "../../contract/rehearsal.ts";
import type { TerminalLine } from "./view.ts";

/** A line of the terminal in words; what the module does stands out from what the script prints. */
export function lineText({ said }: TerminalLine, words: AfterMaking["rehearsal"]): string {
  return typeof said === "string" ? said : `● ${eventText(said, words)}`;
}

function eventText(event: RehearsalEvent, { lines, notes, faults }: AfterMaking["rehearsal"]): string {
  switch (event.kind) {
    case "boot":
      return bootText(event, lines);
    case "script":
      return event.run === 1 ? lines.script : lines.scriptAgain;
    case "note":
      return notes[event.note];
    case "request":
      return lines.request(event.url, event.status === null ? lines.noAnswer : String(event.status));
    case "checked":
      return lines.checked(event.checks);
    case "flag":
      return lines.flag;
    case "restart":
      return lines.restart[event.cause];
    case "step":
      return lines.steps(event.total);
    case "power-cut":
      return event.step === null ? lines.cutInDownload : lines.cutInUpdate(event.step);
    case "finished":
      return event.renewed === "firmware" ? lines.finished(event.version) : lines.finishedUserPartition;
    case "failed":
      return lines.failed(faults[event.code].title);
    case "text":
    case "download":
    case "areas":
      return "";
  }
}

function bootText(
  { system, version }: Extract<RehearsalEvent, { readonly kind: "boot" }>,
  lines: AfterMaking["rehearsal"]["lines"],
): string {
  return {
    old: lines.bootOld(version),
    new: lines.bootNew(version),
    same: lines.bootSame(version),
    updater: lines.bootUpdater,
    mini: lines.bootMini,
  }[system];
}
