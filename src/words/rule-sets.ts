import type { RuleSetId } from "../contract/maker.ts";

/** The rule sets of UNISOC 8910, as the reader chooses them. */
type RuleSetWords = Readonly<Record<RuleSetId, { readonly name: string; readonly about: string }>>;

export const ruleSetsZh: RuleSetWords = {
  unisoc8910: { name: "标准", about: "没有单独应用镜像的固件；适合大多数模组" },
  "unisoc8910-ext": { name: "应用镜像在外部闪存", about: "另外升级外部闪存里的 APPIMG" },
  "unisoc8910-win32": {
    name: "应用镜像在内部闪存",
    about: "另外升级内部闪存里的 APPIMG，与厂商 Windows 工具的规则一致",
  },
};

export const ruleSetsEn: RuleSetWords = {
  unisoc8910: {
    name: "Standard",
    about: "Firmware without a separate application image; right for most modules",
  },
  "unisoc8910-ext": {
    name: "Application in external flash",
    about: "Updates APPIMG in the external flash as well",
  },
  "unisoc8910-win32": {
    name: "Application in internal flash",
    about: "Updates APPIMG in the internal flash as well, by the rules of the vendor's Windows tool",
  },
};

/** Names of rule sets by their IDs; one that is not known goes by its ID. */
export function ruleSetNames(words: RuleSetWords, ids: readonly string[]): string[] {
  const names = new Map<string, string>(Object.entries(words).map(([id, { name }]) => [id, name]));
  return ids.map((id) => names.get(id) ?? id);
}
