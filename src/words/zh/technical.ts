/** What the reader of a format says about it; it is in English, for those who know the format. */
export function technical(why: string): string {
  return why === "" ? "" : `技术细节：${why}。`;
}
