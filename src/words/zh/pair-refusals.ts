import type {
  DifferentModules,
  NamedModule,
  Unisoc8910Baseline,
  UserScripts,
} from "../../contract/refusal.ts";
import { count } from "../format.ts";
import type { PairRefusals } from "../refusals.ts";
import { ruleSetNames } from "../rule-sets.ts";
import { ruleSetsZh } from "./rule-sets.ts";

const baselinesZh: Readonly<Record<Unisoc8910Baseline, string>> = {
  plain: "R05、R06 以外的基线",
  R05: "R05 基线",
  R06: "R06 基线",
};

function moduleZh({ name, flashMiB, baseline }: NamedModule, differs: DifferentModules["differs"]): string {
  const more = [
    ...(differs.includes("flash") && flashMiB !== null ? [`闪存 ${flashMiB} MiB`] : []),
    ...(differs.includes("baseline") && baseline !== null ? [baselinesZh[baseline]] : []),
  ];
  return more.length === 0 ? name : `${name}（${more.join("，")}）`;
}

function modulesZh({ old, new: fresh, differs }: DifferentModules): string {
  return `从名称看，旧固件用于 ${moduleZh(old, differs)}，新固件用于 ${moduleZh(fresh, differs)}。`;
}

const MOST_FILES = 8;

function filesZh(files: UserScripts["files"]): string {
  if (files === null) return "这里读不出其中是哪些文件。";
  if (files.length === 0) return "其中的文件相同。";
  const more = files.length > MOST_FILES ? `等 ${count(files.length)} 个文件` : "";
  return `有变化的文件：${files.slice(0, MOST_FILES).join("、")}${more}。`;
}

/** Two firmwares that are for different modules, or differ in what no update carries. */
export const pairRefusalsZh: PairRefusals = {
  "different-modules": (detail) => ({
    title: "这是两种不同的模组",
    wrong: `${modulesZh(detail)}两者的闪存布局不同，不能从一个升级到另一个。`,
    remedy: "请对照模组标签上的完整型号，选择同一型号的两个版本。",
  }),
  "modules-differ": (detail) => ({
    title: "从名称看，这是两种不同的模组",
    wrong: `${modulesZh(detail)}两者布局相符，可以制作升级包；但是否用于同一种模组，无法核实。`,
    remedy: "请把两个名称与模组标签对照。只有确认模组能运行这两个固件（例如文件被改过名）时再继续。",
  }),
  "baselines-differ": ({ old, new: fresh }) => ({
    title: "两个固件的基线不同",
    wrong: `从名称看，旧固件属于 ${baselinesZh[old]}，新固件属于 ${baselinesZh[fresh]}。展锐 8910 固件有几条独立的基线，没有资料表明可以跨基线升级。`,
    remedy: "请选择同一基线的两个版本。要更换基线，请线刷。",
  }),
  "application-in-one-only": ({ missingIn }) => ({
    title: `${missingIn === "old" ? "旧" : "新"}固件里没有应用`,
    wrong: `${missingIn === "old" ? "旧" : "新"}固件只有系统，${missingIn === "old" ? "新" : "旧"}固件还带有应用（APPIMG）。发布包里有两个 pac 时，文件名以 _merge.pac 结尾的那个两者都有，模组运行的就是它。`,
    remedy: `两个版本都请使用 _merge.pac。如果模组里的应用要保持不变，请在“高级选项”的打包规则里选择“${ruleSetsZh.unisoc8910.name}”。`,
  }),
  "scripts-not-carried": ({ partitions, files }) => ({
    title: "用户脚本保持不变",
    wrong: `${partitions.join("、")} 是合并进固件的用户脚本。${filesZh(files)}展锐固件升级不会改动它们，选哪种打包规则都一样。`,
    remedy: "要更新脚本，请在这次升级之前或之后用 app_fota 下发这些文件。",
  }),
  "only-scripts-differ": ({ partitions, files }) => ({
    title: "只有用户脚本不同",
    wrong: `升级能带上的内容都相同。${partitions.join("、")} 是合并进固件的用户脚本。${filesZh(files)}展锐固件升级不会改动它们。`,
    remedy: "不需要升级固件，用 app_fota 下发这些文件即可。",
  }),
  "partition-not-covered": ({ partitions, ruleSets }) => ({
    title: "有些分区不在升级范围内",
    wrong: `两个固件的 ${partitions.join("、")} 不同，但所选规则不升级它们，模组会保留旧内容。`,
    remedy:
      ruleSets.length === 0
        ? "没有规则能升级它们。如果可以保留旧内容，请继续；要更新它们，只能线刷。"
        : `要升级其中更多的内容，请在“高级选项”的打包规则里选择${ruleSetNames(ruleSetsZh, ruleSets)
            .map((name) => `“${name}”`)
            .join("或")}。`,
  }),
};
