/** Values as Python source text: for scripts that people read, and for code that goes to a REPL. */

/** A str literal on one line. Letters of all languages stay as they are; control characters are escaped. */
export function pythonString(text: string): string {
  return `'${Array.from(text, escaped).join("")}'`;
}

/** A comment, on one line whatever the text. */
export function pythonComment(text: string): string {
  // eslint-disable-next-line no-control-regex -- Python takes none of them
  return `# ${text.replace(/[\s\u0000-\u001f\u007f]+/g, " ").trim()}`.trimEnd();
}

function escaped(character: string): string {
  if (character === "\\" || character === "'") return `\\${character}`;
  const code = character.charCodeAt(0);
  return code < 0x20 || code === 0x7f ? `\\x${hex(code)}` : character;
}

/** A bytes literal; four characters for a byte that is not printable. */
export function pythonBytes(bytes: Uint8Array): string {
  let text = "b'";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (character === "\\" || character === "'") text += `\\${character}`;
    else text += byte >= 0x20 && byte < 0x7f ? character : `\\x${hex(byte)}`;
  }
  return `${text}'`;
}

/** Base64 as a str literal: four characters for three bytes. */
export function pythonBase64(bytes: Uint8Array): string {
  return `'${btoa(String.fromCharCode(...bytes))}'`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
