import type { firstTimeZh } from "../zh/first-time.ts";

export const firstTimeEn: typeof firstTimeZh = {
  title: "New here?",
  steps: [
    {
      title: "Drop two versions",
      text: "Platform, module, which is old and which is new: all found from the contents. One click swaps them.",
    },
    {
      title: "Make and prove",
      text: "A simulated module takes the package first. It is offered when all that it writes is as it should be; what it leaves alone is named.",
    },
    {
      title: "Hand it to the module",
      text: "With the QuecPython script and what the server needs; follow it and the module updates.",
    },
  ],
  questions: [
    {
      question: "Which files?",
      answers: [
        "Old: exactly the version that the module runs. New: the version it shall get.",
        "UNISOC 8910 firmware is a .pac, ASR firmware the .bin from the vendor's site. A .zip around it is fine: nothing needs to be renamed or unpacked.",
        "For UNISOC, take the vendor's original firmware: one that was merged with scripts makes no differential package.",
      ],
    },
    {
      question: "Which type?",
      answers: [
        "Differential: firmware alone, the smallest, for all supported modules. When in doubt, take this.",
        "Full: new scripts and files in /usr, the firmware stays. ASR modules with 16 MB of flash.",
        "Mini-system: firmware and scripts together. ASR only; modules with 8 MB of flash update their firmware this way.",
      ],
    },
    {
      question: "Is anything uploaded?",
      answers: [
        "No. Everything is computed in the browser, and the page's security policy forbids it to contact any server. It works offline.",
        "Installed as an app, it opens firmware from the file manager.",
      ],
    },
    {
      question: "Can an update brick a module?",
      answers: [
        "UNISOC 8910: the default package resumes after a power cut; a sample of the moments is tried on the simulated module, all of them at a click. ASR: power cuts during the update are not simulated, so keep the module powered.",
        "A module takes only packages that match the firmware it runs. Before sending one to many, try it on a module of yours, and have the rollback package ready.",
      ],
    },
  ],
};
