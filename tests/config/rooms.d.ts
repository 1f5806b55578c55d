export interface Room {
  readonly files: RegExp;
  readonly name: string;
  readonly subject: string;
  readonly may: readonly string[];
}
export const rooms: readonly Room[];
