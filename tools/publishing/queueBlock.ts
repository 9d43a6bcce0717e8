import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { installedBy } from "./fences.ts";
import type { Install } from "./packed.ts";
import { blocksWith, linesOf, openShell, patience, runLine, smallest } from "./shell.ts";

/** The page that shows it. */
export const distributed = "docs/distributed.md";

/** A variable that only a block about a queue has. */
export const queueVariable = "ANNEAL_QUEUE_URL";

/** Waits until something is so. */
async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${distributed}: waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Runs the block about the queue as it stands there, with a Redis that has the configuration and the user of the page: a
 * worker in the background, a run that waits for it, and what is said of both.
 */
export async function runQueue(folder: string, install: Install): Promise<void> {
  const [fence] = blocksWith(distributed, "sh", queueVariable);
  const configuration = ["appendonly", "user bench"].flatMap((word) =>
    blocksWith(distributed, "", word).map(({ code }) => code.replaceAll(/\s+#.*$/gm, "")),
  );
  const names = installedBy(`\`\`\`sh\n${fence!.code}\`\`\``);
  const shell = await openShell(folder, names, install, smallest);
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
  writeFileSync(
    join(folder, "redis.conf"),
    [`port ${String(port)}`, "bind 127.0.0.1", `dir ${folder}`, ...configuration, ""].join("\n"),
  );
  const running: ChildProcess[] = [
    spawn("redis-server", [join(folder, "redis.conf")], { stdio: "ignore", detached: true }),
  ];
  try {
    await until(
      () =>
        runLine(`redis-cli -p ${String(port)} PING`, shell).then(
          (said) => said.includes("PONG"),
          () => false,
        ),
      "Redis",
    );
    const lines = linesOf(fence!).map((line) =>
      line.replace(/rediss:\/\/(.*)@[^/\s]+/, `redis://$1@127.0.0.1:${String(port)}`),
    );
    const settings = lines.filter((line) => line.startsWith("export ")).join("\n");
    const [work, run, queue] = lines.filter((line) => !line.startsWith("export "));
    running.push(
      spawn("bash", ["-c", `${settings}\nexec ${work!.replace(/\s+#.*$/, "")}`], {
        ...{ cwd: folder, env: shell.environment, stdio: "ignore", detached: true },
      }),
    );
    const said = (): Promise<string> => runLine(`${settings}\n${queue!}`, shell);
    await until(async () => / workers: (?!none)/.test(await said()), "a worker");
    await runLine(`${settings}\n${run!}`, shell);
    if (!/\b60 completed\b/.test(await said())) throw new Error(await said());
  } catch (error) {
    throw new Error(`${distributed}:${String(fence!.line)}: ${String(error)}`, { cause: error });
  } finally {
    for (const { pid } of running.reverse()) {
      try {
        // With all that it has started: the worker has processes of its own.
        if (pid !== undefined) process.kill(-pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
  }
}

/** Whether there is a broker for the block about a queue. */
export const hasRedis = (): boolean =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .some((folder) => existsSync(join(folder, "redis-server")));
