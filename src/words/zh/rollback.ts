/** The package that leads back from the new version to the old one. */
export const rollbackZh = {
  title: "回退升级包",
  about: "升级后发现问题时，用它让模组回到原来的版本。",
  aboutMini: "升级后发现问题时，用它让模组的固件回到原来的版本；模组里的脚本保持不变。",
  way: (from: string, to: string) => `${from} → ${to}`,
  make: "同时制作回退升级包",
  again: "再试一次",
  cancelled: "已取消。",
  refused: "做不了回退升级包，原因如下。",
  done: "回退升级包已完成",
  verified: "已验证",
  downloads: {
    package: "下载回退包",
    first: "下载第一个文件",
    second: "下载第二个文件",
    merged: "下载合并的文件",
  },
};
