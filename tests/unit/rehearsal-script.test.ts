import { beforeAll, describe, expect, test } from "vitest";
import type { RehearsalJob } from "../../src/contract/rehearsal.ts";
import { jobOf, quiet, rehearsed, samples, scriptOf } from "../support/rehearsal.ts";
import { told } from "../support/told.ts";

type Job = Awaited<ReturnType<typeof jobOf>>;
let unisoc: Job;
let asr: Job;
let mini: Job;

beforeAll(async () => {
  unisoc = await jobOf("diff", samples.unisoc8910);
  asr = await jobOf("diff", samples.asr);
  mini = await jobOf("mini", samples.asr);
});

const python = (lines: readonly string[]): string => `${lines.join("\n")}\n`;
const call = (job: RehearsalJob, more = ""): string => `f.httpDownload(url1='${job.urls[0] ?? ""}'${more})`;
const callback = [
  "seen = []",
  "def report(args):",
  "    seen.append(args[0])",
  "    print('seen', args[0], args[1])",
];

describe("what is printed", () => {
  test("in long lines is broken and nothing of it lost; on the new firmware so much is kept", async () => {
    const long = python([
      "for i in range(10):",
      "    print('x' * 10000)",
      "for i in range(10000):",
      "    print('y', end='')",
      "print()",
    ]);
    const { events, last } = await rehearsed({ ...unisoc, script: long + unisoc.script });
    expect(last).toMatchObject({ kind: "finished", scriptOnNew: "content" });
    const onNew = events.map(({ kind }) => kind).lastIndexOf("script");
    const textOf = (some: typeof events) =>
      some.map((event) => (event.kind === "text" ? event.text : "")).join("");
    const before = textOf(events.slice(0, onNew));
    const broken = (letter: string) => [4096, 4096, 1808].map((length) => letter.repeat(length));
    const printed = [...new Array<string[]>(10).fill(broken("x")).flat(), ...broken("y")];
    expect(before.split("\n").slice(0, printed.length)).toEqual(printed);
    const after = textOf(events.slice(onNew)).replaceAll("\n", "");
    expect(after.length).toBeGreaterThan(65_000);
    expect(after.length).toBeLessThan(80_000);
  });
});

describe("what 0 from httpDownload means", () => {
  test("UNISOC: downloaded and checked, after the callback", async () => {
    const script = python([
      "import fota",
      ...callback,
      "f = fota()",
      `r = ${call(unisoc, ", callback=report")}`,
      "print('result', r, 2 in seen)",
    ]);
    const { text, last } = await rehearsed({ ...unisoc, script });
    expect(text).toContain("result 0 True");
    expect(last.kind).toBe("finished");
  });

  test("ASR: accepted, the callback follows while the script waits, or after its end", async () => {
    const script = python([
      "import fota, utime",
      ...callback,
      "f = fota()",
      `print('result', ${call(asr, ", callback=report")}, len(seen))`,
      "utime.sleep(1)",
      "print('waited', len(seen) > 0)",
    ]);
    const { text, last } = await rehearsed({ ...asr, module: "EC600N CNLF", script });
    expect(text).toContain("result 0 0");
    expect(text).toContain("waited True");
    expect(text.trimEnd().endsWith("seen 2 100")).toBe(true);
    expect(last.kind).toBe("finished");
  });

  test("failures: -1 where 0 means downloaded, by the callback where it means accepted", async () => {
    const script = (job: RehearsalJob): string =>
      python([
        "import fota",
        ...callback,
        "f = fota()",
        `print('result', ${call(job, ", callback=report")})`,
      ]);
    const conditions = { ...quiet, server: "missing" } as const;
    const blocking = await rehearsed({ ...unisoc, script: script(unisoc), conditions });
    expect(blocking.text).toContain("seen -1 723\nresult -1");
    const beside = await rehearsed({ ...asr, script: script(asr), conditions });
    expect(beside.text).toContain("result 0");
    expect(beside.text).toContain("seen -1 723");
  });
});

describe("rules of the modules", () => {
  const cases: readonly [string, () => Job, string, string, string][] = [
    ["url2 is refused outside of mini-system", () => unisoc, "EC600U", ", url2='http://a/b'", "url2-refused"],
    [
      "url2 is refused by modules without it",
      () => mini,
      "EC200N CNAC",
      ", url2='http://a/b'",
      "url2-refused",
    ],
  ];
  test.each(cases)("%s", async (_, job, module, more, code) => {
    const script = python(["import fota", "f = fota()", `print('result', ${call(job(), more)})`]);
    const { text, last } = await rehearsed({ ...job(), module, script });
    expect(text).toBe("result -1\n");
    expect(last).toMatchObject({ kind: "failed", code });
  });

  test.each([
    ["ftp://user:password@example.com:21/a.bin", "url-scheme"],
    ["example.com/a.bin", "url-scheme"],
    [`http://example.com/${"a".repeat(250)}`, "url-too-long"],
  ])("an address that is not taken: %s", async (url, code) => {
    const script = python(["import fota", `print('result', fota().httpDownload(url1='${url}'))`]);
    const { text, last } = await rehearsed({ ...asr, script });
    expect(text).toBe("result -1\n");
    expect(last).toMatchObject({ kind: "failed", code });
  });

  test("mini-system takes shorter addresses than the other types", async () => {
    const url = `http://example.com/${"a".repeat(115)}.mini_1`;
    const urls = [url, url.replace("mini_1", "mini_2")];
    const { last } = await rehearsed({ ...mini, urls, script: scriptOf({ ...mini, urls }) });
    expect(last).toMatchObject({ code: "url-too-long" });
    const diff = python(["import fota", `fota().httpDownload(url1='${url}')`]);
    expect((await rehearsed({ ...asr, script: diff })).last).toMatchObject({ code: "not-found" });
  });

  test("mini-system calls no callback", async () => {
    const [first, second] = mini.urls;
    const script = python([
      "import fota, utime",
      ...callback,
      `fota().httpDownload(url1='${first ?? ""}', url2='${second ?? ""}', callback=report)`,
    ]);
    const { text, last, events } = await rehearsed({ ...mini, script });
    expect(text).toBe("");
    expect(events).toContainEqual(expect.objectContaining({ kind: "note", note: "no-callback-in-mini" }));
    expect(last.kind).toBe("finished");
  });

  test("mini-system without url2 is refused", async () => {
    const script = python(["import fota", "f = fota()", call(mini)]);
    expect((await rehearsed({ ...mini, script })).last).toMatchObject({ code: "package-refused" });
  });

  test("reset_disable: the script restarts, where the module has it", async () => {
    const lines = (end: readonly string[]): string =>
      python(["import fota, utime", "f = fota(reset_disable=1)", call(unisoc), "utime.sleep(30)", ...end]);
    const restart = ["from misc import Power", "print('now')", "Power.powerRestart()", "print('never')"];
    const run = await rehearsed({ ...unisoc, module: "EC600U CNLB", script: lines(restart) });
    expect(run.text).toBe("now\n");
    expect(run.events).toContainEqual(expect.objectContaining({ kind: "restart", cause: "script" }));
    expect(run.last.kind).toBe("finished");
    const without = await rehearsed({ ...unisoc, module: "EC600U CNLB", script: lines([]) });
    expect(without.last).toMatchObject({ kind: "failed", code: "no-restart" });
  });

  test("reset_disable: without effect, where the module does not have it", async () => {
    const script = python(["import fota", "f = fota(reset_disable=1)", call(asr)]);
    const run = await rehearsed({ ...asr, module: "EC600N CNLF", script });
    expect(run.events).toContainEqual(expect.objectContaining({ note: "reset-disable-ignored" }));
    expect(run.last.kind).toBe("finished");
  });

  const local = python([
    "import fota, uos",
    "from misc import Power",
    "f = fota()",
    "size = uos.stat('/usr/FotaFile.bin')[6]",
    "with open('/usr/FotaFile.bin', 'rb') as fp:",
    "    while 1:",
    "        c = fp.read(1024)",
    "        if not c: break",
    "        f.write(c, size)",
    "if f.flush() == 0 and f.verify() == 0:",
    "    Power.powerRestart()",
    "print('not done')",
  ]);
  test("local upgrade, where the module has it", async () => {
    for (const [job, module] of [
      [unisoc, "EC200U"],
      [asr, "EC600N CNLF"],
    ] as const) {
      const run = await rehearsed({ ...job, module, script: local });
      expect(run.last.kind).toBe("finished");
      expect(run.kinds).not.toContain("request");
    }
    const without = await rehearsed({ ...asr, module: "EC600N CNLA", script: local });
    expect(without.text).toBe("not done\n");
    expect(without.last).toMatchObject({ kind: "failed", code: "local-refused" });
  });
});

describe("scripts", () => {
  test("that try again get through", async () => {
    const script = python([
      "import fota, utime",
      "for attempt in range(3):",
      "    f = fota()",
      `    if ${call(unisoc)} == 0:`,
      "        break",
      "    print('again')",
      "    utime.sleep(5)",
    ]);
    const conditions = { ...quiet, loss: "disconnect" } as const;
    const run = await rehearsed({ ...unisoc, script, conditions });
    expect(run.text).toBe("again\n");
    expect(run.last.kind).toBe("finished");
  });

  test("that would update again and again are told", async () => {
    const named = { ...unisoc, answers: { old: "V0006", new: "V0007" } };
    const again = python(["import fota, utime", call(unisoc).replace("f.", "fota().")]);
    expect((await rehearsed({ ...named, script: again })).last).toMatchObject({ scriptOnNew: "asks" });
    const waits = python([
      "import fota, uos, utime",
      "while uos.uname2()[5] == 'V0007':",
      "    utime.sleep(60)",
      call(unisoc).replace("f.", "fota()."),
    ]);
    const waiting = await rehearsed({ ...named, script: waits });
    expect(waiting.last).toMatchObject({ scriptOnNew: "content" });
    expect(waiting.last.at).toBeLessThan(600);
    const fails = python([
      "import fota, uos",
      "if uos.uname2()[5] == 'V0007': raise ValueError('new')",
      call(unisoc).replace("f.", "fota()."),
    ]);
    const failing = await rehearsed({ ...named, script: fails });
    expect(failing.last).toMatchObject({ kind: "finished", scriptOnNew: "fails" });
    expect(failing.text).toContain("ValueError: new");
  });

  test("that fail say where", async () => {
    const run = await rehearsed({
      ...asr,
      script: "import fota\n\ndef go():\n    fota().download()\n\ngo()\n",
    });
    expect(run.text).toContain('File "main.py", line 4, in go');
    expect(run.text).not.toContain("<stdin>");
    expect(run.last).toMatchObject({ kind: "failed", code: "script-error" });
    expect(run.last.kind === "failed" && run.last.detail && told(run.last.detail)).toContain(
      "AttributeError",
    );
  });

  test("with a mistake in their syntax", async () => {
    const run = await rehearsed({ ...asr, script: "import fota\nif True\n    pass\n" });
    expect(run.text).toContain("SyntaxError");
    expect(run.last).toMatchObject({ code: "script-error" });
  });

  test("that ask for nothing, or wait for nothing", async () => {
    expect((await rehearsed({ ...asr, script: "print('hello')" })).last).toMatchObject({
      code: "nothing-asked",
    });
    const waits = "import utime\nwhile True:\n    utime.sleep(1)\n";
    expect((await rehearsed({ ...asr, script: waits })).last).toMatchObject({ code: "nothing-asked" });
  });

  test("that wait in an endless loop are ended by the restart, whatever they catch", async () => {
    const script = python([
      "import fota, utime",
      "f = fota()",
      call(asr),
      "while True:",
      "    try:",
      "        utime.sleep(1)",
      "    except Exception:",
      "        print('caught')",
    ]);
    const run = await rehearsed({ ...asr, script });
    expect(run.text).toBe("");
    expect(run.last.kind).toBe("finished");
  });

  test("whose callback fails: the traceback is shown, the update goes on", async () => {
    const script = python(["import fota", "f = fota()", call(asr, ", callback=lambda args: args[9]")]);
    const run = await rehearsed({ ...asr, script });
    expect(run.text).toContain("IndexError");
    expect(run.last.kind).toBe("finished");
  });

  test("find the version and the calls that documents mention", async () => {
    const script = python([
      "import modem, uos, utime, log, checkNet, dataCall, net, sim",
      "print(modem.getDevFwVersion(), uos.uname2()[5])",
      "print(uos.uname()[4:])",
      "log.basicConfig(level=log.INFO)",
      "log.getLogger('main').info('stage %d', 3)",
      "print(checkNet.waitNetworkReady(30), dataCall.getInfo(1, 0)[2][0], net.csqQueryPoll(), sim.getStatus())",
      "start = utime.ticks_ms()",
      "utime.sleep_ms(1500)",
      "print(utime.ticks_diff(utime.ticks_ms(), start))",
      "from fota import fota",
      "print(fota().apn_set(fota_apn='a', ip_type=0, fota_user='', fota_password=''))",
    ]);
    const said = async (old: string): Promise<string> => {
      const { text } = await rehearsed({ ...asr, answers: { old, new: "" }, module: "EC600N CNLF", script });
      expect(text.split("\n").slice(2).join("\n")).toBe("INFO main stage 3\n(3, 1) 1 28 1\n1500\n-1\n");
      return text.split("\n").slice(0, 2).join(" ");
    };
    // As real modules answer: with the one or the other.
    expect(await said("V0002")).toBe("-1 V0002 ('machine=EC600N CNLF', 'qpyver=V0002')");
    expect(await said("EC600NCNLFR01A02M16")).toBe(
      "EC600NCNLFR01A02M16_OCPU_QPY  ('machine=EC600N CNLF', 'qpyver=')",
    );
    expect(await said("")).toBe("-1  ('machine=EC600N CNLF', 'qpyver=')");
  });
});
