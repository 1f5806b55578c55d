import { dictionaries } from "../support/dictionaries.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { upgradeScript } from "../../src/script/generate.ts";
import { apiOf } from "../../src/modules/catalogue.ts";
import type { PackageType } from "../../src/script/addresses.ts";
import { SCRIPT_PATH, type Job } from "../../src/serial/job.ts";
import type { Wanted } from "../../src/serial/module-facts.ts";
import { bytesOf } from "../../src/serial/incoming.ts";
import { Session } from "../../src/serial/session.ts";
import type { UsbId } from "../../src/serial/byte-port.ts";
import type { SessionState } from "../../src/serial/session-state.ts";
import { EC600N, QuecPythonModule, type ModuleKind } from "../support/quecpython-module.ts";
import {
  ADAPTER_USB,
  ASR_USB,
  atPort,
  passwordPort,
  ScriptedPeer,
  silent,
  stubbornMain,
  type BenchPort,
  type Peer,
} from "../support/serial-bench.ts";
import { LeisureClock, NodeBench } from "../support/serial-in-node.ts";

const NEW_VERSION = "EC600NCNLCR01A02M16_OCPU_QPY";
const wanted: Wanted = { oldVersion: EC600N.version, newVersion: NEW_VERSION, module: "EC600N CNLC" };
const script = `import fota
def report(args):
    print('progress', args[1])
if fota().httpDownload(url1='http://host/fota.bin', callback=report) != 0:
    print('download failed')
`;
const job: Job = { type: "diff", script, file: null };
const packageFile = Uint8Array.from({ length: 5000 }, (_, at) => (at * 89) & 0xff);
const PACKAGE_PATH = "/usr/it's 升级包.bin";
const { words } = dictionaries.en.script;

/** The package over the port, and the script that reads it there. */
function localJob(type: PackageType = "diff", bytes: Uint8Array = packageFile): Job {
  const module = "EC600N CNLC";
  const text = upgradeScript(
    {
      platform: "asr",
      type,
      module,
      api: apiOf("asr", module),
      source: { kind: "file", path: PACKAGE_PATH },
      restart: "by-module",
      oldVersion: EC600N.version,
      newVersion: NEW_VERSION,
      expected: NEW_VERSION,
      packageId: "0123456789abcdef",
    },
    words,
  );
  return { type, script: text, file: { path: PACKAGE_PATH, bytes } };
}

class Desk {
  readonly module: QuecPythonModule;
  readonly bench: NodeBench;
  readonly clock = new LeisureClock();
  readonly session: Session;
  readonly steps: string[] = [];
  output = "";
  onState: (state: SessionState) => void = () => undefined;
  /** What the module is after a restart; by default the new version. */
  afterRestart: (number: number) => Partial<ModuleKind> = () => ({ version: NEW_VERSION });
  wipe = false;
  restarts = 0;

  constructor(others: readonly Peer[] = [], usb: UsbId = ASR_USB, about: Wanted = wanted) {
    this.module = new QuecPythonModule(EC600N);
    this.bench = new NodeBench(
      [...others, this.module].map((peer, index) => ({ id: String(index), usb, peer })),
    );
    this.module.onRestart = () => void this.clock.during(this.#restart());
    this.session = new Session(this.bench, this.clock, about, {
      onState: (state) => {
        if (this.steps.at(-1) !== state.step) this.steps.push(state.step);
        this.onState(state);
      },
      onOutput: (text) => (this.output += text),
      onNote: () => undefined,
    });
  }

  get port(): BenchPort {
    return this.bench.ports.at(-1)!;
  }

  async connect(): Promise<void> {
    await this.session.connect(this.bench.handles);
  }

  async #restart(): Promise<void> {
    this.restarts += 1;
    await Promise.resolve();
    this.bench.unplug();
    await this.module.boot(this.afterRestart(this.restarts), this.wipe);
    this.clock.after(4000, () => this.bench.plug());
  }

  expectProblem(code: string, recovery: string): void {
    expect(this.session.state).toMatchObject({ step: "problem", problem: { code }, recovery });
  }
}

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.module.boot();
});

async function deskWith(...peers: Peer[]): Promise<Desk> {
  const made = new Desk(peers);
  await made.module.boot();
  return made;
}

describe("the way through an update", () => {
  it("from the port to the new version", async () => {
    await desk.connect();
    expect(desk.session.comparison).toEqual({ match: "same", otherModule: false });
    await desk.session.run(job);
    expect(desk.session.state).toMatchObject({
      step: "done",
      verdict: "confirmed",
      version: NEW_VERSION,
      restarts: 1,
    });
    expect(desk.output).toMatch(/progress 0\s+progress 50\s+progress 100/);
    expect(desk.module.requests).toEqual(["http://host/fota.bin"]);
    expect(desk.steps).toEqual([
      "connecting",
      "ready",
      "sending",
      "running",
      "restarting",
      "confirming",
      "done",
    ]);
    // Nothing of ours stays behind.
    expect(desk.module.files).toEqual([]);
  });

  it("to a version of which nobody knows how it names itself", async () => {
    const nameless = new Desk([], ASR_USB, { ...wanted, newVersion: "" });
    await nameless.module.boot();
    nameless.afterRestart = () => ({});
    await nameless.connect();
    await nameless.session.run(job);
    // The same name as before says neither that it took nor that it did not.
    expect(nameless.session.state).toMatchObject({ step: "done", verdict: "unknown" });
    expect(nameless.module.files).toEqual([]);
  });

  it("with a package that the module took note of before: whoever runs it here means it", async () => {
    const local = localJob();
    await desk.connect();
    await desk.session.run(local);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
    await desk.module.boot({ version: EC600N.version });
    const note = `3\n\n0123456789abcdef ${PACKAGE_PATH}`;
    desk.module.writeFile("/usr/fota_upgrade.note", new TextEncoder().encode(note));
    await desk.connect();
    await desk.session.run(local);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
    expect(desk.module.files).toEqual([]);
  });

  it("writes nothing to the module before it is told to run", async () => {
    await desk.connect();
    expect(desk.module.files).toEqual([]);
    expect(desk.module.received).not.toContain("open(");
  });

  it("with the download going on after the script", async () => {
    desk.module.change({ download: "accepts" });
    await desk.connect();
    desk.onState = (state) => {
      // Time of the bench stands still until the module, which runs on real time, goes on.
      if (state.step === "settling") void desk.clock.during(new Promise((done) => setTimeout(done, 200)));
    };
    await desk.session.run(job);
    expect(desk.steps).toContain("settling");
    expect(desk.output).toContain("download status: 2");
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
  });

  it("with the package over the port", async () => {
    await desk.connect();
    await desk.session.run(localJob());
    expect(desk.output).toContain(words.restarting);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
    expect(desk.module.files).toEqual([]);
  });

  it("through four restarts, some without a REPL", async () => {
    const mini = await deskWith(silent());
    mini.module.onRestart = () => void mini.clock.during(restartFour(mini));
    await mini.connect();
    await mini.session.run({ ...job, type: "mini" });
    expect(mini.session.state).toMatchObject({ step: "done", verdict: "confirmed", restarts: 4 });
  });

  it("of a full package over the port", async () => {
    desk.wipe = true;
    desk.afterRestart = () => ({});
    await desk.connect();
    await desk.session.run(localJob("full"));
    expect(desk.output).toContain(words.restarting);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "replaced" });
  });

  it("of a full package, which replaces the files and not the version", async () => {
    desk.wipe = true;
    desk.afterRestart = () => ({});
    await desk.connect();
    await desk.session.run({ ...job, type: "full" });
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "replaced" });
  });

  it("tells when the new name is spelled in another way", async () => {
    desk.afterRestart = () => ({ version: "EC600NCNLCR01A05M16" });
    await desk.connect();
    await desk.session.run(job);
    expect(desk.session.state).toMatchObject({
      step: "done",
      verdict: "changed",
      version: "EC600NCNLCR01A05M16",
    });
  });

  it("waits for one more restart when the version is the old one at first", async () => {
    desk.afterRestart = (number) => (number === 1 ? {} : { version: NEW_VERSION });
    desk.onState = (state) => {
      if (state.step === "confirming" && desk.restarts === 1)
        desk.clock.after(10_000, () => desk.module.powerCycle());
    };
    await desk.connect();
    await desk.session.run(job);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed", restarts: 2 });
  });
});

async function restartFour(mini: Desk): Promise<void> {
  await Promise.resolve();
  mini.bench.unplug();
  await mini.module.boot({ version: NEW_VERSION });
  const repl = mini.port;
  const comeAndGo = (number: number): void => {
    mini.bench.plug();
    if (number === 4) return;
    // The REPL's port is not there in the system in between; another one is, and says nothing.
    repl.plugged = false;
    mini.clock.after(9000, () => {
      mini.bench.unplug();
      mini.clock.after(5000, () => comeAndGo(number + 1));
    });
  };
  mini.clock.after(5000, () => comeAndGo(1));
}

/** Behind an adapter the port stays, whatever the module does. */
describe("a module on a USB serial adapter", () => {
  const others = [new ScriptedPeer(() => ">>> ")];
  /** Milliseconds from a restart to the prompt. */
  const AWAY = 30_000;
  let adapter: Desk;
  /** What the module says when its prompt is there again. */
  let banner = "";
  /** Whether its own program keeps the prompt to itself until it is interrupted. */
  let ownProgram = false;

  beforeEach(async () => {
    adapter = new Desk(others, ADAPTER_USB);
    adapter.module.onRestart = () => void adapter.clock.during(restart());
    banner = "";
    ownProgram = false;
    await adapter.module.boot();
  });

  async function restart(): Promise<void> {
    adapter.restarts += 1;
    await Promise.resolve();
    const receive = QuecPythonModule.prototype.receive.bind(adapter.module);
    adapter.module.receive = () => undefined;
    await adapter.module.boot(adapter.afterRestart(adapter.restarts));
    adapter.clock.after(AWAY, () => {
      adapter.module.receive = (bytes) => {
        if (ownProgram && !bytes.includes(3)) return;
        ownProgram = false;
        receive(bytes);
      };
      adapter.module.send(bytesOf(banner));
    });
  }

  async function run(what: Job): Promise<void> {
    await adapter.session.connect(adapter.bench.handles.slice(-1));
    await adapter.session.run(what);
  }

  it.each([
    ["in silence", ""],
    ["with its banner and prompt", "\r\nMicroPython v1.12; EC600N with QUECTEL\r\n>>> "],
  ])("that restarts under the script and is back %s", async (_, said) => {
    banner = said;
    await run(localJob());
    expect(adapter.session.state).toMatchObject({
      step: "done",
      verdict: "confirmed",
      version: NEW_VERSION,
      restarts: 1,
    });
    expect(adapter.module.files).toEqual([]);
    expect(adapter.output).toContain(words.restarting);
    expect(adapter.output).not.toContain("raw REPL");
  });

  it("that goes on downloading beside the script, and restarts then", async () => {
    adapter.module.change({ download: "accepts" });
    adapter.onState = (state) => {
      if (state.step === "settling") void adapter.clock.during(new Promise((done) => setTimeout(done, 200)));
    };
    await run(job);
    expect(adapter.output).toContain("download status: 2");
    expect(adapter.steps).toContain("settling");
    expect(adapter.session.state).toMatchObject({ step: "done", verdict: "confirmed", restarts: 1 });
  });

  it("that starts a program of its own, which has to be interrupted", async () => {
    adapter.module.change({ download: "accepts" });
    ownProgram = true;
    adapter.onState = (state) => {
      if (state.step === "settling") void adapter.clock.during(new Promise((done) => setTimeout(done, 200)));
    };
    await run(job);
    expect(adapter.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
  });

  it("that does not restart is told as such, and has kept its script", async () => {
    adapter.module.change({ download: "fails" });
    await run(job);
    expect(adapter.session.state).toMatchObject({ problem: { code: "no-restart" }, recovery: "wait" });
    expect(adapter.module.files).toEqual([SCRIPT_PATH.split("/").at(-1)]);
    // And the way back.
    adapter.onState = (state) => {
      if (state.step === "settling") adapter.clock.after(1000, () => adapter.module.powerCycle());
    };
    await adapter.session.wait();
    expect(adapter.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
  });

  it("whose adapter is unplugged meanwhile was not restarted by that", async () => {
    adapter.module.change({ download: "fails" });
    let unplugged = false;
    adapter.onState = (state) => {
      if (state.step !== "settling" || unplugged) return;
      unplugged = true;
      adapter.bench.unplug();
      adapter.clock.after(3000, () => adapter.bench.plug());
    };
    await run(job);
    expect(adapter.steps).toEqual([
      "connecting",
      "ready",
      "sending",
      "running",
      "settling",
      "restarting",
      "settling",
      "problem",
    ]);
    expect(adapter.session.state).toMatchObject({ problem: { code: "no-restart" } });
    expect(adapter.restarts).toBe(0);
  });

  it("that comes back with the old version, and once more with the new one", async () => {
    adapter.afterRestart = (number) => (number === 1 ? {} : { version: NEW_VERSION });
    adapter.onState = (state) => {
      if (state.step === "confirming" && adapter.restarts === 1)
        adapter.clock.after(8000, () => adapter.module.powerCycle());
    };
    await run(localJob());
    expect(adapter.session.state).toMatchObject({ step: "done", verdict: "confirmed", restarts: 2 });
  });

  it("that comes back with the old version for good", async () => {
    adapter.afterRestart = () => ({});
    await run(localJob());
    expect(adapter.session.state).toMatchObject({ problem: { code: "old-version" }, recovery: "run" });
  });

  it("is not mistaken for what is behind another adapter of the same kind", async () => {
    await run(localJob());
    expect(adapter.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
    expect(others.map(({ received }) => received)).toEqual([""]);
  });
});

describe("finding the REPL", () => {
  it("among several ports of one module", async () => {
    const several = await deskWith(atPort(), silent());
    await several.connect();
    expect(several.session.state.step).toBe("ready");
    expect(several.session.usb).toEqual(ASR_USB);
  });

  it.each([
    ["wrong-port", "choose", [atPort]],
    ["wrong-port", "choose", [silent]],
    ["password", "reconnect", [atPort, passwordPort]],
    ["main-blocks", "reconnect", [stubbornMain, atPort]],
  ] as const)("%s", async (code, recovery, peers) => {
    const several = await deskWith(...peers.map((make) => make()));
    several.port.plugged = false;
    await several.connect();
    several.expectProblem(code, recovery);
    // And the way back.
    several.port.plugged = true;
    await several.connect();
    expect(several.session.state.step).toBe("ready");
  });

  it("port-busy, until the other program lets go", async () => {
    desk.port.busy = true;
    await desk.connect();
    desk.expectProblem("port-busy", "reconnect");
    desk.port.busy = false;
    await desk.connect();
    expect(desk.session.state.step).toBe("ready");
  });

  it("download-mode", async () => {
    const usb = { vendorId: 0x2ecc, productId: 0x3017 };
    await desk.session.connect([{ usb, open: () => Promise.reject(new Error("not to be opened")) }]);
    desk.expectProblem("download-mode", "choose");
  });

  it("no-port", async () => {
    await desk.session.connect([]);
    desk.expectProblem("no-port", "choose");
  });
});

describe("what goes wrong on the way", () => {
  it("unplugged while sending; the next attempt goes on from there", async () => {
    const large = Uint8Array.from({ length: 60_000 }, (_, at) => (at * 31) & 0xff);
    const local = localJob("diff", large);
    await desk.connect();
    desk.onState = (state) => {
      if (state.step === "sending" && state.done > 40_000) desk.bench.unplug();
    };
    await desk.session.run(local);
    desk.expectProblem("unplugged", "reconnect");
    desk.onState = () => undefined;
    desk.bench.plug();
    await desk.connect();
    const first: number[] = [];
    desk.onState = (state) => {
      if (state.step === "sending" && state.what === "package" && state.done > 0) first.push(state.done);
    };
    await desk.session.run(local);
    expect(first[0]).toBeGreaterThan(30_000);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
  });

  it("unplugged while nothing is going on", async () => {
    await desk.connect();
    desk.bench.unplug();
    await new Promise((done) => setTimeout(done, 20));
    desk.expectProblem("unplugged", "reconnect");
  });

  it("a script with an error", async () => {
    await desk.connect();
    await desk.session.run({ ...job, script: "import fota\nprint('before')\n1/0\n" });
    desk.expectProblem("script-failed", "run");
    expect(desk.session.state).toMatchObject({
      problem: { detail: { error: "ZeroDivisionError: divide by zero" } },
    });
    expect(desk.output).toContain("before");
    expect(desk.output).toContain("Traceback");
    await desk.session.run(job);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
  });

  it("a traceback that example.exec prints itself", async () => {
    desk.module.receive(
      bytesOf(
        "\x03\x03\rimport sys\rclass example:\r def exec(p):\r  print('Traceback (most recent call last):')\r  print('OSError: 5')\r\r\r\rsys.modules['example'] = example\r",
      ),
    );
    await desk.connect();
    await desk.session.run(job);
    expect(desk.session.state).toMatchObject({
      problem: { code: "script-failed", detail: { error: "OSError: 5" } },
    });
  });

  it("no restart, then going on waiting", async () => {
    desk.module.change({ download: "fails" });
    await desk.connect();
    await desk.session.run(job);
    desk.expectProblem("no-restart", "wait");
    expect(desk.output).toContain("download failed");
    desk.onState = (state) => {
      if (state.step === "settling") desk.clock.after(1000, () => desk.module.powerCycle());
    };
    await desk.session.wait();
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
  });

  it("not back, then going on waiting", async () => {
    desk.module.onRestart = () => void Promise.resolve().then(() => desk.bench.unplug());
    await desk.connect();
    await desk.session.run(job);
    desk.expectProblem("not-back", "wait");
    await desk.module.boot({ version: NEW_VERSION });
    desk.bench.plug();
    await desk.session.wait();
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
  });

  it("back with a port that has to be chosen anew", async () => {
    desk.onState = (state) => {
      if (state.step === "restarting" && !state.forgotten) desk.port.granted = false;
      if (state.step !== "restarting" || !state.forgotten) return;
      desk.port.granted = true;
      const [handle] = desk.bench.handles;
      if (handle !== undefined) desk.session.offer(handle);
    };
    await desk.connect();
    await desk.session.run(job);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed", restarts: 1 });
  });

  it("back with the old version", async () => {
    desk.afterRestart = () => ({});
    await desk.connect();
    await desk.session.run(job);
    desk.expectProblem("old-version", "run");
    desk.afterRestart = () => ({ version: NEW_VERSION });
    await desk.session.run(job);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
  });

  it("a full package that replaced nothing", async () => {
    desk.afterRestart = () => ({});
    await desk.connect();
    await desk.session.run({ ...job, type: "full" });
    desk.expectProblem("old-files", "run");
  });

  it("no space", async () => {
    desk.module.change({ freeBlocks: 1 });
    await desk.connect();
    await desk.session.run(localJob());
    desk.expectProblem("no-space", "run");
    desk.session.lookAgain();
    expect(desk.session.state.step).toBe("ready");
    expect(desk.module.files).toEqual([]);
  });

  it("a package that the module refuses", async () => {
    desk.module.change({ package: "another" });
    await desk.connect();
    await desk.session.run(localJob());
    desk.expectProblem("no-restart", "wait");
    expect(desk.output).toContain(words.damaged);
  });

  it("a fault of the page itself is a problem, too", async () => {
    await desk.session.connect([{ usb: ASR_USB, open: () => Promise.reject(new TypeError("oops")) }]);
    expect(desk.session.state).toMatchObject({ step: "problem", problem: { code: "unexpected" } });
  });
});

describe("stopping", () => {
  it("while sending leaves the module connected and able to go on", async () => {
    await desk.connect();
    desk.onState = (state) => {
      if (state.step === "sending" && state.done > 2000) desk.session.stop();
    };
    const local = localJob();
    await desk.session.run(local);
    expect(desk.session.state.step).toBe("ready");
    expect(desk.module.files).toEqual([PACKAGE_PATH.split("/").at(-1)]);
    desk.onState = () => undefined;
    await desk.session.run(local);
    expect(desk.session.state).toMatchObject({ step: "done", verdict: "confirmed" });
  });

  it("while the module is away ends the waiting", async () => {
    await desk.connect();
    desk.onState = (state) => {
      if (state.step === "restarting") desk.session.stop();
    };
    await desk.session.run(job);
    expect(desk.session.state.step).toBe("idle");
  });

  it("while the download goes on keeps the connection", async () => {
    desk.module.change({ download: "fails" });
    await desk.connect();
    desk.onState = (state) => {
      if (state.step === "settling") desk.session.stop();
    };
    await desk.session.run(job);
    expect(desk.session.state.step).toBe("ready");
    expect(desk.module.files).toEqual([SCRIPT_PATH.split("/").at(-1)]);
  });

  it("and disconnecting frees the port", async () => {
    await desk.connect();
    await desk.session.disconnect();
    expect(desk.session.state.step).toBe("idle");
    await desk.connect();
    expect(desk.session.state.step).toBe("ready");
  });
});
