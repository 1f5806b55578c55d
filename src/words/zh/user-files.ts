import type { ScriptFault, UserPathFault } from "../../contract/refusal.ts";

/** Faults of paths in the user partition, after “路径”. */
export const pathFaultsZh: { readonly [F in UserPathFault]: string } = {
  "empty-name": "有一级名称是空的",
  "name-too-long": "有一级名称超过 255 字节（一个汉字占 3 字节）",
  "forbidden-character": "含有不能使用的字符（控制字符或反斜杠）",
  "reserved-name": "“.”和“..”不能用作名称",
  exists: "已经有同名的文件或文件夹",
  missing: "没有这个文件或文件夹",
  "below-a-file": "它的上一级是文件，不是文件夹",
  "into-itself": "文件夹不能移到它自己里面",
  "too-deep": "文件夹层数太多",
};

/** Faults of scripts, as whole sentences without the full stop. */
export const scriptFaultsZh: { readonly [F in ScriptFault]: string } = {
  "not-utf8": "这一行不是 UTF-8 编码",
  "byte-order-mark": "文件开头有 BOM 标记，模组不认识它，请另存为“UTF-8（无 BOM）”",
  "full-width-punctuation": "代码里有中文标点，请改成英文标点",
  "bracket-not-closed": "这个括号没有闭合",
  "bracket-not-opened": "多出一个右括号",
  "bracket-of-other-kind": "右括号与左括号的种类不同",
  "string-not-closed": "字符串没有结束引号",
  "triple-quotes-not-closed": "三引号字符串没有结束",
  "tabs-and-spaces": "缩进混用了制表符和空格",
  "indentation-of-no-level": "缩进与外面任何一层都对不上",
  "indentation-unexpected": "这一行多了缩进",
  "indentation-missing": "冒号之后应有缩进的内容",
  "colon-missing": "语句末尾缺少冒号",
  "json-value-expected": "这里应有一个值",
  "json-name-expected": "这里应有带双引号的名称",
  "json-colon-expected": "名称之后应有冒号",
  "json-comma-expected": "这里应有逗号或右括号",
  "json-number": "数字的写法不对",
  "json-escape": "反斜杠之后的写法不对",
  "json-control-character": "字符串里有换行、制表符或控制字符",
  "json-after-end": "JSON 结束之后还有内容",
};
