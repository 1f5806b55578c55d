import { platformName } from "../platforms.ts";
import { platformsZh } from "./platforms.ts";
import type { VerificationRefusals } from "../refusals.ts";
import { technical } from "./technical.ts";

/** Why a package that somebody made is not taken, or cannot be verified. */
export const verificationRefusalsZh: VerificationRefusals = {
  "package-version-field": ({ old, new: fresh }) => ({
    title: "模组会拒绝这个升级包：版本名没有结束符",
    wrong: `升级包写入了版本名“${old}”和“${fresh}”，但没有给结尾的空字符留位置。模组检查到这一点就不接受。`,
    remedy: "请用同样的两个固件在这里重新制作，版本名会写对；或请提供方重新打包。",
  }),
  "package-other-old": ({ why }) => ({
    title: "升级包不适用于这个旧固件",
    wrong: `升级包要求的旧内容与放入的旧固件不同，模组会在改动任何内容之前拒绝它。${technical(why)}`,
    remedy: "请放入制作升级包时所用的旧固件，版本要完全相同。",
  }),
  "package-old-is-new": ({ why }) => ({
    title: "新旧固件放反了",
    wrong: `升级包要从放在“新固件”位置的固件开始升级。${technical(why)}`,
    remedy: "请交换新旧固件，再验证一次。",
  }),
  "package-declined": ({ why }) => ({
    title: "模组会拒绝这个升级包",
    wrong: `模组在开始之前检查出问题，不会改动任何内容。${technical(why)}`,
    remedy: "请重新获取或重新制作升级包。",
  }),
  "package-stuck": ({ why }) => ({
    title: "升级会卡在中途",
    wrong: `模组会开始升级，但无法完成，只能用线刷救回。${technical(why)}`,
    remedy: "不要下发这个升级包。请用同样的两个固件重新制作。",
  }),
  "package-other-platform": ({ platform, firmware }) => ({
    title: "升级包和固件不是同一个平台",
    wrong: `升级包用于 ${platformName(platformsZh, platform)}，放入的固件是 ${platformName(platformsZh, firmware)}。`,
    remedy: "请放入与升级包对应的旧固件和新固件。",
  }),
  "mini-incomplete": ({ missing }) => ({
    title: "还缺一个文件",
    wrong: `最小系统升级包有两个文件，还没有${missing === "first" ? "第一个（.mini_1）" : "第二个（.mini_2）"}。`,
    remedy: "请补上缺少的文件，或者改放两个文件合并成的那一个。",
  }),
  "mini-no-pair": ({ first, second }) => ({
    title: "两个文件不是一对",
    wrong: `“${first}”和“${second}”不是同一次制作的，模组不会接受。`,
    remedy: "请放入同一次制作的 .mini_1 和 .mini_2。",
  }),
  "package-not-verifiable": ({ file }) => ({
    title: "这种升级包还不能验证",
    wrong: `“${file}”是 FBF 容器里的旧式差分升级包，程序可以查看，但不能模拟模组执行它。`,
    remedy: "请用同样的两个固件在这里制作差分升级包，制作时会自动验证。",
  }),
};
