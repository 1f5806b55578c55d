import type { Recovery } from "../../serial/problem.ts";
import type { SessionNote } from "../../serial/session-state.ts";
import type { Match } from "../../serial/module-facts.ts";
import type { Verdict } from "../../serial/verdict.ts";
import { serialProblemsZh } from "./serial-problems.ts";

const recoveries: Record<Recovery, string> = {
  choose: "重新选择串口",
  reconnect: "重新连接",
  run: "再试一次",
  wait: "继续等待",
};

const matches: Record<Match, string> = {
  same: "与升级包一致",
  different: "与升级包不一致",
  unknown: "请核对",
};

const verdicts: Record<Verdict, { title: string; about: (version: string, before: string) => string }> = {
  confirmed: { title: "升级成功", about: (version) => `模组现在报告的版本是 ${version}，就是新版本。` },
  changed: {
    title: "模组的版本变了",
    about: (version, before) =>
      `升级前是 ${before}，现在是 ${version}。新固件的版本名写法不同，请核对这就是新固件。`,
  },
  replaced: { title: "用户分区已替换", about: () => "模组已经重启，/usr 里现在是升级包带来的内容。" },
  unknown: {
    title: "模组已恢复运行",
    about: (version) =>
      `模组重启后能正常连接${version === "" ? "" : `，版本是 ${version}`}；从版本名看不出固件有没有变，请用自己的方法核对。`,
  },
};

const notes: Record<Exclude<SessionNote["kind"], "restart">, string> = {
  connected: "已连接",
  run: "开始运行脚本",
  back: "模组已回来",
  stopped: "已停止",
};

/** 在真实模组上升级。 */
export const serialZh = {
  title: "在真实模组上升级",
  lead: "用 USB 接上模组，从这里核对版本、发送脚本，一直看到升级结果。数据只在这台电脑和模组之间传输。",
  unavailable: {
    title: "这个浏览器不能使用串口",
    about:
      "串口功能（Web Serial）需要电脑上的 Chrome、Edge 或 Opera。用这些浏览器打开本页，或下载脚本，用 QPYcom 在模组上运行。",
    script: "下载脚本",
  },
  connect: "选择串口",
  chooseAgain: "重新选择串口",
  showAll: "显示所有串口",
  showAllAbout: "模组接在 USB 转串口板上时需要",
  severalPorts:
    "模组有多个串口，其中一个是 Python 交互口。选错了没关系，可以再选。连接时会中断模组里正在运行的程序。",
  known: "已授权的模组",
  knownPort: (name: string, number: number) => (number === 1 ? name : `${name}（${number} 个串口）`),
  connectedTo: (name: string) => (name === "" ? "已连接" : `已连接 ${name}`),
  disconnect: "断开",
  stop: "停止",
  module: "模组",
  facts: {
    title: "连接的模组",
    module: "型号",
    version: "固件版本",
    quecPython: "QuecPython",
    free: "/usr 可用空间",
    needed: "升级包要求的旧版本",
    none: "未注明",
  },
  matches,
  matchUnknown: "两边的名称写法不同，或不知道旧版本是什么，请自己核对是不是同一个固件。",
  versionDiffers: {
    title: "模组不是旧版本",
    about: (version: string, wanted: string) =>
      `模组的固件是 ${version}，升级包是为 ${wanted} 制作的。版本不符，升级包不会生效，强行写入可能使模组无法启动。`,
    remedy: "请换一个旧版本的模组，或用这个模组现有的固件重新制作升级包。",
    confirm: "我确认这个模组里就是旧固件，仍要继续",
  },
  moduleDiffers: {
    title: "不是同一种模组",
    about: (module: string, wanted: string) =>
      `连接的是 ${module}，升级包是为 ${wanted} 制作的。写入其他型号的固件可能使模组无法启动。`,
    remedy: "请连接型号相符的模组。",
    confirm: "我确认型号相符，仍要继续",
  },
  how: "升级包怎样到模组",
  modes: {
    url: { name: "模组从服务器下载", about: "发送并运行上面的脚本，模组用移动网络下载升级包。" },
    local: {
      name: "从这台电脑发送",
      about: (bytes: string, path: string, scriptAbove: boolean) =>
        `通过串口把升级包（${bytes}）存到 ${path}，再运行${scriptAbove ? "上面的脚本" : "本地升级脚本"}，不需要服务器和网络。`,
    },
  },
  localUnavailable: {
    mini: "最小系统升级包有两个文件，模组的本地升级接口只接收一个。",
    edited:
      "上面的脚本修改过，会按修改后的内容运行，由模组下载升级包。要从这台电脑发送，请先把脚本恢复为自动生成。",
    module: "这个型号没有本地升级接口。",
    unknown: "不能确定这个型号有没有本地升级接口。",
    space: (needed: string, free: string) => `/usr 需要 ${needed}，只剩 ${free}。`,
  },
  urlUnavailable: {
    "script-reads-file": "上面的脚本从模组里的文件升级。要由模组下载，请把“升级包来自”改为服务器。",
    edited:
      "上面的脚本修改过，会按修改后的内容运行，从模组里的文件升级。要由模组下载，请先把脚本恢复为自动生成。",
  },
  roomTwice: "有的固件会在 /usr 里再存一份升级包，剩余空间可能不够。",
  addressMissing: "请先在上面填写升级包的地址。",
  confirmFirst: "请先确认上面的警告。",
  run: "开始升级",
  runAbout: "模组会重启，请保持供电，不要拔线。",
  working: {
    connecting: (number: number, of: number) =>
      of > 1 ? `正在寻找 Python 交互口（${number}/${of}）…` : "正在寻找 Python 交互口…",
    sendingPackage: (done: string, total: string) => `正在发送升级包：${done} / ${total}`,
    sendingScript: "正在发送脚本…",
    running: "脚本正在运行…",
    settling: "脚本已结束，正在等待模组下载并重启…",
    restarting: (restarts: number) =>
      restarts === 1 ? "模组正在重启升级，请保持供电…" : `模组正在升级，已重启 ${restarts} 次，请保持供电…`,
    confirming: "模组回来了，正在核对版本…",
  },
  minutes: {
    diff: "通常要几分钟。",
    full: "通常要几分钟。",
    mini: "最小系统升级会重启约 4 次，其间没有串口是正常的。",
  },
  forgotten: "模组已经启动，这里却没有反应？浏览器可能忘了串口的授权，请再选择一次。",
  progress: "发送进度",
  terminal: "模组输出",
  output: "输出",
  clear: "清空",
  note: notes,
  restartNote: (number: number) => `第 ${number} 次重启`,
  verdicts,
  restarts: (number: number) => `共重启 ${number} 次。`,
  recoveries,
  change: "更改选择",
  problems: serialProblemsZh,
};
