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
import type { ImportedGroup } from "./imported.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { baseOf, classOf } from "./mmengineTraining.ts";
import type { Training } from "./training.ts";
import type { Settings } from "./settings.ts";

/** What a hook is read with. */
interface HookContext {
  readonly rate: number;
  /** The momentum of the optimizer, if it has one. */
  readonly momentum: number | undefined;
  /** Whether the optimizer has the groups of weights, norms and biases, of which the last warms up from a rate of its own. */
  readonly hasBiases: boolean;
  /** Iterations of an epoch. */
  readonly perEpoch: number;
  /** Epochs of the training, where they are known. */
  readonly epochs: number | undefined;
}

interface Hooked {
  readonly learningRate: Schedule;
  readonly groups?: readonly ImportedGroup[];
}

/** The epochs that a hook counts on: the rate of a training that is longer is not that of its formula. */
function epochsOf(hook: Settings, key: string, otherwise: number, { epochs }: HookContext): number {
  const planned = hook.positiveCount(key, otherwise);
  return epochs !== undefined && epochs > planned
    ? hook.refuse(key, `at least the epochs of train_cfg (${epochs})`, planned)
    : planned;
}

/** Rounded as Python does: a half to the even number. */
function rounded(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
}

/** The length of a warmup, which is no shorter than so many iterations. */
const warmupOf = (hook: Settings, epochs: number, least: string, perEpoch: number): number =>
  Math.max(rounded(hook.amount("warmup_epochs", epochs) * perEpoch), hook.count(least, 1000));

/** The hooks of MMYOLO that set the rate by themselves, whatever `param_scheduler` says, by their types. */
const mmyoloHooks: Readonly<
  Record<
    string,
    {
      readonly keys: readonly string[];
      readonly read: (hook: Settings, context: HookContext) => Hooked;
    }
  >
> = {
  YOLOv5ParamSchedulerHook: {
    keys: [
      "scheduler_type",
      "lr_factor",
      "max_epochs",
      "warmup_epochs",
      "warmup_bias_lr",
      "warmup_momentum",
      "warmup_mim_iter",
    ],
    read(hook, context) {
      const { rate, momentum, hasBiases, perEpoch } = context;
      const type = hook.oneOf("scheduler_type", ["linear", "cosine"], "linear");
      const steps = epochsOf(hook, "max_epochs", 300, context);
      const share = hook.amount("lr_factor", 0.01);
      const warmup = warmupOf(hook, 3, "warmup_mim_iter", perEpoch);
      const ofEpoch = ramp({
        from: 1,
        to: share,
        steps,
        ...(type === "cosine" && { curve: cosineCurve }),
      });
      const onClock = hold(perEpoch, stretch(perEpoch, ofEpoch));
      const last = Math.floor(warmup / perEpoch);
      /** Up to the rate of the epoch, whichever it is; from then on each epoch has the rate that the one before it should have. */
      const scheduleFrom = (from: number): Schedule => {
        const rise =
          warmup === 0
            ? constant(rate)
            : sum([
                ramp({ from, to: 0, steps: warmup }),
                product([rate, ramp({ from: 0, to: 1, steps: warmup }), onClock]),
              ]);
        const after = product([rate, advance(last * perEpoch, onClock)]);
        return sequence([
          { schedule: rise, steps: warmup + 1 },
          { schedule: rate * ofEpoch(last), steps: (last + 1) * perEpoch - warmup - 1 },
          after,
        ]);
      };
      const learningRate = scheduleFrom(0);
      const moved = momentum !== undefined && {
        momentum: ramp({ from: hook.amount("warmup_momentum", 0.8), to: momentum, steps: warmup }),
      };
      if (!hasBiases) {
        return moved === false
          ? { learningRate }
          : { learningRate, groups: [{ plan: plan({ learningRate, ...moved }) }] };
      }
      const biases = scheduleFrom(hook.amount("warmup_bias_lr", 0.1));
      return {
        learningRate,
        groups: [
          { name: "weight", plan: plan({ learningRate, ...moved }) },
          { name: "bn", plan: plan({ learningRate, ...moved }) },
          { name: "bias", plan: plan({ learningRate: biases, ...moved }) },
        ],
      };
    },
  },
  PPYOLOEParamSchedulerHook: {
    keys: ["warmup_min_iter", "start_factor", "warmup_epochs", "min_lr_ratio", "total_epochs"],
    read(hook, context) {
      const { rate, perEpoch } = context;
      const total = epochsOf(hook, "total_epochs", 360, context) * perEpoch;
      const warmup = warmupOf(hook, 5, "warmup_min_iter", perEpoch);
      if (warmup >= total)
        hook.refuse(
          "warmup_epochs",
          `a warmup shorter than the training (${total} iterations)`,
          warmup,
        );
      const to = hook.amount("min_lr_ratio", 0) * rate;
      return {
        learningRate: sequence([
          {
            schedule: ramp({
              from: hook.amount("start_factor", 0) * rate,
              to: rate,
              steps: warmup,
            }),
            steps: warmup,
          },
          ramp({ from: rate, to, steps: total - warmup, curve: cosineCurve }),
        ]),
      };
    },
  },
};

/** What a hook of MMYOLO makes that sets the rate by itself, whatever `param_scheduler` says; `undefined` for that of MMEngine. */
export function readMMYOLOHook(
  settings: Settings,
  training: Training,
  options: ImportOptions,
): Found | undefined {
  const hooks = settings.holds("default_hooks") ? settings.inside("default_hooks") : undefined;
  const hook = hooks?.holds("param_scheduler") ? hooks.inside("param_scheduler") : undefined;
  if (hook?.has("type") !== true) return undefined;
  const type = classOf(hook).replace(/^(?:\w+\.)+/, "");
  if (type === "ParamSchedulerHook") return undefined;
  if (!Object.hasOwn(mmyoloHooks, type)) {
    hook.refuse(
      "type",
      `ParamSchedulerHook or one of ${Object.keys(mmyoloHooks).join(", ")}: another hook sets the rate by itself, and is not read`,
      type,
    );
  }
  if (settings.has("param_scheduler")) {
    settings.refuse("param_scheduler", `None beside ${type}, which sets the rate by itself`);
  }
  const { keys, read } = mmyoloHooks[type]!;
  hook.refuseUnread(/./, ["type", "_scope_", "_delete_", ...keys]);
  const wrapper = settings.holds("optim_wrapper") ? settings.inside("optim_wrapper") : undefined;
  const constructor = wrapper?.get("constructor");
  const perEpoch =
    training.perEpoch ??
    hook.ask("stepsPerEpoch", `${type} counts in epochs, its warmup in iterations`);
  const found = read(hook, {
    rate: baseOf(settings, "lr", options),
    momentum:
      wrapper?.holds("optimizer") && wrapper.inside("optimizer").has("momentum")
        ? baseOf(settings, "momentum", options)
        : undefined,
    hasBiases: typeof constructor === "string" && /YOLOv[57]Optim\w*Constructor$/.test(constructor),
    perEpoch,
    epochs: training.epochs,
  });
  return { ...found, per: "step", steps: training.iterations };
}
