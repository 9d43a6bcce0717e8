import {
  cosine,
  cosineRestarts,
  exponential,
  inverseTime,
  linear,
  plateau,
  polynomial,
  sequence,
  step,
  warmup,
} from "anneal";
import type { Contestant } from "./contestant.ts";

/** The schedules that can be compared by name. Each is scaled to the run, so that a preset may change its length. */
export const schedules: Readonly<Record<string, Contestant>> = {
  constant: ({ learningRate }) => learningRate,

  // The rule under test, written the two ways in which people write it: they must give the same training.
  "halving-keras": {
    learningRateScheduler: (epoch, learningRate) =>
      epoch >= 5 ? learningRate * 0.5 : learningRate,
  },
  halving: {
    per: "epoch",
    schedule: ({ learningRate }) =>
      sequence([
        { schedule: learningRate, steps: 5 },
        step({ initial: learningRate * 0.5, every: 1, factor: 0.5 }),
      ]),
  },

  step: ({ learningRate, totalSteps }) =>
    step({ initial: learningRate, every: totalSteps / 3, factor: 0.3 }),
  exponential: ({ learningRate, totalSteps }) =>
    exponential({ initial: learningRate, every: totalSteps, factor: 0.01 }),
  "inverse-time": ({ learningRate, stepsPerEpoch }) =>
    inverseTime({ initial: learningRate, every: stepsPerEpoch, rate: 1 }),
  linear: ({ learningRate, totalSteps }) => linear({ initial: learningRate, steps: totalSteps }),
  polynomial: ({ learningRate, totalSteps }) =>
    polynomial({ initial: learningRate, steps: totalSteps, power: 2 }),
  cosine: ({ learningRate, totalSteps }) => cosine({ initial: learningRate, steps: totalSteps }),
  // Three cycles that double in length fill the run: 1 + 2 + 4.
  "cosine-restarts": ({ learningRate, totalSteps }) =>
    cosineRestarts({ initial: learningRate, steps: totalSteps / 7, multiplier: 2 }),
  "warmup-cosine": ({ learningRate, totalSteps }) =>
    warmup({
      schedule: cosine({ initial: learningRate, steps: 0.9 * totalSteps }),
      steps: 0.1 * totalSteps,
    }),
  plateau: ({ learningRate }) =>
    plateau({ schedule: learningRate, monitor: "val_loss", factor: 0.5, patience: 2 }),
};
