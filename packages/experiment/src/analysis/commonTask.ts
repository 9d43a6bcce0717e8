import { BenchmarkError } from "../errors.ts";
import { describeBackend } from "../records/backend.ts";
import { canonicalJson } from "../records/canonicalJson.ts";
import type { Results, TrialResult } from "../records/results.ts";
import type { Analysis } from "./schema.ts";

const refuse = (message: string): never => {
  throw new BenchmarkError("usage", `cannot analyse: ${message}`);
};

/** What schedules may differ in: a batch size of their own, and the updates that follow from it. */
type BatchFacts = Pick<Analysis["task"], "batchSize" | "stepsPerEpoch">;
type SharedFacts = Omit<Analysis["task"], keyof Results["protocol"]["task"] | keyof BatchFacts>;

const sharedFactsOf = ({ trial }: TrialResult): SharedFacts => ({
  protocol: trial.protocol,
  name: trial.task,
  examples: trial.examples,
  epochs: trial.epochs,
  backend: trial.backend.name,
});

const withoutTest = (facts: SharedFacts): SharedFacts => ({
  ...facts,
  examples: facts.examples && { ...facts.examples, test: 0 },
});

/** Whether two trials train the same network on the same examples for as long, so that their metrics compare. */
export function areOfOneTask(one: TrialResult, other: TrialResult): boolean {
  const about = (result: TrialResult): string =>
    canonicalJson([withoutTest(sharedFactsOf(result)), result.trial.backend]);
  return about(one) === about(other) && haveOneBatchSize([one, other]);
}

const batchFactsOf = ({ trial: { batchSize, stepsPerEpoch } }: TrialResult): BatchFacts => ({
  batchSize,
  stepsPerEpoch,
});

/** Whether the trials of each schedule have one batch size, and as many updates in an epoch. */
function haveOneBatchSize(trials: readonly TrialResult[]): boolean {
  const known = new Map<string, string>();
  return trials.every((result) => {
    const { name } = result.trial;
    const facts = canonicalJson(batchFactsOf(result));
    const before = known.get(name) ?? facts;
    known.set(name, before);
    return before === facts;
  });
}

/** The batch size and the updates of an epoch, where all trials have the same. Nobody knows whether a loop has batches. */
function commonBatch(trials: readonly TrialResult[]): BatchFacts {
  const facts = trials.map(batchFactsOf);
  const common = <Key extends keyof BatchFacts>(key: Key): BatchFacts[Key] =>
    new Set(facts.map((each) => each[key])).size === 1 ? facts[0]![key] : null;
  return {
    batchSize: trials[0]!.trial.examples === null ? null : common("batchSize"),
    stepsPerEpoch: common("stepsPerEpoch"),
  };
}

/** The task that all trials share. */
export function commonTask(
  trials: readonly TrialResult[],
  tuning: readonly TrialResult[],
): SharedFacts & BatchFacts {
  const [first] = trials;
  if (first === undefined) return refuse("there are no trials");
  const task = sharedFactsOf(first);
  const differs =
    (read: (facts: SharedFacts) => SharedFacts, key: keyof SharedFacts) =>
    (result: TrialResult): boolean =>
      canonicalJson(read(sharedFactsOf(result))[key]) !== canonicalJson(read(task)[key]);
  const differing: string[] = (Object.keys(task) as (keyof SharedFacts)[]).filter(
    (key) =>
      trials.some(differs((facts) => facts, key)) ||
      // What tunes may leave the test alone.
      tuning.some(differs(withoutTest, key)),
  );
  if (!haveOneBatchSize([...trials, ...tuning])) differing.push("batchSize");
  // Two builds of one backend round differently.
  const builds = new Set([...trials, ...tuning].map(({ trial }) => describeBackend(trial.backend)));
  if (builds.size > 1 && !differing.includes("backend")) {
    differing.push(`backend (${[...builds].sort().join(" and ")})`);
  }
  return differing.length === 0
    ? { ...task, ...commonBatch(trials) }
    : refuse(`the trials differ in ${differing.join(", ")}, so that they cannot be compared`);
}

/** The trials by seed, of which there must not be two with the same rate. */
export function ordered(trials: readonly TrialResult[]): readonly TrialResult[] {
  const seen = new Set<string>();
  for (const { trial } of trials) {
    const { name, seed, learningRate } = trial;
    const identity = canonicalJson([name, seed, learningRate]);
    if (seen.has(identity)) {
      refuse(
        `there are two trials of ${name} with seed ${String(seed)} and rate ${String(learningRate)}`,
      );
    }
    seen.add(identity);
  }
  return [...trials].sort((left, right) => left.trial.seed - right.trial.seed);
}
