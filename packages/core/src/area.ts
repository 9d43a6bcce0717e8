import { afford, budget, costOf } from "./cost.ts";
import { refuse } from "./refuse.ts";
import { analysis, anyState, eventsBetween, most as longest, nudge } from "./inside.ts";
import { flag, nonNegative } from "./rules.ts";
import type { Composable } from "./schedule.ts";

/** Options of {@link area}. */
export interface AreaOptions {
  /** The sum over the updates, at most 10,000,000, which is what an optimizer sees, in place of the integral. @defaultValue `false` */
  readonly discrete?: boolean | undefined;
  /** The state that a reactive schedule is in all the while. @defaultValue its initial state */
  readonly state?: unknown;
}

const where = "@anneal/core: area";

interface Interval {
  readonly from: number;
  readonly to: number;
}

const read = /* @__PURE__ */ analysis<AreaOptions & Interval>(
  "area",
  { from: nonNegative, to: nonNegative, discrete: flag, state: anyState },
  { discrete: false, state: undefined },
);

// Abscissae and weights of the Gauss–Legendre rule of 8 points on [-1, 1]; those of the other half are the same.
const rule = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

/** Halving an interval more often than this gains nothing: what is left is narrower than a rounding of the whole. */
const deepest = 48;

/** A piece is halved once at least, to see whether that changes anything: so many values. */
const perPiece = 24;

function gauss(at: (step: number) => number, from: number, to: number): number {
  const middle = (from + to) / 2;
  const half = (to - from) / 2;
  let sum = 0;
  for (const [place, weight] of rule) {
    sum += weight * (at(middle - half * place) + at(middle + half * place));
  }
  return half * sum;
}

/** Refuses a sum that is too large for a number. */
function finite(sum: number): number {
  if (Number.isFinite(sum)) return sum;
  return refuse(where, "the area", "a finite number", Infinity);
}

/** Halves intervals until nothing changes. */
function integrator(
  at: (step: number) => number,
  patience: number,
): (from: number, to: number) => number {
  let halvings = 0;
  const refined = (
    from: number,
    to: number,
    whole: number,
    tolerance: number,
    depth: number,
  ): number => {
    const middle = (from + to) / 2;
    const left = gauss(at, from, middle);
    const right = gauss(at, middle, to);
    const same = Math.abs(left + right - whole) <= tolerance;
    if (same || depth === deepest || ++halvings > patience) return left + right;
    return (
      refined(from, middle, left, tolerance, depth + 1) +
      refined(middle, to, right, tolerance, depth + 1)
    );
  };
  return (from, to) => {
    const whole = gauss(at, from, to);
    return refined(from, to, whole, 1e-13 * whole, 0);
  };
}

/**
 * The area under a schedule: `∫ lr(t) dt` from `from` to `to`, or the sum of `lr(t)` over the whole steps in between.
 *
 * The integral is taken piece by piece between the events of the schedule (milestones, restarts, ends of phases), so that
 * a jump costs no accuracy: the relative error is about 1e-12. A function of your own, whose events nobody knows, is
 * halved wherever it is not smooth, and a spike narrower than a twentieth of `to − from` may be missed. With
 * `discrete` it is the sum over the updates `from ≤ t < to`.
 *
 * @param schedule - Anything that gives a learning rate.
 * @param from - A finite number of at least 0.
 * @param to - A finite number of at least `from`.
 * @param options - See {@link AreaOptions}.
 * @throws {RangeError} If an argument is out of range, if the schedule has no value at one of the steps, if the area is
 *   too large for a number, or if there are more events in between than can be looked at: some 6,000 of a simple schedule.
 * @throws {TypeError} If an argument is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * area(ramp({ from: 1, to: 0, steps: 10 }), 0, 20); // => 5
 * area(ramp({ from: 1, to: 0, steps: 10 }), 0, 20, { discrete: true }); // => 5.5
 * ```
 */
export function area(
  schedule: Composable,
  from: number,
  to: number,
  options: AreaOptions = {},
): number {
  const { node, discrete, state = node.initial } = read({ ...options, from, to, schedule });
  if (to < from) {
    refuse(where, "to", `at least from (${from})`, to);
  }
  if (discrete && to - from > longest) {
    refuse(where, "to", `at most 10000000 above from (${from})`, to);
  }
  const cost = costOf(node).value;
  const values = discrete ? Math.ceil(to - from) : perPiece;
  afford("area", values, cost, "take a shorter stretch, or the areas of its parts");
  const at = (step: number): number => node.at(step, state);
  let sum = 0;
  let lost = 0;
  // Compensated, because there may be millions of summands.
  const add = (value: number): void => {
    const corrected = value - lost;
    const next = sum + corrected;
    lost = next - sum - corrected;
    sum = next;
  };
  if (discrete) {
    const first = Math.ceil(from);
    // Not a step that grows: beyond 2^53 it would not.
    for (let index = 0; first + index < to; index++) add(at(first + index));
    return finite(sum);
  }
  // All halvings together, after which a function that is rough however near one looks is taken as it is.
  const patience = Math.ceil(budget / 512 / cost);
  const integral = integrator(at, patience);
  const allowance = { left: 0.4 * budget };
  // All of them before the first value: what is refused has cost little.
  const events: number[] = [];
  for (const event of eventsBetween(node, from, to - nudge(to), allowance)) {
    // Where many lie before, a schedule takes the longer to find its place among them.
    allowance.left -= perPiece * cost * Math.log2(1 + to / (to - from));
    events.push(event);
  }
  if (allowance.left <= 0) {
    refuse(
      where,
      "to",
      `near enough to from (${from}) that at most ${events.length} events lie between, or discrete true, to sum over the updates`,
      to,
    );
  }
  let start = from;
  for (const end of [...events, to]) {
    add(integral(start, end));
    start = end;
  }
  return finite(sum);
}
