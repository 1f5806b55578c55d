/** The state of the panel: the session with a module, what the user chose, and what the module printed. */
import type { PackageType } from "../../../workers/maker-api.ts";
import { sameUsb, systemClock, type PortHandle, type UsbId } from "../../serial/byte-port.ts";
import type { Comparison, ModuleFacts, Wanted } from "../../serial/module-facts.ts";
import { problemOf } from "../../serial/problem.ts";
import { Session, type SessionState } from "../../serial/session.ts";
import { isModule, usbName } from "../../serial/usb-ids.ts";
import { TerminalLog } from "./terminal.svelte.ts";
import { choosePort, portList, webSerial } from "./web-serial.ts";

/** The ports of one kind of module that the page may use already. */
export interface PortGroup {
  readonly usb: UsbId;
  readonly name: string;
  readonly handles: readonly PortHandle[];
}

export type Mode = "url" | "local";

export class RealModule {
  readonly serial = webSerial();
  readonly log = new TerminalLog();
  readonly type: PackageType;
  showAll = $state(false);
  mode = $state<Mode>("url");
  /** The user knows that the module is not what the package is for. */
  confirmed = $state(false);
  #state = $state.raw<SessionState>({ step: "idle" });
  #groups = $state.raw<readonly PortGroup[]>([]);
  #facts = $state.raw<ModuleFacts | null>(null);
  #comparison = $state.raw<Comparison | null>(null);
  #before = $state("");
  readonly #session: Session | null;

  readonly working = $derived(
    ["connecting", "sending", "running", "settling", "restarting", "confirming"].includes(this.#state.step),
  );

  /** The module is not what the package is for, as far as it tells. */
  readonly mismatch = $derived(
    this.#comparison !== null && (this.#comparison.otherModule || this.#comparison.match === "different"),
  );

  constructor(type: PackageType, wanted: Wanted) {
    this.type = type;
    // A full package replaces the user partition of whatever version.
    const compared = type === "full" ? { ...wanted, oldVersion: "" } : wanted;
    this.#session =
      this.serial === null
        ? null
        : new Session(portList(this.serial), systemClock, compared, {
            onState: (state) => this.#take(state),
            onOutput: (text) => this.log.print(text),
            onNote: (note) => this.log.note(note),
          });
  }

  get state(): SessionState {
    return this.#state;
  }
  get groups(): readonly PortGroup[] {
    return this.#groups;
  }
  get facts(): ModuleFacts | null {
    return this.#facts;
  }
  get comparison(): Comparison | null {
    return this.#comparison;
  }
  /** Version of the module when the update was started; empty when it tells none. */
  get before(): string {
    return this.#before;
  }
  /** E.g. 2C7C:6001; empty while no port was connected. */
  get port(): string {
    const usb = this.#session?.usb ?? null;
    return usb === null ? "" : usbName(usb);
  }

  /** Follows what is plugged in; returns the end of it. */
  start(): () => void {
    const { serial } = this;
    if (serial === null) return () => undefined;
    const look = (): void => void this.#look();
    look();
    serial.addEventListener("connect", look);
    serial.addEventListener("disconnect", look);
    return () => {
      serial.removeEventListener("connect", look);
      serial.removeEventListener("disconnect", look);
      void this.#session?.disconnect();
    };
  }

  /** Within a click: the browser's list, then the REPL among the chosen port and its siblings. */
  async choose(): Promise<void> {
    const { serial } = this;
    if (serial === null || this.#session === null) return;
    const waiting = this.#state.step === "restarting";
    try {
      const chosen = await choosePort(serial, this.showAll);
      if (waiting) {
        this.#session.offer(chosen);
        return;
      }
      const siblings = (await portList(serial).granted()).filter(
        (one) => one !== chosen && chosen.usb !== null && sameUsb(one.usb, chosen.usb),
      );
      await this.connect([chosen, ...siblings]);
    } catch (error) {
      // While the module is awaited, a list that was closed changes nothing.
      if (!waiting) this.#session.fail(problemOf(error));
    }
  }

  async connect(handles: readonly PortHandle[]): Promise<void> {
    this.confirmed = false;
    await this.#session?.connect(handles);
  }

  /** To the same kind of module; the browser's list where its permission is gone. */
  async reconnect(): Promise<void> {
    await this.#look();
    const usb = this.#session?.usb ?? null;
    const group = usb === null ? this.#groups[0] : this.#groups.find((one) => sameUsb(one.usb, usb));
    if (group === undefined) await this.choose();
    else await this.connect(group.handles);
  }

  async run(script: string, packageFile: Blob): Promise<void> {
    const { type } = this;
    this.#before = this.#facts?.version ?? "";
    const local = this.mode === "local" ? new Uint8Array(await packageFile.arrayBuffer()) : null;
    await this.#session?.run(
      local === null ? { mode: "url", type, script } : { mode: "local", type, package: local },
    );
  }

  async wait(): Promise<void> {
    await this.#session?.wait();
  }

  /** Why the package cannot go over the serial port; null when it can. */
  whyNotLocal(packageBytes: number): "type" | "module" | "unknown" | "space" | null {
    if (this.type !== "diff") return "type";
    const { localUpgrade = null, freeBytes = null } = this.#facts ?? {};
    if (localUpgrade === null) return "unknown";
    if (!localUpgrade) return "module";
    return freeBytes !== null && freeBytes < packageBytes ? "space" : null;
  }

  /** Back to the choices, with the module still connected. */
  lookAgain(): void {
    this.#session?.lookAgain();
  }

  stop(): void {
    this.#session?.stop();
  }

  async disconnect(): Promise<void> {
    await this.#session?.disconnect();
  }

  #take(state: SessionState): void {
    this.#state = state;
    this.#facts = this.#session?.facts ?? null;
    this.#comparison = this.#session?.comparison ?? null;
  }

  async #look(): Promise<void> {
    const { serial } = this;
    if (serial === null) return;
    const groups: { usb: UsbId; name: string; handles: PortHandle[] }[] = [];
    for (const handle of await portList(serial).granted()) {
      const { usb } = handle;
      if (usb === null || !isModule(usb)) continue;
      const group = groups.find((one) => sameUsb(one.usb, usb));
      if (group === undefined) groups.push({ usb, name: usbName(usb), handles: [handle] });
      else group.handles.push(handle);
    }
    this.#groups = groups;
  }
}
