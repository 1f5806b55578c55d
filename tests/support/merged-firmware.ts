import { PacFlag, readPac, writePac } from "../../src/platforms/unisoc/firmware/pac.ts";
import { writeLittleFs1 } from "../../src/codecs/littlefs/writer.ts";
import { ascii, entry } from "./small-firmware.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Where the tools that merge scripts into a firmware put them. */
const USER = { id: "PY_FS_U", address: 0x604e0000, blockCount: 0x60 };
const BACKUP = { id: "PY_FS_B", address: 0x60540000, blockCount: 0x20 };

/** File systems of scripts, merged into a pac; `user` as path to contents. */
export function withScripts(pac: Uint8Array, user: Readonly<Record<string, string>>): Bytes {
  const files = new Map(Object.entries(user).map(([path, text]) => [path, ascii(text)]));
  const image = (of: typeof USER, contents: ReadonlyMap<string, Uint8Array>) =>
    writeLittleFs1(contents, { blockSize: 4096, blockCount: of.blockCount });
  return withImages(pac, [
    { ...USER, data: image(USER, files) },
    { ...BACKUP, data: image(BACKUP, new Map()) },
  ]);
}

/** More images in a pac, named in its XML as well. */
export function withImages(
  pac: Uint8Array,
  images: readonly { readonly id: string; readonly address: number; readonly data: Uint8Array }[],
): Bytes {
  const { entries, product, productVersion, alias } = readPac("x.pac", pac);
  const xml = entries.find(({ flag }) => flag === PacFlag.xml);
  const text = new TextDecoder().decode(xml?.data);
  const schemes = images.map(
    ({ id, address, data }) =>
      `<File><ID>${id}</ID><Type>CODE</Type><Block><Base>0x${address.toString(16)}</Base>` +
      `<Size>0x${data.length.toString(16)}</Size></Block><Flag>1</Flag><CheckFlag>0</CheckFlag></File>`,
  );
  const firstFile = text.indexOf("<File>");
  return writePac({
    product,
    productVersion,
    alias,
    entries: [
      ...entries
        .filter(({ flag }) => flag !== PacFlag.xml)
        .map((one) => ({ ...one, address: one.address ?? 0 })),
      ...images.map(({ id, address, data }) => entry({ id, fileName: `${id}.img`, address, data })),
    ],
    xml: {
      fileName: xml?.fileName ?? "",
      text: text.slice(0, firstFile) + schemes.join("") + text.slice(firstFile),
    },
  });
}
