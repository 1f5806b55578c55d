/**
 * What a module answers to code in raw mode: "OK", what the code prints, 0x04, its traceback, 0x04, ">".
 * Takes the answer in pieces of any size.
 */
export class RawReply {
  #phase: "confirmation" | "output" | "error" | "prompt" | "over" = "confirmation";
  #pending = "";
  #error = "";

  /** Whether the code has been taken. */
  get accepted(): boolean {
    return this.#phase !== "confirmation";
  }
  get over(): boolean {
    return this.#phase === "over";
  }
  /** Traceback; empty when the code ended well. */
  get error(): string {
    return this.#error;
  }
  /** What came instead of "OK" so far. */
  get pending(): string {
    return this.#pending;
  }

  /** @returns what the code printed, as far as it is in this piece. */
  push(piece: string): string {
    let printed = "";
    let rest = this.#pending + piece;
    this.#pending = "";
    for (;;) {
      switch (this.#phase) {
        case "confirmation": {
          const at = rest.indexOf("OK");
          if (at < 0) {
            this.#pending = rest;
            return printed;
          }
          // What a thread printed before that is output, too.
          printed += rest.slice(0, at);
          rest = rest.slice(at + 2);
          this.#phase = "output";
          break;
        }
        case "output":
        case "error": {
          const at = rest.indexOf("\x04");
          const part = at < 0 ? rest : rest.slice(0, at);
          if (this.#phase === "output") printed += part;
          else this.#error += part;
          if (at < 0) return printed;
          rest = rest.slice(at + 1);
          this.#phase = this.#phase === "output" ? "error" : "prompt";
          break;
        }
        case "prompt": {
          const at = rest.indexOf(">");
          if (at < 0) return printed;
          rest = rest.slice(at + 1);
          this.#phase = "over";
          break;
        }
        case "over":
          return printed + rest;
      }
    }
  }
}
