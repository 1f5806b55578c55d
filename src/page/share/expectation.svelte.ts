import type { PackageClass, Side } from "../../contract/maker.ts";
import type { SideState } from "../make/choices.ts";
import { areCrossed, matchOf, nameInLink, type Match } from "./expectation.ts";
import { namesFiles, type ReadLink, type ShareLink } from "./share-link.ts";

/** The link that the page was opened with, until the reader leaves it. */
export class Expectation {
  #read = $state.raw<ReadLink | null>(null);

  get link(): ShareLink | null {
    return this.#read?.link ?? null;
  }

  /** Names of parameters that could not be read. */
  get damaged(): readonly string[] {
    return this.#read?.damaged ?? [];
  }

  /** Whether there is more to the link than choices, which show for themselves. */
  get shown(): boolean {
    return this.#read !== null && (namesFiles(this.#read.link) || this.#read.damaged.length > 0);
  }

  get packageClass(): PackageClass {
    return this.link?.packageClass ?? "safe";
  }

  take(read: ReadLink): void {
    this.#read = read;
  }

  clear(): void {
    this.#read = null;
  }

  /** null: the link does not say which file it has to be. */
  match(side: Side, state: SideState): Match | null {
    return this.link === null ? null : matchOf(this.link[side], state);
  }

  /** The version names that the link wants in a package of these files. */
  names(sides: Readonly<Record<Side, SideState>>): Readonly<Record<Side, string | null>> {
    const { link } = this;
    const name = (side: Side) => (link === null ? null : nameInLink(link, side, sides[side]));
    return { old: name("old"), new: name("new") };
  }

  /** Whether the files are the right ones on the wrong sides. */
  crossed(sides: Readonly<Record<Side, SideState>>): boolean {
    return this.link !== null && areCrossed(this.link, sides);
  }

  /** Whether the link knows one of the files, so that nobody has to guess which is which. */
  knows(sides: Readonly<Record<Side, SideState>>): boolean {
    return (["old", "new"] as const).some((side) => this.match(side, sides[side]) === "match");
  }
}
