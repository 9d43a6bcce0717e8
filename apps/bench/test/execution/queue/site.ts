import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { start } from "../../commands/command.ts";
import type { Command } from "../../commands/command.ts";
import { startPostgres } from "./postgres.ts";
import type { Postgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";
import type { Redis } from "./redis.ts";
import { until } from "./server.ts";
import type { Server } from "./server.ts";

// Each test starts many processes, which wait for one another. The limit ends what hangs, also on a machine that is overloaded.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** What becomes of the trials of a seed. */
export type Fate = "throws" | "kills its trainer" | "kills its worker" | "waits" | "never returns";

/** Trials without arithmetic worth the name. They take as long as the environment says, and have the fates that it says. */
const configuration = `
import { appendFileSync, existsSync } from "node:fs";
import { defineConfig, defineTask } from "@anneal/bench";
const { FATES = "{}", PAUSE = "0" } = process.env;
const file = (name) => new URL(name, import.meta.url);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const fates = {
  throws: () => { throw new Error("no luck"); },
  "kills its trainer": () => process.kill(process.pid, "SIGKILL"),
  "kills its worker": () => process.kill(process.ppid, "SIGKILL"),
  waits: async () => { while (!existsSync(file("released"))) await pause(20); },
  "never returns": () => { for (;;); },
};
const loop = defineTask({
  metrics: [{ name: "loss", better: "lower" }],
  stepsPerEpoch: 4, epochs: 3, batchSize: 1, learningRate: 0.1,
  // It takes TensorFlow.js, so that its trials belong to a backend and its rounding.
  train: async ({ tf, schedule, seed, epochs, report }) => {
    appendFileSync(file("begun"), seed + "\\n");
    let x = seed;
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (let step = 0; step < 4; step++) { x -= schedule.value * x; schedule.advance(); }
      await pause(Number(PAUSE));
      await fates[JSON.parse(FATES)[seed]]?.();
      await report({ training: { loss: x * x }, validation: { loss: x } });
    }
    return { loss: x };
  },
});
export default defineConfig({
  tasks: { loop },
  searches: { falling: { kind: "cosine", steps: 12, initial: { range: "log", from: 0.001, to: 1 } } },
  schedules: { mine: ({ learningRate }) => (t) => learningRate / (1 + t) },
  schedule: ["constant", "mine"],
  seeds: 6,
});
`;

/** The command of a worker. */
const worker = "work --backend wasm --lease 2s --jobs 1 --exit-when-idle 10m".split(" ");

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

/** A folder with a broker and whoever uses it, all of which end with the test. */
export class Site {
  readonly folder: string;
  readonly #ends: (() => unknown)[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Site> {
    const site = new Site(await mkdtemp(join(tmpdir(), "anneal-queue-")));
    await writeFile(join(site.folder, "anneal.config.mjs"), configuration);
    return site;
  }

  async end(): Promise<void> {
    for (const end of this.#ends.reverse()) await end();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Starts a Redis that ends with the test. */
  async redis(...options: string[]): Promise<Redis> {
    const redis = await startRedis(this.folder, ...options);
    this.#ends.push(() => redis.kill("SIGKILL"));
    return redis;
  }

  /** Starts a PostgreSQL that ends with the test. */
  async postgres(): Promise<Postgres> {
    const postgres = await startPostgres();
    this.#ends.push(() => postgres.remove());
    return postgres;
  }

  /** A link to a broker through which nothing gets while it is cut, as when a cable is pulled. */
  async link({ port, url }: Server): Promise<Link> {
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
    const through = new URL(url);
    through.port = String((server.address() as AddressInfo).port);
    return {
      url: through.href,
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

  /**
   * Starts the command, as the leader of a group that ends with the test.
   *
   * @param node - Options of Node.js, for the command and what it starts.
   */
  start(
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
    node: readonly string[] = [],
  ): WorkerProcess {
    // The end of the test ends it.
    const command = start(args, { cwd: this.folder, env, detached: true, timeout: 0, node });
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

  /**
   * Starts a worker. The lease is short, so that a test need not wait half a minute; and if the tests are killed, it ends by
   * itself, as the group of a command does not end with them.
   */
  work(url: string, env: NodeJS.ProcessEnv = {}, ...args: string[]): WorkerProcess {
    return this.start([...worker, ...args], { ANNEAL_QUEUE_URL: url, PAUSE: "100", ...env });
  }

  /** Starts a worker whose WebAssembly has no vectors, so that it rounds otherwise than the others. */
  workOtherwise(url: string): WorkerProcess {
    return this.start(worker, { ANNEAL_QUEUE_URL: url }, [
      "--no-enable-ssse3",
      "--no-enable-sse4-1",
    ]);
  }

  /** Starts a run that puts its trials into the queue. */
  run(url: string, out: string, ...args: string[]): WorkerProcess {
    return this.start(["run", "--backend", "wasm", "--no-timings", "--out", out, ...args], {
      ANNEAL_QUEUE_URL: url,
    });
  }

  /** The results of a run, byte for byte. */
  results(out: string): Promise<string> {
    return readFile(join(this.folder, out, "results.json"), "utf8");
  }

  /** The seeds of the trials that were begun, in their order. */
  async begun(): Promise<readonly number[]> {
    const text = await readFile(join(this.folder, "begun"), "utf8").catch(() => "");
    return text.split("\n").filter(Boolean).map(Number);
  }

  /** Lets the trials go on that wait. */
  release(): Promise<void> {
    return writeFile(join(this.folder, "released"), "");
  }

  /** Keys of the trials in an output folder. */
  async keys(out: string): Promise<readonly string[]> {
    const names = await readdir(join(this.folder, out, "trials")).catch(() => []);
    return names.filter((name) => /^[0-9a-f]{16}\.json$/.test(name));
  }
}

/**
 * Whether the faults are tested as well that take longest: `.ci/queue` tests them every night, and each change is tested with
 * another fault of the same kind.
 */
export const thorough = process.env["ANNEAL_QUEUE_FAULTS"] === "all";

/** How often a text comes. */
export const times = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

/** The environment in which the trials of some seeds have a fate. */
export const fated = (fates: Readonly<Record<number, Fate>>): NodeJS.ProcessEnv => ({
  FATES: JSON.stringify(fates),
});

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
