import { exactSize } from "../format.ts";
import type { AsrRefusals } from "../refusals.ts";

const types = { diff: "differential", full: "full", mini: "mini-system" } as const;

/** What the updater of an ASR firmware cannot take, or cannot finish. */
export const asrRefusalsEn: AsrRefusals = {
  "updater-declines": ({ file, version, type, takes }) => ({
    title: "The updater of the old firmware does not take such a package",
    wrong: `The updater in “${file}”${version === "" ? "" : ` (${version})`} knows ${takes.map((one) => types[one]).join(" and ")} packages, no ${types[type]} ones: the module would change nothing and go on with the old firmware.`,
    remedy: `Choose a type that it takes: ${takes.map((one) => types[one]).join(", ")}.`,
  }),
  "updater-memory": ({ part, need, have }) => ({
    title: "The updater would run out of memory",
    wrong: `For ${part} the updater holds ${exactSize(need)} at once; its heap has ${exactSize(have)}. It would crash after it has begun to write, and only flashing by cable brings such a module back.`,
    remedy: "Update by cable, or make the package smaller: cut the erased blocks of a full package.",
  }),
  "fsall-unknown": ({ file, version }) => ({
    title: "This package would erase the boot loader",
    wrong: `It keeps its backup in the file system (fsall). The updater in “${file}”${version === "" ? "" : ` (${version})`} is not seen to know that; one that does not takes address 0 for its backup and erases the boot loader.`,
    remedy: "Do not send out this package. Make a mini-system package, or a differential one with fota_pkg.",
  }),
  "region-does-not-fit": ({ regions }) => ({
    title: "Compressed regions do not fit",
    wrong: `Modules compress regions anew. ${regions.join(", ")} of the new firmware were compressed with stronger settings; what a module makes of them is larger than the room that is left, and the update would get stuck.`,
    remedy: "Use a new firmware as its maker built it, or update by cable.",
  }),
  "region-not-reproduced": ({ regions }) => ({
    title: "The update would never end",
    wrong: `Modules compress regions anew, and this updater compares the outcome with the new firmware. ${regions.join(", ")} of the new firmware came from another encoder: the module would try again without end.`,
    remedy: "Use a new firmware as its maker built it, or update by cable.",
  }),
  "region-not-reproduced-maybe": ({ regions }) => ({
    title: "Some regions will not be the same bytes",
    wrong: `Modules compress regions anew. ${regions.join(", ")} of the new firmware came from another encoder, so the stored bytes will differ; decompressed they are the same. Updaters of newer firmware compare them and would never end.`,
    remedy: "Try the update on a module that you can restore by cable.",
  }),
};
