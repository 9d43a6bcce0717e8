import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { createConnection } from "node:net";

/** A broker on a port of this machine, which can be killed and started again on the data that it has. */
export interface Server {
  readonly port: number;
  readonly url: string;
  start(): Promise<void>;
  /** Resolves when its process has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Waits until something holds. The time limit of the test ends it otherwise. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Whether somebody listens at a port. */
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1")
      .on("connect", () => {
        socket.destroy();
        resolve(true);
      })
      .on("error", () => resolve(false));
  });

/** What a program printed. @throws {Error} If it failed; the message is what it printed as an error. */
export function output(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    stdio: "pipe",
    encoding: "utf8",
  });
  if (status === 0) return stdout;
  throw error ?? new Error(`${command} ended with ${String(status)}: ${stderr}`);
}

/**
 * A broker that is not started yet.
 *
 * @param ready - Whether it answers.
 */
export function serverOf(
  address: Pick<Server, "port" | "url">,
  [command, args, options]: readonly [string, readonly string[], SpawnOptions?],
  ready = (): boolean | Promise<boolean> => listens(address.port),
): Server {
  let child: ChildProcess | undefined;
  return {
    ...address,
    async start() {
      const started = spawn(command, args, { ...options, stdio: "ignore" });
      child = started;
      await until(() => {
        if (started.exitCode === null) return ready();
        throw new Error(`${command} ended with exit code ${String(started.exitCode)}`);
      });
    },
    async kill(signal) {
      const running = child;
      child = undefined;
      if (running === undefined || running.exitCode !== null) return;
      const ended = new Promise((resolve) => running.on("exit", resolve));
      running.kill(signal);
      await ended;
    },
  };
}
