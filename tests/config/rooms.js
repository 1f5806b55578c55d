/**
 * ESLint rule: imports go one way, as docs/architecture.md says under "Rooms".
 * Each room names the rooms and packages that its files may import; its own files always.
 * A name with "type " before it may be imported for its types only.
 */
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** First match wins, so the finer rooms come first. */
const rooms = [
  [/^src\/checksum\//, "checksum", ["@noble/hashes"]],
  [/^src\/lzma\//, "lzma", ["checksum", "refusal"]],
  [/^src\/lzmar\//, "lzmar", ["checksum", "refusal"]],
  [/^src\/firmware\/layout\.ts$/, "layout", []],
  [/^src\/littlefs\//, "littlefs", ["checksum", "layout", "refusal"]],
  [
    /^src\/firmware\//,
    "firmware",
    [
      "checksum",
      "lzma",
      "lzmar",
      "layout",
      "littlefs",
      "refusal",
      "fflate",
      "type modules",
      "type worker-contract",
    ],
  ],
  [/^src\/delta\//, "delta", ["refusal"]],
  [
    /^src\/packages\//,
    "packages",
    [
      "checksum",
      "lzma",
      "lzmar",
      "layout",
      "littlefs",
      "firmware",
      "delta",
      "modules",
      "virtual-module",
      "refusal",
      "type worker-contract",
    ],
  ],
  [
    /^src\/platforms\/ec200a\//,
    "ec200a",
    ["checksum", "lzma", "layout", "firmware", "packages", "rehearsal", "refusal", "type worker-contract"],
  ],
  [/^src\/modules\//, "modules", ["refusal"]],
  [/^src\/virtual-module\//, "virtual-module", ["checksum", "lzma", "lzmar", "refusal"]],
  [
    /^src\/rehearsal\//,
    "rehearsal",
    [
      "@noble/hashes",
      "checksum",
      "firmware",
      "packages",
      "modules",
      "virtual-module",
      "littlefs",
      "refusal",
      "type worker-contract",
    ],
  ],
  [
    /^src\/sample\//,
    "sample",
    ["checksum", "lzma", "lzmar", "layout", "littlefs", "firmware", "refusal", "fflate"],
  ],
  [
    /^src\/difference\//,
    "difference",
    ["checksum", "lzmar", "littlefs", "firmware", "refusal", "type worker-contract"],
  ],
  [/^src\/release\//, "release", ["checksum", "firmware", "i18n", "refusal", "type worker-contract"]],
  [/^src\/python\//, "python", []],
  [/^src\/script\//, "script", ["modules", "python", "refusal"]],
  [/^src\/serial\//, "serial", ["checksum", "modules", "python", "type worker-contract"]],
  [/^src\/refusal\.ts$/, "refusal", []],
  [/^src\/i18n\//, "i18n", ["type refusal", "type worker-contract", "type script", "type serial"]],
  [
    /^src\/ui\//,
    "ui",
    [
      "i18n",
      "type worker-contract",
      "worker-address",
      "type refusal",
      "svelte",
      "comlink",
      "qr",
      "script",
      "serial",
      "highlight.js",
    ],
  ],
  [/^src\/main\.ts$/, "main", ["ui", "i18n", "svelte"]],
  [/^workers\/[^/]+\.worker\.ts\?worker&url$/, "worker-address", []],
  [/^workers\/[^/]+-api\.ts$/, "worker-contract", ["type refusal", "type modules"]],
  [
    /^workers\//,
    "workers",
    [
      "worker-contract",
      "checksum",
      "lzma",
      "lzmar",
      "layout",
      "littlefs",
      "firmware",
      "delta",
      "packages",
      "modules",
      "virtual-module",
      "sample",
      "difference",
      "release",
      "rehearsal",
      "refusal",
      "comlink",
      "@micropython/micropython-webassembly-pyscript",
    ],
  ],
];

function pathInRepository(file) {
  return relative(root, file).split(sep).join("/");
}

/** @returns {string} room of a relative import, package name of any other. */
function targetOf(source, file) {
  if (source.startsWith(".")) {
    const path = pathInRepository(resolve(dirname(file), source));
    return rooms.find(([where]) => where.test(path))?.[1] ?? path;
  }
  const parts = source.split("/");
  return source.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}

const importsOneWay = {
  meta: {
    type: "problem",
    schema: [],
    messages: { forbidden: "{{room}} may not import {{target}} (docs/architecture.md, Rooms)." },
  },
  create(context) {
    const room = rooms.find(([where]) => where.test(pathInRepository(context.filename)));
    if (room === undefined) return {};
    const [, name, allowed] = room;
    const look = (node, typesOnly) => {
      if (typeof node.source?.value !== "string") return;
      const target = targetOf(node.source.value, context.filename);
      if (target === name || allowed.includes(target)) return;
      if (typesOnly && allowed.includes(`type ${target}`)) return;
      context.report({ node, messageId: "forbidden", data: { room: name, target } });
    };
    return {
      ImportDeclaration: (node) => look(node, node.importKind === "type"),
      ExportNamedDeclaration: (node) => look(node, node.exportKind === "type"),
      ExportAllDeclaration: (node) => look(node, node.exportKind === "type"),
      ImportExpression: (node) => look(node, false),
      TSImportType: (node) => look(node, true),
    };
  },
};

export default { rules: { "imports-one-way": importsOneWay } };
