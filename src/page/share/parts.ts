/** What a page shows of a link that it was opened with: fetched for those pages only, but before they are drawn. */
import type ExpectationPanel from "./ExpectationPanel.svelte";
import type MatchLine from "./MatchLine.svelte";
import { parseAddress } from "../shell/route.svelte.ts";
import { namesFiles, readLink } from "./share-link.ts";

interface Panel {
  readonly default: typeof ExpectationPanel;
}
interface Line {
  readonly default: typeof MatchLine;
}
let panel: Panel | null = null;
let line: Line | null = null;

/** The module at once where it is there already, for even then import() would let a frame go by. */
export function expectationPanel(): Panel | Promise<Panel> {
  return panel ?? import("./ExpectationPanel.svelte").then((part) => (panel = part));
}

export function matchLine(): Line | Promise<Line> {
  return line ?? import("./MatchLine.svelte").then((part) => (line = part));
}

/** Fetches what is needed at first sight, so that nothing moves when it comes. */
export async function preloadForLink(hash: string): Promise<void> {
  const { screen, query } = parseAddress(hash);
  const { link, damaged } = readLink(query);
  if (screen !== "make" || (!namesFiles(link) && damaged.length === 0)) return;
  // What cannot be had now is asked for again, and said, where it is shown.
  await Promise.allSettled([expectationPanel(), matchLine()]);
}
