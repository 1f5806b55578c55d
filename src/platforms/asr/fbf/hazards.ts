import type { PackageWarning } from "../../../contract/maker.ts";
import { hex } from "../../../bytes/layout.ts";
import type { Fbf } from "./reader.ts";

/** What a module does with a full package without a word (docs/formats/asr-fbf.md#what-the-module-does). */
export function hazardsOf({ images, isDifferential }: Fbf): PackageWarning[] {
  if (isDifferential) return [];
  return images.flatMap(({ flashAddress, length, sum }): PackageWarning[] => {
    const target = hex(flashAddress);
    return [
      ...(sum === 0 ? [{ code: "image-left-out", target } as const] : []),
      ...(length % 4 === 0 ? [] : [{ code: "image-tail-unchecked", target } as const]),
    ];
  });
}
