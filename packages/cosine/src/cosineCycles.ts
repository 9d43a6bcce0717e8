import {
  countAtMost,
  cosineCurve,
  definePureSchedule,
  linearCurve,
  nonNegative,
  oneOf,
} from "@anneal/core";
import type { Complete, Curve, Rule } from "@anneal/core";

/** One cycle of {@link cosineCycles}: an optional rise, then half a cosine. */
export interface CosineCycle {
  /** Length of the half cosine in steps, a finite number of at least 0. The warmup before it is not part of it. */
  readonly steps: number;
  /** Learning rate at the beginning of the half cosine: a finite number of at least 0. */
  readonly peak: number;
  /** Learning rate that the cycle falls to: a finite number from 0 to `peak`. @defaultValue `0` */
  readonly min?: number | undefined;
  /** Length in steps of a straight rise to `peak` with which the cycle begins, a finite number of at least 0. @defaultValue `0` */
  readonly warmup?: number | undefined;
  /** Learning rate that the warmup comes from: a finite number of at least 0. @defaultValue `0` */
  readonly from?: number | undefined;
}

/** Options of {@link cosineCycles}. */
export interface CosineCyclesOptions {
  /** The cycles in order, at least one. */
  readonly cycles: readonly CosineCycle[];
  /**
   * Where the first update of a warmup is on the way up: `"step"`, one step along it, so that no update is wasted on
   * `from`; `"zero"`, at its very beginning, as in optax. @defaultValue `"step"`
   */
  readonly first?: "step" | "zero" | undefined;
}

const complete = (cycle: CosineCycle): Complete<CosineCycle> => {
  // Own ones only: on a prototype anybody may have put anything.
  const { steps, peak, min, warmup, from } = { __proto__: null, ...cycle } as CosineCycle;
  return { steps, peak, min: min ?? 0, warmup: warmup ?? 0, from: from ?? 0 };
};

const isCycle = (value: unknown): boolean => {
  const cycle = complete(value as CosineCycle);
  return (
    // Nothing but the five options of a cycle.
    Object.keys({ ...cycle, ...(value as object) }).length < 6 &&
    Object.values(cycle).every(nonNegative.accepts) &&
    cycle.min <= cycle.peak
  );
};

const cycleList: Rule = {
  type: "object",
  rule: "a non-empty array of { steps, peak, min, warmup, from }, each a finite number of at least 0, with min at most peak",
  accepts: (value) =>
    Array.isArray(value) &&
    0 in value &&
    // Spread, because `every` leaves out what is missing.
    [...(value as readonly unknown[])].every(isCycle),
  keep: (value) => (value as readonly CosineCycle[]).map(complete),
};

/** One way from a rate to another. */
interface Way {
  readonly start: number;
  readonly steps: number;
  /** Steps that it is ahead of its clock. */
  readonly lead: number;
  readonly curve: Curve;
  readonly from: number;
  readonly to: number;
}

/**
 * Cosine annealing with warm restarts, cycle by cycle as listed: each with its own length, peak, floor and warmup.
 *
 * ```text
 * cycle i begins at startᵢ, its warmup first:  startᵢ₊₁ = startᵢ + warmupᵢ + stepsᵢ
 *
 * s     = t − startᵢ
 * p     = (s + 1) / (warmup + 1)                first: "step"
 * p     = s / warmup                            first: "zero"
 * lr(t) = from · (1 − p) + peak · p             for s < warmup
 * w     = (1 + cos(π · (s − warmup) / steps)) / 2
 * lr(t) = peak · w + min · (1 − w)              for warmup ≤ s < warmup + steps
 * lr(t) = min of the last cycle                 after it
 * ```
 *
 * Peaks are exact: the value at the end of a warmup, or at `startᵢ` of a cycle without one, is `peak` to the last bit. The
 * floor itself belongs to the step at which the next cycle begins, so that only the last one is ever reached. A step less
 * than a relative 2⁻⁵⁰ below the beginning of a way counts as it.
 *
 * @param options - See {@link CosineCyclesOptions}.
 * @returns A pure schedule that ends with its last cycle.
 * @throws {RangeError} If `cycles` is empty or one of them is not as {@link CosineCycle} says, or if `first` is another
 *   word.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = cosineCycles({
 *   cycles: [
 *     { steps: 10, peak: 0.1 },
 *     { warmup: 4, steps: 20, peak: 0.05, min: 0.01 },
 *   ],
 * });
 * schedule(5); // => 0.05
 * schedule(12); // => 0.03
 * schedule(14); // => 0.05
 * schedule(34); // => 0.01
 * ```
 *
 * @see Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017,
 *   https://arxiv.org/abs/1608.03983.
 *   optax `sgdr_schedule(cosine_kwargs)` counts the warmup in `decay_steps` and begins it at `init_value` itself
 *   (`first: "zero"`). MMEngine `CosineRestartParamScheduler(periods, restart_weights)` has no warmup; its peaks are
 *   multiples of the base rate. PyTorch and Keras have cycles that grow by a factor alone: `cosineRestarts`.
 */
export const cosineCycles = /* @__PURE__ */ definePureSchedule<CosineCyclesOptions>(
  "cosineCycles",
  {
    package: "@anneal/cosine",
    options: { cycles: cycleList, first: /* @__PURE__ */ oneOf("step", "zero") },
    defaults: { first: "step" },
    build({ cycles, first }: Complete<CosineCyclesOptions>) {
      const ways: Way[] = [];
      let end = 0;
      for (const { steps, peak, min, warmup, from } of cycles as readonly Complete<CosineCycle>[]) {
        if (warmup > 0) {
          const lead = first === "step" ? 1 : 0;
          ways.push({ lead, start: end, steps: warmup + lead, curve: linearCurve, from, to: peak });
          end += warmup;
        }
        // A way of length 0 is never found: the next begins where it does, or the end is there.
        ways.push({ lead: 0, start: end, steps, curve: cosineCurve, from: peak, to: min });
        end += steps;
      }
      const last = ways.at(-1)!.to;
      const starts = [...ways.map(({ start }) => start), end];
      // A beginning and the step that should meet it can each be a few roundings off: 3 · 0.1 is above 0.3.
      const countAt = (step: number): number => countAtMost(starts, step * (1 + 2 ** -50));
      return {
        at(step) {
          const way = ways[countAt(step) - 1];
          return way
            ? way.curve((Math.max(0, step - way.start) + way.lead) / way.steps, way.from, way.to)
            : last;
        },
        end,
        next: (step) => starts[countAt(step)] ?? Infinity,
      };
    },
  },
);
