/** USB identities of modules (docs/quecpython.md#serial: those of the vendor's own tools). */
import { sameUsb, type UsbId } from "./byte-port.ts";

interface KnownUsb extends UsbId {
  readonly family: string;
}

/** Modules as they run; all of Quectel's have its vendor number. */
export const QUECTEL = 0x2c7c;

export const KNOWN_USB: readonly KnownUsb[] = [
  { vendorId: QUECTEL, productId: 0x6001, family: "ASR 16 MB" },
  { vendorId: QUECTEL, productId: 0x6002, family: "ASR 8 MB" },
  { vendorId: QUECTEL, productId: 0x6005, family: "ASR" },
  { vendorId: QUECTEL, productId: 0x0901, family: "UNISOC 8910" },
  { vendorId: QUECTEL, productId: 0x0904, family: "UNISOC 8850" },
  { vendorId: QUECTEL, productId: 0x0700, family: "BG95" },
  { vendorId: 0x17d1, productId: 0x0001, family: "Eigencomm" },
];

/** Modules that wait to be flashed by a tool. */
const DOWNLOAD_MODE: readonly KnownUsb[] = [
  { vendorId: 0x2ecc, productId: 0x3017, family: "ASR" },
  { vendorId: 0x2ecc, productId: 0x3004, family: "ASR" },
  { vendorId: 0x0525, productId: 0xa4a7, family: "UNISOC 8910" },
  { vendorId: 0x1782, productId: 0x4d16, family: "UNISOC 8850" },
];

/** For the browser's list of ports. Products of Quectel that are not known yet are let through. */
export const PORT_FILTERS: readonly { readonly usbVendorId: number; readonly usbProductId?: number }[] = [
  { usbVendorId: QUECTEL },
  ...KNOWN_USB.filter(({ vendorId }) => vendorId !== QUECTEL).map(({ vendorId, productId }) => ({
    usbVendorId: vendorId,
    usbProductId: productId,
  })),
];

/** Family of a module, empty when it is not known. */
export function familyOf(usb: UsbId): string {
  return KNOWN_USB.find((known) => sameUsb(known, usb))?.family ?? "";
}

export function isModule(usb: UsbId | null): boolean {
  return usb !== null && (usb.vendorId === QUECTEL || familyOf(usb) !== "");
}

/** Whether the port is there while the module restarts: it is that of a USB serial adapter, or not on USB at all. */
export function staysAtRestart(usb: UsbId | null): boolean {
  return !isModule(usb);
}

export function inDownloadMode(usb: UsbId | null): boolean {
  return usb !== null && DOWNLOAD_MODE.some((known) => sameUsb(known, usb));
}

/** E.g. "2C7C:6001". */
export function usbName({ vendorId, productId }: UsbId): string {
  return [vendorId, productId].map((id) => id.toString(16).toUpperCase().padStart(4, "0")).join(":");
}
