const han = /\p{Script=Han}/u;
const latin = /[A-Za-z0-9]/;

/** Chinese and Latin letters or digits that meet are set apart by a blank; within a name nothing is changed. */
export function joined(...parts: readonly string[]): string {
  return parts.reduce((text, part) => {
    const [before, after] = [text.at(-1) ?? "", part.at(0) ?? ""];
    const apart = (han.test(before) && latin.test(after)) || (latin.test(before) && han.test(after));
    return apart ? `${text} ${part}` : text + part;
  }, "");
}
