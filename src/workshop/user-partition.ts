import { digests } from "../bytes/digest.ts";
import { writeZip } from "../codecs/zip/writer.ts";
import { checkScript } from "../python/check-script.ts";
import { readLittleFs1 } from "../codecs/littlefs/reader.ts";
import {
  addFile,
  deleteEntry,
  renameEntry,
  replaceFile,
  userFilesOf,
  writeUserFiles,
} from "../codecs/littlefs/user-files.ts";
import type { UserPartitionSource } from "../platforms/platform.ts";
import { Refusal } from "../contract/refusal.ts";
import type { ScriptProblem, UserFileChange, UserPartitionFacts } from "../contract/maker.ts";

interface Held {
  readonly source: UserPartitionFacts["source"];
  readonly fileName: string;
  readonly image: Uint8Array;
}

/** The user partition that packages carry: of the new firmware, of a file, or edited. */
export class UserPartitionInUse implements UserPartitionSource {
  #firmwareName = "";
  #ofFirmware: Held | null = null;
  #replacement: Held | null = null;
  #edited: Held | null = null;

  /** The one of another firmware; a replacement stays, edits were of what is gone. */
  takeFirmware(firmware: { readonly fileName: string; readonly image: Uint8Array | null } | null): void {
    const image = firmware?.image ?? null;
    this.#firmwareName = firmware?.fileName ?? "";
    this.#ofFirmware = image === null ? null : { source: "firmware", fileName: "customer_fs.bin", image };
    this.#edited = null;
  }

  /** Null goes back to that of the firmware. Nothing is checked until it is read. */
  replace(image: Uint8Array | null, fileName: string): void {
    this.#replacement = image === null ? null : { source: "file", fileName, image };
    this.#edited = null;
  }

  /**
   * Changes files, all or none.
   * @param contents of the changes that put a file, at the same places
   * @throws Refusal user-partition-name, user-partition-full and those of reading
   */
  change(changes: readonly UserFileChange[], contents: readonly (Uint8Array | null)[]): UserPartitionFacts {
    const held = this.#demand();
    const partition = readLittleFs1(held.image, { mayBeCut: true });
    let files = userFilesOf(partition);
    for (const [i, change] of changes.entries()) {
      switch (change.kind) {
        case "put": {
          const bytes = contents[i] ?? new Uint8Array(0);
          files = files.files.has(change.path)
            ? replaceFile(files, change.path, bytes)
            : addFile(files, change.path, bytes);
          break;
        }
        case "delete":
          files = deleteEntry(files, change.path);
          break;
        case "rename":
          files = renameEntry(files, change.from, change.to);
          break;
      }
    }
    const image = writeUserFiles(files, partition);
    this.#edited = { source: "edited", fileName: held.fileName, image };
    return factsOf(this.#edited);
  }

  /** Null while there is none. Throws Refusal when it cannot be read. */
  facts(): UserPartitionFacts | null {
    const held = this.#held();
    return held === null ? null : factsOf(held);
  }

  /** @throws Refusal no-user-partition */
  image(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#demand().image);
  }

  /** What replaces the user partition of the firmware; null when that is used as it is. */
  get replacement(): Uint8Array | null {
    return (this.#edited ?? this.#replacement)?.image ?? null;
  }

  file(path: string): Uint8Array<ArrayBuffer> {
    const { files } = userFilesOf(readLittleFs1(this.#demand().image, { mayBeCut: true }));
    const bytes = files.get(path);
    if (bytes === undefined) throw new Error(`no file ${path}`);
    return new Uint8Array(bytes);
  }

  archive(): Uint8Array<ArrayBuffer> {
    const { files } = userFilesOf(readLittleFs1(this.#demand().image, { mayBeCut: true }));
    return writeZip(files);
  }

  #held(): Held | null {
    return this.#edited ?? this.#replacement ?? this.#ofFirmware;
  }

  #demand(): Held {
    const held = this.#held();
    if (held === null) throw new Refusal("no-user-partition", { file: this.#firmwareName });
    return held;
  }
}

/** What a user partition holds. Throws the Refusals of reading. */
export function userPartitionFacts(fileName: string, image: Uint8Array): UserPartitionFacts {
  return factsOf({ source: "file", fileName, image });
}

function factsOf({ source, fileName, image }: Held): UserPartitionFacts {
  const partition = readLittleFs1(image, { mayBeCut: true });
  const { files, folders } = userFilesOf(partition);
  const { blockSize, blockCount, usedBlocks } = partition;
  return {
    source,
    fileName,
    bytes: image.length,
    sha256: digests(image).sha256,
    blockSize,
    blockCount,
    usedBlocks,
    files: [...files].map(([path, bytes]) => ({ path, size: bytes.length })),
    folders: [...folders],
    problems: [...files].flatMap(([path, bytes]) =>
      checkScript(path, bytes).map(({ line, why }): ScriptProblem => ({ path, line, problem: why })),
    ),
  };
}
