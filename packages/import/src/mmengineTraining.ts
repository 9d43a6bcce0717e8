import type { ImportOptions } from "./importOptions.ts";
import { notGiven } from "./notGiven.ts";
import type { Settings } from "./settings.ts";
import { Unread } from "./show.ts";

/** How long the training is, in epochs or iterations, as the file says. */
export interface Training {
  readonly epochs: number | undefined;
  readonly iterations: number | undefined;
  readonly perEpoch: number | undefined;
}

export function trainingOf(
  settings: Settings,
  { stepsPerEpoch, totalSteps }: ImportOptions,
): Training {
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

/** What the optimizer begins with. */
export function baseOf(settings: Settings, parameter: string, options: ImportOptions): number {
  if (parameter === "lr" && options.learningRate !== undefined) return options.learningRate;
  const wrapper = settings.holds("optim_wrapper") ? settings.inside("optim_wrapper") : settings;
  const optimizer = wrapper.holds("optimizer") ? wrapper.inside("optimizer") : undefined;
  if (optimizer?.has(parameter)) return optimizer.amount(parameter);
  if (parameter === "lr") {
    const why = notGiven(settings);
    return settings.ask(
      "learningRate",
      `optim_wrapper.optimizer.lr is missing${why === undefined ? "" : `, and ${why}`}`,
    );
  }
  if (parameter === "momentum" && optimizer?.has("betas")) return optimizer.amounts("betas")[0]!;
  return settings.refuse(
    "param_scheduler",
    `of what the optimizer has, and it has no ${parameter}`,
    parameter,
  );
}

/** The name of a class: in a configuration that is Python as a whole it is the class itself. */
export function classOf(settings: Settings): string {
  const given = settings.get("type");
  const isClass = given instanceof Unread && /^[\w.]+$/.test(given.code);
  return isClass ? given.code : settings.text("type");
}
