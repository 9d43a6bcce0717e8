import { optaxPiecewiseConstantSchedule } from "@anneal/compat";
import {
  advance,
  clamp,
  constant,
  cosineCurve,
  plan,
  polynomialCurve,
  product,
  ramp,
  scale,
  sequence,
  stretch,
} from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { notGiven } from "./notGiven.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

const names = [
  "WarmupMultiStepLR",
  "WarmupCosineLR",
  "WarmupStepWithFixedGammaLR",
  "WarmupPolyLR",
] as const;

const known = [
  "LR_SCHEDULER_NAME",
  "BASE_LR",
  "BASE_LR_END",
  "BIAS_LR_FACTOR",
  "WARMUP_FACTOR",
  "WARMUP_ITERS",
  "WARMUP_METHOD",
  "POLY_LR_POWER",
  "POLY_LR_CONSTANT_ENDING",
];

/** Whether it has the solver of Detectron2. */
export const isDetectron2 = (settings: Settings): boolean =>
  settings.holds("SOLVER") &&
  [...known, "MAX_ITER", "STEPS"].some((key) => settings.inside("SOLVER").has(key));

/** What a file leaves to the one that it is based on, which nobody reads here: its default would be a guess. */
function leftToBase(settings: Settings, key: string, option: string): number | undefined {
  const solver = settings.inside("SOLVER");
  const why = notGiven(settings);
  return why && !solver.has(key)
    ? solver.ask(option, `${solver.path(key)} is missing, and ${why}`)
    : undefined;
}

/** Steps, which are a tuple of Python in the YAML of Detectron2: text, in brackets. */
function stepsOf(solver: Settings): number[] {
  const value = solver.get("STEPS");
  if (typeof value !== "string") return solver.amounts("STEPS");
  return value
    .slice(0, 10_000)
    .replace(/^\s*[([]|[)\]]\s*$/g, "")
    .split(",")
    .filter((item) => item.trim() !== "")
    .map((item, index) => {
      const step = Number(item.replaceAll("_", ""));
      return Number.isFinite(step) && step >= 0
        ? step
        : solver.refuse(`STEPS[${index}]`, "a number of at least 0", item);
    });
}

/** The poly decay of DeepLab and Mask2Former, whose warmup multiplies it. */
function polyOf(solver: Settings, rate: number, total: number, warmup: number): Schedule {
  const curve = polynomialCurve(solver.positive("POLY_LR_POWER", 0.9));
  const decay = ramp({ from: rate, to: 0, steps: total, curve });
  const ending = solver.share("POLY_LR_CONSTANT_ENDING", 0) * rate;
  const after = ending > 0 ? clamp({ min: ending }, decay) : decay;
  if (warmup === 0) return after;
  const from = solver.amount("WARMUP_FACTOR", 0.001);
  const rise =
    methodOf(solver) === "linear" ? ramp({ from, to: 1, steps: warmup }) : constant(from);
  return sequence([{ schedule: product([rise, decay]), steps: warmup }, advance(warmup, after)]);
}

const methodOf = (solver: Settings): "linear" | "constant" =>
  solver.oneOf("WARMUP_METHOD", ["linear", "constant"], "linear");

/** The schedule without its warmup, and its rate. */
function scheduleOf(settings: Settings, rate: number, total: number): Schedule {
  const solver = settings.inside("SOLVER");
  const name = solver.oneOf("LR_SCHEDULER_NAME", names, "WarmupMultiStepLR");
  if (name === "WarmupCosineLR") {
    const to = solver.amount("BASE_LR_END", 0);
    if (to > rate) solver.refuse("BASE_LR_END", `at most BASE_LR (${rate})`);
    return ramp({ from: rate, to, steps: total, curve: cosineCurve });
  }
  const gamma = solver.positive("GAMMA", 0.1);
  let steps: number[];
  if (name === "WarmupStepWithFixedGammaLR") {
    const count = solver.positiveCount("NUM_DECAYS", 3);
    if (count > 10_000) solver.refuse("NUM_DECAYS", "at most 10000");
    steps = Array.from({ length: count }, (_, index) => ((index + 1) * total) / (count + 1));
  } else if (solver.has("STEPS")) {
    const all = stepsOf(solver);
    steps = all.filter((step) => step <= total);
    if (steps.length < all.length) {
      solver.note(
        "STEPS",
        `${all.filter((step) => step > total).join(", ")}, above MAX_ITER, left out, as Detectron2 does`,
      );
    }
  } else if (settings.has("_BASE_")) {
    steps = solver.refuse("STEPS", `given: ${notGiven(settings)}`, undefined, TypeError);
  } else {
    solver.note("STEPS", "not given; (30000,), the default, is taken");
    steps = total >= 30_000 ? [30_000] : [];
  }
  const wrong = steps.findIndex((step, index) => step < (steps[index - 1] ?? 0));
  if (wrong >= 0) solver.refuse(`STEPS[${wrong}]`, "at least the step before it", steps[wrong]);
  if (steps.length === 0) return constant(rate);
  const factors = new Map<number, number>();
  for (const step of steps) factors.set(step, (factors.get(step) ?? 1) * gamma);
  return optaxPiecewiseConstantSchedule({
    initValue: rate,
    boundariesAndScales: Object.fromEntries(factors),
  });
}

function readDetectron2(settings: Settings, options: ImportOptions): Found<Schedule> {
  const solver = settings.inside("SOLVER");
  // Its children that count in epochs (SCHED, MAX_EPOCH) are not read.
  solver.refuseUnread(/^(?:LR_|BASE_LR|WARMUP|SCHED|MAX_EPOCH|DELAY_|ETA_MIN)|_LR(?:_|$)/, known);
  const why = notGiven(settings);
  if (why) settings.note("_BASE_", `${why}; defaults of Detectron2 stand in for it`);
  const rate =
    options.learningRate ??
    leftToBase(settings, "BASE_LR", "learningRate") ??
    solver.amount("BASE_LR", 0.001);
  const total =
    options.totalSteps ??
    leftToBase(settings, "MAX_ITER", "totalSteps") ??
    solver.positiveCount("MAX_ITER", 40_000);
  const warmup = Math.min(solver.amount("WARMUP_ITERS", 1000), total);
  const isPoly = solver.get("LR_SCHEDULER_NAME") === "WarmupPolyLR";
  const inner = isPoly ? polyOf(solver, rate, total, warmup) : scheduleOf(settings, rate, total);
  let learningRate = inner;
  if (warmup > 0 && !isPoly) {
    const method = methodOf(solver);
    const from = solver.amount("WARMUP_FACTOR", 0.001) * inner(0);
    const rescales = solver.flag("RESCALE_INTERVAL", false);
    learningRate = sequence([
      method === "linear"
        ? way({ from, to: inner(warmup), steps: warmup })
        : { schedule: from, steps: warmup },
      !rescales
        ? // It goes on counting from the first update.
          advance(warmup, inner)
        : warmup < total
          ? stretch((total - warmup) / total, inner)
          : inner(total),
    ]);
  }
  if (solver.has("REFERENCE_WORLD_SIZE") && solver.count("REFERENCE_WORLD_SIZE") > 0) {
    solver.note(
      "REFERENCE_WORLD_SIZE",
      "on another number of devices Detectron2 scales rate and steps; here they are as given",
    );
  }
  const bias = solver.amount("BIAS_LR_FACTOR", 1);
  const groups =
    bias === 1
      ? undefined
      : [
          { plan: plan({ learningRate }) },
          { name: "bias", plan: plan({ learningRate: scale(bias, learningRate) }) },
        ];
  return { learningRate, groups, per: "step", steps: total };
}

/**
 * The schedule of a Detectron2 configuration: its `SOLVER`.
 *
 * `WarmupPolyLR` is that of DeepLab and Mask2Former.
 *
 * @param document - What a YAML parser makes of the file, or JSON text. `_BASE_` is not followed: what it may have set of the
 *   rate is asked for.
 * @param options - See {@link ImportOptions}: `learningRate` and `totalSteps` stand in for `BASE_LR` and `MAX_ITER`.
 * @returns See {@link Imported}; with groups where biases have a rate of their own.
 * @throws {TypeError} If a value is of the wrong type, or one that has to do with the rate is not known.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromDetectron2({
 *   SOLVER: { BASE_LR: 0.02, STEPS: "(600, 800)", MAX_ITER: 900, WARMUP_ITERS: 100, WARMUP_FACTOR: 0.5 },
 * });
 * [0, 50, 100, 600].map((step) => learningRate(step)); // => [0.01, 0.015, 0.02, 0.002]
 * ```
 */
export const fromDetectron2 = /* @__PURE__ */ importing(
  "fromDetectron2",
  "detectron2",
  readDetectron2,
);
