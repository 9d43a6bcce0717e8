import { hostname } from "node:os";
import { messageOf } from "@anneal/experiment/errors";
import type { PlannedTrial, TrialResult } from "@anneal/experiment/records";
import type { ExecutorListener, TaskInspection } from "../executor.ts";
import type { Job, Processor } from "bullmq";
import type { Processes } from "../processes/openProcesses.ts";
import { wait } from "./broker.ts";
import type { Broker } from "./broker.ts";
import { announce, describeBackends, fingerprintOf, openRegistry, queueNameOf } from "./fleet.ts";
import { asValue, readJob } from "./job.ts";
import type { JobMessage } from "./job.ts";
import { memberWith } from "./member.ts";
import { plainText } from "./plainText.ts";

/** How a worker serves. */
interface ServiceOptions {
  /** Trials at a time. */
  readonly jobs: number;
  /** Seconds after which the queue gives a trial to another worker when this one does not answer. */
  readonly lease: number;
  /** Seconds without a trial after which the worker ends; `Infinity` for never. */
  readonly idle: number;
  /** Resolves when the worker shall end; what it trains goes back into the queue. */
  readonly ended: Promise<void>;
  readonly log: (text: string) => void;
}

/** How often a worker may die with a trial, or lose it, before the trial counts as failed. */
const mostStalls = 3;

/** Milliseconds between two announcements. */
const announceEvery = 30_000;

/** Milliseconds between two messages about the epochs of a trial. */
const progressEvery = 2000;

/** Serves the queue of its kind until it shall end. */
export async function serve(
  broker: Broker,
  executor: Processes,
  { jobs, lease, idle, ended, log }: ServiceOptions,
): Promise<void> {
  const { UnrecoverableError, WaitingError } = await import("bullmq");
  const member = memberWith(...executor.backends);
  const registry = openRegistry(broker);
  await announce(registry, member);
  const announcing = setInterval(() => {
    announce(registry, member).catch(() => undefined);
  }, announceEvery);
  let closing = false;
  let active = 0;
  let lastActive = performance.now();

  function trainJob(
    { key, trial }: PlannedTrial,
    job: Job,
    signal: AbortSignal,
  ): Promise<TrialResult> {
    let told = 0;
    return new Promise((resolve, reject) => {
      const listener: ExecutorListener = {
        proceed: () => true,
        step: () => undefined,
        note: log,
        epoch(_, epoch) {
          if (performance.now() - told < progressEvery) return;
          told = performance.now();
          job.updateProgress(epoch).catch(() => undefined);
        },
        result(_, result) {
          resolve(result);
          return Promise.resolve();
        },
        crash(_, reason) {
          reject(new Error(reason));
          return Promise.resolve();
        },
      };
      executor
        .run([{ key, trial }], listener, { signal })
        .then(() => reject(new Error("the training was ended")), reject);
    });
  }

  const processJob = async (job: Job, token: string, signal: AbortSignal): Promise<string> => {
    let message: JobMessage;
    try {
      message = readJob(job.data);
    } catch (error) {
      // Trying it again would not make it another one.
      throw new UnrecoverableError(messageOf(error));
    }
    active += 1;
    const what =
      "key" in message
        ? `${message.key}, ${message.trial.task} ${message.trial.name} seed ${String(message.trial.seed)}`
        : `plan of ${message.task}`;
    log(`begins ${what}`);
    try {
      const value: TrialResult | TaskInspection =
        "key" in message
          ? await trainJob(message, job, signal)
          : await executor.inspect(message.task, message.request);
      log(`ends ${what}`);
      return asValue(value);
    } catch (error) {
      if (closing) {
        await job.moveToWait(token);
        log(`gives back ${what}`);
        throw new WaitingError();
      }
      throw new Error(plainText(messageOf(error)), { cause: error });
    } finally {
      active -= 1;
      lastActive = performance.now();
    }
  };

  const worker = broker.worker(queueNameOf(member), processJob as Processor, {
    name: `${hostname()}-${String(process.pid)}`,
    concurrency: jobs,
    lockDuration: 1000 * lease,
    stalledInterval: 1000 * lease,
    maxStalledCount: mostStalls,
  });
  let problem = "";
  worker.on("error", (error) => {
    const text = broker.describe(error);
    // The client tries again several times a second.
    if (text !== problem) log(`error of the queue: ${text}`);
    problem = text;
  });
  worker.on("ready", () => {
    problem = "";
  });
  worker.on("stalled", (id) => log(`another worker lost ${id}`));
  worker.on("failed", (job, error) =>
    log(`failed: ${job?.id ?? "a trial"}: ${plainText(error.message)}`),
  );
  worker.on("lockRenewalFailed", (ids) => {
    log(`lost ${ids.join(", ")}, which another worker trains now; the training here is ended`);
    for (const id of ids) worker.cancelJob(id);
  });
  log(
    `serves ${broker.shown} as ${fingerprintOf(member)} with ${jobs === 1 ? "1 trial" : `${String(jobs)} trials`} at a time, ${describeBackends(member)}`,
  );

  const idling = new Promise<void>((resolve) => {
    if (idle === Infinity) return;
    const timer = setInterval(() => {
      if (active > 0 || performance.now() - lastActive < 1000 * idle) return;
      clearInterval(timer);
      log(`ends after ${String(idle)} s without a trial`);
      resolve();
    }, 200);
  });
  await Promise.race([ended, idling]);
  closing = true;
  clearInterval(announcing);
  executor.stop();
  // A broker that is away takes nothing back: the lease runs out by itself.
  await Promise.race([worker.close(), wait(5000)]);
}
