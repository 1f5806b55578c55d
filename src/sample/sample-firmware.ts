/** A firmware that the app makes itself: for a first try, and for tests. */
export interface SampleFirmware {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Release 2 changes, adds and removes a little of everything. */
export type SampleRelease = 1 | 2;
