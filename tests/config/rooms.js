/**
 * ESLint rule: imports go one way. The rooms, from the ground up; docs/architecture.md has this very table.
 * Each room names the rooms and packages that its files may import; its own files always.
 * A name with "type " before it may be imported for its types only.
 */
import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

const ground = ["bytes", "contract"];
const codecs = ["lzma", "littlefs", "zip"];
/** What a platform may be made of. */
const forPlatforms = [
  ...ground,
  ...codecs,
  "bzip2",
  "delta",
  "difference",
  "modules",
  "platform",
  "sample",
  "fflate",
];
/** What all parts of the page may use. */
const forPage = ["type contract", "formats", "words", "svelte", "shell", "widgets", "quoting"];

/**
 * @typedef {object} Room
 * @property {RegExp} files
 * @property {string} name
 * @property {string} subject
 * @property {readonly string[]} may
 */

/** First match wins, so the finer rooms come first. @type {readonly Room[]} */
export const rooms = [
  {
    files: /^src\/bytes\//,
    name: "bytes",
    subject: "layouts, checksums, digests, order and equality of bytes",
    may: ["@noble/hashes"],
  },
  {
    files: /^src\/contract\/formats\.ts$/,
    name: "formats",
    subject: "the rows of platforms and package formats, which the page asks too",
    may: ["type contract"],
  },
  {
    files: /^src\/contract\//,
    name: "contract",
    subject: "what passes between page, workers and domain: types, and the refusals",
    may: ["type formats"],
  },
  {
    files: /^src\/webassembly\/instance\.ts$/,
    name: "webassembly",
    subject: "runs what is compiled from AssemblyScript",
    may: [],
  },
  {
    files: /^src\/webassembly\/compile\.mjs$/,
    name: "compiler",
    subject: "compiles the AssemblyScript of the rooms when the page is built",
    may: ["assemblyscript", "node:crypto", "node:fs", "node:module", "node:url"],
  },
  {
    files: /^src\/codecs\/lzma\//,
    name: "lzma",
    subject: "LZMA1 in the .lzma (alone) container, the encoder compiled",
    may: [...ground, "webassembly"],
  },
  {
    files: /^src\/codecs\/littlefs\//,
    name: "littlefs",
    subject: "littlefs v1: reader, writer, editing its files",
    may: ground,
  },
  {
    files: /^src\/codecs\/zip\//,
    name: "zip",
    subject: "zip archives of any make",
    may: [...ground, "fflate"],
  },
  {
    files: /^src\/codecs\/bzip2\//,
    name: "bzip2",
    subject: "bzip2 with blocks of a limited size",
    may: [],
  },
  {
    files: /^src\/delta\//,
    name: "delta",
    subject: "pieces of an old image that make a new one, compiled",
    may: [...ground, "webassembly"],
  },
  {
    files: /^src\/quoting\//,
    name: "quoting",
    subject: "values as text that a program reads: a file for each reader",
    may: [],
  },
  {
    files: /^src\/python\//,
    name: "python",
    subject: "what scripts and settings files get wrong",
    may: ["type contract"],
  },
  { files: /^src\/modules\//, name: "modules", subject: "what is known about modules", may: ["contract"] },
  {
    files: /^src\/difference\//,
    name: "difference",
    subject: "what differs between two firmwares, whatever the platform",
    may: ground,
  },
  {
    files: /^src\/sample\//,
    name: "sample",
    subject: "programs and chance for sample firmware",
    may: [],
  },
  {
    files: /^src\/platforms\/index\.ts$/,
    name: "platforms",
    subject: "the list of all platforms",
    may: ["contract", "platform", "a platform"],
  },
  {
    files: /^src\/platforms\/[^/]+\.ts$/,
    name: "platform",
    subject: "what a platform, a package format and a simulated module are",
    may: [...ground, "formats", "type difference", "modules"],
  },
  {
    files: /^src\/platforms\/unisoc\//,
    name: "unisoc",
    subject: "what UNISOC chips share: pac, file systems, RDAOTA02, the simulated module",
    may: forPlatforms,
  },
  {
    files: /^src\/platforms\/(?!asr\/)[^/]+\//,
    name: "a platform",
    subject: "one folder a platform: firmware, package formats, simulated module, sample",
    may: [...forPlatforms, "unisoc"],
  },
  {
    files: /^src\/platforms\/asr\//,
    name: "a platform",
    subject: "",
    may: forPlatforms,
  },
  {
    files: /^src\/rehearsal\//,
    name: "rehearsal",
    subject: "a module, its network and its power, for a script to run against",
    may: ["@noble/hashes", ...ground, "modules", "platform", "python"],
  },
  {
    files: /^src\/script\//,
    name: "script",
    subject: "the QuecPython script",
    may: ["contract", "formats", "modules", "quoting"],
  },
  {
    files: /^src\/serial\//,
    name: "serial",
    subject: "a real module on a serial port",
    may: ["bytes", "type contract", "formats", "modules", "quoting"],
  },
  {
    files: /^src\/words\//,
    name: "words",
    subject: "all text, a folder a language",
    may: ["type contract", "formats", "quoting", "type script", "type serial"],
  },
  {
    files: /^src\/release\//,
    name: "release",
    subject: "what goes to a server with a package",
    may: [...ground, "formats", "zip", "quoting", "words"],
  },
  {
    files: /^src\/workshop\//,
    name: "workshop",
    subject: "what the workers do, without their machinery",
    may: [
      ...ground,
      "formats",
      ...codecs,
      "modules",
      "difference",
      "python",
      "platform",
      "platforms",
      "rehearsal",
      "release",
    ],
  },
  {
    files: /^src\/page\/widgets\//,
    name: "widgets",
    subject: "small things that many use",
    may: ["type contract", "words", "svelte", "shell"],
  },
  {
    files: /^src\/page\/shell\//,
    name: "shell",
    subject: "header, addresses, language, files from outside, the page's end of the worker",
    may: ["type contract", "formats", "words", "svelte", "widgets", "comlink", "worker address"],
  },
  {
    files: /^src\/page\//,
    name: "page",
    subject: "the screens and their parts, each fetched when it is needed",
    may: [...forPage, "modules", "script", "serial", "comlink", "worker address", "qr", "highlight.js"],
  },
  { files: /^src\/main\.ts$/, name: "main", subject: "the start", may: ["page", "shell"].concat("svelte") },
  {
    files: /^workers\/[^/]+\.worker\.ts\?worker&url$/,
    name: "worker address",
    subject: "where the page finds its workers",
    may: [],
  },
  {
    files: /^workers\//,
    name: "workers",
    subject: "thin entry points",
    may: [
      "workshop",
      "contract",
      "comlink",
      "@micropython/micropython-webassembly-pyscript",
      "type rehearsal",
    ],
  },
];

function pathInRepository(file) {
  return relative(root, file).split(sep).join("/");
}

/** @returns {string} room of a relative import, package name of any other. */
function targetOf(source, file) {
  if (source.startsWith(".")) {
    const path = pathInRepository(resolve(dirname(file), source));
    return rooms.find(({ files }) => files.test(path))?.name ?? path;
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
    const room = rooms.find(({ files }) => files.test(pathInRepository(context.filename)));
    if (room === undefined) return {};
    const { name, may } = room;
    const look = (node, typesOnly) => {
      if (typeof node.source?.value !== "string") return;
      const target = targetOf(node.source.value, context.filename);
      if (target === name || may.includes(target)) return;
      if (typesOnly && may.includes(`type ${target}`)) return;
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
