import type { NeedKind, NeedLevel } from "../../contract/maker.ts";

const kinds: Record<NeedKind, string> = {
  "free-space": "下载后文件系统还要空闲",
  "package-room": "存放升级包",
  "user-partition": "在用户分区里存放升级包",
  "loader-memory": "引导程序内存",
  "updater-memory": "升级程序内存",
  backup: "升级时的备份区",
  url: "下载地址长度",
};

const levels: Record<NeedLevel, string> = {
  enough: "足够",
  tight: "偏紧",
  short: "不够",
  unknown: "未知",
};

/** What is to be known about the figures; null where they speak for themselves. */
const about: Record<NeedKind, string | null> = {
  "free-space": null,
  "package-room": null,
  "user-partition":
    "已知的固件（EC600S，2021 年）把升级包存在用户分区里，并整个读进内存；更新的固件存在哪里没有公开资料。升级包越小越稳妥。",
  "loader-memory": "模组的上限没有公开；后一个数是厂商升级包实测的最大值。",
  "updater-memory": "按各型号升级程序实测的堆大小；由固件的代码在内存中的位置推断是哪一种。",
  backup: null,
  url: null,
};

export const moduleNeedsZh = {
  title: "模组需要",
  kinds,
  levels,
  about,
  of: (need: string, have: string) => `${need} / ${have}`,
  needs: (need: string) => `需要 ${need}`,
  haveUnknown: "模组有多少没有公开资料。",
  urlUnknown: "待核对",
  characters: (number: number) => `${number} 个字符`,
  urlMissing: (longest: number) => `最多 ${longest} 个字符；在下面填写地址后核对`,
  notes: {
    diff: [],
    full: [],
    mini: [
      "下载和升级期间自动重启约 4 次，请保持供电。",
      "第一个文件写入后不能退回旧版本，模组会一直重试，直到第二个文件完成。",
    ],
  } satisfies Record<"diff" | "full" | "mini", readonly string[]>,
};
