/** Which system the hints are for; features are never decided by it. */
export type Computer = "windows" | "mac" | "linux" | "other";

export function thisComputer(): Computer {
  const agent = navigator.userAgent;
  if (/Windows/.test(agent)) return "windows";
  if (/Mac OS/.test(agent)) return "mac";
  return /Linux|X11|CrOS/.test(agent) && !/Android/.test(agent) ? "linux" : "other";
}
