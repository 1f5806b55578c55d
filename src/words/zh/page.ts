import type { ExperimentalFormat } from "../../contract/formats.ts";
import type {
  BulkKind,
  ImageFact,
  MadeFile,
  MakeStage,
  PackageBulk,
  PackageType,
  PackageWarning,
  SamplePlatform,
  Side,
  TypeVerdict,
} from "../../contract/maker.ts";
import { address, count, exactSize, moment, size } from "../format.ts";
import { typeReasonsZh } from "./modules.ts";
import { platformsZh } from "./platforms.ts";
import type { InspectedAs } from "../inspected.ts";
import { ruleSetsZh } from "./rule-sets.ts";
import { refusalsZh } from "./refusals.ts";
import { joined } from "./spacing.ts";
import { durationZh } from "../durations.ts";

const sides: Record<Side, string> = { old: "旧固件", new: "新固件" };

const types: Record<PackageType, { name: string; about: string }> = {
  diff: { name: "差分升级", about: "只含两版之间的差异，升级固件" },
  full: { name: "全量升级", about: "整个用户分区，升级客户脚本" },
  mini: { name: "最小系统升级", about: "固件和客户脚本一起升级" },
};

const stages: Record<MakeStage, string> = {
  read: "读取固件",
  delta: "比较新旧内容",
  compress: "压缩差异",
  assemble: "写成升级包",
  prove: "在模拟模组上验证",
};

const bulkKinds: Record<BulkKind, string> = {
  flash: "闪存镜像",
  blocked: "分块文件",
  plain: "文件",
  remove: "删除文件",
  insert: "新增文件",
  uncompressed: "未压缩部分",
  region: "压缩区域",
  dsp: "DSP",
  later: "DSP 之后",
  app: "应用分区",
  whole: "整体写入",
};

const inspectionKinds: Record<InspectedAs, string> = {
  firmware: "固件",
  rdaota02: "展锐 8910 差分升级包（RDAOTA02）",
  "rdaota02-8850": "展锐 8850 差分升级包（RDAOTA02）",
  "asr-full": "ASR 全量升级包（FBF）",
  "asr-diff": "ASR 差分升级包（FOTA_ALL）",
  "asr-diff-fsall": "ASR 差分升级包，备份在文件系统（FOTA_ALL，fsall）",
  "asr-mini-1": "ASR 最小系统升级包，第一个文件（FOTA_FIR）",
  "asr-mini-2": "ASR 最小系统升级包，第二个文件（FOTA_SEC）",
  "asr-mini": "ASR 最小系统升级包，两个文件合并",
  "ec200a-diff": "EC200A 差分升级包（FOTA_ALL，200A Fota）",
  "par-618": "移芯 EC618 差分升级包（.par）",
  "par-718": "移芯 EC716、EC718 差分升级包（.par）",
  "user-partition": "用户分区文件（littlefs v1）",
  nvm: "调制解调器参数分区（nvm，littlefs v1），不是用户分区",
  customer_backup_fs: "备份分区（customer_backup_fs，littlefs v1），不是用户分区",
};

const downloads: Record<MadeFile["role"], string> = {
  package: "下载升级包",
  first: "下载第一个文件",
  second: "下载第二个文件",
  merged: "下载合并的文件",
};

const inspects: Record<MadeFile["role"], string> = {
  package: "查看内容",
  first: "查看第一个文件",
  second: "查看第二个文件",
  merged: "查看合并的文件",
};

const orders: Record<NonNullable<PackageBulk["order"]>, string> = {
  ascending: "升序",
  descending: "降序",
  "tail-last": "降序，末块最后",
};

function imageFact(fact: ImageFact): string {
  switch (fact.kind) {
    case "uimage":
      return `uImage“${fact.name}”，${moment(fact.builtAt)}${fact.crcOk ? "" : "，CRC 不符"}`;
    case "app2":
      return `APP2，接口版本 ${fact.stubVersion}${fact.crcOk ? "" : "，CRC 不符"}`;
    case "simage":
      return `签名镜像“${fact.name}”`;
    case "signature":
      return `签名 ${count(fact.bytes)} 字节${fact.signer === "" ? "" : `（${fact.signer}）`}`;
    case "sffs":
      return `SFFS 文件系统，${count(fact.files)} 个文件，${size(fact.bytes)}${fact.warnings === 0 ? "" : `，${count(fact.warnings)} 处异常`}`;
    case "nv":
      return `NV 参数 ${count(fact.items)} 项，标记 ${fact.stamp}`;
    case "cpio":
      return `cpio 归档，${count(fact.files)} 个文件，${size(fact.bytes)}`;
    case "compressed": {
      const name = fact.region === "" ? "压缩内容" : `${fact.region}（${address(fact.address)}）`;
      const packed = fact.coding === "none" ? "未压缩" : fact.coding.toUpperCase();
      const unpacked = fact.unpacked === null ? "" : `，解压后 ${size(fact.unpacked)}`;
      return `${name}：${packed}，${size(fact.stored)}${unpacked}`;
    }
    case "updater": {
      const takes = fact.takes.map((type) => types[type].name).join("、");
      const compares = fact.comparesRecompressed ? "；会核对自己重新压缩的结果" : "";
      return `升级程序${fact.version === "" ? "" : ` ${fact.version}`}：支持${takes}${compares}`;
    }
    case "updater-unknown":
      return "没有见过的升级程序，看不出它支持哪些升级方式";
    case "overlap":
      return `与 ${fact.partition} 分区重叠`;
    case "file-missing":
      return `固件包里没有 ${fact.file}`;
  }
}

function packageWarning(warning: PackageWarning): string {
  switch (warning.code) {
    case "version-not-terminated":
      return "版本名没有结束符：模组会拒绝这个升级包。请重新制作。";
    case "not-ascending":
      return `${warning.target} 不是按升序写入：升级中断电，可能无法恢复。`;
    case "short-tail-lost-parts":
      return `${warning.target} 变短并且末块不满：最后一步断电，将无法恢复。`;
    case "image-left-out":
      return `${warning.target} 的镜像校验值恰好是 0：模组会不加提示地跳过它。请改动内容后重新制作。`;
    case "image-tail-unchecked":
      return `${warning.target} 的镜像长度不是 4 的倍数：模组不校验最后几个字节。`;
    case "backup-in-file-system":
      return "这个升级包把备份放在文件系统里（fsall）。升级程序不认识这种方式时，会从 Flash 的 0 地址开始擦除，引导程序也会丢失。只有升级程序支持 fsall 的模组才能使用。";
    case "too-large":
      return `升级包有 ${exactSize(warning.need)}，而这种芯片的模组最多存放 ${exactSize(warning.have)}，会拒绝它。`;
  }
}

export const pageZh = {
  title: "固件升级包工坊",
  skipToContent: "跳到主要内容",
  screens: { make: "制作", fleet: "批量", inspect: "查看", history: "记录" },
  language: { label: "语言" },
  scheme: {
    label: "外观",
    system: "跟随系统",
    light: "浅色",
    dark: "深色",
  },
  offline: {
    preparing: "正在为离线使用做准备",
    ready: "可离线使用",
    update: "更新到新版本",
    updateWhileWorking: "完成后可更新",
  },
  install: { name: "安装", about: "安装成应用：可从文件管理器直接打开固件和升级包" },
  platforms: platformsZh,
  typeReasons: typeReasonsZh,
  refusals: refusalsZh,
  sides,
  types,
  imageFact,
  packageWarning,
  aside: (text: string) => `（${text}）`,
  copy: (what: string) => joined("复制", what),
  duration: durationZh,
  copied: "已复制",
  close: "收起",
  partMissing: "页面的这一部分没有加载成功：可能刚发布了新版本，或网络断开了。刷新后需要重新放入文件。",
  reload: "刷新页面",
  errorCode: "错误代码",
  report: "报告",
  make: {
    title: "制作升级包",
    lead: "放入旧固件和新固件，得到经过验证的 FOTA 升级包。所有计算都在这台电脑的浏览器里进行，文件不会离开本机。",
    oldUnused: "全量升级不需要",
    oldKept: {
      none: "全量升级只用新固件里的用户分区，不用放旧固件。",
      kept: "全量升级不用这个文件；换回其他类型时它还在。",
    },
    files: "固件",
    aboutSide: { old: "模组里正在运行的版本", new: "要升级到的版本" } satisfies Record<Side, string>,
    choose: "选择文件",
    chooseOther: "换一个",
    orDrop: "或拖到这里；.pac、.bin、.binpkg，或装有它们的 .zip",
    dropHere: { old: "放到这里作为旧固件", new: "放到这里作为新固件" } satisfies Record<Side, string>,
    reading: "正在读取和校验…",
    remove: (side: string) => joined("移除", side),
    swap: "交换新旧",
    swapped: "已交换新旧固件",
    samples: {
      unisoc8910: "展锐 8910 示例",
      asr: "ASR 示例（带脚本）",
      ec200a: "EC200A 示例",
      eigen618: "移芯 EC618 示例",
      eigen718: "移芯 EC718 示例",
    } satisfies Record<SamplePlatform, string>,
    sampleAbout: "手头没有固件？先试试：",
    sampleMaking: "正在生成示例…",
    type: "升级类型",
    platform: "平台",
    platformSelect: "选择平台",
    platformMismatch: (found: string) => `放入的固件是 ${found}，与所选平台不同。`,
    takePlatform: (found: string) => `改回 ${found}`,
    typeUnavailable: {
      "not-yet": "本版本还不能为该平台制作",
      "not-on-platform": "仅 ASR 平台有此类型",
    },
    typeDenied: (wished: string, used: string) =>
      `${joined("这个固件做不了", wished)}，${joined("已改选", used)}。`,
    experimental: "实验性",
    experimentalAbout: {
      "asr-mini":
        "最小系统升级是实验性的：空间规则和第二阶段只从厂商代码里读出，还没有在模组上运行过。请先用自己的模组试验，并准备好线刷恢复。",
      "ec200a-diff":
        "EC200A 的升级包是实验性的：格式来自厂商工具，没有运行过这种模组的任何代码。请先用自己的模组试验，并准备好线刷恢复。",
    } satisfies Record<ExperimentalFormat, string>,
    cutErased: "省去末尾未使用的块",
    apps: "一并升级的应用分区",
    appsAbout: "默认只升级系统。勾选后，升级包还包含这些分区的差异；模组里必须正是旧固件里的内容。",
    expert: "高级选项",
    ownFileMethods: (number: number) => `${count(number)} 个文件单独设置`,
    undoFileMethod: "恢复为按规则",
    ruleSet: "打包规则",
    ruleSets: ruleSetsZh,
    versions: "写入升级包的版本名",
    versionOf: { old: "旧版本名", new: "新版本名" } satisfies Record<Side, string>,
    versionsAbout: "一般留空，不写入。要写就照模组自己报告的版本填写：旧版本名不完全一致，模组会拒绝升级包。",
    build: "制作升级包",
    buildAgain: "重新制作",
    readiness: {
      "choose-both": "请先放入旧固件和新固件。",
      "choose-old": "还缺旧固件。",
      "choose-new": "还缺新固件。",
      reading: "正在读取固件…",
      "file-refused": "请更换有问题的文件。",
      judging: "正在核对两个固件是否匹配…",
      "pair-refused": "这两个固件不能做成升级包，原因见上。",
      "new-refused": "不能用这个固件做全量升级包，原因见上。",
      "platform-mismatch": "所选平台与固件不符。",
      "type-unavailable": "请选择可用的升级类型。",
      "no-type": "这个固件做不了升级包，原因见“升级类型”。",
      ready: "两个固件匹配，可以制作。",
      "ready-doubtful": "可以制作，但从名称看两个固件不匹配，见上。",
      "ready-full": "用户分区完好，可以制作。",
    },
    cancelled: "已取消，文件和选项都还在。",
    warnings: "请注意",
  },
  facts: {
    size: "大小",
    product: "产品",
    version: "版本",
    built: "编译时间",
    platform: "平台",
    module: "模组",
    flash: "闪存",
    types: "可以制作的升级包",
    allowed: { yes: "可以", warn: "需要确认", no: "不可以" } satisfies Record<TypeVerdict["allowed"], string>,
    container: "容器版本",
    wrapping: "压缩包内",
    passedOver: "包内另有，未采用",
    taken: (name: string, others: readonly string[]) => `采用了 ${name}；压缩包里另有 ${others.join("、")}`,
    details: (side: Side, partitions: number, files: number) =>
      `${sides[side]}：${count(partitions)} 个分区${files === 0 ? "" : `，${count(files)} 个文件`}`,
    partitions: "分区",
    files: (number: number) => `文件系统中的文件（${count(number)}）`,
    unknown: "未注明",
    changes: { changed: "有变化", "only-here": "仅此固件有", same: "相同" },
    columns: {
      partition: "分区",
      address: "地址",
      size: "大小",
      limit: "上限",
      image: "镜像信息",
      path: "路径",
      parts: "分块",
      operation: "操作",
    },
  },
  working: {
    title: "正在制作",
    stages,
    elapsed: "已用",
    leftUnknown: "剩余时间估算中…",
    left: ({ unit, value }: { unit: "second" | "minute"; value: number }) =>
      `大约还要 ${value} ${unit === "second" ? "秒" : "分钟"}`,
    cancel: "取消",
    leave: "页面保持打开即可，可以切换到其他标签页。",
    passedOver: "正在制作，没有接收新拖入的文件。请等待完成，或取消后再拖入。",
  },
  result: {
    title: "升级包已完成",
    verified: "已验证",
    ofFull: (share: string) => `是完整镜像的 ${share}`,
    full: (bytes: string) => `完整镜像 ${bytes}`,
    ofPartition: (bytes: string) => `用户分区 ${bytes}`,
    madeIn: (duration: string) => `用时 ${duration}`,
    downloads,
    mergedAbout: "两个文件合成一个，供需要单个文件的工具使用",
    inspects,
    class: "断电安全",
    classes: {
      safe: { name: "安全", about: "任何时刻断电，来电后都能继续升级" },
      compact: { name: "紧凑", about: "更小，写入顺序与厂商工具相同" },
    },
    notSmaller: "在这里不会更小",
    saves: (bytes: string, share: string) => `小 ${bytes}（${share}）`,
    compactRisk:
      "注意：紧凑升级包有断电风险。写入大文件的某些步骤中恰好断电，模组会停在升级中，无法自行恢复，只能用线刷救回。供电可靠时才适合使用。",
    proof: "验证了什么",
    contents: (number: number) => `升级包内容（${count(number)} 项）`,
  },
  bulks: {
    columns: {
      target: "对象",
      kind: "操作",
      oldSize: "旧大小",
      newSize: "新大小",
      packed: "包内",
      blocks: "块数",
      order: "顺序",
    },
    kinds: bulkKinds,
    orders,
  },
  inspect: {
    offer: "查看这个文件",
    title: "查看固件或升级包",
    lead: "放入一个文件，看看里面有什么、是否完好。文件不会离开本机。",
    choose: "选择文件",
    chooseOther: "换一个",
    orDrop: "或拖到这里；固件 .pac、.bin、.binpkg、.zip，升级包，或用户分区文件",
    dropHere: "放到这里查看",
    reading: "正在读取和校验…",
    kinds: inspectionKinds,
    oldVersion: "旧版本名",
    newVersion: "新版本名",
    none: "未写入",
    warnings: "这个升级包有问题",
    fine: "校验值正确，写入顺序断电安全。",
    checksums: "格式完整，校验值正确。",
  },
};
