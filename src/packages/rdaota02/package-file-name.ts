/**
 * Name of a package file: both versions in their order, so that A→B and B→A never collide. ASCII without
 * spaces, since module and servers take the name as part of a URL.
 */
export function packageFileName(
  oldVersion: string,
  newVersion: string,
  packageClass: "safe" | "compact",
): string {
  const versions = `${inUrl(oldVersion, "old")}_to_${inUrl(newVersion, "new")}`;
  return `fota_${versions}${packageClass === "compact" ? "_compact" : ""}.pack`;
}

const LONGEST = 60;

function inUrl(version: string, fallback: string): string {
  const safe = version
    .replace(/[^A-Za-z0-9.-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, LONGEST);
  return safe === "" ? fallback : safe;
}
