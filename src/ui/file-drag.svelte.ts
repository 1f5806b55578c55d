/** Files that are dragged over the window; wherever they are let go, the page takes them. */
export class FileDrag {
  /** enter and leave come for every element on the way, so they are counted. */
  #depth = $state(0);
  readonly #onDrop: (files: readonly File[], target: string | null) => void;

  /** `onDrop` gets the files and the nearest `data-drop` of the place, or null. */
  constructor(onDrop: (files: readonly File[], target: string | null) => void) {
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
    if (files.length > 0) this.#onDrop(files, place?.dataset.drop ?? null);
  }
}

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
