import type { ImportOptions } from "./importOptions.ts";
import { notGiven } from "./notGiven.ts";
import type { Settings } from "./settings.ts";
import { Unread } from "./show.ts";
import { trainingOf } from "./training.ts";
import type { Training } from "./training.ts";

/** How long the training is, as the file and the options say. */
export function lengthOf(settings: Settings, options: ImportOptions): Training {
  const loop = settings.holds("train_cfg") ? settings.inside("train_cfg") : undefined;
  const countOf = (key: string): number | undefined =>
    loop?.has(key) === true ? loop.positiveCount(key) : undefined;
  const training = trainingOf(countOf("max_epochs"), countOf("max_iters"), options);
  const { stepsPerEpoch, totalSteps } = options;
  return training.epochs === undefined && totalSteps !== undefined && stepsPerEpoch !== undefined
    ? { ...training, epochs: totalSteps / stepsPerEpoch }
    : training;
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
      `optim_wrapper.optimizer.lr is missing${why && `, and ${why}`}`,
    );
  }
  if (parameter === "momentum" && optimizer?.has("betas")) return optimizer.amounts("betas")[0]!;
  if (parameter === "momentum" && optimizer?.has("type") && /adam/i.test(classOf(optimizer))) {
    optimizer.note("betas", "not given; 0.9, the default of Adam, is taken");
    return 0.9;
  }
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
