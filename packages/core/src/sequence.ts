import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import type { ScheduleNode } from "./behaviour.ts";
import { nonNegative } from "./rules.ts";
import type { Rule } from "./rules.ts";
import { isReactive } from "./schedule.ts";
import type { Composable, ComposedAll } from "./schedule.ts";

/** One part of a {@link sequence}: a schedule, which lasts until its own end, or a schedule and how long it lasts. */
export type Phase =
  | Composable
  | {
      /** What runs in this phase, from its own step 0. */
      readonly schedule: Composable;
      /** Length in steps: a finite number of at least 0. A phase of length 0 is left out. */
      readonly steps: number;
    };

type ScheduleOf<P> = P extends { readonly schedule: infer Inner; readonly steps: number }
  ? Inner
  : P;

type TimedPhase = Extract<Phase, { steps: number }>;

const isTimed = (phase: Phase): phase is TimedPhase =>
  typeof ((phase as Phase | null) ?? 0) === "object" && !isReactive(phase);

const phaseList: Rule = {
  type: "object",
  rule: "a non-empty array",
  accepts: (value) => Array.isArray(value) && value.length > 0,
  // A copy has no holes, which `map` would skip.
  keep: (value) => [...(value as readonly Phase[])],
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
 * @throws {RangeError} If `phases` is empty, if a phase is no schedule, if its `steps` are negative or not finite, or if one before the last has
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
    const starts: number[] = [];
    // The last phase that is not left out; of a whole that has no length, the last one.
    const kept = phases.map((phase) => !isTimed(phase) || phase.steps !== 0).lastIndexOf(true);
    const last = (kept + phases.length) % phases.length;
    // A last phase with `steps` stops there; one without runs on, and a reactive one goes on observing.
    const stops = isTimed(phases[last]!);
    let end = 0;
    let limit = 0;
    const children = phases.map((phase, index): ScheduleNode => {
      const timed = isTimed(phase);
      const inner = timed ? phase.schedule : phase;
      const refuse = (rule: string, value: unknown, ...part: readonly string[]): never =>
        fail([`phases[${index}]`, ...part].join("."), rule, value, ["phases", index, ...part]);
      if (!scheduleRule.accepts(inner)) {
        refuse(scheduleRule.rule, inner, ...(timed ? ["schedule"] : []));
      }
      const child = childOf(inner);
      const steps = timed ? phase.steps : child.end;
      if (timed) {
        if (!nonNegative.accepts(steps)) refuse(nonNegative.rule, steps, "steps");
        if (Object.keys(phase).length !== 2) refuse("{ schedule, steps }", Object.keys(phase));
      } else if (!(steps > 0 && steps < Infinity) && index < last) {
        refuse("{ schedule, steps }, to end", child.kind);
      }
      const schedule = scheduleRule.keep!(inner) as Composable;
      // The list is a copy of our own.
      (phases as Phase[])[index] = timed ? { schedule, steps } : schedule;
      starts.push(end);
      end += steps;
      // Those after the last have no length.
      if (index === last) limit = steps;
      return child;
    });
    const over = stops ? end : Infinity;
    starts.push(over);
    starts.fill(over, last + 1);
    return gather({
      children,
      end,
      handsOver: true,
      hears: (step) => step < over,
      span(step, index) {
        const from = starts[index]!;
        const until = starts[index + 1]!;
        return step < from
          ? { from: 0, until: from }
          : step < until
            ? { from, until, own: 0 }
            : // A last phase stands still where it stopped.
              {
                from: until,
                until: Infinity,
                own: index === last ? limit : undefined,
                per: Infinity,
              };
      },
      at(step, states) {
        let index = 0;
        for (let above = last + 1; above - index > 1;) {
          const middle = (index + above) >> 1;
          if (step < starts[middle]!) above = middle;
          else index = middle;
        }
        const own = step - starts[index]!;
        return children[index]!.at(
          step < end ? own : Math.max(limit, stops ? 0 : own),
          states[index],
        );
      },
    });
  },
});
