/**
 * What of a Chinese text is English prose: two words or more in a row, once names are taken away. Names are what
 * has a digit, a dot, a slash, an underscore or a capital in it, code, and the few below.
 */
export function englishProse(text: string): string[] {
  const withoutNames = text
    .replaceAll(/\S*[\d./_:=<>()[\]{}]\S*/g, "·")
    .replaceAll(/[A-Za-z-]*[A-Z][A-Za-z-]*/g, "·");
  return withoutNames.match(/[a-z]+(?:['-][a-z]+)*(?:[ ,;]+[a-z]+(?:['-][a-z]+)*)+/g) ?? [];
}
