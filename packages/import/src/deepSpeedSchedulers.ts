import {
  advance,
  constant,
  cosineCurve,
  delay,
  hold,
  linearCurve,
  logarithmicCurve,
  ramp,
  sequence,
} from "@anneal/core";
import type { Curve, Schedule } from "@anneal/core";
import { inverseTime } from "@anneal/exponential";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";

/** The schedulers of DeepSpeed. */
export const deepSpeedTypes = [
  "WarmupLR",
  "WarmupDecayLR",
  "WarmupCosineLR",
  "OneCycle",
  "LRRangeTest",
] as const;

type Type = (typeof deepSpeedTypes)[number];

/** What a scheduler is read with beside its parameters. */
export interface DeepSpeedContext {
  readonly options: ImportOptions;
  /** The rate of the optimizer; asked for only where it matters. */
  readonly base: () => number;
  readonly hasMomentum: boolean;
  /** Which parameter group. */
  readonly group: number;
}

/** Whether whoever starts the training fills the value in. */
export const isAuto = (params: Settings, key: string): boolean => params.get(key) === "auto";

/** A number that may be "auto", which whoever starts the training fills in. */
function filled(
  params: Settings,
  key: string,
  option: keyof ImportOptions,
  options: ImportOptions,
): number | undefined {
  const chosen = options[option] as number | undefined;
  if (!isAuto(params, key)) return undefined;
  if (chosen === undefined) return params.ask(option, `${params.path(key)} is "auto"`);
  params.note(key, `"auto" is ${chosen}, from the option ${option}`);
  return chosen;
}

/** A rate of one group: DeepSpeed takes a list with one for each. */
function rateOf(params: Settings, key: string, group: number, otherwise?: number): number {
  if (!Array.isArray(params.get(key))) return params.amount(key, otherwise);
  const rates = params.amounts(key);
  return rates[group] ?? params.refuse(key, `a list with a rate for group ${group}`);
}

/** Steps in all: the option, or the file. */
function totalOf(params: Settings, options: ImportOptions): number {
  if (options.totalSteps !== undefined) return options.totalSteps;
  if (isAuto(params, "total_num_steps"))
    return filled(params, "total_num_steps", "totalSteps", options)!;
  return params.has("total_num_steps")
    ? params.count("total_num_steps")
    : params.ask("totalSteps", `${params.path("total_num_steps")} is missing`);
}

/** Length and shape of a warmup: a logarithm unless it is told otherwise, over 2 steps at least. */
function warmupOf(
  params: Settings,
  options: ImportOptions,
): { readonly steps: number; rise: (from: number, to: number) => Schedule } {
  const steps = Math.max(
    2,
    filled(params, "warmup_num_steps", "warmupSteps", options) ??
      params.count("warmup_num_steps", 1000),
  );
  let type = params.text("warmup_type", "log");
  if (type !== "log" && type !== "linear") {
    params.note(
      "warmup_type",
      `${JSON.stringify(type.slice(0, 99))} is taken for "log", as DeepSpeed does`,
    );
    type = "log";
  }
  // The logarithm is at its end a step before the warmup is over.
  const [length, curve]: [number, Curve] =
    type === "log" ? [steps - 1, logarithmicCurve(steps)] : [steps, linearCurve];
  return { steps, rise: (from, to) => ramp({ from, to, steps: length, curve }) };
}

const autoFloor = (params: Settings, group: number): number => {
  if (!isAuto(params, "warmup_min_lr")) return rateOf(params, "warmup_min_lr", group, 0);
  params.note("warmup_min_lr", '"auto" is 0, as Hugging Face fills it in');
  return 0;
};

function peakOf(
  params: Settings,
  { base, group, options }: DeepSpeedContext,
  isOptional: boolean,
): number {
  if (isAuto(params, "warmup_max_lr")) {
    const rate = options.learningRate ?? base();
    params.note("warmup_max_lr", `"auto" is ${rate}, the rate of the training`);
    return rate;
  }
  if (params.has("warmup_max_lr") || !isOptional)
    return rateOf(params, "warmup_max_lr", group, 0.001);
  const rate = base();
  params.note(
    "warmup_max_lr",
    `not given; ${rate}, the rate of the optimizer, is taken (before DeepSpeed 0.16: 0.001)`,
  );
  return rate;
}

/** What a scheduler moves, and how long it is. */
export interface DeepSpeedScheduler {
  readonly learningRate: Schedule;
  readonly momentum?: Schedule;
  readonly steps?: number;
}

/** What is read of the parameters of each type; everything else there is refused. */
export const deepSpeedKeys: Readonly<Record<Type, readonly string[]>> = {
  WarmupLR: ["warmup_min_lr", "warmup_max_lr", "warmup_num_steps", "warmup_type"],
  WarmupDecayLR: [
    "total_num_steps",
    "warmup_min_lr",
    "warmup_max_lr",
    "warmup_num_steps",
    "warmup_type",
  ],
  WarmupCosineLR: [
    "total_num_steps",
    "warmup_min_ratio",
    "warmup_num_steps",
    "cos_min_ratio",
    "warmup_type",
  ],
  OneCycle: [
    "cycle_min_lr",
    "cycle_max_lr",
    "decay_lr_rate",
    "cycle_first_step_size",
    "cycle_second_step_size",
    "cycle_first_stair_count",
    "cycle_second_stair_count",
    "decay_step_size",
    "cycle_momentum",
    "cycle_min_mom",
    "cycle_max_mom",
    "decay_mom_rate",
  ],
  LRRangeTest: [
    "lr_range_test_min_lr",
    "lr_range_test_step_size",
    "lr_range_test_step_rate",
    "lr_range_test_staircase",
  ],
};

/** A momentum that grows by a share in each step, for as long as the training may be. */
function growing(
  params: Settings,
  from: number,
  share: number,
  { totalSteps = 1_000_000 }: ImportOptions,
): Schedule {
  if (!(share > 0)) return constant(from);
  params.note(
    "decay_mom_rate",
    `the momentum grows for ever there, and here for ${totalSteps} steps`,
  );
  return ramp({ from, to: from * (1 + share * totalSteps), steps: totalSteps });
}

/** Reads the parameters of each type for one group. */
export const deepSpeedSchedulers: Readonly<
  Record<Type, (params: Settings, context: DeepSpeedContext) => DeepSpeedScheduler>
> = {
  WarmupLR(params, context) {
    const { rise } = warmupOf(params, context.options);
    const rates = [autoFloor(params, context.group), peakOf(params, context, true)] as const;
    return { learningRate: delay(1, rise(...rates)) };
  },
  WarmupDecayLR(params, context) {
    const { steps, rise } = warmupOf(params, context.options);
    const [floor, peak] = [autoFloor(params, context.group), peakOf(params, context, false)];
    const total = totalOf(params, context.options);
    return {
      // The scheduler counts an update when it is over: every rate is used one update late.
      learningRate: delay(
        1,
        sequence([
          { schedule: rise(floor, peak), steps },
          ramp({ from: peak, to: floor, steps: Math.max(0, total - steps) }),
        ]),
      ),
      steps: total,
    };
  },
  WarmupCosineLR(params, { base, options }) {
    const { steps, rise } = warmupOf(params, options);
    const total = totalOf(params, options);
    const rate = base();
    const from = params.amount("warmup_min_ratio", 0) * rate;
    const to = params.amount("cos_min_ratio", 0.0001) * rate;
    const way = ramp({ from: rate, to, steps: Math.max(0, total - steps), curve: cosineCurve });
    // The first rate is 0 whatever the ratio; the cosine is a step ahead of the warmup.
    return {
      learningRate: sequence([
        { schedule: 0, steps: 1 },
        { schedule: rise(from, rate), steps },
        advance(1, way),
      ]),
      steps: total,
    };
  },
  OneCycle(params, { group, hasMomentum, options }) {
    const first = params.positive("cycle_first_step_size", 2000);
    const second = params.has("cycle_second_step_size")
      ? params.amount("cycle_second_step_size")
      : first;
    const stairs = params.count("cycle_first_stair_count", 0);
    const secondStairs = params.has("cycle_second_stair_count")
      ? params.count("cycle_second_stair_count")
      : stairs;
    const decaySteps = params.amount("decay_step_size", 0);
    const [low, high] = [
      rateOf(params, "cycle_min_lr", group),
      rateOf(params, "cycle_max_lr", group),
    ];
    /** There and back: at the top of the second half it is still at the top, then a stair below at once. */
    const cycle = (from: number, to: number, after: Schedule): Schedule => {
      const up = ramp({ from, to, steps: first });
      const down = ramp({ from: to, to: from, steps: second });
      const stair = second / secondStairs;
      return sequence([
        { schedule: stairs > 0 ? hold(first / stairs, up) : up, steps: first },
        {
          schedule:
            secondStairs > 0 && second > 0
              ? advance((second - 0.5) / secondStairs, hold(stair, down))
              : down,
          steps: second,
        },
        after,
      ]);
    };
    const rate = params.amount("decay_lr_rate", 0);
    const learningRate = cycle(
      low,
      high,
      decaySteps > 0 && rate > 0
        ? inverseTime({ initial: low, rate, every: decaySteps })
        : constant(low),
    );
    if (!hasMomentum || !params.flag("cycle_momentum", true)) return { learningRate };
    const [least, most] = [
      rateOf(params, "cycle_min_mom", group, 0.8),
      rateOf(params, "cycle_max_mom", group, 0.9),
    ];
    const growth = decaySteps > 0 ? params.amount("decay_mom_rate", 0) : 0;
    const momentum = cycle(most, least, growing(params, most, growth / decaySteps, options));
    // Before the first step it is set to its least.
    return {
      learningRate,
      momentum: sequence([{ schedule: least, steps: 1 }, advance(1, momentum)]),
    };
  },
  LRRangeTest(params, { group, options }) {
    const from = rateOf(params, "lr_range_test_min_lr", group, 0.001);
    const size = params.positiveCount("lr_range_test_step_size", 2000);
    const rate = params.amount("lr_range_test_step_rate", 1);
    const steps = Math.ceil((options.totalSteps ?? 1_000_000) / size) * size;
    params.note(
      "lr_range_test_step_rate",
      `the rate grows for ever there, and here up to step ${steps}`,
    );
    const line = ramp({ from, to: from * (1 + (rate * steps) / size), steps });
    return {
      learningRate: params.flag("lr_range_test_staircase", false) ? hold(size, line) : line,
    };
  },
};
