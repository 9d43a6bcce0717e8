import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** A registry of npm packages on this machine. */
export interface Registry {
  /** What variables make npm use it, and nothing of the user's own configuration. */
  readonly environment: Readonly<Record<string, string>>;
  close(): void;
}

/** How long the registry may take to answer for the first time: a slow machine loads it in some seconds. */
const patience = 60_000;

/** A port that was free a moment ago. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer()
      .once("error", reject)
      .listen(0, "127.0.0.1", () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => {
          resolve(port);
        });
      });
  });

/**
 * Opens a registry on the loopback address. It holds what is published to it; every package that is not of anneal it
 * fetches from `upstream`.
 *
 * @param folder - An empty folder for its storage and configuration.
 * @param upstream - Where packages of others come from.
 */
export async function openRegistry(folder: string, upstream: string): Promise<Registry> {
  const port = await freePort();
  const address = `http://127.0.0.1:${String(port)}/`;
  mkdirSync(folder, { recursive: true });
  const everybody = { access: "$all", publish: "$all", unpublish: "$all" };
  // JSON is YAML, which the registry reads.
  const configuration = {
    storage: join(folder, "storage"),
    auth: { htpasswd: { file: join(folder, "users"), max_users: -1 } },
    uplinks: { upstream: { url: upstream, timeout: "120s", cache: false } },
    packages: {
      "@anneal/*": everybody,
      anneal: everybody,
      "**": { access: "$all", proxy: "upstream" },
    },
    max_body_size: "100mb",
    log: { type: "stdout", format: "pretty", level: "error" },
  };
  writeFileSync(join(folder, "registry.yaml"), JSON.stringify(configuration));
  // npm does not publish without a token; this registry asks for none.
  const npmrc = join(folder, "npmrc");
  writeFileSync(npmrc, `//127.0.0.1:${String(port)}/:_authToken=anybody\n`);

  const program = createRequire(import.meta.url).resolve("verdaccio/bin/verdaccio");
  const server = spawn(
    process.execPath,
    // As root, as in a container, it warns twice of being root; of this kind it has no other warning.
    [
      "--disable-warning=Warning",
      program,
      "--config",
      join(folder, "registry.yaml"),
      "--listen",
      `127.0.0.1:${String(port)}`,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const close = (): void => {
    server.kill("SIGKILL");
  };
  process.once("exit", close);

  const deadline = Date.now() + patience;
  for (;;) {
    const answered = await fetch(`${address}-/ping`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) break;
    if (server.exitCode !== null || Date.now() > deadline) {
      close();
      throw new Error(`publishing: the registry at ${address} did not open`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    // In small letters, as changesets reads them: in capitals it would publish to the registry of the world.
    environment: { npm_config_registry: address, npm_config_userconfig: npmrc },
    close,
  };
}
