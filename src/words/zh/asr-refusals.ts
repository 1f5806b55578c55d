import { exactSize } from "../format.ts";
import type { AsrRefusals } from "../refusals.ts";

const types = { diff: "差分升级包", full: "全量升级包", mini: "最小系统升级包" } as const;

/** What the updater of an ASR firmware cannot take, or cannot finish. */
export const asrRefusalsZh: AsrRefusals = {
  "updater-declines": ({ file, version, type, takes }) => ({
    title: "旧固件的升级程序不支持这种升级包",
    wrong: `“${file}”里的升级程序${version === "" ? "" : `（${version}）`}只支持${takes.map((one) => types[one]).join("、")}，不支持${types[type]}：模组收到后什么也不改，继续运行旧固件。`,
    remedy: `请改做${takes.map((one) => types[one]).join("或")}。`,
  }),
  "updater-memory": ({ part, need, have }) => ({
    title: "升级程序的内存不够",
    wrong: `升级 ${part} 时，升级程序要同时占用 ${exactSize(need)}，而它只有 ${exactSize(have)}。它会在开始写 Flash 之后崩溃，只能用线刷恢复。`,
    remedy: "请用线刷升级；全量升级可以去掉末尾的空白块，让升级包变小。",
  }),
  "fsall-unknown": ({ file, version }) => ({
    title: "这个升级包会擦掉引导程序",
    wrong: `它把备份放在文件系统里（fsall），而“${file}”里的升级程序${version === "" ? "" : `（${version}）`}看不出支持这种方式。不支持的升级程序会把 0 地址当作备份区，擦掉引导程序。`,
    remedy: "请不要下发这个升级包。请改做最小系统升级包，或使用 fota_pkg 分区的差分升级包。",
  }),
  "region-does-not-fit": ({ regions }) => ({
    title: "有的压缩区放不下",
    wrong: `模组会自己重新压缩各个压缩区。新固件的 ${regions.join("、")} 是用更强的设置压缩的，模组压缩的结果比预留的空间大，升级会卡住。`,
    remedy: "请使用厂家原样发布的新固件，或用线刷升级。",
  }),
  "region-not-reproduced": ({ regions }) => ({
    title: "升级会一直重试，无法完成",
    wrong: `模组会自己重新压缩各个压缩区，这个固件的升级程序还会与新固件核对。新固件的 ${regions.join("、")} 是用别的压缩程序做的，结果不会一致，模组会不停重试。`,
    remedy: "请使用厂家原样发布的新固件，或用线刷升级。",
  }),
  "region-not-reproduced-maybe": ({ regions }) => ({
    title: "有的压缩区与新固件不会逐字节一致",
    wrong: `模组会自己重新压缩各个压缩区。新固件的 ${regions.join("、")} 是用别的压缩程序做的，存下的字节会不同，解压后的内容一样。较新固件的升级程序会核对，遇到这种情况会不停重试。`,
    remedy: "请先在一台可以线刷恢复的模组上试升级。",
  }),
};
