import { spawnSync } from "node:child_process";
import { freePort } from "../../freePort.ts";
import { output, serverOf } from "./server.ts";
import type { Server } from "./server.ts";

/** Whether a real broker can be started; without one there is nothing to test: `apt-get install redis-server`. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** Redis, as `docs/distributed.md` sets it up. */
export interface Redis extends Server {
  cli(...args: string[]): string;
}

/**
 * Starts a Redis.
 *
 * @param options - More options; with `--tls-port` it speaks nothing but TLS.
 */
export async function startRedis(folder: string, ...options: string[]): Promise<Redis> {
  const tls = options.indexOf("--tls-port");
  const port = tls < 0 ? await freePort() : Number(options[tls + 1]);
  const own = tls < 0 ? ["--port", String(port)] : ["--port", "0"];
  const fixed = ["--bind", "127.0.0.1", "--dir", folder, "--save", "", "--loglevel", "warning"];
  const server = serverOf({ port, url: `redis://127.0.0.1:${String(port)}` }, [
    "redis-server",
    [...own, ...fixed, "--appendonly", "yes", "--maxmemory-policy", "noeviction", ...options],
  ]);
  await server.start();
  return { ...server, cli: (...args) => output("redis-cli", ["-p", String(port), ...args]) };
}
