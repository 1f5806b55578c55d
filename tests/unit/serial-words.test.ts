import { dictionaries } from "../support/dictionaries.ts";
import { describe, expect, it } from "vitest";
import { serialProblemText, type System } from "../../src/words/serial.ts";
import { recoveryFrom, type SerialProblemValue, type SerialStep } from "../../src/serial/problem.ts";
import { problemExamples } from "../support/serial-problems.ts";

const chinese = /[\u3000-\u9fff\uff00-\uffef]/;
const systems: readonly System[] = ["windows", "mac", "linux", "other"];
const steps: readonly SerialStep[] = ["connect", "facts", "send-script", "send-package", "run", "confirm"];

const problems = Object.entries(problemExamples).map(
  ([code, detail]) => ({ code, detail }) as SerialProblemValue,
);

describe("problems in words", () => {
  it.each(problems)("$code: what happened and what to do, in both languages, on every system", (problem) => {
    for (const system of systems) {
      const zh = serialProblemText(dictionaries.zh.serial.problems, problem, system);
      const en = serialProblemText(dictionaries.en.serial.problems, problem, system);
      for (const text of [zh, en]) {
        expect(text.remedies.length).toBeGreaterThan(0);
        const all = [text.title, text.wrong, ...text.remedies];
        expect(all.every((line) => line.trim() !== "")).toBe(true);
        expect(new Set(text.remedies).size).toBe(text.remedies.length);
        // What is known is said; what the browser or the machine said itself is in the report.
        for (const [name, value] of Object.entries(problem.detail))
          if (name !== "why" && name !== "message" && typeof value === "string" && /[A-Z]$/.test(value))
            expect(all.join(" ")).toContain(value);
      }
      expect([zh.title, zh.wrong, ...zh.remedies].every((line) => chinese.test(line))).toBe(true);
      expect([en.title, en.wrong, ...en.remedies].filter((line) => chinese.test(line))).toEqual([]);
      expect(zh.remedies.length).toBe(en.remedies.length);
    }
    expect(dictionaries.zh.serial.recoveries[recoveryFrom(problem.code)]).not.toBe("");
  });

  it("are told apart by what is said first, and by what happened", () => {
    for (const words of [dictionaries.zh.serial, dictionaries.en.serial]) {
      const said = problems.map((problem) => serialProblemText(words.problems, problem, "linux"));
      expect(new Set(said.map(({ title }) => title)).size).toBe(problems.length);
      expect(new Set(said.map(({ wrong }) => wrong)).size).toBe(problems.length);
    }
  });

  it("say at which step it happened", () => {
    for (const words of [dictionaries.zh.serial, dictionaries.en.serial]) {
      const said = steps.map(
        (during) =>
          serialProblemText(words.problems, { code: "unplugged", detail: { during } }, "other").wrong,
      );
      expect(new Set(said).size).toBe(steps.length);
    }
  });

  it("name what helps on each system alone", () => {
    const busy: SerialProblemValue = { code: "port-busy", detail: { why: "" } };
    const of = (system: System) =>
      serialProblemText(dictionaries.en.serial.problems, busy, system).remedies.join(" ");
    expect(of("linux")).toContain("dialout");
    expect(of("linux")).toContain("udev");
    expect(of("mac")).toContain("cu.");
    expect(of("windows")).not.toContain("dialout");
    const none: SerialProblemValue = { code: "no-port", detail: {} };
    expect(serialProblemText(dictionaries.en.serial.problems, none, "windows").remedies.join(" ")).toContain(
      "driver",
    );
  });
});
