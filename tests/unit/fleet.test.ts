import { dictionaries } from "../support/dictionaries.ts";
import { createHash } from "node:crypto";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import {
  fleetEntries,
  fleetManifest,
  type FleetPackage,
  fleetName,
  fleetTable,
} from "../../src/page/fleet/archive.ts";
import { incomingFirmware } from "../../src/page/fleet/incoming-firmware.ts";
import { placesOf, proposedNew, type Row, rowState, type TaskView } from "../../src/page/fleet/rows.ts";
import { meantToGoBack } from "../../src/page/rollback/going-back.ts";
import type { FirmwareFacts, MadeFile, PairVerdict, Platform } from "../../src/contract/maker.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { valueOf } from "../support/maker.ts";

function facts(fileName: string, changes: Partial<FirmwareFacts> = {}): FirmwareFacts {
  const version = fileName.replace(/\..*/, "");
  return {
    fileName,
    version,
    bytes: 1000,
    sha256: digest(fileName),
    md5: "m",
    platform: "unisoc8910" satisfies Platform,
    builtAt: 1,
    ...changes,
  } as FirmwareFacts;
}

/** Something like a digest, another one for every name. */
function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex");
}

let lastId = 0;
function row(one: FirmwareFacts): Row {
  return { id: ++lastId, file: new File([], one.fileName), reading: { phase: "read", facts: one } };
}

const byTime = (one: FirmwareFacts, other: FirmwareFacts) => (one.builtAt ?? 0) < (other.builtAt ?? 0);

describe("the new firmware that is proposed", () => {
  test("is the newest, wherever it stands", () => {
    const rows = [3, 9, 5].map((builtAt) => row(facts(`V${builtAt}.pac`, { builtAt })));
    expect(proposedNew(rows, byTime)).toBe(rows[1]);
    expect(proposedNew([...rows].reverse(), byTime)).toBe(rows[1]);
  });

  test("is of the platform of most, even when another one is newer", () => {
    const rows = [
      row(facts("a.bin", { platform: "asr", builtAt: 99 })),
      row(facts("b.pac", { builtAt: 1 })),
      row(facts("c.pac", { builtAt: 2 })),
    ];
    expect(proposedNew(rows, byTime)).toBe(rows[2]);
  });

  test("is none while nothing is read", () => {
    expect(proposedNew([], byTime)).toBeNull();
    expect(proposedNew([{ ...row(facts("a.pac")), reading: { phase: "waiting" } }], byTime)).toBeNull();
  });
});

test("the same bytes are recognised among the old ones and as the new one", () => {
  const [fresh, old, again, freshAgain] = [
    row(facts("new.pac")),
    row(facts("old.pac")),
    row(facts("again.pac", { sha256: digest("old.pac") })),
    row(facts("copy.pac", { sha256: digest("new.pac") })),
  ];
  const waiting: Row = { ...row(facts("later.pac")), reading: { phase: "waiting" } };
  const rows = [freshAgain, fresh, old, again, waiting];
  const places = placesOf(rows, fresh.id);
  expect(rows.map(({ id }) => places.get(id))).toEqual([
    { kind: "same-as-new", fileName: "new.pac" },
    { kind: "new" },
    { kind: "old" },
    { kind: "same-as-old", fileName: "old.pac" },
    null,
  ]);
});

describe("the state of a row", () => {
  const old = { kind: "old" } as const;
  const one = row(facts("a.pac"));
  const fits: PairVerdict = { refusal: null, warnings: [] };
  const not: PairVerdict = { refusal: { code: "same-firmware", detail: { file: "x" } }, warnings: [] };
  const task = (
    verdict: PairVerdict | null,
    state?: TaskView<unknown>["state"],
  ): Pick<TaskView<unknown>, "verdict" | "state"> => ({ verdict, state });
  const done = { phase: "made", result: null } as const;

  test.each([
    ["judging", [task(null)]],
    ["judging", [task(fits), task(null)]],
    ["ready", [task(fits)]],
    ["refused", [task(not)]],
    // One direction is enough.
    ["ready", [task(fits), task(not)]],
    ["made", [task(fits, done), task(not)]],
    ["ready", [task(fits, done), task(fits)]],
    ["waiting", [task(fits, done), task(fits, { phase: "waiting" })]],
    [
      "working",
      [
        task(fits, { phase: "working", progress: { stage: "read", subject: "", done: 0 } }),
        task(fits, { phase: "waiting" }),
      ],
    ],
    ["cancelled", [task(fits, done), task(fits, { phase: "cancelled" })]],
    ["refused", [task(fits, { phase: "refused", refusal: not.refusal! }), task(fits, done)]],
    ["blocked", []],
  ] as const)("%s", (expected, tasks) => {
    expect(rowState(one, old, tasks)).toBe(expected);
  });

  test("before and without a package", () => {
    expect(rowState({ ...one, reading: { phase: "reading" } }, null, [])).toBe("reading");
    expect(rowState({ ...one, reading: { phase: "refused", refusal: not.refusal! } }, null, [])).toBe(
      "refused",
    );
    expect(rowState(one, { kind: "same-as-old", fileName: "b" }, [])).toBe("duplicate");
  });
});

function file(role: MadeFile["role"], fileName: string, text = fileName): MadeFile {
  return { role, fileName, blob: new Blob([text]), bytes: text.length, sha256: digest(fileName), md5: "5" };
}

function fleetPackage(
  from: FirmwareFacts,
  to: FirmwareFacts,
  files: readonly [MadeFile, ...MadeFile[]],
  direction: FleetPackage["direction"] = "up",
): FleetPackage {
  return { direction, from, to, made: { files, packageClass: "safe" } as unknown as FleetPackage["made"] };
}

describe("what goes out of a fleet", () => {
  const fresh = facts("V9.pac");
  const [one, other] = [facts("V1.pac"), facts("V1-again.pac", { version: "V1" })];
  const packages = [
    fleetPackage(one, fresh, [file("package", "fota_V1_to_V9_1_compact.pack", "first")]),
    fleetPackage(fresh, one, [file("package", "fota_V9_to_V1_2_compact.pack", "back")], "back"),
    fleetPackage(other, fresh, [file("package", "fota_V1_to_V9_3_compact.pack", "second")]),
    fleetPackage(fresh, other, [file("package", "fota_V9_to_V1_4_compact.pack", "back again")], "back"),
  ];
  const about = { platform: "unisoc8910", type: "diff", classes: true } as const;
  const namesIn = (all: readonly FleetPackage[]) => fleetEntries(all, about).map(({ name }) => name);

  test("has the names of its packages, and the merged file stays at home", () => {
    const mini = [
      file("first", "fota_a_to_b_5.mini_1"),
      file("second", "fota_a_to_b_5.mini_2"),
      file("merged", "fota_a_to_b_5.mini"),
    ] as const;
    expect(namesIn([...packages, fleetPackage(one, fresh, mini)])).toEqual([
      "fota_V1_to_V9_1_compact.pack",
      "fota_V9_to_V1_2_compact.pack",
      "fota_V1_to_V9_3_compact.pack",
      "fota_V9_to_V1_4_compact.pack",
      "fota_a_to_b_5.mini_1",
      "fota_a_to_b_5.mini_2",
      "manifest.json",
      "packages.csv",
    ]);
  });

  test("has a package that is the same for two old firmwares once, and lists it for both", () => {
    const same = [file("package", "fota_V1_to_V9_1.pack")] as const;
    const twice = [fleetPackage(one, fresh, same), fleetPackage(other, fresh, same)];
    expect(namesIn(twice)).toEqual(["fota_V1_to_V9_1.pack", "manifest.json", "packages.csv"]);
    expect(fleetTable(twice).split("\r\n")).toHaveLength(4);
  });

  test("is called by the new version and by the packages in it, in whatever order they were made", () => {
    const name = fleetName("V9 测试", packages);
    expect(name).toMatch(/^fota_fleet_V9-_[0-9a-f]{8}$/);
    expect(fleetName("V9 测试", [...packages].reverse())).toBe(name);
    const others = packages.map((left) =>
      fleetName(
        "V9 测试",
        packages.filter((one) => one !== left),
      ),
    );
    expect(new Set([name, ...others]).size).toBe(1 + packages.length);
  });

  test("lists every package with its versions and digests, the same every time", () => {
    const text = fleetManifest(packages, about);
    expect(fleetManifest(packages, about)).toBe(text);
    const manifest = JSON.parse(text) as {
      packages: {
        direction: string;
        versions: unknown;
        firmware: { old: { sha256: string } };
        files: { sha256: string }[];
      }[];
    };
    expect(manifest.packages.map(({ direction, versions }) => [direction, versions])).toEqual([
      ["update", { old: "V1", new: "V9" }],
      ["rollback", { old: "V9", new: "V1" }],
      ["update", { old: "V1", new: "V9" }],
      ["rollback", { old: "V9", new: "V1" }],
    ]);
    expect(manifest.packages[2]!.firmware.old.sha256).toBe(other.sha256);
    expect(manifest.packages[0]!.files[0]!.sha256).toBe(digest("fota_V1_to_V9_1_compact.pack"));
  });

  test("has a table that spreadsheets read, in which no name is a formula", () => {
    const from = facts('=cmd,"x".pac', { version: "V1" });
    const table = fleetTable([fleetPackage(from, fresh, [file("package", "p.pack")])]);
    const [head, line, end] = table.split("\r\n");
    expect(head).toMatch(/^\uFEFFdirection,old_version,new_version,file,bytes,sha256,md5,/);
    expect(line).toContain(`update,V1,V9,p.pack,6,${digest("p.pack")},5,"'=cmd,""x"".pac",`);
    expect(end).toBe("");
  });

  test("is one archive, byte by byte the same every time", async () => {
    const maker = new Maker();
    const pack = async () => {
      const archive = valueOf(await maker.zip(fleetEntries(packages, about)));
      return new Uint8Array(await archive.arrayBuffer());
    };
    const bytes = await pack();
    expect(await pack()).toEqual(bytes);
    const files = unzipSync(bytes);
    expect(Object.keys(files)).toEqual(namesIn(packages));
    expect(strFromU8(files["fota_V9_to_V1_2_compact.pack"]!)).toBe("back");
    expect(strFromU8(files["manifest.json"]!)).toBe(fleetManifest(packages, about));
  });
});

test("of folders only what may be firmware is taken; a file that was chosen is wanted whatever its name", () => {
  const chosen = ["readme.md", "all/a.pac", "all/deep/B.BIN", "all/notes.txt", "all/.git/x.bin"].map(
    (path) => ({
      path,
      file: new File([], path.split("/").at(-1) ?? ""),
    }),
  );
  const { files, passedOver } = incomingFirmware(chosen);
  expect(files.map(({ name }) => name)).toEqual(["readme.md", "a.pac", "B.BIN"]);
  expect(passedOver).toBe(2);
});

test("going back is no warning where it is wanted; everything else stays", () => {
  const swapped = { code: "old-and-new-swapped", detail: { old: "a", new: "b" } } as const;
  const regions = { code: "region-not-reproduced", detail: { regions: ["r"] } } as const;
  expect(meantToGoBack({ refusal: null, warnings: [swapped, regions] }).warnings).toEqual([regions]);
});

const chinese = /[\u3000-\u9fff\uff00-\uffef]/;
function plainTexts(words: object): string[] {
  return Object.values(words).flatMap((value: unknown) =>
    typeof value === "string"
      ? [value]
      : typeof value === "object" && value !== null
        ? plainTexts(value)
        : [],
  );
}

test.each(["fleet", "rollback"] as const)("texts of the %s are there in both languages", (part) => {
  const english = plainTexts(dictionaries.en[part]);
  expect(english.length).toBeGreaterThan(5);
  expect(english.filter((text) => text.trim() === "" || chinese.test(text))).toEqual([]);
  expect(plainTexts(dictionaries.zh[part]).filter((text) => !chinese.test(text))).toEqual([]);
});
