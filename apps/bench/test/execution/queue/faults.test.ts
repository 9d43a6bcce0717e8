import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasRedis } from "./redis.ts";
import type { Redis } from "./redis.ts";
import { until } from "./server.ts";
import { Site, isAlive, killChildrenOf, thorough, times } from "./site.ts";
import type { Link, WorkerProcess } from "./site.ts";

interface Run extends WorkerProcess {
  readonly out: string;
}

/** Each schedule with each seed. */
const trials = 12;

let straight: string;
let reference: Site;

beforeAll(async () => {
  if (!hasRedis) return;
  reference = await Site.make();
  const args = ["run", "--backend", "wasm", "--jobs", "1", "--no-timings", "--out", "straight"];
  expect(await reference.start(args).ended).toMatchObject({ code: 0 });
  straight = await reference.results("straight");
});
afterAll(async () => {
  if (hasRedis) await reference.end();
});

// `apt-get install redis-server` gives one.
describe.skipIf(!hasRedis)("results equal those of one process, byte for byte, after", () => {
  let site: Site;
  let redis: Redis;
  /** Two workers, each with a line of its own to the broker; one that a test ended is replaced for the next. */
  const lines: { link: Link; worker: WorkerProcess }[] = [];
  let line: Link;
  let runs = 0;

  beforeAll(async () => {
    if (!hasRedis) return;
    site = await Site.make();
    redis = await site.redis();
    line = await site.link(redis);
    for (let index = 0; index < 2; index++) {
      const link = await site.link(redis);
      lines.push({ link, worker: site.work(link.url) });
    }
  });
  afterAll(async () => {
    if (hasRedis) await site.end();
  });

  /** The workers, with an empty queue before them. */
  async function workers(): Promise<readonly [WorkerProcess, WorkerProcess]> {
    for (const each of lines) if (each.worker.over()) each.worker = site.work(each.link.url);
    for (const { worker } of lines) await worker.served();
    const keys = redis.cli("KEYS", "{anneal}:bench-*").split("\n");
    const trialsOf = keys.filter((key) => /^\{anneal\}:bench-(?!workers)/.test(key));
    if (trialsOf.length > 0) redis.cli("DEL", ...trialsOf);
    for (const { worker } of lines) worker.forget();
    return lines.map(({ worker }) => worker) as [WorkerProcess, WorkerProcess];
  }
  const run = (out = `out-${String(runs++)}`): Run => ({ out, ...site.run(line.url, out) });

  /** Expects that a run ends well, with every trial once. */
  async function expectSame({ ended, out }: Run): Promise<void> {
    const { code, stderr } = await ended;
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("failed")]);
    expect(await site.keys(out)).toHaveLength(trials);
    expect(await site.results(out)).toBe(straight);
  }
  const begun = (): number =>
    lines.reduce((sum, { worker }) => sum + times(worker.log(), / begins [0-9a-f]{16},/g), 0);

  test("no fault, for two producers at a time; and what is trained is not trained again", async () => {
    await workers();
    await Promise.all([expectSame(run()), expectSame(run())]);
    expect(begun()).toBe(trials);
    await expectSame(run());
    expect(begun()).toBe(trials);
  });

  test("Ctrl-C of the producer, which says how to go on, while the workers do", async () => {
    await workers();
    const first = run();
    await until(async () => (await site.keys(first.out)).length > 0);
    first.child.kill("SIGINT");
    const { code, stderr } = await first.ended;
    expect(code).toBe(130);
    expect(stderr).toMatch(
      /anneal-bench: interrupted with \d+ of 12 trials finished; the same command continues\n/,
    );
    expect(stderr).toContain(
      "anneal-bench: the trials stay in the queue, where the workers go on with them; anneal-bench queue --clear takes them out\n",
    );
    await until(() => begun() === trials);
    await expectSame(run(first.out));
    expect(begun()).toBe(trials);
  });

  test("kill -9 of the producer, before and after it wrote files", async () => {
    const [one] = await workers();
    const first = run();
    await one.said(" begins ");
    first.child.kill("SIGKILL");
    const second = run(first.out);
    await until(async () => (await site.keys(first.out)).length >= 2);
    second.child.kill("SIGKILL");
    await Promise.all([first.ended, second.ended]);
    await expectSame(run(first.out));
    expect(begun()).toBe(trials);
  });

  test("SIGTERM of a worker, which gives its trial back at once", async () => {
    const [one, other] = await workers();
    const running = run();
    await one.said(" begins ");
    one.child.kill("SIGTERM");
    expect(await one.ended).toMatchObject({ code: 0 });
    expect(one.log()).toContain(" gives back ");
    await expectSame(running);
    expect(begun()).toBe(trials + 1);
    // Nobody had to wait until the lease ran out.
    expect(other.log()).not.toContain("another worker lost");
  });

  test("kill -9 of a worker, and of a process that trains", async () => {
    const [one, other] = await workers();
    const running = run();
    await one.said(" begins ");
    one.child.kill("SIGKILL");
    await other.said(/ begins [^]* begins /);
    killChildrenOf(other.child.pid!);
    await expectSame(running);
    expect(other.log()).toContain("the worker process ended with signal SIGKILL");
    // What trained for the killed worker is gone as well.
    await until(() => !isAlive(-one.child.pid!));
  });

  test.runIf(thorough)("a worker that stands still past its lease and goes on", async () => {
    const [one, other] = await workers();
    const running = run();
    await one.said(" begins ");
    one.child.kill("SIGSTOP");
    await other.said("another worker lost ");
    one.child.kill("SIGCONT");
    await expectSame(running);
    // It trained on, and what it gave was refused.
    expect(begun()).toBeGreaterThan(trials);
  });

  test.runIf(thorough)("a partition of a worker and of the producer", async () => {
    const [one, other] = await workers();
    const running = run();
    await one.said(" begins ");
    lines[0]!.link.cut();
    line.cut();
    await other.said("another worker lost ");
    lines[0]!.link.join();
    line.join();
    await expectSame(running);
  });

  test.runIf(thorough)("kill -9 of the broker, which is started again", async () => {
    const [one] = await workers();
    const running = run();
    await one.said(" begins ");
    await redis.kill("SIGKILL");
    await redis.start();
    await expectSame(running);
  });

  test("FLUSHALL in the middle", async () => {
    const [one] = await workers();
    const running = run();
    await one.said(" begins ");
    redis.cli("FLUSHALL");
    await expectSame(running);
    expect(running.log()).toMatch(/the queue lost \d+ trials, which are added again/);
  });
});
