import { torchCyclicLR } from "@anneal/compat";
import { advance, clamp, constant, exponentialCurve, ramp, sequence } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { exponential, inverseTime } from "@anneal/exponential";
import { plateau } from "@anneal/plateau";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { referring } from "./referring.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

/** The optimizer of the training, if there is one. */
function optimizerIn(settings: Settings): Settings | undefined {
  const training = settings.holds("training") ? settings.inside("training") : undefined;
  return training?.holds("optimizer") === true ? training.inside("optimizer") : undefined;
}

/** Whether it is a configuration of spaCy. */
export const isSpacy = (settings: Settings): boolean =>
  optimizerIn(settings)?.has("@optimizers") === true;

type AnyRate = Schedule | ReactiveSchedule;

type Read = (schedule: Settings, monitor: string, depth: number) => AnyRate;

const deepest = 16;

const kinds: Readonly<Record<string, { readonly keys: readonly string[]; readonly read: Read }>> = {
  constant: { keys: ["rate"], read: (schedule) => constant(schedule.amount("rate")) },
  constant_then: {
    keys: ["rate", "steps", "schedule"],
    read(schedule, monitor, depth) {
      const steps = schedule.count("steps");
      // The second counts from the beginning, below the first.
      return sequence([
        { schedule: schedule.amount("rate"), steps },
        advance(steps, rateIn(schedule, "schedule", monitor, depth)),
      ]);
    },
  },
  decaying: {
    keys: ["base_rate", "decay", "t"],
    read: (schedule) =>
      advance(
        offsetOf(schedule),
        inverseTime({ initial: schedule.amount("base_rate"), rate: schedule.amount("decay") }),
      ),
  },
  compounding: {
    keys: ["start", "stop", "compound", "t"],
    read(schedule) {
      const [start, stop, compound] = [
        schedule.positive("start"),
        schedule.positive("stop"),
        schedule.positive("compound"),
      ];
      if (start > stop && compound > 1) schedule.refuse("compound", "at most 1 for a fall");
      const clock = offsetOf(schedule);
      if (compound <= 1) {
        const fall = exponential({ initial: start, factor: compound });
        return advance(clock, clamp(start > stop ? { min: stop } : { max: stop }, fall));
      }
      const steps = Math.ceil(Math.log(stop / start) / Math.log(compound));
      const to = start * compound ** steps;
      const rise = ramp({ from: start, to, steps, curve: exponentialCurve });
      return advance(clock, clamp({ max: stop }, rise));
    },
  },
  slanted_triangular: {
    keys: ["max_rate", "num_steps", "cut_frac", "ratio", "t"],
    read(schedule) {
      const rate = schedule.amount("max_rate");
      const share = schedule.has("cut_frac") ? schedule.share("cut_frac") : 0.1;
      const cut = Math.floor(schedule.positiveCount("num_steps") * share);
      if (cut === 0) schedule.refuse("num_steps", "long enough for a step on the way up");
      const low = rate / (schedule.has("ratio") ? schedule.positive("ratio") : 32);
      schedule.note("num_steps", "the rate goes on to fall below 0 there, and here it stays");
      return advance(
        offsetOf(schedule) + 1,
        sequence([
          way({ from: low, to: rate, steps: cut }),
          ramp({ from: rate, to: low, steps: cut * (1 / share - 1) }),
        ]),
      );
    },
  },
  warmup_linear: {
    keys: ["initial_rate", "warmup_steps", "total_steps"],
    read(schedule) {
      const rate = schedule.amount("initial_rate");
      const [warmup, total] = [schedule.count("warmup_steps"), schedule.count("total_steps")];
      return sequence([
        way({ from: 0, to: rate, steps: warmup }),
        ramp({ from: rate, to: 0, steps: Math.max(0, total - warmup) }),
      ]);
    },
  },
  cyclic_triangular: {
    keys: ["min_lr", "max_lr", "period"],
    read: (schedule) =>
      advance(
        1,
        torchCyclicLR({
          baseLr: schedule.amount("min_lr"),
          maxLr: schedule.amount("max_lr"),
          stepSizeUp: schedule.positive("period"),
        }),
      ),
  },
  plateau: {
    keys: ["max_patience", "scale", "schedule"],
    read(schedule, monitor, depth) {
      const factor = schedule.positive("scale");
      if (factor >= 1) schedule.refuse("scale", "below 1");
      return plateau({
        schedule: rateIn(schedule, "schedule", monitor, depth),
        factor,
        patience: schedule.positiveCount("max_patience"),
        mode: "max",
        threshold: 0,
        monitor,
      });
    },
  },
};

/** Where the clock of a schedule begins. */
const offsetOf = (schedule: Settings): number => (schedule.has("t") ? schedule.amount("t") : 0);

/** A rate, or a schedule of one. */
function rateIn(holder: Settings, key: string, monitor: string, depth: number): AnyRate {
  if (!holder.holds(key)) return constant(holder.amount(key));
  if (depth > deepest) holder.refuse(key, `no more than ${deepest} schedules in each other`);
  const schedule = holder.inside(key);
  const name = schedule.text("@schedules").replace(/\.v\d+$/, "");
  if (!Object.hasOwn(kinds, name)) {
    schedule.refuse(
      "@schedules",
      `one of ${Object.keys(kinds)
        .map((each) => `${each}.v1`)
        .join(", ")}`,
    );
  }
  const { keys, read } = kinds[name]!;
  schedule.refuseUnread(/./, ["@schedules", ...keys]);
  return read(schedule, monitor, depth + 1);
}

function readSpacy(settings: Settings, options: ImportOptions): Found {
  const optimizer = optimizerIn(settings) ?? settings.inside("training").inside("optimizer");
  const training = settings.inside("training");
  const most = training.has("max_steps") ? training.count("max_steps") : 0;
  const steps = options.totalSteps ?? (most > 0 ? most : undefined);
  const learningRate = optimizer.holds("learn_rate")
    ? rateIn(optimizer, "learn_rate", options.monitor ?? "score", 0)
    : constant(options.learningRate ?? optimizer.amount("learn_rate", 0.001));
  return { learningRate, per: "step", steps };
}

/**
 * The schedule of a configuration of spaCy: `learn_rate` of `[training.optimizer]`, a number or one of Thinc's schedules.
 *
 * @param document - What a parser makes of the file: sections in each other, with values in JSON. A value as
 *   `${training.max_steps}` is that of another place.
 * @param options - See {@link ImportOptions}: `monitor`, the name of the score that a plateau watches.
 * @returns See {@link Imported}; `steps` is `max_steps` of `[training]`, if it is not 0.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or a schedule none of Thinc's.
 *
 * @example
 * ```ts
 * const learn_rate = { "@schedules": "warmup_linear.v1", warmup_steps: 250, total_steps: 20000, initial_rate: 5e-5 };
 * const { learningRate } = fromSpacy({ training: { optimizer: { "@optimizers": "Adam.v1", learn_rate } } });
 * sample(learningRate, { from: 125, steps: 126 }); // => [0.000025]
 * ```
 */
export const fromSpacy = /* @__PURE__ */ importing("fromSpacy", "spacy", referring(readSpacy));
