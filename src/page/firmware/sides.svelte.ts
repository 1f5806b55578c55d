import type { Side } from "../../contract/maker.ts";
import type { SideState } from "../make/choices.ts";
import type { MakerClient } from "../shell/maker-client.ts";

export type SideStates = Readonly<Record<Side, SideState>>;

const empty: SideState = { phase: "empty" };

/** The two firmware files of a screen, from chosen to read. */
export class Sides {
  readonly #client: MakerClient;
  readonly #onChange: (side: Side, before: SideState) => void;
  #states = $state.raw<SideStates>({ old: empty, new: empty });

  /** @param onChange called whenever one side has another state, but not when the two are exchanged */
  constructor(client: MakerClient, onChange: (side: Side, before: SideState) => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  get states(): SideStates {
    return this.#states;
  }

  /** Read or refused; null when another file took its place meanwhile. */
  async open(side: Side, file: File): Promise<SideState | null> {
    this.#set(side, { phase: "reading", file });
    const answer = await this.#client.open(side, file);
    const now = this.#states[side];
    if (answer === null || now.phase !== "reading" || now.file !== file) return null;
    const state: SideState = answer.ok
      ? { phase: "read", file, facts: answer.value }
      : { phase: "refused", file, refusal: answer.refusal };
    this.#set(side, state);
    return state;
  }

  remove(side: Side): void {
    this.#set(side, empty);
    void this.#client.close(side);
  }

  /** Exchanges the two. @returns those that are still being read, which must be opened again for their new side */
  swap(): readonly { readonly side: Side; readonly file: File }[] {
    this.#states = { old: this.#states.new, new: this.#states.old };
    return (["old", "new"] as const).flatMap((side) => {
      const state = this.#states[side];
      return state.phase === "reading" ? [{ side, file: state.file }] : [];
    });
  }

  #set(side: Side, state: SideState): void {
    const before = this.#states[side];
    this.#states = { ...this.#states, [side]: state };
    this.#onChange(side, before);
  }
}
