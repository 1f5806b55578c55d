import { moduleCrc32 } from "../../../bytes/crc32.ts";
import { partName } from "./blocked-file.ts";
import type { Module } from "./module.ts";
import {
  ModuleDeclines,
  packCrcIsRight,
  parseHeader,
  type ReceivedBulk,
  type ReceivedHeader,
} from "./received-package.ts";
import { flashFits, freeBytes, type ModuleState, readFlash, storedBytes } from "./storage.ts";
import { type Reason, within } from "../../../contract/reason.ts";

/**
 * The application's side of an update: fupdateIsPackValid and fupdateSetReady, with the checks and in the
 * order of the real code (docs/formats/rdaota02.md#what-the-module-does). Magic and bundle contents are not looked
 * at here.
 */

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly why: Reason };

/** currentVersion null: the caller passes none, and versions are not compared. */
export function isPackValid(state: ModuleState, pack: Uint8Array, currentVersion: string | null): Verdict {
  return verdict(() => {
    check(state, pack, currentVersion, false);
  });
}

/** Also wants room for the temporary file; on success the boot loader starts at the next boot. */
export function setReady(module: Module, pack: Uint8Array, currentVersion: string | null): Verdict {
  const outcome = verdict(() => {
    check(module.state, pack, currentVersion, true);
  });
  if (outcome.ok) module.perform({ kind: "stage", stage: { ind: 1, block: 0 } });
  return outcome;
}

function verdict(checks: () => void): Verdict {
  try {
    checks();
    return { ok: true };
  } catch (error) {
    if (error instanceof ModuleDeclines) return { ok: false, why: error.why };
    throw error;
  }
}

function check(state: ModuleState, pack: Uint8Array, currentVersion: string | null, roomToo: boolean): void {
  const header = parseHeader(pack);
  if (!packCrcIsRight(pack)) throw new ModuleDeclines({ code: "checksum", kind: "CRC" });
  if (roomToo) {
    const [needed, free] = [header.tmpFileSize + 4096, freeBytes(state)];
    if (free < needed) throw new ModuleDeclines({ code: "no-room", needed, free });
  }
  if (currentVersion !== null && header.oldVersion !== null && header.oldVersion !== currentVersion) {
    throw new ModuleDeclines({ code: "other-version" });
  }
  checkOldData(state, header);
}

/** Old data of every bulk, as application and boot loader check it before anything changes. */
export function checkOldData(state: ModuleState, header: ReceivedHeader): void {
  for (const bulk of header.bulks) checkOldDataOf(state, bulk);
}

function checkOldDataOf(state: ModuleState, bulk: ReceivedBulk): void {
  switch (bulk.kind) {
    case "flash": {
      // Sizes come from the package: look whether the chip has that much before reserving memory.
      if (!flashFits(state, bulk.device, bulk.base, bulk.oldSize)) {
        throw new ModuleDeclines({ code: "outside-flash" });
      }
      const old = new Uint8Array(bulk.oldSize);
      readFlash(state, bulk.device, bulk.base, old);
      if (moduleCrc32(old) !== bulk.oldCrc)
        throw new ModuleDeclines(within(`0x${bulk.base.toString(16)}`, { code: "old-differs" }));
      return;
    }
    case "plain": {
      const file = state.files.get(bulk.name);
      if (file === undefined) throw new ModuleDeclines(within(bulk.name, { code: "missing" }));
      const bytes = storedBytes(file);
      if (bytes.length !== bulk.oldSize || moduleCrc32(bytes) !== bulk.oldCrc) {
        throw new ModuleDeclines(within(bulk.name, { code: "old-differs" }));
      }
      return;
    }
    case "blocked": {
      let size = 0;
      let crc = 0;
      for (let part = 0; part < 1000; part++) {
        const file = state.files.get(partName(bulk.name, part));
        if (file === undefined) break;
        const bytes = storedBytes(file);
        size += bytes.length;
        crc = moduleCrc32(bytes, crc);
      }
      if (size !== bulk.oldFileSize || crc !== bulk.oldFileCrc) {
        throw new ModuleDeclines(within(bulk.name, { code: "old-differs" }));
      }
      return;
    }
    case "remove":
    case "insert":
      return;
  }
}
