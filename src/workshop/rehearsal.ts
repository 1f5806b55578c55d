/** What the rehearsal worker does, free of worker machinery and of the interpreter, which its caller brings. */
import type { AsrFirmware } from "../platforms/asr/firmware/firmware.ts";
import { type OpenedFirmware, openFirmware } from "./open-firmware.ts";
import { apiOf, URL_LIMITS } from "../modules/catalogue.ts";
import { UNISOC8910_RULE_SETS } from "../platforms/unisoc/rules.ts";
import { AsrDiffDevice } from "../platforms/asr/fota-all/device.ts";
import { AsrFullDevice } from "../platforms/asr/fbf/device.ts";
import { AsrMiniDevice } from "../platforms/asr/mini/device.ts";
import type { Device } from "../platforms/device.ts";
import { Network } from "../rehearsal/network.ts";
import { Power } from "../platforms/power.ts";
import { Rdaota02Device } from "../platforms/unisoc/rdaota02/device.ts";
import { rehearse } from "../rehearsal/rehearse.ts";
import type { StartInterpreter } from "../rehearsal/script-run.ts";
import { Refusal } from "../contract/refusal.ts";
import { EventFlow } from "./event-flow.ts";
import type { Outcome } from "../contract/maker.ts";
import { as8910, asAsr, bytesOf, outcome } from "./opened.ts";
import type { NamedFile, RehearsalApi, RehearsalEvent, RehearsalJob } from "../contract/rehearsal.ts";

export class Rehearser implements RehearsalApi {
  readonly #start: StartInterpreter;

  constructor(start: StartInterpreter) {
    this.#start = start;
  }

  run(job: RehearsalJob, onEvents: (events: readonly RehearsalEvent[]) => void): Promise<Outcome<null>> {
    return outcome("rehearsal", async () => {
      const files = await Promise.all(job.files.map((file) => bytesOf(file, "package")));
      const old = job.old === null ? null : await open(job.old);
      const next = await open(job.new);
      const { conditions, script, versions } = job;
      const flow = new EventFlow(onEvents, () => performance.now());
      const bench = {
        script,
        // A full package leaves the firmware alone: it is for the one that its user partition is of.
        versions: job.type === "full" ? { old: versions.new, new: versions.new } : versions,
        packageFile: files[0] ?? new Uint8Array(0),
        device: await deviceOf(job, old, next),
        network: new Network(job.urls, files, next.bytes, conditions),
        power: new Power(conditions.cut, conditions.seed),
        api: apiOf(job.platform, job.module),
        longestUrl: URL_LIMITS[job.type],
        moduleName: job.module ?? "QuecPython",
      };
      await rehearse(bench, this.#start, (event) => flow.add(event));
      flow.send();
      return null;
    });
  }
}

async function open({ file, fileName }: NamedFile): Promise<OpenedFirmware> {
  return openFirmware(fileName, await bytesOf(file, fileName));
}

/** @throws Refusal platform-unsupported, asr-no-system-image, no-user-partition */
async function deviceOf(
  { type, options, versions, userPartition }: RehearsalJob,
  old: OpenedFirmware | null,
  next: OpenedFirmware,
): Promise<Device> {
  const user = userPartition === null ? null : await bytesOf(userPartition, "customer_fs.bin");
  const oldAsr = (): AsrFirmware => asAsr(needed(old));
  switch (type) {
    case "full": {
      const firmware = asAsr(next);
      if (user === null && firmware.userPartition === null) {
        throw new Refusal("no-user-partition", { file: firmware.fileName });
      }
      return new AsrFullDevice(old?.asr ?? null, firmware, user);
    }
    case "mini":
      return new AsrMiniDevice(oldAsr(), asAsr(next), user);
    case "diff": {
      if (next.platform === "asr") return new AsrDiffDevice(oldAsr(), asAsr(next), options.apps);
      const ruleSet = UNISOC8910_RULE_SETS[options.ruleSet];
      const from = as8910(needed(old));
      return new Rdaota02Device(
        from.unisoc8910,
        as8910(next).unisoc8910,
        ruleSet,
        versions.old,
        options.fileMethods,
      );
    }
  }
}

function needed(old: OpenedFirmware | null): OpenedFirmware {
  if (old === null) throw new Error("the old firmware is missing");
  return old;
}
