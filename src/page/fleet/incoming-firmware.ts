/** Firmware files on their way into the fleet: chosen or dropped, one by one or as folders. */
import { filesOfEntries, type IncomingFile } from "../user-partition/incoming-files.ts";

export interface IncomingFirmware {
  readonly files: readonly File[];
  /** How many files of folders were passed over, because firmware has other names. */
  readonly passedOver: number;
}

const firmwareNames = /\.(pac|bin|zip|img)$/i;

/** A file that was chosen by itself is wanted, whatever its name; of a folder only what may be firmware. */
export function incomingFirmware(chosen: readonly IncomingFile[]): IncomingFirmware {
  const wanted = chosen.filter(({ path }) => {
    const parts = path.split("/");
    return parts.length === 1 || (firmwareNames.test(path) && !parts.some((part) => part.startsWith(".")));
  });
  const files = wanted.map(({ path, file }) =>
    file instanceof File ? file : new File([file], path.slice(path.lastIndexOf("/") + 1)),
  );
  return { files, passedOver: chosen.length - wanted.length };
}

/** What was dropped, with the contents of folders; `files` where the browser tells of no folders. */
export async function droppedFirmware(dropped: {
  readonly files: readonly File[];
  readonly entries: readonly FileSystemEntry[];
}): Promise<IncomingFirmware> {
  const { files, entries } = dropped;
  const plain = files.map((file) => ({ path: file.name, file }));
  if (!entries.some(({ isDirectory }) => isDirectory)) return incomingFirmware(plain);
  return incomingFirmware(await filesOfEntries(entries).catch(() => plain));
}
