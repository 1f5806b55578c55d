import type { BlockState, FileState } from "../../contract/comparison.ts";
import { count } from "../format.ts";

const blockStates: Record<BlockState, { name: string; about: string }> = {
  same: { name: "不变", about: "两版内容相同" },
  patched: { name: "有改动", about: "仍含有旧固件的内容" },
  new: { name: "全新", about: "旧固件这里没有内容，或毫无相同之处" },
  gone: { name: "不再使用", about: "旧固件有内容，新固件没有" },
  erased: { name: "空白", about: "两版都没有内容" },
};

const fileStates: Record<FileState, string> = {
  changed: "有变化",
  added: "新增",
  removed: "删除",
  same: "相同",
};

function changes(counts: Readonly<Record<FileState, number>>): string {
  const told = (["changed", "added", "removed"] as const).flatMap((state) =>
    counts[state] === 0 ? [] : [`${count(counts[state])} 个${fileStates[state]}`],
  );
  if (told.length === 0) return `${count(counts.same)} 个全部相同`;
  return `${told.join("，")}${counts.same === 0 ? "" : `；其余 ${count(counts.same)} 个相同`}`;
}

/** What differs between two firmwares, and where the bytes of a package go. */
export const differenceZh = {
  title: "新旧对比",
  partitions: "分区",
  files: "文件",
  changes,
  marks: {
    changed: "",
    added: "（新增）",
    removed: "（删除）",
    moved: "（移动）",
    same: "",
  } satisfies Record<FileState | "moved", string>,
  show: "闪存分布图和文件清单",
  comparing: "正在比较…",
  afterMaking: "制作完成后显示。",
  map: "闪存分布图",
  mapAbout: (blockSize: string) =>
    `每格 ${blockSize}，即闪存一次擦除的单位。压缩过的内容只要有改动，往往整段显示为全新。`,
  blockStates,
  block: (area: string, address: string, state: string) => `${area}，${address}，${state}`,
  hint: "指向或点按一格查看；键盘用方向键移动。",
  area: (id: string) => `${id} 的块`,
  onlyIn: { old: "仅旧固件有", new: "仅新固件有" },
  table: "用表格显示各分区的块数",
  columns: { partition: "分区", address: "地址", oldSize: "旧大小", newSize: "新大小", limit: "上限" },
  fileStates,
  fileList: "文件变化",
  filter: "显示哪些文件",
  noFiles: "没有符合所选条件的文件。",
  userFilesUnreadable: "有一个固件的用户分区读不出来，这里不列出其中的文件。",
  parts: (changed: number, all: number) => `${count(all)} 个分块中 ${count(changed)} 个有变化`,
  shares: "体积构成",
  more: (number: number) => `另外 ${count(number)} 项`,
};
