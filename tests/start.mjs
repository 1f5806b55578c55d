/**
 * npm start: installs what is missing, builds, serves dist/ and prints the address.
 * npm run preview (--built): serves dist/ as it is, building it only if it is not there.
 * Options: --port N, --strictPort, --host [ADDRESS].
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { installPackages, root } from "./support/install.mjs";

const args = process.argv.slice(2);
const bareHost = args.indexOf("--host");
// As with Vite, --host alone means every address of this machine.
if (bareHost >= 0 && (args[bareHost + 1] ?? "-").startsWith("-")) args.splice(bareHost, 1, "--host=0.0.0.0");
const { values } = parseArgs({
  args,
  options: {
    built: { type: "boolean", default: false },
    port: { type: "string", default: "4173" },
    strictPort: { type: "boolean", default: false },
    host: { type: "string", default: "127.0.0.1" },
  },
});

installPackages();
process.chdir(root);
const { build, preview } = await import("vite");
if (!values.built || !existsSync("dist/index.html") || !existsSync("dist/sw.js")) {
  await build({ logLevel: "warn" });
}
const server = await preview({
  preview: { port: Number(values.port), strictPort: values.strictPort, host: values.host },
});
console.log("\nFOTA Workshop · 固件升级包工坊");
server.printUrls();
console.log("  Stop with Ctrl-C");
