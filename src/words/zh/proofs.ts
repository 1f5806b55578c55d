import { count } from "../format.ts";

export const proofsZh = {
  names: (names: readonly string[], more: number) =>
    `${names.join("、")}${more > 0 ? `，另有 ${count(more)} 个` : ""}`,
  steps: (steps: number) => `模拟模组完成了整个升级，共 ${count(steps)} 步`,
  flash: (partitions: string, bytes: string) => `${partitions}：闪存 ${bytes} 与新固件逐字节一致`,
  decompressed: (partitions: string, bytes: string) =>
    `${partitions}：${bytes} 内容与新固件一致（由模组自己压缩的区域，比较的是解压后的内容）`,
  files: (written: number) => `升级包写入的 ${count(written)} 个文件与新固件一致`,
  sameFiles: (same: number) => `${count(same)} 个文件新旧固件相同，不用写入`,
  chosenPartition: (partition: string, bytes: string, files: number) =>
    `${partition}：${bytes}、${count(files)} 个文件与这里选定的逐字节一致`,
  chosenPlaces: (places: string) => `按这里的选择，与新固件不同：${places}`,
  leftAlone: {
    title: "升级包没有改动的部分",
    differs: (number: number) => `${count(number)} 处新旧固件不同，但不在升级包里，模组里的保持不变：`,
    unknown: (places: string) => `没有改动，也没有比较（缺旧固件或新固件里的对应内容）：${places}`,
    same: (places: string) => `没有改动，新旧固件相同：${places}`,
    sentence: (differs: string, places: string) => `${differs}${places}`,
    short: (places: string) => `不在升级包里：${places}`,
  },
  scripts: {
    none: "不含脚本：模组 /usr 里的文件保持不变。",
    all: (files: number) =>
      `包含脚本：模组 /usr 里的文件，包括运行中保存的设置，会全部换成这里的 ${count(files)} 个文件。`,
  },
};
