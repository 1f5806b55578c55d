/** What can be chosen about a package besides its files and its type. */
import { RULE_SET_IDS } from "../../contract/formats.ts";
import type {
  FileMethod,
  FirmwareFacts,
  MakeOptions,
  PackageType,
  RuleSetId,
  Side,
  UserPartitionFacts,
} from "../../contract/maker.ts";

/** The choices of the user alone: what is null or empty follows the firmware. Can be written down and taken back. */
export interface ChosenOptions {
  readonly ruleSet: RuleSetId | null;
  /** Names to be written into the package, as modules report them; null or empty: none. */
  readonly versions: Readonly<Record<Side, string | null>>;
  readonly apps: readonly string[];
  readonly cutErased: boolean;
  readonly withUserPartition: boolean | null;
  readonly fileMethods: Readonly<Record<string, FileMethod>>;
}

export const nothingChosen: ChosenOptions = {
  ruleSet: null,
  versions: { old: null, new: null },
  apps: [],
  cutErased: false,
  withUserPartition: null,
  fileMethods: {},
};

/** What the proposals come from. */
export interface OptionSources {
  readonly new: FirmwareFacts | null;
  readonly userPartition: UserPartitionFacts | null;
  /** Version names of a link that is followed, as long as its files are there. */
  readonly linked?: ChosenOptions["versions"];
}

/** The choices with the proposals of the firmware where nothing was chosen. */
export function optionsInUse(type: PackageType, chosen: ChosenOptions, sources: OptionSources): MakeOptions {
  const { new: fresh, userPartition, linked } = sources;
  // What files are called never gets into a package: a name that the module does not report makes it refuse.
  const name = (side: Side): string => (chosen.versions[side] ?? linked?.[side] ?? "").trim();
  return {
    type,
    ruleSet: chosen.ruleSet ?? fresh?.ruleSet ?? RULE_SET_IDS[0],
    oldVersion: name("old"),
    newVersion: name("new"),
    apps: fresh?.apps.filter((app) => chosen.apps.includes(app)) ?? [],
    cutErased: chosen.cutErased,
    // That of a release is all but empty: it comes along once it is another one.
    withUserPartition:
      userPartition !== null && (chosen.withUserPartition ?? userPartition.source !== "firmware"),
    fileMethods: chosen.fileMethods,
  };
}

/** Choices with the two sides exchanged. */
export function swappedOptions(chosen: ChosenOptions): ChosenOptions {
  return { ...chosen, versions: { old: chosen.versions.new, new: chosen.versions.old } };
}

function namesSome({ versions }: ChosenOptions): boolean {
  return [versions.old, versions.new].some((name) => (name ?? "").trim() !== "");
}

export class PackageOptions {
  #chosen = $state.raw<ChosenOptions>(nothingChosen);
  readonly #onChange: (judgeAgain: boolean) => void;

  /** `onChange`: which names there are need not be judged again, only whether there are any. */
  constructor(onChange: (judgeAgain: boolean) => void) {
    this.#onChange = onChange;
  }

  get chosen(): ChosenOptions {
    return this.#chosen;
  }

  choose(choice: Partial<ChosenOptions>): void {
    const before = this.#chosen;
    this.#chosen = { ...before, ...choice };
    const others = Object.keys(choice).some((name) => name !== "versions");
    this.#onChange(others || namesSome(before) !== namesSome(this.#chosen));
  }

  nameVersion(side: Side, name: string | null): void {
    this.choose({ versions: { ...this.#chosen.versions, [side]: name } });
  }

  chooseApp(app: string, along: boolean): void {
    const others = this.#chosen.apps.filter((one) => one !== app);
    this.choose({ apps: along ? [...others, app] : others });
  }

  /** null goes back to the rules. */
  chooseFileMethod(path: string, method: FileMethod | null): void {
    const others = Object.entries(this.#chosen.fileMethods).filter(([one]) => one !== path);
    this.choose({ fileMethods: Object.fromEntries(method === null ? others : [...others, [path, method]]) });
  }

  swap(): void {
    this.choose({ versions: swappedOptions(this.#chosen).versions });
  }
}
