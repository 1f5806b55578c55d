import type { TypeReason } from "../../contract/maker.ts";

export type TypeReasonDictionary = { readonly [R in TypeReason]: string };

/** Why a type of package cannot be made for a module, or only with care; a sentence each. */
export const typeReasonsZh: TypeReasonDictionary = {
  "asr-only": "全量升级和最小系统升级只有 ASR 平台的模组（EC600N、EC800N、EC600M 等）才支持。",
  "updater-declines":
    "这个固件自带的升级程序不支持这种升级包：模组收到后什么也不改，继续运行旧固件。请选择它支持的类型。",
  "diff-on-small-flash":
    "按官方文档，ASR 平台只有 16 MB Flash 的模组支持差分升级，8 MB 及以下的模组请用最小系统升级。确认您的模组支持时才继续。",
  "full-on-small-flash":
    "按官方文档，ASR 平台只有 16 MB Flash 的模组支持全量升级，8 MB 及以下的模组请用最小系统升级。确认您的模组支持时才继续。",
  "full-sources-differ":
    "官方文档说法不一：一处说 16 MB Flash 的 ASR 模组都支持全量升级，另一处只列出 EC600N CNLC 和 CNLF。请先用一台模组试验。",
  "mini-sources-differ":
    "官方文档说法不一：一处说 ASR 模组都支持最小系统升级，但下载接口的说明里没有列出这个模组。请先用一台模组试验。",
  "flash-size-unknown":
    "看不出模组的 Flash 大小。差分升级和全量升级一般只适用于 16 MB Flash 的模组，请确认后再继续。",
  "chip-not-verified": "这个模组的芯片没有可靠的资料，升级包的格式未经验证。请先用一台模组试验。",
  "platform-sources-differ": "关于这个模组的平台，资料说法不一。程序以固件内容为准，请先用一台模组试验。",
  "not-made-yet": "已识别这个平台的固件，可以查看内容，但还不能制作它的升级包。",
  "ec200a-experimental":
    "EC200A（ASR 1803S）的升级包是实验性的：格式来自厂商工具，没有运行过这种模组的任何代码。请先在一台可以线刷恢复的模组上试用。",
  "qualcomm-format-unknown":
    "BG95、BG600L（高通平台）的升级包格式没有公开，程序只能查看固件，不能制作升级包。请向移远技术支持索取升级包。",
  "platform-unknown": "没有识别出固件的平台，无法判断可以制作哪种升级包。",
};
