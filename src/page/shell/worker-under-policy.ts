/**
 * Starts a module worker that keeps to the policy of the page (vite.config.ts): it may talk to nobody else, whatever
 * runs in it. The policy holds only for workers whose own address is a blob; others have that of their response,
 * which static hosts do not send.
 *
 * @param fileUrl what `import … from "….worker.ts?worker&url"` gives
 */
export function workerUnderPolicy(fileUrl: string): Worker {
  const address = new URL(fileUrl, import.meta.url).href;
  const starter = new Blob([`import ${JSON.stringify(address)};`], { type: "text/javascript" });
  const url = URL.createObjectURL(starter);
  const worker = new Worker(url, { type: "module" });
  // Its script is fetched by the time that it first speaks.
  worker.addEventListener("message", () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
