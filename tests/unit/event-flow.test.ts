import { expect, test } from "vitest";
import { EventFlow } from "../../src/workshop/event-flow.ts";
import type { RehearsalEvent } from "../../src/contract/rehearsal.ts";

/** A flow whose time goes on only while it waits. */
function flowOf(): {
  flow: EventFlow;
  messages: RehearsalEvent[][];
  pass: (ms: number) => void;
  now: () => number;
} {
  let now = 0;
  const messages: RehearsalEvent[][] = [];
  const flow = new EventFlow(
    (events) => messages.push([...events]),
    () => (now += 0.001),
  );
  return { flow, messages, pass: (ms) => (now += ms), now: () => now };
}

const printed = (text: string): RehearsalEvent => ({ at: 0, kind: "text", text });
const step = (done: number): RehearsalEvent => ({ at: 0, kind: "step", done, total: 9999, written: [] });

test("what is printed crosses at once, without a wait for a script of some lines", () => {
  const { flow, messages, now } = flowOf();
  for (let i = 0; i < 40; i++) flow.add(printed(`line ${i}\n`));
  expect(messages.map((events) => events.length)).toEqual(new Array(40).fill(1));
  expect(now()).toBeLessThan(1);
});

test("printing without end takes its time: so many messages and characters a second, none lost", () => {
  const lines = flowOf();
  for (let i = 0; i < 5000; i++) lines.flow.add(printed("and on\n"));
  expect(lines.messages).toHaveLength(5000);
  expect(5000 / (lines.now() / 1000)).toBeLessThan(205);

  const long = flowOf();
  for (let i = 0; i < 50; i++) long.flow.add(printed("x".repeat(100_000)));
  expect((50 * 100_000) / (long.now() / 1000)).toBeLessThan(1.1e6);
});

test("other events cross together, in order, and the last ones when asked for", () => {
  const { flow, messages, pass } = flowOf();
  for (let i = 0; i < 700; i++) flow.add(step(i));
  pass(60);
  flow.add(step(700));
  flow.add(step(701));
  flow.send();
  flow.send();
  // The very first does not wait for company.
  expect(messages.map((events) => events.length)).toEqual([1, 500, 200, 1]);
  expect(messages.flat()).toEqual(Array.from({ length: 702 }, (_, i) => step(i)));
});

test("what is printed brings along what was held back before it", () => {
  const { flow, messages } = flowOf();
  flow.add(step(0));
  flow.add(step(1));
  flow.add(printed("done\n"));
  expect(messages).toEqual([[step(0)], [step(1), printed("done\n")]]);
});
