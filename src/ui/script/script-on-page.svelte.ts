import type { MadePackage, PackageType, Platform } from "../../../workers/maker-api.ts";
import {
  addressProblem,
  arePair,
  DOUBTS,
  secondAddress,
  LONGEST_ADDRESS,
  type AddressProblem,
} from "../../script/addresses.ts";
import { upgradeScript } from "../../script/generate.ts";
import { apiOf } from "../../script/module-choice.ts";
import type { Apn, PackageSource, ScriptChoices, ScriptWords } from "../../script/script-choices.ts";

/** What a script is about: a package that was made. */
export interface ScriptSubject {
  readonly platform: Platform;
  readonly type: PackageType;
  /** Recognised from the firmware. */
  readonly module: string | null;
  readonly oldVersion: string;
  readonly newVersion: string;
  readonly made: MadePackage;
}

export type SourceKind = PackageSource["kind"];

/** Where the package will lie, until somebody says it. */
const EXAMPLE_FOLDER = "http://example.com/";
const MODULE_FOLDER = "/usr/";

/**
 * The script for the module, and what the user says about it. What was typed outlives the package: the next one
 * of the same server starts from it.
 */
export class ScriptOnPage {
  #subject = $state.raw<ScriptSubject | null>(null);
  /** As typed; null follows the file names. */
  #first = $state<string | null>(null);
  #second = $state<string | null>(null);
  #path = $state<string | null>(null);
  #module = $state<string | null | undefined>(undefined);
  #kind = $state<SourceKind>("server");
  #restart = $state<ScriptChoices["restart"]>("by-module");
  #apn = $state.raw<Apn>({ name: "", user: "", password: "" });
  #edited = $state<string | null>(null);

  readonly subject = $derived(this.#subject);
  readonly type: PackageType = $derived(this.#subject?.type ?? "diff");
  readonly platform: Platform = $derived(this.#subject?.platform ?? "unknown");
  /** Chosen by hand, else recognised; null when nobody knows. */
  readonly module: string | null = $derived(
    this.#module === undefined ? (this.#subject?.module ?? null) : this.#module,
  );
  readonly api = $derived(apiOf(this.platform, this.module));
  readonly canBeFile = $derived(this.api.localUpgrade && this.type !== "mini");
  readonly canRestartByScript = $derived(this.api.resetDisable && this.type !== "mini");
  readonly kind: SourceKind = $derived(this.canBeFile ? this.#kind : "server");
  readonly restart: ScriptChoices["restart"] = $derived(
    this.canRestartByScript ? this.#restart : "by-module",
  );

  readonly #fileName: string = $derived(this.#subject?.made.files[0].fileName ?? "");
  readonly #secondName: string = $derived(
    this.#subject?.made.files.find(({ role }) => role === "second")?.fileName ?? "",
  );
  readonly first: string = $derived(this.#first?.trim() || EXAMPLE_FOLDER + encodeURI(this.#fileName));
  readonly second: string = $derived(
    this.#second?.trim() || (secondAddress(this.first) ?? EXAMPLE_FOLDER + encodeURI(this.#secondName)),
  );
  readonly urls: readonly string[] = $derived(
    this.type === "mini" ? [this.first, this.second] : [this.first],
  );
  readonly path: string = $derived(this.#path?.trim() || MODULE_FOLDER + this.#fileName);
  /** Whether an address was typed: only then it can be opened. */
  readonly addressed = $derived((this.#first?.trim() ?? "") !== "");

  readonly firstProblem: AddressProblem | null = $derived(
    this.addressed
      ? addressProblem(this.first, this.type, this.api, this.type === "mini" ? "first" : "only")
      : null,
  );
  readonly secondProblem: AddressProblem | null = $derived.by(() => {
    if (this.type !== "mini" || (this.#second?.trim() ?? "") === "") return null;
    const own = addressProblem(this.second, "mini", this.api, "second");
    if (own !== null && !DOUBTS.includes(own)) return own;
    return arePair(this.first, this.second) ? own : "not-a-pair";
  });

  get typedFirst(): string {
    return this.#first ?? "";
  }
  get typedSecond(): string {
    return this.#second ?? "";
  }
  get typedPath(): string {
    return this.#path ?? "";
  }
  get apn(): Apn {
    return this.#apn;
  }
  /** Whether the text is the user's own by now. */
  get edited(): boolean {
    return this.#edited !== null;
  }

  /** A package was made; an address of the last one becomes that of this one. */
  take(subject: ScriptSubject): void {
    if (this.#subject?.made === subject.made) return;
    const before = this.#fileName;
    const other =
      this.#subject !== null && this.#subject.made.files[0].sha256 !== subject.made.files[0].sha256;
    this.#subject = subject;
    if (other) {
      // A text that names the last package would fetch that one.
      this.#edited = null;
      this.#second = null;
      const stem = withoutName(this.#first ?? "", before);
      this.#first = stem === null ? null : stem + encodeURI(this.#fileName);
      this.#path = null;
    }
  }

  /** The address of a package that will be made next: it is not taken for one of the last package. */
  expectAddress(first: string): void {
    this.#subject = null;
    this.#edited = null;
    this.#second = null;
    this.#first = first;
  }

  typeFirst(url: string): void {
    this.#first = url;
  }
  typeSecond(url: string): void {
    this.#second = url;
  }
  typePath(path: string): void {
    this.#path = path;
  }
  chooseModule(module: string | null): void {
    this.#module = module;
  }
  chooseKind(kind: SourceKind): void {
    this.#kind = kind;
  }
  chooseRestart(restart: ScriptChoices["restart"]): void {
    this.#restart = restart;
  }
  typeApn(change: Partial<Apn>): void {
    this.#apn = { ...this.#apn, ...change };
  }

  /** The script as it is: the user's text, else the generated one. */
  text(words: ScriptWords): string {
    return this.#edited ?? this.generated(words);
  }

  generated(words: ScriptWords): string {
    const { oldVersion = "", newVersion = "" } = this.#subject ?? {};
    const apn = this.api.apn && this.#apn.name.trim() !== "" ? this.#apn : null;
    return upgradeScript(
      {
        platform: this.platform,
        type: this.type,
        module: this.module,
        api: this.api,
        source:
          this.kind === "file" ? { kind: "file", path: this.path } : { kind: "server", urls: this.urls, apn },
        restart: this.restart,
        oldVersion,
        newVersion,
      },
      words,
    );
  }

  edit(text: string, words: ScriptWords): void {
    this.#edited = text === this.generated(words) ? null : text;
  }

  reset(): void {
    this.#edited = null;
  }
}

export const scriptOnPage = new ScriptOnPage();

/** The address up to the file's name; null when it does not end with that. */
function withoutName(url: string, fileName: string): string | null {
  for (const name of [fileName, encodeURI(fileName)]) {
    if (name !== "" && url.trim().endsWith(`/${name}`)) return url.trim().slice(0, -name.length);
  }
  return null;
}

/** Characters that an address may have. */
export function longestAddress(type: PackageType): number {
  return LONGEST_ADDRESS[type];
}

/** Whether a browser can fetch it: FTP is not among what they do any more. */
export function opensInBrowser(url: string): boolean {
  return /^https?:\/\/./i.test(url);
}
