import { torchReduceLROnPlateau } from "@anneal/compat";
import { constant, hold, plan, sequence, stretch } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { mmengineSchedulers } from "./mmengineSchedulers.ts";
import type { Settings } from "./settings.ts";
import { Unread } from "./show.ts";
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

/** The kind of a scheduler and the hyper-parameter that it moves, from its type. */
function typeOf(scheduler: Settings): readonly [kind: string, parameter: string] {
  const given = scheduler.get("type");
  // In a configuration that is Python as a whole it is the class, and not the name of it.
  const isClass = given instanceof Unread && /^[\w.]+$/.test(given.code);
  const type = (isClass ? given.code : scheduler.text("type")).replace(/^(?:\w+\.)+/, "");
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

/** How long the training is, in epochs or iterations, as the file says. */
interface Training {
  readonly epochs: number | undefined;
  readonly iterations: number | undefined;
  readonly perEpoch: number | undefined;
}

function trainingOf(settings: Settings, { stepsPerEpoch, totalSteps }: ImportOptions): Training {
  const loop = settings.holds("train_cfg") ? settings.inside("train_cfg") : undefined;
  const epochs = loop?.has("max_epochs") === true ? loop.positiveCount("max_epochs") : undefined;
  const iterations = loop?.has("max_iters") === true ? loop.positiveCount("max_iters") : undefined;
  return {
    epochs:
      epochs ??
      (totalSteps !== undefined && stepsPerEpoch !== undefined
        ? totalSteps / stepsPerEpoch
        : undefined),
    iterations:
      totalSteps ??
      iterations ??
      (epochs !== undefined && stepsPerEpoch !== undefined ? epochs * stepsPerEpoch : undefined),
    perEpoch: stepsPerEpoch,
  };
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

/** What the optimizer begins with. */
function baseOf(settings: Settings, parameter: string, options: ImportOptions): number {
  if (parameter === "lr" && options.learningRate !== undefined) return options.learningRate;
  const wrapper = settings.holds("optim_wrapper") ? settings.inside("optim_wrapper") : settings;
  const optimizer = wrapper.holds("optimizer") ? wrapper.inside("optimizer") : undefined;
  if (optimizer?.has(parameter)) return optimizer.amount(parameter);
  if (parameter === "lr") {
    return settings.ask(
      "learningRate",
      settings.has("_base_")
        ? "optim_wrapper.optimizer.lr is missing, and the files of _base_ are not followed"
        : "optim_wrapper.optimizer.lr is missing",
    );
  }
  if (parameter === "momentum" && optimizer?.has("betas")) return optimizer.amounts("betas")[0]!;
  return settings.refuse(
    "param_scheduler",
    `of what the optimizer has, and it has no ${parameter}`,
    parameter,
  );
}

/** Refuses a hook that sets the rate by itself, whatever param_scheduler says, as that of MMYOLO does. */
function refuseOtherHook(settings: Settings): void {
  const hooks = settings.holds("default_hooks") ? settings.inside("default_hooks") : undefined;
  const hook = hooks?.holds("param_scheduler") ? hooks.inside("param_scheduler") : undefined;
  const type = hook?.get("type");
  if (hook === undefined || typeof type !== "string" || /(?:^|\.)ParamSchedulerHook$/.test(type))
    return;
  hook.refuse("type", "ParamSchedulerHook: another hook sets the rate by itself, and is not read");
}

function readMMEngine(settings: Settings, options: ImportOptions): Found {
  if (settings.has("_base_")) {
    settings.note("_base_", "not followed: what those files set is not known here");
  }
  refuseOtherHook(settings);
  const training = trainingOf(settings, options);
  if (!settings.has("param_scheduler")) {
    if (settings.has("_base_")) {
      settings.refuse(
        "param_scheduler",
        "given in this file, because those of _base_ are not followed: give the one that has it, or all of it as Config.dump writes it",
        undefined,
        TypeError,
      );
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
 * @param document - The names of the module with their values, or JSON text of them. `_base_` is not followed.
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
