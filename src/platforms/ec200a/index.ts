import { listed } from "../listed-files.ts";

/** ASR 1803S: EC200A. */
export const ec200a = listed("ec200a", { declared: "ASR1803S", fileName: /\.blf$/i });
