import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./define.ts";
import type { ScheduleNode } from "./behaviour.ts";
import { positive } from "./rules.ts";
import type { Rule } from "./rules.ts";
import { isReactive } from "./schedule.ts";
import type { Composable, ComposedAll } from "./schedule.ts";

/** One part of a {@link sequence}: a schedule, which lasts until its own end, or a schedule and how long it lasts. */
export type Phase =
  | Composable
  | {
      /** What runs in this phase, from its own step 0. */
      readonly schedule: Composable;
      /** Length in steps: a finite number above 0. */
      readonly steps: number;
    };

type ScheduleOf<P> = P extends { readonly schedule: infer Inner; readonly steps: number }
  ? Inner
  : P;

const isTimed = (phase: Phase): phase is Extract<Phase, { steps: number }> =>
  Object(phase) === phase && typeof phase !== "function" && !isReactive(phase);

const phaseList: Rule = {
  type: "object",
  // A getter, because a bundler keeps a template that it would have to evaluate.
  get rule() {
    return `a non-empty array, each item ${scheduleRule.rule}, or { schedule, steps } with steps ${positive.rule}`;
  },
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    // Spread, because `every` skips holes.
    [...(value as readonly Phase[])].every((phase) =>
      isTimed(phase)
        ? scheduleRule.accepts(phase.schedule) &&
          positive.accepts(phase.steps) &&
          Object.keys(phase).length === 2
        : scheduleRule.accepts(phase),
    ),
  keep: (value) =>
    (value as readonly Phase[]).map((phase) =>
      isTimed(phase)
        ? { schedule: scheduleRule.keep!(phase.schedule), steps: phase.steps }
        : scheduleRule.keep!(phase),
    ),
};

/**
 * One schedule after another, each on a clock that starts at 0 with it.
 *
 * ```text
 * lr(t) = phaseᵢ(t − startᵢ)   for startᵢ ≤ t < startᵢ₊₁
 * startᵢ₊₁ = startᵢ + stepsᵢ   stepsᵢ: as given, else the end of phase i
 * ```
 *
 * Intervals are half-open: the first value of a phase belongs to the step at which it starts. After the last phase its
 * final value is held. `sequence([s])` is `s`, and grouping does not matter: a sequence in a sequence is the flat one, to
 * the last bit for whole lengths, whose sums are not rounded. Of the reactive phases only the one that is running observes,
 * and none once a last phase with `steps` is over.
 *
 * @param phases - At least one {@link Phase}. Only the last may be without an end.
 * @returns Reactive as soon as one phase is; ends with the last phase.
 * @throws {RangeError} If `phases` is empty, if `steps` is not a finite number above 0, or if a phase before the last has
 *   neither `steps` nor an end of its own (a constant has none: it does not change at all).
 * @throws {TypeError} If `phases` is not an array.
 *
 * @example
 * ```ts
 * const schedule = sequence([ramp({ from: 0, to: 0.1, steps: 10 }), { schedule: 0.1, steps: 5 }, 0.01]);
 * schedule(5); // => 0.05
 * schedule(14); // => 0.1
 * schedule(15); // => 0.01
 * ```
 *
 * @see optax `join_schedules`, here with lengths in place of boundaries, so that no boundary can be out of order or
 *   missing. PyTorch `SequentialLR` refuses `ReduceLROnPlateau` and shifts or breaks nested sequences; this takes both.
 */
export const sequence = /* @__PURE__ */ defineSchedule<
  { phases: readonly Phase[] },
  <const Phases extends readonly Phase[]>(
    phases: Phases,
  ) => ComposedAll<{ [Index in keyof Phases]: ScheduleOf<Phases[Index]> }>
>("sequence", {
  package: "@anneal/core",
  options: { phases: phaseList },
  collect: (phases: unknown) => ({ phases }),
  build({ phases }, fail) {
    const children: ScheduleNode[] = [];
    const starts: number[] = [];
    const lengths: number[] = [];
    let start = 0;
    phases.forEach((phase, index) => {
      const child = childOf(isTimed(phase) ? phase.schedule : phase);
      const length = isTimed(phase) ? phase.steps : child.end;
      if (index < phases.length - 1 && !positive.accepts(length)) {
        fail(
          "phases",
          `given as { schedule, steps } where a schedule before the last has no length of its own (item ${String(index)} ends at ${String(length)})`,
        );
      }
      children.push(child);
      starts.push(start);
      lengths.push(length);
      start += length;
    });
    const active = (step: number): number => {
      let index = 0;
      for (let above = children.length; above - index > 1;) {
        const middle = (index + above) >> 1;
        if (step < starts[middle]!) above = middle;
        else index = middle;
      }
      return index;
    };
    const end = start;
    const last = children.length - 1;
    const limit = lengths[last]!;
    // A last phase with `steps` stops there; one without runs on, and a reactive one goes on observing.
    const stops = isTimed(phases[last]!);
    const clock = (step: number, index: number): number => {
      const own = step - starts[index]!;
      return step < end ? own : stops ? limit : Math.max(limit, own);
    };
    return gather({
      children,
      end,
      at(step, states) {
        const index = active(step);
        return children[index]!.at(clock(step, index), states[index]);
      },
      handsOver: true,
      span(step, index) {
        const from = starts[index]!;
        const until = starts[index + 1] ?? (stops ? end : Infinity);
        if (step < from) return { from: 0, until: from };
        if (step < until) return { from, until, own: 0 };
        // A last phase stands still where it stopped.
        return {
          from: until,
          until: Infinity,
          own: index < last ? undefined : limit,
          per: Infinity,
        };
      },
      hears: (step) => step < end || !stops,
    });
  },
});
