import { dampened, reactiveChecks, scheduleChecks } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drive, isReactive, kinds, parse, plateau, ramp, resumeFrom } from "../src/index.ts";
import type { Json, Kind, ReactiveSchedule, Schedule, Snapshot } from "../src/index.ts";
import { wrappings } from "./everyPairing.ts";
import type { Bounds } from "./everyPairing.ts";
import { anySchedule, everyKind } from "./random.ts";

const kindNames = (list: readonly Kind[]): string[] =>
  // A function with a name of its own is a kind of the tests alone.
  list
    .map(({ kind }) => kind)
    .filter((kind) => kind !== dampened.kind)
    .sort();

/** Every kind named anywhere in a spec. */
function kindsIn(spec: Json): string[] {
  if (typeof spec !== "object" || spec === null) return [];
  const own = "kind" in spec ? [spec.kind as string] : [];
  return [...own, ...Object.values(spec).flatMap(kindsIn)];
}

test("every kind takes part", () => {
  const seen = new Set(
    fc.sample(anySchedule(3), { numRuns: 2000, seed: 1 }).flatMap(({ spec }) => kindsIn(spec)),
  );
  seen.delete(dampened.kind);
  expect([...seen].sort()).toEqual(kindNames(kinds));
});

function conforms<Made extends Schedule | ReactiveSchedule>(
  schedule: Made,
  checks: Readonly<Record<string, (make: () => Made, kinds: readonly Kind[]) => void>>,
): void {
  for (const check of Object.values(checks)) {
    check(() => parse(schedule.spec, everyKind) as Made, everyKind);
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
      const second = drive(parse(JSON.parse(JSON.stringify(schedule)), everyKind));
      for (const metrics of list) {
        expect(second.advance()).toBe(first.advance());
        expect(second.observe(metrics)).toBe(first.observe(metrics));
      }
      expect(second.snapshot()).toEqual(first.snapshot());
    }),
    { numRuns: 500 },
  );
});

describe("every combinator in every other in every other", () => {
  const leaves: Readonly<Record<string, () => Schedule | ReactiveSchedule>> = {
    pure: () => ramp({ from: 0.9, to: 0.1, steps: 10 }),
    reactive: () =>
      plateau({
        schedule: ramp({ from: 0.9, to: 0.1, steps: 10 }),
        factor: 0.5,
        patience: 1,
      }),
  };
  const steps = [...Array.from({ length: 30 }, (_, step) => step), 0.5, 6.25, 1e6];
  const losses = [3, 2, 4, 5, 1, 1, 2, 0.5, 3, NaN, 1, 0, 0];

  const valueAt = (schedule: Schedule | ReactiveSchedule, step: number): number =>
    isReactive(schedule) ? schedule.at(step, schedule.initial) : schedule(step);
  const valuesOf = (schedule: Schedule | ReactiveSchedule): number[] =>
    steps.map((step) => valueAt(schedule, step));

  /** Throws when one of the promises is broken; `expect` is called for what is not a number alone, it is too slow. */
  const check = (make: () => Schedule | ReactiveSchedule, [low, high]: Bounds): void => {
    const schedule = make();
    const values = valuesOf(schedule);

    const backwards = make();
    for (let index = steps.length - 1; index >= 0; index--) {
      same(valueAt(backwards, steps[index]!), values[index]!, `purity, step ${steps[index]!}`);
    }

    const text = JSON.stringify(schedule);
    const parsed = parse(JSON.parse(text), everyKind);
    same(parsed.end, schedule.end, "the end of what JSON gives");
    if (JSON.stringify(parsed) !== text) throw new Error("JSON gives another spec");
    valuesOf(parsed).forEach((value, index) => {
      same(value, values[index]!, `JSON, step ${steps[index]!}`);
    });

    for (const value of values) {
      if (!(value >= low * (1 - 1e-12) && value <= high * (1 + 1e-12))) {
        throw new Error(`${value} is not between ${low} and ${high}`);
      }
    }
    const { end } = schedule;
    if (end < Infinity) {
      const last = valueAt(schedule, end);
      for (const after of [0.5, 1, 77, 2 ** 31]) {
        same(valueAt(schedule, end + after), last, `the value ${after} after the end at ${end}`);
      }
    }

    if (!isReactive(schedule)) return;
    const whole = drive(schedule);
    let halfway: unknown;
    const future: number[] = [];
    losses.forEach((loss, index) => {
      future.push(whole.advance(), whole.observe({ val_loss: loss }));
      if (index === 5) halfway = JSON.parse(JSON.stringify(whole.snapshot()));
    });
    for (const value of future) {
      if (!(value >= 0 && value <= high * (1 + 1e-12))) {
        throw new Error(`${value} is not between 0 and ${high}`);
      }
    }
    const resumed = drive(parsed, { resume: resumeFrom(halfway as Snapshot) });
    losses.slice(6).forEach((loss, index) => {
      same(resumed.advance(), future[12 + 2 * index]!, `resumed, step ${resumed.step}`);
      same(resumed.observe({ val_loss: loss }), future[13 + 2 * index]!, `resumed, loss ${index}`);
    });
  };

  const same = (actual: number, expected: number, what: string): void => {
    if (!Object.is(actual, expected)) throw new Error(`${what}: ${actual}, not ${expected}`);
  };

  test.each(wrappings.flatMap((outer) => Object.keys(leaves).map((leaf) => ({ outer, leaf }))))(
    "$outer.name around two others around a $leaf schedule",
    ({ outer, leaf }) => {
      const failures: string[] = [];
      for (const middle of wrappings) {
        for (const inner of wrappings) {
          try {
            check(
              () => outer.wrap(middle.wrap(inner.wrap(leaves[leaf]!()))),
              outer.within(middle.within(inner.within(leaf === "pure" ? [0.1, 0.9] : [0, 0.9]))),
            );
          } catch (error) {
            failures.push(`${outer.name}(${middle.name}(${inner.name})): ${String(error)}`);
          }
        }
      }
      expect(failures).toEqual([]);
    },
  );
});
