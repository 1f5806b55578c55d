import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkScript } from "../../src/python/check-script.ts";

const encoder = new TextEncoder();

function problems(path: string, text: string): string[] {
  return checkScript(path, encoder.encode(text)).map(({ line, column, why }) => `${line}:${column} ${why}`);
}

describe("Python that is valid is let pass", () => {
  it.each([
    ["nothing", ""],
    ["a comment only", "# main\n"],
    [
      "strings of all kinds",
      `a = 'it"s'\nb = "it's"\nc = '\\''\nd = r'\\d\\''\ne = b"\\x00" rb'\\n' u"x" Rb"y"\n`,
    ],
    [
      "triple quotes",
      `"""doc 'with' "quotes" \\""" and ( [ {\n\tif x\n  """\nx = '''it's # no comment\n'''\n`,
    ],
    ["empty strings", `a = ''\nb = ""\nc = """"""\nd = '' ''\n`],
    ["f-strings", `print(f"{x!r:>{w}} {{}} {d['k']}")\nf'{a}' f"{b:{'>'}10}"\n`],
    ["string over two lines", "s = 'one \\\ntwo'\n"],
    ["continued lines", "if a and \\\n      b:\n    x = 1 + \\\n  2\n"],
    ["a line of a backslash", "x = 1\n\\\n  \ny = 2\n"],
    ["brackets over lines", "x = [\n  1, # (\n\n2,\n      ]\nf(a,\nb)\n"],
    [
      "blank and comment lines of any indentation",
      "def f():\n    a = 1\n\n  # here\n\t\n    b = 2\n# there\n    return a\n",
    ],
    [
      "one line blocks",
      "if x: y\nelse: z\nwhile 1: pass\nclass A: pass\ntry: f()\nexcept: pass\nfinally: g()\n",
    ],
    [
      "decorators, async, annotations",
      "@micropython.native\nasync def f(a: int = 3, *, b: str = ':') -> int:\n    async with x as y:\n        await y\n",
    ],
    ["lambdas in headers", "if (lambda: 1)():\n    pass\nfor f in lambda: 1, lambda x: x:\n    pass\n"],
    ["walrus", "while chunk := f.read(9):\n    print(chunk)\nif (n := len(a)) > 1: pass\n"],
    ["slices and dicts", "x = a[1:2, ::3]\ny = {'a': 1, **z}\n"],
    [
      "match and case as statement and as name",
      "match x:\n    case {'a': [1]}:\n        pass\nmatch = 1\ncase = match\n",
    ],
    ["tabs alone", "if x:\n\tif y:\n\t\tz = 1\n\telse:\n\t\tz = 2\n"],
    ["Windows and old Mac line ends", "if x:\r\n    y = '''a\r\nb'''\r\nz = 1\rif z:\r  y = 2\r"],
    ["no line end at the end", "if x:\n    y = 1"],
    ["form feed between functions", "def f():\n    pass\n\f\ndef g():\n    pass\n"],
    ["Chinese in strings, comments and names", "名字 = '（你好），“世界”：'  # 全角：（）\nprint(名字)\n"],
    ["numbers glued to words", "x = 1if y else 0x1for\nz = 1_000.5e-3j\n"],
    ["semicolons", "import a; import b; x = 1;\n"],
    ["back out over several levels", "if a:\n  if b:\n     if c:\n        d\ne\n"],
    ["conditional expression after a bracket", "x = (1\n     if y\n     else 2)\n"],
  ])("%s", (_, text) => {
    expect(problems("lib/main.py", text)).toEqual([]);
  });
});

describe("Python that is wrong is found", () => {
  it.each([
    ["bracket not closed", "x = 1\nprint((1 + 2)\nfor i in x:\n  pass\n", ["2:6 bracket-not-closed"]],
    ["bracket not opened", "x = 1)\n", ["1:6 bracket-not-opened"]],
    ["bracket of another kind", "x = [1,\n 2)\n", ["2:3 bracket-of-other-kind"]],
    ["string", "x = 'abc\ny = 1\n", ["1:5 string-not-closed"]],
    ["string at the end", 'x = f"abc', ["1:5 string-not-closed"]],
    ["string whose quote is escaped", "x = 'abc\\'\n", ["1:5 string-not-closed"]],
    ["triple quotes", 'x = 1\n"""doc\n""\n\n', ["2:1 triple-quotes-not-closed"]],
    ["colon", "def f(a: int)\n    return 1\n", ["1:14 colon-missing"]],
    ["colon of else", "if x:\n    y\nelse\n    z\n", ["3:5 colon-missing"]],
    ["colon, with a lambda's there", "if lambda: x\n    y\n", ["1:13 colon-missing"]],
    ["colon, with := there", "while x := f()\n    y\n", ["1:15 colon-missing"]],
    ["colon of async", "async def f()\n    y\n", ["1:14 colon-missing"]],
    ["colon behind a comment", "if x # why:\n    y\n", ["1:5 colon-missing"]],
    ["indentation of no level", "if x:\n        y\n    z\nw\n", ["3:5 indentation-of-no-level"]],
    ["indentation for no reason", "x = 1\n  y = 2\n", ["2:3 indentation-unexpected"]],
    ["first line indented", "  x = 1\n", ["1:3 indentation-unexpected"]],
    ["no block", "def f():\nx = 1\n", ["2:1 indentation-missing"]],
    ["no block at the end", "def f():\n    # nothing\n", ["1:9 indentation-missing"]],
    ["tabs and spaces", "if x:\n        y\n\tz\n", ["3:2 tabs-and-spaces"]],
    ["tabs and spaces inward", "if x:\n  if y:\n\tz\n", ["3:2 tabs-and-spaces"]],
    ["Chinese punctuation", "print（'x'）\n", ["1:6 full-width-punctuation"]],
    ["Chinese colon", "if x：\n    y\nz\n", ["1:5 full-width-punctuation"]],
    [
      "Chinese comma and quotes",
      "f(a，b)\nprint(“it's”)\n",
      ["1:4 full-width-punctuation", "2:7 full-width-punctuation"],
    ],
    ["a wide space", "x =\u30001\n", ["1:4 full-width-punctuation"]],
    ["byte order mark", "\ufeffimport sys\n", ["1:1 byte-order-mark"]],
    ["more than one", "if x\n    y\nelse\n    z\n", ["1:5 colon-missing", "3:5 colon-missing"]],
  ])("%s", (_, text, expected) => {
    expect(problems("main.py", text)).toEqual(expected);
  });

  it("bytes that are no UTF-8", () => {
    const gbk = Uint8Array.of(...encoder.encode("x = 1\r\ny = '"), 0xd6, 0xd0, ...encoder.encode("'\n"));
    expect(checkScript("main.py", gbk)).toEqual([{ line: 2, column: 1, why: "not-utf8" }]);
  });
});

describe("JSON", () => {
  it.each([
    "{}",
    " [ ] \n",
    '{"apn": "cmnet", "n": [1, -2.5e+3, 0, 0.1], "t": true, "f": false, "z": null, "": {}}',
    '"\\u00e9 \\n \\"中文"',
    "-0",
  ])("%s is valid", (text) => {
    expect(problems("config.json", text)).toEqual([]);
  });

  it.each([
    ["", "1:1 json-value-expected"],
    ['{\n  "a": 1,\n}', "3:1 json-name-expected"],
    ['{\n  "a": 1\n  "b": 2\n}', "3:3 json-comma-expected"],
    ["{'a': 1}", "1:2 json-name-expected"],
    ['{"a" 1}', "1:6 json-colon-expected"],
    ['{"a": }', "1:7 json-value-expected"],
    ["[1, 2,]", "1:7 json-value-expected"],
    ["[1, 2", "1:6 json-comma-expected"],
    ["[1}", "1:3 json-comma-expected"],
    ["[01]", "1:2 json-number"],
    ["[1.]", "1:2 json-number"],
    ["[+1]", "1:2 json-number"],
    ["[.5]", "1:2 json-number"],
    ["[True]", "1:2 json-value-expected"],
    ["[nul]", "1:2 json-value-expected"],
    ["{} // note", "1:4 json-after-end"],
    ['"a\\x"', "1:3 json-escape"],
    ['"a\tb"', "1:3 json-control-character"],
    ['["abc]', "1:2 string-not-closed"],
    ["\ufeff{}", "1:1 byte-order-mark"],
  ])("%j: %s", (text, expected) => {
    expect(problems("Config.JSON", text)).toEqual([expected]);
  });

  it("agrees with JSON.parse about any text", () => {
    const piece = fc.constantFrom(
      ...'{}[],:"\\ \n\t-+.eE0123ntrufalsx'.split(""),
      "true",
      "null",
      '"a"',
      '{"b":',
      "1.5",
    );
    const broken = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
    const cut = fc
      .tuple(fc.json(), fc.nat(), fc.nat(3), fc.constantFrom("", ",", '"', "\\", "}"))
      .map(
        ([json, at, length, put]) =>
          json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + length),
      );
    const parses = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.oneof(broken, cut, fc.json()), (text) => {
        expect(problems("a.json", text).length === 0).toBe(parses(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("scripts of any kind", () => {
  it("others are not looked at", () => {
    expect(problems("notes.txt", "if x\n(")).toEqual([]);
    expect(problems("py", "(")).toEqual([]);
  });

  it("long and hostile ones end, with a bounded list", () => {
    expect(problems("a.json", "[".repeat(300_000))).toHaveLength(1);
    expect(problems("a.json", `"${"a".repeat(10_000_000)}"`)).toEqual([]);
    expect(problems("a.py", "if 1\n".repeat(100_000))).toHaveLength(50);
    expect(problems("a.py", "a，".repeat(100_000))).toHaveLength(50);
    expect(problems("a.py", "\\\n".repeat(300_000))).toEqual([]);
    expect(problems("a.py", "(".repeat(300_000))).toHaveLength(1);
  });

  it("any bytes give problems with places in the text", () => {
    const source = fc.array(
      fc.constantFrom("if", ":", "(", ")", "'", '"', "\\", "\n", "  ", "\t", "#", "中", "：", "x", "lambda "),
    );
    fc.assert(
      fc.property(source, (pieces) => {
        const text = pieces.join("");
        const lines = text.split(/\r\n|\r|\n/);
        for (const { line, column } of checkScript("a.py", encoder.encode(text))) {
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? "").length + 1);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
