import type { SerialStep } from "../../serial/problem.ts";
import { size } from "../format.ts";
import type { SerialProblems, System } from "../serial.ts";

const steps: Readonly<Record<SerialStep, string>> = {
  connect: "连接时",
  facts: "读取模组信息时",
  "send-script": "发送脚本时",
  "send-package": "发送升级包时",
  run: "运行脚本时",
  confirm: "核对版本时",
};

/** 列表里没有模组的串口时。 */
const noPort: Readonly<Record<System, readonly string[]>> = {
  windows: ["安装模组的 USB 驱动（移远官网下载）；设备管理器里应出现多个 Quectel 串口，没有黄色叹号。"],
  linux: [
    "运行 dmesg，查看插入模组后是否出现 ttyUSB 或 ttyACM；没有就加载 option 驱动并登记模组的 VID 和 PID。",
  ],
  mac: [
    "macOS 自带 CDC 驱动，应出现 cu.usbmodem 开头的串口；部分模组在 macOS 上没有串口，请换 Windows 或 Linux。",
  ],
  other: ["确认系统已经识别模组的串口。"],
};

const busy: Readonly<Record<System, readonly string[]>> = {
  windows: ["如果没有程序占用，拔下模组重新插入。"],
  linux: [
    "把当前用户加入 dialout 组（部分发行版为 uucp），重新登录后生效：sudo usermod -aG dialout $USER",
    "ModemManager 会占用模组的串口：用 udev 规则排除模组，或先停止它。",
  ],
  mac: ["请选择 cu. 开头的串口，不要选 tty. 开头的。"],
  other: [],
};

const heard = {
  at: "这是 AT 指令口，不是 Python 交互口。",
  noise: "这个串口输出的是日志或定位数据，不是 Python 交互口。",
  silence: "这个串口没有任何回应。",
} as const;

export const serialProblemsZh: SerialProblems = {
  "no-port": (_, system) => ({
    title: "没有选择串口",
    wrong: "浏览器的列表里没有选中任何串口。列表是空的，多半是系统还没有识别模组。",
    remedies: [
      "确认模组已经上电开机，USB 线能传数据。",
      ...noPort[system],
      "模组接在 USB 转串口板上时，勾选“显示所有串口”。",
    ],
  }),
  "port-busy": (_, system) => ({
    title: "打不开串口",
    wrong: `串口正被其他程序使用，或系统不允许浏览器使用它。`,
    remedies: ["关闭 QPYcom、Thonny、串口助手，以及正在使用串口的其他标签页。", ...busy[system]],
  }),
  permission: () => ({
    title: "浏览器不允许使用串口",
    wrong: `这个页面的串口权限被禁止了。`,
    remedies: ["点地址栏左边的图标，在网站设置里允许“串行端口”。", "公司统一管理的浏览器，请联系管理员。"],
  }),
  "download-mode": ({ usb }) => ({
    title: "模组处于下载模式",
    wrong: `这个设备（${usb}）在等待线刷，此时没有 Python 交互口。`,
    remedies: ["断电重启模组，等几秒再选择串口。"],
  }),
  "wrong-port": ({ heard: kind, tried }) => ({
    title: "不是 Python 交互口",
    wrong: tried > 1 ? `试了 ${tried} 个串口，都没有 Python 提示符 >>>。` : heard[kind],
    remedies: [
      "模组有多个串口，请选择另一个。",
      "模组刚开机时，等几秒再试。",
      "模组里的程序可能关闭或占用了交互口，也可能不是 QuecPython 固件。",
    ],
  }),
  password: () => ({
    title: "交互口设有密码",
    wrong: "模组的 Python 交互口要求输入密码，这个页面不会代您输入。",
    remedies: [
      "用 QPYcom 连接并输入密码，用 misc.replSetEnable 解除保护，断开 QPYcom 后回来重新连接。",
      "也可以下载脚本，在 QPYcom 里运行。",
    ],
  }),
  "main-blocks": ({ last }) => ({
    title: "模组里的程序占着交互口",
    wrong: `模组一直在输出，Ctrl-C 也不能中断${last === "" ? "" : `。最后收到：${last}`}`,
    remedies: [
      "多半是 main.py 里的循环捕获了所有异常（except: 改为 except Exception:）。",
      "断电重启后马上点“重新连接”，在程序进入循环之前中断它。",
      "仍然不行，用 QPYcom 删除或改名 main.py，再重启模组。",
    ],
  }),
  unplugged: ({ during }) => ({
    title: "串口断开了",
    wrong: `${steps[during]}，模组的串口消失了：USB 线松脱、掉电，或模组自己重启。`,
    remedies: [
      "检查 USB 线和供电，模组开机后重新连接。",
      "已经发送的部分还在模组里，重新连接后从中断的地方继续。",
    ],
  }),
  "time-out": ({ during }) => ({
    title: "模组没有回应",
    wrong: `${steps[during]}，模组在规定时间内没有回答。`,
    remedies: ["重新连接再试；仍然没有回应就重启模组。"],
  }),
  "unexpected-answer": ({ during, answer }) => ({
    title: "模组的回答看不懂",
    wrong: `${steps[during]}，收到：${answer}`,
    remedies: ["模组里的程序可能也在向交互口输出。停掉它，或重启模组后重新连接。"],
  }),
  "no-space": ({ needed, free }) => ({
    title: "/usr 空间不足",
    wrong: `需要 ${size(needed)}，只剩 ${size(free)}。什么都没有写入。`,
    remedies: ["删除 /usr 里不用的文件，再试一次。", "或改为由模组从服务器下载。"],
  }),
  "hash-mismatch": ({ path }) => ({
    title: "发送的文件有差错",
    wrong: `模组里的 ${path} 与发送的内容不一致，没有运行。`,
    remedies: ["再试一次会重新发送。反复出现时，换一根 USB 线，或停掉模组里正在输出的程序。"],
  }),
  "file-failed": ({ path, error }) => ({
    title: "模组写不了文件",
    wrong: `${path}：${error}`,
    remedies: ["确认路径里的文件夹存在、/usr 没有写满、文件没有被程序占用，重启模组后再试。"],
  }),
  "script-failed": ({ error }) => ({
    title: "脚本出错了",
    wrong: `模组报告：${error}。完整的错误信息在下面的模组输出里。`,
    remedies: ["核对脚本和升级包的地址；改好后再试一次。", "ImportError 表示这个固件没有脚本用到的模块。"],
  }),
  "no-restart": ({ minutes }) => ({
    title: "模组没有重启",
    wrong: `脚本结束后等了 ${minutes} 分钟，模组没有重启升级。`,
    remedies: [
      "看模组输出：下载失败时，检查 SIM 卡、信号，以及地址能否从公网访问。",
      "下载仍在进行就继续等待；否则改好后再试一次。",
    ],
  }),
  "not-back": ({ minutes, restarts }) => ({
    title: "模组重启后没有回来",
    wrong: `重启 ${restarts} 次后等了 ${minutes} 分钟，没有再出现 Python 交互口。`,
    remedies: [
      "模组可能仍在升级：保持供电，继续等待。",
      "浏览器可能忘了授权：点“重新选择串口”，再选一次。",
      "始终没有串口，请用线刷工具恢复。",
    ],
  }),
  "old-version": ({ version }) => ({
    title: "模组还是旧版本",
    wrong: `模组重启后，版本仍是 ${version}，升级没有生效。`,
    remedies: [
      "看模组输出里有没有下载或校验失败。",
      "确认模组里的固件就是制作升级包用的旧固件，一个字节都不能差。",
      "差分升级对空间和供电有要求，见上面“模组需要”。",
    ],
  }),
  "old-files": ({ path }) => ({
    title: "用户分区没有被替换",
    wrong: `模组重启后，${path} 还在 /usr 里，说明全量升级没有生效。`,
    remedies: ["看模组输出里有没有下载或校验失败。", "确认模组支持全量升级，并有足够的空间存放升级包。"],
  }),
  unexpected: () => ({
    title: "页面出错了",
    wrong: "发生了没有预料到的错误，详情在报告里。",
    remedies: ["重新连接再试；仍然出现，请报告这个错误。"],
  }),
};
