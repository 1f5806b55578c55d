import { changesFirmware, comesInTwo } from "../../contract/formats.ts";
import type { ReleaseFile, ReleaseOrder } from "../../contract/release.ts";
import { count } from "../format.ts";
import { platformsEn } from "./platforms.ts";
import { chosenLine, leftAloneLines, placesLeftAlone, provedLines, scriptsLine } from "../proofs.ts";
import { proofsEn } from "./proofs.ts";
import type { ReleaseDocuments } from "../release-documents.ts";
import { certutilCommands, fetchCommands, longestUrl, nginxExample } from "../release-facts.ts";

const types: Record<ReleaseOrder["type"], string> = {
  diff: "Differential update",
  full: "Full update",
  mini: "Mini-system update",
};

function fileLines({ fileName, bytes, sha256, md5 }: ReleaseFile): readonly string[] {
  return [
    `  ${fileName}`,
    `    Size      ${count(bytes)} bytes`,
    `    SHA-256   ${sha256}`,
    `    MD5       ${md5}`,
    "",
  ];
}

function versions({ versions: { old, new: next } }: ReleaseOrder): string {
  return old === null ? `any version -> ${next}` : `${old} -> ${next}`;
}

/** What of the new firmware modules get, as far as it is not all; and whether scripts are in it. */
function whatIsInIt({ type, proof }: ReleaseOrder): readonly string[] {
  const words = proofsEn;
  const { differing } = placesLeftAlone(proof);
  const said = [scriptsLine(words, type, proof), chosenLine(words, proof)].flatMap((line) => line ?? []);
  return [
    ...(said.length === 0 ? [] : ["", ...said]),
    ...(differing.length === 0
      ? []
      : ["", words.leftAlone.differs(differing.length), ...differing.map((place) => `  ${place}`)]),
  ];
}

function onModule({ urls, script }: ReleaseOrder, name: string): readonly string[] {
  if (script.devicePath !== null)
    return [`Put the package on the module as ${script.devicePath}, then run ${name}.`];
  if (urls.length === 0) return [`Put your address into ${name}, then run it on the module.`];
  return [`Run ${name} on the module; it downloads from`, ...urls.map((url) => `  ${url}`)];
}

/** Whether a main.py would update again and again. */
function repeats({ type, script: { notePath } }: ReleaseOrder): readonly string[] {
  if (notePath === null)
    return [
      "This script was edited and keeps no note of what it fetched: run it once, do not keep it as main.py.",
    ];
  return [
    `The script notes in ${notePath} which package it fetched and does not fetch it again: a main.py does not`,
    "download the same package at every start. A download that the power or a restart cuts short is begun three",
    "times at most. To fetch the package again, remove that file.",
    ...(changesFirmware(type) ? [] : ["The update replaces /usr, and with it the script and this note."]),
  ];
}

export const releaseDocumentsEn: ReleaseDocuments = {
  readme(order, names) {
    const { files, type, module, platform, packageClass } = order;
    const two = comesInTwo(type);
    const longest = longestUrl(order);
    return [
      `${types[type]}: ${versions(order)}`,
      `Module: ${module ?? "not stated"} (platform ${platformsEn[platform].name})`,
      `Made by FOTA Workshop ${order.appRelease} and proved on a simulated module (see ${names.proof}).`,
      ...(packageClass === "compact"
        ? [
            "",
            "Note: this is a compact package. A power cut while it is written may need a cable to recover the",
            "module; use it where the supply is reliable.",
          ]
        : []),
      ...whatIsInIt(order),
      "",
      "1. Upload",
      "",
      ...files.flatMap(fileLines),
      two
        ? "Both go into one folder. The suffixes .mini_1 and .mini_2 must stay, with the same name before them."
        : "The file name is part of the address; leave it as it is.",
      "Upload nothing but the above; the other files are for you.",
      "",
      "2. The server",
      "",
      "- Modules download over the mobile network, so the server must be reachable from the internet.",
      "- Prefer an http:// address. Some modules have no HTTPS (2 MB of flash), and users report failing",
      "  HTTPS downloads.",
      ...(longest === null
        ? []
        : [`- ${longest} characters at most for the address${two ? ", each of the two" : ""}.`]),
      "- Send the file as it is: a plain GET with Content-Length, not compressed, no redirects. That is right for",
      "  every module; whether modules follow redirects is not public.",
      "- The MIME type is application/octet-stream. Example for nginx, with the files in /srv/fota:",
      "",
      ...nginxExample,
      "",
      "3. Check",
      "",
      `  Linux:            sha256sum -c ${names.sha256}`,
      `  macOS:            shasum -a 256 -c ${names.sha256}`,
      ...certutilCommands(order).map((command) => `  Windows:          ${command}`),
      ...fetchCommands(order).map((command) => `  From the server:  ${command}`),
      "",
      "4. On the module",
      "",
      ...onModule(order, names.script),
      ...repeats(order),
      ...(order.versions.old === null
        ? []
        : ["The package is only for modules that run the old version above."]),
      ...(order.names === null
        ? []
        : [
            `The package names the version that it is for: ${order.names.old}`,
            "A module that checks this refuses the package unless it reports exactly the same.",
          ]),
      "Keep the module powered. Try the package on one module of yours before you send it to many.",
      "",
      "5. Other files",
      "",
      `  ${names.manifest}   all of this for programs`,
      `  ${names.proof}       what was proved`,
      `  ${names.sha256}, ${names.md5}   hashes of all files`,
    ];
  },
  proof(order) {
    const { proof, firmware, files } = order;
    const words = proofsEn;
    const chosen = chosenLine(words, proof);
    const leftAlone = leftAloneLines(words, proof);
    return [
      `${types[order.type]}: ${versions(order)}`,
      "",
      "Once made, the package was read again from its own bytes and carried out on a simulated module:",
      "",
      ...provedLines(words, proof).map((line) => `- ${line}.`),
      ...(chosen === null ? [] : [`- ${chosen}.`]),
      ...(leftAlone.length === 0
        ? []
        : ["", `${words.leftAlone.title}:`, "", ...leftAlone.map((line) => `- ${line}`)]),
      "",
      ...(firmware.old === null
        ? []
        : [`old firmware  ${firmware.old.fileName}  SHA-256 ${firmware.old.sha256}`]),
      `new firmware  ${firmware.new.fileName}  SHA-256 ${firmware.new.sha256}`,
      ...files.map(({ fileName, sha256 }) => `package       ${fileName}  SHA-256 ${sha256}`),
      "",
      "It did not run on a real module: power, network and other software of the module are not covered.",
    ];
  },
};
