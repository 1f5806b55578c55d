import type { Inspection, RefusalValue } from "../../../workers/maker-api.ts";
import { MakerClient } from "../shell/maker-client.ts";

export type InspectState =
  | { readonly phase: "empty" }
  | { readonly phase: "reading"; readonly fileName: string }
  | { readonly phase: "shown"; readonly fileName: string; readonly inspection: Inspection }
  | { readonly phase: "refused"; readonly fileName: string; readonly refusal: RefusalValue };

/** The inspect screen: one file, looked at in a worker of its own that ends with its answer. */
export class Inspect {
  #client = new MakerClient();
  #state = $state.raw<InspectState>({ phase: "empty" });

  get state(): InspectState {
    return this.#state;
  }

  async open(file: Blob, fileName: string): Promise<void> {
    this.#client.end();
    this.#state = { phase: "reading", fileName };
    const answer = await this.#client.inspect(file, fileName);
    if (answer === null) return;
    this.#client.end();
    this.#state = answer.ok
      ? { phase: "shown", fileName, inspection: answer.value }
      : { phase: "refused", fileName, refusal: answer.refusal };
  }
}
