import { fork } from "node:child_process";
import { once } from "node:events";
import {
  advance,
  clamp,
  constant,
  cooldownFrom,
  cosine,
  cosineArc,
  cosineCycles,
  cosinePower,
  cosineRestarts,
  cyclic,
  cyclicMomentum,
  delay,
  drive,
  during,
  exponential,
  exponentialWarmup,
  extend,
  greedy,
  hold,
  inverseSqrt,
  inverseTime,
  isReactive,
  linear,
  map,
  mirror,
  multiStep,
  noam,
  noise,
  oneCycle,
  oneCycleMomentum,
  piecewise,
  piecewiseCosine,
  piecewiseLinear,
  plateau,
  polynomial,
  polynomialCycles,
  powerLaw,
  product,
  radamWarmup,
  ramp,
  rangeTest,
  repeat,
  reverse,
  rewarm,
  rex,
  scale,
  sequence,
  sigmoid,
  sine,
  slantedTriangular,
  step,
  stretch,
  sum,
  tanh,
  triStage,
  untunedWarmup,
  vary,
  warmup,
  warmupStableDecay,
} from "anneal";
import type { ReactiveSchedule, Schedule } from "anneal";
import { Bench } from "tinybench";
import { bytesPerCall, loopFor } from "./loop.ts";

const steps = 1000;
const initial = 0.1;
const base = cosine({ initial, steps });

const warm = ramp({ from: 0, to: initial, steps: 100 });
const rates = { min: 0.01, max: initial };

/** Every schedule and combinator, as a user would write it, and some compositions. */
const schedules: Readonly<Record<string, Schedule | ReactiveSchedule>> = {
  constant: constant(initial),
  ramp: ramp({ from: 0, to: initial, steps }),
  step: step({ initial, every: 100 }),
  multiStep: multiStep({ initial, milestones: [300, 600, 900] }),
  piecewise: piecewise({ boundaries: [300, 600], values: [0.1, 0.01, 0.001] }),
  piecewiseLinear: piecewiseLinear({
    points: [
      [0, 0.1],
      [500, 0.2],
      [1000, 0],
    ],
  }),
  piecewiseCosine: piecewiseCosine({
    points: [
      [0, 0.1],
      [500, 0.2],
      [1000, 0],
    ],
  }),
  exponential: exponential({ initial, factor: 0.999 }),
  inverseTime: inverseTime({ initial, rate: 0.01 }),
  tanh: tanh({ initial, steps }),
  sigmoid: sigmoid({ max: initial, center: 500, rate: 0.01 }),
  linear: linear({ initial, steps }),
  "polynomial, power 2": polynomial({ initial, steps, power: 2 }),
  "polynomial, power 0.9": polynomial({ initial, steps, power: 0.9 }),
  polynomialCycles: polynomialCycles({ initial, steps: 300 }),
  rex: rex({ initial, steps }),
  cosine: base,
  cosineArc: cosineArc({ initial, steps }),
  cosinePower: cosinePower({ initial, steps, exponent: 2 }),
  cosineRestarts: cosineRestarts({ initial, steps: 100, multiplier: 2 }),
  cosineCycles: cosineCycles({
    cycles: [
      { steps: 500, peak: initial },
      { steps: 500, peak: 0.05 },
    ],
  }),
  cyclic: cyclic({ ...rates, up: 100 }),
  sine: sine({ ...rates, period: 100 }),
  oneCycle: oneCycle({ peak: initial, steps }),
  oneCycleMomentum: oneCycleMomentum({ steps }),
  cyclicMomentum: cyclicMomentum({ up: 100 }),
  slantedTriangular: slantedTriangular({ peak: initial, steps }),
  rangeTest: rangeTest({ steps }),
  inverseSqrt: inverseSqrt({ peak: initial, warmup: 100 }),
  noam: noam({ dimension: 512, warmup: 100 }),
  powerLaw: powerLaw({ peak: initial, amplitude: 1, exponent: -0.5, warmup: 100 }),
  warmupStableDecay: warmupStableDecay({ peak: initial, warmup: 100, stable: 700, decay: 200 }),
  triStage: triStage({
    initial: 0,
    peak: initial,
    min: 0.001,
    warmup: 100,
    hold: 400,
    decay: 500,
  }),
  warmup: warmup({ schedule: base, steps: 100 }),
  exponentialWarmup: exponentialWarmup({ schedule: base, factor: 0.99 }),
  untunedWarmup: untunedWarmup({ schedule: base, beta2: 0.999 }),
  radamWarmup: radamWarmup({ schedule: base, beta2: 0.999 }),
  plateau: plateau({ schedule: initial }),
  greedy: greedy({ schedule: initial, ...rates }),
  scale: scale(0.5, base),
  product: product([base, 0.5]),
  sum: sum([base, 0.01]),
  clamp: clamp({ min: 0.01 }, base),
  delay: delay(100, base),
  advance: advance(100, base),
  hold: hold(10, base),
  stretch: stretch(10, base),
  repeat: repeat({ steps: 100 }, base),
  mirror: mirror({ steps: 500 }, base),
  reverse: reverse({}, base),
  during: during({ start: 100, steps: 500 }, base),
  noise: noise({ amount: 0.1 }, base),
  map: map((rate) => rate / 2, base),
  vary: vary(cosine, { initial: step({ initial, every: 300 }), steps }),
  sequence: sequence([warm, base]),
  extend: extend(500, 1000, base),
  cooldownFrom: cooldownFrom(500, { steps: 100 }, base),
  rewarm: rewarm(500, { steps: 100, next: base }, base),
  "scale of clamp of sequence": scale(0.5, clamp({ min: 0.001 }, sequence([warm, base]))),
  "product of stretch of repeat": product([0.5, stretch(10, repeat({ steps: 10 }, base))]),
  "plateau around warmup around cosine": plateau({
    schedule: warmup({ schedule: base, steps: 100 }),
  }),
};

/** Calls in one timed batch: a single call is far below the resolution of the clock. */
const calls = 1000;

/** What a call of one schedule costs. */
export interface CallCost {
  readonly name: string;
  /** Median nanoseconds for a call. */
  readonly p50: number;
  /** Median absolute deviation of the same, in nanoseconds. */
  readonly mad: number;
  /** Bytes that a call allocates; `null` for the driver, which is no schedule. */
  readonly bytes: number | null;
}

/**
 * Measures one schedule, or an update of a driven one, in the thread that calls.
 *
 * Each needs an engine of its own, as in a program that has one schedule: what has been through the same code with fifty
 * others is no longer inlined, and every number that it returns is boxed.
 */
async function measureHere(name: string, milliseconds: number): Promise<CallCost> {
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 5 });
  let sink = 0;
  const schedule = schedules[name];
  if (schedule) {
    const state = isReactive(schedule) ? schedule.initial : null;
    const loop = loopFor(schedule);
    bench.add(name, () => {
      sink += loop(schedule, state, calls);
    });
  } else {
    const running = drive(base);
    bench.add(name, () => {
      for (let index = 0; index < calls; index++) sink += running.advance();
    });
  }
  await bench.run();
  if (!Number.isFinite(sink)) throw new Error(`${name} gave a value that is not finite`);
  const { result } = bench.tasks[0]!;
  if (result.state !== "completed") throw new Error(`${name}: ${result.state}`);
  const perCall = 1e6 / calls;
  return {
    name,
    p50: result.latency.p50 * perCall,
    mad: result.latency.mad * perCall,
    bytes: schedule ? bytesPerCall(schedule) : null,
  };
}

/** Measures every schedule, each in a process of its own. */
export async function* measureSchedules(milliseconds: number): AsyncGenerator<CallCost> {
  for (const name of [...Object.keys(schedules), "drive: advance"]) {
    const child = fork(import.meta.filename, [name, String(milliseconds)]);
    try {
      const [cost] = (await once(child, "message")) as [CallCost];
      yield cost;
    } finally {
      child.kill();
    }
  }
}

// The child of the function above.
if (process.argv[1] === import.meta.filename) {
  const [, , name = "", milliseconds] = process.argv;
  process.send?.(await measureHere(name, Number(milliseconds)));
}
