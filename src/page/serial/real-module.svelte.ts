/** The state of the panel: the session with a module, what the user chose, and what the module printed. */
import { changesFirmware } from "../../contract/formats.ts";
import type { MadePackage, PackageType } from "../../contract/maker.ts";
import type { ScriptWords } from "../../script/script-choices.ts";
import { sameUsb, systemClock, type PortHandle, type UsbId } from "../../serial/byte-port.ts";
import type { Comparison, ModuleFacts, Wanted } from "../../serial/module-facts.ts";
import { problemOf } from "../../serial/problem.ts";
import { Session } from "../../serial/session.ts";
import type { SessionState } from "../../serial/session-state.ts";
import { isModule, usbName } from "../../serial/usb-ids.ts";
import type { ScriptOnPage } from "../script/script-on-page.svelte.ts";
import type { Way, WayFacts } from "./package-ways.ts";
import { TerminalLog } from "./terminal.svelte.ts";
import { choosePort, portList, webSerial } from "./web-serial.ts";

/** The ports of one kind of module that the page may use already. */
export interface PortGroup {
  readonly usb: UsbId;
  readonly name: string;
  readonly handles: readonly PortHandle[];
}

export class RealModule {
  readonly serial = webSerial();
  readonly log = new TerminalLog();
  readonly type: PackageType;
  readonly script: ScriptOnPage;
  showAll = $state(false);
  #chosen = $state<Way>("url");
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

  /** @param module that the package is for, e.g. EC600N CNLF; null when the firmware did not tell. */
  constructor(type: PackageType, module: string | null, script: ScriptOnPage) {
    this.type = type;
    this.script = script;
    const wanted: Wanted = {
      // A full package replaces the user partition of whatever version.
      oldVersion: changesFirmware(type) ? script.answers.old : "",
      // It may be typed any time.
      get newVersion() {
        return script.expected;
      },
      module,
    };
    this.#session =
      this.serial === null
        ? null
        : new Session(portList(this.serial), systemClock, wanted, {
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
        // Other adapters of one kind have other devices behind them.
        (one) => one !== chosen && isModule(chosen.usb) && sameUsb(one.usb, chosen.usb),
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

  /** The way that was chosen, as far as the script on the page leaves the choice. */
  get way(): Way {
    if (this.script.takes === "file") return "local";
    return this.script.edited ? "url" : this.#chosen;
  }

  chooseWay(way: Way): void {
    this.#chosen = way;
  }

  /** @param words of a script that has to be generated. */
  async run(words: ScriptWords, made: MadePackage): Promise<void> {
    const { type, script, way } = this;
    this.#before = this.#facts?.version ?? "";
    const text = way === "local" ? script.fileText(words) : script.text(words);
    const path = script.packagePath;
    const bytes = way === "local" ? new Uint8Array(await made.files[0].blob.arrayBuffer()) : null;
    await this.#session?.run({ type, script: text, file: bytes === null ? null : { path, bytes } });
  }

  async wait(): Promise<void> {
    await this.#session?.wait();
  }

  /** What decides how a package can get to the module. */
  wayFacts(packageBytes: number): WayFacts {
    const { localUpgrade = null, freeBytes = null, usrFiles } = this.#facts ?? {};
    // What is there of the package is not sent again; another file in its place makes room for it.
    const there = usrFiles?.get(this.script.packagePath) ?? 0;
    return {
      type: this.type,
      scriptTakes: this.script.takes,
      scriptEdited: this.script.edited,
      // A module that does not say which one it is may be what it was said to be on the page.
      localUpgrade: localUpgrade ?? (this.script.api.localUpgrade || null),
      roomBytes: freeBytes === null ? null : freeBytes + there,
      packageBytes,
    };
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
