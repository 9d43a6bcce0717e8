import {
  torchChainedScheduler,
  torchConstantLR,
  torchCosineAnnealingLR,
  torchCosineAnnealingWarmRestarts,
  torchCyclicLR,
  torchExponentialLR,
  torchLinearLR,
  torchMultiStepLR,
  torchOneCycleLR,
  torchPolynomialLR,
  torchReduceLROnPlateau,
  torchSequentialLR,
  torchStepLR,
} from "@anneal/compat";
import type { DefinedPreset } from "@anneal/compat";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { createNamed } from "./createNamed.ts";
import type { Settings } from "./settings.ts";

const classes: Readonly<Record<string, DefinedPreset>> = {
  ConstantLR: torchConstantLR,
  LinearLR: torchLinearLR,
  StepLR: torchStepLR,
  MultiStepLR: torchMultiStepLR,
  ExponentialLR: torchExponentialLR,
  PolynomialLR: torchPolynomialLR,
  CosineAnnealingLR: torchCosineAnnealingLR,
  CosineAnnealingWarmRestarts: torchCosineAnnealingWarmRestarts,
  OneCycleLR: torchOneCycleLR,
  CyclicLR: torchCyclicLR,
  ReduceLROnPlateau: torchReduceLROnPlateau,
};

const composites = ["SequentialLR", "ChainedScheduler"];

/** Schedulers of PyTorch that are read from their arguments. */
export const torchNames: readonly string[] = /* @__PURE__ */ (() => [
  ...Object.keys(classes),
  ...composites,
])();

/** What is of no consequence for the rate. */
const silent = ["optimizer", "last_epoch", "verbose", "cycle_momentum", "momentum"];

/** A name of Python in camel case: `T_max` is `tMax`. */
const camelCase = (name: string): string =>
  name
    .replace(/_([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase())
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());

/** What a scheduler is read with. */
export interface TorchContext {
  /** The rate of the optimizer. */
  readonly rate: number;
  /** What a plateau watches. */
  readonly monitor: string;
  /** Keys beside the arguments that are of no consequence. */
  readonly besides?: readonly string[];
  /** A scheduler within another one: its name and its arguments. */
  readonly childOf?: (child: Settings) => readonly [name: string, args: Settings];
}

const deepest = 8;

/** The schedule of a scheduler of PyTorch from the arguments that it is made with. */
export function torchScheduler(
  args: Settings,
  name: string,
  context: TorchContext,
  depth = 0,
): Schedule | ReactiveSchedule {
  const { rate, monitor, besides = [], childOf } = context;
  if (composites.includes(name)) {
    if (childOf === undefined || depth >= deepest) {
      args.refuse("schedulers", `no more than ${deepest} schedulers in each other`);
    }
    args.refuseUnread(/./, ["schedulers", "milestones", ...silent, ...besides]);
    const schedulers = args.insides("schedulers").map((each) => {
      const [inner, its] = childOf(each);
      if (!torchNames.includes(inner))
        its.refuse("class", `one of ${torchNames.join(", ")}`, inner);
      return torchScheduler(its, inner, context, depth + 1);
    });
    const chained = name === "ChainedScheduler";
    return createNamed(
      args.findings.importer,
      args.where,
      chained ? torchChainedScheduler : torchSequentialLR,
      { schedulers, ...(chained ? { lr: rate } : { milestones: args.amounts("milestones") }) },
      (option) => option,
    );
  }
  const preset = classes[name]!;
  const taken = Object.keys(preset.definition.options);
  const keys = args.keys().filter((key) => args.has(key));
  const read = keys.filter((key) => taken.includes(camelCase(key)) && !silent.includes(key));
  args.refuseUnread(/./, [...read, ...silent, ...besides]);
  const names = new Map(read.map((key) => [camelCase(key), key]));
  return createNamed(
    args.findings.importer,
    args.where,
    preset,
    {
      ...(taken.includes("lr") && { lr: rate }),
      ...(taken.includes("monitor") && { monitor }),
      ...Object.fromEntries([...names].map(([option, key]) => [option, args.value(key)])),
    },
    (option) =>
      names.get(option) ?? option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
}
