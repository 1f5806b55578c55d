import { describe, expect, test } from "vitest";
import { Queue, secondsLeft } from "../../src/page/fleet/queue.ts";
import type { MakeProgress, RefusalValue } from "../../src/contract/maker.ts";

const refusal: RefusalValue = { code: "nothing-to-update", detail: { differing: ["BOOTLOADER"] } };

function step(done: number): MakeProgress {
  return { stage: "delta", subject: "AP", done };
}

interface Begun {
  readonly id: string;
  readonly report: (progress: MakeProgress) => void;
  readonly answer: (
    answer: Awaited<ReturnType<ConstructorParameters<typeof Queue<string>>[0]["make"]>>,
  ) => void;
  readonly fail: (error: Error) => void;
}

/** A queue whose work is in the hands of the test. */
function queueByHand() {
  const begun: Begun[] = [];
  const stopped: string[] = [];
  const seen: number[] = [];
  const queue = new Queue<string>(
    {
      make: (id, report) =>
        new Promise((answer, fail) => {
          begun.push({ id, report, answer, fail });
        }),
      stop: (id) => {
        stopped.push(id);
        // As an ended worker does: nobody waits for the answer any more.
        begun
          .filter((one) => one.id === id)
          .at(-1)
          ?.answer(null);
      },
    },
    () => seen.push(queue.progress),
  );
  const last = (): Begun => begun.at(-1)!;
  return { queue, begun, stopped, seen, last };
}

const items = (...ids: string[]) => ids.map((id) => ({ id, weight: 100 }));
const settled = () => new Promise((done) => setTimeout(done, 0));
const made = (result: string) => ({ ok: true, value: result }) as const;

describe("the queue", () => {
  test("makes one after another, in order", async () => {
    const { queue, begun, last } = queueByHand();
    queue.start(items("a", "b", "c"));
    expect(begun.map(({ id }) => id)).toEqual(["a"]);
    expect(queue.state("b")).toEqual({ phase: "waiting" });
    last().answer(made("A"));
    await settled();
    expect(queue.state("a")).toEqual({ phase: "made", result: "A" });
    expect(begun.map(({ id }) => id)).toEqual(["a", "b"]);
    last().answer(made("B"));
    await settled();
    last().answer(made("C"));
    await settled();
    expect(begun.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(queue.running).toBe(false);
    expect(queue.progress).toBe(1);
  });

  test("one failure does not stop the others, neither a refusal nor a fault", async () => {
    const { queue, last } = queueByHand();
    queue.start(items("a", "b", "c"));
    last().answer({ ok: false, refusal });
    await settled();
    last().fail(new Error("lost"));
    await settled();
    last().answer(made("C"));
    await settled();
    expect(queue.state("a")).toEqual({ phase: "refused", refusal });
    expect(queue.state("b")).toEqual({
      phase: "refused",
      refusal: { code: "unexpected", detail: { message: "Error: lost" } },
    });
    expect(queue.state("c")).toEqual({ phase: "made", result: "C" });
  });

  test("cancel stops what is being made and what waits; what is made stays; it can go on", async () => {
    const { queue, begun, stopped, last } = queueByHand();
    queue.start(items("a", "b", "c"));
    last().answer(made("A"));
    await settled();
    last().report(step(0.5));
    queue.cancelAll();
    expect(stopped).toEqual(["b"]);
    expect(queue.running).toBe(false);
    expect(["a", "b", "c"].map((id) => queue.state(id)?.phase)).toEqual(["made", "cancelled", "cancelled"]);
    // At once, before the ended worker has answered.
    queue.start(items("a", "b", "c"));
    await settled();
    expect(begun.map(({ id }) => id)).toEqual(["a", "b", "b"]);
    last().answer(made("B"));
    await settled();
    last().answer(made("C"));
    await settled();
    expect(["a", "b", "c"].map((id) => queue.state(id)?.phase)).toEqual(["made", "made", "made"]);
  });

  test("late reports and answers of what was cancelled change nothing", async () => {
    const { queue, begun, last } = queueByHand();
    queue.start(items("a", "b"));
    const [first] = begun;
    queue.cancel("a");
    first!.report(step(0.9));
    first!.answer(made("too late"));
    await settled();
    expect(queue.state("a")).toEqual({ phase: "cancelled" });
    expect(last().id).toBe("b");
    expect(queue.state("b")?.phase).toBe("working");
  });

  test("an item is cancelled alone, and retried at the end", async () => {
    const { queue, begun, last } = queueByHand();
    queue.start(items("a", "b", "c"));
    queue.cancel("b");
    queue.start(items("b"));
    last().answer(made("A"));
    await settled();
    expect(last().id).toBe("c");
    last().answer(made("C"));
    await settled();
    expect(begun.map(({ id }) => id)).toEqual(["a", "c", "b"]);
  });

  test("what is removed is gone, also while it is being made", async () => {
    const { queue, last, stopped } = queueByHand();
    queue.start(items("a", "b", "c"));
    queue.remove((id) => id === "a" || id === "b");
    await settled();
    expect(stopped).toEqual(["a"]);
    expect(queue.state("a")).toBeUndefined();
    expect(queue.state("b")).toBeUndefined();
    expect(last().id).toBe("c");
  });

  test("what is made is not made again", async () => {
    const { queue, begun, last } = queueByHand();
    queue.start(items("a"));
    last().answer(made("A"));
    await settled();
    queue.start(items("a"));
    await settled();
    expect(begun.length).toBe(1);
    expect(queue.running).toBe(false);
  });

  test("progress is by weight and never falls, whatever happens", async () => {
    const { queue, seen, last } = queueByHand();
    queue.start([
      { id: "small", weight: 100 },
      { id: "large", weight: 300 },
    ]);
    last().report(step(0.5));
    expect(queue.progress).toBe(0.125);
    last().answer({ ok: false, refusal });
    await settled();
    expect(queue.progress).toBe(0.25);
    last().report(step(0.5));
    expect(queue.progress).toBe(0.625);
    queue.start(items("more", "and more"));
    expect(queue.progress).toBe(0.625);
    queue.remove((id) => id === "more");
    last().answer(made("L"));
    await settled();
    last().report(step(0.5));
    queue.cancelAll();
    await settled();
    expect(seen).toEqual([...seen].sort((one, other) => one - other));
    expect(queue.progress).toBe(1);
    // The next run begins from the start.
    queue.start(items("small"));
    expect(queue.progress).toBe(0);
  });

  test("the pace counts what was worked on, not what failed at once", async () => {
    const { queue, last } = queueByHand();
    queue.start(items("a", "b", "c"));
    last().answer({ ok: false, refusal });
    await settled();
    last().report(step(0.25));
    expect(queue.pace).toEqual({ worked: 25, left: 175 });
  });
});

test("time left follows from the pace, once there is one", () => {
  expect(secondsLeft({ worked: 50, left: 150 }, 10)).toBe(30);
  expect(secondsLeft({ worked: 0, left: 150 }, 10)).toBeNull();
  expect(secondsLeft({ worked: 1, left: 150 }, 10)).toBeNull();
  expect(secondsLeft({ worked: 50, left: 150 }, 1)).toBeNull();
});
