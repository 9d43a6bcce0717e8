import {
  transformersGetCosineScheduleWithWarmup,
  transformersGetInverseSqrtSchedule,
  transformersGetLinearScheduleWithWarmup,
} from "@anneal/compat";
import type { Schedule } from "@anneal/core";

/** A step with the rate that it had. */
export type Logged = readonly [step: number, rate: number];

/** A schedule that gives every rate that was logged. */
export interface Recognised {
  /** As `lr_scheduler_type` has it. */
  readonly type: string;
  readonly warmup: number;
  readonly peak: number;
  readonly schedule: Schedule;
}

interface Type {
  /** The share of the peak after a warmup. */
  readonly decay: (step: number, warmup: number, total: number) => number;
  readonly make: (lr: number, numWarmupSteps: number, numTrainingSteps: number) => Schedule;
}

const types: Readonly<Record<string, Type>> = {
  linear: {
    decay: (step, warmup, total) => (total - step) / (total - warmup),
    make: (lr, numWarmupSteps, numTrainingSteps) =>
      transformersGetLinearScheduleWithWarmup({ lr, numWarmupSteps, numTrainingSteps }),
  },
  cosine: {
    decay: (step, warmup, total) =>
      (1 + Math.cos((Math.PI * (step - warmup)) / (total - warmup))) / 2,
    make: (lr, numWarmupSteps, numTrainingSteps) =>
      transformersGetCosineScheduleWithWarmup({ lr, numWarmupSteps, numTrainingSteps }),
  },
  inverse_sqrt: {
    decay: (step, warmup) => Math.sqrt((warmup || 10_000) / (step - warmup + (warmup || 10_000))),
    make: (lr, numWarmupSteps) => transformersGetInverseSqrtSchedule({ lr, numWarmupSteps }),
  },
};

/** Longest warmup that is looked for: so many are tried in a few milliseconds. */
const longestWarmup = 20_000;

/**
 * The schedule of Hugging Face that gives every rate of a training that was logged: its type, its warmup and its peak.
 *
 * What fits only because too little was logged is not taken: three different rates, of which the last is on the way down, show
 * a curve.
 *
 * @param logged - In the order of the steps.
 * @param total - Steps of the whole training.
 */
export function recogniseTrainer(logged: readonly Logged[], total: number): Recognised | undefined {
  const rates = logged.map(([, rate]) => rate);
  const highest = rates.reduce((one, other) => Math.max(one, other), 0);
  const place = rates.indexOf(highest);
  const [last] = logged.slice(-1) as [Logged];
  if (new Set(rates).size < 3 || last[1] >= highest || last[0] > total) return undefined;
  const [top, next] = logged.slice(place) as [Logged, Logged];
  for (const [type, { decay, make }] of Object.entries(types)) {
    // The highest rate that was logged is on the way up, at the top, or after it.
    for (let warmup = 0; warmup <= Math.min(next[0], longestWarmup, total - 1); warmup++) {
      const share = (step: number): number =>
        step < warmup ? step / warmup : decay(step, warmup, total);
      const peak = highest / share(top[0]);
      // Rates are logged with all their digits.
      const fits = ([step, rate]: Logged): boolean =>
        Math.abs(peak * share(step) - rate) <= 1e-12 * highest;
      if (peak < Infinity && fits(last) && fits(next) && logged.every(fits)) {
        // The number that was written, before it was multiplied and divided.
        const written = Number(peak.toPrecision(13));
        return { type, warmup, peak: written, schedule: make(written, warmup, total) };
      }
    }
  }
  return undefined;
}
