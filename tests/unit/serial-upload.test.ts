import { beforeEach, describe, expect, it } from "vitest";
import { bytesOf } from "../../src/serial/incoming.ts";
import { Repl } from "../../src/serial/repl.ts";
import { freeBytes, removeFiles, sizeOf, upload } from "../../src/serial/upload.ts";
import { EC600N, QuecPythonModule } from "../support/quecpython-module.ts";
import { ASR_USB } from "../support/serial-bench.ts";
import { LeisureClock, NodeBench } from "../support/serial-in-node.ts";

const PATH = "/usr/FotaFile.bin";
/** Every byte value, in no simple order; not a multiple of a piece. */
const file = Uint8Array.from({ length: 6001 }, (_, at) => (at * 167 + (at >> 8) * 13) & 0xff);
const during = "send-package";

let module: QuecPythonModule;
let bench: NodeBench;

async function connect(): Promise<Repl> {
  return new Repl(await bench.handles[0]!.open(), new LeisureClock());
}

beforeEach(async () => {
  module = new QuecPythonModule(EC600N);
  await module.boot();
  bench = new NodeBench([{ id: "1", usb: ASR_USB, peer: module }]);
});

/** Bytes of the file that were sent over the port. */
function sentPieces(): number {
  return module.received.split("_w(_b(").length - 1;
}

/** Takes something from Python that the module would have. */
function without(code: string): void {
  module.receive(bytesOf(`\x03\x03\r${code}\r`));
}

describe("sending a file", () => {
  it("puts it there, byte for byte, and checks it", async () => {
    const seen: number[] = [];
    const onProgress = (done: number): void => void seen.push(done);
    const uploaded = await upload(await connect(), PATH, file, { during, onProgress });
    expect(uploaded).toEqual({ resumedAt: 0, checked: "sha256" });
    expect(Buffer.from(module.readFile(PATH)).equals(file)).toBe(true);
    expect(seen[0]).toBe(0);
    expect(seen.at(-1)).toBe(file.length);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(sentPieces()).toBe(Math.ceil(file.length / 255));
  });

  it("works where base64 and SHA-256 are missing", async () => {
    without(
      "class ubinascii: pass\r\n\r\n\r\nimport sys\r\nimport binascii\r\nubinascii.crc32 = binascii.crc32",
    );
    without("sys.modules['ubinascii'] = ubinascii; sys.modules['uhashlib'] = None");
    const uploaded = await upload(await connect(), PATH, file, { during });
    expect(uploaded.checked).toBe("crc32");
    expect(module.received).not.toContain("_w(_b(");
    expect(Buffer.from(module.readFile(PATH)).equals(file)).toBe(true);
  });

  it("sends nothing when the file is there already", async () => {
    module.writeFile(PATH, file);
    const uploaded = await upload(await connect(), PATH, file, { during });
    expect(uploaded.resumedAt).toBe(file.length);
    expect(sentPieces()).toBe(0);
  });

  it("goes on where an earlier attempt ended", async () => {
    module.writeFile(PATH, file.subarray(0, 4000));
    const uploaded = await upload(await connect(), PATH, file, { during });
    expect(uploaded.resumedAt).toBe(4000);
    expect(sentPieces()).toBe(Math.ceil(2001 / 255));
    expect(Buffer.from(module.readFile(PATH)).equals(file)).toBe(true);
  });

  it.each([
    ["another file", new Uint8Array(3000).fill(7)],
    ["a longer one", new Uint8Array(9000)],
    ["one with a wrong byte", file.slice(0, 4000).fill(1, 3999)],
  ])("starts anew over %s", async (_, there) => {
    module.writeFile(PATH, there);
    expect((await upload(await connect(), PATH, file, { during })).resumedAt).toBe(0);
    expect(Buffer.from(module.readFile(PATH)).equals(file)).toBe(true);
  });

  it("resumes after the cable came out, with what was flushed", async () => {
    const large = Uint8Array.from({ length: 40_000 }, (_, at) => (at * 31) & 0xff);
    const onProgress = (done: number): void => {
      if (done > 25_000) bench.unplug();
    };
    const first = upload(await connect(), PATH, large, { during, onProgress });
    await expect(first).rejects.toMatchObject({ code: "unplugged", detail: { during } });
    bench.plug();
    const { resumedAt } = await upload(await connect(), PATH, large, { during });
    expect(resumedAt).toBeGreaterThanOrEqual(64 * 255);
    expect(Buffer.from(module.readFile(PATH)).equals(large)).toBe(true);
  });

  it("stops when the user says so, and resumes", async () => {
    const stop = new AbortController();
    const onProgress = (done: number): void => {
      if (done >= 2550) stop.abort();
    };
    const repl = await connect();
    const first = upload(repl, PATH, file, { during, onProgress, signal: stop.signal });
    await expect(first).rejects.toMatchObject({ name: "Stopped" });
    expect((await upload(repl, PATH, file, { during })).resumedAt).toBe(2550);
    expect(Buffer.from(module.readFile(PATH)).equals(file)).toBe(true);
  });

  it("writes nothing when there is no room", async () => {
    module.change({ freeBlocks: 2 });
    const sending = upload(await connect(), PATH, file, { during });
    await expect(sending).rejects.toMatchObject({
      code: "no-space",
      detail: { needed: file.length + 8192, free: 8192 },
    });
    expect(module.files).toEqual([]);
  });

  it("counts the room that an overwritten file gives back", async () => {
    module.change({ freeBlocks: 2 });
    module.writeFile(PATH, new Uint8Array(8000));
    expect((await upload(await connect(), PATH, file, { during })).checked).toBe("sha256");
  });

  it("notices damage on the way", async () => {
    let hit = false;
    module.distort = (bytes) => {
      const text = Buffer.from(bytes).toString("latin1");
      if (hit || !text.includes("_w(_b('")) return bytes;
      hit = true;
      return Buffer.from(text.replace(/_w\(_b\('../, "_w(_b('AA"), "latin1");
    };
    const repl = await connect();
    await expect(upload(repl, PATH, file, { during })).rejects.toMatchObject({ code: "hash-mismatch" });
    // And the next attempt mends it.
    expect(await upload(repl, PATH, file, { during })).toEqual({ resumedAt: 0, checked: "sha256" });
  });

  it("passes on why the module cannot write", async () => {
    const sending = upload(await connect(), "/nowhere/file.bin", file, { during });
    await expect(sending).rejects.toMatchObject({ code: "file-failed" });
  });
});

describe("files on the module", () => {
  it("are measured and removed", async () => {
    module.writeFile(PATH, file);
    const repl = await connect();
    expect(await sizeOf(repl, PATH, during)).toBe(file.length);
    await removeFiles(repl, [PATH, "/usr/never-there.py"], during);
    expect(await sizeOf(repl, PATH, during)).toBe(-1);
    expect(await freeBytes(repl, during)).toBe(EC600N.freeBlocks * 4096);
  });
});
