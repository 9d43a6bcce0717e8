import {
  clamp,
  constant,
  cosine,
  cosineRestarts,
  cyclic,
  delay,
  drive,
  exponential,
  inverseSqrt,
  inverseTime,
  isReactive,
  linear,
  multiStep,
  noam,
  oneCycle,
  oneCycleMomentum,
  piecewise,
  plateau,
  polynomial,
  product,
  ramp,
  repeat,
  scale,
  sequence,
  slantedTriangular,
  step,
  stretch,
  triStage,
  warmup,
  warmupStableDecay,
} from "anneal";
import type { ReactiveSchedule, Schedule } from "anneal";
import { Bench } from "tinybench";

const steps = 1000;
const initial = 0.1;
const base = cosine({ initial, steps });

/** Every schedule and combinator, as a user would write it, and three compositions. */
const schedules: Readonly<Record<string, Schedule | ReactiveSchedule>> = {
  constant: constant(initial),
  ramp: ramp({ from: 0, to: initial, steps }),
  step: step({ initial, every: 100 }),
  multiStep: multiStep({ initial, milestones: [300, 600, 900] }),
  piecewise: piecewise({ boundaries: [300, 600], values: [0.1, 0.01, 0.001] }),
  exponential: exponential({ initial, factor: 0.999 }),
  inverseTime: inverseTime({ initial, rate: 0.01 }),
  linear: linear({ initial, steps }),
  polynomial: polynomial({ initial, steps, power: 2 }),
  cosine: base,
  cosineRestarts: cosineRestarts({ initial, steps: 100, multiplier: 2 }),
  cyclic: cyclic({ min: 0.01, max: initial, up: 100 }),
  oneCycle: oneCycle({ peak: initial, steps }),
  oneCycleMomentum: oneCycleMomentum({ steps }),
  slantedTriangular: slantedTriangular({ peak: initial, steps }),
  inverseSqrt: inverseSqrt({ peak: initial, warmup: 100 }),
  noam: noam({ dimension: 512, warmup: 100 }),
  warmupStableDecay: warmupStableDecay({ peak: initial, warmup: 100, stable: 700, decay: 200 }),
  triStage: triStage({
    initial: 0,
    peak: initial,
    final: 0.001,
    warmup: 100,
    hold: 400,
    decay: 500,
  }),
  warmup: warmup({ schedule: base, steps: 100 }),
  plateau: plateau({ schedule: initial }),
  scale: scale(0.5, base),
  product: product([base, 0.5]),
  clamp: clamp({ min: 0.01 }, base),
  delay: delay(100, base),
  stretch: stretch(10, base),
  repeat: repeat({ steps: 100 }, base),
  sequence: sequence([ramp({ from: 0, to: initial, steps: 100 }), base]),
  "scale of clamp of sequence": scale(
    0.5,
    clamp({ min: 0.001 }, sequence([ramp({ from: 0, to: initial, steps: 100 }), base])),
  ),
  "plateau around warmup around cosine": plateau({
    schedule: warmup({ schedule: base, steps: 100 }),
  }),
};

/** Calls in one timed batch: a single call is far below the resolution of the clock. */
const calls = 1000;

export interface CallCost {
  readonly name: string;
  /** Median nanoseconds for a call. */
  readonly p50: number;
  /** Median absolute deviation of the same, in nanoseconds. */
  readonly mad: number;
}

/** Nanoseconds for a call of every schedule, and for an update of a driven one. */
export async function measureSchedules(milliseconds: number): Promise<CallCost[]> {
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 5 });
  let sink = 0;
  for (const [name, schedule] of Object.entries(schedules)) {
    const { initial: state } = schedule as ReactiveSchedule;
    bench.add(
      name,
      isReactive(schedule)
        ? () => {
            for (let index = 0; index < calls; index++) sink += schedule.at(index, state);
          }
        : () => {
            for (let index = 0; index < calls; index++) sink += schedule(index);
          },
    );
  }
  const running = drive(base);
  bench.add("drive: advance", () => {
    for (let index = 0; index < calls; index++) sink += running.advance();
  });
  await bench.run();
  if (!Number.isFinite(sink)) throw new Error("a schedule gave a value that is not finite");
  return bench.tasks.map(({ name, result }) => {
    if (result.state !== "completed") throw new Error(`${name}: ${result.state}`);
    const perCall = 1e6 / calls;
    return { name, p50: result.latency.p50 * perCall, mad: result.latency.mad * perCall };
  });
}
