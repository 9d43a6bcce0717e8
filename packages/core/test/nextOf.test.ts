import {
  childOf,
  defineSchedule,
  delay,
  explain,
  mirror,
  nextOf,
  previousOf,
  product,
  ramp,
  repeat,
  reverse,
  sequence,
  stretch,
  toSVG,
} from "@anneal/core";
import type { Composable, Schedule } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves } from "./compositions.ts";
import { eventsOf, staircase } from "./staircase.ts";

/** The events before a step, the last one first, at most 50. */
function eventsBefore({ node }: Pick<Schedule, "node">, step: number): number[] {
  const events: number[] = [];
  for (let at = previousOf(node, step); at > 0 && events.length < 50; at = previousOf(node, at)) {
    events.push(at);
  }
  return events;
}

describe("nextOf", () => {
  test("goes on, however the clocks inside are rounded", () => {
    // Here the product `f · e`, divided by `f` again, falls short of `e`.
    const rounded = Array.from({ length: 100 }, (_, index) => 0.1 + index * 0.37).filter(
      (factor) => (factor * 31) / factor < 31,
    );
    expect(rounded.length).toBeGreaterThan(0);
    for (const factor of rounded) {
      const schedule = stretch(factor, staircase({ milestones: [31] }));
      expect(eventsOf(schedule)).toEqual([factor * 31]);
      expect(eventsBefore(schedule, 1e4)).toEqual([factor * 31]);
    }
  });

  test("never gives what lies behind", () => {
    const child = childOf(0.1);
    expect(nextOf({ ...child, next: () => 3 }, 2)).toBe(3);
    expect(nextOf({ ...child, next: () => 3 }, 3)).toBe(Infinity);
    expect(nextOf({ ...child, next: () => 0 }, 0)).toBe(Infinity);
  });

  test("asks as often again as a clock may be off by, and no more", () => {
    let asked = 0;
    const stuck = { ...childOf(0.1), next: () => (asked++, 3) };
    expect(nextOf(stuck, 3)).toBe(Infinity);
    expect(asked).toBe(7);
    // A part that is a share of 2⁻⁴³ late is still taken at its word, one that is 2⁻⁴⁰ late is not.
    const late = (share: number) => ({
      ...childOf(0.1),
      next: (step: number) => (step < 3 * (1 + share) ? 3 : 7),
    });
    expect(nextOf(late(2 ** -43), 3)).toBe(7);
    expect(nextOf(late(2 ** -40), 3)).toBe(Infinity);
  });

  test("is the end where nothing else is said, and what happens inside until then", () => {
    const child = childOf(staircase({ milestones: [2, 4] }));
    expect(nextOf({ kind: "x", at: () => 1, initial: null, end: 3 }, 1)).toBe(3);
    expect(nextOf({ kind: "x", at: () => 1, initial: null, end: 3 }, 3)).toBe(Infinity);
    const parent = { kind: "x", at: () => 1, initial: null, end: 3, children: [child] };
    expect([0, 2, 3, 4].map((step) => nextOf(parent, step))).toEqual([2, 3, Infinity, Infinity]);
  });

  test("of a part whose clock has overflowed is nothing", () => {
    const schedule = delay(3, stretch(1e-300, staircase({ milestones: [5] })));
    expect(nextOf(schedule.node, 1e300)).toBe(Infinity);
    expect(nextOf(repeat({ steps: 1e-300 }, 1).node, 1e300)).toBe(Infinity);
  });
});

describe("previousOf", () => {
  const stairs = staircase({ milestones: [1, 3, 8] });

  test.each<readonly [string, Schedule, readonly number[]]>([
    ["a schedule without parts", stairs, [8, 3, 1]],
    ["a sequence", sequence([{ schedule: stairs, steps: 5 }, stairs]), [13, 8, 6, 5, 3, 1]],
    ["a repeat", repeat({ steps: 4, times: 2 }, stairs), [8, 7, 5, 4, 3, 1]],
    ["a mirror", mirror({ steps: 5 }, stairs), [10, 9, 7, 5, 3, 1]],
    ["a delay", delay(2, stairs), [10, 5, 3, 2]],
    ["a product", product([stairs, delay(2, ramp({ from: 1, to: 0, steps: 2 }))]), [8, 4, 3, 2, 1]],
  ])("of %s", (_name, schedule, expected) => {
    expect(eventsBefore(schedule, 99)).toEqual(expected);
    expect(eventsOf(schedule)).toEqual([...expected].reverse());
  });

  test("is never the beginning", () => {
    expect(previousOf(stairs.node, 1)).toBe(-Infinity);
    expect(previousOf(childOf(1), 5)).toBe(-Infinity);
  });
});

test("the events before are those that came, in any composition", () => {
  fc.assert(
    fc.property(
      composition({ depth: 3, leaves: pureLeaves }),
      fc.double({ min: 1, max: 60, noNaN: true }),
      ({ node }, until) => {
        let last = -Infinity;
        for (let at = nextOf(node, 0), count = 0; at < until && count < 500; count++) {
          last = at;
          at = nextOf(node, at);
        }
        const found = previousOf(node, until);
        // A clock that is rounded on the way there may be rounded differently on the way back.
        if (last > 0) expect(found).toBeGreaterThanOrEqual(last * (1 - 1e-9));
        expect(found).toBeLessThan(until);
      },
    ),
    { numRuns: 500 },
  );
});

test("any step, however large, has an event before and after it, or none", () => {
  const huge = fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true });
  fc.assert(
    fc.property(composition({ depth: 4, leaves: pureLeaves }), huge, ({ node }, step) => {
      expect(nextOf(node, step)).toBeGreaterThan(step);
      expect(previousOf(node, step) < step).toBe(true);
    }),
    { numRuns: 500 },
  );
});

describe("schedules that run backwards inside each other", () => {
  const phases = [ramp({ from: 0, to: 1, steps: 4 }), ramp({ from: 1, to: 0, steps: 6 })];
  const around = (levels: number, wrap: (inner: Composable) => Composable): Schedule => {
    let inner: Composable = sequence(phases);
    for (let level = 0; level < levels; level++) inner = wrap(inner);
    return inner as Schedule;
  };

  test("are looked through at once", () => {
    const mirrored = around(40, (inner) => mirror({}, inner));
    const { node, end } = mirrored;
    expect(end).toBe(10 * 2 ** 40);
    expect([0, 4, 10, 16].map((step) => nextOf(node, step))).toEqual([4, 10, 16, 20]);
    expect([end - 1, end - 4, end - 10].map((step) => previousOf(node, step))).toEqual([
      end - 4,
      end - 10,
      end - 16,
    ]);
    expect(nextOf(node, 0.7 * end)).toBe(0.7 * end + 4);
    expect(toSVG(mirrored, { steps: 1000 })).toContain("<path");
    // Where a rounding of the step is less than the way to the event.
    const fewer = around(20, (inner) => mirror({}, inner));
    expect(explain(fewer, 0.7 * fewer.end).next!.step).toBe(0.7 * fewer.end + 4);
  });

  test("reverse around reverse around a repeat", () => {
    let schedule: Schedule = repeat({ steps: 10 }, ramp({ from: 1, to: 0, steps: 10 }));
    for (let level = 0; level < 5; level++) schedule = reverse({ steps: 1000 }, schedule);
    expect(explain(schedule, 1).next!.step).toBe(10);
  });
});

/** A kind of someone else that knows nothing of spans: its own events, and a schedule inside on the same clock. */
const plain = defineSchedule<{ every: number; inner: Schedule }>("test/plain", {
  package: "test-schedules",
  options: {
    every: { rule: "a number", accepts: () => true },
    inner: { rule: "a schedule", accepts: () => true },
  },
  build: ({ every, inner }) => ({
    at: (step) => (Math.floor(step / every) % 2) + inner(step),
    next: (step) => (Math.floor(step / every) + 1) * every,
    children: [inner.node],
  }),
});

test("a kind without spans takes part, on a clock that runs backwards too", () => {
  const inner = staircase({ milestones: [2] });
  const events = [2, 3, 6, 9];
  const schedule = plain({ every: 3, inner });
  expect(eventsOf(schedule).slice(0, 4)).toEqual(events);
  expect(eventsOf(reverse({ steps: 10 }, schedule))).toEqual([1, 4, 7, 8, 10]);
  let deep: Schedule = schedule;
  for (let level = 0; level < 20; level++)
    deep = plain({ every: 3, inner: reverse({ steps: 10 }, deep) });
  expect(eventsOf(deep).slice(0, 4)).toEqual([1, 2, 3, 4]);
});

test("a kind that tells its events badly is not asked for ever", () => {
  const stuck = {
    kind: "x",
    at: () => 1,
    initial: null,
    end: Infinity,
    next: (step: number) => step,
  };
  expect(previousOf(stuck, 5)).toBeLessThan(5);
  expect(nextOf(stuck, 5)).toBeGreaterThan(5);
  expect(nextOf({ ...stuck, next: () => NaN }, 5)).toBe(Infinity);
  expect(previousOf({ ...stuck, next: () => NaN }, 5)).toBe(-Infinity);
});
