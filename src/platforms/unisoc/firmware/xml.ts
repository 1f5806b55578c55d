import { Reasoned, type XmlFault } from "../../../contract/reason.ts";

/**
 * A small XML reader for the settings inside firmware: elements, attributes, text, CDATA, comments, character
 * and predefined entities. Processing instructions and a DOCTYPE are skipped, namespaces are not resolved.
 */

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, trimmed. */
  readonly text: string;
}

/** Not well-formed; it says what and at which character. */
export class XmlError extends Reasoned {}

interface OpenElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const NAME = /[\p{L}_:][\p{L}\p{N}_:.-]*/uy;
const SPACE = /\s*/y;
const ENTITY = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(\w+));/gi;
const PREDEFINED = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);

/**
 * Reads a document and gives its root element.
 * @throws XmlError
 */
export function parseXml(source: string): XmlElement {
  const open: OpenElement[] = [];
  const roots: XmlElement[] = [];
  let at = 0;

  const fail = (fault: XmlFault): XmlError => new XmlError({ code: "xml", fault, character: at });
  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0] ?? "";
    at += found.length;
    return found;
  };
  /** What stands before `end`, which is skipped too. */
  const until = (end: string): string => {
    const found = source.indexOf(end, at);
    if (found < 0) throw fail("unfinished");
    const before = source.slice(at, found);
    at = found + end.length;
    return before;
  };
  const addText = (text: string): void => {
    const parent = open.at(-1);
    if (parent !== undefined) parent.text += text;
    else if (text.trim() !== "") throw fail("text-outside-root");
  };
  const close = (element: OpenElement): void => {
    const done: XmlElement = { ...element, text: element.text.trim() };
    const parent = open.at(-1);
    if (parent !== undefined) parent.children.push(done);
    else roots.push(done);
  };
  const readAttributes = (): Map<string, string> => {
    const attributes = new Map<string, string>();
    for (;;) {
      match(SPACE);
      const name = match(NAME);
      if (name === "") return attributes;
      match(SPACE);
      if (source[at] !== "=") throw fail("attribute");
      at += 1;
      match(SPACE);
      const quote = source[at];
      if (quote !== '"' && quote !== "'") throw fail("attribute");
      at += 1;
      attributes.set(name, resolveEntities(until(quote)));
    }
  };
  const readStartTag = (): void => {
    if (open.length === 0 && roots.length > 0) throw fail("second-root");
    const name = match(NAME);
    if (name === "") throw fail("element-name");
    const element: OpenElement = { name, attributes: readAttributes(), children: [], text: "" };
    if (source.startsWith("/>", at)) {
      at += 2;
      close(element);
    } else if (source[at] === ">") {
      at += 1;
      open.push(element);
    } else {
      throw fail("unfinished");
    }
  };
  const readEndTag = (): void => {
    const name = until(">").trim();
    const element = open.pop();
    if (element?.name !== name) throw fail("end-tag");
    close(element);
  };

  if (source.startsWith("\uFEFF")) at = 1;
  while (at < source.length) {
    const tag = source.indexOf("<", at);
    if (tag !== at) {
      const end = tag < 0 ? source.length : tag;
      addText(resolveEntities(source.slice(at, end)));
      at = end;
    } else if (source.startsWith("<!--", at)) {
      at += 4;
      until("-->");
    } else if (source.startsWith("<![CDATA[", at)) {
      at += 9;
      addText(until("]]>"));
    } else if (source.startsWith("<?", at)) {
      until("?>");
    } else if (source.startsWith("<!", at)) {
      until(">");
    } else if (source.startsWith("</", at)) {
      at += 2;
      readEndTag();
    } else {
      at += 1;
      readStartTag();
    }
  }
  if (open.length > 0) throw fail("unfinished");
  const [root] = roots;
  if (root === undefined) throw fail("no-element");
  return root;
}

/** Unknown entities stay as they are. */
function resolveEntities(text: string): string {
  return text.replace(ENTITY, (whole, hexadecimal?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return PREDEFINED.get(name) ?? whole;
    const code = hexadecimal === undefined ? Number(decimal) : parseInt(hexadecimal, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
