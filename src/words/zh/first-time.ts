/** What somebody asks who has never made a package. */
export interface FirstTimeWords {
  readonly title: string;
  readonly steps: readonly { readonly title: string; readonly text: string }[];
  readonly questions: readonly { readonly question: string; readonly answers: readonly string[] }[];
}

export const firstTimeZh: FirstTimeWords = {
  title: "第一次使用？",
  steps: [
    { title: "放入两版固件", text: "平台、模组、哪个新哪个旧，都从文件内容识别。放反了点一下就能交换。" },
    {
      title: "制作并验证",
      text: "升级包先在模拟模组上完整升级一遍，写入的内容核对无误才提供下载；没有改动的部分会列出名字。",
    },
    { title: "交给模组", text: "附带 QuecPython 脚本和服务器说明，照着做就能升级。" },
  ],
  questions: [
    {
      question: "该放哪个文件？",
      answers: [
        "旧固件：模组里正在运行的那一版固件包，必须完全一致；新固件：要升级到的那一版。",
        "展锐 8910 平台是 .pac，ASR 平台是官网下载的 .bin。装在 .zip 里也可以直接放，不用改后缀、不用解压，路径可以有中文和空格。",
        "与脚本合并过的固件不能用来制作展锐平台的差分包，请用官方原始固件。",
      ],
    },
    {
      question: "该选哪种升级类型？",
      answers: [
        "差分升级：只升级固件，包最小，所有支持的模组都能用。拿不准就选它。",
        "全量升级：只换 /usr 里的脚本和文件，固件不变。仅 ASR 16 MB 闪存的模组。",
        "最小系统升级：固件和脚本一起换。仅 ASR 平台；8 MB 闪存的模组升级固件用它。",
      ],
    },
    {
      question: "文件会被上传吗？",
      answers: [
        "不会。所有计算都在浏览器里进行，网页的安全策略禁止它连接任何服务器。断网也能用。",
        "安装成应用后，可以直接从文件管理器打开固件。",
      ],
    },
    {
      question: "升级失败会变砖吗？",
      answers: [
        "展锐 8910：默认的升级包断电后能继续升级，做好后在模拟模组上抽样试断电，也可以一键试遍全部时刻。ASR：升级中断电的行为没有模拟，请保持供电。",
        "模组只接受与它当前固件匹配的升级包，不匹配会拒绝。批量下发前，请先在一台自己的模组上试用，并备好回退包。",
      ],
    },
  ],
};
