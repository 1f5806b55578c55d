import { exactSize, size } from "../format.ts";
import { platformName } from "../platforms.ts";
import type { EigenRefusals } from "../refusals.ts";
import { platformsZh } from "./platforms.ts";

/** Why a package for Eigencomm modules is not made or not taken. */
export const eigenRefusalsZh: EigenRefusals = {
  "package-truncated": ({ file, expected, actual }) => ({
    title: "升级包不完整",
    wrong: `“${file}”应有 ${exactSize(expected)}，实际只有 ${exactSize(actual)}，后面的内容缺失。`,
    remedy: "请重新下载或复制，确认传输完成。",
  }),
  "par-too-large": ({ need, have, chip }) => ({
    title: "升级包超出模组的存放空间",
    wrong: `升级包有 ${exactSize(need)}，${platformName(platformsZh, chip)} 最多存放 ${exactSize(have)}，超出 ${size(need - have)}。`,
    remedy: "请经过中间版本分几次升级，或者用线刷。",
  }),
  "par-signed": ({ file }) => ({
    title: "升级包带有签名",
    wrong: `“${file}”带有设备厂商的签名，签名部分的格式尚不清楚，程序无法继续读取。`,
    remedy: "请放入签名之前的升级包。只有持有密钥的厂商才能签名；不校验签名的模组不需要签名。",
  }),
  "par-method": ({ file, method }) => ({
    title: "不支持这种压缩方式的升级包",
    wrong: `“${file}”用 ${method} 压缩，程序只能读取用 bzip2 压缩的升级包。`,
    remedy: "请用同样的两个固件在这里重新制作，这里制作的升级包使用 bzip2。",
  }),
  "eigen-chip-unknown": ({ file, address }) => ({
    title: "无法判断固件用于哪种芯片",
    wrong: `“${file}”的 AP 位于 ${address}，与 EC618、EC718 都不同，而升级包的格式因芯片而异。`,
    remedy: "请使用模组厂商提供的升级包，或者用线刷。",
  }),
  "eigen-large-flash": ({ image, end, known }) => ({
    title: "闪存超出已知的大小",
    wrong: `${image} 一直到 ${exactSize(end)} 处。目前只清楚闪存为 ${exactSize(known)} 的模组使用的升级包格式。`,
    remedy: "请使用模组厂商提供的升级包，或者用线刷。",
  }),
  "eigen-left-alone": ({ places }) => ({
    title: "有的差异不在升级范围内",
    wrong: `${places.join("、")} 在两个固件中不同，但升级包只包含 AP 和 CP，模组会保留旧的内容。`,
    remedy: "引导程序（BL）不升级是正常的。如果其中有应用程序，请确认旧的应用能在新固件上运行，或者用线刷。",
  }),
};
