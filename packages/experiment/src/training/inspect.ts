import type * as Tensorflow from "@tensorflow/tfjs";
import { optionsOf } from "../optionsOf.ts";
import { canonicalJson } from "../records/canonicalJson.ts";
import type { Trial } from "../records/trial.ts";
import { arrangementOf } from "../schedules/contestant.ts";
import type { Contestant } from "../schedules/contestant.ts";
import type { TrialContext } from "../task/context.ts";
import type { TaskFacts } from "../task/facts.ts";
import { factsOf } from "../task/factsOf.ts";
import type { Built } from "../task/factsOf.ts";
import { inTask } from "../task/inTask.ts";
import { code } from "../task/rule.ts";
import { isLoop } from "../task/task.ts";
import { contestantOf, describeAt } from "./contestantOf.ts";
import { digestOfSource } from "./dataDigest.ts";
import { digest } from "./digest.ts";
import { countsOf } from "./exampleCounts.ts";
import { UnfusedTask } from "./fuse.ts";
import type { Fuse } from "./fuse.ts";
import { identify, versionOf } from "./identify.ts";
import { inspectLoop } from "./inspectLoop.ts";
import type { InspectedSchedule, Inspection, TaskRequest } from "./inspection.ts";
import { optimizerOf } from "./network.ts";
import type { ReadyTask } from "./readyTask.ts";

const evaluated: Pick<TaskFacts, "evaluateTraining"> = { evaluateTraining: true };

/** How a task is inspected. */
interface InspectOptions {
  /** Makes the training steps one call each. */
  readonly fuse?: Fuse | undefined;
  /** Hears which code of the task or of a schedule runs next: `"task spirals: network"`, `"schedule mine"`. */
  readonly at?: ((place: string) => void) | undefined;
}

const checked = /* @__PURE__ */ optionsOf<InspectOptions, "fuse">(
  "inspect",
  { fuse: code, at: code },
  { fuse: undefined, at: () => undefined },
);

/**
 * Says what a task is and does with every schedule and seed asked for, at least one of each, without training.
 *
 * @throws {UnfusedTask} If `fuse` is given and the task cannot be fused.
 * @throws {BenchmarkError} Of kind `"usage"`, naming task or schedule and the place, if their code throws or gives what it must
 *   not.
 * @throws {TypeError} If there is no such option, or it is no function.
 */
export async function inspect(
  tf: typeof Tensorflow,
  name: string,
  { task, data }: ReadyTask,
  request: TaskRequest,
  contestants: Readonly<Record<string, Contestant>>,
  options?: InspectOptions,
): Promise<Inspection> {
  const { fuse, at } = checked(options);
  if (isLoop(task)) {
    if (fuse) throw new UnfusedTask(name, "it has a loop of its own");
    return inspectLoop(name, task, request, contestants, at);
  }
  const { seeds, schedules, samples, testSamples, epochs, batchSize: shared } = request;
  const examples = countsOf(name, task, data!, { samples, testSamples });
  const digestAt = async (seed: number): Promise<string> =>
    digest({
      train: await digestOfSource(data!.train, seed),
      validation: await digestOfSource(data!.validation, seed),
      test: examples.test === 0 ? null : await digestOfSource(data!.test, seed),
    });
  at(`task ${name}: data`);
  // Streams give other examples at other seeds.
  const dataDigests = await Promise.all(seeds.map(digestAt));
  // Schedules at one rate and batch size begin with the same network.
  const known = new Map<string, ReturnType<typeof identify>>();
  const identified = (context: TrialContext): ReturnType<typeof identify> => {
    const key = canonicalJson(context);
    const found = known.get(key) ?? identify(tf, name, task, data!, context, fuse);
    known.set(key, found);
    return found;
  };
  const inspected: InspectedSchedule[] = [];
  let built: Built = { network: null, optimizer: null };
  for (const schedule of schedules) {
    const { learningRate } = schedule;
    const contestant = contestantOf(schedule, contestants);
    const { optimizer: own, batchSize = shared } = arrangementOf(contestant);
    const stepsPerEpoch = Math.ceil(examples.training / batchSize);
    at(`schedule ${schedule.name}`);
    const description = describeAt(schedule, contestant, epochs, stepsPerEpoch);
    at(`task ${name}: optimizer`);
    const contexts = seeds.map((seed) => ({ seed, learningRate, epochs, batchSize }));
    const optimizer = await optimizerOf(tf, name, task, contexts[0]!, own);
    const optimizerDigest = await inTask(name, "optimizer: its getConfig() must give JSON", () =>
      digest([optimizer.getClassName(), optimizer.getConfig()]),
    );
    optimizer.dispose();
    at(`task ${name}: network`);
    const identities: Trial["identity"][] = [];
    for (const [index, context] of contexts.entries()) {
      const { network, optimizer, identity } = await identified(context);
      if (built.network === null) built = { network, optimizer };
      identities.push({
        ...versionOf(task),
        data: dataDigests[index]!,
        ...identity,
        optimizer: optimizerDigest,
      });
    }
    inspected.push({
      name: schedule.name,
      learningRate,
      batchSize,
      stepsPerEpoch,
      description,
      identities,
    });
  }
  const facts = { ...factsOf(name, task, built), ...(request.evaluateTraining && evaluated) };
  return { facts, examples, schedules: inspected };
}
