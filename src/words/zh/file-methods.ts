import { count } from "../format.ts";

/** The list in which the user says what an update does with a file. */
export const fileMethodsZh = {
  title: "逐个文件处理",
  about: "默认按规则升级所有文件。需要保留或重写个别文件时，在这里单独设置。",
  choose: "放入新旧两个固件后，可以逐个设置其中的文件。",
  none: "这两个固件里没有可以单独设置的文件。",
  filter: "查找文件",
  filterHint: "路径的一部分",
  all: (number: number) => `显示全部 ${count(number)} 个文件`,
  reset: "全部按规则",
  chosen: (number: number) => (number === 0 ? "全部按规则" : `${count(number)} 个文件单独设置`),
  nothingChanged: "两个固件里的文件都相同。",
  nothingFound: "没有符合的文件。",
  methodOf: (path: string) => `${path} 的处理方式`,
  states: {
    changed: "有变化",
    added: "新增",
    removed: "新固件没有",
    same: "相同",
    missing: "两个固件都没有",
  },
  byRules: {
    patch: "按规则：修补",
    insert: "按规则：新增",
    remove: "按规则：删除",
    nothing: "按规则：不动",
    ignore: "按规则：保留",
  },
  methods: {
    patch: "随新固件更新",
    replace: "整个重写",
    ignore: "保留，不升级",
    remove: "删除",
  },
  power: "重写、保留或删除文件都不影响断电安全。",
};
