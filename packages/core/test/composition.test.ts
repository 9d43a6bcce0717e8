import {
  advance,
  childOf,
  delay,
  gather,
  hold,
  isReactive,
  product,
  scale,
  sequence,
  stretch,
} from "@anneal/core";
import type { Composable, ReactiveSchedule, Schedule } from "@anneal/core";
import { composition, reactiveChecks, scheduleChecks } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafKinds, pureLeaves, reactiveLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

/** Compositions of at most three combinators on top of each other. */
const some = (
  leaves: readonly fc.Arbitrary<Composable>[],
  check: (schedule: Schedule | ReactiveSchedule) => void,
): void => {
  fc.assert(fc.property(composition({ depth: 3, leaves }), check), { numRuns: 40 });
};

describe("any composition of pure schedules", () => {
  test.each(Object.entries(scheduleChecks))("%s", (_promise, check) => {
    some(pureLeaves, (schedule) => {
      check(() => schedule as Schedule, leafKinds);
    });
  });
});

describe("any composition with reactive schedules", () => {
  test.each(Object.entries(reactiveChecks))(
    "%s",
    (_promise, check) => {
      some([...pureLeaves, ...reactiveLeaves, ...reactiveLeaves], (schedule) => {
        fc.pre(isReactive(schedule));
        check(() => schedule, leafKinds);
      });
    },
    60_000,
  );
});

test.each<readonly [string, (inner: Composable) => Schedule | ReactiveSchedule]>([
  ["scale", (inner) => scale(1, inner)],
  ["stretch", (inner) => stretch(2, inner)],
  ["delay", (inner) => delay(1, inner)],
  ["advance", (inner) => advance(1, inner)],
  ["hold", (inner) => hold(2, inner)],
  ["product", (inner) => product([0.5, inner])],
  ["sequence", (inner) => sequence([{ schedule: 0.1, steps: 1 }, inner])],
])("%s reacts exactly when a part does", (_name, wrap) => {
  expect(isReactive(wrap(0.1))).toBe(false);
  expect(isReactive(wrap((at) => at))).toBe(false);
  expect(isReactive(wrap(scale(1, 0.1)))).toBe(false);
  expect(isReactive(wrap(halving({ schedule: 0.1 })))).toBe(true);
  expect(isReactive(wrap(scale(1, halving({ schedule: 0.1 }))))).toBe(true);
});

describe("childOf", () => {
  test("sees a number as a constant that is over at once", () => {
    const child = childOf(0.3);
    expect(child.at(7, null)).toBe(0.3);
    expect(child.end).toBe(0);
    expect(child).not.toHaveProperty("observe");
  });

  test("gives a function the step alone, and no end", () => {
    const calls: unknown[][] = [];
    const child = childOf((...values: unknown[]) => {
      calls.push(values);
      return 1;
    });
    child.at(7, "state");
    expect(calls).toEqual([[7]]);
    expect(child.end).toBe(Infinity);
  });

  test("keeps the end of a schedule", () => {
    expect(childOf(delay(3, 0.1)).end).toBe(3);
  });

  test("takes a reactive schedule as it is", () => {
    const schedule = halving({ schedule: 0.1 });
    expect(childOf(schedule)).toBe(schedule.node);
  });
});

describe("gather", () => {
  test("reacts to nothing when no child does", () => {
    const behaviour = gather({ children: [childOf(1), childOf(2)], end: 5, at: () => 0.5 });
    expect(behaviour).not.toHaveProperty("observe");
    expect(behaviour).toMatchObject({ end: 5, initial: [null, null], monitors: [] });
  });

  test("lets the children observe whose clock runs", () => {
    const children = [halving({ schedule: 1 }), halving({ schedule: 1 })].map(childOf);
    const behaviour = gather({
      children,
      end: 5,
      at: () => 0.5,
      span: (_, index) => ({
        from: 0,
        until: Infinity,
        own: index === 0 ? undefined : 0,
        per: 0.1,
      }),
    });
    const initial = behaviour.initial!;
    expect(behaviour.observe!(initial, { step: 3, metrics: { loss: 7 } })).toEqual([
      initial[0],
      { step: 30, last: 7, scale: 1, inner: null },
    ]);
  });
});
