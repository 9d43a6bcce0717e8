// How much a queue carries: node --conditions=@anneal/source --import tsx apps/bench/test/execution/queue/load.ts
//
// A real broker, a producer and workers in processes of their own; the trials do nothing, or sleep. Nothing is loaded that
// trains, so that what is measured is the queue.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { identityOf, keyOf } from "@anneal/experiment/records";
import type { FinishedTrial, PlannedTrial } from "@anneal/experiment/records";
import { plannedTrial } from "@anneal/experiment/synthetic";
import type { Processes } from "../../../src/execution/processes/openProcesses.ts";
import { queueAddress } from "../../../src/execution/queue/address.ts";
import { collect } from "../../../src/execution/queue/collect.ts";
import { connectTo } from "../../../src/execution/queue/broker.ts";
import { queueNameOf } from "../../../src/execution/queue/fleet.ts";
import { memberWith } from "../../../src/execution/queue/member.ts";
import { serve } from "../../../src/execution/queue/serve.ts";
import { startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    trials: { type: "string", default: "10000" },
    workers: { type: "string", default: "2" },
    jobs: { type: "string", default: "10" },
    sleep: { type: "string", default: "0" },
    broker: { type: "string", default: "redis" },
  },
});
const backend = { name: "cpu", version: "1", kernels: "none", rounding: "none" } as const;
const write = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const planned: readonly PlannedTrial[] = Array.from(
  { length: Number(values.trials) },
  (_, index) => {
    const trial = { ...plannedTrial("constant", index + 1).trial, backend: identityOf(backend) };
    return { key: keyOf(trial), trial };
  },
);

/** Trains nothing, for so long. */
function idleProcesses(
  milliseconds: number,
  began: (at: number) => void,
  ended: (at: number) => void,
): Processes {
  return {
    warnings: [],
    remains: null,
    backends: [backend],
    inspect: () => Promise.reject(new Error("there is nothing to inspect")),
    calibrate: () => Promise.resolve(null),
    async run([one], listener) {
      began(performance.now());
      if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
      const epochs = Array.from({ length: one!.trial.epochs }, (_, epoch) => ({
        epoch,
        learningRate: 0.01,
        training: { loss: 1 },
        validation: { loss: 1 },
      }));
      const finished: FinishedTrial = {
        ...one!,
        status: "completed",
        epochs,
        test: { loss: 1 },
        targetMet: false,
        timings: null,
      };
      ended(performance.now());
      await listener.result(one!, finished);
    },
    stop: () => undefined,
  };
}

async function work(url: string): Promise<void> {
  const broker = await connectTo(queueAddress(url, {})!);
  const gaps: number[] = [];
  let last = 0;
  let count = 0;
  const processes = idleProcesses(
    Number(values.sleep),
    (at) => {
      count += 1;
      if (last > 0) gaps.push(at - last);
    },
    (at) => {
      last = at;
    },
  );
  let stalls = 0;
  const ended = new Promise<void>((resolve) => process.once("SIGTERM", resolve));
  await serve(broker, processes, {
    jobs: Number(values.jobs),
    lease: 30,
    idle: Infinity,
    ended,
    log(text) {
      if (/ lost |^lost /.test(text)) stalls += 1;
      if (text.startsWith("serves")) write("serves");
    },
  });
  gaps.sort((a, b) => a - b);
  const at = (share: number): number => gaps[Math.floor(share * (gaps.length - 1))] ?? 0;
  write(
    JSON.stringify({
      count,
      stalls,
      gaps: [at(0.5), at(0.95), at(1)].map((gap) => Number(gap.toFixed(1))),
    }),
  );
  await broker.close();
}

async function measure(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "anneal-load-"));
  const redis = values.broker === "redis" ? await startRedis(folder) : undefined;
  const postgres = redis === undefined ? await startPostgres() : undefined;
  const { url } = (redis ?? postgres)!;
  const memory = (): number =>
    Number(/used_memory:(\d+)/.exec(redis?.cli("INFO", "memory") ?? "")?.[1] ?? NaN);
  const before = memory();
  const workers: { child: ChildProcess; told: () => string }[] = [];
  try {
    for (let index = 0; index < Number(values.workers); index++) {
      const flags = ["--trials", "1", "--jobs", values.jobs, "--sleep", values.sleep];
      const child = spawn(
        process.execPath,
        [...process.execArgv, fileURLToPath(import.meta.url), "work", url, ...flags],
        {
          stdio: ["ignore", "pipe", "inherit"],
        },
      );
      let text = "";
      child.stdout.on("data", (more: Buffer) => (text += String(more)));
      workers.push({ child, told: () => text });
    }
    while (!workers.every(({ told }) => told().includes("serves"))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const broker = await connectTo(queueAddress(url, {})!);
    const keys = new Map<string, number>();
    const began = performance.now();
    const { done } = collect(
      broker,
      queueNameOf(memberWith(backend)),
      planned,
      {
        proceed: () => true,
        step: () => undefined,
        epoch: () => undefined,
        note: write,
        result({ key }) {
          keys.set(key, (keys.get(key) ?? 0) + 1);
          return Promise.resolve();
        },
        crash: ({ key }, reason) => Promise.reject(new Error(`${key}: ${reason}`)),
      },
      {},
    );
    await done;
    const seconds = (performance.now() - began) / 1000;
    const bytes = (memory() - before) / planned.length;
    await broker.close();
    const ends = workers.map(async ({ child, told }) => {
      const closed = new Promise((resolve) => child.on("close", resolve));
      child.kill("SIGTERM");
      await closed;
      return JSON.parse(told().trim().split("\n").at(-1)!) as {
        count: number;
        stalls: number;
        gaps: number[];
      };
    });
    const told = await Promise.all(ends);
    const trained = told.reduce((sum, { count }) => sum + count, 0);
    write(
      `${String(planned.length)} trials of ${values.sleep} ms, ${values.workers} workers with ${values.jobs} at a time: ` +
        `${(planned.length / seconds).toFixed(0)} trials/s in ${seconds.toFixed(1)} s; ` +
        `${String(keys.size)} distinct, ${String([...keys.values()].filter((times) => times > 1).length)} doubled, ` +
        `${String(trained - planned.length)} trained twice, ${String(told.reduce((sum, { stalls }) => sum + stalls, 0))} false stalls; ` +
        `${redis === undefined ? "PostgreSQL" : `${bytes.toFixed(0)} bytes of Redis a trial`}; gap between two trials (median, p95, max) ` +
        told.map(({ gaps }) => `${gaps.join(", ")} ms`).join("; "),
    );
  } finally {
    for (const { child } of workers) child.kill("SIGKILL");
    await redis?.kill("SIGKILL");
    await postgres?.remove();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

await (positionals[0] === "work" ? work(positionals[1]!) : measure());
process.exit();
