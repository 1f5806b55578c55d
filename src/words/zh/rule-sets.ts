import type { RuleSetWords } from "../rule-sets.ts";

export const ruleSetsZh: RuleSetWords = {
  unisoc8910: { name: "标准", about: "没有单独应用镜像的固件；适合大多数模组" },
  "unisoc8910-ext": { name: "应用镜像在外部闪存", about: "另外升级外部闪存里的 APPIMG" },
  "unisoc8910-win32": {
    name: "应用镜像在内部闪存",
    about: "另外升级内部闪存里的 APPIMG，与厂商 Windows 工具的规则一致",
  },
};
