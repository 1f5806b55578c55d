/** Work that goes on whichever screen is shown: the title and the header tell of it. */
class Ongoing {
  #works = $state.raw<readonly { readonly id: symbol; readonly done: number }[]>([]);

  get working(): boolean {
    return this.#works.length > 0;
  }

  /** 0 … 1 of what was begun first; null while nothing goes on. */
  get done(): number | null {
    return this.#works[0]?.done ?? null;
  }

  /** `done`: 0 … 1; null when it is over. */
  tell(id: symbol, done: number | null): void {
    const others = this.#works.filter((work) => work.id !== id);
    if (done === null) this.#works = others;
    else if (others.length === this.#works.length) this.#works = [...others, { id, done }];
    else this.#works = this.#works.map((work) => (work.id === id ? { id, done } : work));
  }
}

export const ongoing = new Ongoing();
