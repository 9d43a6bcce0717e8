import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";

/** What a scheduler is read with. */
export interface Context {
  /** The rates, one for each epoch where there are several. */
  readonly rates: readonly number[];
  readonly options: ImportOptions;
}

/** A list of numbers, or text of one. */
export function listOf(settings: Settings, key: string): number[] {
  const given = settings.get(key);
  const numbers =
    typeof given === "string"
      ? given
          .slice(0, 1000)
          .split(/[\s,[\]()]+/)
          .filter((each) => each !== "")
          .map(Number)
      : settings.amounts(key);
  return numbers.length > 0 && numbers.every((each) => each >= 0 && each < Infinity)
    ? numbers
    : settings.refuse(key, "a list of numbers of at least 0", given);
}

/** The one rate of a scheduler that takes no list. */
export function rateOf(settings: Settings, { rates }: Context): number {
  const [rate] = rates as [number];
  return rates.length === 1
    ? rate
    : settings.refuse(
        "lr",
        "one rate: a rate for each epoch is for lr_scheduler fixed",
        rates.length,
      );
}

/** A count that is negative where it is not given. */
export const optional = (settings: Settings, key: string): number | undefined =>
  settings.has(key) && settings.number(key) >= 0 ? settings.number(key) : undefined;

/** Updates of the whole training. */
export const mostOf = (settings: Settings, { options }: Context): number | undefined =>
  options.totalSteps ??
  (settings.has("max_update") && settings.number("max_update") > 0
    ? settings.number("max_update")
    : undefined);

export const warmupOf = (settings: Settings, key = "warmup_updates", otherwise?: number): number =>
  settings.has(key) || otherwise !== undefined ? settings.count(key, otherwise) : 0;

/** What a rate is multiplied by. */
export function factorOf(settings: Settings, key: string, otherwise: number): number {
  const factor = settings.has(key) ? settings.positive(key) : otherwise;
  return factor > 1 ? settings.refuse(key, "at most 1") : factor;
}
