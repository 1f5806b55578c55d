/** What the rows of the formats say of a package that was inspected, whoever made it. */
import {
  FORMATS,
  formatOf,
  type FormatTraits,
  otherPart,
  type PackageKind,
  platformsOf,
} from "../../contract/formats.ts";
import type { Inspection, Platform } from "../../contract/maker.ts";

export type InspectedPackage = Extract<Inspection, { readonly kind: PackageKind }>;

export function isPackage(inspection: Inspection): inspection is InspectedPackage {
  return inspection.kind !== "firmware" && inspection.kind !== "user-partition";
}

export function traitsOf({ kind }: InspectedPackage): FormatTraits {
  return FORMATS[formatOf(kind)];
}

/** Platforms whose modules it may be for. */
export function platformsFor(inspection: InspectedPackage): readonly Platform[] {
  return "platform" in inspection ? [inspection.platform] : platformsOf(formatOf(inspection.kind));
}

/** Whether there is a simulated module that takes it; else it is shown, and no more. */
export function hasModule(inspection: InspectedPackage): boolean {
  const simulated = platformsOf(formatOf(inspection.kind));
  return platformsFor(inspection).some((platform) => simulated.includes(platform));
}

/** Which other file the package lacks; null where the file is all of it, or no package. */
export function fileMissing(inspection: Inspection | null): PackageKind | null {
  return inspection === null || !isPackage(inspection) ? null : otherPart(inspection.kind);
}
