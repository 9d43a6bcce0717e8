import { randomUUID } from "node:crypto";
import { BenchmarkError } from "@anneal/experiment/errors";
import { canonicalJson, describeBackend } from "@anneal/experiment/records";
import type { BackendIdentity } from "@anneal/experiment/records";
import type { Inspection, TaskRequest } from "@anneal/experiment/training";
import type { Settings } from "../../configuration/settings.ts";
import type { Executor, TaskInspection } from "../executor.ts";
import { openProcesses } from "../processes/openProcesses.ts";
import type { QueueAddress } from "./address.ts";
import { collect } from "./collect.ts";
import type { Collection } from "./collect.ts";
import { connectTo, wait } from "./broker.ts";
import type { Broker } from "./broker.ts";
import { chooseFleet, fleetsAt, isChoice, queueNameOf } from "./fleet.ts";
import { readInspection } from "./job.ts";
import { plainText } from "./plainText.ts";

/** Seconds in which a worker has to say what a task is. It may be in the middle of a trial. */
const inspectionTime = 600;

/** @throws {BenchmarkError} If the executor was stopped. */
function demandRunning(running: boolean): void {
  if (running) return;
  throw new BenchmarkError("unexpected", "it was stopped, and plans nothing any more");
}

/** Asks a worker what a task is and does on its backend. @throws {BenchmarkError} If it cannot say. */
async function inspectElsewhere(
  broker: Broker,
  name: string,
  task: string,
  request: TaskRequest,
  proceed: () => boolean,
): Promise<TaskInspection> {
  const queue = broker.queue(name);
  const jobId = `inspect-${randomUUID()}`;
  // Before every trial that waits.
  const options = { jobId, lifo: true, removeOnComplete: { age: 60 }, removeOnFail: { age: 60 } };
  await queue.add("inspect", { format: 1, task, request }, options);
  const deadline = performance.now() + 1000 * inspectionTime;
  try {
    while (performance.now() < deadline) {
      demandRunning(proceed());
      const job = await queue.getJob(jobId);
      if (job?.failedReason) {
        throw new BenchmarkError("usage", `a worker cannot plan: ${plainText(job.failedReason)}`);
      }
      if (job?.finishedOn != null) {
        const inspection = readInspection(job.returnvalue, request);
        if (inspection !== undefined) return inspection;
        throw new BenchmarkError("usage", `a worker does not say what task ${task} is`);
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new BenchmarkError(
      "usage",
      `no worker said within ${String(inspectionTime / 60)} minutes what task ${task} is; see anneal-bench queue`,
    );
  } finally {
    void queue.close().catch(() => undefined);
  }
}

/** What does not depend on how a processor rounds. */
const apartFromRounding = ({ facts, examples, schedules }: Inspection) => ({
  facts,
  examples,
  schedules: schedules.map(({ identities, ...schedule }) => ({
    ...schedule,
    identities: identities.map(({ version, data, optimizer }) => ({ version, data, optimizer })),
  })),
});

/**
 * Trains on the workers of a queue, wherever they are.
 *
 * A task is inspected on this machine. Where its backend rounds otherwise than that of the workers, one of them inspects it as
 * well, and has to find the same task.
 *
 * @param fingerprint - Which workers, where several kinds of them fit; see `chooseFleet`.
 * @throws {BenchmarkError} If the queue cannot be reached, or no kind of worker fits, or more than one.
 */
export async function openQueue(
  address: QueueAddress,
  settings: Settings,
  fingerprint?: string,
): Promise<Executor> {
  const broker = await connectTo(address);
  const { member, workers } = await (async () => {
    try {
      return chooseFleet(await fleetsAt(broker), settings.backend, fingerprint, broker.shown);
    } catch (error) {
      void broker.close();
      throw error;
    }
  })();
  const [backend] = member.backends as [BackendIdentity, ...BackendIdentity[]];
  const trains = (one: BackendIdentity): boolean =>
    one.name === "none" ||
    member.backends.some((each) => canonicalJson(each) === canonicalJson(one));
  const name = queueNameOf(member);
  const collections = new Set<Collection>();
  let planner: Promise<Executor> | undefined;
  let stopped = false;

  /** A process of this machine, with the backend of the workers if that is here, else with what there is. */
  const openPlanner = (): Promise<Executor> => {
    const { backend: choice } = settings;
    const { name: served } = backend;
    const wanted = choice === "auto" && served !== "fused" && served !== "none" ? served : choice;
    return openProcesses({ ...settings, jobs: 1, backend: wanted }).catch(() =>
      openProcesses({ ...settings, jobs: 1, backend: "auto" }),
    );
  };
  const endPlanner = async (): Promise<void> => {
    const ending = planner;
    planner = undefined;
    (await ending?.catch(() => undefined))?.stop();
  };

  return {
    warnings:
      workers === 0
        ? [
            `no worker is connected at ${broker.shown}: the trials wait for one; anneal-bench work starts it`,
          ]
        : [],
    remains:
      "the trials stay in the queue, where the workers go on with them; anneal-bench queue --clear takes them out",
    async inspect(task, request) {
      demandRunning(!stopped);
      planner ??= openPlanner();
      const own = await planner;
      const here = await own.inspect(task, request);
      if (trains(here.backend)) return here;
      const there = await inspectElsewhere(broker, name, task, request, () => !stopped);
      if (!trains(there.backend) || !isChoice(there.backend, settings.backend)) {
        throw new BenchmarkError(
          "usage",
          `the workers train task ${task} with ${describeBackend(there.backend)}; ask for that with --backend, or start workers with another one`,
        );
      }
      const [mine, theirs] = [here, there].map(apartFromRounding) as [object, object];
      const differing = Object.keys(mine).filter(
        (part) =>
          canonicalJson(mine[part as keyof object]) !== canonicalJson(theirs[part as keyof object]),
      );
      if (differing.length === 0) return there;
      throw new BenchmarkError(
        "usage",
        `task ${task} is another one on the workers: its ${differing.join(" and ")} differ; give them the same --config`,
      );
    },
    calibrate: () => Promise.resolve(null),
    async run(trials, listener, options = {}) {
      await endPlanner();
      if (stopped || trials.length === 0) return;
      const collection = collect(broker, name, trials, listener, options);
      collections.add(collection);
      options.signal?.addEventListener("abort", collection.stop, { once: true });
      if (options.signal?.aborted) collection.stop();
      try {
        await collection.done;
      } finally {
        options.signal?.removeEventListener("abort", collection.stop);
        collections.delete(collection);
      }
    },
    stop() {
      stopped = true;
      void endPlanner();
      for (const collection of collections) collection.stop();
      void Promise.race([Promise.all([...collections].map(({ done }) => done)), wait(2000)])
        .catch(() => undefined)
        .then(() => broker.close());
    },
  };
}
