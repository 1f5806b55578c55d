import type { SerialProblemCode, SerialProblemDetails } from "../../src/serial/problem.ts";

/** One example of every problem; the type makes sure that none is missing. */
export const problemExamples: { readonly [C in SerialProblemCode]: SerialProblemDetails[C] } = {
  "no-port": {},
  "port-busy": { why: "whyA" },
  permission: { why: "whyA" },
  "download-mode": { usb: "2ECC:3017" },
  "wrong-port": { heard: "at", tried: 1 },
  password: {},
  "main-blocks": { last: "lastB" },
  unplugged: { during: "send-package" },
  "time-out": { during: "run" },
  "unexpected-answer": { during: "facts", answer: "answerC" },
  "no-space": { needed: 300_000, free: 100_000 },
  "hash-mismatch": { path: "/usr/pathD" },
  "file-failed": { path: "/usr/pathD", error: "errorE" },
  "script-failed": { error: "errorE", traceback: "Traceback" },
  "no-restart": { minutes: 20, scriptEnded: true },
  "not-back": { minutes: 15, restarts: 4 },
  "old-version": { version: "versionF" },
  "old-files": { path: "/usr/pathD" },
  unexpected: { message: "messageG" },
};
