import type { PlannedTrial } from "@anneal/experiment/records";
import type { Job, Queue } from "bullmq";
import type { ExecutorListener, RunOptions } from "../executor.ts";
import type { Broker } from "./broker.ts";
import { wait } from "./broker.ts";
import { toldEpoch, idOf, readResult, trialOptions } from "./job.ts";
import { patiently } from "./patiently.ts";
import { plainText } from "./plainText.ts";

/** Milliseconds between two looks at every open trial: what events tell in between are hints, of which some get lost. */
const lookEvery = 15_000;

/** Milliseconds between two messages about how far the run is. */
const noteEvery = 60_000;

/** How many jobs are read or added at a time. */
const chunk = 500;

/** How often a job is added anew whose value cannot be read, before that counts as a failure. */
const mostUnreadable = 3;

/** A run that waits for the trials of a plan. */
export interface Collection {
  /** Settles when every trial has ended, when none may start any more, or after {@link Collection.stop}. */
  readonly done: Promise<void>;
  readonly stop: () => void;
}

/** Whether a job has come to its end, and how. One that was completed keeps the reason of an attempt that failed. */
const endOf = ({ finishedOn, returnvalue }: Job): "completed" | "failed" | undefined =>
  finishedOn == null ? undefined : returnvalue == null ? "failed" : "completed";

/**
 * Puts trials into a queue and collects what comes of them.
 *
 * A trial that is in the queue already, from another run of the same plan, is waited for like one's own. What a broker lost
 * is added again.
 */
export function collect(
  broker: Broker,
  name: string,
  trials: readonly PlannedTrial[],
  listener: ExecutorListener,
  { fresh = false }: RunOptions,
): Collection {
  const open = new Map(trials.map((planned) => [idOf(planned.key), planned]));
  const unreadable = new Map<string, number>();
  const hints = new Set<string>();
  let wake = (): void => undefined;
  let stopped = false;
  /** Nobody listens any more. */
  let over = false;
  let lookDue = true;
  const proceed = (): boolean => !stopped && listener.proceed();
  const asking = <Result>(body: () => Promise<Result>): Promise<Result> =>
    patiently(
      body,
      () => !stopped,
      (error) => {
        listener.note(`the queue does not answer: ${broker.describe(error)}; it is asked again`);
      },
    );

  async function add(queue: Queue, planned: readonly PlannedTrial[]): Promise<void> {
    await queue.addBulk(
      planned.map(({ key, trial }) => ({
        name: trial.name,
        data: { format: 1, key, trial },
        opts: trialOptions(key),
      })),
    );
  }

  /** Jobs by id; `undefined` for one that the broker does not have. */
  async function* jobsOf(
    queue: Queue,
    ids: readonly string[],
  ): AsyncGenerator<readonly [string, Job | undefined]> {
    for (let first = 0; first < ids.length; first += chunk) {
      const part = ids.slice(first, first + chunk);
      const jobs = await asking(() => Promise.all(part.map((id) => queue.getJob(id))));
      for (const [index, id] of part.entries()) yield [id, jobs[index] as Job | undefined] as const;
    }
  }

  /** Takes out of the queue what an earlier run left there and this one cannot use. */
  async function clear(queue: Queue): Promise<void> {
    for await (const [id, job] of jobsOf(queue, [...open.keys()])) {
      if (job === undefined) continue;
      const end = endOf(job);
      const usable = end === "completed" && isUsable(id, job);
      // Another producer may have done it just now.
      if (end !== undefined && !usable) await asking(() => job.remove().catch(() => undefined));
    }
  }

  function isUsable(id: string, job: Job): boolean {
    const result = readResult(job.returnvalue, open.get(id)!);
    return !fresh && result !== undefined && result.status !== "failed";
  }

  async function settle(queue: Queue, id: string, job: Job): Promise<void> {
    const planned = open.get(id)!;
    const end = endOf(job);
    if (end === undefined) return;
    if (end === "failed") {
      open.delete(id);
      await listener.crash(planned, plainText(job.failedReason), null);
      return;
    }
    const result = readResult(job.returnvalue, planned);
    if (result !== undefined) {
      open.delete(id);
      // Its keys are in the order in which they were planned.
      await listener.result(planned, { ...result, trial: planned.trial });
      return;
    }
    const times = (unreadable.get(id) ?? 0) + 1;
    unreadable.set(id, times);
    if (times < mostUnreadable) {
      await asking(() => job.remove().catch(() => undefined));
      await asking(() => add(queue, [planned]));
      return;
    }
    open.delete(id);
    await listener.crash(planned, "the workers gave no result that can be read", null);
  }

  async function look(queue: Queue, ids: readonly string[]): Promise<void> {
    const lost: PlannedTrial[] = [];
    for await (const [id, job] of jobsOf(queue, ids)) {
      const planned = open.get(id);
      if (planned === undefined) continue;
      if (job === undefined) lost.push(planned);
      else await settle(queue, id, job);
      if (!proceed()) return;
    }
    if (lost.length > 0) {
      listener.note(`the queue lost ${String(lost.length)} trials, which are added again`);
      await asking(() => add(queue, lost));
    }
  }

  async function tell(queue: Queue, began: number): Promise<void> {
    const workers = await queue.getWorkersCount();
    const done = trials.length - open.size;
    const minutes = (performance.now() - began) / 60_000;
    const left =
      done === 0 ? "" : `, about ${String(Math.ceil((minutes / done) * open.size))} min left`;
    listener.note(
      workers === 0
        ? `${String(done)} of ${String(trials.length)} trials finished; no worker is connected: anneal-bench work starts one`
        : `${String(done)} of ${String(trials.length)} trials finished, ${String(workers)} ${workers === 1 ? "worker" : "workers"} connected${left}`,
    );
  }

  async function run(): Promise<void> {
    const queue = broker.queue(name);
    const events = broker.events(name);
    const hint = ({ jobId }: { readonly jobId: string }): void => {
      if (!open.has(jobId)) return;
      hints.add(jobId);
      wake();
    };
    events.on("completed", hint);
    events.on("failed", hint);
    events.on("progress", ({ jobId, data }) => {
      const planned = open.get(jobId);
      const { success, data: epoch } = toldEpoch.safeParse(data);
      if (!over && planned !== undefined && success && epoch.epoch < planned.trial.epochs) {
        listener.epoch(planned, epoch);
      }
    });
    // What happened while the connection was away was told to nobody.
    queue.backend.on("ready", () => {
      lookDue = true;
      wake();
    });
    try {
      await clear(queue);
      const planned = [...open.values()];
      for (let first = 0; first < planned.length && proceed(); first += chunk) {
        await asking(() => add(queue, planned.slice(first, first + chunk)));
      }
      const began = performance.now();
      let [looked, told] = [began, began];
      while (open.size > 0 && proceed()) {
        if (lookDue || performance.now() - looked > lookEvery) {
          lookDue = false;
          looked = performance.now();
          hints.clear();
          await look(queue, [...open.keys()]);
        } else if (hints.size > 0) {
          const some = [...hints];
          hints.clear();
          await look(queue, some);
        } else if (performance.now() - told > noteEvery) {
          told = performance.now();
          await asking(() => tell(queue, began));
        } else {
          await Promise.race([
            new Promise<void>((resolve) => {
              wake = resolve;
            }),
            new Promise((resolve) => setTimeout(resolve, 500)),
          ]);
        }
      }
    } catch (error) {
      // A broker that was left answers nobody.
      if (!stopped) throw error;
    } finally {
      over = true;
      void events.close().catch(() => undefined);
      await Promise.race([queue.close().catch(() => undefined), wait(2000)]);
    }
  }

  return {
    done: run(),
    stop() {
      stopped = true;
      wake();
    },
  };
}
