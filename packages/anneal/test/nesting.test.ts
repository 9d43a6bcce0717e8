import { reactiveChecks, scheduleChecks } from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { drive, isReactive, kinds, parse } from "../src/index.ts";
import type { Json, Kind, ReactiveSchedule, Schedule } from "../src/index.ts";
import { anySchedule, randomKinds } from "./random.ts";

const kindNames = (list: readonly Kind[]): string[] => list.map(({ kind }) => kind).sort();

/** Every kind named anywhere in a spec. */
function kindsIn(spec: Json): string[] {
  if (typeof spec !== "object" || spec === null) return [];
  const own = "kind" in spec ? [spec.kind as string] : [];
  return [...own, ...Object.values(spec).flatMap(kindsIn)];
}

test("every kind takes part", () => {
  expect(kindNames(randomKinds)).toEqual(kindNames(kinds));
  const seen = new Set(
    fc.sample(anySchedule(3), { numRuns: 2000, seed: 1 }).flatMap(({ spec }) => kindsIn(spec)),
  );
  expect([...seen].sort()).toEqual(kindNames(kinds));
});

function conforms<Made extends Schedule | ReactiveSchedule>(
  schedule: Made,
  checks: Readonly<Record<string, (make: () => Made, kinds: readonly Kind[]) => void>>,
): void {
  for (const check of Object.values(checks)) {
    check(() => parse(schedule.spec) as Made, kinds);
  }
}

test("whatever is nested keeps every promise of a schedule", () => {
  fc.assert(
    fc.property(anySchedule(3), (schedule) => {
      if (isReactive(schedule)) conforms(schedule, reactiveChecks);
      else conforms(schedule, scheduleChecks);
    }),
    { numRuns: 40 },
  );
}, 60_000);

test("whatever is nested goes through JSON and gives the same rates in the same training", () => {
  const training = fc.array(
    fc.record({ val_loss: fc.integer({ min: 0, max: 4 }), acc: fc.integer({ min: 0, max: 4 }) }),
    { minLength: 1, maxLength: 30 },
  );
  fc.assert(
    fc.property(anySchedule(3), training, (schedule, list) => {
      const first = drive(schedule);
      const second = drive(parse(JSON.parse(JSON.stringify(schedule))));
      for (const metrics of list) {
        expect(second.advance()).toBe(first.advance());
        expect(second.observe(metrics)).toBe(first.observe(metrics));
      }
      expect(second.snapshot()).toEqual(first.snapshot());
    }),
    { numRuns: 500 },
  );
});
