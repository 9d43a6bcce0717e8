import { torchReduceLROnPlateau } from "@anneal/compat";
import { constant, hold, plan, sequence, stretch } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { mmengineSchedulers } from "./mmengineSchedulers.ts";
import { notGiven } from "./notGiven.ts";
import { baseOf, classOf, lengthOf } from "./mmengineTraining.ts";
import type { Training } from "./training.ts";
import { readMMYOLOHook } from "./mmyoloHook.ts";
import type { Settings } from "./settings.ts";
import { throughWindows } from "./windows.ts";
import type { Window } from "./windows.ts";

/** Whether it is a configuration of MMEngine. */
export const isMMEngine = (settings: Settings): boolean =>
  settings.has("param_scheduler") ||
  (settings.has("optim_wrapper") && settings.has("train_cfg")) ||
  (settings.has("_base_") && !settings.has("lr_config"));

const common = [
  "type",
  "begin",
  "end",
  "by_epoch",
  "convert_to_iter_based",
  "last_step",
  "verbose",
  "param_name",
  "_delete_",
  "_scope_",
];

/** Schedulers of MMSegmentation and MMPretrain whose names do not say what they are. */
const ofOthers: Readonly<Record<string, readonly [kind: string, parameter: string]>> = {
  PolyLRRatio: ["PolyRatio", "lr"],
  CosineAnnealingWeightDecay: ["CosineAnnealing", "weight_decay"],
};

/** The kind of a scheduler and the hyper-parameter that it moves, from its type. */
function typeOf(scheduler: Settings): readonly [kind: string, parameter: string] {
  const type = classOf(scheduler).replace(/^(?:\w+\.)+/, "");
  if (Object.hasOwn(ofOthers, type)) return ofOthers[type]!;
  const [, kind, suffix] = /^(\w+?)(LR|Momentum|ParamScheduler)$/.exec(type) ?? [];
  if (
    kind === undefined ||
    !(Object.hasOwn(mmengineSchedulers, kind) || kind === "ReduceOnPlateau")
  ) {
    scheduler.oneOf(
      "type",
      [...Object.keys(mmengineSchedulers), "ReduceOnPlateau"].map((each) => `${each}LR`),
    );
  }
  const parameter =
    suffix === "LR" ? "lr" : suffix === "Momentum" ? "momentum" : scheduler.text("param_name");
  return [kind!, parameter];
}

const flagOf = (scheduler: Settings, key: string, otherwise: boolean): boolean =>
  scheduler.flag(key, otherwise);

/** Reads one scheduler as a window on the clock of the whole. */
function windowOf(
  scheduler: Settings,
  kind: string,
  base: number,
  training: Training,
  byIteration: boolean,
): Window {
  const { keys, read } = mmengineSchedulers[kind]!;
  scheduler.refuseUnread(/./, [...common, ...keys]);
  const byEpoch = flagOf(scheduler, "by_epoch", true);
  const converted = byEpoch && flagOf(scheduler, "convert_to_iter_based", false);
  const perEpoch = (): number =>
    training.perEpoch ??
    scheduler.ask(
      "stepsPerEpoch",
      `${scheduler.where} counts in epochs, beside what counts in iterations`,
    );
  const unit = converted ? perEpoch() : 1;
  // One of epochs that is not converted has one value for the whole of an epoch.
  const stair = byEpoch && !converted && byIteration ? perEpoch() : 1;
  const given = byEpoch ? training.epochs : training.iterations;
  const begin = Math.floor(scheduler.amount("begin", 0) * unit);
  const end = Math.floor(
    (scheduler.has("end") ? scheduler.positive("end") : (given ?? Infinity)) * unit,
  );
  if (end <= begin) scheduler.refuse("end", `above begin (${scheduler.amount("begin", 0)})`);
  const length = end - begin;
  const shape = read(scheduler, { base, length, unit });
  const clocked = (schedule: Schedule): Schedule => {
    const held =
      length === Infinity || schedule.end <= length - 1
        ? schedule
        : sequence([{ schedule, steps: length - 1 }, schedule(length - 1)]);
    return stair === 1 ? held : hold(stair, stretch(stair, held));
  };
  return {
    path: scheduler.where,
    begin: begin * stair,
    end: end * stair,
    afterEpoch: byEpoch && !converted,
    ...("factor" in shape
      ? { factor: clocked(shape.factor) }
      : { from: (value) => clocked(shape.from(value)) }),
  };
}

/** What watches a metric, which nothing may stand beside. */
function plateauOf(
  scheduler: Settings,
  rate: number,
  monitor: string | undefined,
): ReactiveSchedule {
  scheduler.refuseUnread(/./, [
    ...common,
    "monitor",
    "rule",
    "factor",
    "patience",
    "threshold",
    "threshold_rule",
    "cooldown",
    "min_value",
    "eps",
  ]);
  return torchReduceLROnPlateau({
    lr: rate,
    monitor: monitor ?? scheduler.text("monitor", "loss"),
    mode: scheduler.oneOf("rule", ["less", "greater"], "less") === "less" ? "min" : "max",
    factor: scheduler.positive("factor", 0.1),
    patience: scheduler.count("patience", 10),
    threshold: scheduler.amount("threshold", 1e-4),
    thresholdMode: scheduler.oneOf("threshold_rule", ["rel", "abs"], "rel"),
    cooldown: scheduler.count("cooldown", 0),
    minLr: scheduler.amount("min_value", 0),
    eps: scheduler.amount("eps", 1e-8),
  });
}

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function readMMEngine(settings: Settings, options: ImportOptions): Found {
  const why = notGiven(settings);
  if (why) settings.note("_base_", why);
  const training = lengthOf(settings, options);
  const hooked = readMMYOLOHook(settings, training, options);
  if (hooked !== undefined) return hooked;
  if (!settings.has("param_scheduler")) {
    if (why) {
      settings.refuse("param_scheduler", `given: ${why}`, undefined, TypeError);
    }
    settings.note("param_scheduler", "not given; the rate of the optimizer stays what it is");
    return {
      learningRate: constant(baseOf(settings, "lr", options)),
      per: "step",
      steps: training.iterations,
    };
  }
  const schedulers = settings.insides("param_scheduler");
  if (schedulers.length > 1000) settings.refuse("param_scheduler", "at most 1000 schedulers");
  const typed = schedulers.map((scheduler) => {
    const [kind, parameter] = typeOf(scheduler);
    return { scheduler, kind, parameter };
  });
  const byIteration =
    training.perEpoch !== undefined ||
    schedulers.some(
      (scheduler) =>
        !flagOf(scheduler, "by_epoch", true) || flagOf(scheduler, "convert_to_iter_based", false),
    );
  const [per, steps] = byIteration
    ? (["step", training.iterations] as const)
    : (["epoch", training.epochs] as const);
  const plateau = typed.find(({ kind }) => kind === "ReduceOnPlateau");
  if (plateau !== undefined) {
    if (typed.length > 1) {
      plateau.scheduler.refuse(
        "type",
        "alone: what is beside it would act on a rate that only the metrics tell",
      );
    }
    return {
      learningRate: plateauOf(plateau.scheduler, baseOf(settings, "lr", options), options.monitor),
      per: "epoch",
      steps: training.epochs,
    };
  }
  const scheduleOf = (parameter: string): Schedule => {
    const base = baseOf(settings, parameter, options);
    const windows = typed
      .filter((each) => each.parameter === parameter)
      .map(({ scheduler, kind }) => windowOf(scheduler, kind, base, training, byIteration));
    return throughWindows(base, windows, (window, rule) => {
      throw new RangeError(`@anneal/import: fromMMEngine: ${window.path} must have ${rule}`);
    });
  };
  const learningRate = scheduleOf("lr");
  const others = [...new Set(typed.map(({ parameter }) => parameter))].filter(
    (name) => name !== "lr",
  );
  const groups =
    others.length === 0
      ? undefined
      : [
          {
            plan: plan({
              learningRate,
              ...Object.fromEntries(others.map((name) => [camelCase(name), scheduleOf(name)])),
            }),
          },
        ];
  return { learningRate, groups, per, steps };
}

/**
 * The schedule of an MMEngine configuration: its `param_scheduler` on the rate of `optim_wrapper.optimizer`.
 *
 * Schedulers act on the value that they find, within their windows: those without a floor multiply, wherever they overlap.
 * The file is Python: {@link read} reads its literals, or `parsePython` of `@anneal/import/python`.
 *
 * @param document - The names of the module with their values, or JSON text of them. {@link read} follows `_base_`, with its option `bases`.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch` where some count in epochs and some in iterations, and
 *   `learningRate` where the optimizer is in another file.
 * @returns See {@link Imported}: per epoch if all count in epochs and there is no `stepsPerEpoch`; with groups where momentum
 *   runs with the rate; reactive for `ReduceOnPlateauLR`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or if one with a floor overlaps with another.
 *
 * @example
 * ```ts
 * const { learningRate } = fromMMEngine({
 *   optim_wrapper: { optimizer: { type: "SGD", lr: 0.02 } },
 *   param_scheduler: [
 *     { type: "LinearLR", start_factor: 0.5, by_epoch: false, begin: 0, end: 11 },
 *     { type: "MultiStepLR", milestones: [20], by_epoch: false },
 *   ],
 * });
 * [0, 5, 10, 20].map((step) => learningRate(step)); // => [0.01, 0.015, 0.02, 0.002]
 * ```
 */
export const fromMMEngine = /* @__PURE__ */ importing("fromMMEngine", "mmengine", readMMEngine);
