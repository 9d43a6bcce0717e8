/** Serves the built site below its base, as GitHub Pages does: no special headers, addresses without an ending, its own 404. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The file that an address stands for; `undefined` when there is none. */
function fileOf(path: string): string | undefined {
  const wanted = join(dist, normalize(path));
  if (!wanted.startsWith(dist)) return undefined;
  return [wanted, `${wanted}.html`, join(wanted, "index.html")].find(
    (file) => existsSync(file) && statSync(file).isFile(),
  );
}

/** The path that an address is written for; `undefined` for one that is written wrongly, such as `/%`. */
function pathOf(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

/** Opens the server on a port of loopback; 0 takes any. */
export async function serve(base: string, port: number): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const path = pathOf(pathname);
    const file = path?.startsWith(base) ? fileOf(path.slice(base.length)) : undefined;
    const shown = file ?? join(dist, "404.html");
    response.writeHead(file ? 200 : 404, {
      "content-type": types[extname(shown)] ?? "application/octet-stream",
    });
    response.end(readFileSync(shown));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("site: the server has no port");
  return { server, url: `http://127.0.0.1:${String(address.port)}${base}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await serve(
    process.env["SITE_BASE"] ?? "/anneal/",
    Number(process.env["PORT"] ?? 4173),
  );
  process.stdout.write(`${url}\n`);
}
