/** What is compressed: one instance of the module, one piece of data. */
export let data: StaticArray<u8> = new StaticArray<u8>(0);
export let size: i32 = 0;

/** An array whose memory is not taken from the system before it is used. */
export function untouched<T>(length: i32): StaticArray<T> {
  return changetype<StaticArray<T>>(__new((<usize>length) << alignof<T>(), idof<StaticArray<T>>()));
}

/** Makes room for `length` bytes, which the caller writes, and returns where. */
export function holdData(length: i32): usize {
  data = untouched<u8>(length);
  size = length;
  return changetype<usize>(data);
}

export function byteAt(at: i32): i32 {
  return data[at];
}
