import { count, exactSize, size } from "./format.ts";
import { platformName, platformsZh } from "./platforms.ts";
import type { RefusalDictionary } from "./refusals.ts";

/** What the reader of a format says about it; it is in English, for those who know the format. */
function technical(why: string): string {
  return why === "" ? "" : `技术细节：${why}。`;
}

export const refusalsZh: RefusalDictionary = {
  "not-firmware": ({ file }) => ({
    title: "无法识别这个文件",
    wrong: `“${file}”不是已知的固件，也不是装有固件的压缩包。`,
    remedy: "请选择固件发布包里的 .pac 文件，或者直接放入整个 .zip 压缩包，不需要先解压。",
  }),
  "no-firmware-in-archive": ({ file }) => ({
    title: "压缩包里没有固件",
    wrong: `“${file}”可以打开，但里面没有找到固件。`,
    remedy: "请确认下载的是固件包，而不是文档或工具包；如果固件在另一层 .rar 或 .7z 里，请先解压再放入。",
  }),
  "several-firmwares-in-archive": ({ file, names }) => ({
    title: "压缩包里有多个固件",
    wrong: `“${file}”里有：${names}。程序不能替您决定用哪一个。`,
    remedy: "请解压，然后只放入与模组型号对应的那一个文件。",
  }),
  "archive-encrypted": ({ file, entry }) => ({
    title: "压缩包有密码",
    wrong: `“${file}”中的“${entry}”已加密。`,
    remedy: "请先用密码解压，再放入里面的固件文件。",
  }),
  "archive-unsupported": ({ file, entry, why }) => ({
    title: "不支持这种压缩方式",
    wrong: `“${file}”中的“${entry}”无法读取。${technical(why)}`,
    remedy: "请用压缩软件解压，再放入里面的固件文件。",
  }),
  "archive-damaged": ({ file, entry, why }) => ({
    title: "压缩包已损坏",
    wrong: `“${file}”${entry === "" ? "" : `中的“${entry}”`}不完整或内容有误。${technical(why)}`,
    remedy: "请重新下载这个文件，再试一次。",
  }),
  "archive-too-large": ({ file, limitMiB }) => ({
    title: "解压后太大",
    wrong: `“${file}”解压后会超过 ${limitMiB} MiB，不像是固件。`,
    remedy: "请先在电脑上解压，再放入其中的固件文件。",
  }),
  "firmware-truncated": ({ file, expected, actual }) => ({
    title: "固件文件不完整",
    wrong: `“${file}”的文件头写明 ${exactSize(expected)}，实际只有 ${exactSize(actual)}。`,
    remedy: "多半是下载或复制中断了。请重新获取文件，再试一次。",
  }),
  "firmware-crc": ({ file, part, expected, actual }) => ({
    title: "固件校验不符",
    wrong: `“${file}”的${part}校验值应为 ${expected}，算得 ${actual}：文件内容与出厂时不同。`,
    remedy: "请重新下载原始固件；不要使用经过修改或合并的文件。",
  }),
  "firmware-damaged": ({ file, part, why }) => ({
    title: "固件内容有误",
    wrong: `“${file}”的 ${part} 不符合格式。${technical(why)}`,
    remedy: "请重新获取原始固件。若别的工具能正常使用这个文件，请把下面的代码和文件的 SHA-256 告诉维护者。",
  }),
  "platform-unsupported": ({ file, platform }) => ({
    title: "还不支持这个平台",
    wrong: `“${file}”是 ${platformName(platformsZh, platform)} 平台的固件，本版本还不能为它制作升级包。`,
    remedy: "目前支持展锐 8910（EC200U、EC600U、EG912U、EG915U）的 .pac 固件。",
  }),
  "same-firmware": ({ file }) => ({
    title: "两个固件相同",
    wrong: `旧固件和新固件的内容一样（“${file}”），没有可升级的差异。`,
    remedy: "请检查是不是把同一个文件选了两次，再换掉其中一个。",
  }),
  "different-platform": ({ old, new: fresh }) => ({
    title: "两个固件的平台不同",
    wrong: `旧固件是 ${platformName(platformsZh, old)}，新固件是 ${platformName(platformsZh, fresh)}。`,
    remedy: "升级包只能在同一种模组上使用。请选择同一型号的两个固件。",
  }),
  "different-board": ({ old, new: fresh }) => ({
    title: "两个固件不是同一型号",
    wrong: `旧固件属于“${old}”，新固件属于“${fresh}”。`,
    remedy: "请核对模组标签上的完整型号（包括后缀），选择同一型号的两个版本。",
  }),
  "partition-moved": ({ partition, old, new: fresh }) => ({
    title: "分区位置变了",
    wrong: `分区 ${partition} 在旧固件中是 ${old}，在新固件中是 ${fresh}。`,
    remedy:
      "分区表不同的两个版本不能通过 OTA 升级，只能用线刷。请选择分区表相同的版本，或向固件提供方确认升级路径。",
  }),
  "partition-missing": ({ partition, missingIn }) => ({
    title: "缺少一个分区",
    wrong: `${missingIn === "old" ? "旧" : "新"}固件里没有分区 ${partition}。`,
    remedy: "请确认两个文件都是完整的固件、属于同一型号；或在“高级选项”中换一套规则。",
  }),
  "partition-too-small": ({ partition, size: needed, limit }) => ({
    title: "新固件放不进分区",
    wrong: `分区 ${partition} 最多 ${exactSize(limit)}，新镜像有 ${exactSize(needed)}，多出 ${size(needed - limit)}。`,
    remedy: "请确认新固件适用于这一型号（闪存大小相同），或选用较小的版本。",
  }),
  "part-size": ({ file, size: actual, expected }) => ({
    title: "文件的分块大小不能升级",
    wrong: `${file} 解压后是 ${count(actual)} 字节；模组要求每块 ${count(expected)} 字节（最后一块可以较短）。`,
    remedy: "这个固件不能做差分升级。请换一个版本，或使用线刷。",
  }),
  "nothing-to-update": ({ differing }) => ({
    title: "没有可升级的内容",
    wrong: `两个固件的差别只在升级不涉及的部分${differing === "" ? "" : `（${differing}）`}，升级包会是空的。`,
    remedy: "请确认选对了文件；如果要更新这些部分，只能用线刷。",
  }),
  "nv-rules-unknown": ({ items }) => ({
    title: "有的 NV 项没有已知规则",
    wrong: `NV 项 ${items} 有变化，但不知道模组里对应的运行副本该不该清除，因此保留不动。`,
    remedy: "可以继续。如果这些项的新值必须生效，请在升级后用工具单独写入。",
  }),
  "partition-not-covered": ({ partitions }) => ({
    title: "有的分区不在升级范围内",
    wrong: `${partitions} 在两个固件中不同，但所选规则不升级它，模组会保留旧的内容。`,
    remedy: "引导程序（BOOTLOADER）不升级是正常的。如果其中有应用分区，请在“高级选项”中换一套规则。",
  }),
  "old-and-new-swapped": ({ old, new: fresh }) => ({
    title: "新旧可能放反了",
    wrong: `旧固件（${old}）比新固件（${fresh}）更新。`,
    remedy: "如果要升级，请交换两个文件。如果确实要退回旧版本，可以继续。",
  }),
  "version-name": ({ name, why }) => ({
    title: "版本名不能使用",
    wrong: `版本名“${name}”无法写入升级包。${technical(why)}`,
    remedy: "请在“高级选项”中改用较短的英文字母、数字、点、横线，或留空。",
  }),
  "proof-failed": ({ step, why }) => ({
    title: "升级包没有通过验证",
    wrong: `在模拟模组上升级时，${step} 的结果与新固件不一致，因此不提供下载。${technical(why)}`,
    remedy: "这是程序的错误，不是您的操作问题。请复制报告发给维护者。",
  }),
  "file-unreadable": ({ file }) => ({
    title: "文件读不到了",
    wrong: `“${file}”在选择之后被移动、修改、删除，或存放它的磁盘已断开。`,
    remedy: "请重新选择这个文件。",
  }),
  "not-package": ({ file }) => ({
    title: "无法识别这个文件",
    wrong: `“${file}”不是已知格式的升级包，也不是固件。`,
    remedy: "这里可以查看展锐 8910 的升级包（RDAOTA02）和 .pac 固件。",
  }),
  "package-damaged": ({ file, why }) => ({
    title: "升级包已损坏",
    wrong: `“${file}”内容有误，模组会拒绝它。${technical(why)}`,
    remedy: "请重新下载，或重新制作升级包。",
  }),
  "out-of-memory": ({ stage }) => ({
    title: "内存不够",
    wrong: `浏览器没有足够的内存来完成这一步（${stage}）。`,
    remedy: "请关闭其他标签页和程序再试；手机上请改用电脑。",
  }),
  unexpected: ({ message }) => ({
    title: "程序出错了",
    wrong: `发生了没有预料到的错误：${message}`,
    remedy: "请再试一次。若仍然出错，请复制报告发给维护者；报告里没有固件内容。",
  }),
};
