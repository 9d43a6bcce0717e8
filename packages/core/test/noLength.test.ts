import {
  cooldownFrom,
  during,
  extend,
  isReactive,
  mirror,
  parse,
  product,
  ramp,
  repeat,
  reverse,
  rewarm,
  scheduleFrom,
  sequence,
} from "@anneal/core";
import type { Composable, Phase, ReactiveSchedule, Schedule } from "@anneal/core";
import { composition, compositionKinds, duration, observations } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafKinds, pureLeaves, reactiveLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

const steps = [0, 0.5, 1, 3.3, 7, 10, 49.5, 200, 2 ** 31];
const kinds = [...compositionKinds, ...leafKinds];
const rising = ramp({ from: 0, to: 0.1, steps: 5 });

/** Fails unless both give the same values, now and after the same observations. */
function expectSame(
  given: Composable,
  wanted: Composable,
  list: readonly { step: number; metrics: Readonly<Record<string, number>> }[] = [],
): void {
  const [a, b] = [scheduleFrom(given), scheduleFrom(wanted)];
  const after = (schedule: Schedule | ReactiveSchedule): ((step: number) => number) => {
    if (!isReactive(schedule)) return schedule;
    const state = list.reduce<unknown>(
      (now, seen) => schedule.observe(now, seen),
      schedule.initial,
    );
    return (step) => schedule.at(step, state);
  };
  expect(steps.map(after(a))).toEqual(steps.map(after(b)));
  expect(a.end).toBe(b.end);
}

describe("a phase of length 0 is left out", () => {
  test("of the sequence in the issue of a warmup that a configuration switches off", () => {
    const schedule = sequence([rising, { schedule: 0.5, steps: 0 }, 0.1]);
    expect([0, 4, 5, 6].map((step) => schedule(step))).toEqual([0, rising(4), 0.1, 0.1]);
    expect(JSON.parse(JSON.stringify(schedule))).toEqual({
      kind: "sequence",
      phases: [rising.spec, { schedule: 0.5, steps: 0 }, 0.1],
    });
  });

  test("wherever it stands, whatever is in it", () => {
    const inner = composition({ depth: 1, leaves: [...pureLeaves, ...reactiveLeaves] });
    const phase: fc.Arbitrary<Phase> = fc.record({ schedule: inner, steps: duration() });
    const nothing: fc.Arbitrary<Phase> = fc.record({ schedule: inner, steps: fc.constant(0) });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(phase, nothing), { maxLength: 5 }),
        fc.oneof(phase, inner),
        fc.array(nothing, { maxLength: 2 }),
        observations(["loss", "error"]),
        (before, last, after, seen) => {
          const all = [...before, last, ...after];
          const kept = all.filter(
            (one) => !(typeof one === "object" && "steps" in one && one.steps === 0),
          );
          const schedule = scheduleFrom(sequence(all));
          expectSame(schedule, sequence(kept), seen);
          expectSame(parse(schedule.spec, kinds), schedule, seen);
        },
      ),
    );
  });

  test("and a whole of nothing else is its final value", () => {
    const nothing = sequence([
      { schedule: 0.5, steps: 0 },
      { schedule: rising, steps: 0 },
      { schedule: 0.3, steps: 0 },
    ]);
    expect(nothing.end).toBe(0);
    expect(steps.map((step) => nothing(step))).toEqual(steps.map(() => 0.3));
  });

  test("does not observe", () => {
    const schedule = sequence([
      { schedule: halving({ schedule: 1, monitor: "error" }), steps: 0 },
      halving({ schedule: 1 }),
    ]);
    const state = schedule.observe(schedule.initial, { step: 0, metrics: { error: 1, loss: 1 } });
    expect(state).toEqual([schedule.initial, state].map((_, at) => (state as unknown[])[at]));
    expect((state as unknown[])[0]).toEqual((schedule.initial as unknown[])[0]);
  });
});

describe("a length of 0", () => {
  const schedules = composition({ depth: 1, leaves: [...pureLeaves, ...reactiveLeaves] });
  const start = fc.oneof(fc.constant(0), duration());

  test("of a ramp is its last value", () => {
    expectSame(ramp({ from: 1, to: 0.2, steps: 0 }), 0.2);
  });

  test("of a window is no window", () => {
    fc.assert(
      fc.property(schedules, start, (inner, from) => {
        const schedule = product([0.5, during({ start: from, steps: 0 }, inner)]);
        expect(
          steps.map((step) =>
            isReactive(schedule) ? schedule.at(step, schedule.initial) : schedule(step),
          ),
        ).toEqual(steps.map(() => 0.5));
      }),
    );
  });

  test("of there and back, backwards or of some rounds stays where it begins", () => {
    fc.assert(
      fc.property(schedules, observations(["loss", "error"]), (inner, seen) => {
        const first = isReactive(inner) ? inner.at(0, inner.initial) : inner(0);
        expectSame(mirror({ steps: 0 }, inner), first, seen);
        expectSame(reverse({ steps: 0 }, inner), first, seen);
        expectSame(repeat({ steps: 0, times: 3 }, inner), first, seen);
      }),
    );
  });

  test("of rounds without a limit is refused, and says why", () => {
    expect(() => repeat({ steps: 0 }, rising)).toThrow(
      new RangeError(
        "@anneal/core: repeat({ steps, times }, schedule): steps must be above 0 without times, as rounds of no length would go on for ever, got 0",
      ),
    );
  });

  test("of a rest is its end at once", () => {
    const schedule = extend(4, 0, ramp({ from: 1, to: 0, steps: 8 }));
    expect([0, 3, 4, 5, 100].map((step) => schedule(step))).toEqual([1, 0.625, 0, 0, 0]);
    expect(schedule.end).toBe(4);
    const reacting = extend(4, 0, halving({ schedule: ramp({ from: 1, to: 0.5, steps: 8 }) }));
    let state: unknown = reacting.initial;
    for (const step of [5, 6, 7]) {
      state = reacting.observe(state, { step, metrics: { loss: step } });
    }
    expect(reacting.at(8, state)).toBe(0.125);
  });

  test("of a cooldown, or of a way to another schedule, is none", () => {
    expectSame(
      cooldownFrom(7, { steps: 0, min: 0.02 }, rising),
      sequence([{ schedule: rising, steps: 7 }, 0.02]),
    );
    expectSame(
      rewarm(3.3, { steps: 0, next: rising }, 0.4),
      sequence([{ schedule: 0.4, steps: 3.3 }, rising]),
    );
  });
});
