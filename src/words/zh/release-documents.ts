import { changesFirmware, comesInTwo } from "../../contract/formats.ts";
import type { ReleaseFile, ReleaseOrder } from "../../contract/release.ts";
import { count } from "../format.ts";
import { platformsZh } from "./platforms.ts";
import { chosenLine, leftAloneLines, placesLeftAlone, provedLines, scriptsLine } from "../proofs.ts";
import { proofsZh } from "./proofs.ts";
import type { ReleaseDocuments } from "../release-documents.ts";
import { certutilCommands, fetchCommands, longestUrl, nginxExample } from "../release-facts.ts";

const types: Record<ReleaseOrder["type"], string> = {
  diff: "差分升级",
  full: "全量升级",
  mini: "最小系统升级",
};

function fileLines({ fileName, bytes, sha256, md5 }: ReleaseFile): readonly string[] {
  return [
    `  ${fileName}`,
    `    大小      ${count(bytes)} 字节`,
    `    SHA-256   ${sha256}`,
    `    MD5       ${md5}`,
    "",
  ];
}

function versions({ versions: { old, new: next } }: ReleaseOrder): string {
  return old === null ? `任意版本 -> ${next}` : `${old} -> ${next}`;
}

/** What of the new firmware modules get, as far as it is not all; and whether scripts are in it. */
function whatIsInIt({ type, proof }: ReleaseOrder): readonly string[] {
  const words = proofsZh;
  const { differing } = placesLeftAlone(proof);
  const said = [scriptsLine(words, type, proof), chosenLine(words, proof)].flatMap((line) => line ?? []);
  return [
    ...(said.length === 0 ? [] : ["", ...said]),
    ...(differing.length === 0
      ? []
      : ["", words.leftAlone.differs(differing.length), ...differing.map((place) => `  ${place}`)]),
  ];
}

function onModule({ urls, script }: ReleaseOrder, name: string): readonly string[] {
  if (script.devicePath !== null) return [`先把升级包放到模组里的 ${script.devicePath}，再运行 ${name}。`];
  if (urls.length === 0) return [`先把 ${name} 里的地址改成您的实际地址，再在模组上运行。`];
  return [`在模组上运行 ${name}，它从这里下载：`, ...urls.map((url) => `  ${url}`)];
}

/** 存为 main.py 时会不会一再升级。 */
function repeats({ type, script: { notePath } }: ReleaseOrder): readonly string[] {
  if (notePath === null) return ["这个脚本改动过，不记录取过的升级包：请只运行一次，不要存为 main.py。"];
  return [
    `脚本把取过的升级包记在 ${notePath}，不再重复下载；存为 main.py 也不会每次启动都下载。`,
    "下载中途断电或重启时，最多开始三次。确实要再取一次，请删除这个文件。",
    ...(changesFirmware(type) ? [] : ["升级会替换整个 /usr，脚本和这个记录也随之消失。"]),
  ];
}

export const releaseDocumentsZh: ReleaseDocuments = {
  readme(order, names) {
    const { files, type, module, platform, packageClass } = order;
    const two = comesInTwo(type);
    const longest = longestUrl(order);
    return [
      `${types[type]}：${versions(order)}`,
      `模组：${module ?? "未注明"}（${platformsZh[platform].name} 平台）`,
      `由固件升级包工坊 ${order.appRelease} 制作，并在模拟模组上验证（见 ${names.proof}）。`,
      ...(packageClass === "compact"
        ? ["", "注意：这是紧凑升级包，写入途中断电可能无法自行恢复，只能线刷。供电可靠时才适合使用。"]
        : []),
      ...whatIsInIt(order),
      "",
      "1. 上传到服务器",
      "",
      ...files.flatMap(fileLines),
      two
        ? "两个文件放在同一个目录。后缀 .mini_1 和 .mini_2 不能改，前面的名字要一致。"
        : "文件名是下载地址的一部分，请原样保留。",
      "只需上传上面的文件，其余文件留给您自己。",
      "",
      "2. 服务器",
      "",
      "- 模组经移动网络下载，服务器必须能从公网访问。",
      "- 建议用 http:// 地址。有的模组不支持 HTTPS（2 MB Flash），也有用户反映 HTTPS 下载失败。",
      ...(longest === null ? [] : [`- 地址不超过 ${longest} 个字符${two ? "，两个地址都一样" : ""}。`]),
      "- 文件要原样返回：普通 GET，带 Content-Length，不压缩、不跳转。这样做在哪种模组上都不会错；",
      "  公开的资料没有说明模组是否支持跳转。",
      "- MIME 类型用 application/octet-stream。nginx 示例（文件放在 /srv/fota）：",
      "",
      ...nginxExample,
      "",
      "3. 核对",
      "",
      `  Linux：    sha256sum -c ${names.sha256}`,
      `  macOS：    shasum -a 256 -c ${names.sha256}`,
      ...certutilCommands(order).map((command) => `  Windows：  ${command}`),
      ...fetchCommands(order).map((command) => `  下载后核对：${command}`),
      "",
      "4. 在模组上",
      "",
      ...onModule(order, names.script),
      ...repeats(order),
      ...(order.versions.old === null ? [] : ["升级包只适用于正在运行上述旧版本的模组。"]),
      ...(order.names === null
        ? []
        : [
            `升级包里写有旧版本名：${order.names.old}`,
            "会核对版本的模组，自己报告的版本与它不完全一致时会拒绝升级。",
          ]),
      "升级期间请保持供电。批量下发之前，请先在一台自己的模组上试用。",
      "",
      "5. 其他文件",
      "",
      `  ${names.manifest}   机器可读的全部信息`,
      `  ${names.proof}       验证了什么`,
      `  ${names.sha256}、${names.md5}   所有文件的校验值`,
    ];
  },
  proof(order) {
    const { proof, firmware, files } = order;
    const words = proofsZh;
    const chosen = chosenLine(words, proof);
    const leftAlone = leftAloneLines(words, proof);
    return [
      `${types[order.type]}：${versions(order)}`,
      "",
      "升级包做好以后，从它自己的字节重新读出，在模拟模组上完整执行一遍：",
      "",
      ...provedLines(words, proof).map((line) => `- ${line}。`),
      ...(chosen === null ? [] : [`- ${chosen}。`]),
      ...(leftAlone.length === 0
        ? []
        : ["", `${words.leftAlone.title}：`, "", ...leftAlone.map((line) => `- ${line}`)]),
      "",
      ...(firmware.old === null ? [] : [`旧固件  ${firmware.old.fileName}  SHA-256 ${firmware.old.sha256}`]),
      `新固件  ${firmware.new.fileName}  SHA-256 ${firmware.new.sha256}`,
      ...files.map(({ fileName, sha256 }) => `升级包  ${fileName}  SHA-256 ${sha256}`),
      "",
      "没有在真实模组上运行过：供电、网络和模组里的其他软件不在验证之内。",
    ];
  },
};
