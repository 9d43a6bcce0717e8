import { isReactive, sample } from "@anneal/core";
import { afterEach, describe, expect, test } from "vitest";
import { keras, optax, timm, torch, transformers } from "../src/index.ts";

/** What somebody else's code may have put where every object finds it, enumerable as an assignment makes it. */
const pollutions: readonly (readonly [string, unknown])[] = [
  ["gamma", 0.25],
  ["tMax", 7],
  ["etaMin", 0.05],
  ["lastEpoch", 3],
  ["schedule", 0.5],
  ["steps", 3],
  ["kind", "cosine"],
  ["node", {}],
  ["end", 5],
  ["observe", () => undefined],
  ["cooldown", 4],
  ["cycleMul", 3],
  ["warmupT", 2],
  ["staircase", true],
  ["alpha", 0.5],
  ["numCycles", 3],
];

const prototype = Object.prototype as unknown as Record<string, unknown>;

afterEach(() => {
  for (const [name] of pollutions) Reflect.deleteProperty(prototype, name);
});

/** Presets of every library, with nothing given that may be left out. */
const made = (): readonly unknown[] =>
  [
    torch.stepLR({ lr: 0.1, stepSize: 3 }),
    torch.exponentialLR({ lr: 0.1, gamma: 0.9 }),
    torch.cosineAnnealingLR({ lr: 0.1, tMax: 10 }),
    torch.cosineAnnealingWarmRestarts({ lr: 0.1, t0: 4 }),
    torch.reduceLROnPlateau({ lr: 0.1 }),
    keras.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 5, decayRate: 0.9 }),
    keras.cosineDecay({ initialLearningRate: 0.1, decaySteps: 10 }),
    optax.cosineDecaySchedule({ initValue: 0.1, decaySteps: 10 }),
    timm.cosineLRScheduler({ lr: 0.1, tInitial: 10 }),
    timm.polyLRScheduler({ lr: 0.1, tInitial: 10 }),
    transformers.getCosineScheduleWithWarmup({
      lr: 0.1,
      numWarmupSteps: 2,
      numTrainingSteps: 10,
    }),
  ].map((schedule) =>
    isReactive(schedule)
      ? [schedule.spec, schedule.initial, schedule.at(3, schedule.initial)]
      : [schedule.spec, schedule.end, sample(schedule, { steps: 12 })],
  );

describe.each(pollutions)("Object.prototype.%s set by somebody else", (name, value) => {
  test("changes no preset", () => {
    const untouched = JSON.stringify(made());
    let polluted;
    prototype[name] = value;
    try {
      polluted = JSON.stringify(made());
    } finally {
      Reflect.deleteProperty(prototype, name);
    }
    expect(polluted).toBe(untouched);
  });
});
