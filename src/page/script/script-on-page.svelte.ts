import { untrack } from "svelte";
import { comesInTwo } from "../../contract/formats.ts";
import type { MadePackage, PackageType, Platform } from "../../contract/maker.ts";
import {
  addressProblem,
  arePair,
  DOUBTS,
  secondAddress,
  LONGEST_ADDRESS,
  type AddressProblem,
} from "../../script/addresses.ts";
import { upgradeScript } from "../../script/generate.ts";
import { expectedAnswer, expectedProblem, type ExpectedProblem } from "../../script/guard.ts";
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
  /** What modules with either firmware are known to say of their version; empty where nobody knows. */
  readonly answers: Answers;
  readonly made: MadePackage;
}

export interface Answers {
  readonly old: string;
  readonly new: string;
}

/** Where the address of the package is kept as it is typed, empty while there is none: links and history want it too. */
export interface AddressHome {
  packageUrl: string;
}

export type SourceKind = PackageSource["kind"];

/** A text of the user's own, and what it was made from: choices that change later do not change it. */
interface EditedScript {
  readonly text: string;
  readonly kind: SourceKind;
  readonly path: string;
}

/** Where the package will lie, until somebody says it. */
const EXAMPLE_FOLDER = "http://example.com/";
const MODULE_FOLDER = "/usr/";

/** Digits of the SHA-256 by which a script knows its package. */
const ID_DIGITS = 16;

const NO_ANSWERS: Answers = { old: "", new: "" };

/**
 * The script for the module, and what the user says about it. What was typed outlives the package: the next one
 * of the same server starts from it.
 */
export class ScriptOnPage {
  #subject = $state.raw<ScriptSubject | null>(null);
  #home = $state.raw<AddressHome>({ packageUrl: "" });
  /** As typed; null follows the file names. */
  #second = $state<string | null>(null);
  #path = $state<string | null>(null);
  #expected = $state("");
  #module = $state<string | null | undefined>(undefined);
  #kind = $state<SourceKind>("server");
  #restart = $state<ScriptChoices["restart"]>("by-module");
  #apn = $state.raw<Apn>({ name: "", user: "", password: "" });
  #edited = $state.raw<EditedScript | null>(null);

  readonly subject = $derived(this.#subject);
  readonly type: PackageType = $derived(this.#subject?.type ?? "diff");
  readonly platform: Platform = $derived(this.#subject?.platform ?? "unknown");
  /** Chosen by hand, else recognised; null when nobody knows. */
  readonly module: string | null = $derived(
    this.#module === undefined ? (this.#subject?.module ?? null) : this.#module,
  );
  readonly #known: Answers = $derived(this.#subject?.answers ?? NO_ANSWERS);
  readonly api = $derived(apiOf(this.platform, this.module, this.#known.old));
  /** Whether the module fetches two files; it does that by itself, without the script. */
  readonly twoFiles: boolean = $derived(comesInTwo(this.type));
  readonly canBeFile = $derived(this.api.localUpgrade && !this.twoFiles);
  readonly canRestartByScript = $derived(this.api.resetDisable && !this.twoFiles);
  readonly kind: SourceKind = $derived(this.canBeFile ? this.#kind : "server");
  readonly restart: ScriptChoices["restart"] = $derived(
    this.canRestartByScript ? this.#restart : "by-module",
  );

  readonly #fileName: string = $derived(this.#subject?.made.files[0].fileName ?? "");
  readonly #secondName: string = $derived(
    this.#subject?.made.files.find(({ role }) => role === "second")?.fileName ?? "",
  );
  readonly first: string = $derived(this.typedFirst.trim() || EXAMPLE_FOLDER + encodeURI(this.#fileName));
  readonly second: string = $derived(
    this.#second?.trim() || (secondAddress(this.first) ?? EXAMPLE_FOLDER + encodeURI(this.#secondName)),
  );
  readonly urls: readonly string[] = $derived(this.twoFiles ? [this.first, this.second] : [this.first]);
  readonly path: string = $derived(this.#path?.trim() || MODULE_FOLDER + this.#fileName);
  /** Whether an address was typed: only then it can be opened. */
  readonly addressed = $derived(this.typedFirst.trim() !== "");

  /** What the names of the firmware say that the new version answers, and the old one does not; empty for nothing. */
  readonly proposedExpected: string = $derived(expectedAnswer(this.#known.old, this.#known.new));
  readonly expectedProblem: ExpectedProblem | null = $derived(
    expectedProblem(this.#expected.trim(), this.#known.old),
  );
  /** By which the script knows that the new version runs; a name that would mislead it is left out. */
  readonly expected: string = $derived(
    this.#expected.trim() === "" || this.expectedProblem !== null
      ? this.proposedExpected
      : this.#expected.trim(),
  );
  /** What the module says before and after, as far as anybody knows. */
  readonly answers: Answers = $derived({ old: this.#known.old, new: this.expected || this.#known.new });

  /** From where the text as it is takes the package. */
  readonly takes: SourceKind = $derived(this.#edited?.kind ?? this.kind);
  /** The file on the module from which it does, if it does. */
  readonly packagePath: string = $derived(this.#edited?.path ?? this.path);
  /** Addresses that only show what one looks like. */
  readonly #examples: readonly string[] = $derived(
    [this.#fileName, this.#secondName]
      .filter((name) => name !== "")
      .map((name) => EXAMPLE_FOLDER + encodeURI(name)),
  );
  /** Whether the text as it is downloads from an address that nobody typed. */
  readonly addressMissing: boolean = $derived.by(() => {
    if (this.takes === "file") return false;
    const first = this.typedFirst.trim();
    const typed = [first, secondAddress(first), this.#second?.trim()];
    const named = (url: string): boolean => this.#edited?.text.includes(url) ?? this.urls.includes(url);
    return this.#examples.some((url) => !typed.includes(url) && named(url));
  });

  readonly firstProblem: AddressProblem | null = $derived(
    this.addressed ? addressProblem(this.first, this.type, this.api, this.twoFiles ? "first" : "only") : null,
  );
  readonly secondProblem: AddressProblem | null = $derived.by(() => {
    if (!this.twoFiles || (this.#second?.trim() ?? "") === "") return null;
    const own = addressProblem(this.second, this.type, this.api, "second");
    if (own !== null && !DOUBTS.includes(own)) return own;
    return arePair(this.first, this.second) ? own : "not-a-pair";
  });

  get typedFirst(): string {
    return this.#home.packageUrl;
  }
  get typedSecond(): string {
    return this.#second ?? "";
  }
  get typedPath(): string {
    return this.#path ?? "";
  }
  get typedExpected(): string {
    return this.#expected;
  }
  get apn(): Apn {
    return this.#apn;
  }
  /** Whether the text is the user's own by now. */
  get edited(): boolean {
    return this.#edited !== null;
  }

  /** A package was made; an address of the last one becomes that of this one. */
  take(subject: ScriptSubject, home: AddressHome): void {
    const last = untrack(() => this.#subject);
    if (last?.made === subject.made) return;
    this.#home = home;
    this.#subject = subject;
    if (last === null || last.made.files[0].sha256 === subject.made.files[0].sha256) return;
    // A text that names the last package would fetch that one.
    this.#edited = null;
    this.#second = null;
    this.#path = null;
    this.#expected = "";
    const typed = untrack(() => home.packageUrl);
    const stem = withoutName(typed, last.made.files[0].fileName);
    if (stem !== null) home.packageUrl = stem + encodeURI(subject.made.files[0].fileName);
  }

  typeFirst(url: string): void {
    this.#home.packageUrl = url;
  }
  typeSecond(url: string): void {
    this.#second = url;
  }
  typePath(path: string): void {
    this.#path = path;
  }
  typeExpected(name: string): void {
    this.#expected = name;
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
    return this.#edited?.text ?? this.generated(words);
  }

  generated(words: ScriptWords): string {
    const apn = this.api.apn && this.#apn.name.trim() !== "" ? this.#apn : null;
    return this.#from(
      this.kind === "file" ? { kind: "file", path: this.path } : { kind: "server", urls: this.urls, apn },
      words,
    );
  }

  /** By which the module takes the package from {@link packagePath}: the text as it is where that does, else one that is generated. */
  fileText(words: ScriptWords): string {
    return this.takes === "file"
      ? this.text(words)
      : this.#from({ kind: "file", path: this.packagePath }, words);
  }

  #from(source: PackageSource, words: ScriptWords): string {
    const { platform, type, module, api, restart, expected } = this;
    const { oldVersion = "", newVersion = "" } = this.#subject ?? {};
    const packageId = this.#subject?.made.files[0].sha256.slice(0, ID_DIGITS) ?? "";
    const about = { platform, type, module, api, restart, oldVersion, newVersion, expected, packageId };
    return upgradeScript({ ...about, source }, words);
  }

  edit(text: string, words: ScriptWords): void {
    const { takes: kind, packagePath: path } = this;
    this.#edited = text === this.generated(words) ? null : { text, kind, path };
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
