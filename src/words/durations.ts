import { duration } from "./format.ts";

export function durationZh(seconds: number): string {
  return duration(seconds, { second: "秒", minute: "分" });
}

export function durationEn(seconds: number): string {
  return duration(seconds, { second: "s", minute: "min" });
}
