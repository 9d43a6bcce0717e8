import { torchCosineAnnealingLR } from "@anneal/compat";
import { cosineCurve, polynomialCurve, ramp, reversedCurve, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { piecewise } from "@anneal/step";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { notGiven } from "./notGiven.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

/** Whether it is a configuration of PaddleDetection. */
export const isPaddleDetection = (settings: Settings): boolean =>
  settings.holds("LearningRate") && settings.inside("LearningRate").has("base_lr");

/** The name of a scheduler: a tag of YAML, or a key. */
const nameOf = (scheduler: Settings): string =>
  scheduler.text(scheduler.has("!") ? "!" : "name").replace(/^!/, "");

/** What a decay is read with; lengths in steps. */
interface Context {
  readonly rate: number;
  readonly perEpoch: number;
  /** Steps of the warmup; 0 for none. */
  readonly warmup: number;
}

const decays: Readonly<
  Record<
    string,
    {
      readonly keys: readonly string[];
      /** From the end of the warmup on. */
      readonly read: (decay: Settings, context: Context) => Schedule;
    }
  >
> = {
  CosineDecay: {
    keys: ["max_epochs", "use_warmup", "min_lr_ratio", "last_plateau_epochs"],
    read(decay, { rate, perEpoch, warmup }) {
      const total = decay.positiveCount("max_epochs", 1000) * perEpoch;
      const rest = decay.has("last_plateau_epochs")
        ? decay.count("last_plateau_epochs") * perEpoch
        : 0;
      const min = (decay.has("min_lr_ratio") ? decay.share("min_lr_ratio") : 0) * rate;
      const steps = total - rest - warmup;
      if (steps <= 0) decay.refuse("max_epochs", "longer than warmup and plateau together");
      if (warmup === 0 && rest === 0) {
        return torchCosineAnnealingLR({ lr: rate, tMax: total, etaMin: min });
      }
      const down = ramp({ from: rate, to: min, steps, curve: cosineCurve });
      // A table has its last row for the last step, and keeps it.
      return rest > 0 ? down : sequence([{ schedule: down, steps: steps - 1 }, down(steps - 1)]);
    },
  },
  PiecewiseDecay: {
    keys: ["gamma", "milestones", "values", "use_warmup"],
    read(decay, { rate, perEpoch, warmup }) {
      const epochs = decay.has("milestones") ? decay.amounts("milestones") : [8, 11];
      const boundaries = epochs.map((epoch) => epoch * perEpoch - warmup);
      const early = boundaries.findIndex(
        (boundary, index) => boundary <= (boundaries[index - 1] ?? 0),
      );
      if (early >= 0) {
        decay.refuse(
          `milestones[${early}]`,
          "after the warmup and the one before it",
          epochs[early],
        );
      }
      if (decay.has("values")) {
        const values = decay.amounts("values");
        if (warmup > 0) decay.refuse("values", "left out beside a warmup");
        if (values.length !== boundaries.length + 1) {
          decay.refuse("values", `one more than milestones (${boundaries.length})`, values.length);
        }
        return piecewise({ boundaries, values });
      }
      const gamma = decay.get("gamma");
      const factors = Array.isArray(gamma)
        ? decay.amounts("gamma")
        : gamma === undefined
          ? [0.1, 0.01]
          : // Each next one is a tenth of the one before it, whatever the first is.
            epochs.map((_, index) => decay.amount("gamma") / 10 ** index);
      if (factors.length !== boundaries.length) {
        decay.refuse("gamma", `as many as milestones (${boundaries.length})`, factors.length);
      }
      return piecewise({ boundaries, values: [rate, ...factors.map((factor) => factor * rate)] });
    },
  },
};

/** The way up, from its scheduler. */
function warmupOf(
  warmup: Settings,
  rate: number,
  perEpoch: () => number,
): { readonly schedule: Schedule; readonly steps: number } {
  const name = nameOf(warmup);
  if (name !== "LinearWarmup" && name !== "ExpWarmup") {
    warmup.refuse(warmup.has("!") ? "!" : "name", "LinearWarmup or ExpWarmup", name);
  }
  const isLinear = name === "LinearWarmup";
  const own = isLinear ? "start_factor" : "power";
  warmup.refuseUnread(/./, ["!", "name", "steps", "epochs", own]);
  const steps = Math.max(
    1,
    warmup.has("epochs")
      ? warmup.count("epochs") * perEpoch()
      : warmup.count("steps", isLinear ? 500 : 1000),
  );
  return isLinear
    ? way({
        from: (warmup.has(own) ? warmup.amount(own) : 1 / 3) * rate,
        to: rate,
        steps,
      })
    : way({
        from: 0,
        to: rate,
        steps,
        curve: reversedCurve(polynomialCurve(warmup.has(own) ? warmup.positive(own) : 2)),
      });
}

function readPaddleDetection(settings: Settings, options: ImportOptions): Found<Schedule> {
  const holder: Settings = settings.inside("LearningRate");
  holder.refuseUnread(/./, ["base_lr", "schedulers"]);
  const rate = options.learningRate ?? holder.amount("base_lr");
  const perEpoch = (): number =>
    options.stepsPerEpoch ?? holder.ask("stepsPerEpoch", "the decay counts in epochs");
  const epochs = settings.has("epoch") ? settings.positiveCount("epoch") : undefined;
  const steps =
    options.totalSteps ??
    (epochs !== undefined && options.stepsPerEpoch !== undefined
      ? epochs * options.stepsPerEpoch
      : undefined);
  if (!holder.has("schedulers")) {
    const why = notGiven(settings) || "a list with a decay, then a warmup";
    holder.refuse("schedulers", `given: ${why}`, undefined, TypeError);
  }
  const [decay, second]: readonly (Settings | undefined)[] = holder.insides("schedulers");
  if (decay === undefined) holder.refuse("schedulers", "a list with a decay, then a warmup", []);
  const name = nameOf(decay);
  if (!Object.hasOwn(decays, name)) {
    decay.refuse(
      decay.has("!") ? "!" : "name",
      `one of ${Object.keys(decays).join(", ")}, before the warmup`,
      name,
    );
  }
  const { keys, read } = decays[name]!;
  decay.refuseUnread(/./, ["!", "name", ...keys]);
  if (!decay.flag("use_warmup", true)) {
    const context = { rate, perEpoch: perEpoch(), warmup: 0 };
    return { learningRate: read(decay, context), per: "step", steps };
  }
  if (second === undefined) {
    return decay.refuse("use_warmup", "false, or a warmup given after it", undefined, TypeError);
  }
  const rise = warmupOf(second, rate, perEpoch);
  const after = read(decay, { rate, perEpoch: perEpoch(), warmup: rise.steps });
  return { learningRate: sequence([rise, after]), per: "step", steps };
}

/**
 * The schedule of a configuration of PaddleDetection: its `LearningRate`, a decay in epochs with a warmup in steps before it.
 *
 * @param document - What a YAML parser makes of the file; the name of a scheduler is its tag (`!CosineDecay`, as the key `"!"`) or its
 *   `name`. {@link read} follows `_BASE_`, with its option `bases`.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch`, which no file says.
 * @returns See {@link Imported}; `steps` is `epoch` in steps.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or if a milestone is within the warmup.
 *
 * @example
 * ```ts
 * const schedulers = [{ name: "PiecewiseDecay", gamma: 0.1, milestones: [8, 11] }, { name: "LinearWarmup", start_factor: 0.5, steps: 10 }];
 * const { learningRate } = fromPaddleDetection({ LearningRate: { base_lr: 0.02, schedulers } }, { stepsPerEpoch: 100 });
 * [0, 5, 10, 800, 1100].map((step) => learningRate(step)); // => [0.01, 0.015, 0.02, 0.002, 0.0002]
 * ```
 */
export const fromPaddleDetection = /* @__PURE__ */ importing(
  "fromPaddleDetection",
  "paddle-detection",
  readPaddleDetection,
);
