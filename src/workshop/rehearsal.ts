/** What the rehearsal worker does, free of worker machinery and of the interpreter, which its caller brings. */
import { changesFirmware } from "../contract/formats.ts";
import type { Opened } from "../platforms/platform.ts";
import { formatToMake } from "./formats.ts";
import { openFirmware } from "./open-firmware.ts";
import { apiOf, URL_LIMITS } from "../modules/catalogue.ts";
import type { Device } from "../platforms/device.ts";
import { platforms, type Registry } from "../platforms/index.ts";
import { Network } from "../rehearsal/network.ts";
import { Power } from "../platforms/power.ts";
import { rehearse } from "../rehearsal/rehearse.ts";
import type { StartInterpreter } from "../rehearsal/script-run.ts";
import { EventFlow } from "./event-flow.ts";
import type { Outcome } from "../contract/maker.ts";
import { bytesOf, outcome } from "./opened.ts";
import type { NamedFile, RehearsalApi, RehearsalEvent, RehearsalJob } from "../contract/rehearsal.ts";

export class Rehearser implements RehearsalApi {
  readonly #start: StartInterpreter;
  readonly #registry: Registry;

  constructor(start: StartInterpreter, registry: Registry = platforms) {
    this.#start = start;
    this.#registry = registry;
  }

  run(job: RehearsalJob, onEvents: (events: readonly RehearsalEvent[]) => void): Promise<Outcome<null>> {
    return outcome("rehearsal", async () => {
      const files = await Promise.all(job.files.map((file) => bytesOf(file, "package")));
      const old = job.old === null ? null : await this.#open(job.old);
      const next = await this.#open(job.new);
      const { conditions, script, versions, answers } = job;
      const flow = new EventFlow(onEvents, () => performance.now());
      const bench = {
        script,
        // A full package leaves the firmware alone: it is for the one that its user partition is of.
        versions: changesFirmware(job.type) ? versions : { old: versions.new, new: versions.new },
        answers: changesFirmware(job.type) ? answers : { old: answers.new, new: answers.new },
        replacesFiles: !changesFirmware(job.type) || job.userPartition !== null,
        packageFile: files[0] ?? new Uint8Array(0),
        device: await this.#deviceOf(job, old, next),
        network: new Network(job.urls, files, next.bytes, conditions),
        power: new Power(conditions.cut, conditions.seed),
        api: apiOf(job.platform, job.module, answers.old),
        longestUrl: URL_LIMITS[job.type],
        moduleName: job.module ?? "QuecPython",
      };
      await rehearse(bench, this.#start, (event) => flow.add(event));
      flow.send();
      return null;
    });
  }

  async #open({ file, fileName }: NamedFile): Promise<Opened> {
    return openFirmware(fileName, await bytesOf(file, fileName), this.#registry);
  }

  /** @throws Refusal platform-unsupported and those of the format */
  async #deviceOf(
    { type, options, versions, userPartition }: RehearsalJob,
    old: Opened | null,
    next: Opened,
  ): Promise<Device> {
    const user = userPartition === null ? null : await bytesOf(userPartition, "customer_fs.bin");
    return formatToMake(next, type, this.#registry).device(
      { old, next },
      { options, version: versions.old, userPartition: user },
    );
  }
}
