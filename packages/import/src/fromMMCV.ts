import {
  optaxExponentialDecay,
  optaxPiecewiseConstantSchedule,
  torchOneCycleLR,
} from "@anneal/compat";
import {
  clamp,
  constant,
  cosineCurve,
  exponentialCurve,
  hold,
  polynomialCurve,
  product,
  ramp,
  sequence,
  stretch,
} from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { cosineCycles } from "@anneal/cosine";
import { inverseTime } from "@anneal/exponential";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { ofEpochs } from "./ofEpochs.ts";
import type { Settings } from "./settings.ts";

/** Whether it is a configuration of mmcv 1, before MMEngine. */
export const isMMCV = (settings: Settings): boolean => settings.holds("lr_config");

/** What a policy is read with: the rate of the optimizer, and the length of the training in the policy's own unit. */
interface Context {
  readonly rate: number;
  readonly length: () => number;
}

function floorOf(policy: Settings, rate: number): number {
  if (policy.has("min_lr") === policy.has("min_lr_ratio")) {
    policy.refuse("min_lr", "given if min_lr_ratio is not, and only then", policy.get("min_lr"));
  }
  return policy.has("min_lr") ? policy.amount("min_lr") : policy.amount("min_lr_ratio") * rate;
}

const policies: Readonly<
  Record<
    string,
    {
      readonly keys: readonly string[];
      readonly read: (policy: Settings, context: Context) => Schedule;
    }
  >
> = {
  fixed: { keys: [], read: (_, { rate }) => constant(rate) },
  step: {
    keys: ["step", "gamma", "min_lr"],
    read(policy, { rate }) {
      const gamma = policy.positive("gamma", 0.1);
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
      const min = policy.amount("min_lr", 0);
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
    keys: ["min_lr", "min_lr_ratio"],
    read: (policy, { rate, length }) =>
      ramp({ from: rate, to: floorOf(policy, rate), steps: length(), curve: cosineCurve }),
  },
  flatcosineannealing: {
    keys: ["min_lr", "min_lr_ratio", "start_percent"],
    read(policy, { rate, length }) {
      const total = length();
      const start = Math.round(total * policy.share("start_percent", 0.75));
      return sequence([
        { schedule: rate, steps: start },
        ramp({ from: rate, to: floorOf(policy, rate), steps: total - start, curve: cosineCurve }),
      ]);
    },
  },
  cosinerestart: {
    keys: ["min_lr", "min_lr_ratio", "periods", "restart_weights"],
    read(policy, { rate }) {
      const min = floorOf(policy, rate);
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
      "max_lr",
      "total_steps",
      "pct_start",
      "anneal_strategy",
      "div_factor",
      "final_div_factor",
      "three_phase",
    ],
    read: (policy, { length }) =>
      torchOneCycleLR({
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

const warmups = [
  "policy",
  "by_epoch",
  "warmup",
  "warmup_iters",
  "warmup_ratio",
  "warmup_by_epoch",
  "_delete_",
];

function readMMCV(settings: Settings, options: ImportOptions): Found<Schedule> {
  if (settings.has("_base_"))
    settings.note("_base_", "not read: what those files set is not known here");
  const policy = settings.inside("lr_config");
  const name = policy.text("policy");
  const key = name.toLowerCase();
  if (!Object.hasOwn(policies, key)) {
    policy.oneOf("policy", [
      "fixed",
      "step",
      "exp",
      "poly",
      "inv",
      "CosineAnnealing",
      "FlatCosineAnnealing",
      "CosineRestart",
      "OneCycle",
    ]);
  }
  const { keys, read } = policies[key]!;
  policy.refuseUnread(/./, [...warmups, ...keys]);
  const optimizer = settings.holds("optimizer") ? settings.inside("optimizer") : undefined;
  const rate =
    options.learningRate ??
    (optimizer?.has("lr") === true
      ? optimizer.amount("lr")
      : settings.ask("learningRate", "optimizer.lr is missing"));
  const runner = settings.holds("runner") ? settings.inside("runner") : undefined;
  const perEpoch = options.stepsPerEpoch;
  const epochs =
    runner?.has("max_epochs") === true
      ? runner.positiveCount("max_epochs")
      : settings.has("total_epochs")
        ? settings.positiveCount("total_epochs")
        : undefined;
  const iterations =
    options.totalSteps ??
    (runner?.has("max_iters") === true
      ? runner.positiveCount("max_iters")
      : settings.has("total_iters")
        ? settings.positiveCount("total_iters")
        : epochs !== undefined && perEpoch !== undefined
          ? epochs * perEpoch
          : undefined);
  const byEpoch = key === "onecycle" ? false : policy.flag("by_epoch", true);
  const missing = "runner.max_epochs and runner.max_iters are missing";
  const length = (): number =>
    (byEpoch
      ? (epochs ??
        (iterations !== undefined && perEpoch !== undefined ? iterations / perEpoch : undefined))
      : iterations) ??
    policy.ask(
      byEpoch || epochs !== undefined ? "totalSteps and stepsPerEpoch" : "totalSteps",
      missing,
    );
  const regular = read(policy, { rate, length });
  const method = policy.has("warmup")
    ? policy.oneOf("warmup", ["constant", "linear", "exp"])
    : undefined;
  if (byEpoch && method === undefined) return ofEpochs(regular, epochs, perEpoch);
  const needed = (): number =>
    perEpoch ??
    policy.ask("stepsPerEpoch", "the policy counts in epochs, its warmup in iterations");
  const onSteps = byEpoch ? hold(needed(), stretch(needed(), regular)) : regular;
  if (method === undefined) return { learningRate: onSteps, per: "step", steps: iterations };
  const given = policy.positiveCount("warmup_iters");
  const steps = policy.flag("warmup_by_epoch", false) ? given * needed() : given;
  const share = policy.positive("warmup_ratio", 0.1);
  const overlay =
    method === "constant"
      ? sequence([{ schedule: share, steps }, 1])
      : ramp({
          from: share,
          to: 1,
          steps,
          ...(method === "exp" && { curve: exponentialCurve }),
        });
  return { learningRate: product([overlay, onSteps]), per: "step", steps: iterations };
}

/**
 * The schedule of a configuration of mmcv 1, as MMDetection 2 and its kin have it: `lr_config` on the rate of `optimizer`.
 *
 * The warmup multiplies the policy, whose clock goes on below it.
 *
 * @param document - The names of the module with their values, or JSON text of them. `_base_` is not followed.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch` where the policy counts in epochs and its warmup in iterations.
 * @returns See {@link Imported}: per epoch if all counts in epochs and there is no `stepsPerEpoch`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromMMCV(
 *   {
 *     optimizer: { type: "SGD", lr: 0.02 },
 *     lr_config: { policy: "step", warmup: "linear", warmup_iters: 100, warmup_ratio: 0.5, step: [8, 11] },
 *   },
 *   { stepsPerEpoch: 100 },
 * );
 * [0, 50, 100, 800].map((step) => learningRate(step)); // => [0.01, 0.015, 0.02, 0.002]
 * ```
 */
export const fromMMCV = /* @__PURE__ */ importing("fromMMCV", "mmcv", readMMCV);
