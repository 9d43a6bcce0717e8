import {
  optaxExponentialDecay,
  optaxPiecewiseConstantSchedule,
  torchOneCycleLR,
  torchOneCycleLRMomentum,
} from "@anneal/compat";
import {
  clamp,
  constant,
  cosineCurve,
  linearCurve,
  polynomialCurve,
  ramp,
  repeat,
  sequence,
} from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { cosineCycles } from "@anneal/cosine";
import { inverseTime } from "@anneal/exponential";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

/** What a policy is read with: the rate of the optimizer, and the length of the training in the policy's own unit. */
export interface PolicyContext {
  readonly rate: number;
  readonly length: () => number;
  /** What the keys of the hyper-parameter end with: `min_lr`, `min_momentum`. */
  readonly parameter: "lr" | "momentum";
}

function floorOf(policy: Settings, { rate, parameter }: PolicyContext): number {
  const key = `min_${parameter}`;
  if (policy.has(key) === policy.has(`${key}_ratio`)) {
    policy.refuse(key, `given if ${key}_ratio is not, and only then`, policy.get(key));
  }
  return policy.has(key) ? policy.amount(key) : policy.amount(`${key}_ratio`) * rate;
}

/** Up to a multiple of the rate and down to a share of it, a few times; each time by less if `gamma` says so. */
function cyclic(policy: Settings, { rate, length, parameter }: PolicyContext): Schedule {
  const otherwise = parameter === "lr" ? [10, 1e-4] : [0.85 / 0.95, 1];
  const given = policy.has("target_ratio") ? policy.amounts("target_ratio") : otherwise;
  const [top = 10, bottom = top / 1e5] = given;
  const times = policy.positiveCount("cyclic_times", 1);
  if (times > 1000) policy.refuse("cyclic_times", "at most 1000");
  const steps = Math.floor(length() / times);
  const rise = Math.floor(policy.share("step_ratio_up", 0.4) * steps);
  if (rise >= steps)
    policy.refuse("step_ratio_up", "below 1, with an iteration left for the way down");
  const gamma = policy.positive("gamma", 1);
  if (gamma > 1) policy.refuse("gamma", "at most 1");
  if (gamma < 1 && rise === 0) policy.refuse("step_ratio_up", "above 0 beside gamma");
  const isCosine = policy.oneOf("anneal_strategy", ["cos", "linear"], "cos") === "cos";
  const curve = isCosine ? cosineCurve : linearCurve;
  const cycleOf = (scale: number): Schedule => {
    const peak = rate * (1 - scale + top * scale);
    return sequence([
      way({ from: rate, to: peak, steps: rise, curve }),
      ramp({ from: peak, to: rate * bottom, steps: steps - rise, curve }),
    ]);
  };
  if (gamma === 1) return repeat({ steps }, cycleOf(1));
  const cycles = Array.from({ length: times + 1 }, (_, index) => cycleOf(gamma ** index));
  return sequence(cycles.map((schedule) => ({ schedule, steps })));
}

/** Every policy that is read, by its name in lower case. */
export const mmcvPolicies: Readonly<
  Record<
    string,
    {
      /** Beside those of every policy; a star is the hyper-parameter. */
      readonly keys: readonly string[];
      /** Whether it counts in iterations whatever the file says. */
      readonly isOfIterations?: boolean;
      readonly read: (policy: Settings, context: PolicyContext) => Schedule;
    }
  >
> = {
  fixed: { keys: [], read: (_, { rate }) => constant(rate) },
  step: {
    keys: ["step", "gamma", "min_*"],
    read(policy, { rate, parameter }) {
      const gamma = policy.positive("gamma", parameter === "lr" ? 0.1 : 0.5);
      let schedule: Schedule;
      if (Array.isArray(policy.get("step"))) {
        const steps = policy.amounts("step");
        const wrong = steps.findIndex((step, index) => step < (steps[index - 1] ?? 0));
        if (wrong >= 0)
          policy.refuse(`step[${wrong}]`, "at least the step before it", steps[wrong]);
        const factors = new Map<number, number>();
        for (const step of steps) factors.set(step, (factors.get(step) ?? 1) * gamma);
        schedule = optaxPiecewiseConstantSchedule({
          initValue: rate,
          boundariesAndScales: Object.fromEntries(factors),
        });
      } else {
        schedule = optaxExponentialDecay({
          initValue: rate,
          transitionSteps: policy.positiveCount("step"),
          decayRate: gamma,
          staircase: true,
        });
      }
      const min = policy.has(`min_${parameter}`) ? policy.amount(`min_${parameter}`) : 0;
      return min > 0 ? clamp({ min }, schedule) : schedule;
    },
  },
  exp: {
    keys: ["gamma"],
    read: (policy, { rate }) =>
      optaxExponentialDecay({
        initValue: rate,
        transitionSteps: 1,
        decayRate: policy.positive("gamma"),
      }),
  },
  poly: {
    keys: ["power", "min_lr"],
    read: (policy, { rate, length }) =>
      ramp({
        from: rate,
        to: policy.amount("min_lr", 0),
        steps: length(),
        curve: polynomialCurve(policy.positive("power", 1)),
      }),
  },
  inv: {
    keys: ["gamma", "power"],
    read: (policy, { rate }) =>
      inverseTime({
        initial: rate,
        rate: policy.positive("gamma"),
        power: policy.positive("power", 1),
      }),
  },
  cosineannealing: {
    keys: ["min_*", "min_*_ratio"],
    read: (policy, context) =>
      ramp({
        from: context.rate,
        to: floorOf(policy, context),
        steps: context.length(),
        curve: cosineCurve,
      }),
  },
  linearannealing: {
    keys: ["min_*", "min_*_ratio"],
    read: (policy, context) =>
      ramp({ from: context.rate, to: floorOf(policy, context), steps: context.length() }),
  },
  cyclic: {
    keys: ["target_ratio", "cyclic_times", "step_ratio_up", "anneal_strategy", "gamma"],
    isOfIterations: true,
    read: cyclic,
  },
  flatcosineannealing: {
    keys: ["min_lr", "min_lr_ratio", "start_percent"],
    read(policy, context) {
      const { rate } = context;
      const total = context.length();
      const start = Math.round(total * policy.share("start_percent", 0.75));
      return sequence([
        { schedule: rate, steps: start },
        ramp({
          from: rate,
          to: floorOf(policy, context),
          steps: total - start,
          curve: cosineCurve,
        }),
      ]);
    },
  },
  cosinerestart: {
    keys: ["min_lr", "min_lr_ratio", "periods", "restart_weights"],
    read(policy, context) {
      const { rate } = context;
      const min = floorOf(policy, context);
      const periods = policy.amounts("periods");
      const weights = policy.has("restart_weights") ? policy.amounts("restart_weights") : [1];
      if (weights.length !== periods.length) {
        policy.refuse("restart_weights", `as many as periods (${periods.length})`, weights.length);
      }
      if (min > rate) policy.refuse("min_lr", `at most the rate (${rate})`);
      // The weight is one of the height above the floor.
      return cosineCycles({
        cycles: periods.map((steps, index) => ({
          steps,
          peak: min + weights[index]! * (rate - min),
          min,
        })),
      });
    },
  },
  onecycle: {
    keys: [
      "max_*",
      "base_momentum",
      "total_steps",
      "pct_start",
      "anneal_strategy",
      "div_factor",
      "final_div_factor",
      "three_phase",
    ],
    isOfIterations: true,
    read: (policy, { length, parameter }) =>
      parameter === "momentum"
        ? torchOneCycleLRMomentum({
            // Of no consequence for the momentum.
            maxLr: 1,
            totalSteps: length(),
            baseMomentum: policy.amount("base_momentum", 0.85),
            maxMomentum: policy.amount("max_momentum", 0.95),
            pctStart: policy.share("pct_start", 0.3),
            annealStrategy: policy.oneOf("anneal_strategy", ["cos", "linear"], "cos"),
            threePhase: policy.flag("three_phase", false),
          })
        : torchOneCycleLR({
            maxLr: policy.amount("max_lr"),
            totalSteps: policy.has("total_steps") ? policy.positiveCount("total_steps") : length(),
            pctStart: policy.share("pct_start", 0.3),
            annealStrategy: policy.oneOf("anneal_strategy", ["cos", "linear"], "cos"),
            divFactor: policy.positive("div_factor", 25),
            finalDivFactor: policy.positive("final_div_factor", 1e4),
            threePhase: policy.flag("three_phase", false),
          }),
  },
};
