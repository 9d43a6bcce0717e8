import { childOf, defineSchedule, flag, nonNegative } from "@anneal/core";
import type { Behaviour, Composable, Schedule } from "@anneal/core";
import { numberFunction } from "./rules.ts";

/** As many calls of a function as a value may cost: some tenths of a second. */
const most = 10_000_000;

/** Every product of so many factors is remembered: 10,000 numbers at most, and no value costs more calls than this again. */
const interval = 1000;

interface RunningProductOptions {
  readonly initial: number;
  readonly factorAt: (step: number) => number;
  /** Whether step 0 has a factor too. */
  readonly begun?: boolean | undefined;
}

/** The inside of a running product, which can go on from the rate of another schedule. */
interface RunningProductNode {
  /** The same function's product, the value at step 0 included, times `rate`. */
  readonly from?: (rate: number) => Schedule;
}

/** How a schedule goes on from the rate before it, if it is a running product; `undefined` for any other. */
export const goesOn = (schedule: Composable): RunningProductNode["from"] =>
  (childOf(schedule) as RunningProductNode).from;

/**
 * The product of a function's values so far: `lr(t) = initial · f(1) · f(2) · … · f(⌊t⌋)`, up to step 10,000,000.
 *
 * There is no closed form of a function that is not known. Products are remembered, so that asking for one step after the
 * other costs one call each.
 */
export const runningProduct = /* @__PURE__ */ defineSchedule<RunningProductOptions>(
  "compat/runningProduct",
  {
    package: "@anneal/compat",
    options: { initial: nonNegative, factorAt: numberFunction, begun: flag },
    defaults: { begun: false },
    build({ initial, factorAt, begun }) {
      const products = [initial];
      let last = { reached: 0, product: initial };
      const before = begun ? 1 : 0;
      const behaviour: Behaviour & RunningProductNode = {
        from: (rate) => runningProduct({ initial: rate, factorAt, begun: true }),
        at(step) {
          const whole = Math.floor(step) + before;
          if (whole > most) {
            throw new RangeError(
              `@anneal/compat: torch.multiplicativeLR: step must be at most ${most}, because every step is one more call of lrLambda, got ${step}`,
            );
          }
          // Variables of this call alone: the function may throw, or ask for a value itself.
          let { reached, product } = last;
          const remembered = Math.min(products.length - 1, Math.floor(whole / interval));
          if (whole < reached || remembered * interval > reached) {
            reached = remembered * interval;
            product = products[remembered]!;
          }
          while (reached < whole) {
            product *= factorAt(reached + 1 - before);
            // No rate, and none ever after: the next call begins before it.
            if (!Number.isFinite(product)) return product;
            reached++;
            if (reached % interval === 0) products[reached / interval] = product;
          }
          last = { reached, product };
          return product;
        },
      };
      return behaviour;
    },
  },
);
