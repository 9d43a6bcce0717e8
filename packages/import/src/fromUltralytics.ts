import {
  advance,
  cosineCurve,
  hold,
  linearCurve,
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

const known = ["lr0", "lrf", "cos_lr", "warmup_epochs", "warmup_momentum", "warmup_bias_lr"];

/** Whether it holds hyper-parameters of Ultralytics or of YOLOv5. */
export const isUltralytics = (settings: Settings): boolean =>
  settings.has("lr0") && (settings.has("lrf") || settings.has("warmup_epochs"));

function readUltralytics(settings: Settings, options: ImportOptions): Found<Schedule> {
  settings.refuseUnread(/^(?:lr|cos_lr|warmup|linear_lr)/, known);
  if (settings.has("optimizer") && settings.get("optimizer") === "auto") {
    settings.note(
      "optimizer",
      '"auto" chooses optimizer, rate and momentum by the data, whatever lr0 says; here lr0 is taken',
    );
  }
  const rate = options.learningRate ?? settings.amount("lr0", 0.01);
  const share = settings.amount("lrf", 0.01);
  const perEpoch = options.stepsPerEpoch;
  const epochs = settings.has("epochs")
    ? settings.positiveCount("epochs")
    : options.totalSteps !== undefined && perEpoch !== undefined
      ? Math.ceil(options.totalSteps / perEpoch)
      : settings.ask("totalSteps with stepsPerEpoch", "epochs is missing");
  const falls = ramp({
    from: rate,
    to: share * rate,
    steps: epochs,
    curve: settings.flag("cos_lr", false) ? cosineCurve : linearCurve,
  });
  const momentum = settings.amount("momentum", 0.937);
  const rising = Math.min(settings.amount("warmup_epochs", 3), Math.max(epochs - 1, 0));
  if (rising === 0 && perEpoch === undefined) {
    return { learningRate: falls, per: "epoch", steps: epochs };
  }
  const batches =
    perEpoch ??
    settings.ask("stepsPerEpoch", "batches in an epoch, of which the warmup counts its own");
  const byEpoch = hold(batches, stretch(batches, falls));
  // Python rounds a half to the even number.
  const exact = rising * batches;
  const half = Math.floor(exact);
  const warmup = exact - half === 0.5 ? half + (half % 2) : Math.round(exact);
  settings.note(
    "warmup_epochs",
    `${warmup} batches, as in Ultralytics since 8.4; before, and in YOLOv5, 100 at least`,
  );
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
 * [0, 100, 200, 999].map((step) => learningRate(step)); // => [0, 0.00455, 0.0082, 0.0019]
 * ```
 */
export const fromUltralytics = /* @__PURE__ */ importing(
  "fromUltralytics",
  "ultralytics",
  readUltralytics,
);
