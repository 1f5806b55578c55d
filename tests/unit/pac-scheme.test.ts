import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readScheme } from "../../src/platforms/unisoc/firmware/pac-scheme.ts";
import { parseXml, XmlError } from "../../src/platforms/unisoc/firmware/xml.ts";
import { refusalOf, refusedWith } from "../support/refusals.ts";
import { ascii } from "../support/small-firmware.ts";

describe("XML", () => {
  it("gives elements, attributes and text", () => {
    const root = parseXml(
      '\uFEFF<?xml version="1.0"?>\r\n<!DOCTYPE a><!-- <x> --><a b="1" c=\'"2"\'>\n t <d/><e >x</e > u </a>\n',
    );
    expect(root.name).toBe("a");
    expect([...root.attributes]).toEqual([
      ["b", "1"],
      ["c", '"2"'],
    ]);
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ["d", ""],
      ["e", "x"],
    ]);
    expect(root.text).toMatch(/^t\s+u$/);
  });

  it("resolves entities in text and attributes, but not in CDATA", () => {
    const root = parseXml('<a b="&quot;&#x56FA;">&lt;&#65;&amp;lt;&nbsp;<![CDATA[&lt;<x>]]></a>');
    expect(root.attributes.get("b")).toBe('"固');
    expect(root.text).toBe("<A&lt;&nbsp;&lt;<x>");
  });

  it("keeps a character reference that is none", () => {
    expect(parseXml("<a>&#x110000;</a>").text).toBe("&#x110000;");
  });

  it("reads deep nesting without running out of stack", () => {
    const depth = 20000;
    expect(parseXml(`${"<a>".repeat(depth)}x${"</a>".repeat(depth)}`).children.length).toBe(1);
  });

  it.each([
    ["nothing", " "],
    ["text alone", "hello"],
    ["an open element", "<a><b></b>"],
    ["crossed elements", "<a><b></a></b>"],
    ["an end tag alone", "</a>"],
    ["two roots", "<a/><b/>"],
    ["an attribute without value", "<a b/>"],
    ["an attribute without quotes", "<a b=1/>"],
    ["an open attribute", '<a b="1/>'],
    ["an open comment", "<a/><!-- x"],
    ["an open CDATA", "<a><![CDATA[x</a>"],
    ["a tag without name", "<a>< b/></a>"],
    ["a cut tag", "<a"],
  ])("refuses %s", (_, source) => {
    expect(() => parseXml(source)).toThrow(XmlError);
  });

  it("ends with an element or an XmlError, whatever it is given", () => {
    const pieces = fc.constantFrom(
      "<",
      ">",
      "a",
      "/",
      '"',
      "=",
      " ",
      "<a>",
      "</a>",
      "<!--",
      "-->",
      "&#",
      ";",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 15 }), (source) => {
        try {
          expect(typeof parseXml(source.join("")).name).toBe("string");
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

const file = (inner: string) => `<File>${inner}</File>`;
const scheme = (inner: string) =>
  ascii(`<BMAConfig><SchemeList><Scheme name="x">${inner}</Scheme></SchemeList></BMAConfig>`);

describe("scheme of a pac", () => {
  it("gives all facts of a file", () => {
    const xml = scheme(
      file(
        "<ID>AP</ID><IDAlias>x</IDAlias><Type>CODE</Type><Block><Base>0x60010000</Base><Size>1507328</Size></Block>" +
          "<Flag>1</Flag><CheckFlag>0</CheckFlag><Description>应用 &amp; core</Description>",
      ),
    );
    expect([...readScheme("x", xml)]).toEqual([
      [
        "AP",
        {
          id: "AP",
          type: "CODE",
          base: 0x60010000,
          size: 0x170000,
          flag: 1,
          checkFlag: 0,
          description: "应用 & core",
        },
      ],
    ]);
  });

  it("has null for what is not stated", () => {
    expect(readScheme("x", scheme(file("<ID>A</ID>"))).get("A")).toEqual({
      id: "A",
      type: "",
      base: null,
      size: null,
      flag: null,
      checkFlag: null,
      description: "",
    });
  });

  it("takes the first of a repeated ID", () => {
    const xml = scheme(file("<ID>A</ID><Type>1</Type>") + file("<ID>A</ID><Type>2</Type>"));
    expect(readScheme("x", xml).get("A")?.type).toBe("1");
  });

  it.each(["0x", "-1", "1.5", "ten", "0x1FFFFFFFF", "0x10 0x20"])("refuses the number %s", (number) => {
    const xml = scheme(file(`<ID>A</ID><Block><Base>${number}</Base></Block>`));
    expect(refusedWith("firmware-damaged", () => readScheme("x.pac", xml))).toMatchObject({
      file: "x.pac",
      part: "XML",
    });
  });

  it("refuses another root element", () => {
    expect(refusedWith("firmware-damaged", () => readScheme("x", ascii("<html/>"))).why).toMatchObject({
      value: "html",
    });
  });

  it("refuses an XML that is cut off anywhere", () => {
    const xml = scheme(file("<ID>A</ID>"));
    for (let length = 0; length < xml.length; length++) {
      const refusal = refusalOf(() => readScheme("x", xml.subarray(0, length)));
      expect(refusal?.code).toBe("firmware-damaged");
    }
  });
});
