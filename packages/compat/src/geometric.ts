import { defineSchedule, flag, nonNegative, positive, power } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { exponential } from "@anneal/exponential";

interface GeometricOptions {
  /** Learning rate until `begin`. */
  readonly initial: number;
  /** What it is multiplied by over `every` steps: a finite number of at least 0. */
  readonly factor: number;
  /** Steps over which it changes by `factor`, above 0. */
  readonly every?: number | undefined;
  /** Whether it changes all at once at every multiple of `every`. */
  readonly staircase?: boolean | undefined;
  /** Step at which the change begins. */
  readonly begin?: number | undefined;
  /** Floor; above `initial`, the rate begins at it. */
  readonly min?: number | undefined;
  /** Ceiling. */
  readonly max?: number | undefined;
}

/**
 * What `exponential` of `@anneal/exponential` refuses and other libraries take: a factor that grows, a factor of 0, a
 * ceiling.
 *
 * ```text
 * lr(t) = min(max, max(min, initial · factor^((t − begin) / every)))   staircase: ⌊(t − begin) / every⌋
 * ```
 *
 * @throws {RangeError} When called, if it has grown beyond all numbers.
 */
export const geometric = /* @__PURE__ */ defineSchedule<GeometricOptions>("compat/geometric", {
  package: "@anneal/compat",
  options: {
    initial: nonNegative,
    factor: nonNegative,
    every: positive,
    staircase: flag,
    begin: nonNegative,
    min: nonNegative,
    max: nonNegative,
  },
  defaults: { every: 1, staircase: false, begin: 0, min: 0, max: undefined },
  build({ initial, factor, every = 1, staircase, begin = 0, min = 0, max = Infinity }) {
    // A multiple of `every` and the step that should meet it can each be a few roundings off: 3 · 0.1 is above 0.3.
    const timeAt = (step: number): number => (Math.max(0, step - begin) / every) * (1 + 2 ** -50);
    return {
      at(step) {
        const time = staircase ? Math.floor(timeAt(step)) : Math.max(0, step - begin) / every;
        return Math.min(max, Math.max(min, initial * power(factor, time)));
      },
      next: (step) =>
        step < begin
          ? begin
          : staircase
            ? begin + (Math.floor(timeAt(step)) + 1) * every
            : Infinity,
    };
  },
});

/** Whether the schedules of anneal take `factor` as a decay. */
export const decays = (factor: number): boolean => factor > 0 && factor <= 1;

/** `exponential` wherever it can be, else {@link geometric}. */
export function exponentially(options: GeometricOptions): Schedule {
  const { max, ...decay } = options;
  return max === undefined && decays(options.factor) && (options.min ?? 0) <= options.initial
    ? exponential(decay)
    : geometric(options);
}
