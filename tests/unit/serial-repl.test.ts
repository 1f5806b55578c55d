import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, Incoming, Late, Lost, upTo, Utf8Text } from "../../src/serial/incoming.ts";
import { Stopped } from "../../src/serial/problem.ts";
import { probe } from "../../src/serial/probe.ts";
import { pythonBase64, pythonBytes, pythonString } from "../../src/quoting/python.ts";
import { RawReply } from "../../src/serial/raw-reply.ts";
import { Repl } from "../../src/serial/repl.ts";
import { EC600N, QuecPythonModule } from "../support/quecpython-module.ts";
import {
  ASR_USB,
  atPort,
  passwordPort,
  positionPort,
  ScriptedPeer,
  silent,
  stubbornMain,
  type Peer,
} from "../support/serial-bench.ts";
import { LeisureClock, NodeBench } from "../support/serial-in-node.ts";

async function openPort(peer: Peer) {
  const bench = new NodeBench([{ id: "1", usb: ASR_USB, peer }]);
  const port = await bench.handles[0]!.open();
  return { bench, port, clock: new LeisureClock() };
}

async function openModule() {
  const module = new QuecPythonModule(EC600N);
  await module.boot();
  const { bench, port, clock } = await openPort(module);
  return { module, bench, clock, repl: new Repl(port, clock) };
}

describe("answers in raw mode", () => {
  it("are the same however they are cut", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary-ascii", maxLength: 40 }).filter((text) => !text.includes("\x04")),
        fc.string({ maxLength: 40 }).filter((text) => !text.includes("\x04")),
        fc.array(fc.nat(100), { maxLength: 8 }),
        (printed, error, cuts) => {
          const answer = `OK${printed}\x04${error}\x04>`;
          const places = [0, ...cuts.map((cut) => cut % answer.length).sort((a, b) => a - b), answer.length];
          const reply = new RawReply();
          let output = "";
          for (let i = 1; i < places.length; i++)
            output += reply.push(answer.slice(places[i - 1], places[i]));
          expect({ output, error: reply.error, over: reply.over }).toEqual({
            output: printed,
            error,
            over: true,
          });
        },
      ),
    );
  });

  it("are over at the last byte and not before", () => {
    const answer = "OK12\x04\x04>";
    for (let length = 0; length < answer.length; length++) {
      const reply = new RawReply();
      reply.push(answer.slice(0, length));
      expect(reply.over, answer.slice(0, length)).toBe(false);
    }
  });

  it("of a thread that prints before the code is taken count as output", () => {
    const reply = new RawReply();
    expect(reply.push("late news\r\nOKdone\x04\x04>")).toBe("late news\r\ndone");
  });
});

describe("characters beyond ASCII", () => {
  it("come out whole, byte by byte", () => {
    const text = new Utf8Text();
    const characters = Buffer.from("下载 42 %", "utf8").toString("latin1");
    expect(
      Array.from(characters)
        .map((character) => text.push(character))
        .join(""),
    ).toBe("下载 42 %");
  });
});

describe("waiting for bytes", () => {
  it("ends with what was awaited, and keeps the rest", async () => {
    const peer = silent();
    const { port, clock } = await openPort(peer);
    const incoming = new Incoming(port, clock);
    peer.say("one>>");
    peer.say("> two");
    expect(await incoming.until(upTo(">>> "), 100)).toBe("one>>> ");
    expect(incoming.take()).toBe("two");
  });

  it("ends when time is up, the port is lost, or somebody ends it", async () => {
    const { bench, port, clock } = await openPort(silent());
    const incoming = new Incoming(port, clock);
    await expect(incoming.some(1000)).rejects.toBeInstanceOf(Late);
    expect(clock.now()).toBe(1000);
    const stop = new AbortController();
    const stopped = expect(incoming.some(Infinity, stop.signal)).rejects.toBeInstanceOf(Stopped);
    stop.abort();
    await stopped;
    const lost = expect(incoming.some(Infinity)).rejects.toBeInstanceOf(Lost);
    bench.unplug();
    await lost;
  });
});

describe("what is behind a port", () => {
  it.each([
    ["at", atPort],
    ["silence", silent],
    ["password", passwordPort],
    ["main-blocks", stubbornMain],
    ["noise", positionPort],
    // An echo is not an answer.
    ["silence", () => new ScriptedPeer((text) => text)],
    ["noise", () => new ScriptedPeer(() => "\x00\x01\x7e\xff\xfe\x80\x81\x00\x02\x01")],
    // From somebody who left it in raw mode, and only tells after the second interrupt.
    [
      "repl",
      () => new ScriptedPeer((text) => (text.includes("\x02") ? "\r\nMicroPython v1.12\r\n>>> " : "\r\n>")),
    ],
  ])("%s", async (kind, peer) => {
    const { port, clock } = await openPort(peer());
    expect((await probe(port, clock)).kind).toBe(kind);
  });

  it("a program that gives up after several interrupts is one that can be interrupted", async () => {
    let interrupts = 0;
    const peer = new ScriptedPeer((text) => {
      interrupts += text.split("\x03").length - 1;
      return interrupts > 4
        ? "Traceback (most recent call last):\r\nKeyboardInterrupt: \r\n>>> "
        : "busy\r\n";
    });
    const { port, clock } = await openPort(peer);
    expect((await probe(port, clock)).kind).toBe("repl");
  });

  it("AT commands go only to what says nothing by itself", async () => {
    for (const make of [stubbornMain, positionPort, passwordPort]) {
      const peer = make();
      const { port, clock } = await openPort(peer);
      await probe(port, clock);
      expect(peer.received).not.toContain("AT");
    }
  });

  it("a port that takes no bytes is silent", async () => {
    const { port, clock } = await openPort(silent());
    const stuck = {
      read: () => port.read(),
      close: () => port.close(),
      write: () => new Promise<void>(() => undefined),
    };
    await expect(probe(stuck, clock)).rejects.toBeInstanceOf(Late);
  });
});

describe("running code on MicroPython", () => {
  it("gives output and traceback as values", async () => {
    const { repl } = await openModule();
    expect(await repl.run("print('温度', 21)", { during: "facts" })).toEqual({
      output: "温度 21\n",
      traceback: "",
      gone: false,
    });
    const { traceback } = await repl.run("def f():\n 1/0\nf()", { during: "facts" });
    expect(traceback).toMatch(/^Traceback[^]*ZeroDivisionError: divide by zero$/);
    await repl.leaveRaw("facts");
    expect((await repl.run("print(2)", { during: "facts" })).output.trim()).toBe("2");
  });

  it("works with every read one byte", async () => {
    const { bench, repl } = await openModule();
    bench.cut = (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect((await repl.run("print('a' * 300)", { during: "facts" })).output.trim()).toBe("a".repeat(300));
  });

  it("finds its way through junk and out of a half-typed block", async () => {
    const { module, bench, clock } = await openModule();
    const port = await bench.handles[0]!.open();
    module.receive(bytesOf("\x05paste mode\r\n"));
    module.send(bytesOf("\xff\x00>>> OK\x04\x04>"));
    module.receive(bytesOf("if True:\r\n"));
    const repl = new Repl(port, clock);
    expect((await repl.run("print(3)", { during: "facts" })).output.trim()).toBe("3");
  });

  it("says what it heard when raw mode does not come", async () => {
    const peer = new ScriptedPeer((text) => (text.includes("\x01") ? "no such command" : null));
    const { port, clock } = await openPort(peer);
    const entering = new Repl(port, clock).enterRaw("facts");
    await expect(entering).rejects.toMatchObject({
      code: "unexpected-answer",
      detail: { answer: "no such command" },
    });
  });

  it("runs out of patience with code that says nothing, and not with a script", async () => {
    const peer = new ScriptedPeer((text) => {
      if (text.endsWith("\x01")) return "raw REPL; CTRL-B to exit\r\n>";
      return text.endsWith("\x04") ? "OK" : null;
    });
    const { port, clock } = await openPort(peer);
    const repl = new Repl(port, clock);
    await expect(repl.run("wait()", { during: "facts" })).rejects.toMatchObject({ code: "time-out" });
    const stop = new AbortController();
    const running = repl.run("wait()", { during: "run", patience: Infinity, signal: stop.signal });
    const outcome = expect(running).rejects.toBeInstanceOf(Stopped);
    clock.after(3_600_000, () => stop.abort());
    await outcome;
    expect(peer.received.endsWith("\x03\x03")).toBe(true);
  });

  it("knocks at a script that says nothing, which ends well all the same", async () => {
    let knocks = 0;
    const peer: ScriptedPeer = new ScriptedPeer((text) => {
      if (text === "\r\x01" && knocks === 0 && !peer.received.includes("\x04"))
        return "raw REPL; CTRL-B to exit\r\n>";
      if (text.endsWith("\x04")) return "OKbegun\r\n";
      if (text !== "\r\x01" || ++knocks < 3) return null;
      return `ended\r\n\x04\x04>${"\r\nraw REPL; CTRL-B to exit\r\n>".repeat(3)}`;
    });
    const { port, clock } = await openPort(peer);
    const result = await new Repl(port, clock).run("pass", { during: "run", patience: 60_000, knock: true });
    expect(result).toMatchObject({ traceback: "", gone: false });
    expect(result.output.trim()).toBe("begun\r\nended");
    expect(knocks).toBe(3);
  });

  it("knocks until a module that has restarted answers, or has been silent for too long", async () => {
    let answers = true;
    const peer: ScriptedPeer = new ScriptedPeer((text) => {
      if (text.endsWith("\x04")) return "OKrestarting\r\n";
      if (text !== "\r\x01") return null;
      if (!peer.received.includes("\x04")) return "raw REPL; CTRL-B to exit\r\n>";
      return answers ? "\r\n>>> raw REPL; CTRL-B to exit\r\n>" : null;
    });
    const { port, clock } = await openPort(peer);
    const options = { during: "run", patience: 60_000, knock: true } as const;
    const result = await new Repl(port, clock).run("pass", options);
    expect(result).toMatchObject({ traceback: "", gone: true });
    expect(clock.now()).toBeLessThan(10_000);
    answers = false;
    peer.received = "";
    const later = clock.now();
    expect(await new Repl(port, clock).run("pass", options)).toMatchObject({ gone: true });
    expect(clock.now() - later).toBeGreaterThanOrEqual(60_000);
  });

  it("notices a lost port", async () => {
    const { bench, repl } = await openModule();
    await repl.enterRaw("facts");
    bench.unplug();
    await expect(repl.run("print(1)", { during: "facts" })).rejects.toMatchObject({
      code: "unplugged",
      detail: { during: "facts" },
    });
  });

  it("never asks for raw-paste mode", async () => {
    const { module, repl } = await openModule();
    await repl.run("print(1)", { during: "facts" });
    expect(module.received).not.toContain("\x05");
  });
});

describe("Python text", () => {
  it("stands for the same bytes and characters", async () => {
    const { repl } = await openModule();
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = "a'b\\c\n\x7f温度😀";
    const code = `import ubinascii
print(${pythonBytes(all)} == bytes(range(256)))
print(ubinascii.a2b_base64(${pythonBase64(all)}) == bytes(range(256)))
print(${pythonString(text)})`;
    const { output } = await repl.run(code, { during: "facts" });
    expect(output.replaceAll("\r\n", "\n")).toBe(`True\nTrue\n${text}\n`);
  });
});
