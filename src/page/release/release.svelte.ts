import type { RefusalValue } from "../../contract/maker.ts";
import type { Release, ReleaseOrder } from "../../contract/release.ts";
import { MakerClient } from "../shell/maker-client.ts";
import { saveFile } from "../shell/save-file.ts";
import { chooseFolder, saveInto, type IfTaken, type SaveProblem, type Saved } from "../shell/save-folder.ts";

export type ReleaseState =
  | { readonly phase: "idle" }
  | { readonly phase: "packing" }
  | { readonly phase: "zip-given"; readonly fileName: string }
  | { readonly phase: "saved"; readonly folder: string; readonly unchanged: boolean }
  /** There are other files of these names: the reader decides. */
  | { readonly phase: "taken"; readonly folder: string; readonly fileNames: readonly string[] }
  | { readonly phase: "not-saved"; readonly problem: SaveProblem }
  | { readonly phase: "refused"; readonly refusal: RefusalValue };

/** Packs a release, in a worker of its own, and gives it to the disk. */
export class Releasing {
  readonly #client = new MakerClient();
  #state = $state.raw<ReleaseState>({ phase: "idle" });
  /** Where to go on once the reader has decided. */
  #asked: { readonly folder: FileSystemDirectoryHandle; readonly release: Release } | null = null;

  get state(): ReleaseState {
    return this.#state;
  }

  get busy(): boolean {
    return this.#state.phase === "packing";
  }

  async giveZip(order: ReleaseOrder): Promise<void> {
    if (this.busy) return;
    const release = await this.#pack(order);
    if (release === null) return;
    const fileName = `${release.name}.zip`;
    saveFile(release.zip, fileName);
    this.#state = { phase: "zip-given", fileName };
  }

  /** Only right after a click: the browser asks for the folder. */
  async saveIntoFolder(order: ReleaseOrder): Promise<void> {
    if (this.busy) return;
    this.#asked = null;
    const chosen = await chooseFolder();
    if (chosen.kind === "cancelled") {
      this.#state = { phase: "idle" };
      return;
    }
    if (chosen.kind === "failed") {
      this.#state = { phase: "not-saved", problem: chosen.problem };
      return;
    }
    const release = await this.#pack(order);
    if (release !== null) await this.#save(chosen.folder, release, "ask");
  }

  async decide(ifTaken: Exclude<IfTaken, "ask"> | "leave"): Promise<void> {
    const asked = this.#asked;
    this.#asked = null;
    if (asked === null || ifTaken === "leave") {
      this.dismiss();
      return;
    }
    await this.#save(asked.folder, asked.release, ifTaken);
  }

  /** What is said belongs to a package or address that is no longer shown. */
  dismiss(): void {
    this.#client.end();
    this.#asked = null;
    this.#state = { phase: "idle" };
  }

  async #pack(order: ReleaseOrder): Promise<Release | null> {
    this.#state = { phase: "packing" };
    const answer = await this.#client.alone.release(order);
    if (answer === null) return null;
    this.#client.end();
    if (answer.ok) return answer.value;
    this.#state = { phase: "refused", refusal: answer.refusal };
    return null;
  }

  async #save(folder: FileSystemDirectoryHandle, release: Release, ifTaken: IfTaken): Promise<void> {
    this.#state = { phase: "packing" };
    const saved: Saved = await saveInto(folder, release.name, release.files, ifTaken);
    switch (saved.kind) {
      case "saved":
        this.#state = { phase: "saved", folder: saved.folder, unchanged: saved.unchanged };
        return;
      case "taken":
        this.#asked = { folder, release };
        this.#state = { phase: "taken", folder: saved.folder, fileNames: saved.fileNames };
        return;
      case "failed":
        this.#state = { phase: "not-saved", problem: saved.problem };
    }
  }
}
