import { torchOneCycleLR, transformersGetCosineScheduleWithWarmup } from "@anneal/compat";
import {
  advance,
  cosineCurve,
  polynomialCurve,
  product,
  ramp,
  repeat,
  reversedCurve,
  sequence,
} from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { rex } from "@anneal/polynomial";
import { createNamed } from "./createNamed.ts";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";
import { schedulerTypes, trainerSchedule } from "./trainerSchedule.ts";

const known = [
  "learning_rate",
  "lr_scheduler",
  "lr_scheduler_kwargs",
  "lr_quadratic_warmup",
  "cosine_min_lr_ratio",
  "cosine_constant_lr_ratio",
  "warmup_steps",
  "warmup_ratio",
  "jagged_restart_steps",
  "jagged_restart_warmup_steps",
  "jagged_restart_anneal_steps",
  // Rates of some parameters alone, beside the schedule of all.
  "lr_groups",
];

/** Whether it is a configuration of axolotl. */
export const isAxolotl = (settings: Settings): boolean =>
  (settings.has("lr_scheduler") || settings.has("learning_rate")) &&
  !settings.holds("lr_scheduler") &&
  settings.has("base_model") &&
  ["micro_batch_size", "datasets", "adapter", "sequence_len", "num_epochs"].some((key) =>
    settings.has(key),
  );

/** Updates in all, and those of which a warmup is a share: epochs that are shorter than max_steps are repeated. */
function totalsOf(
  settings: Settings,
  { totalSteps, stepsPerEpoch }: ImportOptions,
): readonly [planned: number | undefined, ofWarmup: number | undefined] {
  if (totalSteps !== undefined) return [totalSteps, totalSteps];
  const most =
    settings.has("max_steps") && settings.number("max_steps") > 0
      ? settings.count("max_steps")
      : undefined;
  const all = stepsPerEpoch && Math.ceil(settings.positive("num_epochs", 1) * stepsPerEpoch);
  return [most ?? all, most && all ? Math.min(most, all) : (most ?? all)];
}

/** Length of the warmup: a ratio is rounded down, and one update is two. */
function warmupOf(settings: Settings, all: () => number, total: () => number): number {
  let steps: number;
  if (settings.has("warmup_steps")) {
    // One of them may be 0, and then warmup_steps counts, whichever it is.
    if (settings.amount("warmup_steps") > 0 && settings.amount("warmup_ratio", 0) > 0)
      settings.refuse("warmup_ratio", "left out beside warmup_steps");
    const given = settings.amount("warmup_steps");
    steps = given >= 1 || given === 0 ? Math.floor(given) : Math.ceil(given * all());
  } else if (settings.has("warmup_ratio")) {
    steps = Math.floor(settings.share("warmup_ratio") * total());
  } else {
    steps = Math.min(Math.floor(0.03 * total()), 100);
    settings.note(
      "warmup_steps",
      `not given; ${steps}, 3 % of all but at most 100, as axolotl does`,
    );
  }
  return steps === 1 ? 2 : steps;
}

/** A cosine down to a share of the rate, after a warmup. */
const cosineTo = (rate: number, share: number, warmup: number, until: number): Schedule =>
  sequence([
    way({ from: 0, to: rate, steps: warmup }),
    ramp({ from: rate, to: share * rate, steps: Math.max(0, until - warmup), curve: cosineCurve }),
  ]);

/** A reflected exponential after a warmup. Its first update has the rate of step 1. */
const rexOf = (rate: number, share: number, warmup: number, total: number): Schedule =>
  advance(
    1,
    sequence([
      way({ from: 0, to: rate, steps: warmup }),
      rex({ initial: rate, min: share * rate, steps: Math.max(0, total - warmup), d: 0.9 }),
    ]),
  );

/** What restarts make of the rate: down before each of them, up again after it. */
function restartsOf(settings: Settings): Schedule {
  const steps = settings.positiveCount("jagged_restart_steps");
  const rise = settings.count("jagged_restart_warmup_steps", 10) || 10;
  const fall = settings.count("jagged_restart_anneal_steps", 1) || 1;
  if (rise + fall > steps) {
    settings.refuse("jagged_restart_steps", `at least warmup and anneal together (${rise + fall})`);
  }
  // A floor of the cosine is one of the restarts, too.
  const floor = settings.has("cosine_min_lr_ratio") ? settings.share("cosine_min_lr_ratio") : 0;
  const low = floor || 0.001;
  const down = ramp({ from: 1, to: low, steps: fall });
  const cycle = sequence([
    way({ from: low, to: 1, steps: rise }),
    { schedule: 1, steps: steps - rise - fall },
    down,
  ]);
  const first = sequence([{ schedule: 1, steps: steps - fall }, down]);
  return sequence([{ schedule: first, steps }, repeat({ steps }, cycle)]);
}

function readAxolotl(settings: Settings, options: ImportOptions): Found {
  settings.refuseUnread(/^(?:lr_|learning_rate|warmup|cosine_|jagged_|relora_steps)/, known);
  const [planned, ofWarmup] = totalsOf(settings, options);
  const asked = (steps?: number): number =>
    steps ??
    settings.ask("totalSteps, or stepsPerEpoch", `${settings.path("max_steps")} is not given`);
  const total = (): number => asked(planned);
  const rate =
    options.learningRate ??
    (settings.has("learning_rate")
      ? settings.amount("learning_rate")
      : settings.ask("learningRate", "learning_rate is missing"));
  const type = settings.oneOf("lr_scheduler", [...schedulerTypes, "one_cycle", "rex"], "cosine");
  const warmup = warmupOf(settings, total, () => asked(ofWarmup));
  const more = settings.has("lr_scheduler_kwargs")
    ? settings.inside("lr_scheduler_kwargs")
    : undefined;
  const floor = settings.has("cosine_min_lr_ratio") ? settings.share("cosine_min_lr_ratio") : 0;
  const until = settings.has("cosine_constant_lr_ratio")
    ? settings.share("cosine_constant_lr_ratio")
    : 0;
  let learningRate: Schedule | ReactiveSchedule | undefined;
  if (type === "one_cycle") {
    const steps = total();
    learningRate = createNamed(
      settings.findings.importer,
      "",
      torchOneCycleLR,
      {
        maxLr: rate,
        totalSteps: steps,
        pctStart: more?.has("pct_start") ? more.share("pct_start") : warmup / steps,
        annealStrategy: more?.has("anneal_strategy") ? more.text("anneal_strategy") : "cos",
        ...(more?.has("div_factor") && { divFactor: more.positive("div_factor") }),
        ...(more?.has("final_div_factor") && { finalDivFactor: more.positive("final_div_factor") }),
      },
      (option) =>
        ({ maxLr: "learning_rate", totalSteps: "max_steps" })[option] ??
        `lr_scheduler_kwargs.${option}`,
    );
    more?.refuseUnread(/./, ["pct_start", "anneal_strategy", "div_factor", "final_div_factor"]);
  } else if (type === "rex") {
    learningRate = rexOf(rate, floor, warmup, total());
  } else if (type === "cosine" && settings.flag("lr_quadratic_warmup", false)) {
    if (floor > 0) settings.note("cosine_min_lr_ratio", "has no part beside lr_quadratic_warmup");
    learningRate = sequence([
      way({
        from: 0,
        to: rate,
        steps: warmup,
        curve: reversedCurve(polynomialCurve(2)),
      }),
      transformersGetCosineScheduleWithWarmup({
        lr: rate,
        numWarmupSteps: 0,
        numTrainingSteps: Math.max(0, total() - warmup),
      }),
    ]);
  } else if (type === "cosine" && floor > 0) {
    if (until > 0) learningRate = cosineTo(rate, floor, warmup, Math.floor(total() * until));
    else {
      const steps = Math.max(0, total() - warmup);
      // It is not stopped at its end: it rises again.
      learningRate = sequence([
        way({ from: 0, to: rate, steps: warmup }),
        way({ from: rate, to: floor * rate, steps, curve: cosineCurve }),
        ramp({ from: floor * rate, to: rate, steps, curve: cosineCurve }),
      ]);
    }
  }
  learningRate ??= trainerSchedule(settings, {
    type,
    rate,
    warmup: () => warmup,
    total,
    more,
    monitor: () =>
      options.monitor ??
      `eval_${settings.text("metric_for_best_model", "loss").replace(/^eval_/, "")}`,
    keys: { rate: "learning_rate", warmup: "warmup_steps", total: "max_steps" },
  });
  if (settings.has("jagged_restart_steps")) {
    // Made around the other scheduler, it begins a step after it: so does what is inside.
    learningRate = product([
      advance(1, learningRate),
      advance(type === "rex" ? 2 : 1, restartsOf(settings)),
    ]);
  }
  return { learningRate, per: "step", steps: planned };
}

/**
 * The schedule of an axolotl configuration: that of a Hugging Face training, with axolotl's own cosines.
 *
 * A `warmup_ratio` is rounded down, a warmup of one update takes two, and without one 3 % of all updates, 100 at most, are it.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: where there is no `max_steps`, `totalSteps`, or `stepsPerEpoch`, which is
 *   multiplied by `num_epochs`.
 * @returns See {@link Imported}.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromAxolotl({
 *   base_model: "a/model",
 *   learning_rate: 0.0002,
 *   lr_scheduler: "cosine",
 *   cosine_min_lr_ratio: 0.1,
 *   warmup_steps: 10,
 *   max_steps: 110,
 * });
 * [0, 10, 60, 110].map((step) => learningRate(step)); // => [0, 0.0002, 0.00011, 0.00002]
 * ```
 */
export const fromAxolotl = /* @__PURE__ */ importing("fromAxolotl", "axolotl", readAxolotl);
