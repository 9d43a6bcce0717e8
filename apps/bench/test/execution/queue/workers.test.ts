import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { queueAddress } from "../../../src/execution/queue/address.ts";
import { connectTo } from "../../../src/execution/queue/broker.ts";
import { announce, openRegistry } from "../../../src/execution/queue/fleet.ts";
import { queueSchema } from "../../../src/execution/queue/status.ts";
import type { QueueStatus } from "../../../src/execution/queue/status.ts";
import { readResults } from "../../../src/storage/results.ts";
import { hasRedis } from "./redis.ts";
import type { Redis } from "./redis.ts";
import { until } from "./server.ts";
import { Site, fated, isAlive, thorough, times } from "./site.ts";
import type { WorkerProcess } from "./site.ts";

let site: Site;
let redis: Redis;
let url: string;
beforeEach(async () => {
  if (!hasRedis) return;
  site = await Site.make();
  redis = await site.redis();
  ({ url } = redis);
});
afterEach(async () => {
  if (hasRedis) await site.end();
});

/** The results of one process of this machine. */
async function straight(...args: readonly string[]): Promise<string> {
  const fixed = ["run", "--backend", "wasm", "--jobs", "1", "--no-timings", "--out", "straight"];
  expect(await site.start([...fixed, ...args]).ended).toMatchObject({ code: 0 });
  return site.results("straight");
}

async function fleets(): Promise<QueueStatus["fleets"]> {
  const { stdout } = await site.start(["queue", "--json"], { ANNEAL_QUEUE_URL: url }).ended;
  return queueSchema.parse(JSON.parse(stdout)).fleets;
}

// `apt-get install redis-server` gives one.
describe.skipIf(!hasRedis)("a training", () => {
  test("whose worker has lost it is ended, and the worker is free again", async () => {
    const small = ["--schedule", "constant"];
    // Nothing releases the trial of this worker.
    const still = site.work(url, fated({ 1: "waits" }));
    await still.served();
    const run = site.run(url, "out", ...small, "--seeds", "1");
    await until(async () => (await site.begun()).length === 1);
    still.child.kill("SIGSTOP");
    const other = site.work(url);
    await other.said("another worker lost ");
    expect(await run.ended).toMatchObject({ code: 0 });
    still.child.kill("SIGCONT");
    await still.said(/ lost t[0-9a-f]{16}, which another worker trains now/);
    other.child.kill("SIGTERM");
    await other.ended;
    expect((await site.run(url, "out", ...small, "--seeds", "2").ended).code).toBe(0);
    expect(await site.begun()).toEqual([1, 1, 2]);
    expect(await site.results("out")).toBe(await straight(...small, "--seeds", "2"));
  });

  test("in the middle of a call that does not return ends with its worker", async () => {
    const worker = site.work(url, fated({ 1: "never returns" }));
    await worker.served();
    const run = site.run(url, "out", "--seeds", "1");
    await until(async () => (await site.begun()).length > 0);
    worker.child.kill("SIGKILL");
    await until(() => !isAlive(-worker.child.pid!));
    run.child.kill("SIGKILL");
    await run.ended;
  });

  test.runIf(thorough)(
    "that kills its process has three attempts, and the others go on",
    async () => {
      const expected = await straight();
      const poisoned = site.work(url, { ...fated({ 2: "kills its trainer" }), PAUSE: "0" });
      await poisoned.served();
      const { code, stderr } = await site.run(url, "out").ended;
      expect(code).toBe(3);
      const reason = /seed 2: failed: .*the worker process ended with signal SIGKILL/g;
      expect(times(stderr, reason)).toBe(2);
      expect((await site.begun()).filter((seed) => seed === 2)).toHaveLength(2 + 2 * 3);
      expect(await site.keys("out")).toHaveLength(12);
      poisoned.child.kill("SIGTERM");
      await poisoned.ended;
      site.work(url, { PAUSE: "0" });
      expect((await site.run(url, "out", "--retry-failed").ended).code).toBe(0);
      expect(await site.results("out")).toBe(expected);
    },
  );

  test.runIf(thorough)("that kills its worker four times fails, and the others go on", async () => {
    const small = ["--schedule", "constant", "--seeds", "4"];
    const poisoned = (): WorkerProcess =>
      site.work(url, { ...fated({ 2: "kills its worker" }), PAUSE: "0" });
    const crew = [poisoned(), poisoned()];
    for (const worker of crew) await worker.served();
    const run = site.run(url, "out", ...small);
    let ended = false;
    void run.ended.then(() => (ended = true));
    // As a Deployment does, each worker that died is replaced.
    await until(() => {
      for (const [index, worker] of crew.entries()) if (worker.over()) crew[index] = poisoned();
      return ended;
    });
    const { code, stderr } = await run.ended;
    expect(code).toBe(3);
    expect(stderr).toMatch(/seed 2: failed: job stalled more than allowable limit/);
    expect((await site.begun()).filter((seed) => seed === 2)).toHaveLength(4);
    expect(await site.keys("out")).toHaveLength(4);
    for (const worker of crew) {
      worker.child.kill("SIGTERM");
      await worker.ended;
    }
    site.work(url, { PAUSE: "0" });
    expect((await site.run(url, "out", ...small, "--retry-failed").ended).code).toBe(0);
    expect(await site.results("out")).toBe(await straight(...small));
  });
});

describe.skipIf(!hasRedis)("a worker with code of its own", () => {
  test("trains what does the same as in the plan, and says what differs or is missing", async () => {
    const text = await readFile(join(site.folder, "anneal.config.mjs"), "utf8");
    const other = text.replace("learningRate / (1 + t)", "learningRate / (2 + t)");
    await writeFile(join(site.folder, "other.config.mjs"), other);
    const without = text.replace("tasks: { loop }", "tasks: { another: loop }");
    await writeFile(join(site.folder, "without.config.mjs"), without);

    const different = site.work(url, { PAUSE: "0" }, "--config", "other.config.mjs");
    await different.served();
    const first = await site.run(url, "out", "--seeds", "2").ended;
    expect(first.code).toBe(3);
    const refused = /mine seed \d: failed: schedule mine is not the same as in the plan/g;
    expect(times(first.stderr, refused)).toBe(2);
    expect(times(first.stderr, /constant seed \d: failed/g)).toBe(0);
    different.child.kill("SIGTERM");
    await different.ended;

    const lacking = site.work(url, { PAUSE: "0" }, "--config", "without.config.mjs");
    await lacking.served();
    const second = await site.run(url, "out", "--seeds", "2", "--retry-failed").ended;
    expect(second.code).toBe(3);
    const missing = /task loop is code that this worker does not have: give it the --config/g;
    expect(times(second.stderr, missing)).toBe(2);
  });
});

describe.skipIf(!hasRedis)("while the broker is away", () => {
  test("a worker and a command end when they are told to", async () => {
    const worker = site.work(url, fated({ 1: "waits" }));
    await worker.served();
    const run = site.run(url, "out", "--seeds", "2");
    await until(async () => (await site.begun()).length > 0);
    await redis.kill("SIGKILL");
    run.child.kill("SIGINT");
    worker.child.kill("SIGTERM");
    expect(await run.ended).toMatchObject({ code: 130 });
    expect(await worker.ended).toMatchObject({ code: 0 });
  });
});

describe.skipIf(!hasRedis)("a broker that lost everything before there was a run", () => {
  test.runIf(thorough)("hears from a worker again, which then trains", async () => {
    const worker = site.work(url, { PAUSE: "0" });
    await worker.served();
    redis.cli("FLUSHALL");
    await until(async () => (await fleets()).length > 0);
    expect(await fleets()).toMatchObject([{ workers: [expect.any(String)] }]);
    expect((await site.run(url, "out", "--seeds", "1").ended).code).toBe(0);
    expect(worker.over()).toBe(false);
  });
});

describe.skipIf(!hasRedis)("workers that round otherwise than the command's machine", () => {
  test("train the plan, and the results name how they round", async () => {
    await site.workOtherwise(url).served();
    const { code, stderr } = await site.run(url, "out", "--seeds", "1").ended;
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("failed")]);
    const { backend, trials } = await readResults(join(site.folder, "out", "results.json"));
    expect(backend.kernels).toContain(" plain");
    const [{ member }] = (await fleets()) as [QueueStatus["fleets"][number]];
    expect(member.backends).toEqual([backend]);
    expect(trials.map(({ status }) => status)).toEqual(["completed", "completed"]);
  });

  test.runIf(thorough)("never get a trial of another backend, rounding or version", async () => {
    const small = ["--schedule", "constant", "--seeds", "3"];
    const [ours, otherwise, fused] = [
      site.work(url),
      site.workOtherwise(url),
      site.start(["work", "--backend", "fused-wasm", "--jobs", "1"], { ANNEAL_QUEUE_URL: url }),
    ];
    for (const worker of [ours, otherwise, fused]) await worker.served();
    const there = await fleets();
    const ofOurs = there.find(({ member }) => member.backends[0]!.kernels.endsWith(" simd"))!;
    // One of another version, which was there before.
    const broker = await connectTo(queueAddress(url, {})!);
    const registry = openRegistry(broker);
    await announce(registry, { ...ofOurs.member, bench: "9.9.9" });
    await registry.close();
    await broker.close();

    const run = (out: string, backend: string, ...args: string[]) =>
      site.start(["run", "--no-timings", "--backend", backend, "--out", out, ...small, ...args], {
        ANNEAL_QUEUE_URL: url,
      }).ended;
    for (const backend of ["auto", "wasm"]) {
      const { code, stderr } = await run("none", backend);
      expect([code, stderr]).toEqual([2, expect.stringContaining("choose with --backend")]);
      expect(stderr).not.toContain("9.9.9");
    }
    const absent = await run("none", "cpu");
    expect([absent.code, absent.stderr]).toEqual([2, expect.stringContaining("no worker at")]);
    expect(absent.stderr).toContain("0 workers, anneal-bench 9.9.9");
    const { code } = await run("out", "wasm", "--fleet", ofOurs.fingerprint);
    expect(code).toBe(0);
    expect(times(ours.log(), / begins /g)).toBe(3);
    for (const worker of [otherwise, fused]) expect(worker.log()).not.toContain(" begins ");
    expect(await site.results("out")).toBe(await straight(...small));
  });
});

describe.skipIf(!hasRedis)("the other commands that train do so over a queue", () => {
  test("tune, with the same files and --json on a clean stdout", async () => {
    const args = ["tune", "--backend", "wasm", "--schedule", "constant", "--seeds", "1"];
    const rates = ["--rates", "0.05,0.1", "--tuning-seeds", "7", "--json"];
    site.work(url, { PAUSE: "0" });
    const env = { ANNEAL_QUEUE_URL: url };
    await until(async () => (await fleets()).length > 0);
    const queued = await site.start([...args, ...rates, "--out", "queued"], env).ended;
    const alone = await site.start([...args, ...rates, "--jobs", "1", "--out", "alone"]).ended;
    expect([queued.code, alone.code]).toEqual([0, 0]);
    const tuning = (out: string) => readFile(join(site.folder, out, "tuning.json"), "utf8");
    expect(await tuning("queued")).toBe(await tuning("alone"));
    expect(queued.stdout).toBe(alone.stdout);
    expect(JSON.parse(queued.stdout)).toMatchObject({ format: 1 });
  });

  test.runIf(thorough)("experiment, with the same answers", async () => {
    const args = ["experiment", "plateaued", "--quick", "--seeds", "1", "--backend", "fused-wasm"];
    const worker = site.start(["work", "--backend", "fused-wasm", "--jobs", "2"], {
      ANNEAL_QUEUE_URL: url,
    });
    await worker.served();
    const env = { ANNEAL_QUEUE_URL: url };
    const queued = await site.start([...args, "--out", "queued", "--json"], env).ended;
    const alone = await site.start([...args, "--jobs", "2", "--out", "alone", "--json"]).ended;
    expect([queued.code, alone.code]).toEqual([0, 0]);
    expect(times(worker.log(), / begins /g)).toBe(4);
    const answers = ({ stdout }: typeof queued): unknown =>
      JSON.parse(stdout, (name, value: unknown) => (name === "timings" ? undefined : value));
    expect(answers(queued)).toEqual(answers(alone));
  });
});
