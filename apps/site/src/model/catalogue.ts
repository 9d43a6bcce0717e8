import { kinds } from "anneal";
import type { Kind, ScheduleSpec } from "anneal";
import * as cosine from "@anneal/cosine";
import * as cyclic from "@anneal/cyclic";
import * as exponential from "@anneal/exponential";
import * as plateau from "@anneal/plateau";
import * as polynomial from "@anneal/polynomial";
import * as step from "@anneal/step";
import * as transformer from "@anneal/transformer";
import * as warmup from "@anneal/warmup";

/** The packages that publish a family of schedules; what is in none of them is of core. */
const families: Readonly<Record<string, object>> = {
  "@anneal/step": step,
  "@anneal/exponential": exponential,
  "@anneal/polynomial": polynomial,
  "@anneal/cosine": cosine,
  "@anneal/cyclic": cyclic,
  "@anneal/transformer": transformer,
  "@anneal/warmup": warmup,
  "@anneal/plateau": plateau,
};

/** The name of the package that publishes a kind. */
export function packageOf(kind: string): string {
  const found = Object.entries(families).find(([, exported]) => Object.hasOwn(exported, kind));
  return found?.[0] ?? "@anneal/core";
}

const byName: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [kind.kind, kind]));

/** The kind of that name, if anneal has one. */
export const kindNamed = (name: string): Kind | undefined => byName.get(name);

/** A curve is what a ramp takes as its shape: it has no step of its own. */
const isCurve = ({ kind }: Kind): boolean => kind.endsWith("Curve");

/** They take a function, by its name: what a form cannot ask for. `vary` can be written as JSON. */
const unwritten: readonly string[] = ["map", "vary"];

/** The names of the kinds of schedules that a form can make, by the package that publishes them. */
export const scheduleKinds: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ["@anneal/core", ...Object.keys(families)].map((name) => [
    name,
    kinds
      .filter((kind) => !isCurve(kind) && !unwritten.includes(kind.kind))
      .map(({ kind }) => kind)
      .filter((kind) => packageOf(kind) === name)
      .sort(),
  ]),
);

/** The names of the curves. */
export const curveKinds: readonly string[] = kinds
  .filter(isCurve)
  .map(({ kind }) => kind)
  .sort();

const run = 1000;
const inside = { kind: "cosine", initial: 0.1, steps: run };

/** A schedule of every kind, for a run of a thousand updates: what a form begins with. */
const beginnings: Readonly<Record<string, object>> = {
  advance: { steps: 250, schedule: inside },
  clamp: { min: 0.02, max: 0.08, schedule: inside },
  constant: { value: 0.1 },
  cooldownFrom: { step: 600, steps: 400, schedule: 0.1 },
  cosine: { initial: 0.1, steps: run },
  cosineArc: { initial: 0.1, steps: run },
  cosineCycles: {
    cycles: [
      { steps: 400, peak: 0.1, warmup: 50 },
      { steps: 600, peak: 0.05, warmup: 50 },
    ],
  },
  cosinePower: { initial: 0.1, steps: run, exponent: 2 },
  cosineRestarts: { initial: 0.1, steps: 150, multiplier: 2 },
  cyclic: { min: 0.01, max: 0.1, up: 100, down: 150, mode: "triangular2" },
  cyclicMomentum: { up: 100, down: 150 },
  delay: { steps: 200, schedule: { kind: "cosine", initial: 0.1, steps: 800 } },
  during: {
    start: 100,
    steps: 500,
    schedule: { kind: "linear", initial: 0.1, steps: 500, min: 0.01 },
  },
  exponential: { initial: 0.1, factor: 0.997 },
  exponentialWarmup: { schedule: inside, factor: 0.98 },
  extend: { step: 500, steps: 1500, schedule: inside },
  greedy: { schedule: 0.1, min: 0.001, max: 1, factor: 0.8, patience: 5 },
  hold: { steps: 100, schedule: inside },
  inverseSqrt: { peak: 0.1, warmup: 100 },
  inverseTime: { initial: 0.1, rate: 0.005 },
  linear: { initial: 0.1, steps: run },
  mirror: { steps: 500, schedule: { kind: "cosine", initial: 0.1, steps: 500 } },
  multiStep: { initial: 0.1, milestones: [400, 700], factor: 0.3 },
  noam: { dimension: 512, warmup: 200 },
  noise: { amount: 0.3, seed: 1, every: 20, schedule: inside },
  oneCycle: { peak: 0.1, steps: run },
  oneCycleMomentum: { steps: run },
  piecewise: { boundaries: [300, 700], values: [0.05, 0.1, 0.01] },
  piecewiseCosine: {
    points: [
      [0, 0.01],
      [200, 0.1],
      [1000, 0],
    ],
  },
  piecewiseLinear: {
    points: [
      [0, 0.01],
      [200, 0.1],
      [1000, 0],
    ],
  },
  plateau: { schedule: 0.1, factor: 0.5, patience: 3 },
  polynomial: { initial: 0.1, steps: run, power: 2 },
  polynomialCycles: { initial: 0.1, steps: 300 },
  powerLaw: { peak: 0.1, amplitude: 1, exponent: -0.5, warmup: 100 },
  product: { schedules: [inside, { kind: "step", initial: 1, every: 300, factor: 0.7 }] },
  radamWarmup: { schedule: 0.1, beta2: 0.99 },
  ramp: { from: 0.1, to: 0.01, steps: run, curve: { kind: "cosineCurve" } },
  rangeTest: { from: 0.00001, to: 1, steps: run },
  repeat: { steps: 250, schedule: { kind: "cosine", initial: 0.1, steps: 250 } },
  reverse: { steps: run, schedule: inside },
  rewarm: { step: 500, steps: 100, next: 0.05, schedule: inside },
  rex: { initial: 0.1, steps: run },
  scale: { factor: 0.5, schedule: inside },
  sequence: {
    phases: [
      { schedule: { kind: "ramp", from: 0.01, to: 0.1, steps: 100 }, steps: 100 },
      { schedule: 0.1, steps: 400 },
      { kind: "cosine", initial: 0.1, steps: 500 },
    ],
  },
  sigmoid: { max: 0.1, center: 500, rate: 0.012 },
  sine: { min: 0.01, max: 0.1, period: 250 },
  slantedTriangular: { peak: 0.1, steps: run },
  step: { initial: 0.1, every: 250, factor: 0.5 },
  stretch: { factor: 100, schedule: { kind: "step", initial: 0.1, every: 3, factor: 0.5 } },
  sum: { schedules: [0.01, inside] },
  tanh: { initial: 0.1, steps: run },
  triStage: { initial: 0.001, peak: 0.1, min: 0.005, warmup: 100, hold: 400, decay: 500 },
  untunedWarmup: { schedule: 0.1, beta2: 0.99 },
  warmup: { schedule: { kind: "cosine", initial: 0.1, steps: 900 }, steps: 100 },
  warmupStableDecay: { peak: 0.1, warmup: 100, stable: 600, decay: 300 },
};

/** A schedule of a kind to begin with. */
export const beginning = (kind: string): ScheduleSpec => ({ kind, ...beginnings[kind] });

const curveBeginnings: Readonly<Record<string, object>> = {
  halvingCurve: { halvings: 4 },
  logarithmicCurve: { base: 10 },
  polynomialCurve: { power: 2 },
  reversedCurve: { curve: { kind: "exponentialCurve" } },
  warpedCurve: { exponent: 2, curve: { kind: "cosineCurve" } },
};

/** A curve of a kind to begin with. */
export const curveBeginning = (kind: string): ScheduleSpec => ({ kind, ...curveBeginnings[kind] });
