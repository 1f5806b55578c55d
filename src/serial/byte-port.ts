/** What the rest of this room needs of a serial port and of time; the page and the tests each bring their own. */

export interface BytePort {
  /** Bytes as they come in; null once the port is closed or gone. Never rejects. */
  read(): Promise<Uint8Array | null>;
  /** Rejects when the port is gone. */
  write(bytes: Uint8Array): Promise<void>;
  /** Never rejects. */
  close(): Promise<void>;
}

/** A port that may be opened. */
export interface PortHandle {
  /** Null for ports that are not on USB. */
  readonly usb: UsbId | null;
  /** Rejects with a {@link SerialProblem} when the port cannot be opened. */
  open(): Promise<BytePort>;
}

export interface UsbId {
  readonly vendorId: number;
  readonly productId: number;
}

/** The ports of this computer that the page may use. */
export interface PortList {
  /** Those that are plugged in now. */
  granted(): Promise<readonly PortHandle[]>;
}

export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls `action` after that many milliseconds; returns what calls it off. */
  after(milliseconds: number, action: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds);
    return () => clearTimeout(timer);
  },
};

export async function pause(clock: Clock, milliseconds: number): Promise<void> {
  await new Promise<void>((done) => clock.after(milliseconds, done));
}

/**
 * Writes, but not for ever: a port whose other end reads nothing blocks on some systems.
 * @throws what the port throws, or `late`.
 */
export async function writeWithin(
  milliseconds: number,
  port: BytePort,
  bytes: Uint8Array,
  clock: Clock,
  late: () => Error,
): Promise<void> {
  let callOff = (): void => undefined;
  const timeOut = new Promise<never>((_, fail) => {
    callOff = clock.after(milliseconds, () => fail(late()));
  });
  try {
    await Promise.race([port.write(bytes), timeOut]);
  } finally {
    callOff();
  }
}

export function sameUsb(one: UsbId | null, other: UsbId | null): boolean {
  if (one === null || other === null) return one === other;
  return one.vendorId === other.vendorId && one.productId === other.productId;
}
