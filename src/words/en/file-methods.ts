import type { fileMethodsZh } from "../zh/file-methods.ts";
import { count } from "../format.ts";

export const fileMethodsEn: typeof fileMethodsZh = {
  title: "File by file",
  about: "By default all files are updated by the rules. Here you can keep or rewrite single ones.",
  choose: "Once both firmwares are there, you can decide about each of their files.",
  none: "These firmwares have no files to decide about.",
  filter: "Find a file",
  filterHint: "part of its path",
  all: (number) => `Show all ${count(number)} files`,
  reset: "All by the rules",
  chosen: (number) =>
    number === 0 ? "All by the rules" : `${count(number)} ${number === 1 ? "file" : "files"} set by you`,
  nothingChanged: "The files of the two firmwares are all the same.",
  nothingFound: "No file matches.",
  methodOf: (path) => `What to do with ${path}`,
  states: {
    changed: "changed",
    added: "new",
    removed: "not in the new one",
    same: "same",
    missing: "in neither firmware",
  },
  byRules: {
    patch: "By the rules: patch",
    insert: "By the rules: add",
    remove: "By the rules: remove",
    nothing: "By the rules: nothing",
    ignore: "By the rules: keep",
  },
  methods: {
    patch: "Update with the firmware",
    replace: "Rewrite as a whole",
    ignore: "Keep, do not update",
    remove: "Remove",
  },
  power: "Rewriting, keeping or removing a file does not make power cuts any riskier.",
};
