/** The serial panel as its readers use it, with a module on the bench. */
import { dictionaries } from "../support/dictionaries.ts";
import { serialProblemText } from "../../src/words/serial.ts";
import { samplePair } from "../../src/platforms/unisoc/sample/sample.ts";
import type { UsbId } from "../../src/serial/byte-port.ts";
import type { SerialProblemCode, SerialProblemValue } from "../../src/serial/problem.ts";
import { FakeSerial } from "../support/fake-serial.ts";
import { EC600N, QuecPythonModule, type ModuleKind } from "../support/quecpython-module.ts";
import { ADAPTER_USB, UNISOC_USB, type BenchPort, type Peer } from "../support/serial-bench.ts";
import { problemExamples } from "../support/serial-problems.ts";
import { smallSamplePair } from "../support/small-sample.ts";
import { expect, type App } from "./app.ts";

/** Its package goes over the port in a moment, or is sent in many pieces. */
const pairs = { small: smallSamplePair(), whole: samplePair() };
export const OLD = "EC600UCNLBR03A08M08_OCPU_QPY";
export const NEW = "EC600UCNLBR03A09M08_OCPU_QPY";
export const EC600U: ModuleKind = {
  ...EC600N,
  model: "EC600U-CNLB",
  release: "V0004_EC600U_CNLB_FW",
  version: OLD,
};
export const ADDRESS = "http://fota.test/package.pack";

/** A package for EC600U, the panel below it, and a module on the bench. */
export class SerialBench {
  readonly app: App;
  readonly module: QuecPythonModule;
  readonly serial: FakeSerial;
  /** What the module is after a restart. */
  afterRestart: Partial<ModuleKind> = { version: NEW };
  /** Whether it comes back by itself. */
  comesBack = true;
  /** Whether its user partition is another one then. */
  wiped = false;
  readonly #usb: UsbId;

  /** Ports of others come first, so that they are the ones that are picked. */
  constructor(app: App, others: readonly Peer[] = [], kind: ModuleKind = EC600U, usb: UsbId = UNISOC_USB) {
    this.app = app;
    this.module = new QuecPythonModule(kind);
    this.#usb = usb;
    const peers = [...others, this.module];
    this.serial = new FakeSerial(
      app.page,
      peers.map((peer, index) => ({ id: `port${index}`, usb, peer })),
    );
    this.module.onRestart = () => void this.#restart();
  }

  get modulePort(): BenchPort {
    return this.serial.ports.find((port) => port.peer === this.module)!;
  }

  async openPage(): Promise<void> {
    await this.module.boot();
    await this.serial.install();
    await this.app.open();
  }

  async openResult(address: string | null = ADDRESS, size: keyof typeof pairs = "small"): Promise<void> {
    const pair = pairs[size];
    await this.openPage();
    await this.app.choosePair(
      { ...pair.old, fileName: `${OLD}.pac` },
      { ...pair.new, fileName: `${NEW}.pac` },
    );
    await this.app.expectReady();
    await this.app.makePackage();
    await expect(this.app.at("serial")).toBeVisible();
    if (address !== null) await this.app.at("package-url").fill(address);
  }

  async connect(): Promise<void> {
    await this.app.at("serial-connect").click();
    await expect(this.app.at("serial-facts")).toBeVisible();
  }

  /** Something else answers in the place of the prompt, until that is lifted. */
  guardPrompt(guard: Peer): () => void {
    const receive = this.module.receive.bind(this.module);
    this.module.receive = (bytes) => {
      guard.send = this.module.send;
      guard.receive(bytes);
    };
    return () => (this.module.receive = receive);
  }

  async expectProblem(code: SerialProblemCode): Promise<void> {
    const problem = this.app.at("serial-problem");
    await expect(problem).toHaveAttribute("data-code", code, { timeout: 30_000 });
    await expect(problem).toContainText(code);
    // In its own words; what each of them adds to its title depends on the case.
    const example = { code, detail: problemExamples[code] } as SerialProblemValue;
    const titles = [dictionaries.zh.serial, dictionaries.en.serial].map(
      ({ problems }) => serialProblemText(problems, example, "linux").title,
    );
    const alert = problem.getByRole("alert");
    await expect(alert.getByText(new RegExp(`^(${titles.join("|")})$`))).toBeVisible();
    expect(await problem.getByRole("listitem").count()).toBeGreaterThan(0);
    // A click away from the way back.
    await expect(this.app.at("serial-retry")).toBeEnabled();
  }

  async expectDone(version = NEW): Promise<void> {
    await expect(this.app.at("serial-done")).toHaveAttribute("data-version", version, { timeout: 80_000 });
    await expect(this.app.at("serial-problem")).toHaveCount(0);
  }

  /** The way back leads through the whole update. */
  async expectUpdate(): Promise<void> {
    await expect(this.app.at("serial-facts")).toBeVisible({ timeout: 30_000 });
    await expect(this.app.at("serial-problem")).toHaveCount(0);
    await this.app.at("serial-run").click();
    await this.expectDone();
  }

  async bringBack(): Promise<void> {
    await this.module.boot(this.afterRestart, this.wiped);
    await this.serial.plug();
  }

  async #restart(): Promise<void> {
    // An adapter stays where it is; a module that restarts does not hear what is sent.
    if (this.#usb !== ADAPTER_USB) await this.serial.unplug();
    if (!this.comesBack) return;
    await new Promise((done) => setTimeout(done, 700));
    await this.bringBack();
  }
}
