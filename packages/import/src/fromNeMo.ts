import {
  torchCyclicLR,
  torchExponentialLR,
  torchReduceLROnPlateau,
  torchStepLR,
} from "@anneal/compat";
import type { DefinedPreset } from "@anneal/compat";
import { constant } from "@anneal/core";
import { createNamed } from "./createNamed.ts";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { referring } from "./referring.ts";
import { nemoPolicies } from "./nemoPolicies.ts";
import type { Settings } from "./settings.ts";
import { optionsByKey } from "./unknownKey.ts";

/** Where the optimizer is: NeMo has it in the model, or by itself. */
function optimizerIn(settings: Settings): Settings | undefined {
  for (const holder of [settings, settings.holds("model") ? settings.inside("model") : undefined]) {
    if (holder?.holds("optim") === true) return holder.inside("optim");
  }
  return settings.holds("sched") ? settings : undefined;
}

/** Whether it is a configuration of NeMo. */
export const isNeMo = (settings: Settings): boolean => {
  const optimizer = optimizerIn(settings);
  return optimizer?.holds("sched") === true && optimizer.inside("sched").has("name");
};

const parts = [
  "warmup_steps",
  "warmup_ratio",
  "max_steps",
  "min_lr",
  "last_epoch",
  "name",
  "t_max_epochs",
  "t_accumulate_grad_batches",
  "t_limit_train_batches",
  "t_num_workers",
  "monitor",
  "reduce_on_plateau",
  "args",
];

/** The schedulers of PyTorch that it knows, with the unit of their steps. */
const torchPolicies: Readonly<Record<string, readonly [DefinedPreset, "step" | "epoch"]>> = {
  StepLR: [torchStepLR, "step"],
  CyclicLR: [torchCyclicLR, "step"],
  ExponentialLR: [torchExponentialLR, "epoch"],
  ReduceLROnPlateau: [torchReduceLROnPlateau, "epoch"],
};

/** A scheduler of PyTorch by its arguments there. */
function torchSchedule(
  outer: Settings,
  sched: Settings,
  name: string,
  rate: number,
  { totalSteps, monitor }: ImportOptions,
): Found {
  const [preset, per] = torchPolicies[name]!;
  const keys = optionsByKey(preset, ["lr", "monitor"]);
  sched.refuseUnread(/./, [...parts, "verbose", "cycle_momentum", ...keys.keys()]);
  const values = Object.fromEntries(
    [...keys].flatMap(([key, option]) => (sched.has(key) ? [[option, sched.value(key)]] : [])),
  );
  const taken = preset.definition.options;
  const learningRate = createNamed(
    sched.findings.importer,
    sched.where,
    preset,
    {
      ...values,
      ...("lr" in taken && { lr: rate }),
      ...("monitor" in taken && { monitor: monitor ?? outer.text("monitor", "loss") }),
    },
    (option) => [...keys].find(([, each]) => each === option)?.[0] ?? option,
  );
  return { learningRate, per, steps: per === "step" ? totalSteps : undefined };
}

function readNeMo(settings: Settings, options: ImportOptions): Found {
  const optimizer = optimizerIn(settings) ?? settings.inside("optim");
  const outer = optimizer.inside("sched");
  const name = outer.text("name");
  if (!Object.hasOwn(nemoPolicies, name) && !Object.hasOwn(torchPolicies, name)) {
    outer.oneOf("name", [...Object.keys(nemoPolicies), ...Object.keys(torchPolicies)]);
  }
  const inner = outer.holds("args") ? outer.inside("args") : outer;
  // `name: auto` stands for the parameters of the policy, which `params` overrides.
  const sched = inner.holds("params") ? inner.inside("params") : inner;
  const trainer = settings.holds("trainer") ? settings.inside("trainer") : undefined;
  const rate =
    options.learningRate ??
    (optimizer.has("lr")
      ? optimizer.amount("lr")
      : optimizer.ask("learningRate", "optim.lr is missing"));
  if (Object.hasOwn(torchPolicies, name)) {
    return torchSchedule(outer, sched, name, rate, options);
  }
  const { keys, read } = nemoPolicies[name]!;
  sched.refuseUnread(/./, [...parts, ...keys]);
  const epochs = outer.has("t_max_epochs")
    ? outer.positiveCount("t_max_epochs")
    : trainer?.has("max_epochs") === true && trainer.number("max_epochs") > 0
      ? trainer.positiveCount("max_epochs")
      : undefined;
  // What the trainer says counts before what the scheduler does.
  const ofTrainer =
    trainer?.has("max_steps") === true && trainer.number("max_steps") >= 0
      ? trainer.positiveCount("max_steps")
      : undefined;
  const holder = outer.has("max_steps") ? outer : sched;
  const own = holder.has("max_steps") ? holder.number("max_steps") : undefined;
  if ((options.totalSteps ?? ofTrainer) === undefined && own === -1) {
    holder.note("max_steps", "is -1: NeMo makes no scheduler, and the rate stays what it is");
    return { learningRate: constant(rate), per: "step" };
  }
  const planned =
    options.totalSteps ??
    ofTrainer ??
    (own !== undefined
      ? holder.positiveCount("max_steps")
      : epochs !== undefined && options.stepsPerEpoch !== undefined
        ? epochs * options.stepsPerEpoch
        : undefined);
  const total =
    planned ??
    (name === "NoamAnnealing" && !sched.has("warmup_ratio")
      ? 1
      : sched.ask("totalSteps, or stepsPerEpoch", "trainer.max_steps is missing"));
  const part = (each: string): number => {
    const [steps, ratio] = [`${each}_steps`, `${each}_ratio`];
    if (sched.has(steps) && sched.has(ratio)) sched.refuse(ratio, `left out beside ${steps}`);
    if (sched.has(ratio)) return Math.floor(sched.share(ratio) * total);
    return sched.has(steps) ? sched.count(steps) : 0;
  };
  const warmup = part("warmup");
  if (planned !== undefined && warmup >= total) {
    sched.refuse("warmup_steps", `below the steps of all (${total})`, warmup);
  }
  const learningRate = read(sched, { rate, min: sched.amount("min_lr", 0), total, warmup, part });
  return { learningRate, per: "step", steps: planned };
}

/**
 * The schedule of a NeMo configuration: the `sched` of its `optim`.
 *
 * @param document - What a YAML parser makes of the file, or JSON text: `optim`, or `model.optim`, with `trainer`.
 * @param options - See {@link ImportOptions}: `totalSteps`, or `stepsPerEpoch`, which is multiplied by `trainer.max_epochs`.
 * @returns See {@link Imported}.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or if a length is given as steps and as a ratio.
 *
 * @example
 * ```ts
 * const sched = { name: "CosineAnnealing", warmup_steps: 3, min_lr: 0 };
 * const { learningRate } = fromNeMo({ optim: { name: "adamw", lr: 0.1, sched }, trainer: { max_steps: 103 } });
 * [0, 3, 53, 103].map((step) => learningRate(step)); // => [0.025, 0.1, 0.05, 0]
 * ```
 */
export const fromNeMo = /* @__PURE__ */ importing("fromNeMo", "nemo", referring(readNeMo));
