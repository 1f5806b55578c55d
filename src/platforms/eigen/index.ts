import { digests } from "../../bytes/digest.ts";
import { proposeVersion } from "../../modules/version-name.ts";
import { namesOf, nothingMore } from "../opened-names.ts";
import { openedOnly } from "../opened-only.ts";
import type { Opened, PlatformFacts } from "../platform.ts";
import { binpkgContainer } from "./container.ts";
import type { Binpkg } from "./firmware/binpkg.ts";

/** Eigencomm EC618: EC600E, EC800E. */
export const eigen618 = openedOnly<Binpkg>({ id: "eigen618", container: binpkgContainer, facts });

/** Eigencomm EC716 and EC718: EG800Z. */
export const eigen718 = openedOnly<Binpkg>({ id: "eigen718", container: binpkgContainer, facts });

function facts(opened: Opened<Binpkg>): PlatformFacts {
  const { version, images } = opened.firmware;
  return {
    ...nothingMore,
    container: `binpkg ${version}`,
    version: proposeVersion(namesOf(opened), null),
    partitions: images.map(({ type, name, address, flashSize, data }) => ({
      id: type,
      type: "",
      name,
      address,
      size: data.length,
      limit: flashSize === 0 ? null : flashSize,
      ...digests(data),
      image: [],
    })),
  };
}
