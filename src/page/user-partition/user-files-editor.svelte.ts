import type { ScriptProblem } from "../../contract/maker.ts";
import type { Dropped } from "../shell/file-drag.svelte.ts";
import {
  asTheyAre,
  filesOfEntries,
  filesOfInput,
  incoming,
  joined,
  putInto,
  type IncomingFile,
} from "./incoming-files.ts";
import { folderOf, textOf, treeOf, type TextView, type UserNode } from "./user-files.ts";
import type { UserPartition } from "./user-partition.svelte.ts";

/** What was done last; said aloud. */
export type Note =
  | { readonly kind: "added"; readonly files: number; readonly replaced: number; readonly leftOut: number }
  | { readonly kind: "replaced" | "renamed" | "deleted"; readonly path: string }
  | { readonly kind: "image"; readonly fileName: string }
  | { readonly kind: "undone" | "restored" | "unreadable" | "nothing" };

export type Contents =
  | { readonly kind: "loading" }
  | { readonly kind: "text"; readonly text: TextView }
  | { readonly kind: "other" }
  | { readonly kind: "empty" };

/** The panel's own state: which file is looked at, where new ones go, and what was done. */
export class UserFilesEditor {
  readonly #partition: UserPartition;
  #selected = $state<string | null>(null);
  /** Where the selected one is about to be, so that it is not lost sight of on the way. */
  #movingTo = $state<string | null>(null);
  #folder = $state("");
  #note = $state.raw<Note | null>(null);
  #contents = $state.raw<Contents>({ kind: "loading" });
  /** Line that a problem names; a new object for every click on it. */
  #line = $state.raw<{ readonly number: number } | null>(null);

  readonly tree: readonly UserNode[] = $derived.by(() => {
    const { facts } = this.#partition;
    return facts === null ? [] : treeOf(facts);
  });
  /** null when what was selected is there no more. */
  readonly node: UserNode | null = $derived(
    find(this.tree, this.#selected) ?? find(this.tree, this.#movingTo),
  );

  constructor(partition: UserPartition) {
    this.#partition = partition;
  }

  get note(): Note | null {
    return this.#note;
  }
  get contents(): Contents {
    return this.#contents;
  }
  get line(): { readonly number: number } | null {
    return this.#line;
  }
  /** Where new files go. */
  get folder(): string {
    return this.#folder;
  }
  set folder(folder: string) {
    this.#folder = folder;
  }

  select(node: UserNode): void {
    this.#line = null;
    this.#selected = node.path;
    this.#folder = node.kind === "folder" ? node.path : folderOf(node.path);
  }

  showProblem({ path, line }: ScriptProblem): void {
    const node = find(this.tree, path);
    if (node === null) return;
    this.select(node);
    this.#line = { number: line };
  }

  /** Reads the selected file; called whenever that, or what is in it, may be another. */
  async load(): Promise<void> {
    const { node } = this;
    if (node?.kind !== "file") return;
    this.#contents = { kind: "loading" };
    if (node.size === 0) {
      this.#contents = { kind: "empty" };
      return;
    }
    const blob = await this.#partition.contents(node.path);
    const bytes = blob === null ? null : new Uint8Array(await blob.arrayBuffer());
    if (this.node !== node) return;
    const text = bytes === null ? null : textOf(bytes);
    this.#contents = text === null ? { kind: "other" } : { kind: "text", text };
  }

  async addChosen(files: readonly File[]): Promise<void> {
    await this.#add(filesOfInput(files), this.#folder);
  }

  async addDropped({ files, entries }: Dropped): Promise<void> {
    // Where the browser tells of no entries, there are no folders either.
    await this.#add(entries.length > 0 ? await filesOfEntries(entries) : filesOfInput(files), this.#folder);
  }

  async replace(path: string, file: File): Promise<void> {
    const files = await readNow([{ path, file }]);
    if (files === null) this.#note = { kind: "unreadable" };
    else if (await this.#partition.change(putInto("", files))) this.#note = { kind: "replaced", path };
  }

  /** Whether the path is the new one now. */
  async rename(from: string, typed: string): Promise<boolean> {
    const to = joined("", typed);
    if (to === from) return true;
    this.#note = null;
    this.#movingTo = to;
    const done = await this.#partition.change([{ kind: "rename", from, to }]);
    this.#movingTo = null;
    if (!done) return false;
    this.#selected = to;
    this.#note = { kind: "renamed", path: to };
    return true;
  }

  async remove(path: string): Promise<void> {
    this.#note = null;
    if (!(await this.#partition.change([{ kind: "delete", path }]))) return;
    this.#note = { kind: "deleted", path };
    if (this.#folder === path || this.#folder.startsWith(`${path}/`)) this.#folder = folderOf(path);
  }

  async undo(): Promise<void> {
    this.#note = null;
    if (await this.#partition.undo()) this.#note = { kind: "undone" };
  }

  /** null goes back to what is in the new firmware. */
  async replaceImage(file: File | null): Promise<void> {
    this.#note = null;
    if (!(await this.#partition.replace(file))) return;
    this.#note = file === null ? { kind: "restored" } : { kind: "image", fileName: file.name };
  }

  async #add(chosen: readonly IncomingFile[], folder: string): Promise<void> {
    this.#note = null;
    const { files, leftOut } = incoming(chosen);
    if (files.length === 0) {
      this.#note = { kind: "nothing" };
      return;
    }
    const there = this.#partition.facts?.files.map(({ path }) => path) ?? [];
    const read = await readNow(files);
    if (read === null) {
      this.#note = { kind: "unreadable" };
      return;
    }
    const changes = putInto(folder, read);
    if (!(await this.#partition.change(changes))) return;
    const replaced = changes.filter((change) => change.kind === "put" && there.includes(change.path)).length;
    this.#note = { kind: "added", files: files.length, replaced, leftOut };
  }
}

async function readNow(files: readonly IncomingFile[]): Promise<readonly IncomingFile[] | null> {
  return await asTheyAre(files).catch(() => null);
}

function find(nodes: readonly UserNode[], path: string | null): UserNode | null {
  if (path === null) return null;
  for (const node of nodes) {
    if (node.path === path) return node;
    const below =
      node.kind === "folder" && path.startsWith(`${node.path}/`) ? find(node.children, path) : null;
    if (below !== null) return below;
  }
  return null;
}
