import { count } from "../format.ts";

/** A problem in words: what is wrong, and what to do. */
interface ProblemText {
  readonly title: string;
  readonly remedy: string;
}

type SaveProblemCode = "denied" | "disk-full" | "name-in-use" | "folder-gone" | "blocked" | "failed";

const problems: Record<SaveProblemCode, ProblemText> = {
  denied: {
    title: "浏览器没有得到写入这个文件夹的许可",
    remedy: "请再试一次，并在浏览器询问时允许；也可以换一个文件夹，或改用打包下载。",
  },
  "disk-full": {
    title: "磁盘空间不够，没有全部写完",
    remedy: "请腾出空间后再试，或换一个磁盘。已写好的文件是完整的。",
  },
  "name-in-use": {
    title: "要写的文件名被占用",
    remedy: "同名的是文件夹，或者文件正被别的程序打开。请关闭那个程序，或换一个文件夹。",
  },
  "folder-gone": {
    title: "找不到这个文件夹了",
    remedy: "它可能被移动、删除，或所在的磁盘已断开。请重新选择文件夹。",
  },
  blocked: {
    title: "写入被系统阻止",
    remedy: "系统文件夹不能写入，杀毒软件也可能阻止。请换一个普通文件夹，或改用打包下载。",
  },
  failed: {
    title: "没有保存成功",
    remedy: "请换一个文件夹再试，或改用打包下载。",
  },
};

export const releaseZh = {
  title: "发布所需的一切",
  about: "升级包、模组脚本、说明、清单和校验值",
  zip: "全部打包下载",
  folder: "保存到文件夹…",
  packing: "正在打包…",
  zipGiven: (fileName: string) => `已交给浏览器下载：${fileName}`,
  saved: (folder: string) => `已保存到“${folder}”`,
  unchanged: (folder: string) => `“${folder}”里已有完全相同的文件，不用再写。`,
  taken: (folder: string) => `“${folder}”里已有同名但内容不同的文件`,
  takenFiles: (fileNames: readonly string[]) => `${count(fileNames.length)} 个：${fileNames.join("、")}`,
  replace: "替换它们",
  secondName: "另存为新文件夹",
  leave: "不保存",
  again: "换一个文件夹…",
  problems,
};
