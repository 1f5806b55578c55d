/** The page as its readers use it: verbs and expectations, no selectors in the tests themselves. */
import type { SampleFirmware } from "../../src/sample/sample-firmware.ts";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { smallSamplePair } from "../support/small-sample.ts";

/** A file to choose: a path, or contents under a name. */
export type Choice = string | { readonly fileName: string; readonly bytes: Uint8Array };

export interface Downloaded {
  readonly fileName: string;
  readonly bytes: Buffer;
  readonly sha256: string;
}

type Language = "zh" | "en";
const documentLanguage: Readonly<Record<Language, string>> = { zh: "zh-CN", en: "en" };

export type Look = readonly [colorScheme: "light" | "dark", language: Language];

/** How the page is looked at: colours do not depend on the language, so two pairs show both of both. */
export const looks: readonly Look[] = [
  ["light", "zh"],
  ["dark", "en"],
];

const smallPair = smallSamplePair();

/** Long enough for a slow machine to make a package of sample firmware. */
const makingTimeout = 90_000;

export class App {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  at(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async open(address = ""): Promise<void> {
    await this.page.goto(`./${address}`);
    await expect(this.at("language-zh")).toBeVisible();
    await this.expectScreen();
  }

  /** Screens are fetched when they are wanted first. */
  async expectScreen(): Promise<void> {
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
  }

  async choose(side: "old" | "new", file: Choice): Promise<void> {
    await this.at(`${side}-input`).setInputFiles(inputFile(file));
  }

  async choosePair(old: Choice, fresh: Choice): Promise<void> {
    await this.choose("old", old);
    await this.choose("new", fresh);
  }

  async trySample(platform: "unisoc8910" | "asr" = "unisoc8910"): Promise<void> {
    await this.at(platform === "asr" ? "sample-asr" : "sample").click();
    await this.expectReady();
  }

  /** A pair of the 8910 that is made in a moment. */
  async takeSmallPair(): Promise<void> {
    await this.choosePair(smallPair.old, smallPair.new);
    await this.expectReady();
  }

  async chooseType(type: "diff" | "full" | "mini"): Promise<void> {
    await this.at(`type-${type}`).check();
  }

  /** Lets files and folders of the disk go over an element, as a file manager does. */
  async dropFromDisk(target: Locator, ...paths: readonly string[]): Promise<void> {
    await target.scrollIntoViewIfNeeded();
    const box = await target.boundingBox();
    if (box === null) throw new Error("nothing to drop on");
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...paths], dragOperationsMask: 1 };
    const place = { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 40) };
    for (const type of ["dragEnter", "dragOver", "drop"] as const) {
      await session.send("Input.dispatchDragEvent", { type, ...place, data });
    }
    await session.detach();
  }

  /** A file or folder in the list of the user partition. */
  userFile(path: string): Locator {
    return this.page.locator(`[data-testid="fs-entry"][data-path="${path}"]`);
  }

  /** Puts a file in the place of one in the user partition. */
  async replaceUserFile(path: string, text: string): Promise<void> {
    await this.userFile(path).click();
    await this.at("fs-replace").setInputFiles({
      name: "changed.py",
      mimeType: "text/plain",
      buffer: Buffer.from(text),
    });
    await expect(this.at("fs-note")).toContainText(path);
  }

  /** A download that a button or link starts. */
  async downloadBy(trigger: Locator): Promise<Downloaded> {
    const [download] = await Promise.all([this.page.waitForEvent("download"), trigger.click()]);
    const bytes = await readFile(await download.path());
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { fileName: download.suggestedFilename(), bytes, sha256 };
  }

  /** Lets files go over an element, as a file manager does. */
  async drop(target: Locator, ...files: readonly SampleFirmware[]): Promise<void> {
    const dataTransfer = await this.page.evaluateHandle(
      (contents) => {
        const transfer = new DataTransfer();
        for (const { fileName, base64 } of contents) {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          transfer.items.add(new File([bytes], fileName));
        }
        return transfer;
      },
      files.map(({ fileName, bytes }) => ({ fileName, base64: Buffer.from(bytes).toString("base64") })),
    );
    for (const type of ["dragenter", "dragover", "drop"]) await target.dispatchEvent(type, { dataTransfer });
  }

  /** Goes to another screen by the header. */
  async goTo(screen: "make" | "fleet" | "inspect" | "history"): Promise<void> {
    const link = this.page.getByRole("navigation").locator(`a[href="#/${screen}"]`);
    await link.click();
    await expect(link).toHaveAttribute("aria-current", "page");
    await this.expectScreen();
  }

  async inspect(file: Choice): Promise<void> {
    await this.at("inspect-input").setInputFiles(inputFile(file));
  }

  /** Adds firmware to the fleet. */
  async addToFleet(...files: readonly Exclude<Choice, string>[]): Promise<void> {
    await this.at("fleet-add").setInputFiles(
      files.map(({ fileName, bytes }) => ({
        name: fileName,
        mimeType: "application/octet-stream",
        buffer: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      })),
    );
  }

  /** The line of an old firmware in the fleet. */
  fleetRow(fileName: string): Locator {
    return this.page.locator(`[data-testid="fleet-row"][data-file="${fileName}"]`);
  }

  async speak(language: Language): Promise<void> {
    await this.at(`language-${language}`).click();
    await expect(this.page.locator("html")).toHaveAttribute("lang", documentLanguage[language]);
  }

  /** Colours and language change under the reader's hands: the pointer and the focus stay where they are. */
  async switchTo([colorScheme, language]: Look): Promise<void> {
    await this.page.emulateMedia({ colorScheme });
    await this.at(`language-${language}`).evaluate((button: HTMLElement) => {
      button.click();
    });
    await expect(this.page.locator("html")).toHaveAttribute("lang", documentLanguage[language]);
  }

  async startMaking(): Promise<void> {
    await this.at("build").click();
  }

  async makePackage(): Promise<void> {
    await this.startMaking();
    await this.expectResult();
  }

  /** `which`: 2 and the merged one are there for mini-system only. */
  async download(which: 1 | 2 | "merged" = 1): Promise<Downloaded> {
    return await this.downloadBy(this.at(`download-${which}`));
  }

  /**
   * From now on the worker never hears that it shall do this, so that the page stays at work.
   * To be called before the page is opened.
   */
  async holdWork(work: "make" | "verify" = "make"): Promise<void> {
    await this.page.addInitScript((held) => {
      window.Worker = class extends Worker {
        override postMessage(message: { path?: string[] }, options?: unknown): void {
          if (message.path?.[0] !== held) super.postMessage(message, options as Transferable[]);
        }
      };
    }, work);
  }

  /** On the inspect screen: what the package that is shown is verified against. */
  async chooseForVerification(place: "old" | "new" | "second", file: Choice): Promise<void> {
    await this.at(`verify-${place}-input`).setInputFiles(inputFile(file));
  }

  async verify(): Promise<void> {
    await expect(this.at("verify")).toBeEnabled({ timeout: 30_000 });
    await this.at("verify").click();
  }

  async expectVerdict(verdict: "applies" | "applies-with-differences" | "refused"): Promise<void> {
    const result = this.at("verify-result");
    await expect(result).toHaveAttribute("data-verdict", verdict, { timeout: makingTimeout });
    await expect(result.getByRole("heading", { level: 2 })).toBeFocused();
  }

  async expectReady(): Promise<void> {
    // The user partition moves what is below it until it is there: a click could go beside the button.
    for (const type of ["full", "mini"] as const) {
      if (await this.at(`type-${type}`).isChecked())
        await expect(this.at("fs-panel")).toHaveAttribute("aria-busy", "false", { timeout: 30_000 });
    }
    await expect(this.at("build")).toBeEnabled({ timeout: 30_000 });
  }

  async expectResult(): Promise<void> {
    await expect(this.at("result").or(this.at("error")).first()).toBeVisible({ timeout: makingTimeout });
    await expect(this.at("error")).toHaveCount(0);
    await expect(this.at("result")).toHaveAttribute("data-verified", "true");
  }

  /** Exactly one refusal, with this code, said to everybody, with a way out. */
  async expectRefusal(code: string): Promise<void> {
    const error = this.at("error");
    await expect(error).toHaveAttribute("data-code", code, { timeout: 30_000 });
    await expect(error).toHaveAttribute("role", "alert");
    await expect(error).toContainText(code);
    await expect(error.getByRole("paragraph")).toHaveCount(4);
    await expect(this.at("result")).toHaveCount(0);
  }

  /** Rehearses the script under these conditions; each is the value of one of the choices. */
  async rehearse(conditions: Readonly<Record<string, string>> = {}): Promise<void> {
    for (const [name, value] of Object.entries({ pace: "instant", ...conditions })) {
      await this.at(`rehearsal-${name}`).selectOption(value);
    }
    await this.at("rehearsal-run").click();
  }

  async expectRehearsed(outcome: "updated" | "failed", code = ""): Promise<void> {
    const result = this.at("rehearsal-result");
    await expect(result).toHaveAttribute("data-outcome", outcome, { timeout: 60_000 });
    await expect(result).toHaveAttribute("data-code", code);
  }

  /** Types a script of one's own; null goes back to the page's. */
  async setScript(script: string | null): Promise<void> {
    if (script !== null) await this.at("script-editor").fill(script);
    else await this.at("script-reset").click();
  }

  async figure(name: "bytes" | "seconds"): Promise<number> {
    return Number(await this.at("result").getAttribute(`data-${name}`));
  }
}

function inputFile(choice: Choice): Parameters<Locator["setInputFiles"]>[0] {
  if (typeof choice === "string") return choice;
  return {
    name: choice.fileName,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(choice.bytes.buffer, choice.bytes.byteOffset, choice.bytes.byteLength),
  };
}

export const test = base.extend<{ app: App }>({
  app: async ({ page }, use) => {
    const faults: string[] = [];
    page.on("pageerror", (error) => faults.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy/i.test(message.text())) faults.push(message.text());
    });
    await use(new App(page));
    // No error may go by unseen, whatever the test was about.
    expect(faults).toEqual([]);
  },
});

export { expect };
