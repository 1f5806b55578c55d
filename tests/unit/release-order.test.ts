import { dictionaries } from "../support/dictionaries.ts";
import { beforeAll, describe, expect, test } from "vitest";
import { asrSamplePair } from "../../src/platforms/asr/sample/sample.ts";
import { releaseOrder, type ReleaseScript } from "../../src/page/release/release-order.ts";
import type {
  FirmwareFacts,
  MadePackage,
  MakeOptions,
  PackageType,
  UserPartitionFacts,
} from "../../src/contract/maker.ts";
import { Maker } from "../../src/workshop/maker.ts";
import { plainOptions, valueOf } from "../support/maker.ts";
import { smallSamplePair } from "../support/small-sample.ts";

const words = dictionaries.en.script.words;
const onServer: ReleaseScript = {
  module: null,
  kind: "server",
  addressed: true,
  urls: ["http://example.com/a"],
  path: "/usr/a",
  text: () => "import fota\n",
};

/** A maker with a pair, and what the page knows of it. */
async function opened(pair: ReturnType<typeof asrSamplePair>) {
  const maker = new Maker();
  const open = async (side: "old" | "new"): Promise<{ file: File; facts: FirmwareFacts }> => {
    const { bytes, fileName } = pair[side];
    const file = new File([bytes], fileName);
    return { file, facts: valueOf(await maker.open(side, file, fileName)) };
  };
  const [old, next] = [await open("old"), await open("new")];
  const sides = { old: { phase: "read", ...old }, new: { phase: "read", ...next } } as const;
  return { maker, sides };
}

describe("the order of a release", () => {
  let maker: Maker;
  let sides: Awaited<ReturnType<typeof opened>>["sides"];
  let userPartition: { readonly facts: UserPartitionFacts | null };

  beforeAll(async () => {
    ({ maker, sides } = await opened(asrSamplePair()));
    userPartition = { facts: valueOf(await maker.userPartition()) };
  });

  async function ordered(type: PackageType, wanted: Partial<MakeOptions> = {}, script = onServer) {
    const options = { ...plainOptions, type, ...wanted };
    const item: MadePackage = valueOf(await maker.make(options, () => undefined)).safe;
    const order = releaseOrder(
      { sides, userPartition },
      { platform: "asr", type, options },
      item,
      script,
      words,
    );
    if (order === null) throw new Error("no order");
    return { item, order };
  }

  test.each(["diff", "full", "mini"] as const)("has what was proved as it was proved: %s", async (type) => {
    const { item, order } = await ordered(type);
    const { compared, chosen, uncovered } = item.proof;
    expect(order.proof).toEqual({ compared, chosen, uncovered });
    expect(order.proof.compared.partitions).toEqual([type === "full" ? "customer_fs" : "system"]);
    expect(order.proof.compared.decompressed).toBe(type !== "full");
    expect([order.packageClass, order.type]).toEqual([null, type]);
    expect(order.files.map(({ role }) => role)).toEqual(type === "mini" ? ["first", "second"] : ["package"]);
    expect(order.firmware.old === null).toBe(type === "full");
  });

  test("names the user partition where the package carries it, and only there", async () => {
    const carried = async (type: PackageType, wanted: Partial<MakeOptions> = {}) =>
      (await ordered(type, wanted)).order.userPartition?.source;
    expect(await carried("full")).toBe("firmware");
    expect(await carried("mini", { withUserPartition: true })).toBe("firmware");
    expect(await carried("mini")).toBeUndefined();
    expect(await carried("diff", { withUserPartition: true })).toBeUndefined();
  });

  test("says of an edited user partition that it is as chosen", async () => {
    const contents = new Blob(["print('mine')\n"]);
    valueOf(await maker.changeUserFiles([{ kind: "put", path: "main.py", contents }]));
    userPartition = { facts: valueOf(await maker.userPartition()) };
    const { order } = await ordered("full");
    expect(order.proof.chosen?.places).toEqual(["/usr/main.py"]);
    expect(order.userPartition?.source).toBe("edited");
  });

  test("has addresses only where the script fetches from them", async () => {
    expect((await ordered("diff")).order.urls).toEqual(onServer.urls);
    const nowhere = await ordered("diff", {}, { ...onServer, addressed: false });
    expect([nowhere.order.urls, nowhere.order.script.devicePath]).toEqual([[], null]);
    const local = await ordered("diff", {}, { ...onServer, kind: "file", module: "EC600N CNLF" });
    expect([local.order.urls, local.order.script.devicePath]).toEqual([[], "/usr/a"]);
    expect(local.order.module).toBe("EC600N CNLF");
  });

  test("is none once the firmware is gone", async () => {
    const { item } = await ordered("diff");
    const gone = { old: sides.old, new: { phase: "empty" } } as const;
    const made = { platform: "asr", type: "diff", options: plainOptions } as const;
    expect(releaseOrder({ sides: gone, userPartition }, made, item, onServer, words)).toBeNull();
  });
});

test("packages of UNISOC are of a class, and compared byte for byte", async () => {
  const { maker, sides } = await opened(smallSamplePair());
  const item = valueOf(await maker.make(plainOptions, () => undefined)).safe;
  const made = { platform: "unisoc8910", type: "diff", options: plainOptions } as const;
  const order = releaseOrder({ sides, userPartition: { facts: null } }, made, item, onServer, words);
  expect(order?.packageClass).toBe("safe");
  expect(order?.proof.compared).toMatchObject({ partitions: ["AP"], decompressed: false });
});
