import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { isReactive } from "anneal";
import type { ReactiveSchedule, Schedule } from "anneal";
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
      has: () => true,
      getOwnPropertyDescriptor: () => ({ value, configurable: true, enumerable: true }),
    },
  );

/** The rates that a reactive schedule gives while its metric takes one course after the other. */
function simulated(
  schedule: ReactiveSchedule,
  per: "step" | "epoch",
  { epochs, stepsPerEpoch }: Totals,
): readonly number[] {
  return courses.flatMap((course) => {
    let state = schedule.initial;
    const rates: number[] = [];
    for (let epoch = 0; epoch < epochs; epoch++) {
      const first = per === "step" ? epoch * stepsPerEpoch : epoch;
      const end = per === "step" ? first + stepsPerEpoch : first + 1;
      for (let step = first; step < end; step++) rates.push(schedule.at(step, state));
      state = schedule.observe(state, { step: end, metrics: everyMetric(course(epoch)) });
    }
    return rates;
  });
}

const ratesOf = (
  schedule: Schedule | ReactiveSchedule,
  per: "step" | "epoch",
  totals: Totals,
): readonly number[] =>
  isReactive(schedule)
    ? simulated(schedule, per, totals)
    : Array.from({ length: per === "step" ? totals.totalSteps : totals.epochs }, (_, step) =>
        schedule(step),
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
  const { per, schedule } = entry;
  try {
    return { per, spec: schedule.spec };
  } catch {
    // A part of it is a bare function.
  }
  return naming(name, () => ({ per, rates: digestOf(ratesOf(schedule, per, totals)) }));
}
