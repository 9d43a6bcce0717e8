import * as core from "@anneal/core";
import type { Kind, ReactiveSchedule, Schedule } from "@anneal/core";
import * as cosine from "@anneal/cosine";
import * as cyclic from "@anneal/cyclic";
import * as exponential from "@anneal/exponential";
import * as plateau from "@anneal/plateau";
import * as polynomial from "@anneal/polynomial";
import * as step from "@anneal/step";
import type { GoldenCall, GoldenOptions, GoldenValue } from "@anneal/golden";
import * as transformer from "@anneal/transformer";
import { keras, optax, timm, torch, transformers } from "../src/index.ts";

/** Every kind of anneal itself. */
export const native: readonly Kind[] = [
  core,
  cosine,
  cyclic,
  exponential,
  plateau,
  polynomial,
  step,
  transformer,
].flatMap((package_: object) =>
  Object.values(package_).filter(
    (value): value is Kind => typeof value === "function" && "kind" in value,
  ),
);

/** The functions that the generator writes down by their text. */
const functions: Readonly<Record<string, (x: number) => number>> = {
  "lambda e: 1/(1+e)": (e) => 1 / (1 + e),
  "lambda e: 0.95": () => 0.95,
  "lambda e: 0.5**(e//3)": (e) => 0.5 ** Math.floor(e / 3),
  "lambda e: 1-e/20": (e) => 1 - e / 20,
  "lambda c: 1/c": (c) => 1 / c,
  "lambda c: 0.9**c": (c) => 0.9 ** c,
};

const libraries: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "torch.optim.lr_scheduler": torch,
  "keras.optimizers.schedules": keras,
  "keras.callbacks": keras,
  optax,
  "optax.contrib": optax,
  "timm.scheduler": timm,
  transformers,
};

/** A name of Python in camel case: `StepLR` is `stepLR`, `T_0` is `t0`, `get_wsd_schedule` is `getWsdSchedule`. */
const camelCase = (name: string): string =>
  name
    .replace(/_([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase())
    .replace(/^./, (letter) => letter.toLowerCase());

/** The preset of a target, found by its name alone. */
function presetOf(target: string): Kind & { create(options: object): unknown } {
  const dot = target.lastIndexOf(".");
  const preset = libraries[target.slice(0, dot)]?.[camelCase(target.slice(dot + 1))];
  if (typeof preset !== "function") throw new TypeError(`there is no preset for ${target}`);
  return preset as unknown as Kind & { create(options: object): unknown };
}

const withoutRate = /OneCycleLR|CyclicLR|SequentialLR|^optax\.(?!contrib)|^keras\.optimizers/;

function optionOf(name: string, value: GoldenValue, lr: number | undefined): unknown {
  if (Array.isArray(value)) return value.map((item: GoldenValue) => optionOf("", item, lr));
  if (typeof value !== "object" || value === null || name === "boundaries_and_scales") return value;
  const item = value as GoldenOptions;
  if ("function" in item) return functions[item["function"] as string];
  if ("target" in item) return build(item as unknown as GoldenCall, lr);
  return optionsOf(item, lr);
}

/** Options under the names of the presets. */
const optionsOf = (options: GoldenOptions, lr: number | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [camelCase(name), optionOf(name, value, lr)]),
  );

/** What a preset makes of a call, with the optimizer's rate where the library takes it from there. */
export function build(
  { target, options }: GoldenCall,
  lr: number | undefined,
  suffix = "",
): Schedule | ReactiveSchedule {
  return presetOf(target + suffix).create({
    ...(withoutRate.test(target) ? {} : { lr }),
    ...optionsOf(options, lr),
  }) as Schedule | ReactiveSchedule;
}
