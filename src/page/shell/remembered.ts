/** Small choices that outlive the page. Private windows may refuse storage: then they are just not kept. */
const prefix = "fota-workshop.";

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

/** null forgets the choice. Whether the browser kept it. */
export function remember(name: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, value);
    return true;
  } catch {
    // The choice holds for this visit.
    return false;
  }
}
