import type {
  NetworkLoss,
  NetworkSpeed,
  PackageChecks,
  PowerCutChoice,
  RehearsalFault,
  RehearsalNote,
  RehearsalSuccess,
  Renewed,
  ScriptOnNew,
  ServerState,
} from "../../contract/rehearsal.ts";
import type { Reason } from "../../contract/reason.ts";
import { durationZh } from "../durations.ts";
import { count, size } from "../format.ts";
import type { RefusalText } from "../refusals.ts";
import { reasonZh } from "./reasons.ts";

const checks: Record<PackageChecks, string> = {
  rdaota02: "长度、CRC、剩余空间、版本、旧固件",
  "asr-diff": "标识、长度、备份区空间、各段校验和",
  "asr-full": "格式版本、各映像校验和、写入位置",
  "asr-mini-1": "标识、长度、各段校验和",
  "asr-mini-2": "标识、长度、各段校验和、与第一个文件成对",
  "ec200a-diff": "包头、长度、各段校验和",
  par: "长度、SHA-256、各镜像头、可用空间",
};

const notes: Record<RehearsalNote, string> = {
  "reset-disable-ignored": "该模组不支持 reset_disable，下载完成后会自行重启",
  "no-callback-in-mini": "最小系统升级不调用回调函数",
  "call-not-supported": "该模组没有这个接口，返回 -1",
  "second-file-again": "最小系统稍后重新下载第二个文件",
};

const faults: Record<RehearsalFault, RefusalText> = {
  "script-error": {
    title: "脚本出错，没有开始升级",
    wrong: "脚本抛出了异常，出错位置见上方终端。",
    remedy: "改好脚本后再演练一次。",
  },
  "nothing-asked": {
    title: "脚本没有发起升级",
    wrong: "脚本运行结束，但没有调用 httpDownload，也没有写入本地升级包。",
    remedy: "检查脚本是否真的执行到了升级那一步。",
  },
  "waits-for-ever": {
    title: "脚本一直在等待",
    wrong: "已经没有任何事情会发生，脚本仍在循环等待。",
    remedy: "给等待加上超时，并处理下载失败的情况。",
  },
  "no-restart": {
    title: "升级包已就绪，但模组没有重启",
    wrong: "升级要在下次启动时才开始，脚本结束前没有重启模组。",
    remedy: "在脚本末尾调用 Power.powerRestart()。",
  },
  "url-too-long": {
    title: "地址太长",
    wrong: "模组不接受这么长的下载地址，httpDownload 返回 -1。",
    remedy: "缩短服务器上的路径或文件名。",
  },
  "url-scheme": {
    title: "地址类型不支持",
    wrong: "模组不能从这种地址下载，httpDownload 返回 -1。",
    remedy: "使用 http:// 或 https:// 开头的地址。",
  },
  "url2-refused": {
    title: "该模组不接受 url2",
    wrong: "url2 只用于最小系统升级，而该模组的接口没有这个参数。",
    remedy: "换用差分升级，或确认模组型号是否选对。",
  },
  "local-refused": {
    title: "该模组不支持本地升级",
    wrong: "write、flush、verify 在这个型号上不可用。",
    remedy: "改用 httpDownload 从服务器下载。",
  },
  "not-found": {
    title: "服务器上没有这个文件",
    wrong: "服务器返回 404，模组保持旧固件不变。",
    remedy: "核对脚本里的地址与服务器上的文件名，大小写也要一致。",
  },
  "connection-lost": {
    title: "下载中断",
    wrong: "连接断开，脚本没有再试，模组保持旧固件不变。",
    remedy: "在脚本里加上失败后重试；断点不保留，每次都从头下载。",
  },
  "second-file-missing": {
    title: "停在最小系统，等待第二个文件",
    wrong: "第一个文件已经写入，旧系统回不去了；最小系统会一直重试，直到拿到正确的第二个文件。",
    remedy: "把 .mini_2 文件放到脚本指定的地址，模组会自己继续。发布前请确认两个文件都能下载。",
  },
  "package-refused": {
    title: "模组拒绝了这个文件",
    wrong: "文件不完整、已损坏，或根本不是升级包；模组保持旧固件不变。",
    remedy: "重新上传升级包，并核对大小和 SHA-256。",
  },
  "other-firmware": {
    title: "升级包与模组里的固件不符",
    wrong: "模组当前的固件不是升级包要求的旧固件；没有改动任何内容。",
    remedy: "用模组当前的固件作为旧固件，重新制作升级包。",
  },
  "no-room": {
    title: "模组空间不足",
    wrong: "放不下升级包，或升级需要的临时空间不够；没有改动任何内容。",
    remedy: "清理用户分区，或减小升级包。",
  },
  stuck: {
    title: "升级无法完成",
    wrong: "每次启动都在同一处失败，真实模组此时只能用 USB 重新烧录。",
    remedy: "改用“安全”类升级包，它在任何时刻断电都能继续。",
  },
  "package-lost": {
    title: "断电后升级包丢失",
    wrong: "升级包存放在正在写入的用户分区里，断电时已被覆盖。真实模组会带着不完整的文件系统启动。",
    remedy: "升级期间请保持供电。已经出现这种情况的模组，重新下发全量升级包，或用线刷恢复。",
  },
  "wrong-outcome": {
    title: "升级结束，但模组里的内容不对",
    wrong: "核对时发现差异，这是程序的错误。",
    remedy: "不要使用这个升级包，并把下面的代码告诉维护者。",
  },
};

const speeds: Record<NetworkSpeed, string> = {
  good: "良好 250 KB/s",
  weak: "较弱 40 KB/s",
  poor: "很差 6 KB/s",
};
const losses: Record<NetworkLoss, string> = {
  none: "稳定",
  some: "偶尔丢包",
  heavy: "严重丢包",
  disconnect: "中途断线一次",
};
const servers: Record<ServerState, string> = {
  right: "文件正确",
  missing: "没有文件（404）",
  "second-missing": "缺第二个文件",
  wrong: "放错了文件",
  truncated: "文件不完整",
};
const cuts: Record<PowerCutChoice, string> = {
  none: "不断电",
  download: "下载时断一次",
  update: "升级时断一次",
  random: "随机断四次",
};

const onNew: Record<ScriptOnNew, string> = {
  content: "不再请求升级",
  stops: "头几次启动还会请求升级，随后自己停下；在上面填写新版本的名字即可避免",
  asks: "会再次请求升级：运行一次即可，不要存为 main.py",
  fails: "脚本出错，见终端",
  gone: "脚本已不在：升级包替换了 /usr 里的全部文件",
};

/** The rehearsal of a script on a virtual module. */
export const rehearsalZh = {
  title: "在虚拟模组上演练",
  lead: "先不用真模组：用上面的脚本和刚做好的升级包，从旧固件完整走一遍升级。网络和断电由您设定，全程只在浏览器里进行。",
  leadFull:
    "先不用真模组：用上面的脚本和刚做好的升级包完整走一遍升级。网络和断电由您设定，全程只在浏览器里进行。",
  settings: {
    speed: "网速",
    loss: "连接",
    server: "服务器",
    cut: "断电",
    seed: "随机序号",
    seedAbout: "序号相同，丢包和断电的时刻就相同",
  },
  speeds,
  losses,
  servers,
  cuts,
  run: "开始演练",
  again: "再演练一次",
  stop: "停止",
  pace: "播放",
  paces: { normal: "正常", fast: "快速", instant: "立即" },
  preparing: "正在准备虚拟模组…",
  stopped: "已停止。",
  phases: {
    script: "脚本",
    download: "下载",
    check: "校验",
    restart: "重启",
    update: "升级",
    new: "完成",
  },
  phaseDone: "已完成",
  downloading: (file: number, files: number) => (files > 1 ? `下载第 ${file} 个文件` : "下载"),
  updating: "升级步骤",
  bytesOf: (received: number, total: number) => `${size(received)} / ${size(total)}`,
  stepsOf: (done: number, total: number) => `${count(done)} / ${count(total)}`,
  areas: "写入的区域",
  smallFiles: "其他文件",
  written: (done: number, all: number, isFiles: boolean) =>
    isFiles ? `${count(done)} / ${count(all)} 个` : `${size(done)} / ${size(all)}`,
  terminal: "终端",
  terminalText: "终端内容",
  lines: {
    bootOld: (version: string) => `模组启动，运行旧固件 ${version}`,
    bootNew: (version: string) => `模组启动，运行新固件 ${version}`,
    bootSame: (version: string) => `模组启动，固件 ${version}`,
    bootUpdater: "进入升级程序",
    bootMini: "最小系统启动，下载第二个文件",
    script: "运行脚本",
    scriptAgain: "重新运行脚本（相当于 main.py）",
    request: (url: string, status: string) => `GET ${url} → ${status}`,
    noAnswer: "无响应",
    checked: (what: PackageChecks) => `检查通过：${checks[what]}`,
    flag: "升级标志已设置",
    restart: { module: "模组自动重启", script: "脚本让模组重启", power: "重新上电" },
    steps: (total: number) => `共 ${count(total)} 步，全部写入`,
    cutInDownload: "断电：下载中断",
    cutInUpdate: (step: number) => `断电：升级第 ${count(step + 1)} 步中断`,
    finished: (version: string) => `升级完成，当前版本 ${version}`,
    finishedUserPartition: "升级完成，用户分区已更新",
    failed: (code: string) => `演练结束：${code}`,
  },
  notes,
  faults,
  technical: (detail: Reason) => `技术细节：${reasonZh(detail)}`,
  done: {
    titles: { firmware: "升级已完成", "user-partition": "用户分区已更新" } satisfies Record<Renewed, string>,
    about: (cuts: number) =>
      cuts === 0 ? "脚本和升级包配合正确。" : `经历 ${count(cuts)} 次断电，仍然升级完整。`,
    version: "固件版本",
    image: (name: string, place: RehearsalSuccess["imageIn"]) =>
      `${place === "module" ? "模组里" : "固件文件里"} ${name} 的 SHA-256`,
    compared: "核对了什么",
    cuts: "断电",
    cutsValue: (cuts: number) => `${count(cuts)} 次`,
    onNew: "在新固件上再运行",
    onNewValues: onNew,
    time: "模拟用时",
    timeValue: (seconds: number) => `约 ${durationZh(seconds)}（估算）`,
  },
};
