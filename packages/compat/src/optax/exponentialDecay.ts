import { nonNegative } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { exponentialDefaults, exponentialFrom, exponentialRules } from "./exponentialFrom.ts";

/** Options of {@link exponentialDecay}. */
export interface ExponentialDecayOptions {
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Steps that `decayRate` is for; with 0 or less there is no decay. */
  readonly transitionSteps: number;
  /** Factor over `transitionSteps`, above 0. */
  readonly decayRate: number;
  /** Steps before it begins, at least 0. @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
  /** Whether it changes only at the multiples of `transitionSteps`. @defaultValue `false` */
  readonly staircase?: boolean | undefined;
  /** A floor for a `decayRate` below 1, else a ceiling, at least 0. @defaultValue none */
  readonly endValue?: number | null | undefined;
}

/**
 * `exponential_decay`: `initValue · decayRate^(s / transitionSteps)` with s steps since `transitionBegin`, never past
 * `endValue`.
 *
 * With `staircase` the exponent is rounded down; with `transitionSteps` of 0 or less it stays `initValue`.
 * Differs: a `decayRate` of 0, with which optax stays constant, and a negative `transitionBegin`, which it takes for
 * 0, are refused.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the value has grown beyond all numbers.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.exponentialDecay({ initValue: 0.1, transitionSteps: 10, decayRate: 0.25, endValue: 0.01 });
 * [0, 5, 10, 20].map((step) => schedule(step)); // => [0.1, 0.05, 0.025, 0.01]
 * ```
 */
export const exponentialDecay = /* @__PURE__ */ definePreset<ExponentialDecayOptions, "endValue">(
  "optax.exponentialDecay",
  {
    options: /* @__PURE__ */ Object.assign({ initValue: nonNegative }, exponentialRules),
    defaults: exponentialDefaults,
    build: ({ initValue, ...decay }) => exponentialFrom(initValue, decay),
  },
);
