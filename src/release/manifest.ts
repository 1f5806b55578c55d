/** manifest.json of a release: all that is known about it, for programs. Documented in docs/manifest.md. */
import { placesLeftAlone } from "../words/proofs.ts";
import type { FileIdentity, ReleaseOrder } from "../contract/release.ts";
import type { Findings } from "../contract/verification.ts";

/** Goes up when a reader of the old version would misread the new one. */
export const MANIFEST_VERSION = 2;

/** Keys always in this order, nulls where nothing is known, so that releases can be compared line by line. */
export function writeManifest(order: ReleaseOrder, scriptName: string): string {
  const { firmware, userPartition, proof } = order;
  const manifest = {
    schema: "fota-workshop-release",
    schemaVersion: MANIFEST_VERSION,
    madeBy: { app: "FOTA Workshop", release: order.appRelease },
    platform: order.platform,
    module: order.module,
    product: order.product,
    type: order.type,
    class: order.packageClass,
    versions: { old: order.versions.old, new: order.versions.new },
    names: order.names === null ? null : { old: order.names.old, new: order.names.new },
    firmware: {
      old: firmware.old === null ? null : identity(firmware.old),
      new: identity(firmware.new),
    },
    userPartition:
      userPartition === null
        ? null
        : {
            source: userPartition.source,
            fileName: userPartition.fileName,
            bytes: userPartition.bytes,
          },
    files: order.files.map((file) => ({ role: file.role, ...identity(file) })),
    urls: order.urls,
    script: { fileName: scriptName, devicePath: order.script.devicePath },
    proof: provedFacts(proof),
    limits: order.needs.map(({ kind, need, have, basis, level }) => {
      // The addresses are the one need that only the page knows.
      if (kind !== "url" || order.urls.length === 0) return { kind, need, have, basis, level };
      const characters = Math.max(...order.urls.map(({ length }) => length));
      return {
        kind,
        need: characters,
        have,
        basis,
        level: have === null ? "unknown" : characters <= have ? "enough" : "short",
      };
    }),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function identity({ fileName, bytes, sha256, md5 }: FileIdentity): FileIdentity {
  return { fileName, bytes, sha256, md5 };
}

/** What was compared and is the same, what was chosen, and what is not in the package. */
function provedFacts({ compared, chosen, uncovered }: Findings) {
  const { partitions, flashBytes, decompressed, files, sameFiles, steps } = compared;
  const { differing, unknown, same } = placesLeftAlone({ uncovered });
  return {
    proven: true,
    compared: { partitions, flashBytes, decompressed, files, sameFiles },
    chosen:
      chosen === null
        ? null
        : {
            partition: chosen.partition,
            flashBytes: chosen.flashBytes,
            files: chosen.files,
            places: chosen.places,
          },
    leftAlone: { differing, notCompared: unknown, same },
    steps,
  };
}
