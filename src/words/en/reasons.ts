import type { Place, Reason } from "../../contract/reason.ts";
import { count, exactSize } from "../format.ts";
import { placeText, type ReasonDictionary, type ReasonNames, reasonText } from "../reasons.ts";

function numbered(name: string): (number: number | null) => string {
  return (number) => (number === null ? name : `${name} ${count(number)}`);
}

const names: ReasonNames = {
  parts: {
    header: numbered("header"),
    contents: numbered("contents"),
    "entry-table": numbered("table of entries"),
    image: numbered("image"),
    payload: numbered("payload of image"),
    bundle: numbered("bundle"),
    block: numbered("block"),
    "resume-area": numbered("resume area"),
    step: numbered("step"),
    download: numbered("when received"),
    "top-folder": numbered("top folder"),
    "folder-thread": numbered("chain of folders"),
    orphan: numbered("a folder that is in no other"),
    superblock: numbered("superblock"),
    "merged-file": numbered("merged file"),
    "first-file": numbered("first file"),
    "second-file": numbered("second file"),
  },
  fields: {
    magic: "magic number",
    version: "version",
    flags: "flags",
    "header-size": "header size",
    "entry-size": "entry size",
    "entry-type": "entry type",
    "erase-block-size": "erase block size",
    "block-size": "block size",
    "block-count": "number of blocks",
    "partition-count": "number of partitions",
    "device-count": "number of devices",
    "image-count": "number of images",
    "piece-count": "number of pieces",
    id: "id",
    "bulk-type": "type of change",
    "name-size": "length of a name",
    "root-element": "root element",
    number: "number",
    "lzma-properties": "properties",
    "raw-size": "unpacked size",
    "control-size": "size of the control data",
  },
  xmlFaults: {
    unfinished: "something has no end",
    "text-outside-root": "text outside the root element",
    attribute: "an attribute without a quoted value",
    "second-root": "a second root element",
    "element-name": "an element without a name",
    "end-tag": "an end tag that does not fit",
    "no-element": "no element",
  },
};

export function placeEn(place: Place): string {
  return placeText(names, place);
}

/** English of a {@link Reason}. */
export function reasonEn(reason: Reason): string {
  return reasonText(reasonsEn, reason);
}

const reasonsEn: ReasonDictionary = {
  within: ({ place, why }) => `${placeEn(place)}: ${reasonEn(why)}`,

  "too-short": () => "shorter than its header",
  "ends-early": () => "it ends too early",
  "left-over": () => "there is more than belongs there",
  "wrong-length": ({ bytes, expected }) => `${exactSize(bytes)} instead of ${exactSize(expected)}`,
  "impossible-size": ({ bytes }) => `an impossible size of ${exactSize(bytes)}`,
  "contradicting-sizes": () => "its sizes contradict each other",
  "contradicting-orders": () => "it states two orders of its blocks",
  "not-in-sectors": () => "not in whole sectors",
  "outside-file": () => "lies outside the file",
  "ends-beyond": ({ end }) => `ends beyond ${end}`,
  "outside-flash": () => "lies outside the flash",
  overlaps: () => "overlaps another one",
  "other-address": ({ address, expected }) =>
    expected === null ? `at ${address}, where it cannot be` : `at ${address} instead of ${expected}`,
  "wrong-order": ({ names: parts }) => `not in the order ${parts.join(", ")}`,
  "no-room": ({ needed, free }) => `needs ${exactSize(needed)}, there are ${exactSize(free)}`,
  "too-deep": () => "too many folders inside each other",

  "bad-name": ({ name }) => `a name that cannot be: “${name}”`,
  "name-not-text": () => "a name that is no text",
  twice: () => "it is there twice",
  missing: () => "it is missing",
  empty: () => "it is empty",
  "none-of": ({ names: files }) => `none of ${files.join(", ")} is there`,

  checksum: ({ kind, actual, stated }) =>
    actual === undefined || stated === undefined
      ? `${kind === "sum" ? "the sum" : kind} is wrong`
      : `${kind} is ${actual}, not ${stated} as stated`,
  "no-signature": ({ signature }) => `no ${signature} at its start`,
  field: ({ field, value }) => `${names.fields[field]} ${typeof value === "number" ? count(value) : value}`,
  "bad-stream": () => "the compressed data contradict themselves",

  "archive-end-missing": () => "the directory at its end is missing",
  "archive-directory": () => "its directory is wrong",
  "archive-header": () => "its header is wrong",
  "several-disks": () => "it goes over several disks",
  "archive-method": ({ method }) => `compression method ${method}`,
  "too-many-archives": () => "too many archives inside each other",

  "not-json": () => "not JSON",
  "json-rows": () => "not a list of whole rows",
  "no-command": () => "a step without a command",
  xml: ({ fault, character }) => `${names.xmlFaults[fault]} (character ${count(character)})`,

  "tables-differ": ({ names: files }) => `the tables of ${files.join(" and ")} differ`,
  "no-load-table": () => "there is no load table",
  "regions-outside": ({ address }) => `at ${address}, not between cp and dsp`,
  "regions-end": () => "the regions do not end where dsp begins",
  "no-valid-block": () => "no valid block for this flash address",
  "wrong-block": ({ block }) => `block ${count(block)} is of a wrong kind`,
  "wrong-link": ({ block }) => `a wrong link at block ${count(block)}`,
  "block-twice": ({ block }) => `block ${count(block)} is used twice`,
  "pair-invalid": ({ blocks }) => `neither of the blocks ${blocks.join(" and ")} is valid`,
  "copies-differ": () => "the two copies differ",
  "unknown-region": () => "this region is not known",
  "piece-longer": () => "longer by a whole piece",
  "no-read-only-part": () => "cp states no read-only part",
  "read-only-part": ({ address }) => `the read-only part is at ${address}`,
  "piece-size": ({ flashMiB }) =>
    flashMiB === null
      ? "the size of pieces is not known: the flash size is not stated (LTEONLY)"
      : `the size of pieces is not known for a flash of ${flashMiB} MiB (LTEONLY)`,

  "parts-apart": () => "the two parts were made apart",
  "wrong-file": ({ expected }) =>
    expected === "both" ? "not both files in one" : `not the ${expected} file`,
  differential: () => "it holds patches instead of images",
  "other-partition": () => "it is not for the user partition",
  "no-second-url": () => "the script gives no second address",
  "other-version": () => "the package names another old version",
  "old-differs": () => "the old contents differ",
  "new-differs": () => "what is built is not what the package states",
  "outside-old": () => "it refers to something outside the old contents",
  "no-lzmar": () => "missing, or not whole LZMAR",
  "no-block": () => "the package has no block for it",
  "temp-missing": () => "the temporary file is missing",
  "temp-differs": () => "the temporary file differs",
  "read-back": () => "what is read back differs",
  "xor-zero": () => "an image with XOR 0 was left out",
  "package-overwritten": () => "holds a part of the new contents, and the package lay in it",
  "update-begun": () => "it is not blank: a module has begun to apply this very copy",
  "several-chips": () => "its images are for two kinds of chips",
  "for-other-chip": ({ chip }) => `it is for ${chip}`,

  "unlike-new": ({ address }) =>
    address === null ? "differs from the new firmware" : `differs from the new firmware at ${address}`,
  "not-removed": () => "should be gone and is still there",
  "not-chosen": () => "is in the package, although nobody chose it",
  "not-written": () => "was not written",
  stray: () => "written where nothing should be",
  differences: ({ count: number, first }) =>
    number === 1 ? reasonEn(first) : `${count(number)} differences, the first: ${reasonEn(first)}`,

  "cannot-start": ({ why }) => `does not start; ${reasonEn(why)}`,
  "fails-again": ({ why }) => `fails at every boot; ${reasonEn(why)}`,
  "nothing-to-do": () => "there is nothing to do for the updater",
  "ends-otherwise": () => "ends otherwise than without a power cut",
  "not-finished": ({ boots }) => `not finished after ${count(boots)} boots`,

  quoted: ({ text }) => text,
};
