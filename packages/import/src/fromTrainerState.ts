import { constant, snapshotAt } from "@anneal/core";
import { piecewiseLinear } from "@anneal/step";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { recogniseTrainer } from "./recogniseTrainer.ts";
import type { Logged } from "./recogniseTrainer.ts";
import type { Settings } from "./settings.ts";

/** Whether it is the `trainer_state.json` of a Hugging Face checkpoint. */
export const isTrainerState = (settings: Settings): boolean =>
  Array.isArray(settings.get("log_history")) && settings.has("global_step");

/** The steps and rates that were logged, each step once. */
function loggedIn(settings: Settings): Map<number, number> {
  const rates = new Map<number, number>();
  for (const entry of settings.insides("log_history")) {
    // Losses of an evaluation are logged without a rate.
    if (entry.has("learning_rate")) rates.set(entry.count("step"), entry.amount("learning_rate"));
  }
  return rates;
}

function readTrainerState(settings: Settings, options: ImportOptions): Found<Schedule> {
  const step = settings.count("global_step");
  const logged = loggedIn(settings);
  if (logged.size === 0) {
    settings.refuse(
      "log_history",
      "a list with at least one learning_rate",
      settings.get("log_history"),
      TypeError,
    );
  }
  const planned =
    options.totalSteps ?? (settings.has("max_steps") ? settings.count("max_steps") : 0);
  const ordered = [...logged].sort(([first], [second]) => first - second);
  const learningRate =
    recognised(settings, ordered, planned) ?? throughPoints(settings, ordered, logged.get(1));
  return {
    learningRate,
    per: "step",
    steps: planned === 0 ? undefined : planned,
    snapshot: snapshotAt(learningRate, step, null),
  };
}

/** Before 2025 the rate of the next update was logged; since then, that of the update that is over. */
const shifts = [0, 1] as const;

const shifted = (logged: readonly Logged[], shift: number): Logged[] =>
  logged.map(([at, rate]) => [Math.max(0, at - shift), rate]);

/** The schedule that gives every rate that was logged, if there is one. */
function recognised(
  settings: Settings,
  logged: readonly Logged[],
  total: number,
): Schedule | undefined {
  for (const shift of shifts) {
    const found = recogniseTrainer(shifted(logged, shift), total);
    if (found === undefined) continue;
    const { type, warmup, peak, schedule } = found;
    const [[first]] = logged as [Logged];
    settings.note(
      "log_history",
      `all ${logged.length} rates are those of ${type} with ${warmup} of ${total} steps of warmup and a rate of ${peak}, logged ${shift === 0 ? "before" : "after"} their update${
        first > 1 ? `; what was before step ${first} is not logged` : ""
      }`,
    );
    return schedule;
  }
  return undefined;
}

/** The rates that were logged, with lines between them. */
function throughPoints(
  settings: Settings,
  logged: readonly Logged[],
  rateOfFirst: number | undefined,
): Schedule {
  const shift = rateOfFirst === 0 ? 1 : 0;
  const points = shifted(logged, shift);
  if (shift === 1) {
    settings.note(
      "log_history",
      "the rate of step 1 is 0, that of the update before it: each rate is of the update before its step",
    );
  }
  const [[first, rate]] = points as [Logged];
  const isSame = points.every((point) => point[1] === rate);
  if (!isSame) {
    settings.note(
      "log_history",
      `${points.length} rates were logged; between two of them the rate is on the line between them`,
    );
  }
  if (first > 0 && !isSame) {
    settings.note(
      "log_history",
      `before step ${first} nothing was logged; the first rate is taken`,
    );
  }
  return isSame || points.length < 2
    ? constant(rate)
    : piecewiseLinear({ points: first > 0 ? [[0, rate], ...points] : points });
}

/**
 * What a Hugging Face training did with its rate so far, from its `trainer_state.json`, and the step that it reached.
 *
 * The file does not say which schedule it was. Where all rates that were logged are those of `linear`, `cosine` or
 * `inverse_sqrt`, it is that one, with the warmup and the peak that they show; else it is the rates with lines between them, and
 * what is to come is read from the arguments of the training, with {@link fromTransformers}, and begun at `snapshot.step`.
 *
 * @param document - What `JSON.parse` makes of the file, or its text.
 * @param options - See {@link ImportOptions}.
 * @returns See {@link Imported}; `steps` is `max_steps`, and `snapshot.step` is `global_step`.
 * @throws {TypeError} If nothing was logged, or something is of the wrong type.
 * @throws {RangeError} If a rate or a step is out of range, or a text longer than 1,000,000 characters.
 *
 * @example
 * ```ts
 * const { learningRate, snapshot } = fromTrainerState({
 *   global_step: 20,
 *   max_steps: 100,
 *   log_history: [{ learning_rate: 0.1, step: 10 }, { learning_rate: 0.05, step: 20 }],
 * });
 * learningRate(15); // => 0.07500000000000001
 * snapshot.step; // => 20
 * ```
 */
export const fromTrainerState = /* @__PURE__ */ importing(
  "fromTrainerState",
  "trainer-state",
  readTrainerState,
);
