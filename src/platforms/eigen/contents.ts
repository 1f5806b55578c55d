import { digests } from "../../bytes/digest.ts";
import type { PartitionFacts } from "../../contract/maker.ts";
import type { FlashContents } from "../../difference/contents.ts";
import { proposeVersion } from "../../modules/version-name.ts";
import { namesOf, nothingMore } from "../opened-names.ts";
import type { Opened, PlatformFacts } from "../platform.ts";
import type { BinpkgImage } from "./firmware/binpkg.ts";
import type { EigenFirmware } from "./firmware/eigen-firmware.ts";

export function factsOf(opened: Opened<EigenFirmware>): PlatformFacts {
  const { form, images, beside } = opened.firmware;
  return {
    ...nothingMore,
    container: `binpkg ${form}`,
    version: proposeVersion(namesOf(opened), null),
    partitions: [
      ...images.map(({ type, name, address, flashSize, data }) =>
        row(type, name, data, address, limitOf({ flashSize })),
      ),
      ...[...beside].map(([name, data]) => row(name, name, data, null, null)),
    ],
  };
}

/** Images, and the files beside them by their names: where those are written to is not in the release. */
export function contentsOf({ images, beside }: EigenFirmware): FlashContents {
  return {
    partitions: images.map(({ type, address, flashSize, data }) => ({
      id: type,
      address,
      limit: limitOf({ flashSize }),
      bytes: data,
    })),
    files: [...beside].map(([path, stored]) => ({ path, pieces: [{ stored, packed: null }] })),
  };
}

function row(
  id: string,
  name: string,
  data: Uint8Array,
  address: number | null,
  limit: number | null,
): PartitionFacts {
  return { id, type: "", name, address, size: data.length, limit, ...digests(data), image: [] };
}

function limitOf({ flashSize }: Pick<BinpkgImage, "flashSize">): number | null {
  return flashSize === 0 ? null : flashSize;
}
