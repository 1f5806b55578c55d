import { FORMATS } from "../../contract/formats.ts";

/** First bytes of the packages that the app knows, so that the page can tell them from firmware at once. */
const signatures = Object.values(FORMATS).flatMap((format): readonly string[] => format.signatures);
const longest = Math.max(...signatures.map(({ length }) => length));

/** Whether a file is a package, by its first bytes; false when it cannot be read. */
export async function isPackage(file: Blob): Promise<boolean> {
  try {
    const start = new Uint8Array(await file.slice(0, longest).arrayBuffer());
    const text = String.fromCharCode(...start);
    return signatures.some((signature) => text.startsWith(signature));
  } catch {
    // Whoever reads all of it says why it cannot be read.
    return false;
  }
}
