import type { DescribedFormat, FormatId } from "../../contract/formats.ts";
import type { Side } from "../../contract/maker.ts";
import type {
  Difference,
  PowerCut,
  PowerCutFailure,
  PowerCutReport,
  PowerCutWork,
  Verification,
  VerificationStage,
} from "../../contract/verification.ts";
import { address, count, exactSize } from "../format.ts";
import { reasonZh } from "./reasons.ts";
import { joined } from "./spacing.ts";

const kinds: Record<Verification["kind"], string> = {
  rdaota02: "展锐 8910 差分升级包（RDAOTA02）",
  "asr-full": "ASR 全量升级包（FBF）",
  "asr-diff": "ASR 差分升级包（FOTA_ALL）",
  "asr-mini": "ASR 最小系统升级包",
  "ec200a-diff": "EC200A 差分升级包（200A Fota）",
  par: "移芯差分升级包（.par）",
};

const stages: Record<VerificationStage, string> = {
  check: "检查升级包",
  apply: "在模拟模组上升级",
  compare: "与新固件比较",
};

const differenceKinds: Record<Difference["kind"], string> = {
  differs: "内容不同",
  missing: "缺少",
  "left-over": "多出",
  "not-written": "没有写入",
  stray: "写到了固件以外",
};

const portions: Record<PowerCut["portion"], string> = {
  nothing: "之前",
  destroyed: "旧内容已损坏时",
  emptied: "刚清空时",
  half: "写到一半时",
  whole: "刚完成时",
};

function during(work: PowerCutWork): string {
  switch (work.kind) {
    case "erase":
      return `擦除闪存 ${address(work.address)}`;
    case "program":
      return `写入闪存 ${address(work.address)}`;
    case "backup":
      return `备份闪存 ${address(work.address)}`;
    case "lift":
      return `搬移前备份闪存 ${address(work.address)}`;
    case "progress":
      return `记录进度 ${work.stage}`;
    case "write":
      return `写文件 ${work.path}`;
    case "unlink":
      return `删除文件 ${work.path}`;
    case "stage":
      return `记录进度 ${work.stage} ${work.block}`;
    case "keep-block":
      return `把 ${work.partition} 第 ${count(work.block)} 块的新内容写入暂存区`;
    case "mark-kept":
      return `记录 ${work.partition} 第 ${count(work.block)} 块已暂存`;
    case "mark-done":
      return `记录 ${work.partition} 第 ${count(work.block)} 块已完成`;
  }
}

export const verificationZh = {
  title: "用固件验证",
  lead: "放入升级前后的固件，让模拟模组执行这个升级包，核对写入的内容是否与新固件一致，并列出没有改动的部分。升级包由谁制作都可以。",
  sides: { old: "升级前的固件", new: "升级后的固件" } satisfies Record<Side, string>,
  oldOptional: "可不放",
  second: { first: "第一个文件（.mini_1）", second: "第二个文件（.mini_2）" },
  choose: "选择文件",
  chooseOther: "换一个",
  remove: (what: string) => joined("移除", what),
  reading: "正在读取…",
  dropHere: "放到这里",
  takeFromMake: "使用制作页面里的固件",
  swap: "交换新旧",
  run: "开始验证",
  runAgain: "重新验证",
  cancel: "取消",
  cancelled: "已取消，文件都还在。",
  stages,
  readiness: {
    "choose-both": "请放入升级前后的固件。",
    "choose-old": "还缺升级前的固件。",
    "choose-new": "还缺升级后的固件。",
    "choose-second": "还缺升级包的另一个文件。",
    reading: "正在读取固件…",
    refused: "请更换有问题的文件。",
    platform: "固件与升级包不是同一个平台。",
    "mini-kind": "另一个文件不是所需的那一个。",
    ready: "可以验证。",
  },
  verdicts: {
    applies: "适用，写入的内容与新固件一致",
    partly: "适用，但新固件有一部分不在升级包里",
    "applies-with-differences": "能完成升级，但结果与新固件不同",
    refused: "不能使用",
  },
  otherwise: {
    applies: "版本名之外没有别的问题：修正版本名后能完成升级，写入的内容与新固件一致。",
    "applies-with-differences": "修正版本名后能完成升级，但结果与新固件不同。",
  },
  differences: (number: number) => `与新固件不同（${count(number)} 处）`,
  difference: ({ place, kind, address: at }: Difference) =>
    `${place}：${differenceKinds[kind]}${at === null ? "" : `，从 ${address(at)} 开始`}`,
  moreDifferences: (number: number) => `另有 ${count(number)} 处`,
  hazards: "风险",
  powerCuts: {
    title: "断电测试",
    sampling: "正在抽样测试…",
    running: "正在测试每一个断电时刻…",
    recovered: ({ wanted, cuts, moments, momentsTried }: PowerCutReport) =>
      wanted === "all"
        ? `全部 ${count(moments)} 个时刻都试过断电，加上恢复途中再次断电，共 ${count(cuts)} 次：每次都能恢复并完成升级`
        : `抽取 ${count(momentsTried)} 个时刻断电（共 ${count(moments)} 个时刻），每次都能恢复并完成升级`,
    failed: ({ cuts, failureCount }: PowerCutReport) =>
      `试了 ${count(cuts)} 次断电，其中 ${count(failureCount)} 次无法恢复，只能用线刷救回`,
    expected: "紧凑升级包沿用厂商工具的写入顺序，写大文件的个别步骤怕断电，这正是它与“安全”的区别。",
    foreign: "写大文件的个别步骤怕断电。在这里用同样的固件制作“安全”升级包，可以避免。",
    stuck: "请不要下发这个升级包：在这些时刻断电，模组只能用线刷救回。",
    list: "哪些时刻",
    failure: ({ cuts, why }: PowerCutFailure) => {
      const moments = cuts.map(({ during: what, portion }) => `${during(what)}，${portions[portion]}`);
      return `${moments.join("；恢复途中再断电：")}（${reasonZh(why)}）`;
    },
    more: (number: number) => `另有 ${count(number)} 次`,
    runAll: (moments: number) => `测试全部 ${count(moments)} 个时刻`,
    runFirst: "开始断电测试",
    cancelled: "已取消。",
    notes: {
      "asr-diff":
        "断电恢复按真实升级程序（EC600S，2021 年）的做法模拟：覆盖之前先备份，进度记录两份。别的升级程序可能不同，升级期间请保持供电。",
      "asr-full":
        "没有断电恢复：升级程序不记录进度，断电后从头再写；升级包如果就存放在用户分区里（EC600S，2021 年），这时已被覆盖，模组会带着不完整的文件系统启动。升级期间请保持供电。",
      "asr-mini":
        "第一个文件的断电恢复按真实升级程序的做法模拟；第二个文件由最小系统写入，断电之后如何继续没有公开资料。升级期间请保持供电。",
      "ec200a-diff": "没有资料说明 EC200A 的升级程序断电后怎样恢复，这里没有模拟。升级时请保持供电。",
    } satisfies Record<DescribedFormat, string> & Partial<Record<FormatId, string>>,
  },
  report: {
    title: "验证报告",
    about: "一份纯文本，可以随升级包存档或发给客户。",
    what: "报告",
    download: "下载报告",
    suffix: "验证报告",
    heading: "固件升级包验证报告",
    app: (release: string) => `固件升级包工坊 ${release}`,
    made: (date: string) => `生成时间：${date}`,
    sections: {
      verdict: "结论",
      pack: "升级包",
      firmware: "固件",
      proved: "验证了什么",
      differences: "与新固件不同",
      uncovered: "升级包没有改动的部分",
      powerCuts: "断电测试",
      hazards: "风险",
      limits: "适用范围",
    },
    type: (name: string) => `类型：${name}`,
    versions: (old: string, fresh: string) => `写入的版本名：${old || "（无）"} → ${fresh || "（无）"}`,
    file: (name: string, bytes: number) => `${name}，${exactSize(bytes)}`,
    side: { old: "旧固件", new: "新固件" } satisfies Record<Side, string>,
    none: "没有使用",
    version: (version: string) => `版本：${version}`,
    madeVerdict: "升级包由本程序制作，写入的内容已在模拟模组上验证。",
    madePartly: "新固件有一部分不在升级包里，见下面“升级包没有改动的部分”。",
    noCuts: "没有做断电测试。",
    noHazards: "没有发现。",
    limits: {
      all: [
        "以上结论来自按格式资料编写的模拟模组，没有在真实模组上运行。批量下发前，请先在一台可以线刷恢复的模组上试用。",
        "结论只适用于上面列出的文件，请核对 SHA-256。",
      ],
      rdaota02: ["模拟模组不包含闪存的磨损、时序和文件系统自身的故障。"],
      "asr-full": ["模组把升级包存放在哪里、空间是否足够，因固件而异，这里没有验证。"],
      "asr-diff": [
        "模组自己重新压缩的区域比较的是解压后的内容，能否放下用与模组相同的压缩程序核对；内存按已知升级程序的堆大小核对，别的升级程序可能不同。",
      ],
      "asr-mini": [
        "最小系统升级的下载和第二阶段由固件自身完成，这里按资料模拟；模组自己重新压缩的区域比较的是解压后的内容。",
      ],
      "ec200a-diff": [
        "格式来自厂商工具和它生成的升级包，没有运行过这种模组的任何代码：写入顺序和断电恢复都是假定的；模组自己重新压缩的区域比较的是解压后的内容。",
      ],
      par: ["模组怎样暂存数据块、记录进度没有公开资料，模拟模组按推断编写；断电测试的结论以此为前提。"],
    } satisfies Record<Verification["kind"] | "all", readonly string[]>,
    colon: "：",
  },
  kinds,
};
