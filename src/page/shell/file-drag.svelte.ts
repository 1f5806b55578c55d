/** What was let go over the window. */
export interface Dropped {
  readonly files: readonly File[];
  /** The same with its folders, where the browser tells; empty where it does not. */
  readonly entries: readonly FileSystemEntry[];
  /** Nearest `data-drop` of the place; null when there is none. */
  readonly target: string | null;
}

/** Files that are dragged over the window; wherever they are let go, the page takes them. */
export class FileDrag {
  /** enter and leave come for every element on the way, so they are counted. */
  #depth = $state(0);
  readonly #onDrop: (dropped: Dropped) => void;

  constructor(onDrop: (dropped: Dropped) => void) {
    this.#onDrop = onDrop;
  }

  get over(): boolean {
    return this.#depth > 0;
  }

  enter(event: DragEvent): void {
    if (holdsFiles(event)) this.#depth += 1;
  }

  leave(event: DragEvent): void {
    if (holdsFiles(event)) this.#depth = Math.max(0, this.#depth - 1);
  }

  move(event: DragEvent): void {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
  }

  drop(event: DragEvent): void {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    this.#depth = 0;
    const place = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-drop]") : null;
    const files = [...(event.dataTransfer?.files ?? [])];
    // Entries can be asked for only now, before anything is waited for.
    const items = [...(event.dataTransfer?.items ?? [])];
    const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
    if (files.length > 0 || entries.length > 0)
      this.#onDrop({ files, entries, target: place?.dataset.drop ?? null });
  }
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
