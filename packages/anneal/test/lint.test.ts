import {
  clamp,
  constant,
  cooldownFrom,
  cosineCurve,
  delay,
  during,
  extend,
  linearCurve,
  lint,
  map,
  mirror,
  noise,
  product,
  ramp,
  repeat,
  reverse,
  rewarm,
  scale,
  sequence,
  stretch,
  sum,
  vary,
} from "@anneal/core";
import type { Composable, LintRule } from "@anneal/core";
import { cosine, cosineArc, cosineCycles, cosinePower, cosineRestarts } from "@anneal/cosine";
import {
  cyclic,
  cyclicMomentum,
  oneCycle,
  oneCycleMomentum,
  rangeTest,
  sine,
  slantedTriangular,
} from "@anneal/cyclic";
import { exponential, inverseTime, sigmoid, tanh } from "@anneal/exponential";
import { greedy, plateau } from "@anneal/plateau";
import { linear, polynomial, polynomialCycles, rex } from "@anneal/polynomial";
import { multiStep, piecewise, piecewiseCosine, piecewiseLinear, step } from "@anneal/step";
import { inverseSqrt, noam, powerLaw, triStage, warmupStableDecay } from "@anneal/transformer";
import { exponentialWarmup, radamWarmup, untunedWarmup, warmup } from "@anneal/warmup";
import { describe, expect, test } from "vitest";

const falling = cosine({ initial: 0.1, steps: 90 });
const endless = inverseSqrt({ peak: 0.1, warmup: 4 });
const points = [
  [0, 0.01],
  [10, 0.1],
  [30, 0],
] as const;

describe("a schedule with sensible options, over the run that it is made for, is without findings", () => {
  test.each<readonly [string, Composable, number]>([
    ["a number", 0.1, 100],
    ["a function", (at: number) => 0.1 / (at + 1), 100],
    ["constant", constant(0.1), 100],
    ["ramp", ramp({ from: 0.1, to: 0, steps: 100 }), 100],
    ["cosine", cosine({ initial: 0.1, steps: 100 }), 100],
    ["cosineArc", cosineArc({ initial: 0.1, steps: 100 }), 100],
    ["cosinePower", cosinePower({ initial: 0.1, steps: 100, exponent: 2 }), 100],
    ["cosineRestarts", cosineRestarts({ initial: 0.1, steps: 10, multiplier: 2, factor: 0.5 }), 70],
    ["cosineRestarts, of a number", cosineRestarts({ initial: 0.1, steps: 10, cycles: 3 }), 30],
    [
      "cosineCycles",
      cosineCycles({
        cycles: [
          { steps: 10, peak: 0.1 },
          { warmup: 4, steps: 20, peak: 0.05, min: 0.01 },
        ],
      }),
      34,
    ],
    ["step", step({ initial: 0.1, every: 30, factor: 0.5 }), 100],
    ["multiStep", multiStep({ initial: 0.1, milestones: [30, 80], factor: 0.5 }), 100],
    ["piecewise", piecewise({ boundaries: [10, 20], values: [0.1, 0.05, 0.01] }), 30],
    ["piecewiseLinear", piecewiseLinear({ points }), 30],
    ["piecewiseCosine", piecewiseCosine({ points }), 30],
    ["exponential", exponential({ initial: 0.1, factor: 0.25, every: 10, min: 0.001 }), 100],
    [
      "exponential, a staircase",
      exponential({ initial: 0.1, factor: 0.5, every: 10, staircase: true }),
      100,
    ],
    ["inverseTime", inverseTime({ initial: 0.1, rate: 0.5, every: 2 }), 100],
    ["tanh", tanh({ initial: 0.1, steps: 100 }), 100],
    ["sigmoid", sigmoid({ max: 0.1, center: 50, rate: 0.1 }), 100],
    ["linear", linear({ initial: 0.1, steps: 100, min: 0.01 }), 100],
    ["polynomial", polynomial({ initial: 0.1, steps: 100, power: 2 }), 100],
    ["polynomialCycles", polynomialCycles({ initial: 0.1, steps: 10 }), 40],
    ["rex", rex({ initial: 0.9, steps: 100 }), 100],
    ["cyclic", cyclic({ min: 0.01, max: 0.05, up: 4, down: 2 }), 60],
    ["cyclic, halving", cyclic({ min: 0.01, max: 0.05, up: 4, mode: "triangular2" }), 80],
    ["cyclicMomentum", cyclicMomentum({ up: 4, down: 2 }), 60],
    ["sine", sine({ min: 0.01, max: 0.05, period: 6 }), 60],
    ["oneCycle", oneCycle({ peak: 0.1, steps: 100 }), 100],
    ["oneCycle, in three phases", oneCycle({ peak: 0.1, steps: 100, phases: 3 }), 100],
    ["oneCycleMomentum", oneCycleMomentum({ steps: 100 }), 100],
    ["slantedTriangular", slantedTriangular({ peak: 0.01, steps: 100 }), 100],
    ["rangeTest", rangeTest({ from: 0.001, to: 1, steps: 30 }), 31],
    ["warmupStableDecay", warmupStableDecay({ peak: 0.1, warmup: 3, stable: 5, decay: 4 }), 12],
    ["inverseSqrt", endless, 100],
    ["noam", noam({ dimension: 4, warmup: 4 }), 100],
    ["powerLaw", powerLaw({ peak: 0.5, amplitude: 4, exponent: -1, warmup: 3 }), 100],
    [
      "triStage",
      triStage({ initial: 0.01, peak: 1, min: 0.0625, warmup: 3, hold: 5, decay: 4 }),
      12,
    ],
    ["warmup of a number", warmup({ schedule: 0.1, steps: 3 }), 100],
    ["warmup of a cosine", warmup({ schedule: falling, steps: 10 }), 100],
    ["warmup over a cosine", warmup({ schedule: falling, steps: 10, mode: "overlay" }), 90],
    ["exponentialWarmup", exponentialWarmup({ schedule: 0.1, factor: 0.5 }), 100],
    ["untunedWarmup", untunedWarmup({ schedule: 0.1, beta2: 0.75 }), 100],
    ["radamWarmup", radamWarmup({ schedule: 0.1, beta2: 0.9 }), 100],
    ["plateau", plateau({ schedule: warmup({ schedule: falling, steps: 10 }), patience: 3 }), 100],
    ["greedy", greedy({ schedule: 0.1, min: 0.01, max: 1 }), 100],
    [
      "sequence",
      sequence([
        ramp({ from: 0.01, to: 0.1, steps: 10 }),
        { schedule: 0.1, steps: 5 },
        ramp({ from: 0.1, to: 0.01, steps: 20 }),
      ]),
      35,
    ],
    [
      "sequence, with a rate that is held",
      sequence([
        { schedule: warmup({ schedule: plateau({ schedule: 0.1 }), steps: 4 }), steps: 50 },
        0.001,
      ]),
      60,
    ],
    [
      "sequence, with cycles",
      sequence([
        ramp({ from: 0.01, to: 0.1, steps: 5 }),
        cosineRestarts({ initial: 0.1, steps: 10, cycles: 2 }),
        0.001,
      ]),
      30,
    ],
    [
      "sequence, after cycles",
      sequence([
        { schedule: cyclic({ min: 0.01, max: 0.05, up: 2 }), steps: 8 },
        oneCycle({ peak: 0.1, steps: 10, fraction: 0.5, min: 0, curve: linearCurve }),
      ]),
      18,
    ],
    [
      "sequence, with a cooldown",
      sequence([{ schedule: endless, steps: 16 }, ramp({ from: endless(16), to: 0, steps: 10 })]),
      26,
    ],
    [
      "sequence, holding first",
      sequence([
        { schedule: 0.1, steps: 20 },
        exponential({ initial: 0.1, factor: 0.5, every: 10 }),
      ]),
      100,
    ],
    ["product", product([falling, 0.1]), 90],
    ["sum", sum([falling, 0.01]), 90],
    ["scale", scale(0.5, falling), 90],
    ["clamp", clamp({ min: 0.03 }, endless), 100],
    ["delay", delay(10, falling), 100],
    ["stretch", stretch(100, falling), 9000],
    ["repeat", repeat({ times: 3 }, falling), 270],
    ["mirror", mirror({}, ramp({ from: 0.01, to: 0.1, steps: 10 })), 20],
    ["reverse", reverse({}, ramp({ from: 0.1, to: 0.01, steps: 10 })), 11],
    ["map", map((value) => 2 * value, falling), 90],
    ["during", product([0.1, during({ start: 10, steps: 5 }, 0.5)]), 100],
    ["noise", noise({ amount: 0.1, every: 10 }, 1), 100],
    ["vary", vary(ramp, { from: ramp({ from: 1, to: 0.5, steps: 2 }), to: 0, steps: 4 }), 4],
    ["extend", extend(4, 12, ramp({ from: 1, to: 0, steps: 8 })), 16],
    [
      "cooldownFrom",
      cooldownFrom(100, { steps: 20 }, ramp({ from: 0.1, to: 0.5, steps: 10 })),
      120,
    ],
    [
      "rewarm",
      rewarm(
        100,
        { steps: 10, next: ramp({ from: 0.25, to: 0.01, steps: 50 }) },
        ramp({ from: 0.5, to: 0.01, steps: 100 }),
      ),
      160,
    ],
  ])("%s", (_name, schedule, steps) => {
    expect(lint(schedule, { steps })).toEqual([]);
  });
});

describe("each way to be wrong is found in what these packages make", () => {
  const zero = { first: "zero" } as const;

  test.each<readonly [LintRule, Composable, number]>([
    ["zero-start", warmup({ schedule: falling, steps: 10, ...zero }), 100],
    ["zero-start", inverseSqrt({ peak: 0.1, warmup: 10, ...zero }), 100],
    ["zero-updates", sequence([falling, 0]), 100],
    [
      "jump",
      sequence([ramp({ from: 0.01, to: 0.1, steps: 20 }), cosine({ initial: 0.08, steps: 80 })]),
      100,
    ],
    ["jump", plateau({ schedule: sequence([falling, falling]) }), 180],
    [
      "rises-after-end",
      warmup({ schedule: (at: number) => 0.05 * (1 + Math.cos((Math.PI * at) / 50)), steps: 10 }),
      100,
    ],
    ["unused-peak", oneCycle({ peak: 0.1, steps: 101 }), 101],
    ["unused-peak", inverseSqrt({ peak: 0.1, warmup: 1000 }), 100],
    [
      "unused-peak",
      warmupStableDecay({ peak: 0.1, warmup: 60, stable: 100, decay: 40, curve: cosineCurve }),
      50,
    ],
    ["unused-floor", cosine({ initial: 0.1, steps: 200 }), 100],
    ["unused-floor", exponential({ initial: 0.1, factor: 0.9, min: 1e-6 }), 30],
    [
      "unreachable",
      sequence([
        { schedule: falling, steps: 90.2 },
        { schedule: 0.01, steps: 0.5 },
        linear({ initial: 0.01, steps: 10 }),
      ]),
      95,
    ],
    ["unreachable", multiStep({ initial: 0.1, milestones: [30, 80] }), 60],
    ["unreachable", piecewise({ boundaries: [2.2, 2.6], values: [0.1, 0.05, 0.01] }), 60],
    ["horizon", warmup({ schedule: falling, steps: 20 }), 100],
    [
      "horizon",
      warmup({ schedule: cosine({ initial: 0.1, min: 0.01, steps: 90 }), steps: 5 }),
      100,
    ],
    ["negative", product([falling, (at: number) => 1 - at / 50]), 90],
    ["no-value", sequence([falling, () => NaN]), 100],
  ])("%s: %o over %d updates", (rule, schedule, steps) => {
    expect(lint(schedule, { steps }).map((finding) => finding.rule)).toContain(rule);
  });
});
