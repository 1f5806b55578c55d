import type { ArchiveKind, LittleFsOwner, ReadablePackage } from "../../contract/refusal.ts";
import { exactSize, size } from "../format.ts";
import type { FileRefusals } from "../refusals.ts";

const archivesZh: Readonly<Record<ArchiveKind, string>> = {
  "7z": "7z",
  rar: "RAR",
  gzip: "gzip",
  tar: "tar",
  xz: "xz",
  zstd: "Zstandard",
  bzip2: "bzip2",
};

const packagesZh: Readonly<Record<ReadablePackage, string>> = {
  rdaota02: "展锐差分升级包（RDAOTA02）",
  "asr-diff": "ASR 差分升级包（FOTA_ALL）",
  "asr-full": "ASR 全量升级包（FBF）",
  "asr-mini": "ASR 最小系统升级包",
  "ec200a-diff": "EC200A 差分升级包（200A Fota）",
  par: "移芯差分升级包（.par）",
};

const littleFsZh: Readonly<Record<LittleFsOwner, string>> = {
  customer_fs: "用户分区的镜像（customer_fs.bin），里面只有用户文件",
  customer_backup_fs: "备份分区的镜像（customer_backup_fs.bin）",
  nvm: "保存调制解调器参数的分区镜像（nvm.bin）",
};

/** Files that are something else than what belongs there. */
export const fileRefusalsZh: FileRefusals = {
  "file-empty": ({ file }) => ({
    title: "文件是空的",
    wrong: `“${file}”里没有任何内容。`,
    remedy: "可能是下载或复制没有成功，请重新获取。",
  }),
  "file-is-web-page": ({ file }) => ({
    title: "这是网页，不是固件",
    wrong: `“${file}”是服务器代替文件返回的一个网页：链接已失效，或者需要先登录。`,
    remedy: "请在浏览器里打开下载链接，看看上面写了什么，再重新下载。",
  }),
  "file-is-git-lfs-pointer": ({ file }) => ({
    title: "这是 Git LFS 的指针文件，不是文件本身",
    wrong: `“${file}”只记录了真正的文件存放在哪里。`,
    remedy: "请在仓库里执行 git lfs pull，或在网页上用下载按钮下载这个文件。",
  }),
  "archive-of-other-kind": ({ file, kind }) => ({
    title: `这是 ${archivesZh[kind]} 压缩包，请先解压`,
    wrong: `“${file}”无论扩展名是什么，内容都是 ${archivesZh[kind]} 压缩包；这里只能自动解开 zip。`,
    remedy: "请先在电脑上解压，再放入里面的固件（.pac、.bin、.binpkg 或 .zip）。",
  }),
  "file-too-large": ({ file, bytes, limit }) => ({
    title: "文件太大，不会是这些模组的固件",
    wrong: `“${file}”有 ${exactSize(bytes)}，这类文件最多 ${size(limit)}，因此没有读取。`,
    remedy: "请确认没有选错文件。如果是很大的压缩包，请解压后只放入其中的固件。",
  }),
  "package-in-other-place": ({ file, package: kind, place }) => ({
    title: "这是升级包，不是固件",
    wrong: `“${file}”是${packagesZh[kind]}。${
      place === "firmware" ? "这里应放入旧版本或新版本的完整固件。" : "这里应放入 customer_fs.bin。"
    }`,
    remedy: "要查看或验证它，请在“查看”页打开；要制作升级包，请放入升级前后的两个固件。",
  }),
  "packages-in-archive": ({ file, names }) => ({
    title: "压缩包里是升级包，不是固件",
    wrong: `“${file}”里没有固件，但有：${names.join("、")}。`,
    remedy: "要查看或验证升级包，请解压后在“查看”页打开；要制作升级包，请放入升级前后的两个固件。",
  }),
  "littlefs-in-other-place": ({ file, partition, place }) => ({
    title: place === "firmware" ? "这只是一个分区，不是固件" : "这是别的分区，不是用户分区",
    wrong: `“${file}”是${littleFsZh[partition]}。`,
    remedy:
      place === "firmware"
        ? partition === "customer_fs"
          ? "这里请放入完整固件。文件里的脚本可以到“查看”页看；制作全量升级包时，可在新固件的用户分区里换上它。"
          : "这里请放入完整固件。文件的内容可以到“查看”页看。"
        : "请选择同一固件里的 customer_fs.bin。",
  }),
  "firmware-in-other-place": ({ file }) => ({
    title: "这是固件或压缩包，不是用户分区",
    wrong: `“${file}”是完整固件或压缩包；这里需要的只是其中的 customer_fs.bin。`,
    remedy: "请把它作为新固件放入，用户分区会自动取出。",
  }),
  "package-rdaota01": ({ file }) => ({
    title: "这是用于其他芯片的旧格式升级包",
    wrong: `“${file}”是 RDAOTA01 升级包，用于同系列的 GSM 芯片；这里的模组使用 RDAOTA02。`,
    remedy: "请确认它是给哪种模组用的。要在这里制作升级包，请放入旧固件和新固件。",
  }),
  "package-8850": ({ file }) => ({
    title: "这是展锐 8850 的升级包，暂时不能验证",
    wrong: `“${file}”用于 EC800G、EC600G、EG800G 等模组。这里可以显示它的内容，但模拟模组是 8910：能否升级到新固件、断电后会怎样，都没有检查。`,
    remedy: "正式下发之前，请先在可以线刷恢复的模组上试用。",
  }),
  "pac-application-only": ({ file }) => ({
    title: "这个 pac 里只有应用",
    wrong: `“${file}”有应用镜像（APPIMG），但没有它所依赖的系统，不能用来制作升级包。`,
    remedy: "请使用发布包里完整的 pac；如果有两个，请选文件名以 _merge.pac 结尾的那个。",
  }),
  "pac-erases-only": ({ file }) => ({
    title: "这个 pac 只用于擦除",
    wrong: `“${file}”只有擦除闪存的命令，没有要写入的内容，不是固件。`,
    remedy: "请使用发布包里完整的 pac；如果有两个，请选文件名以 _merge.pac 结尾的那个。",
  }),
};
