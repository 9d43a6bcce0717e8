import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { isReactive } from "anneal";
import type { Plan, PlanStates, ReactiveSchedule, Schedule } from "anneal";
import type { EntryDescription, Totals } from "../records/trial.ts";
import { enter, naming } from "./contestant.ts";
import type { Contestant } from "./contestant.ts";

/** The first 16 digits of the SHA-256 of numbers. */
const digestOf = (values: readonly number[]): string =>
  bytesToHex(sha256(new Uint8Array(Float64Array.from(values).buffer))).slice(0, 16);

/** What a metric does in a simulation: gets better, stays, gets worse, and all of that in turns. */
const courses: readonly ((epoch: number) => number)[] = [
  (epoch) => 1 / (epoch + 1),
  () => 0.5,
  (epoch) => 1 - 1 / (epoch + 2),
  (epoch) => 0.5 + 0.4 * Math.sin(1.7 * epoch),
];

/** Gives the same course to whatever metric a schedule watches. */
const everyMetric = (value: number): Readonly<Record<string, number>> =>
  new Proxy<Record<string, number>>(
    {},
    {
      get: () => value,
      getOwnPropertyDescriptor: () => ({ value, configurable: true, enumerable: true }),
    },
  );

/** Something with values by step that may react to metrics. */
interface Reacting<State> {
  readonly initial: State;
  readonly at: (step: number, state: State) => readonly number[];
  readonly observe: (
    state: State,
    observation: { readonly step: number; readonly metrics: Readonly<Record<string, number>> },
  ) => State;
}

/** The values that it gives while its metrics take one course after the other. */
function simulated<State>(
  { initial, at, observe }: Reacting<State>,
  per: "step" | "epoch",
  { epochs, stepsPerEpoch }: Totals,
): readonly number[] {
  return courses.flatMap((course) => {
    let state = initial;
    const values: number[] = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      const first = per === "step" ? epoch * stepsPerEpoch : epoch;
      const end = per === "step" ? first + stepsPerEpoch : first + 1;
      for (let step = first; step < end; step++) values.push(...at(step, state));
      state = observe(state, { step: end, metrics: everyMetric(course(epoch)) });
    }
    return values;
  });
}

const ratesOf = (
  schedule: Schedule | ReactiveSchedule,
  per: "step" | "epoch",
  totals: Totals,
): readonly number[] =>
  isReactive(schedule)
    ? simulated<unknown>(
        {
          initial: schedule.initial,
          at: (step, state) => [schedule.at(step, state)],
          observe: (state, observation) => schedule.observe(state, observation),
        },
        per,
        totals,
      )
    : Array.from({ length: per === "step" ? totals.totalSteps : totals.epochs }, (_, step) =>
        schedule(step),
      );

const valuesOfPlan = (plan: Plan, per: "step" | "epoch", totals: Totals): readonly number[] =>
  simulated<PlanStates>(
    {
      initial: plan.initial,
      at: (step, states) => Object.values(plan.at(step, states)),
      observe: (states, observation) => plan.observe(states, observation),
    },
    per,
    totals,
  );

/** The rates that a Keras-shaped callback gives epoch by epoch. */
function callbackRates(
  next: (epoch: number, learningRate: number) => number,
  { epochs, learningRate }: Totals,
): readonly number[] {
  let rate = learningRate;
  return Array.from({ length: epochs }, (_, epoch) => (rate = next(epoch, rate)));
}

/**
 * Describes what a contestant does in a run: by its JSON form where it has one, else by the rates that it gives. Its code does
 * not count, so that another spelling of the same is the same.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, naming the schedule, when it cannot be made.
 */
export function describeEntry(
  name: string,
  contestant: Contestant,
  totals: Totals,
): EntryDescription {
  const entry = enter(name, contestant, totals);
  if ("learningRateScheduler" in entry) {
    return naming(name, () => ({
      learningRateScheduler: digestOf(callbackRates(entry.learningRateScheduler, totals)),
    }));
  }
  const { per } = entry;
  try {
    return { per, spec: "plan" in entry ? entry.plan.spec : entry.schedule.spec };
  } catch {
    // A part of it is a bare function.
  }
  return naming(name, () =>
    "plan" in entry
      ? {
          per,
          names: [...entry.plan.names],
          rates: digestOf(valuesOfPlan(entry.plan, per, totals)),
        }
      : { per, rates: digestOf(ratesOf(entry.schedule, per, totals)) },
  );
}
