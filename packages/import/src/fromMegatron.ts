import { cosineCurve, linearCurve, plan, ramp, snapshotAt } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { batchesOf, growthOf } from "./megatronBatches.ts";
import { annealOf, megatronSchedule, megatronStyles } from "./megatronSchedule.ts";
import type { Settings } from "./settings.ts";

/** Whether it holds the arguments of Megatron-LM, or the state of its scheduler. */
export const isMegatron = (settings: Settings): boolean =>
  (!settings.holds("optimizer") &&
    settings.first("lr_decay_style", "lr-decay-style") !== undefined) ||
  (settings.has("num_steps") && settings.has("lr_decay_steps"));

/** The weight decay that runs with the rate, if it moves. */
function weightDecayOf(settings: Settings, steps: () => number): Schedule | undefined {
  const style = settings.oneOf(
    keyOf(settings, "weight_decay_incr_style", "wd_incr_style"),
    ["constant", "linear", "cosine"],
    "constant",
  );
  if (style === "constant") return undefined;
  return ramp({
    from: settings.amount(keyOf(settings, "start_weight_decay", "start_wd")),
    to: settings.amount(keyOf(settings, "end_weight_decay", "end_wd")),
    steps: steps(),
    curve: style === "cosine" ? cosineCurve : linearCurve,
  });
}

/** The spelling that the file has: arguments have underscores in code and hyphens on a command line. */
function keyOf(settings: Settings, ...names: readonly string[]): string {
  const all = names.flatMap((name) => [name, name.replaceAll("_", "-")]);
  return settings.first(...all) ?? names[0]!;
}

function readArguments(settings: Settings, options: ImportOptions): Found<Schedule> {
  const key = (name: string): string => keyOf(settings, name);
  const has = (name: string): boolean => settings.has(key(name));
  settings.refuseUnread(
    /^(?:lr$|lr[-_]|min[-_]lr)/,
    [
      "lr",
      "min_lr",
      "lr_decay_style",
      "lr_decay_iters",
      "lr_decay_samples",
      "lr_warmup_iters",
      "lr_warmup_samples",
      "lr_warmup_fraction",
      "lr_warmup_init",
      "lr_wsd_decay_style",
      "lr_wsd_decay_iters",
      "lr_wsd_decay_samples",
    ].flatMap((name) => [name, name.replaceAll("_", "-")]),
  );
  // All arguments, as a checkpoint has them, have a warmup of 0 in the unit that is not used.
  const isLong = (name: string): boolean => has(name) && settings.get(key(name)) !== 0;
  const bySamples = has("train_samples") || has("lr_decay_samples") || isLong("lr_warmup_samples");
  if (bySamples && (has("train_iters") || has("lr_decay_iters"))) {
    settings.refuse(key("train_samples"), "left out beside iterations");
  }
  const batch = (): number =>
    options.samplesPerStep ??
    (has("global_batch_size")
      ? settings.positiveCount(key("global_batch_size"))
      : settings.ask("samplesPerStep", "global_batch_size is missing, and lengths are in samples"));
  const grows = has("rampup_batch_size");
  // Its scheduler counts samples; of a batch that is always the same they are updates.
  const batches =
    bySamples || grows
      ? batchesOf(
          batch(),
          grows ? growthOf(settings, key("rampup_batch_size"), batch()) : undefined,
        )
      : undefined;
  if (grows && !bySamples) {
    settings.note(
      key("rampup_batch_size"),
      "lengths in iterations are taken in whole batches; some versions of Megatron refuse both together",
    );
  }
  const unit = bySamples ? "samples" : "iters";
  const each = grows && !bySamples ? batch() : 1;
  const lengthOf = (name: string): number | undefined =>
    has(`${name}_${unit}`) ? each * settings.amount(key(`${name}_${unit}`)) : undefined;
  const total = lengthOf("train");
  const planned =
    options.totalSteps ??
    (total === undefined ? undefined : bySamples ? batches!.updatesFor(total) : total / each);
  const inUnits =
    total ??
    (options.totalSteps === undefined
      ? undefined
      : options.totalSteps * (batches === undefined ? 1 : batch()));
  const ask = (): number =>
    settings.ask(
      "totalSteps",
      `${key(`lr_decay_${unit}`)} and ${key(`train_${unit}`)} are missing`,
    );
  const style = settings.oneOf(key("lr_decay_style"), megatronStyles, "linear");
  const decay = lengthOf("lr_decay") ?? inUnits ?? ask();
  if (has("lr_warmup_fraction") && isLong(`lr_warmup_${unit}`)) {
    settings.refuse(key("lr_warmup_fraction"), "left out beside a length");
  }
  const warmup = has("lr_warmup_fraction")
    ? settings.share(key("lr_warmup_fraction")) * decay
    : (lengthOf("lr_warmup") ?? 0);
  const max =
    options.learningRate ??
    (has("lr") ? settings.amount(key("lr")) : settings.ask("learningRate", "lr is missing"));
  const onUpdates = (schedule: Schedule): Schedule => batches?.onUpdates(schedule) ?? schedule;
  const learningRate = onUpdates(
    megatronSchedule(settings, key(`lr_warmup_${unit}`), {
      init: settings.amount(key("lr_warmup_init"), 0),
      max,
      min: settings.amount(key("min_lr"), 0),
      warmup,
      decay,
      style,
      anneal: () =>
        annealOf(settings, key(`lr_wsd_decay_${unit}`), key("lr_wsd_decay_style"), each),
    }),
  );
  const increase = weightDecayOf(settings, () => inUnits ?? ask());
  const weightDecay = increase && onUpdates(increase);
  return {
    learningRate,
    groups: weightDecay && [{ plan: plan({ learningRate, weightDecay }) }],
    per: "step",
    steps: planned,
  };
}

/** The state of `OptimizerParamScheduler`, which counts samples. */
function readState(settings: Settings, options: ImportOptions): Found<Schedule> {
  const batch =
    options.samplesPerStep ??
    settings.ask("samplesPerStep", "the state counts samples: the global batch size");
  const { onUpdates } = batchesOf(batch, undefined);
  const style = settings.oneOf("lr_decay_style", megatronStyles);
  settings.note("lr_warmup_init", "is not in a state; 0, the default, is taken");
  const learningRate = onUpdates(
    megatronSchedule(settings, "lr_warmup_steps", {
      init: 0,
      max: settings.amount("max_lr"),
      min: settings.amount("min_lr"),
      warmup: settings.amount("lr_warmup_steps"),
      decay: settings.amount("lr_decay_steps"),
      style,
      anneal: () => {
        if (!settings.has("wsd_decay_steps")) {
          settings.refuse(
            "wsd_decay_steps",
            "added to the state, which does not hold it: the samples of the end of WSD (and lr_wsd_decay_style)",
            undefined,
            TypeError,
          );
        }
        return annealOf(settings, "wsd_decay_steps", "lr_wsd_decay_style");
      },
    }),
  );
  const increase = settings.has("wd_incr_style")
    ? weightDecayOf(settings, () => settings.amount("wd_incr_steps"))
    : undefined;
  const weightDecay = increase && onUpdates(increase);
  return {
    learningRate,
    groups: weightDecay && [{ plan: plan({ learningRate, weightDecay }) }],
    per: "step",
    steps: options.totalSteps,
    snapshot: snapshotAt(learningRate, Math.floor(settings.count("num_steps") / batch), null),
  };
}

/**
 * The schedule of Megatron-LM, from its arguments or from the state of its `opt_param_scheduler`.
 *
 * @param document - `{ lr, min_lr, lr_decay_style, lr_warmup_fraction, train_iters, … }`, with underscores or hyphens, as an
 *   object or JSON text; or `{ max_lr, num_steps, lr_decay_steps, … }`.
 * @param options - See {@link ImportOptions}: `samplesPerStep`, the global batch size, where lengths are in samples and the file
 *   does not say it.
 * @returns See {@link Imported}; with a group where the weight decay grows; with a snapshot for a state.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or if lengths are given in samples and in iterations.
 *
 * @example
 * ```ts
 * const { learningRate } = fromMegatron({
 *   lr: 0.001,
 *   min_lr: 0.0001,
 *   lr_decay_style: "cosine",
 *   lr_warmup_iters: 10,
 *   train_iters: 110,
 * });
 * [0, 5, 10, 60, 110].map((step) => learningRate(step)); // => [0, 0.0005, 0.001, 0.00055, 0.0001]
 * ```
 */
export const fromMegatron = /* @__PURE__ */ importing(
  "fromMegatron",
  "megatron",
  (settings, options) =>
    settings.has("num_steps") && settings.has("lr_decay_steps")
      ? readState(settings, options)
      : readArguments(settings, options),
);
