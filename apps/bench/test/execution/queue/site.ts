import { execFileSync, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../freePort.ts";
import { start } from "../../commands/command.ts";
import type { Command } from "../../commands/command.ts";

/** Whether a real engine can be started; without one there is nothing to test: `apt-get install redis-server`. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/**
 * Trials that take a few hundred milliseconds and no arithmetic worth the name.
 *
 * Some of them kill what trains them, where the environment says so.
 */
const configuration = `
import { defineConfig, defineTask } from "@anneal/bench";
const loop = defineTask({
  metrics: [{ name: "loss", better: "lower" }],
  stepsPerEpoch: 4, epochs: 3, batchSize: 1, learningRate: 0.1,
  train: async ({ schedule, seed, epochs, report }) => {
    let x = seed;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let step = 0; step < 4; step++) { x -= schedule.value * x; schedule.advance(); }
      await new Promise((resolve) => setTimeout(resolve, Number(process.env.PAUSE ?? 0)));
      if (seed === 2 && process.env.POISON === "trainer") process.abort();
      if (seed === 2 && process.env.POISON === "worker") process.kill(process.ppid, "SIGKILL");
      await report({ training: { loss: x * x }, validation: { loss: x } });
    }
    return { loss: x };
  },
});
export default defineConfig({
  tasks: { loop },
  schedules: { mine: ({ learningRate }) => (t) => learningRate / (1 + t) },
  schedule: ["constant", "mine"],
  seeds: 6,
});
`;

/** Waits until something holds. The time limit of the test ends it otherwise. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** An engine that can be killed and started again. */
export interface Redis {
  readonly port: number;
  readonly url: string;
  start(): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
  cli(...args: string[]): string;
}

/** A worker while it runs. */
export interface WorkerProcess extends Command {
  /** What it told so far. */
  log(): string;
  /** Whether it ended. */
  over(): boolean;
  /** Waits until a worker serves. */
  served(): Promise<void>;
  /** Begins the log anew. */
  forget(): void;
  /** Waits for a line. */
  said(text: string | RegExp): Promise<void>;
}

/** A link that can be cut and joined again, with all connections left open. */
export interface Link {
  readonly url: string;
  cut(): void;
  join(): void;
}

/** A folder with an engine and whoever uses it, all of which end with the test. */
export class Site {
  readonly folder: string;
  readonly #ends: (() => void)[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Site> {
    const site = new Site(await mkdtemp(join(tmpdir(), "anneal-queue-")));
    await writeFile(join(site.folder, "anneal.config.mjs"), configuration);
    return site;
  }

  async end(): Promise<void> {
    for (const end of this.#ends.reverse()) end();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async redis(...options: string[]): Promise<Redis> {
    const port = await freePort();
    let child: ChildProcess | undefined;
    const cli = (...args: string[]): string =>
      execFileSync("redis-cli", ["-p", String(port), ...args], { encoding: "utf8" });
    const redis: Redis = {
      port,
      url: `redis://127.0.0.1:${String(port)}`,
      cli,
      async start() {
        const fixed = [
          "--bind",
          "127.0.0.1",
          "--dir",
          this_.folder,
          "--save",
          "",
          "--loglevel",
          "warning",
        ];
        const tls = options.includes("--tls-port");
        const own = tls ? [] : ["--port", String(port)];
        child = spawn("redis-server", [...own, ...fixed, "--appendonly", "yes", ...options], {
          stdio: "ignore",
        });
        await until(
          () =>
            new Promise((resolve) => {
              const socket = createConnection(tls ? Number(options[1]) : port, "127.0.0.1")
                .on("connect", () => {
                  socket.destroy();
                  resolve(true);
                })
                .on("error", () => resolve(false));
            }),
        );
      },
      async kill(signal) {
        const ended = new Promise((resolve) => child!.on("exit", resolve));
        child!.kill(signal);
        await ended;
      },
    };
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- The methods above have a \`this\` of their own.
    const this_ = this;
    this.#ends.push(() => child?.kill("SIGKILL"));
    await redis.start();
    return redis;
  }

  /** A link to an engine through which nothing gets while it is cut, as when a cable is pulled. */
  async link({ port }: Redis): Promise<Link> {
    const sockets = new Set<Socket>();
    let held = false;
    const server = createServer((near) => {
      const far = createConnection(port, "127.0.0.1");
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(from);
        from.on("data", (bytes) => to.write(bytes));
        from.on("close", () => {
          sockets.delete(from);
          to.destroy();
        });
        from.on("error", () => undefined);
        if (held) from.pause();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.#ends.push(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    return {
      url: `redis://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      cut() {
        held = true;
        for (const socket of sockets) socket.pause();
      },
      join() {
        held = false;
        for (const socket of sockets) socket.resume();
      },
    };
  }

  /** Starts the command, as the leader of a group that ends with the test. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): WorkerProcess {
    // The end of the test ends it.
    const command = start(args, { cwd: this.folder, env, detached: true, timeout: 0 });
    let log = "";
    let serving = false;
    command.child.stderr!.on("data", (text: string) => {
      log += text;
      serving ||= log.includes(" serves ");
    });
    let over = false;
    void command.ended.then(() => (over = true));
    this.#ends.push(() => {
      try {
        process.kill(-command.child.pid!, "SIGKILL");
      } catch {
        // It ended by itself.
      }
    });
    return {
      ...command,
      log: () => log,
      over: () => over,
      served: () => until(() => serving || over),
      forget() {
        log = "";
      },
      said: (text) =>
        until(() => {
          if (typeof text === "string" ? log.includes(text) : text.test(log)) return true;
          if (over) throw new Error(`ended before it said ${String(text)}:\n${log}`);
          return false;
        }),
    };
  }

  /** Starts a worker. The lease is short, so that a test need not wait half a minute. */
  work(url: string, env: NodeJS.ProcessEnv = {}, ...args: string[]): WorkerProcess {
    const fixed = ["work", "--backend", "cpu", "--lease", "2s", "--jobs", "1"];
    return this.start([...fixed, ...args], { ANNEAL_QUEUE_URL: url, PAUSE: "100", ...env });
  }

  /** Starts a run that puts its trials into the queue. */
  run(url: string, out: string, ...args: string[]): WorkerProcess {
    return this.start(["run", "--backend", "cpu", "--no-timings", "--out", out, ...args], {
      ANNEAL_QUEUE_URL: url,
    });
  }

  /** The results of a run, byte for byte. */
  results(out: string): Promise<string> {
    return readFile(join(this.folder, out, "results.json"), "utf8");
  }

  /** Keys of the trials in an output folder. */
  async keys(out: string): Promise<readonly string[]> {
    const names = await readdir(join(this.folder, out, "trials")).catch(() => []);
    return names.filter((name) => /^[0-9a-f]{16}\.json$/.test(name));
  }
}

/** How often a text comes. */
export const times = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** Whether there is a process, or with a negative number a group of them. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** `kill -9` of the processes that a process started. */
export function killChildrenOf(pid: number): void {
  const children = execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], { encoding: "utf8" });
  for (const child of children.trim().split(/\s+/)) process.kill(Number(child), "SIGKILL");
}
