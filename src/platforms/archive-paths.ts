import type { ArchiveFile } from "./platform.ts";

/** Folders and name of a file in an archive, whichever slash its maker used. */
export function stepsOf({ name }: Pick<ArchiveFile, "name">): readonly string[] {
  return name.split(/[/\\]/).filter((step) => step !== "");
}

export function folderOf(file: Pick<ArchiveFile, "name">): string {
  return stepsOf(file).slice(0, -1).join("/");
}

/** In lower case. */
export function baseNameOf(file: Pick<ArchiveFile, "name">): string {
  return (stepsOf(file).at(-1) ?? "").toLowerCase();
}
