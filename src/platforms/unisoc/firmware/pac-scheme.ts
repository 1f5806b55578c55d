import { type Reason, within } from "../../../contract/reason.ts";
import { Refusal } from "../../../contract/refusal.ts";
import { parseXml, type XmlElement, XmlError } from "./xml.ts";

/** The XML inside a pac: what each file ID is (docs/formats/pac.md#xml). */

export interface SchemeFile {
  readonly id: string;
  /** HOST_FDL, FDL2, CODE, EraseFlash, NV … */
  readonly type: string;
  /** Load, flash or logical address; null when not stated. */
  readonly base: number | null;
  /** Partition maximum in bytes, or a FourCC for FMT_ operations; null when not stated. */
  readonly size: number | null;
  readonly flag: number | null;
  readonly checkFlag: number | null;
  readonly description: string;
}

/**
 * All `SchemeList/Scheme/File` by ID; of a repeated ID the first.
 * @param file shown in refusals.
 * @throws Refusal firmware-damaged
 */
export function readScheme(file: string, xml: Uint8Array): ReadonlyMap<string, SchemeFile> {
  const root = parse(file, new TextDecoder().decode(xml));
  if (root.name !== "BMAConfig") {
    throw damaged(file, { code: "field", field: "root-element", value: root.name });
  }
  const files = new Map<string, SchemeFile>();
  for (const element of childrenAt(root, ["SchemeList", "Scheme", "File"])) {
    const scheme = readFile(file, element);
    if (!files.has(scheme.id)) files.set(scheme.id, scheme);
  }
  return files;
}

function parse(file: string, source: string): XmlElement {
  try {
    return parseXml(source);
  } catch (error) {
    if (error instanceof XmlError) throw damaged(file, error.why);
    throw error;
  }
}

function readFile(file: string, element: XmlElement): SchemeFile {
  const textOf = (...path: string[]): string => childrenAt(element, path)[0]?.text ?? "";
  const numberOf = (...path: string[]): number | null => {
    const text = textOf(...path);
    if (text === "") return null;
    const value = /^(0x[0-9a-f]+|[0-9]+)$/i.test(text) ? Number(text) : NaN;
    if (!(value <= 0xffffffff)) {
      const place = `${textOf("ID")}, ${path.join("/")}`;
      throw damaged(file, within(place, { code: "field", field: "number", value: text }));
    }
    return value;
  };
  return {
    id: textOf("ID"),
    type: textOf("Type"),
    base: numberOf("Block", "Base"),
    size: numberOf("Block", "Size"),
    flag: numberOf("Flag"),
    checkFlag: numberOf("CheckFlag"),
    description: textOf("Description"),
  };
}

function childrenAt(element: XmlElement, path: readonly string[]): readonly XmlElement[] {
  let found: readonly XmlElement[] = [element];
  for (const name of path) {
    found = found.flatMap((parent) => parent.children.filter((child) => child.name === name));
  }
  return found;
}

function damaged(file: string, why: Reason): Refusal {
  return new Refusal("firmware-damaged", { file, part: "XML", why });
}
