/**
 * Puts a file into the module's file system through the REPL, in pieces of 255 bytes as the vendor's tools do
 * (docs/quecpython.md#serial). Goes on where an earlier attempt ended, and checks what arrived.
 */
import { crc32 } from "../bytes/crc32.ts";
import { digests } from "../bytes/digest.ts";
import { pythonBase64, pythonBytes, pythonString } from "../quoting/python.ts";
import { SerialProblem, Stopped, type SerialStep } from "./problem.ts";
import { lastLine, type Repl } from "./repl.ts";

const PIECE = 255;
/** Pieces between two flushes: littlefs forgets what was not flushed when the power goes. */
const PIECES_TO_FLUSH = 64;
/** Blocks that the file system itself may take for a file, and their size. */
const SPARE_BYTES = 2 * 4096;
/** Reading back a large file takes its time. */
const CHECK_PATIENCE = 60_000;

export interface UploadOptions {
  readonly during: SerialStep;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Uploaded {
  /** Bytes that were there already. */
  readonly resumedAt: number;
  /** What was compared in the end: modules differ in what they can compute. */
  readonly checked: "sha256" | "crc32" | "size";
}

/**
 * @param path absolute, e.g. /usr/FotaFile.bin.
 * @throws SerialProblem no-space, hash-mismatch, file-failed, and those of {@link Repl.run}; Stopped.
 */
export async function upload(
  repl: Repl,
  path: string,
  bytes: Uint8Array,
  options: UploadOptions,
): Promise<Uploaded> {
  const { during, signal, onProgress } = options;
  const there = await sizeOf(repl, path, during);
  const resumedAt =
    there > 0 &&
    there <= bytes.length &&
    (await holds(repl, path, bytes.subarray(0, there), during)) !== false
      ? there
      : 0;
  onProgress?.(resumedAt, bytes.length);
  if (resumedAt < bytes.length) {
    // A file that is written anew gives its own room back first.
    await expectRoom(repl, bytes.length - resumedAt, resumedAt === 0 ? Math.max(0, there) : 0, during);
    await append(repl, path, bytes, resumedAt, {
      during,
      ...(signal && { signal }),
      ...(onProgress && { onProgress }),
    });
  }
  const size = await sizeOf(repl, path, during);
  const checked = size === bytes.length ? await holds(repl, path, bytes, during) : false;
  if (checked === false) throw new SerialProblem("hash-mismatch", { path });
  return { resumedAt, checked };
}

/** Removes files; those that are not there are no fault. */
export async function removeFiles(repl: Repl, paths: readonly string[], during: SerialStep): Promise<void> {
  const list = paths.map(pythonString).join(", ");
  await repl.ask(`import uos\nfor p in [${list}]:\n try:\n  uos.remove(p)\n except OSError:\n  pass\n`, {
    during,
  });
}

/** @returns bytes, -1 when there is no such file. */
export async function sizeOf(repl: Repl, path: string, during: SerialStep): Promise<number> {
  const answer = await repl.ask(
    `import uos\ntry:\n print(uos.stat(${pythonString(path)})[6])\nexcept OSError:\n print(-1)\n`,
    { during },
  );
  return numberIn(answer, during);
}

/** Free bytes on /usr. */
export async function freeBytes(repl: Repl, during: SerialStep): Promise<number> {
  const answer = await repl.ask(`import uos\ns = uos.statvfs('/usr')\nprint(s[0] * s[3])\n`, { during });
  return numberIn(answer, during);
}

/** @throws SerialProblem no-space. */
export async function expectRoom(
  repl: Repl,
  bytes: number,
  givenBack: number,
  during: SerialStep,
): Promise<void> {
  const needed = bytes + SPARE_BYTES;
  const free = (await freeBytes(repl, during)) + givenBack;
  if (free < needed) throw new SerialProblem("no-space", { needed, free });
}

async function append(
  repl: Repl,
  path: string,
  bytes: Uint8Array,
  from: number,
  options: UploadOptions,
): Promise<void> {
  const { during, signal, onProgress } = options;
  // An earlier attempt may have left the file open.
  const opened = await repl.run(
    "try:\n _f.close()\nexcept Exception:\n pass\n" +
      `_f = open(${pythonString(path)}, '${from === 0 ? "wb" : "ab"}')\n_w = _f.write\n` +
      "try:\n from ubinascii import a2b_base64 as _b\n print('base64')\nexcept ImportError:\n print('literal')\n",
    { during },
  );
  expectWell(opened.traceback, path);
  const base64 = opened.output.includes("base64");
  try {
    for (let at = from, piece = 1; at < bytes.length; at += PIECE, piece++) {
      if (signal?.aborted === true) throw new Stopped();
      const data = bytes.subarray(at, at + PIECE);
      const write = base64 ? `_w(_b(${pythonBase64(data)}))` : `_w(${pythonBytes(data)})`;
      const flush = piece % PIECES_TO_FLUSH === 0 ? "\n_f.flush()" : "";
      expectWell((await repl.run(`${write}${flush}\n`, { during })).traceback, path);
      onProgress?.(Math.min(at + PIECE, bytes.length), bytes.length);
    }
  } catch (error) {
    await close(repl, during).catch(() => undefined);
    throw error;
  }
  expectWell(await close(repl, during), path);
}

async function close(repl: Repl, during: SerialStep): Promise<string> {
  return (await repl.run("_f.close()\ndel _f, _w\n", { during })).traceback;
}

function expectWell(traceback: string, path: string): void {
  if (traceback !== "") throw new SerialProblem("file-failed", { path, error: lastLine(traceback) });
}

/** Whether the file is these bytes, and by what that was found; the whole file is read on the module. */
async function holds(
  repl: Repl,
  path: string,
  bytes: Uint8Array,
  during: SerialStep,
): Promise<Uploaded["checked"] | false> {
  const { output, traceback } = await repl.run(checkCode(path), { during, patience: CHECK_PATIENCE });
  expectWell(traceback, path);
  const [how, value] = output.trim().split(" ");
  switch (how) {
    case "sha256":
      return value === digests(bytes).sha256 && "sha256";
    case "crc32":
      return Number(value) === crc32(bytes) && "crc32";
    case "size":
      return "size";
    default:
      throw new SerialProblem("unexpected-answer", { during, answer: output.trim().slice(0, 160) });
  }
}

function checkCode(path: string): string {
  return `def _check(p):
 h = c = None
 try:
  import uhashlib
  from ubinascii import hexlify
  h = uhashlib.sha256()
 except (ImportError, AttributeError):
  try:
   from ubinascii import crc32
   c = 0
  except ImportError:
   print('size')
   return
 with open(p, 'rb') as f:
  while 1:
   b = f.read(1024)
   if not b:
    break
   if h:
    h.update(b)
   else:
    c = crc32(b, c)
 if h:
  print('sha256', hexlify(h.digest()).decode())
 else:
  print('crc32', c & 0xffffffff)
_check(${pythonString(path)})
del _check
`;
}

function numberIn(answer: string, during: SerialStep): number {
  const found = /-?\d+/.exec(answer);
  if (found === null)
    throw new SerialProblem("unexpected-answer", { during, answer: answer.trim().slice(0, 160) });
  return Number(found[0]);
}
