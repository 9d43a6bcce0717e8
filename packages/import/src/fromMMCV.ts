import { exponentialCurve, hold, plan, product, ramp, sequence, stretch } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { mmcvPolicies } from "./mmcvPolicies.ts";
import { sharedKeys, warmupOf } from "./mmcvWarmup.ts";
import { notGiven } from "./notGiven.ts";
import { ofEpochs } from "./ofEpochs.ts";
import type { Settings } from "./settings.ts";
import { trainingOf } from "./training.ts";
import type { Training } from "./training.ts";
import { yoloxPolicy } from "./yoloxPolicy.ts";

/** Whether it is a configuration of mmcv 1, before MMEngine. */
export const isMMCV = (settings: Settings): boolean => settings.holds("lr_config");

/** A hyper-parameter that a policy moves, on the clock of epochs or of iterations. */
interface Moved {
  readonly schedule: Schedule;
  readonly byEpoch: boolean;
}

/** How long the training is, as the file and the options say. */
function lengthOf(settings: Settings, options: ImportOptions): Training {
  const runner = settings.holds("runner") ? settings.inside("runner") : undefined;
  const countOf = (key: string): number | undefined =>
    runner?.has(`max_${key}`) === true
      ? runner.positiveCount(`max_${key}`)
      : settings.has(`total_${key}`)
        ? settings.positiveCount(`total_${key}`)
        : undefined;
  return trainingOf(countOf("epochs"), countOf("iters"), options);
}

/** Where to look for what is not there. */
function missing(settings: Settings, what: string): string {
  const why = notGiven(settings);
  return what + (why && `, and ${why}`);
}

/** The number that the optimizer begins with. */
function baseOf(settings: Settings, parameter: "lr" | "momentum", chosen?: number): number {
  const optimizer = settings.holds("optimizer") ? settings.inside("optimizer") : undefined;
  if (parameter === "lr" && chosen !== undefined) return chosen;
  if (optimizer?.has(parameter) === true) return optimizer.amount(parameter);
  if (parameter === "lr") {
    return settings.ask("learningRate", missing(settings, "optimizer.lr is missing"));
  }
  if (optimizer?.has("betas") === true) return optimizer.amounts("betas")[0]!;
  settings.note("optimizer.betas", "not given; 0.9, the default of Adam, is taken");
  return 0.9;
}

/** What the policy of a hyper-parameter makes of it, without a warmup. */
function moved(
  settings: Settings,
  policy: Settings,
  parameter: "lr" | "momentum",
  rate: number,
  { epochs, iterations, perEpoch }: Training,
): Moved {
  const why = notGiven(settings);
  if (!policy.has("policy") && why) {
    policy.refuse("policy", `given: ${why}`, undefined, TypeError);
  }
  const key = policy.text("policy").toLowerCase();
  if (!Object.hasOwn(mmcvPolicies, key)) {
    policy.oneOf("policy", [
      "fixed",
      "step",
      "exp",
      "poly",
      "inv",
      "CosineAnnealing",
      "FlatCosineAnnealing",
      "CosineRestart",
      "LinearAnnealing",
      "cyclic",
      "OneCycle",
      "YOLOX",
    ]);
  }
  const { keys, isOfIterations = false, read } = mmcvPolicies[key]!;
  policy.refuseUnread(/./, [...sharedKeys, ...keys.map((each) => each.replace("*", parameter))]);
  const byEpoch = !isOfIterations && policy.flag("by_epoch", true);
  const length = (): number =>
    (byEpoch
      ? (epochs ??
        (iterations !== undefined && perEpoch !== undefined ? iterations / perEpoch : undefined))
      : iterations) ??
    policy.ask(
      byEpoch
        ? "totalSteps and stepsPerEpoch"
        : epochs === undefined
          ? "totalSteps"
          : "stepsPerEpoch",
      epochs === undefined
        ? missing(settings, "runner.max_epochs and runner.max_iters are missing")
        : "the policy counts in iterations, the training in epochs",
    );
  return { schedule: read(policy, { rate, length, parameter }), byEpoch };
}

/** The factor of a warmup, in iterations. */
function overlayOf(policy: Settings, perEpoch: () => number): Schedule | undefined {
  if (!policy.has("warmup")) return undefined;
  const method = policy.oneOf("warmup", ["constant", "linear", "exp"]);
  const { steps, share } = warmupOf(policy, perEpoch);
  return method === "constant"
    ? sequence([{ schedule: share, steps }, 1])
    : ramp({ from: share, to: 1, steps, ...(method === "exp" && { curve: exponentialCurve }) });
}

function readMMCV(settings: Settings, options: ImportOptions): Found<Schedule> {
  const why = notGiven(settings);
  if (why) settings.note("_base_", why);
  const policy = settings.inside("lr_config");
  const training = lengthOf(settings, options);
  const { epochs, iterations, perEpoch } = training;
  const base = baseOf(settings, "lr", options.learningRate);
  if (policy.get("policy") === "YOLOX") {
    if (settings.has("momentum_config")) {
      settings.refuse(
        "momentum_config",
        "left out beside the policy YOLOX, which moves no momentum",
      );
    }
    const lengths = {
      total: () =>
        iterations ??
        policy.ask(
          epochs === undefined ? "totalSteps" : "stepsPerEpoch",
          "the policy counts in iterations, and how many there are is missing",
        ),
      perEpoch: () =>
        perEpoch ??
        policy.ask("stepsPerEpoch", "num_last_epochs counts in epochs, the policy in iterations"),
    };
    return { learningRate: yoloxPolicy(policy, base, lengths), per: "step", steps: iterations };
  }
  const rate = moved(settings, policy, "lr", base, training);
  const second = settings.holds("momentum_config") ? settings.inside("momentum_config") : undefined;
  if (second?.has("warmup") === true) {
    second.refuse("warmup", "left out: a warmup of the momentum is not read");
  }
  const momentum =
    second && moved(settings, second, "momentum", baseOf(settings, "momentum"), training);
  const needed = (): number =>
    perEpoch ?? policy.ask("stepsPerEpoch", "some of it counts in epochs, and some in iterations");
  const overlay = overlayOf(policy, needed);
  const allOfEpochs = rate.byEpoch && overlay === undefined && momentum?.byEpoch !== false;
  if (allOfEpochs && momentum === undefined) return ofEpochs(rate.schedule, epochs, perEpoch);
  const onClock = ({ schedule, byEpoch }: Moved): Schedule =>
    byEpoch && !(allOfEpochs && perEpoch === undefined)
      ? hold(needed(), stretch(needed(), schedule))
      : schedule;
  const learningRate = overlay === undefined ? onClock(rate) : product([overlay, onClock(rate)]);
  const isPerEpoch = allOfEpochs && perEpoch === undefined;
  return {
    learningRate,
    groups: momentum && [{ plan: plan({ learningRate, momentum: onClock(momentum) }) }],
    per: isPerEpoch ? "epoch" : "step",
    steps: isPerEpoch ? epochs : iterations,
  };
}

/**
 * The schedule of a configuration of mmcv 1, as MMDetection 2 and its kin have it: `lr_config` on the rate of `optimizer`.
 *
 * The warmup multiplies the policy, whose clock goes on below it.
 *
 * @param document - The names of the module with their values, or JSON text of them. {@link read} follows `_base_`, with its option `bases`.
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
