import { compact, drive, isReactive, nextOf, parse, ramp, scale, toCode, vary } from "@anneal/core";
import type { Kind, ReactiveSchedule, Schedule } from "@anneal/core";
import { describeReactive, describeSchedule } from "@anneal/testing";
import { describe, expect, test } from "vitest";
import { kinds, keras, optax, timm, torch, transformers } from "../src/index.ts";
import { native } from "./libraries.ts";

type Options = Readonly<Record<string, unknown>>;

const cycle = { lr: 0.1, tInitial: 5, lrMin: 0.01, warmupT: 3, warmupLrInit: 0.001 };
const warm = { lr: 0.1, numWarmupSteps: 3, numTrainingSteps: 12 };
const oneCycle = { maxLr: 0.1, totalSteps: 20 };
const wave = { baseLr: 0.01, maxLr: 0.1, stepSizeUp: 4, stepSizeDown: 2 };

/** Every preset with options that are all right, each twice where it is made in two ways. */
const examples: readonly (readonly [Kind, Options, parameters: string])[] = [
  [torch.stepLR as Kind, { lr: 0.1, stepSize: 3 }, "stepSize gamma"],
  [torch.stepLR, { lr: 0.1, stepSize: 3, gamma: 0 }, "stepSize gamma"],
  [torch.multiStepLR, { lr: 0.1, milestones: [2, 5, 5, 8] }, "milestones gamma"],
  [torch.multiStepLR, { lr: 0.1, milestones: [2, 5] }, "milestones gamma"],
  [torch.constantLR, { lr: 0.1 }, "factor totalIters"],
  [torch.linearLR, { lr: 0.1 }, "startFactor endFactor totalIters"],
  [torch.exponentialLR, { lr: 0.1, gamma: 0.9 }, "gamma"],
  [torch.polynomialLR, { lr: 0.1, power: 2 }, "totalIters power"],
  [torch.cosineAnnealingLR, { lr: 0.1, tMax: 5 }, "tMax etaMin"],
  [torch.cosineAnnealingWarmRestarts, { lr: 0.1, t0: 3, tMult: 2 }, "t0 tMult etaMin"],
  [torch.cosineAnnealingWarmRestarts, { lr: 0.1, t0: 3, etaMin: 5 }, "t0 tMult etaMin"],
  ...[torch.oneCycleLR, torch.oneCycleLRMomentum].flatMap((preset) =>
    [
      oneCycle,
      { ...oneCycle, threePhase: true, annealStrategy: "linear" },
      { maxLr: 1, totalSteps: 2 },
    ].map(
      (options) =>
        [
          preset as Kind,
          options,
          "maxLr totalSteps epochs stepsPerEpoch pctStart annealStrategy cycleMomentum baseMomentum maxMomentum divFactor finalDivFactor threePhase",
        ] as const,
    ),
  ),
  ...[torch.cyclicLR, torch.cyclicLRMomentum].flatMap((preset) =>
    [wave, { ...wave, mode: "triangular2" }, { ...wave, mode: "exp_range", gamma: 0.9 }].map(
      (options) =>
        [
          preset as Kind,
          options,
          "baseLr maxLr stepSizeUp stepSizeDown mode gamma scaleFn scaleMode cycleMomentum baseMomentum maxMomentum",
        ] as const,
    ),
  ),
  [torch.cyclicLR, { baseLr: 1, maxLr: 0.5, mode: "triangular2" }, ""],
  [torch.cyclicLR, { ...wave, stepSizeDown: 0 }, ""],
  [torch.lambdaLR, { lr: 0.1, lrLambda: 0.5 }, "lrLambda"],
  [torch.sequentialLR, { schedulers: [0.1, 0.2], milestones: [3] }, "schedulers milestones"],
  [torch.chainedScheduler, { lr: 0.1, schedulers: [0.1, 0.2] }, "schedulers"],
  [
    torch.reduceLROnPlateau,
    { lr: 0.1, patience: 1 },
    "mode factor patience threshold thresholdMode cooldown minLr eps",
  ],
  [torch.swaLR, { lr: 0.1, swaLr: 0.05, annealStrategy: "linear" }, ""],
  [torch.swaLR, { lr: 0.1, swaLr: 0.05 }, "swaLr annealEpochs annealStrategy"],
  [torch.swaLR, { lr: 0.1, swaLr: 0.05, annealEpochs: 0, annealStrategy: "linear" }, ""],
  [
    keras.exponentialDecay,
    { initialLearningRate: 0.1, decaySteps: 4, decayRate: 0.5 },
    "initialLearningRate decaySteps decayRate staircase",
  ],
  [
    keras.piecewiseConstantDecay,
    { boundaries: [0, 3, 3, 6], values: [1, 0.7, 0.6, 0.5, 0.1] },
    "boundaries values",
  ],
  [
    keras.polynomialDecay,
    { initialLearningRate: 0.1, decaySteps: 4 },
    "initialLearningRate decaySteps endLearningRate power cycle",
  ],
  [keras.polynomialDecay, { initialLearningRate: 0.1, decaySteps: 4, cycle: true, power: 2 }, ""],
  [
    keras.inverseTimeDecay,
    { initialLearningRate: 0.1, decaySteps: 4, decayRate: 0.5 },
    "initialLearningRate decaySteps decayRate staircase",
  ],
  [
    keras.cosineDecay,
    { initialLearningRate: 0.1, decaySteps: 4, warmupTarget: 0.2, warmupSteps: 3 },
    "initialLearningRate decaySteps alpha warmupTarget warmupSteps",
  ],
  [
    keras.cosineDecayRestarts,
    { initialLearningRate: 0.1, firstDecaySteps: 4, mMul: 0.5, alpha: 0.1 },
    "initialLearningRate firstDecaySteps tMul mMul alpha",
  ],
  [
    keras.cosineDecayRestarts,
    { initialLearningRate: 0.1, firstDecaySteps: 4, tMul: 0.5, alpha: 2, mMul: 0.5 },
    "",
  ],
  [
    keras.reduceLROnPlateau,
    { lr: 0.1, patience: 1 },
    "monitor factor patience mode minDelta cooldown minLr",
  ],
  [optax.constantSchedule, { value: 0.1 }, "value"],
  [
    optax.linearSchedule,
    { initValue: 0.1, endValue: 1, transitionSteps: 4 },
    "initValue endValue transitionSteps transitionBegin",
  ],
  [
    optax.polynomialSchedule,
    { initValue: 0.1, endValue: 0, power: 2, transitionSteps: 4, transitionBegin: 2 },
    "initValue endValue power transitionSteps transitionBegin",
  ],
  [
    optax.piecewiseConstantSchedule,
    { initValue: 0.1, boundariesAndScales: { 0: 2, 3: 0.5, 10: 0.1 } },
    "initValue boundariesAndScales",
  ],
  [
    optax.piecewiseInterpolateSchedule,
    { interpolateType: "cosine", initValue: 0.1, boundariesAndScales: { 3: 0.5 } },
    "interpolateType initValue boundariesAndScales",
  ],
  [
    optax.exponentialDecay,
    { initValue: 0.1, transitionSteps: 4, decayRate: 0.5, endValue: 0.02 },
    "initValue transitionSteps decayRate transitionBegin staircase endValue",
  ],
  [
    optax.exponentialDecay,
    { initValue: 0.1, transitionSteps: 4, decayRate: 1.5, transitionBegin: 2, endValue: 0.5 },
    "",
  ],
  [
    optax.exponentialDecay,
    {
      initValue: 0.1,
      transitionSteps: 4,
      decayRate: 1.5,
      transitionBegin: 2,
      staircase: true,
      endValue: 0.5,
    },
    "",
  ],
  [
    optax.cosineDecaySchedule,
    { initValue: 0.1, decaySteps: 5, exponent: 2 },
    "initValue decaySteps alpha exponent",
  ],
  [
    optax.warmupConstantSchedule,
    { initValue: 0, peakValue: 1, warmupSteps: 0 },
    "initValue peakValue warmupSteps",
  ],
  [
    optax.warmupCosineDecaySchedule,
    { initValue: 0, peakValue: 1, warmupSteps: 3, decaySteps: 9 },
    "initValue peakValue warmupSteps decaySteps endValue exponent",
  ],
  [
    optax.warmupExponentialDecaySchedule,
    { initValue: 0, peakValue: 1, warmupSteps: 3, transitionSteps: 9, decayRate: 0.5 },
    "initValue peakValue warmupSteps transitionSteps decayRate transitionBegin staircase endValue",
  ],
  [
    optax.linearOnecycleSchedule,
    { transitionSteps: 20, peakValue: 1 },
    "transitionSteps peakValue pctStart pctFinal divFactor finalDivFactor",
  ],
  [
    optax.cosineOnecycleSchedule,
    { transitionSteps: 20, peakValue: 1 },
    "transitionSteps peakValue pctStart divFactor finalDivFactor",
  ],
  [optax.joinSchedules, { schedules: [0.1, 0.2], boundaries: [3] }, "schedules boundaries"],
  [
    optax.sgdrSchedule,
    { cosineKwargs: [{ initValue: 0, peakValue: 1, warmupSteps: 2, decaySteps: 6 }] },
    "cosineKwargs",
  ],
  [
    optax.reduceOnPlateau,
    { lr: 0.1, patience: 1 },
    "factor patience rtol atol cooldown accumulationSize minScale",
  ],
  [optax.reduceOnPlateau, { lr: 0.1, patience: 1, atol: 0.1, accumulationSize: 2 }, ""],
  ...[timm.cosineLRScheduler, timm.polyLRScheduler, timm.tanhLRScheduler].flatMap((preset) =>
    [cycle, { ...cycle, warmupPrefix: true, cycleMul: 1.5, cycleLimit: 3, cycleDecay: 0.5 }].map(
      (options) =>
        [
          preset as Kind,
          options,
          "tInitial lrMin cycleMul cycleDecay cycleLimit warmupT warmupLrInit warmupPrefix noiseRangeT noisePct noiseStd noiseSeed",
        ] as const,
    ),
  ),
  [timm.cosineLRScheduler, { ...cycle, kDecay: 2 }, "kDecay"],
  [timm.cosineLRScheduler, { ...cycle, noiseRangeT: [2, 6] }, ""],
  [timm.polyLRScheduler, { ...cycle, kDecay: 2, power: 0 }, "kDecay power"],
  [timm.tanhLRScheduler, { ...cycle, noiseRangeT: 3 }, "lb ub"],
  [
    timm.stepLRScheduler,
    { lr: 0.1, decayT: 3, decayRate: 0.5, warmupT: 2 },
    "decayT decayRate warmupT warmupLrInit warmupPrefix",
  ],
  [timm.stepLRScheduler, { lr: 0.1, decayT: 3, decayRate: 0 }, ""],
  [
    timm.multiStepLRScheduler,
    { lr: 0.1, decayT: [3, 6], decayRate: 0.5 },
    "decayT decayRate warmupT warmupLrInit warmupPrefix",
  ],
  [
    timm.plateauLRScheduler,
    { lr: 0.1, patienceT: 1, warmupT: 3 },
    "decayRate patienceT threshold cooldownT warmupT warmupLrInit lrMin mode noiseRangeT noiseType noisePct noiseStd noiseSeed",
  ],
  [timm.plateauLRScheduler, { lr: 0.1, patienceT: 1, noiseRangeT: 4, noiseType: "uniform" }, ""],
  [transformers.getConstantSchedule, { lr: 0.1 }, ""],
  [transformers.getConstantScheduleWithWarmup, { lr: 0.1, numWarmupSteps: 3 }, "numWarmupSteps"],
  [transformers.getLinearScheduleWithWarmup, warm, "numWarmupSteps numTrainingSteps"],
  [transformers.getCosineScheduleWithWarmup, warm, "numWarmupSteps numTrainingSteps numCycles"],
  [
    transformers.getCosineWithHardRestartsScheduleWithWarmup,
    { ...warm, numCycles: 3 },
    "numWarmupSteps numTrainingSteps numCycles",
  ],
  [
    transformers.getPolynomialDecayScheduleWithWarmup,
    warm,
    "numWarmupSteps numTrainingSteps lrEnd power",
  ],
  [transformers.getInverseSqrtSchedule, { lr: 0.1, numWarmupSteps: 3 }, "numWarmupSteps timescale"],
  [
    transformers.getCosineWithMinLrScheduleWithWarmup,
    { ...warm, minLr: 0.01 },
    "numWarmupSteps numTrainingSteps numCycles minLr minLrRate",
  ],
  [
    transformers.getCosineWithMinLrScheduleWithWarmupLrRate,
    { ...warm, minLrRate: 0.1 },
    "numWarmupSteps numTrainingSteps numCycles minLr minLrRate warmupLrRate",
  ],
  [
    transformers.getWsdSchedule,
    { ...warm, numDecaySteps: 4 },
    "numWarmupSteps numDecaySteps numTrainingSteps numStableSteps warmupType decayType minLrRatio numCycles",
  ],
  [
    transformers.greedyLR,
    { lr: 0.1, patience: 1, factor: 0.5 },
    "mode factor patience threshold thresholdMode cooldown warmup minLr maxLr eps smooth windowSize resetStart",
  ],
] as never;

const make = (preset: Kind, options: Options): Schedule | ReactiveSchedule =>
  preset.create!(options) as Schedule | ReactiveSchedule;

const all = [...native, ...kinds];

for (const [index, [preset, options]] of examples.entries()) {
  const name = `${String(index)} ${preset.kind}`;
  if (isReactive(make(preset, options))) {
    describeReactive(name, () => make(preset, options) as ReactiveSchedule, all);
  } else describeSchedule(name, () => make(preset, options) as Schedule, all);
}

const presets = [torch, keras, optax, timm, transformers].flatMap((library: object) =>
  Object.values(library).filter(
    (value): value is Kind => typeof value === "function" && "kind" in value,
  ),
);

test("every preset is an example, but for those made of functions alone", () => {
  const shown = new Set(examples.map(([preset]) => preset.kind));
  const missing = presets.filter(({ kind }) => !shown.has(kind)).map(({ kind }) => kind);
  expect(missing).toEqual(["torch.multiplicativeLR"]);
});

describe.each(
  examples.map(
    ([preset, options, parameters]) => [preset.kind, preset, options, parameters] as const,
  ),
)("%s", (kind, preset, options, parameters) => {
  const error = (more: Options): Error => {
    try {
      make(preset, { ...options, ...more });
    } catch (thrown) {
      return thrown as Error;
    }
    throw new Error(`${kind} took it`);
  };
  const known = error({ unknownOption: 1 })
    .message.replace(/^.*each option must be one of /, "")
    .replace(/, got .*$/, "")
    .split(", ");

  test("has every parameter of its model", () => {
    expect(known).toEqual(expect.arrayContaining(parameters.split(" ").filter(Boolean)));
  });

  test("names each option that is of the wrong type, all in one error", () => {
    const wrong = error(Object.fromEntries(known.map((option) => [option, Symbol("wrong")])));
    expect(wrong).toBeInstanceOf(TypeError);
    expect(wrong.message).toContain(`@anneal/compat: ${kind}: `);
    for (const option of known) expect(wrong.message).toContain(`${option} must be `);
  });

  test("tells the path of each option that is wrong", () => {
    for (const option of known) {
      const wrong = error({ [option]: Symbol("wrong") });
      expect(wrong.cause).toEqual({ path: [option] });
    }
    const inside = { kind: "scale", factor: 1, schedule: { kind, ...options, unknownOption: 1 } };
    expect(() => parse(inside, [...all, scale])).toThrow(
      expect.objectContaining({ cause: { path: ["schedule", "unknownOption"] } }),
    );
  });

  // Only a schedule that reacts to nothing can be made anew at each step.
  const fractions = isReactive(make(preset, options))
    ? []
    : Object.entries<unknown>(options).filter(
        (entry): entry is [string, number] =>
          typeof entry[1] === "number" && !Number.isInteger(entry[1]),
      );
  if (fractions.length > 0) {
    test("has a spec of its own when an option varies", () => {
      for (const [option, value] of fractions) {
        const varying = { ...options, [option]: ramp({ from: value, to: value / 2, steps: 5 }) };
        const schedule: Schedule = vary<object, object>(preset as never, varying);
        const back = parse(schedule.spec, all) as Schedule;
        expect(back.spec).toEqual(schedule.spec);
        expect(back(3)).toBe(schedule(3));
      }
    });
  }

  test("is written as code, and without defaults, with the same spec", () => {
    const { spec } = make(preset, options);
    const code = toCode(spec, all);
    const named = new Map(all.map((made) => [made.kind.replace(/^compat\//, ""), made]));
    for (const name of named.keys()) if (name.includes(".")) named.delete(name);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what is written is to be a program
    const write = new Function(...named.keys(), `return ${code}`) as (...made: Kind[]) => Schedule;
    expect(write(...named.values()).spec).toEqual(spec);
    expect(parse(compact(spec, all), all).spec).toEqual(spec);
  });

  test("does not look at its options again", () => {
    const given = structuredClone(options);
    const schedule = make(preset, given);
    const before = JSON.stringify(schedule.spec);
    for (const value of Object.values(given)) if (Array.isArray(value)) value.length = 0;
    expect(JSON.stringify(schedule.spec)).toBe(before);
    expect(JSON.stringify(make(preset, options).spec)).toBe(before);
  });

  test("takes null for an option left out", () => {
    const left = known.filter((option) => !(option in options));
    const nulls = Object.fromEntries(left.map((option) => [option, null]));
    expect(make(preset, { ...options, ...nulls }).spec).toEqual(make(preset, options).spec);
  });

  test("says when something happens, always later", () => {
    const { node } = make(preset, options);
    for (let step = 0; step < 40; step += 0.75) {
      expect(nextOf(node, step)).toBeGreaterThan(step);
    }
  });
});

const refused: readonly (readonly [Kind, Options, string])[] = [
  [torch.stepLR, { lr: -1, stepSize: 3 }, "lr must be a finite number of at least 0, got -1"],
  [torch.stepLR, { lr: 1, stepSize: 0 }, "stepSize must be a finite number above 0, got 0"],
  [
    torch.stepLR,
    { lr: 1, stepSize: 3, gamma: -1 },
    "gamma must be a finite number of at least 0, got -1",
  ],
  [
    torch.multiStepLR,
    { lr: 1, milestones: [-1] },
    "milestones must be an array of finite numbers of at least 0, got [-1]",
  ],
  [torch.constantLR, { lr: 1, factor: 1.5 }, "factor must be a number from 0 to 1, got 1.5"],
  [
    torch.linearLR,
    { lr: 1, startFactor: 0 },
    "startFactor must be a number above 0 and at most 1, got 0",
  ],
  [
    torch.cosineAnnealingWarmRestarts,
    { lr: 1, t0: 3, tMult: 0.5 },
    "tMult must be a finite number of at least 1, got 0.5",
  ],
  [torch.oneCycleLR, { maxLr: 1 }, "totalSteps must be given, or else epochs and stepsPerEpoch"],
  [torch.oneCycleLR, { maxLr: 1, epochs: 3 }, "totalSteps must be given"],
  [
    torch.oneCycleLR,
    { maxLr: 1, totalSteps: 2.5 },
    "totalSteps must be an integer of at least 1, got 2.5",
  ],
  [
    torch.oneCycleLR,
    { ...oneCycle, pctStart: 0.7, threePhase: true },
    "pctStart must be at most 0.5 with threePhase, got 0.7",
  ],
  [
    torch.oneCycleLR,
    { ...oneCycle, annealStrategy: "cosine" },
    'annealStrategy must be one of "cos", "linear", got "cosine"',
  ],
  [
    torch.oneCycleLRMomentum,
    { ...oneCycle, cycleMomentum: false },
    "cycleMomentum must be true for a momentum to cycle, got false",
  ],
  [
    torch.cyclicLRMomentum,
    { ...wave, cycleMomentum: false },
    "cycleMomentum must be true for a momentum to cycle, got false",
  ],
  [
    torch.cyclicLR,
    { ...wave, mode: "square" },
    'mode must be one of "triangular", "triangular2", "exp_range", got "square"',
  ],
  [
    torch.sequentialLR,
    { schedulers: [1, 2], milestones: [1, 2] },
    "milestones must be one shorter than schedulers, got [1,2]",
  ],
  [
    torch.sequentialLR,
    { schedulers: [1, 2, 3], milestones: [2, 1] },
    "none below the one before it, got [2,1]",
  ],
  [torch.chainedScheduler, { lr: 0, schedulers: [1] }, "lr must be a finite number above 0, got 0"],
  [
    torch.reduceLROnPlateau,
    { lr: 1, factor: 1 },
    "factor must be a number above 0 and below 1, got 1",
  ],
  [
    keras.piecewiseConstantDecay,
    { boundaries: [], values: [1] },
    "boundaries must be a non-empty array",
  ],
  [
    keras.piecewiseConstantDecay,
    { boundaries: [3], values: [1] },
    "values must be one longer than boundaries, got [1]",
  ],
  [
    keras.reduceLROnPlateau,
    { lr: 1, monitor: "size" },
    'mode must be "min" or "max" for a metric of this name (size), got "auto"',
  ],
  [
    optax.piecewiseConstantSchedule,
    { initValue: 1, boundariesAndScales: { x: 1 } },
    "boundariesAndScales must be a plain object from steps",
  ],
  [
    optax.piecewiseConstantSchedule,
    { initValue: 1, boundariesAndScales: new Map([[3, 0.5]]) },
    "boundariesAndScales must be a plain object from steps",
  ],
  [
    optax.piecewiseConstantSchedule,
    { initValue: 1, boundariesAndScales: { 3: -0.5 } },
    "boundariesAndScales must be",
  ],
  [
    optax.piecewiseConstantSchedule,
    { initValue: 1, boundariesAndScales: { "": 1 } },
    "boundariesAndScales must be",
  ],
  [
    optax.piecewiseConstantSchedule,
    { initValue: 1, boundariesAndScales: [1] },
    "boundariesAndScales must be",
  ],
  [
    optax.exponentialDecay,
    { initValue: 1, transitionSteps: 4, decayRate: 0 },
    "decayRate must be a finite number above 0, got 0",
  ],
  [
    optax.warmupCosineDecaySchedule,
    { initValue: 0, peakValue: 1, warmupSteps: 8, decaySteps: 8 },
    "decaySteps must be above warmupSteps (8), got 8",
  ],
  [
    optax.joinSchedules,
    { schedules: [1], boundaries: [1] },
    "boundaries must be one shorter than schedules, got [1]",
  ],
  [optax.sgdrSchedule, { cosineKwargs: [] }, "cosineKwargs must be a non-empty array"],
  [optax.sgdrSchedule, { cosineKwargs: [null] }, "cosineKwargs must be a non-empty array"],
  [optax.reduceOnPlateau, { lr: 1, rtol: 0 }, "rtol must be above 0 when atol is 0, got 0"],
  [timm.tanhLRScheduler, { ...cycle, lb: 3 }, "ub must be above lb (3), got 3"],
  [
    timm.cosineLRScheduler,
    { ...cycle, noiseRangeT: [3, 3] },
    "noiseRangeT must be a step, or the first step with noise",
  ],
  [timm.cosineLRScheduler, { ...cycle, noiseRangeT: -1 }, "noiseRangeT must be a step"],
  [timm.multiStepLRScheduler, { lr: 1, decayT: [6, 3] }, "none below the one before it"],
  [timm.stepLRScheduler, { lr: 1, decayT: 6, noiseType: "uniform" }, 'noiseSeed, got "noiseType"'],
  [
    transformers.getPolynomialDecayScheduleWithWarmup,
    { ...warm, lrEnd: 0.1 },
    "lrEnd must be below lr (0.1), got 0.1",
  ],
  [
    transformers.getCosineWithMinLrScheduleWithWarmup,
    warm,
    "minLr must be given if minLrRate is not, and only then, got undefined",
  ],
  [
    transformers.getCosineWithMinLrScheduleWithWarmup,
    { ...warm, minLr: 0, minLrRate: 0 },
    "minLr must be given if minLrRate is not, and only then, got 0",
  ],
  [
    transformers.getWsdSchedule,
    { lr: 1, numWarmupSteps: 3, numDecaySteps: 4 },
    "numTrainingSteps must be given, or else numStableSteps",
  ],
  [
    transformers.getWsdSchedule,
    { ...warm, numDecaySteps: 10 },
    "numTrainingSteps must be at least warmup and decay together (13), got 12",
  ],
  [
    transformers.greedyLR,
    { lr: 1e-4, maxLr: 5e-4 },
    "maxLr must be at least minLr (0.001), got 0.0005",
  ],
] as never;

test.each(
  refused.map(([preset, options, message]) => [preset.kind, options, message, preset] as const),
)("%s refuses %o", (kind, options, message, preset) => {
  expect(() => make(preset, options)).toThrow(message);
  expect(() => make(preset, options)).toThrow(`@anneal/compat: ${kind}: `);
});

describe("the kinds that presets are made of", () => {
  test.each([
    [
      { kind: "compat/cycles", initial: 1, min: 0, steps: 1, multiplier: 0.5 },
      "cycles must be given when multiplier is below 1",
    ],
    [{ kind: "compat/tanhCurve", lower: 0, upper: "1" }, "upper must be a finite number"],
    [
      { kind: "compat/raisedCurve", exponent: -1, curve: { kind: "cosineCurve" } },
      "exponent must be",
    ],
  ])("are checked in a configuration: %o", (spec, message) => {
    expect(() => parse(spec, all)).toThrow(message);
  });
});

describe("what the packs do not show", () => {
  const rates = (schedule: Schedule, steps: readonly number[]): number[] =>
    steps.map((step) => schedule(step));

  test("a growing rate goes on until there is no number for it", () => {
    const schedule = torch.exponentialLR({ lr: 1, gamma: 2 });
    expect(rates(schedule, [0, 1, 10])).toEqual([1, 2, 1024]);
    expect(() => schedule(1e6)).toThrow(RangeError);
  });

  test("a floor above the rate is where an exponential decay begins", () => {
    const options = { initValue: 0.1, transitionSteps: 1, decayRate: 0.5, endValue: 0.2 };
    expect(rates(optax.exponentialDecay(options), [0, 5])).toEqual([0.2, 0.2]);
  });

  test("Keras keeps a value at its boundary and has the next one right after", () => {
    const schedule = keras.piecewiseConstantDecay({ boundaries: [3], values: [1, 0.5] });
    expect(rates(schedule, [2.9, 3, 3.0000001, 4])).toEqual([1, 1, 0.5, 0.5]);
  });

  test("a value between two equal boundaries is left out", () => {
    const schedule = keras.piecewiseConstantDecay({ boundaries: [3, 3, 5], values: [4, 3, 2, 1] });
    expect(rates(schedule, [3, 4, 5, 6])).toEqual([4, 2, 2, 1]);
  });

  test("a product of running factors may be asked for in any order", () => {
    const schedule = torch.multiplicativeLR({ lr: 1, lrLambda: (step) => 1 / step });
    expect(rates(schedule, [3, 1, 0, 3.5, 4])).toEqual([1 / 6, 1, 1, 1 / 6, 1 / 24]);
    expect(() => schedule.spec).toThrow("a function of your own has no JSON form");
  });

  describe("a product of running factors in a sequence", () => {
    const decay = torch.exponentialLR({ lr: 1, gamma: 0.5 });
    const factors = (lrLambda: (step: number) => number): Schedule =>
      torch.multiplicativeLR({ lr: 1, lrLambda });
    const rising = (step: number): number => 0.9 + 0.01 * step;

    // What PyTorch 2.15 gives.
    test.each([
      [[decay, factors(() => 0.9)], [2], [1, 0.5, 0.45, 0.405, 0.3645]],
      [[decay, factors(rising)], [3], [1, 0.5, 0.25, 0.225, 0.20475, 0.18837, 0.1751841]],
      [
        [decay, factors(rising), factors(() => 0.5)],
        [2, 4],
        [1, 0.5, 0.45, 0.4095, 0.20475, 0.102375, 0.0511875],
      ],
      [[decay, factors(rising)], [0], [1, 0.91, 0.8372, 0.778596]],
      [[decay, factors(rising)], [2.5], [1, 0.5, 0.25, 0.225, 0.20475, 0.18837]],
      [
        [decay, factors(() => 0.8), factors(rising)],
        [2, 2],
        [1, 0.5, 0.45, 0.4095, 0.37674, 0.3503682],
      ],
      [[factors(rising), decay], [2], [1, 0.91, 1, 0.5]],
    ])("goes on from the rate before it: %#", (schedulers, milestones, values) => {
      const schedule: Schedule = torch.sequentialLR({ schedulers, milestones });
      values.forEach((value, step) => expect(schedule(step)).toBeCloseTo(value, 14));
    });

    test("cannot go on from a rate that is not known", () => {
      const plateau = torch.reduceLROnPlateau({ lr: 0.1 });
      const schedulers = [plateau, factors(() => 0.9)];
      expect(() => torch.sequentialLR({ schedulers, milestones: [2] })).toThrow(
        "torch.sequentialLR: schedulers must be without a multiplicativeLR after one that reacts to a metric",
      );
    });
  });

  test("a schedule as a factor has a JSON form", () => {
    const lrLambda = torch.stepLR({ lr: 1, stepSize: 2, gamma: 0.5 });
    const schedule = torch.lambdaLR({ lr: 0.1, lrLambda });
    expect(parse(schedule.spec, native).spec).toEqual(schedule.spec);
    expect(schedule(2)).toBe(0.05);
  });

  test("presets in a configuration are built as what they stand for", () => {
    const spec = { kind: "torch.stepLR", lr: 0.1, stepSize: 30 };
    expect(parse(spec, all).spec).toEqual(torch.stepLR({ lr: 0.1, stepSize: 30 }).spec);
  });

  test("sequences take what reacts to a metric", () => {
    const plateau = torch.reduceLROnPlateau({ lr: 0.1, factor: 0.5, patience: 0 });
    const schedule = torch.sequentialLR({
      schedulers: [torch.linearLR({ lr: 0.1, startFactor: 0.1, totalIters: 4 }), plateau],
      milestones: [4],
    });
    const run = drive(schedule);
    expect(Array.from({ length: 6 }, () => (run.advance(), run.observe(1)))).toEqual(
      [0.0325, 0.055, 0.0775, 0.1, 0.05, 0.025].map((rate) => expect.closeTo(rate, 12) as number),
    );
  });

  test("a plateau around a schedule has no use for eps", () => {
    const lr = torch.stepLR({ lr: 1, stepSize: 1, gamma: 1 });
    const run = drive(torch.reduceLROnPlateau({ lr, factor: 0.5, patience: 0, eps: 0.4 }));
    expect([1, 1, 1].map((loss) => (run.advance(), run.observe(loss)))).toEqual([1, 0.5, 0.25]);
  });

  test("without eps the smallest reduction is made", () => {
    const run = drive(torch.reduceLROnPlateau({ lr: 1e-8, factor: 0.5, patience: 0, eps: 0 }));
    expect([1, 1].map((loss) => (run.advance(), run.observe(loss)))).toEqual([1e-8, 5e-9]);
  });

  test.each([
    ["val_loss", 0.5],
    ["mae", 0.5],
    ["val_accuracy", 1],
    ["auc", 1],
  ])("Keras knows whether %s is to be small", (monitor, rate) => {
    const run = drive(keras.reduceLROnPlateau({ lr: 1, factor: 0.5, patience: 1, monitor }));
    for (const metric of [1, 2]) {
      run.advance();
      run.observe(metric);
    }
    expect(run.value).toBe(rate);
  });

  test("optax asks for a share and an amount at once", () => {
    const run = drive(
      optax.reduceOnPlateau({ lr: 1, factor: 0.5, patience: 1, rtol: 0.1, atol: 1 }),
    );
    // Better are less than 0.9 · 100 − 1 and, after that, than 0.9 · 88 − 1.
    const losses = [100, 90, 88, 79, 78];
    expect(losses.map((loss) => (run.advance(), run.observe(loss)))).toEqual([
      1, 0.5, 0.5, 0.25, 0.25,
    ]);
  });

  test("noise stays within its range and its share", () => {
    const quiet = timm.cosineLRScheduler({ lr: 1, tInitial: 20 });
    const noisy = timm.cosineLRScheduler({
      lr: 1,
      tInitial: 20,
      noiseRangeT: [5, 10],
      noisePct: 0.2,
    });
    for (let step = 0; step < 20; step++) {
      const share = noisy(step) / quiet(step) - 1;
      if (step >= 5 && step < 10) expect(share).not.toBe(0);
      else expect(share).toBe(0);
      expect(Math.abs(share)).toBeLessThanOrEqual(0.2);
    }
    const seeded = timm.cosineLRScheduler({ lr: 1, tInitial: 20, noiseRangeT: 5, noiseSeed: 7 });
    expect(seeded(6)).not.toBe(timm.cosineLRScheduler({ lr: 1, tInitial: 20, noiseRangeT: 5 })(6));
  });

  test("a scale function is given the cycle or the step", () => {
    const seen: number[] = [];
    const scaleFn = (x: number): number => (seen.push(x), 1);
    torch.cyclicLR({ ...wave, scaleFn })(7);
    torch.cyclicLR({ ...wave, scaleFn, scaleMode: "iterations" })(7);
    expect(seen).toEqual([2, 7]);
  });

  test.each([
    [transformers.getConstantScheduleWithWarmup({ lr: 1, numWarmupSteps: 0 }), [1, 1]],
    [
      transformers.getPolynomialDecayScheduleWithWarmup({
        lr: 1,
        numWarmupSteps: 0,
        numTrainingSteps: 0,
      }),
      [1e-7, 1e-7],
    ],
    [
      transformers.getCosineWithHardRestartsScheduleWithWarmup({
        lr: 1,
        numWarmupSteps: 0,
        numTrainingSteps: 1,
        numCycles: 0,
      }),
      [1, 0],
    ],
    [
      transformers.getCosineScheduleWithWarmup({
        lr: 1,
        numWarmupSteps: 0,
        numTrainingSteps: 9,
        numCycles: 0,
      }),
      [1, 1],
    ],
    [
      transformers.getWsdSchedule({
        lr: 1,
        numWarmupSteps: 0,
        numDecaySteps: 0,
        numStableSteps: 1,
        decayType: "linear",
        minLrRatio: 0.5,
      }),
      [1, 0.5],
    ],
    [optax.cosineDecaySchedule({ initValue: 1, decaySteps: 1, exponent: 0 }), [1, 1]],
    [timm.cosineLRScheduler({ lr: 1, tInitial: 1, lrMin: 0.5, cycleLimit: 0 }), [0.5, 0.5]],
    [torch.oneCycleLR({ maxLr: 1, totalSteps: 2, pctStart: 1, divFactor: 2 }), [0.5, 1]],
  ])("what has no length is left out: %#", (schedule, values) => {
    expect(rates(schedule, [0, 1])).toEqual(values);
  });
});
