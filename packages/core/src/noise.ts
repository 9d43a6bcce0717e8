import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { decayFactor, nonNegativeInteger, oneOf, positive } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/** Options of {@link noise}. */
export interface NoiseOptions {
  /** Largest deviation, as a share of the learning rate: above 0 and at most 1. */
  readonly amount: number;
  /** Another seed is another noise: an integer of at least 0. @defaultValue `0` */
  readonly seed?: number | undefined;
  /** Number of steps for which one deviation holds, above 0. @defaultValue `1` */
  readonly every?: number | undefined;
  /**
   * How deviations are spread: evenly, or by the standard normal distribution, drawn again until they are within `amount`.
   * @defaultValue `"uniform"`
   */
  readonly distribution?: "uniform" | "normal" | undefined;
}

/** Spreads every bit of a 32-bit integer over all of them, one to one: Wellons' lowbias32. */
const mix = (bits: number): number => {
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return bits ^ (bits >>> 16);
};

/** Takes a whole number of any size into a hash. */
const mixIn = (hash: number, whole: number): number =>
  mix(mix(hash ^ whole) ^ Math.floor(whole / 2 ** 32));

/** A number above 0 and below 1. */
const share = (hash: number): number => ((hash >>> 0) + 0.5) / 2 ** 32;

/**
 * A schedule with seeded noise: `lr(t) = schedule(t) · (1 + n)`, with a deviation `n` between `−amount` and `amount`.
 *
 * The deviation is a hash of `seed` and `⌊t / every⌋`: the same step has the same noise in every run, in any order and on
 * every engine, to the last bit. The noise goes on after the schedule is over; `during` gives it a window.
 *
 * @param options - See {@link NoiseOptions}.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; has no end.
 * @throws {RangeError} If `amount` is not above 0 and at most 1, `seed` not an integer of at least 0, `every` not a finite
 *   number above 0, or if `distribution` is another word.
 * @throws {TypeError} If an argument is missing or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = noise({ amount: 0.1, every: 10 }, 1);
 * schedule(3) === schedule(9); // => true
 * Math.abs(schedule(10) - 1) < 0.1; // => true
 * ```
 *
 * @see `lr_noise` of timm, with `amount` for `noise_pct`. Differs: the numbers are not those of PyTorch's generator,
 *   and the normal distribution, which is cut off at `amount` there too, costs no more for a small amount.
 */
export const noise = /* @__PURE__ */ defineSchedule<
  NoiseOptions & { schedule: Composable },
  <Inner extends Composable>(options: NoiseOptions, schedule: Inner) => Composed<Inner>
>("noise", {
  package: "@anneal/core",
  options: {
    amount: decayFactor,
    seed: nonNegativeInteger,
    every: positive,
    distribution: /* @__PURE__ */ oneOf("uniform", "normal"),
    schedule: scheduleRule,
  },
  defaults: { seed: 0, every: 1, distribution: "uniform" },
  signature: "noise({ amount, seed, every, distribution }, schedule)",
  // Spread, a number would be no options at all.
  collect: (options: unknown, schedule: unknown) =>
    typeof options === "object" ? { ...options, schedule } : { options, schedule },
  build({ amount, seed = 0, every = 1, distribution, schedule }) {
    const child = childOf(schedule);
    // Not 0, which mixes to 0.
    const seeded = mixIn(0x9e3779b9, seed);

    const roundOf = (step: number): number => {
      // Not the floor of the quotient: as the product `round · every` is rounded, its quotient may fall short.
      const nearest = Math.round(step / every);
      return nearest * every > step ? nearest - 1 : nearest;
    };

    const deviation = (round: number): number => {
      for (let hash = mixIn(seeded, round); ; hash = mix(hash + 1)) {
        const drawn = (2 * share(hash) - 1) * amount;
        if (distribution === "uniform") return drawn;
        hash = mix(hash + 1);
        // Among even draws within `amount`, those kept with a chance of e^(−n²/2) are the normal ones within it.
        let chance = 1;
        for (let term = 20; term > 0; term--) chance = 1 - ((drawn * drawn) / (2 * term)) * chance;
        if (share(hash) < chance) return drawn;
      }
    };

    return gather({
      children: [child],
      end: Infinity,
      at: (step, states) => child.at(step, states[0]) * (1 + deviation(roundOf(step))),
      next: (step) => (roundOf(step) + 1) * every,
    });
  },
});
