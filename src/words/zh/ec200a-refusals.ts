import { exactSize } from "../format.ts";
import type { ImageListFault, LoadTableFault } from "../../contract/refusal.ts";
import type { Ec200aRefusals } from "../refusals.ts";

const listFaults: Record<ImageListFault, string> = {
  "no-list": "里面没有镜像清单（.blf）",
  "several-lists": "里面有不止一个镜像清单（.blf）",
  "no-images": "镜像清单里没有镜像",
  "too-many-images": "镜像清单里的镜像太多，不可能是模组的固件",
  "image-skipped": "镜像清单缺少镜像",
  "field-missing": "镜像清单里的信息不全，镜像",
};

const tableFaults: Record<LoadTableFault, string> = {
  "no-regions": "没有压缩区",
  outside: "有压缩区超出了程序的范围",
  overlap: "有压缩区与前一个重叠",
  uneven: "有压缩区的长度不是 4 的倍数",
};

/** What is wrong with EC200A firmware, and which of it takes no packages. */
export const ec200aRefusalsZh: Ec200aRefusals = {
  "image-list-damaged": ({ file, why, image }) => ({
    title: "固件包不完整",
    wrong: `“${file}”：${listFaults[why]}${image === "" ? "" : ` ${image}`}。`,
    remedy: "请向固件提供方重新索取完整的固件包。",
  }),
  "load-table-damaged": ({ file, image, why, region }) => ({
    title: "固件里的程序已损坏",
    wrong: `“${file}”的 ${image} 里的加载表自相矛盾：${tableFaults[why]}${region === "" ? "" : `（${region}）`}。`,
    remedy: "请向固件提供方重新索取固件包。",
  }),
  "linux-build": ({ file }) => ({
    title: "这是 EC200A 的 Linux 版固件",
    wrong: `从名称看，“${file}”是带 Linux 的版本，升级方式不同。`,
    remedy: "请使用 QuecPython 的固件，或使用移远 Linux SDK 的升级工具。",
  }),
  "trusted-boot": ({ file }) => ({
    title: "使用这个固件的模组会校验签名",
    wrong: `“${file}”是启用了安全启动的版本。签名所在的镜像不能放进升级包，升级后签名会对不上。`,
    remedy: "请向移远索取升级包，或用线刷升级。",
  }),
  "flash-nand": ({ file }) => ({
    title: "不支持 NAND Flash 的模组",
    wrong: `“${file}”用于 NAND Flash，这类模组怎样升级没有任何资料。`,
    remedy: "请向移远索取升级包，或用线刷升级。",
  }),
  "updater-missing": ({ file }) => ({
    title: "这种模组没有升级程序",
    wrong: `“${file}”的镜像清单里没有升级程序（UPTE），模组上没有程序能接收升级包。`,
    remedy: "请索取带升级程序的固件，先线刷一次，以后再远程升级。",
  }),
  "image-type-unknown": ({ file, images }) => ({
    title: "有的镜像类型没有见过",
    wrong: `“${file}”里的 ${images.join("、")} 既不是 RAW 也不是 LZMA，升级包怎样处理它们没有资料。`,
    remedy: "请向移远索取升级包，或用线刷升级。",
  }),
  "image-never-updated": ({ file, images }) => ({
    title: "镜像清单要升级不能放进升级包的镜像",
    wrong: `“${file}”的镜像清单把 ${images.join("、")} 也标为可升级。头部、引导程序和升级程序不能放进升级包。`,
    remedy: "请向固件提供方索取清单正确的固件，或用线刷升级。",
  }),
  "no-images-for-updates": ({ file }) => ({
    title: "固件里没有可以升级的镜像",
    wrong: `“${file}”的镜像清单没有启用任何镜像。`,
    remedy: "请向固件提供方索取启用了升级镜像的固件。",
  }),
  "image-file-missing": ({ file, images }) => ({
    title: "固件包不完整",
    wrong: `“${file}”里没有 ${images.join("、")}，或者是空文件。`,
    remedy: "请向固件提供方重新索取完整的固件包。",
  }),
  "image-lists-differ": ({ images }) => ({
    title: "新旧固件的布局不同",
    wrong:
      images.length === 0
        ? "两个固件用于不同的 Flash。"
        : `两个固件的镜像清单在 ${images.join("、")} 上不一致，而一次升级只能用同一份清单。`,
    remedy: "请选择同一型号、同样 Flash 的两个固件，或用线刷升级。",
  }),
  "images-not-carried": ({ images, nothingElse }) => ({
    title: nothingElse ? "不同的内容都不能放进升级包" : "有的镜像保持不变",
    wrong: `${images.join("、")} 在新旧固件里不同，但清单规定它们不进升级包。${nothingElse ? "其他内容都相同。" : "模组会保留原来的。"}`,
    remedy: nothingElse ? "请用线刷升级。" : "请向固件提供方确认新固件能与旧的这些镜像一起工作。",
  }),
  "program-gap-differs": ({ image }) => ({
    title: "程序在升级包够不到的地方不同",
    wrong: `${image} 在头部与压缩区之间、或压缩区之后有不同，升级包里没有哪一段包含这些字节。`,
    remedy: "请用线刷升级。",
  }),
  "package-too-large": ({ size, limit }) => ({
    title: "升级包对模组来说太大",
    wrong: `升级包有 ${exactSize(size)}；除去备份，升级程序只有 ${exactSize(limit)} 的空间。`,
    remedy: "请选择差别较小的两个版本，分几步升级。",
  }),
  "format-experimental": ({ file }) => ({
    title: "EC200A 的升级包是实验性的",
    wrong: `“${file}”：格式来自厂家工具，并与厂家工具做的升级包核对过，但从未运行过这种模组上的代码。`,
    remedy: "请先在一台可以线刷恢复的模组上试升级。",
  }),
};
