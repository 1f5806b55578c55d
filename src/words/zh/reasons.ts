import type { Place, Reason } from "../../contract/reason.ts";
import { count, exactSize } from "../format.ts";
import { placeText, type ReasonDictionary, type ReasonNames, reasonText } from "../reasons.ts";

function numbered(name: string, ordinal?: (number: string) => string): (number: number | null) => string {
  return (number) => (number === null || ordinal === undefined ? name : ordinal(count(number)));
}

const names: ReasonNames = {
  parts: {
    header: numbered("文件头"),
    contents: numbered("内容"),
    "entry-table": numbered("条目表"),
    image: numbered("镜像", (number) => `镜像 ${number}`),
    payload: numbered("镜像的数据", (number) => `镜像 ${number} 的数据`),
    bundle: numbered("压缩数据块"),
    block: numbered("块"),
    "resume-area": numbered("进度标记区"),
    step: numbered("步骤", (number) => `第 ${number} 步`),
    download: numbered("接收时"),
    "top-folder": numbered("根目录"),
    "folder-thread": numbered("目录链"),
    orphan: numbered("不在任何目录中的目录"),
    superblock: numbered("超级块"),
    "merged-file": numbered("合并文件"),
    "first-file": numbered("第一个文件"),
    "second-file": numbered("第二个文件"),
  },
  fields: {
    magic: "标志值",
    version: "版本",
    flags: "标志位",
    "header-size": "文件头大小",
    "entry-size": "条目大小",
    "entry-type": "条目类型",
    "erase-block-size": "擦除块大小",
    "block-size": "块大小",
    "block-count": "块数",
    "partition-count": "分区数",
    "device-count": "设备数",
    "image-count": "镜像数",
    "piece-count": "分片数",
    id: "编号",
    "bulk-type": "操作类型",
    "name-size": "名称长度",
    "root-element": "根元素",
    number: "数值",
    "lzma-properties": "参数",
    "raw-size": "解压后大小",
    "control-size": "控制数据大小",
  },
  xmlFaults: {
    unfinished: "有内容没有结束",
    "text-outside-root": "根元素之外有文字",
    attribute: "属性没有带引号的值",
    "second-root": "有第二个根元素",
    "element-name": "元素没有名称",
    "end-tag": "结束标签不配对",
    "no-element": "没有元素",
  },
};

export function placeZh(place: Place): string {
  return placeText(names, place);
}

/** Chinese of a {@link Reason}. */
export function reasonZh(reason: Reason): string {
  return reasonText(reasonsZh, reason);
}

const reasonsZh: ReasonDictionary = {
  within: ({ place, why }) => `${placeZh(place)}：${reasonZh(why)}`,

  "too-short": () => "比文件头还短",
  "ends-early": () => "内容提前结束",
  "left-over": () => "有多余的内容",
  "wrong-length": ({ bytes, expected }) => `长度是 ${exactSize(bytes)}，应为 ${exactSize(expected)}`,
  "impossible-size": ({ bytes }) => `大小不可能是 ${exactSize(bytes)}`,
  "contradicting-sizes": () => "各处写明的大小不一致",
  "contradicting-orders": () => "各处写明的块顺序不一致",
  "not-in-sectors": () => "不是整数个扇区",
  "outside-file": () => "超出文件范围",
  "ends-beyond": ({ end }) => `超出 ${end} 的末尾`,
  "outside-flash": () => "超出闪存范围",
  overlaps: () => "与其他内容重叠",
  "other-address": ({ address, expected }) =>
    expected === null ? `不应位于 ${address}` : `位于 ${address}，应为 ${expected}`,
  "wrong-order": ({ names: parts }) => `没有按 ${parts.join("、")} 的顺序排列`,
  "no-room": ({ needed, free }) => `需要 ${exactSize(needed)}，只有 ${exactSize(free)}`,
  "too-deep": () => "目录层数太多",

  "bad-name": ({ name }) => `名称“${name}”不合规定`,
  "name-not-text": () => "名称不是文字",
  twice: () => "重复出现",
  missing: () => "缺失",
  empty: () => "内容为空",
  "none-of": ({ names: files }) => `没有 ${files.join("，也没有 ")}`,

  checksum: ({ kind, actual, stated }) => {
    const name = kind === "sum" ? "校验和" : `${kind} 校验值`;
    return actual === undefined || stated === undefined
      ? `${name}不符`
      : `${name}是 ${actual}，写明的是 ${stated}`;
  },
  "no-signature": ({ signature }) => `开头没有 ${signature} 标志`,
  field: ({ field, value }) =>
    `${names.fields[field]}不能是 ${typeof value === "number" ? count(value) : value}`,
  "bad-stream": () => "压缩数据自相矛盾",

  "archive-end-missing": () => "缺少末尾的目录",
  "archive-directory": () => "目录有误",
  "archive-header": () => "文件头有误",
  "several-disks": () => "分成了多卷",
  "archive-method": ({ method }) => `压缩方法编号 ${method}`,
  "too-many-archives": () => "压缩包嵌套层数太多",

  "not-json": () => "不是 JSON",
  "json-rows": () => "不是由完整的行组成的列表",
  "no-command": () => "有一步没有命令",
  xml: ({ fault, character }) => `${names.xmlFaults[fault]}（第 ${count(character)} 个字符）`,

  "tables-differ": ({ names: files }) => `${files.join(" 和 ")} 里的分区表不同`,
  "no-load-table": () => "没有加载表",
  "regions-outside": ({ address }) => `位于 ${address}，不在 cp 和 dsp 之间`,
  "regions-end": () => "压缩区没有在 dsp 的起点结束",
  "no-valid-block": () => "在这个闪存地址上没有有效的块",
  "wrong-block": ({ block }) => `块 ${count(block)} 的类型不对`,
  "wrong-link": ({ block }) => `块 ${count(block)} 的链接有误`,
  "block-twice": ({ block }) => `块 ${count(block)} 被使用了两次`,
  "pair-invalid": ({ blocks }) => `块 ${blocks.join(" 和 ")} 都无效`,
  "copies-differ": () => "两份内容不同",
  "unknown-region": () => "没有这个区的资料",
  "piece-longer": () => "多出一整片",
  "no-read-only-part": () => "cp 没有写明只读部分",
  "read-only-part": ({ address }) => `只读部分位于 ${address}`,
  "piece-size": ({ flashMiB }) =>
    flashMiB === null
      ? "没有写明闪存大小，分片大小未知（LTEONLY）"
      : `闪存为 ${flashMiB} MiB 时分片大小未知（LTEONLY）`,

  "parts-apart": () => "两部分不是同一次制作的",
  "wrong-file": ({ expected }) =>
    expected === "both" ? "不是两个文件的合并" : `不是第${expected === "first" ? "一" : "二"}个文件`,
  differential: () => "里面是补丁，不是镜像",
  "other-partition": () => "不是用户分区的升级包",
  "no-second-url": () => "脚本没有给出第二个地址",
  "other-version": () => "升级包写明的旧版本不同",
  "old-differs": () => "旧内容不同",
  "new-differs": () => "生成的内容与升级包写明的不同",
  "outside-old": () => "引用了旧内容以外的位置",
  "no-lzmar": () => "缺失，或不是完整的 LZMAR",
  "no-block": () => "升级包里没有对应的数据块",
  "temp-missing": () => "缺少临时文件",
  "temp-differs": () => "临时文件的内容不同",
  "read-back": () => "写入后读出的内容不同",
  "xor-zero": () => "有一个镜像的 XOR 是 0，被跳过了",
  "package-overwritten": () => "里已写入一部分新内容，而升级包原来就放在里面",
  "update-begun": () => "不是空白，这份升级包已在模组上开始升级过",
  "several-chips": () => "其中的镜像属于两种芯片",
  "for-other-chip": ({ chip }) => `它用于 ${chip}`,

  "unlike-new": ({ address }) => (address === null ? "与新固件不同" : `从 ${address} 起与新固件不同`),
  "not-removed": () => "应当删除，却还在",
  "not-chosen": () => "在升级包里，但没有人选它",
  "not-written": () => "没有写入",
  stray: () => "写到了不该写的地方",
  differences: ({ count: number, first }) =>
    number === 1 ? reasonZh(first) : `有 ${count(number)} 处不同，第一处是 ${reasonZh(first)}`,

  "cannot-start": ({ why }) => `升级没有开始：${reasonZh(why)}`,
  "fails-again": ({ why }) => `每次启动都失败：${reasonZh(why)}`,
  "nothing-to-do": () => "升级程序没有可做的事",
  "ends-otherwise": () => "结果与不断电时不同",
  "not-finished": ({ boots }) => `启动 ${count(boots)} 次后仍未完成`,

  quoted: ({ text }) => text,
};
