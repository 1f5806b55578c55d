/** What is compressed: one instance of the module, one piece of data. */
export let data: StaticArray<u8> = new StaticArray<u8>(0);
export let size: i32 = 0;

/** Makes room for `length` bytes, which the caller writes, and returns where. */
export function holdData(length: i32): usize {
  data = new StaticArray<u8>(length);
  size = length;
  return changetype<usize>(data);
}

export function byteAt(at: i32): i32 {
  return data[at];
}
