import { optaxPiecewiseConstantSchedule } from "@anneal/compat";
import { advance, cosineCurve, polynomialCurve, ramp, sequence, sum } from "@anneal/core";
import type { Curve, Schedule } from "@anneal/core";
import { cosineCycles } from "@anneal/cosine";
import { exponential } from "@anneal/exponential";
import { inverseSqrt } from "@anneal/transformer";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

/** Reads times of a scheduler in batches. */
interface ComposerTimes {
  readonly time: (key: string, otherwise?: string) => number;
  readonly times: (key: string) => number[];
  /** What a time is a multiple of, in batches: of one batch, sample or token. */
  readonly grain: (key: string) => number;
}

/** A scheduler of Composer or llm-foundry, which makes a factor. */
interface ComposerScheduler {
  /** Its names in files. */
  readonly names: readonly string[];
  readonly keys: readonly string[];
  readonly read: (scheduler: Settings, times: ComposerTimes) => Schedule;
}

/** Down to `alpha_f` along a curve over all that the warmup leaves, if there is one. */
const decay =
  /* @__NO_SIDE_EFFECTS__ */
  (warmedUp: boolean, curveOf?: (scheduler: Settings) => Curve) =>
    (scheduler: Settings, { time }: ComposerTimes): Schedule => {
      const warmup = warmedUp ? time("t_warmup") : 0;
      const [peak, curve] = [scheduler.amount("alpha_i", 1), curveOf?.(scheduler)];
      return sequence([
        way({ from: 0, to: peak, steps: warmup }),
        ramp({
          from: peak,
          to: scheduler.amount("alpha_f", 0),
          steps: Math.max(0, time("t_max", "1dur") - warmup),
          ...(curve && { curve }),
        }),
      ]);
    };

const powerOf =
  /* @__NO_SIDE_EFFECTS__ */
  (otherwise?: number) =>
    (scheduler: Settings): Curve =>
      polynomialCurve(scheduler.positive("power", otherwise));

/** A product of `gamma` for each milestone that is reached. */
function milestones(scheduler: Settings, { times }: ComposerTimes): Schedule {
  const gamma = scheduler.amount("gamma", 0.1);
  const factors = new Map<number, number>();
  for (const milestone of times("milestones")) {
    factors.set(milestone, (factors.get(milestone) ?? 1) * gamma);
  }
  return optaxPiecewiseConstantSchedule({
    initValue: 1,
    boundariesAndScales: Object.fromEntries(factors),
  });
}

/** Cycles are whole batches, samples or tokens; so many that no training sees the last. */
const mostCycles = 1000;

/** Every scheduler that is read. */
export const composerSchedulers: readonly ComposerScheduler[] = [
  {
    names: ["constant_with_warmup"],
    keys: ["t_warmup", "alpha", "t_max"],
    read: (scheduler, { time }) =>
      ramp({ from: 0, to: scheduler.amount("alpha", 1), steps: time("t_warmup") }),
  },
  {
    names: ["linear_decay_with_warmup", "linear_with_warmup"],
    keys: ["t_warmup", "alpha_i", "alpha_f", "t_max"],
    read: decay(true),
  },
  {
    names: ["cosine_with_warmup", "cosine_decay_with_warmup"],
    keys: ["t_warmup", "alpha_f", "t_max"],
    read: decay(true, () => cosineCurve),
  },
  {
    names: ["polynomial_with_warmup"],
    keys: ["t_warmup", "alpha_f", "t_max", "power"],
    read: decay(true, powerOf(2)),
  },
  {
    names: ["cosine", "cosine_decay"],
    keys: ["alpha_f", "t_max"],
    read: decay(false, () => cosineCurve),
  },
  {
    names: ["linear", "linear_decay"],
    keys: ["alpha_i", "alpha_f", "t_max"],
    read: decay(false),
  },
  { names: ["polynomial"], keys: ["alpha_f", "t_max", "power"], read: decay(false, powerOf()) },
  { names: ["multistep"], keys: ["milestones", "gamma"], read: milestones },
  {
    names: ["multistep_with_warmup"],
    keys: ["t_warmup", "milestones", "gamma"],
    read(scheduler, times) {
      const warmup = times.time("t_warmup");
      return sequence([
        way({ from: 0, to: 1, steps: warmup }),
        advance(warmup, milestones(scheduler, times)),
      ]);
    },
  },
  {
    names: ["step"],
    keys: ["step_size", "gamma"],
    read: (scheduler, { time }) =>
      exponential({
        initial: 1,
        factor: scheduler.share("gamma", 0.1),
        every: time("step_size"),
        staircase: true,
      }),
  },
  {
    names: ["exponential", "exponential_decay"],
    keys: ["gamma", "decay_period"],
    read: (scheduler, { time }) =>
      exponential({
        initial: 1,
        factor: scheduler.share("gamma"),
        every: time("decay_period", "1ep"),
      }),
  },
  {
    names: ["constant"],
    keys: ["alpha", "t_max"],
    read: (scheduler, { time }) =>
      sequence([{ schedule: scheduler.amount("alpha", 1), steps: time("t_max", "1dur") }, 1]),
  },
  {
    names: ["cosine_warmrestart", "cosine_restart", "cosine_annealing_warm_restarts"],
    keys: ["t_0", "t_mult", "alpha_f"],
    read(scheduler, { time, grain }) {
      const multiplier = scheduler.positive("t_mult", 1);
      const one = grain("t_0");
      const min = scheduler.amount("alpha_f", 0);
      if (min > 1) scheduler.refuse("alpha_f", "at most 1");
      const cycles = [];
      let steps = time("t_0");
      while (steps >= 1 && steps < Number.MAX_SAFE_INTEGER && cycles.length < mostCycles) {
        cycles.push({ steps, peak: 1, min });
        steps = Math.floor((multiplier * steps) / one) * one;
      }
      if (cycles.length === 0) scheduler.refuse("t_0", "at least one batch");
      if (cycles.length === mostCycles) {
        scheduler.note("t_0", `restarts for ever there, and here ${mostCycles} times`);
      }
      return cosineCycles({ cycles });
    },
  },
  {
    names: ["inv_sqrt_with_warmup"],
    keys: ["t_warmup", "t_scale", "t_cooldown", "t_max", "alpha_f_decay", "alpha_f_cooldown"],
    read(scheduler, { time }) {
      const [warmup, timescale, cooldown] = [time("t_warmup"), time("t_scale"), time("t_cooldown")];
      const [floor, end] = [
        scheduler.amount("alpha_f_decay", 0),
        scheduler.amount("alpha_f_cooldown", 0),
      ];
      if (floor < end) scheduler.refuse("alpha_f_decay", `at least alpha_f_cooldown (${end})`);
      if (floor > 1) scheduler.refuse("alpha_f_decay", "at most 1");
      if (timescale === 0) scheduler.refuse("t_scale", "above 0");
      const start = Math.max(warmup, time("t_max", "1dur") - cooldown);
      const root = inverseSqrt({ peak: 1 - floor, warmup: 0, timescale });
      const falling = floor === 0 ? root : sum([floor, root]);
      const last = falling(start - warmup);
      return sequence([
        way({ from: 0, to: 1, steps: warmup }),
        { schedule: falling, steps: start - warmup },
        ramp({ from: last, to: cooldown > 0 ? end : last, steps: cooldown }),
      ]);
    },
  },
];
