import { explain, hold, lint, nextOf, previousOf, ramp, sequence, stretch } from "@anneal/core";
import type { Composable } from "@anneal/core";
import { composition, duration } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";
import { eventsOf, staircase } from "./staircase.ts";

const falling = ramp({ from: 0.4, to: 0, steps: 4 });

test.each([
  [0, 0.4],
  [1.999, 0.4],
  [2, 0.2],
  [3.999, 0.2],
  [4, 0],
  [99, 0],
])("takes a new value every two steps: %d → %d", (at, value) => {
  expect(hold(2, falling)(at)).toBeCloseTo(value, 14);
});

test("runs epochs on a clock of batches with one value an epoch", () => {
  const smooth = stretch(100, ramp({ from: 0.01, to: 0.0001, steps: 100 }));
  expect(hold(100, smooth)(399)).toBe(0.009703);
  expect(hold(100, smooth)(300)).toBe(0.009703);
  expect(hold(100, smooth)(400)).toBe(smooth(400));
  expect(smooth(399)).toBe(0.00960499);
});

test.each<readonly [number, Composable, number]>([
  [2, falling, 4],
  [3, falling, 6],
  [4, falling, 4],
  [5, falling, 5],
  [2, 0.1, 0],
  [2, (at: number) => at, Infinity],
  // 3 · 0.1 is above 0.3, the end.
  [0.1, ramp({ from: 1, to: 0, steps: 0.3 }), 3 * 0.1],
  // There is no number for the end of the second round.
  [1e308, ramp({ from: 1, to: 0, steps: 1.2e308 }), Infinity],
])("hold(%d, %o) ends at %d", (steps, schedule, end) => {
  expect(hold(steps, schedule as number).end).toBe(end);
});

test("a new value comes exactly at its multiple, however that is rounded", () => {
  fc.assert(
    fc.property(duration(), fc.nat(1e6), (steps, round) => {
      const schedule = hold(steps, (at) => at);
      const start = round * steps;
      expect(schedule(start)).toBe(start);
      expect(schedule(start + steps / 2)).toBe(start);
      expect(schedule(Math.max(0, start * (1 - 2 ** -52)))).toBe(Math.max(0, round - 1) * steps);
    }),
  );
});

test("never asks ahead, and never a round behind", () => {
  const anywhere = fc.double({ min: 0, noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }),
      anywhere,
      (steps, at) => {
        const held = hold(steps, (own) => own)(at);
        expect(held).toBeLessThanOrEqual(at);
        expect(at - held).toBeLessThanOrEqual(steps);
      },
    ),
    { numRuns: 2000 },
  );
});

test("holds what the schedule is at the last multiple, and by one step it is the same at whole steps", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      composition({ depth: 1, leaves: pureLeaves }),
      fc.nat(200),
      (steps, inner, at) => {
        const schedule = inner as (at: number) => number;
        const held = hold(steps, schedule);
        expect(held(at)).toBe(schedule(at - (at % steps)));
        expect(hold(1, schedule)(at)).toBe(schedule(at));
      },
    ),
  );
});

describe("analysis", () => {
  test("every new value is an event, until the end", () => {
    const schedule = hold(3, ramp({ from: 1, to: 0, steps: 10 }));
    expect(eventsOf(schedule)).toEqual([3, 6, 9, 12]);
    expect(previousOf(schedule.node, 99)).toBe(12);
    expect(previousOf(schedule.node, 12)).toBe(9);
    expect(previousOf(schedule.node, 3)).toBe(-Infinity);
  });

  test("rounds too short to be counted are none", () => {
    const schedule = hold(1e-300, staircase({ milestones: [5, 9] }));
    expect(nextOf(schedule.node, 1)).toBe(5);
    expect(schedule.end).toBe(9);
    expect(nextOf(hold(1e-300, falling).node, 1)).toBe(4);
  });

  test("explain tells the clock of what is held", () => {
    const tree = explain(hold(100, stretch(100, falling)), 299);
    expect(tree).toMatchObject({ step: 299, value: 0.2, next: { step: 300 } });
    expect(tree.parts[0]).toMatchObject({ kind: "stretch", step: 200, value: 0.2 });
    expect(tree.parts[0]!.parts[0]).toMatchObject({ step: 2, next: { step: 400, what: "end" } });
  });

  test("lint finds nothing wrong with a staircase, and what is wrong inside", () => {
    const epochs = sequence([
      ramp({ from: 0.01, to: 0.1, steps: 10 }),
      ramp({ from: 0.1, to: 0, steps: 90 }),
    ]);
    expect(lint(hold(10, stretch(10, epochs)), { steps: 1000 })).toEqual([]);
    const broken = sequence([
      ramp({ from: 0.1, to: 0.01, steps: 10 }),
      { schedule: 0.1, steps: 10 },
    ]);
    expect(lint(hold(10, stretch(10, broken)), { steps: 200 })).toMatchObject([{ rule: "jump" }]);
  });
});

test("a reactive schedule observes once in a round, at its beginning", () => {
  const schedule = hold(10, halving({ schedule: 0.8 }));
  const observe = (state: unknown, at: number, loss: number): unknown =>
    schedule.observe(state, { step: at, metrics: { loss } });
  const first = observe(schedule.initial, 13, 1);
  expect(first).toEqual([{ step: 10, last: 1, scale: 1, inner: null }]);
  expect(observe(first, 19, 2)).toEqual(first);
  const second = observe(first, 20, 2);
  expect(second).toEqual([{ step: 20, last: 2, scale: 0.5, inner: null }]);
  expect(schedule.at(20, second)).toBe(0.4);
});
