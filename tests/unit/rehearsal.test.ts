import { beforeAll, describe, expect, test } from "vitest";
import { digests } from "../../src/bytes/digest.ts";
import { open8910 } from "../support/opened.ts";
import { placesLeftAlone } from "../../src/words/proofs.ts";
import type { PackageType } from "../../src/contract/maker.ts";
import type { PowerCutChoice, RehearsalConditions, RehearsalJob } from "../../src/contract/rehearsal.ts";
import { jobOf, quiet, rehearsed, samples, scriptOf, type Rehearsed } from "../support/rehearsal.ts";

const cases = [
  { name: "RDAOTA02", type: "diff", platform: "unisoc8910" },
  { name: "ASR differential", type: "diff", platform: "asr" },
  { name: "ASR full", type: "full", platform: "asr" },
  { name: "ASR mini-system", type: "mini", platform: "asr" },
  { name: "EC200A differential", type: "diff", platform: "ec200a" },
  { name: "Eigencomm EC618", type: "diff", platform: "eigen618" },
  { name: "Eigencomm EC718", type: "diff", platform: "eigen718" },
] as const;

type Job = Awaited<ReturnType<typeof jobOf>>;

const under = (job: RehearsalJob, conditions: Partial<RehearsalConditions>): RehearsalJob => ({
  ...job,
  conditions: { ...quiet, ...conditions },
});

function countOf({ kinds }: Rehearsed, kind: Rehearsed["kinds"][number]): number {
  return kinds.filter((one) => one === kind).length;
}

describe.each(cases)("$name: the page's script on a virtual module", ({ type, platform }) => {
  let job: Job;
  beforeAll(async () => {
    job = await jobOf(type, samples[platform]);
  });

  test("leads from the old firmware to the new one", async () => {
    const run = await rehearsed(job);
    expect(run.last).toMatchObject({ kind: "finished", cuts: 0, version: job.versions.new });
    const boots = run.events.flatMap((event) => (event.kind === "boot" ? [event.system] : []));
    expect(boots).toEqual(
      {
        diff: ["old", "updater", "new"],
        full: ["same", "updater", "same"],
        mini: ["old", "updater", "mini", "updater", "new"],
      }[type],
    );
    const steps = run.events.filter((event) => event.kind === "step");
    expect(steps.map(({ done }) => done)).toEqual(steps.map((_, i) => i + 1));
    expect(steps.at(-1)?.total).toBe(steps.length);
    const moments = run.events.map(({ at }) => at);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
  });

  test("says of the outcome what the proof of the package says", async () => {
    const { last } = await rehearsed(under(job, { cut: "update" }));
    const { compared, chosen, uncovered } = job.made.proof;
    expect(last).toMatchObject({ compared, chosen, uncovered });
    expect(compared.flashBytes).toBeGreaterThan(0);
  });

  test("writes only inside of what it says is changed", async () => {
    const { events } = await rehearsed(job);
    const areas = events.find((event) => event.kind === "areas")?.areas ?? [];
    expect(areas.length).toBeGreaterThan(0);
    const written = events.flatMap((event) => (event.kind === "step" ? event.written : []));
    expect(written.length).toBeGreaterThan(0);
    for (const { area, from, to } of written) {
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThan(from);
      expect(to).toBeLessThanOrEqual(areas[area]?.size ?? -1);
    }
  });

  test.each(["download", "update", "random"] as const)("survives power cuts: %s", async (cut) => {
    const cuts: Record<Exclude<PowerCutChoice, "none">, number> = { download: 1, update: 1, random: 4 };
    for (const seed of cut === "random" ? [1, 2, 3, 4, 5] : [1]) {
      const run = await rehearsed(under(job, { cut, seed }));
      expect(run.last).toMatchObject({ kind: "finished", cuts: cuts[cut] });
      expect(countOf(run, "power-cut")).toBe(cuts[cut]);
      // The last time is on the new firmware, unless the package has taken the script away.
      expect(countOf(run, "script")).toBe((cut === "update" ? 1 : 2) + (type === "full" ? 0 : 1));
    }
  });

  test("tells what becomes of the script on the new firmware", async () => {
    const named = { ...job, answers: { old: "V0006", new: "V0007" } };
    const { last, kinds, text } = await rehearsed({ ...named, script: scriptOf(named) });
    const gone = type === "full";
    expect(last).toMatchObject({ scriptOnNew: gone ? "gone" : "content" });
    expect(/the new version already/.test(text)).toBe(!gone);
    expect(kinds.slice(kinds.lastIndexOf("boot"))).toEqual([
      "boot",
      ...(gone ? [] : ["script", "text"]),
      "finished",
    ]);
  });

  test("ends even where the module never says which version it is", async () => {
    const { last } = await rehearsed(job);
    expect(job.script).toContain(type === "full" ? "import fota" : "EXPECTED = ''");
    // Mini-system reports nothing, so that nobody sees whether the package arrived.
    expect(last).toMatchObject({ scriptOnNew: { diff: "content", full: "gone", mini: "stops" }[type] });
  });

  test("is the same every time, and another one with another seed", async () => {
    const conditions = { cut: "random", loss: "heavy", seed: 7 } as const;
    const once = await rehearsed(under(job, conditions));
    const again = await rehearsed(under(job, conditions));
    expect(again.events).toEqual(once.events);
    const other = await rehearsed(under(job, { ...conditions, seed: 8 }));
    expect(other.events).not.toEqual(once.events);
  });

  test("takes longer where the network is worse", async () => {
    const seconds = async (conditions: Partial<RehearsalConditions>): Promise<number> =>
      (await rehearsed(under(job, conditions))).last.at;
    const good = await seconds({});
    expect(await seconds({ speed: "weak" })).toBeGreaterThan(good);
    expect(await seconds({ loss: "heavy" })).toBeGreaterThan(good);
  });

  test.each([
    ["missing", "not-found"],
    ["wrong", "package-refused"],
    ["truncated", "package-refused"],
  ] as const)("keeps the old firmware when the server has it %s", async (server, code) => {
    const run = await rehearsed(under(job, { server }));
    expect(run.last).toMatchObject({ kind: "failed", code });
    expect(run.kinds).not.toContain("flag");
    expect(run.kinds).not.toContain("step");
    if (type !== "mini") expect(run.text).toMatch(/failed, code (723|505) /);
  });

  test("keeps the old firmware when the connection breaks off", async () => {
    const run = await rehearsed(under(job, { loss: "disconnect" }));
    expect(run.last).toMatchObject({ kind: "failed", code: "connection-lost" });
    expect(run.kinds).not.toContain("flag");
  });

  test("declines a package that is for another firmware", async () => {
    if (type === "full") return;
    const run = await rehearsed({ ...job, old: job.new });
    expect(run.last).toMatchObject({ kind: "failed", code: "other-firmware" });
    expect(run.kinds).not.toContain("step");
  });
});

test("the hash is that of the image in the firmware file", async () => {
  const { last } = await rehearsed(await jobOf("diff", samples.unisoc8910));
  const { bytes, fileName } = samples.unisoc8910.new;
  const image = open8910(fileName, bytes).firmware.flash.find(({ id }) => id === "AP")?.image;
  expect(last).toMatchObject({ image: "AP", sha256: digests(image ?? new Uint8Array(0)).sha256 });
});

describe("mini-system", () => {
  test("waits in the small system when the second file is missing", async () => {
    const job = await jobOf("mini", samples.asr);
    const run = await rehearsed(under(job, { server: "second-missing" }));
    expect(run.last).toMatchObject({ kind: "failed", code: "second-file-missing" });
    expect(run.events.filter((event) => event.kind === "request" && event.status === 404).length).toBe(4);
    expect(run.kinds).toContain("step");
  });

  test("brings the user partition along", async () => {
    const job = await jobOf("mini", samples.asr, { withUserPartition: true });
    const run = await rehearsed(under(job, { cut: "random", seed: 3 }));
    expect(run.last).toMatchObject({ kind: "finished", cuts: 4 });
    const areas = run.events.find((event) => event.kind === "areas")?.areas ?? [];
    expect(areas.map(({ name }) => name)).toEqual(["system", "customer_fs"]);
  });

  test("second file of another package is refused", async () => {
    const job = await jobOf("mini", samples.asr);
    const other = await jobOf("mini", samples.asr, { withUserPartition: true });
    const [first] = job.files;
    const [, second] = other.files;
    if (first === undefined || second === undefined) throw new Error("files are missing");
    const run = await rehearsed({ ...job, files: [first, second] });
    expect(run.last).toMatchObject({ code: "second-file-missing", detail: { code: "parts-apart" } });
  });
});

test("what differs and is not in the package is named in the outcome", async () => {
  const differing = async (type: PackageType, platform: "unisoc8910" | "asr") => {
    const { last } = await rehearsed(await jobOf(type, samples[platform]));
    return last.kind === "finished" ? placesLeftAlone(last).differing : [];
  };
  expect(await differing("diff", "unisoc8910")).toContain("BOOTLOADER");
  expect(await differing("mini", "asr")).toEqual(expect.arrayContaining(["customer_fs", "customer_app"]));
});

test("ASR differential: applications that are patched along", async () => {
  const job = await jobOf("diff", samples.asr, { apps: ["customer_app"] });
  const run = await rehearsed(under(job, { cut: "random", seed: 2 }));
  expect(run.last).toMatchObject({ kind: "finished", cuts: 4 });
  const areas = run.events.find((event) => event.kind === "areas")?.areas ?? [];
  expect(areas.map(({ name }) => name)).toEqual(["system", "customer_app"]);
});

test("the simulated module does tell another outcome from the new firmware", async () => {
  const job = await jobOf("full", samples.asr);
  const image = new Uint8Array((await job.userPartition?.arrayBuffer()) ?? new ArrayBuffer(0));
  image[image.length >> 1] = (image[image.length >> 1] ?? 0) ^ 1;
  const run = await rehearsed({ ...job, userPartition: new Blob([image]) });
  expect(run.last).toMatchObject({ kind: "failed", code: "wrong-outcome" });
});
