import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { BenchmarkError } from "@anneal/experiment/errors";
import type { Plan, PlannedTrial, TrialResult } from "@anneal/experiment/records";
import type { Epoch, TaskRequest } from "@anneal/experiment/training";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { loadConfiguration } from "../../src/configuration/load.ts";
import { settingsOf } from "../../src/configuration/settings.ts";
import type { Settings } from "../../src/configuration/settings.ts";
import { planTask } from "../../src/execution/carryOut.ts";
import type { Executor, ExecutorListener } from "../../src/execution/executor.ts";
import { until } from "./queue/server.ts";
import { Site, fated } from "./queue/site.ts";
import type { Fate } from "./queue/site.ts";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** How an executor is opened that may train two trials at a time. */
export interface ExecutorUnderTest {
  /** Starts what the executor needs. */
  readonly prepare?: (site: Site, fates: NodeJS.ProcessEnv) => Promise<void>;
  readonly open: (settings: Settings) => Promise<Executor>;
  /** Whether its trials run on this machine, so that the circumstances of a crash are known. */
  readonly here: boolean;
}

const seeds = { ordinary: [1, 2, 3, 4, 5], throwing: 11, killing: 12, waiting: [13, 14] } as const;
const fates: Readonly<Record<number, Fate>> = {
  [seeds.throwing]: "throws",
  [seeds.killing]: "kills its trainer",
  [seeds.waiting[0]]: "waits",
  [seeds.waiting[1]]: "waits",
};

type Told =
  | { readonly what: "epoch"; readonly epoch: Epoch }
  | { readonly what: "result"; readonly result: TrialResult }
  | {
      readonly what: "crash";
      readonly reason: string;
      readonly circumstances: Parameters<ExecutorListener["crash"]>[2];
    };

/** A listener that keeps what it is told of each trial. */
function hearing(proceed: () => boolean = () => true) {
  const told = new Map<string, Told[]>();
  const keep = ({ key }: PlannedTrial, what: Told): void => {
    told.set(key, [...(told.get(key) ?? []), what]);
  };
  const ends: PlannedTrial[] = [];
  const listener: ExecutorListener = {
    proceed,
    step: () => undefined,
    epoch: (planned, epoch) => keep(planned, { what: "epoch", epoch }),
    // Whoever listens takes its time.
    async result(planned, result) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      keep(planned, { what: "result", result });
      ends.push(planned);
    },
    async crash(planned, reason, circumstances) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      keep(planned, { what: "crash", reason, circumstances });
      ends.push(planned);
    },
    note: () => undefined,
  };
  /** What was told of a trial last, if that was its end. */
  const endOf = ({ key }: PlannedTrial): Exclude<Told, { what: "epoch" }> => {
    const last = told.get(key)?.at(-1);
    if (last === undefined || last.what === "epoch") throw new Error(`${key} has not ended`);
    return last;
  };
  const count = (): number => [...told.values()].flat().length;
  return { listener, told, ends, endOf, count };
}

/** The processes that this one started, without the one that lists them. */
const children = (): readonly string[] =>
  execFileSync("ps", ["-o", "pid=,comm=", "--ppid", String(process.pid)], { encoding: "utf8" })
    .split("\n")
    .filter((line) => !line.endsWith(" ps"));

/** Tests every promise of {@link Executor}. */
export function describeExecutor(name: string, { prepare, open, here }: ExecutorUnderTest): void {
  describe(name, () => {
    let site: Site;
    let settings: Settings;
    let executor: Executor;
    let plan: Plan;
    const settingsFor = async (some: readonly number[]): Promise<Settings> => {
      const loaded = await loadConfiguration(undefined, site.folder);
      const flags = { seeds: [...some], backend: "wasm", jobs: 2, out: site.folder } as const;
      return settingsOf({ ...flags, schedule: ["constant"] }, loaded)[0]!;
    };
    const planOf = async (by: Executor, some: readonly number[]): Promise<Plan> => {
      const work = { purpose: "evaluation", tuning: null, ratesOf: () => [0.1] } as const;
      return planTask(by, await settingsFor(some), work, () => undefined);
    };
    const trialsOf = (...some: readonly number[]): readonly PlannedTrial[] =>
      some.map((seed) => plan.trials.find(({ trial }) => trial.seed === seed)!);
    const trainings = async (seed: number): Promise<number> =>
      (await site.begun()).filter((each) => each === seed).length;

    beforeAll(async () => {
      site = await Site.make();
      // A process that trains is made of the sources, as this one is.
      vi.stubEnv("NODE_OPTIONS", `--conditions=@anneal/source --import=${tsx}`);
      for (const [variable, value] of Object.entries(fated(fates))) vi.stubEnv(variable, value);
      await prepare?.(site, fated(fates));
      settings = await settingsFor(seeds.ordinary);
      executor = await open(settings);
      plan = await planOf(executor, [
        ...seeds.ordinary,
        seeds.throwing,
        seeds.killing,
        ...seeds.waiting,
      ]);
    });
    afterAll(async () => {
      executor.stop();
      vi.unstubAllEnvs();
      await site.end();
    });

    test("says what to know of it, and what goes on after its end", () => {
      expect(executor.warnings).toEqual(executor.warnings.map(String));
      expect(executor.remains === null || executor.remains.length > 0).toBe(true);
    });

    test("finds the same of a task each time that it is asked, also twice at a time", async () => {
      const request: TaskRequest = {
        ...{ seeds: [1, 2], schedules: [{ name: "mine", learningRate: 0.1 }], epochs: 3 },
        ...{ batchSize: 1, learningRate: 0.1, samples: null, testSamples: null },
      };
      const ask = () => executor.inspect("loop", request);
      const [one, other] = await Promise.all([ask(), ask()]);
      expect(one).toMatchObject({
        backend: { name: "wasm" },
        notes: [],
        schedules: [{ name: "mine", stepsPerEpoch: 4, batchSize: 1, learningRate: 0.1 }],
      });
      expect(one.schedules[0]!.identities).toHaveLength(2);
      expect(other).toEqual(one);
    });

    test("refuses a task that it does not know, and a rate that is none, and goes on", async () => {
      const ask = (task: string) => executor.inspect(task, { ...settings, schedules: [] });
      await expect(ask("absent")).rejects.toThrow(BenchmarkError);
      await expect(ask("absent")).rejects.toMatchObject({
        kind: "usage",
        message: expect.stringContaining("absent") as string,
      });
      await expect(ask("loop")).resolves.toMatchObject({ schedules: [] });
    });

    test("measures no speed of a loop of its own", async () => {
      expect(await executor.calibrate(trialsOf(1)[0]!)).toBe(null);
    });

    test("gives each trial one result, after its epochs", async () => {
      const { listener, told, endOf, ends } = hearing();
      const trials = trialsOf(1, 2, 3);
      await executor.run(trials, listener);
      expect(ends).toHaveLength(3);
      for (const planned of trials) {
        const end = endOf(planned);
        const epochs = told.get(planned.key)!.slice(0, -1);
        let x = planned.trial.seed;
        const expected = [0, 1, 2].map((epoch) => {
          for (let step = 0; step < 4; step++) x -= 0.1 * x;
          return { epoch, learningRate: 0.1, training: { loss: x * x }, validation: { loss: x } };
        });
        expect(end).toMatchObject({
          what: "result",
          result: { ...planned, status: "completed", epochs: expected, test: { loss: x } },
        });
        const numbers = epochs.map((each) => (each.what === "epoch" ? each.epoch.epoch : NaN));
        expect(numbers).toEqual([0, 1, 2].filter((epoch) => numbers.includes(epoch)));
      }
    });

    test("runs trials once more where a result that others left counts for nothing", async () => {
      const before = await trainings(1);
      const { listener, ends } = hearing();
      await executor.run(trialsOf(1), listener, { fresh: true });
      expect([ends.length, await trainings(1)]).toEqual([1, before + 1]);
    });

    test("runs no trials, and two sets of them at a time", async () => {
      const none = hearing();
      await executor.run([], none.listener);
      expect(none.count()).toBe(0);
      const [one, other] = [hearing(), hearing()];
      await Promise.all([
        executor.run(trialsOf(1, 4), one.listener),
        executor.run(trialsOf(2, 5), other.listener),
      ]);
      const seedsOf = ({ ends }: typeof one) => ends.map(({ trial }) => trial.seed).sort();
      expect([seedsOf(one), seedsOf(other)]).toEqual([
        [1, 4],
        [2, 5],
      ]);
    });

    test("gives a trial that throws as a result, and that of a process that died as a crash, and goes on", async () => {
      const { listener, endOf, told } = hearing();
      const trials = trialsOf(seeds.throwing, seeds.killing, 1, 2);
      await executor.run(trials, listener);
      const [throwing, killing, ...others] = trials.map(endOf);
      expect(throwing).toMatchObject({
        what: "result",
        result: { status: "failed", error: expect.stringContaining("no luck") as string },
      });
      expect(killing).toMatchObject({
        what: "crash",
        reason: expect.stringContaining("the worker process ended with signal SIGKILL") as string,
        circumstances: here ? { jobs: 2, startedAt: expect.any(String) as string } : null,
      });
      for (const end of others) {
        expect(end).toMatchObject({ what: "result", result: { status: "completed" } });
      }
      const ended = [...told.values()].flat().filter(({ what }) => what !== "epoch");
      expect(ended).toHaveLength(trials.length);
    });

    test("starts no trial when none may start, and tells of no more when no other may", async () => {
      const none = hearing(() => false);
      await executor.run(trialsOf(1), none.listener, { fresh: true });
      expect(none.count()).toBe(0);
      const some = hearing((): boolean => some.ends.length === 0);
      await executor.run(trialsOf(1, 2, 3, 4, 5), some.listener, { fresh: true });
      expect(some.ends.length).toBeGreaterThan(0);
      expect(some.ends.length).toBeLessThan(5);
    });

    test("rejects if the listener does, tells it nothing more, and goes on", async () => {
      const heard = hearing();
      const bad: ExecutorListener = {
        ...heard.listener,
        result: () => Promise.reject(new Error("the disk is full")),
      };
      await expect(executor.run(trialsOf(1, 2, 3), bad, { fresh: true })).rejects.toThrow(
        "the disk is full",
      );
      const then = heard.count();
      const { listener, ends } = hearing();
      await executor.run(trialsOf(1, 2, 3, 4, 5), listener);
      expect([ends.length, heard.count()]).toEqual([5, then]);
    });

    test("ends the trials of a call whose signal is aborted, and no others", async () => {
      const [aborted, other] = [hearing(), hearing()];
      const controller = new AbortController();
      const { signal } = controller;
      const before = await trainings(seeds.waiting[0]);
      const running = executor.run(trialsOf(seeds.waiting[0]), aborted.listener, { signal });
      await until(async () => (await trainings(seeds.waiting[0])) > before);
      const beside = executor.run(trialsOf(1, 2), other.listener, { fresh: true });
      controller.abort();
      await Promise.all([running, beside]);
      await executor.run(trialsOf(3), aborted.listener, { signal });
      expect([aborted.count(), other.ends.length]).toEqual([0, 2]);
    });

    test("ends at once when it is stopped, in the middle of trials, and starts nothing after it", async () => {
      const before = children();
      const other = await open(settings);
      await planOf(other, [1]);
      const { listener, count } = hearing();
      const running = other.run(trialsOf(seeds.waiting[1]), listener);
      await until(async () => (await trainings(seeds.waiting[1])) > 0);
      other.stop();
      await running;
      other.stop();
      await other.run(trialsOf(1), listener);
      await expect(planOf(other, [1]).then(({ trials }) => trials.length)).rejects.toThrow(
        "it was stopped",
      );
      await site.release();
      expect(count()).toBe(0);
      await until(() => children().every((child) => before.includes(child)));
    });
  });
}
