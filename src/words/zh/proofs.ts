/** What the proof of a package established: on the page, and in the text that goes along with a release. */
import { count } from "../format.ts";

export const proofsZh = {
  flash: (bytes: string) => `模拟模组从旧固件出发完成升级，${bytes} 闪存与新固件逐字节一致`,
  regions: (bytes: string) =>
    `模拟模组从旧固件出发完成升级，${bytes} 内容与新固件一致（压缩区域比较解压后的内容）`,
  userPartition: (bytes: string) => `模拟模组写入后，用户分区与这里逐字节一致，${bytes} 闪存的其余部分没有变`,
  files: (number: number) => `${count(number)} 个文件与新固件逐字节一致`,
  filesByChoice: (number: number) => `${count(number)} 个文件按您的选择保留或删除，与新固件不同`,
  steps: (steps: number) => `升级共 ${count(steps)} 步，每一步写入的内容都核对了校验值`,
};
