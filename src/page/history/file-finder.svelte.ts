/** What is known about the file that the reader looks for. */
export type Finding =
  | { readonly phase: "none" }
  | { readonly phase: "looking"; readonly fileName: string }
  | { readonly phase: "hashed"; readonly fileName: string; readonly sha256: string }
  | { readonly phase: "unreadable"; readonly fileName: string }
  /** The page was not opened by a secure address. */
  | { readonly phase: "no-hashing" };

/** Finds entries by the contents of a file. */
export class FileFinder {
  #finding = $state.raw<Finding>({ phase: "none" });

  get finding(): Finding {
    return this.#finding;
  }

  async look(file: File): Promise<void> {
    const { name: fileName } = file;
    const looking: Finding = { phase: "looking", fileName };
    this.#finding = looking;
    const found = await findingOf(file);
    // Another file may have been chosen, or the search ended.
    if (this.#finding === looking) this.#finding = found;
  }

  forget(): void {
    this.#finding = { phase: "none" };
  }
}

async function findingOf(file: File): Promise<Finding> {
  if (!isSecureContext) return { phase: "no-hashing" };
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return { phase: "hashed", fileName: file.name, sha256 };
  } catch {
    return { phase: "unreadable", fileName: file.name };
  }
}
