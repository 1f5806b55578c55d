import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webmanifest": "application/manifest+json",
};

export interface StaticServer {
  /** Address of the folder, with a slash at its end. */
  readonly url: string;
  /** Ends the host: every later connection is refused. */
  close(): Promise<void>;
}

/** A host like GitHub Pages: the files of `folder` under /`under`/, plain, with "Vary: Origin". */
export async function serveFolder(folder: URL, under: string): Promise<StaticServer> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://host").pathname;
    const prefix = `/${under}/`;
    const name = path === prefix ? "index.html" : path.slice(prefix.length);
    const file = path.startsWith(prefix)
      ? readFile(new URL(name, folder))
      : Promise.reject(new Error("outside"));
    file.then(
      (body) => {
        const type = types[extname(name)] ?? "application/octet-stream";
        response.writeHead(200, { "content-type": type, vary: "Origin", "cache-control": "max-age=600" });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/${under}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
