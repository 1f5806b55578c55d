import type { FileMethodFault, VersionNameFault } from "../../contract/refusal.ts";
import { eigenRefusalsZh } from "./eigen-refusals.ts";
import { count, exactSize, size } from "../format.ts";
import { platformName } from "../platforms.ts";
import { platformsZh } from "./platforms.ts";
import type { RefusalDictionary } from "../refusals.ts";
import { placeZh } from "./reasons.ts";
import { asrRefusalsZh } from "./asr-refusals.ts";
import { ec200aRefusalsZh } from "./ec200a-refusals.ts";
import { technical } from "./technical.ts";
import { ruleSetNames } from "../rule-sets.ts";
import { ruleSetsZh } from "./rule-sets.ts";
import { fileRefusalsZh } from "./file-refusals.ts";
import { pairRefusalsZh } from "./pair-refusals.ts";
import { verificationRefusalsZh } from "./verification-refusals.ts";
import { pathFaultsZh, scriptFaultsZh } from "./user-files.ts";

const fileMethodFaultsZh: Readonly<Record<FileMethodFault, string>> = {
  missing: "不在这两个固件的文件里",
  part: "只是分块文件的一块，整个文件才能选择处理方式",
  folder: "是文件夹，只能逐个文件选择处理方式",
};

const versionNameFaultsZh: Readonly<Record<VersionNameFault, (limit: number) => string>> = {
  "old-missing": () => "没有填旧版本名，会核对版本的模组一定拒绝这样的包",
  "nul-character": () => "其中有空字符（NUL）",
  "not-text": () => "其中有无效的字符",
  "too-long": (limit) => `超过 ${count(limit)} 字节`,
};

/** What the worker is asked to do. */
const stagesZh: ReadonlyMap<string, string> = new Map([
  ["open", "读取固件"],
  ["judge", "核对固件"],
  ["make", "制作升级包"],
  ["inspect", "读取文件"],
]);

/** The first of `number` names. */
function listZh(names: readonly string[], number = names.length): string {
  return `${names.join("、")}${names.length < number ? " 等" : ""}`;
}

export const refusalsZh: RefusalDictionary = {
  "not-firmware": ({ file }) => ({
    title: "无法识别这个文件",
    wrong: `“${file}”不是已知的固件，也不是装有固件的压缩包。`,
    remedy: "请选择固件发布包里的 .pac 或 .bin 文件，或者直接放入整个 .zip 压缩包，不需要先解压。",
  }),
  "no-firmware-in-archive": ({ file }) => ({
    title: "压缩包里没有固件",
    wrong: `“${file}”可以打开，但里面没有找到固件。`,
    remedy: "请确认下载的是固件包，而不是文档或工具包；如果固件在另一层 .rar 或 .7z 里，请先解压再放入。",
  }),
  "several-firmwares-in-archive": ({ file, names }) => ({
    title: "压缩包里有多个固件",
    wrong: `“${file}”里有：${listZh(names)}。程序不能替您决定用哪一个。`,
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
    wrong: `“${file}”（${placeZh(part)}）的校验值应为 ${expected}，算得 ${actual}：文件内容与出厂时不同。`,
    remedy: "请重新下载原始固件；不要使用经过修改或合并的文件。",
  }),
  "firmware-damaged": ({ file, part, why }) => ({
    title: "固件内容有误",
    wrong: `“${file}”的 ${part} 不符合格式。${technical(why)}`,
    remedy: "请重新获取原始固件。若别的工具能正常使用这个文件，请把下面的代码和文件的 SHA-256 告诉维护者。",
  }),
  "asr-no-system-image": ({ file }) => ({
    title: "固件包里没有 system.img",
    wrong: `“${file}”缺少系统镜像，而差分升级包和最小系统升级包都要用它制作。`,
    remedy: "请使用厂家发布的完整固件包。只升级用户脚本的全量升级包，用这个文件也可以制作。",
  }),
  "asr-partition-table": ({ file, why }) => ({
    title: "分区表不能使用",
    wrong: `“${file}”的分区表缺失、损坏，或与固件内容不一致。${technical(why)}`,
    remedy: "请重新下载固件包。分区表有误时，模组会写错位置，所以不能继续。",
  }),
  "asr-load-table": ({ file, why }) => ({
    title: "读不出程序的压缩区",
    wrong: `“${file}”的 system.img 里，压缩区表缺失或自相矛盾。${technical(why)}`,
    remedy: "请重新下载固件包。如果确认是原厂固件，请把固件的完整名称告诉维护者。",
  }),
  "platform-unsupported": ({ file, platform }) => ({
    title: "还不支持这个平台",
    wrong: `“${file}”是 ${platformName(platformsZh, platform)} 平台的固件，本版本还不能为它制作升级包。`,
    remedy:
      "目前支持展锐 8910（EC200U、EC600U、EG912U、EG915U）的 .pac 固件，和 ASR（EC600N、EC800N、EC600M、EC800M 等）的 .bin 固件。",
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
  "partition-missing": ({ partition, missingIn, byRules = false }) => ({
    title: "缺少一个分区",
    wrong: `${missingIn === "old" ? "旧" : "新"}固件里没有分区 ${partition}。`,
    remedy: byRules
      ? "请确认两个文件都是完整的固件、属于同一型号；无论选哪种打包规则，两个固件里都要有这个分区。"
      : "请确认两个文件都是完整的固件包、属于同一型号。分区表不同的两个版本只能用线刷升级。",
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
  "nothing-to-update": ({ differing, ignored = [], ruleSets = [] }) => ({
    title: "没有可升级的内容",
    wrong:
      ignored.length === 0
        ? `两个固件的差别只在升级不涉及的部分${differing.length === 0 ? "" : `（${listZh(differing)}）`}，升级包会是空的。`
        : `除了您选择保留的文件（${listZh(ignored)}）${differing.length === 0 ? "" : `和升级不涉及的部分（${listZh(differing)}）`}，两个固件没有差别，升级包会是空的。`,
    remedy:
      ignored.length === 0
        ? ruleSets.length === 0
          ? "请确认选对了文件；如果要更新这些部分，只能用线刷。"
          : `请在“高级选项”的打包规则里选择${ruleSetNames(ruleSetsZh, ruleSets)
              .map((name) => `“${name}”`)
              .join("或")}，其中有些内容可以一起升级。`
        : "请在“高级选项”中让至少一个文件按规则升级。",
  }),
  "file-method": ({ path, why }) => ({
    title: "有一项文件设置用不上",
    wrong: `“${path}”${fileMethodFaultsZh[why]}。`,
    remedy: "请在“高级选项”的文件列表中，把这一项恢复为“按规则”。",
  }),
  "files-ignored": ({ files, count: number }) => ({
    title: "有变化的文件将保留旧版本",
    wrong: `按您的选择，升级后模组里的${number === 1 ? "这个文件" : `这 ${count(number)} 个文件`}仍是旧固件的：${listZh(files, number)}。`,
    remedy: "新固件可能与旧文件不配套。请确认这是您想要的，并先在一台模组上试用。",
  }),
  "files-removed": ({ files, count: number }) => ({
    title: "新固件的文件将被删除",
    wrong: `按您的选择，升级后模组里没有${number === 1 ? "这个文件" : `这 ${count(number)} 个文件`}：${listZh(files, number)}。`,
    remedy: "缺少文件，固件可能无法正常工作。请确认这是您想要的，并先在一台模组上试用。",
  }),

  "old-and-new-swapped": ({ old, new: fresh }) => ({
    title: "新旧可能放反了",
    wrong: `旧固件（${old}）比新固件（${fresh}）更新。`,
    remedy: "如果要升级，请交换两个文件。如果确实要退回旧版本，可以继续。",
  }),
  "versions-named": () => ({
    title: "升级包里写有版本名",
    wrong: "会核对版本的模组，只接受旧版本名与它自己报告的版本完全一致的升级包，否则拒绝升级。",
    remedy: "请照模组自己报告的版本填写；拿不准时，在“高级选项”中把两个版本名都留空。",
  }),
  "version-name": ({ name, why, limit }) => ({
    title: "版本名不能使用",
    wrong: `版本名“${name}”无法写入升级包：${versionNameFaultsZh[why](limit)}。`,
    remedy: "请在“高级选项”中照模组自己报告的版本填写新旧两个版本名，或都留空。",
  }),
  "proof-failed": ({ why }) => ({
    title: "升级包没有通过验证",
    wrong: `在模拟模组上升级后，结果与应有的不一致，因此不提供下载。${technical(why)}`,
    remedy: "这是程序的错误，不是您的操作问题。请复制报告发给维护者。",
  }),
  "backup-partition-missing": ({ file }) => ({
    title: "固件里没有 fota_pkg 分区",
    wrong: `“${file}”的分区表中没有 fota_pkg。差分升级时，模组要在这个分区里备份将被改写的内容；没有它就不能安全升级。`,
    remedy: "请改用全量升级包，或向固件提供方索取分区表中有 fota_pkg 的版本。",
  }),
  "backup-too-small": ({ need, have }) => ({
    title: "模组的备份空间不够",
    wrong: `这次升级要在 fota_pkg 分区中占用 ${exactSize(need)}（升级包和断电备份），而该分区只有 ${exactSize(have)}，还差 ${size(need - have)}。`,
    remedy: "请选择差别较小的两个版本，分几步升级；如果只改了用户脚本，请改用全量升级包。",
  }),
  "region-compression": ({ file, region }) => ({
    title: "这个固件的压缩方式不受支持",
    wrong: `“${file}”中的 ${region} 不是用 LZMA 压缩的（早期 1601 固件使用 LZOP）。程序不能制作它的差分升级包。`,
    remedy: "请选用较新的固件版本，或使用模组厂家的工具。",
  }),
  "region-count": ({ old, new: fresh }) => ({
    title: "两个固件的结构相差太大",
    wrong: `旧固件有 ${count(old)} 个压缩区，新固件有 ${count(fresh)} 个；差分升级最多允许相差一个。`,
    remedy: "请经过一个中间版本升级，或用线刷。",
  }),
  "image-count": ({ count: images, limit }) => ({
    title: "升级内容太多",
    wrong: `升级包要有 ${count(images)} 个镜像，但最多只能有 ${count(limit)} 个。`,
    remedy: "请去掉“高级选项”中一起升级的应用分区，再试一次。",
  }),
  "app-count": ({ count: apps, limit }) => ({
    title: "选择的应用分区太多",
    wrong: `选了 ${count(apps)} 个应用分区，一个差分升级包最多带 ${count(limit)} 个。`,
    remedy: "请在“高级选项”中少选一些。",
  }),
  "app-missing": ({ app, missingIn }) => ({
    title: "缺少应用分区的文件",
    wrong: `${missingIn === "old" ? "旧" : "新"}固件里没有分区 ${app} 的文件，不能一起升级。`,
    remedy: "请在“高级选项”中不选这个分区，或换用带有这个文件的固件包。",
  }),
  "partition-unaligned": ({ partition, size: actual }) => ({
    title: "分区大小不是整数个扇区",
    wrong: `分区 ${partition} 的大小是 ${exactSize(actual)}，不是 4 KiB 的整数倍，模组无法升级它。`,
    remedy: "请确认固件包完整、未被修改；或在“高级选项”中不选这个分区。",
  }),
  "partitions-overlap": ({ pairs }) => ({
    title: "分区表中有重叠的分区",
    wrong: `这些分区占用同一块闪存：${listZh(pairs.map((pair) => pair.join(" / ")))}。升级时使用其中一个，可能会破坏另一个的内容。`,
    remedy: "请先向固件提供方确认分区表无误，并在一台可以线刷恢复的模组上试升级。",
  }),
  "user-partition-not-littlefs": ({ file }) => ({
    title: "不是用户分区文件",
    wrong: `“${file}”不是 littlefs 镜像，里面没有用户文件。`,
    remedy: "请选择固件包里的 customer_fs.bin，或者直接放入整个固件包，程序会自己取出它。",
  }),
  "user-partition-littlefs2": ({ file }) => ({
    title: "用户分区文件的版本不对",
    wrong: `“${file}”是 littlefs 第 2 版的镜像，这些 ASR 模组只能读第 1 版。`,
    remedy: "请使用该模组固件包里的 customer_fs.bin；第 2 版的镜像属于别的平台。",
  }),
  "user-partition-damaged": ({ file, why }) => ({
    title: "用户分区文件已损坏",
    wrong: `“${file}”的内容自相矛盾，模组可能无法挂载它。${technical(why)}`,
    remedy: "请从原始固件包里重新取出 customer_fs.bin，再试一次。",
  }),
  "user-partition-full": ({ needed, available }) => ({
    title: "用户分区放不下",
    wrong: `这些文件按整块计算需要 ${exactSize(needed)}，用户分区只有 ${exactSize(available)}，多出 ${size(needed - available)}。`,
    remedy: "请删除或缩小一些文件。即使很小的文件也占一整块（通常 4 KiB），每个文件夹占两块。",
  }),
  "user-partition-name": ({ path, why }) => ({
    title: "这个路径不能使用",
    wrong: `“${path}”：${pathFaultsZh[why]}。`,
    remedy: "请换一个名称，再试一次。建议只用英文字母、数字、点、横线和下划线。",
  }),
  "script-syntax": ({ path, line, why }) => ({
    title: "脚本有语法错误",
    wrong: `“${path}”第 ${count(line)} 行：${scriptFaultsZh[why]}。`,
    remedy: "模组运行或读取这个文件时会出错。请改好后重新放入；如果确定没有问题，可以继续。",
  }),
  "no-user-partition": ({ file }) => ({
    title: "这个固件没有用户分区",
    wrong: `“${file}”的分区表里没有 customer_fs 分区，或固件里没有它的镜像。`,
    remedy:
      "如果只是缺少镜像，请另选一个 customer_fs.bin。如果没有这个分区，就不能这样升级用户文件，请改用其他升级类型。",
  }),
  "user-partition-geometry": ({ blocks, blockSize, partitionSize }) => ({
    title: "用户分区文件不属于这一型号",
    wrong: `文件系统有 ${count(blocks)} 块，每块 ${exactSize(blockSize)}；而分区大小是 ${exactSize(partitionSize)}。`,
    remedy: "请使用同一型号（闪存大小也相同）固件里的 customer_fs.bin。",
  }),
  "image-length": ({ partition, size: actual }) => ({
    title: "镜像长度不对",
    wrong: `分区 ${partition} 的镜像有 ${exactSize(actual)}，不是 4 的倍数，多出的字节模组不会校验。`,
    remedy: "请使用原始镜像，它的长度是 4096 字节的倍数。",
  }),
  "image-xor-zero": ({ partition }) => ({
    title: "模组会跳过这个镜像",
    wrong: `分区 ${partition} 的镜像校验值恰好是 0，模组会不加提示地跳过它。`,
    remedy: "请随意改动用户分区里的一个文件，例如在脚本里加一个空行，再试一次。",
  }),
  "image-misplaced": ({ address }) => ({
    title: "镜像的位置不对",
    wrong: `固件里没有从 ${address} 开始的分区，模组会拒绝这样的升级包。`,
    remedy: "请选择模组上正在运行的固件，以便使用它的分区表。",
  }),
  "full-package-storage": ({ needed, available }) => ({
    title: "有些模组存不下这个升级包",
    wrong: `升级包有 ${exactSize(needed)}。有的模组把升级包存放在用户分区里（U:/FotaFile.bin），那里最多只有 ${exactSize(available)} 空闲，因此存不下含完整镜像的升级包。`,
    remedy: "请去掉末尾的空白块，或删减文件。您的模组是否存放在别处，目前无法确定，请先在一台模组上试用。",
  }),
  "mini-regions": ({ old, new: fresh }) => ({
    title: "这个固件不能做最小系统升级包",
    wrong: `旧固件的加载表是 ${listZh(old)}，新固件的是 ${listZh(fresh)}。目前只知道两种加载表的最小系统升级包，而且新旧必须相同。`,
    remedy: "如果模组支持，请改用差分升级，或用线刷。",
  }),
  "mini-layout": ({ why }) => ({
    title: "这两个固件不能做最小系统升级包",
    wrong: `目前不知道模组怎样处理这种情况，所以不予制作。${technical(why)}`,
    remedy: "请选择更相近的版本；如果模组支持，也可以改用差分升级，或用线刷。",
  }),
  "mini-core-size": ({ size: actual, limit }) => ({
    title: "最小系统太大",
    wrong: `去掉只读部分以后，基带程序还有 ${exactSize(actual)}，模组最多接受 ${exactSize(limit)}。`,
    remedy: "请换一个版本，或用线刷。",
  }),
  "mini-space": ({ payload, backup, reserved, readOnly, nonOta }) => ({
    title: "新旧差别太大，做不了最小系统升级包",
    wrong: `补丁需要 ${exactSize(payload)}，备份需要 ${exactSize(backup)}；而保留区有 ${exactSize(reserved)}，只读区有 ${exactSize(readOnly)}，非 OTA 区有 ${exactSize(nonOta)}。规则尚未完全弄清的情况也不予制作。`,
    remedy: "请经过中间版本分几步升级，或用线刷。",
  }),
  "file-unreadable": ({ file }) => ({
    title: "文件读不到了",
    wrong: `“${file}”在选择之后被移动、修改、删除，或存放它的磁盘已断开。`,
    remedy: "请重新选择这个文件。",
  }),
  "not-package": ({ file }) => ({
    title: "无法识别这个文件",
    wrong: `“${file}”不是已知格式的升级包，也不是固件。`,
    remedy: "这里可以查看展锐 8910 和 ASR 的升级包、固件，以及用户分区文件（customer_fs.bin）。",
  }),
  "package-damaged": ({ file, why }) => ({
    title: "升级包已损坏",
    wrong: `“${file}”内容有误，模组会拒绝它。${technical(why)}`,
    remedy: "请重新下载，或重新制作升级包。",
  }),
  ...fileRefusalsZh,
  ...pairRefusalsZh,
  ...verificationRefusalsZh,
  "page-part-missing": () => ({
    title: "页面的一部分没有加载成功",
    wrong: "做这一步的程序取不到：可能刚发布了新版本，或网络断开了。",
    remedy: "请确认网络正常，再试一次。若仍不行，请刷新页面，然后重新放入文件。",
  }),
  ...asrRefusalsZh,
  ...ec200aRefusalsZh,
  ...eigenRefusalsZh,
  "out-of-memory": ({ stage }) => ({
    title: "内存不够",
    wrong: `浏览器没有足够的内存来完成这一步（${stagesZh.get(stage) ?? stage}）。`,
    remedy: "请关闭其他标签页和程序再试；手机上请改用电脑。",
  }),
  unexpected: () => ({
    title: "程序出错了",
    wrong: "发生了没有预料到的错误，详情在下面的报告里。",
    remedy: "请再试一次。若仍然出错，请复制报告发给维护者；报告里没有固件内容。",
  }),
};
