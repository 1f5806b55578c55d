/** Finds the REPL: among the ports of a module, and again after a restart. */
import { pause, sameUsb, type Clock, type PortHandle, type PortList, type UsbId } from "./byte-port.ts";
import { Late, Lost } from "./incoming.ts";
import { endIfStopped, isSerialProblem, SerialProblem, type SerialProblemCode } from "./problem.ts";
import { probe, type Found } from "./probe.ts";
import type { Repl } from "./repl.ts";
import { inDownloadMode, usbName } from "./usb-ids.ts";

export interface Connected {
  readonly repl: Repl;
  readonly handle: PortHandle;
  readonly usb: UsbId | null;
}

export interface SearchOptions {
  readonly signal: AbortSignal;
  readonly onPort: (number: number, of: number) => void;
}

/** Of several ports that fail, the one says most of which the problem comes first here. */
const TELLING: readonly SerialProblemCode[] = [
  "password",
  "main-blocks",
  "port-busy",
  "unplugged",
  "wrong-port",
];
const HEARD = ["at", "noise", "silence"] as const;

/**
 * Looks at one port after another, in this order, until one has a prompt.
 * @throws SerialProblem of the port that says most; Stopped.
 */
export async function findRepl(
  handles: readonly PortHandle[],
  clock: Clock,
  { signal, onPort }: SearchOptions,
): Promise<Connected> {
  const problems: SerialProblem[] = [];
  const heard: ("at" | "noise" | "silence")[] = [];
  for (const [index, handle] of handles.entries()) {
    endIfStopped(signal);
    if (inDownloadMode(handle.usb)) {
      throw new SerialProblem("download-mode", { usb: handle.usb === null ? "" : usbName(handle.usb) });
    }
    onPort(index + 1, handles.length);
    try {
      const found = await look(handle, clock);
      switch (found.kind) {
        case "repl":
          return await unlessStopped({ repl: found.repl, handle, usb: handle.usb }, signal);
        case "password":
          problems.push(new SerialProblem("password", {}));
          break;
        case "main-blocks":
          problems.push(new SerialProblem("main-blocks", { last: found.last }));
          break;
        case "at":
        case "noise":
        case "silence":
          heard.push(found.kind);
          break;
      }
    } catch (error) {
      if (!isSerialProblem(error)) throw error;
      problems.push(error);
    }
  }
  const best = HEARD.find((kind) => heard.includes(kind));
  if (best !== undefined)
    problems.push(new SerialProblem("wrong-port", { heard: best, tried: handles.length }));
  for (const code of TELLING) {
    const told = problems.find((problem) => problem.code === code);
    if (told !== undefined) throw told;
  }
  throw problems[0] ?? new SerialProblem("no-port", {});
}

/** Leaves the port open only where there is a REPL. */
async function look(handle: PortHandle, clock: Clock): Promise<Found> {
  const port = await handle.open();
  try {
    const found = await probe(port, clock);
    if (found.kind !== "repl") await port.close();
    return found;
  } catch (error) {
    await port.close();
    if (error instanceof Late) return { kind: "silence" };
    // What was written to a port that is gone fails in many ways.
    if (error instanceof Lost || !isSerialProblem(error))
      throw new SerialProblem("unplugged", { during: "connect" });
    throw error;
  }
}

async function unlessStopped(connected: Connected, signal: AbortSignal): Promise<Connected> {
  if (signal.aborted) await connected.repl.close();
  endIfStopped(signal);
  return connected;
}

export interface ReturnOptions {
  readonly usb: UsbId | null;
  /** No other port of this kind, as long as this one is there; null for any. */
  readonly only: PortHandle | null;
  readonly milliseconds: number;
  readonly signal: AbortSignal;
  /** Ports that the user chose meanwhile: some systems forget their permission when a module restarts. */
  readonly offered: () => readonly PortHandle[];
  /** `forgotten`: the module is away for so long that the user should look whether it has to be chosen anew. */
  readonly onWait: (restarts: number, forgotten: boolean) => void;
}

const LOOK_EVERY = 500;
const FORGOTTEN_AFTER = 15_000;

/**
 * Waits until a module is back with its REPL. It may come and go several times, and have ports without a REPL
 * in between (mini-system).
 * @throws SerialProblem not-back; Stopped.
 */
export async function awaitReturn(
  ports: PortList,
  clock: Clock,
  options: ReturnOptions,
): Promise<Connected & { readonly restarts: number }> {
  const { usb, only, milliseconds, signal, offered, onWait } = options;
  const start = clock.now();
  let restarts = 1;
  let away = true;
  let awaySince = start;
  for (;;) {
    endIfStopped(signal);
    const alike = (await ports.granted()).filter((handle) => sameUsb(handle.usb, usb));
    const present = only !== null && alike.includes(only) ? [only] : alike;
    const candidates = [...offered().filter((one) => !present.includes(one)), ...present];
    if (candidates.length === 0) {
      if (!away) {
        restarts += 1;
        awaySince = clock.now();
      }
      away = true;
    } else {
      away = false;
    }
    onWait(restarts, away && clock.now() - awaySince >= FORGOTTEN_AFTER);
    for (const handle of candidates) {
      const found = await look(handle, clock).catch(() => null);
      if (found?.kind !== "repl") continue;
      return { ...(await unlessStopped({ repl: found.repl, handle, usb: handle.usb }, signal)), restarts };
    }
    if (clock.now() - start >= milliseconds)
      throw new SerialProblem("not-back", { minutes: Math.round(milliseconds / 60_000), restarts });
    await pause(clock, LOOK_EVERY);
  }
}
