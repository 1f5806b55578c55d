/** What Quectel puts into the names of its firmware (docs/quecpython.md#names). */
export interface QuectelName {
  /** E.g. EC600N. */
  readonly module: string;
  /** E.g. CNLF; empty when the name has none. */
  readonly variant: string;
}

/** E.g. EC600NCNLFR01A02M16_OCPU_QPY, or QPY_OCPU_V0006_EC600N_CNLA_FW. */
const MODULE =
  /(?<![0-9A-Z])(E[CG]\d{3}[A-Z]{1,2}?|(?:EC|EG|BC|BG|FC)\d{2,3}[A-Z]{0,2}?)[-_ ]?((?:(?:CN|EU|NA|LA|AU|JP|EA|EC|EL|EN|GL|ML)[A-Z0-9]*?|M\d[A-Z]*?)?)(?=R\d{2}A\d{2}|[-_. ]|$)/;

/** Size of the flash in MiB, after the release: R01A02M16. */
const FLASH = /(?<=A\d{2})M(02|04|08|16|32)(?![0-9])/;

/** Module and variant of the first name that has one; null for none. */
export function quectelNameIn(fileNames: readonly string[]): QuectelName | null {
  for (const fileName of fileNames) {
    const [, module, variant = ""] = MODULE.exec(fileName.toUpperCase()) ?? [];
    if (module !== undefined) return { module, variant };
  }
  return null;
}

/** Size of the flash in MiB by the first name that states it; null when none does. */
export function flashMiBIn(fileNames: readonly string[]): number | null {
  for (const fileName of fileNames) {
    const [, size] = FLASH.exec(fileName.toUpperCase()) ?? [];
    if (size !== undefined) return Number(size);
  }
  return null;
}

/** Release and its amendment: R01A02. */
const RELEASE = /R(\d{2})A(\d{2})/;

/** The release without its amendment, e.g. R05, by the first name that states it; null when none does. */
export function releaseIn(fileNames: readonly string[]): string | null {
  for (const fileName of fileNames) {
    const [, release] = RELEASE.exec(fileName.toUpperCase()) ?? [];
    if (release !== undefined) return `R${release}`;
  }
  return null;
}

/**
 * Whether the first of two versions is the newer release of the same firmware, by the names alone. False when
 * they do not tell.
 */
export function isNewerRelease(version: string, other: string): boolean {
  const one = RELEASE.exec(version.toUpperCase());
  const two = RELEASE.exec(other.toUpperCase());
  if (one === null || two === null) return false;
  const sameFirmware = version.slice(0, one.index) === other.slice(0, two.index);
  return sameFirmware && one[0] > two[0];
}
