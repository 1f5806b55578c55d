import type { Inspection, RefusalValue } from "../../contract/maker.ts";
import { MakerClient } from "../shell/maker-client.ts";

export type InspectState =
  | { readonly phase: "empty" }
  | { readonly phase: "reading"; readonly fileName: string }
  | {
      readonly phase: "shown";
      readonly fileName: string;
      readonly file: Blob;
      readonly inspection: Inspection;
    }
  | { readonly phase: "refused"; readonly fileName: string; readonly refusal: RefusalValue };

/** The inspect screen: one file, looked at in a worker of its own that ends with its answer. */
export class Inspect {
  #client = new MakerClient();
  #state = $state.raw<InspectState>({ phase: "empty" });

  get state(): InspectState {
    return this.#state;
  }

  async open(file: Blob, fileName: string): Promise<void> {
    const state = await this.#look(file, fileName);
    if (state !== null) this.#state = state;
  }

  /**
   * Files that were let go on the screen. On a place of the verification they go there; several at once are sorted
   * by what is in them: a package is shown, firmware is what it is verified against.
   */
  async drop(files: readonly File[], target: string | null): Promise<void> {
    const [first, ...more] = files;
    if (first === undefined) return;
    const place = placeOf(target);
    if (more.length === 0 && place === null) {
      await this.open(first, first.name);
      return;
    }
    // With the screen that shows it; it is not part of the first load.
    const parts = await fetchVerification();
    if (parts === null) {
      const part = "verification";
      const refusal = { code: "page-part-missing", detail: { part } } as const;
      this.#state = { phase: "refused", fileName: first.name, refusal };
      return;
    }
    const { verify, sortDropped } = parts;
    if (more.length === 0 && place !== null) {
      if (place === "second") void verify.openSecond(first);
      else void verify.open(place, first);
      return;
    }
    const looked: { file: File; state: InspectState }[] = [];
    for (const file of files) {
      const state = await this.#look(file, file.name);
      if (state === null) return;
      looked.push({ file, state });
    }
    const sorted = sortDropped(
      looked.map(({ file, state }) => ({
        file,
        inspection: state.phase === "shown" ? state.inspection : null,
      })),
    );
    this.#state = looked.find(({ file }) => file === sorted.shown?.file)?.state ?? { phase: "empty" };
    if (sorted.old !== null) void verify.open("old", sorted.old);
    if (sorted.new !== null) void verify.open("new", sorted.new);
    if (sorted.second !== null) void verify.openSecond(sorted.second.file);
  }

  /** null: another file came meanwhile. */
  async #look(file: Blob, fileName: string): Promise<InspectState | null> {
    this.#client.end();
    this.#state = { phase: "reading", fileName };
    const answer = await this.#client.alone.inspect(file, fileName);
    if (answer === null) return null;
    this.#client.end();
    return answer.ok
      ? { phase: "shown", fileName, file, inspection: answer.value }
      : { phase: "refused", fileName, refusal: answer.refusal };
  }
}

/** null: it could not be fetched. */
async function fetchVerification() {
  try {
    const [{ verify }, { sortDropped }] = await Promise.all([
      import("../verification/verify.svelte.ts"),
      import("../verification/dropped-files.ts"),
    ]);
    return { verify, sortDropped };
  } catch {
    return null;
  }
}

function placeOf(target: string | null): "old" | "new" | "second" | null {
  switch (target) {
    case "verify-old":
      return "old";
    case "verify-new":
      return "new";
    case "verify-second":
      return "second";
    default:
      return null;
  }
}
