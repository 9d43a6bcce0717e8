import {
  advance,
  constant,
  cosineCurve,
  hold,
  plan,
  product,
  ramp,
  sequence,
  stretch,
  sum,
} from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { spelled } from "./spelled.ts";

const known = [
  "lr0",
  "lrf",
  "cos_lr",
  "linear_lr",
  "flat_cos_lr",
  "fixed_lr",
  "warmup_epochs",
  "warmup_momentum",
  "warmup_bias_lr",
];

/** Arguments that stand beside lr0 in no other trainer's files. */
const signs = [
  "lrf",
  "cos_lr",
  "warmup_epochs",
  "warmup_bias_lr",
  "close_mosaic",
  "nbs",
  "imgsz",
  "mosaic",
];

/** Hyper-parameters of YOLOv5, which Ultralytics does not have. */
const ofYolov5 = ["anchor_t", "fl_gamma", "obj_pw"];

/** Hyper-parameters of YOLOv7, which has those of YOLOv5 too. */
const ofYolov7 = ["loss_ota", "paste_in"];

/** The hyper-parameters beside the other arguments: the `opt.yaml` of YOLOv5 has them in a section. */
const flat = (settings: Settings): Settings => spelled(settings, ["hyp"]);

/** Whether it holds hyper-parameters of Ultralytics or of YOLOv5. */
export const isUltralytics = (settings: Settings): boolean => {
  const all = flat(settings);
  return all.has("lr0") && signs.some((key) => all.has(key));
};

/**
 * Whether it is of a trainer whose rate is a cosine unless it is told otherwise: YOLOv7, and YOLOv5 before 6.1. Both write
 * `linear_lr` into their `opt.yaml`.
 */
const isOlder = (settings: Settings): boolean =>
  settings.has("linear_lr") || ofYolov7.some((key) => settings.has(key));

/** The rate after the warmup, on a clock of epochs. */
function fallOf(settings: Settings, rate: number, epochs: number): Schedule {
  const to = settings.amount("lrf", 0.01) * rate;
  const cosine = { from: rate, to, curve: cosineCurve };
  if (isOlder(settings)) {
    return settings.flag("linear_lr", false)
      ? ramp({ from: rate, to, steps: epochs - 1 })
      : ramp({ ...cosine, steps: epochs });
  }
  if (settings.flag("cos_lr", false)) return ramp({ ...cosine, steps: epochs });
  // Both are of YOLOv9.
  if (settings.flag("flat_cos_lr", false)) {
    const half = Math.floor(epochs / 2);
    return sequence([{ schedule: rate, steps: half }, ramp({ ...cosine, steps: half })]);
  }
  if (settings.flag("fixed_lr", false)) return constant(rate);
  if (ofYolov5.some((key) => settings.has(key)) && !settings.has("cos_lr")) {
    settings.note("cos_lr", "not given; a line, as in YOLOv5 since 6.1; before, a cosine");
  }
  return ramp({ from: rate, to, steps: epochs });
}

/** Python's rounding: a half goes to the even number. */
function rounded(value: number): number {
  const half = Math.floor(value);
  return value - half === 0.5 ? half + (half % 2) : Math.round(value);
}

/** The batches of the warmup, of which the trainers before Ultralytics had a least number. */
function warmupOf(settings: Settings, epochs: number, batches: () => number): number {
  const least = isOlder(settings) ? 1000 : ofYolov5.some((key) => settings.has(key)) ? 100 : 0;
  const given = settings.amount("warmup_epochs", 3);
  if (least > 0) {
    const length = Math.max(rounded(given * batches()), least);
    settings.note(
      "warmup_epochs",
      `${length} batches, ${least} at least, as in YOLO${least === 100 ? "v5 since 6.1; before, 1000" : "v7, and in YOLOv5 before 6.1"}`,
    );
    return length;
  }
  const rising = Math.min(given, Math.max(epochs - 1, 0));
  if (rising === 0) return 0;
  const length = rounded(rising * batches());
  settings.note(
    "warmup_epochs",
    `${length} batches, as in Ultralytics since 8.4; before, 100 at least`,
  );
  return length;
}

function readUltralytics(given: Settings, options: ImportOptions): Found<Schedule> {
  const settings = flat(given);
  settings.refuseUnread(/^(?:lr|cos_lr|warmup)|_lr$/, known);
  if (settings.has("optimizer") && settings.get("optimizer") === "auto") {
    settings.note(
      "optimizer",
      '"auto" chooses optimizer, rate and momentum by the data, whatever lr0 says; here lr0 is taken',
    );
  }
  const rate = options.learningRate ?? settings.amount("lr0", 0.01);
  const perEpoch = options.stepsPerEpoch;
  const epochs = settings.has("epochs")
    ? settings.positiveCount("epochs")
    : options.totalSteps !== undefined && perEpoch !== undefined
      ? Math.ceil(options.totalSteps / perEpoch)
      : settings.ask("totalSteps with stepsPerEpoch", "epochs is missing");
  const falls = fallOf(settings, rate, epochs);
  const momentum = settings.amount("momentum", 0.937);
  const batchesOf = (): number =>
    perEpoch ??
    settings.ask("stepsPerEpoch", "batches in an epoch, of which the warmup counts its own");
  const warmup = warmupOf(settings, epochs, batchesOf);
  if (warmup === 0 && perEpoch === undefined) {
    return { learningRate: falls, per: "epoch", steps: epochs };
  }
  const batches = batchesOf();
  const byEpoch = hold(batches, stretch(batches, falls));
  const steps = epochs * batches;
  if (warmup === 0) return { learningRate: byEpoch, per: "step", steps };
  // The last batch of the warmup is on the way still, and there its end: from there on the epoch alone counts.
  const after = advance(warmup, byEpoch);
  const up = product([ramp({ from: 0, to: 1, steps: warmup }), byEpoch]);
  const learningRate = sequence([{ schedule: up, steps: warmup }, after]);
  const biasFrom = settings.amount("warmup_bias_lr", 0.1);
  const bias: Schedule = sequence([
    { schedule: biasRise(biasFrom, byEpoch, warmup), steps: warmup },
    after,
  ]);
  const momenta = ramp({
    from: settings.amount("warmup_momentum", 0.8),
    to: momentum,
    steps: warmup,
  });
  // Those have betas, which the warmup leaves alone.
  const optimizer = settings.get("optimizer");
  const more =
    typeof optimizer === "string" && /^(?:adam|nadam|radam)/i.test(optimizer)
      ? {}
      : { momentum: momenta };
  return {
    learningRate,
    groups: [
      { name: "weight", plan: plan({ learningRate, ...more }) },
      { name: "bn", plan: plan({ learningRate, ...more }) },
      { name: "bias", plan: plan({ learningRate: bias, ...more }) },
    ],
    per: "step",
    steps,
  };
}

/** From a rate of its own to that of the epoch: each on a line of its own, one down and one up. */
const biasRise = (from: number, byEpoch: Schedule, steps: number): Schedule =>
  sum([ramp({ from, to: 0, steps }), product([ramp({ from: 0, to: 1, steps }), byEpoch])]);

/**
 * The schedule of an Ultralytics training, from its `args.yaml` or the `hyp.yaml` of YOLOv5: `lr0`, `lrf`, `cos_lr` and the
 * warmup, with its three groups and their momentum.
 *
 * The rate has one value for the whole of an epoch, but in the warmup, which counts batches: a step is a batch.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch`, the batches of an epoch, is needed for a warmup; `totalSteps`
 *   stands in for `epochs` where a file of hyper-parameters has none.
 * @returns See {@link Imported}: the groups are `weight`, `bn` and `bias`, each with its momentum. Per epoch if there is no
 *   warmup and no `stepsPerEpoch`.
 * @throws {TypeError} If something is missing or of the wrong type, or one that has to do with the rate is not known.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromUltralytics(
 *   { lr0: 0.01, lrf: 0.1, epochs: 10, warmup_epochs: 2 },
 *   { stepsPerEpoch: 100 },
 * );
 * [0, 100, 200, 999].map((step) => learningRate(step)); // => [0, 0.00455, 0.0082, 0.0018999999999999998]
 * ```
 */
export const fromUltralytics = /* @__PURE__ */ importing(
  "fromUltralytics",
  "ultralytics",
  readUltralytics,
);
