import {
  clamp,
  constant,
  defineSchedule,
  drive,
  isReactive,
  product,
  ramp,
  simulate,
} from "@anneal/core";
import type { Composable, ReactiveSchedule } from "@anneal/core";
import { composition, metrics } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves, reactiveLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

describe("a schedule that halves where the loss rises", () => {
  const schedule = halving({ schedule: 0.8 });

  test("one evaluation after every update", () => {
    expect(simulate(schedule, [1, 2, 1, 3])).toEqual({
      values: [0.8, 0.8, 0.4, 0.4],
      events: [
        { step: 2, what: "reduction", from: 0.8, to: 0.4 },
        { step: 4, what: "reduction", from: 0.4, to: 0.2 },
      ],
      state: { step: 4, last: 3, scale: 0.25, inner: null },
    });
  });

  test("one evaluation after every third update, and a run that goes on", () => {
    const { values, events } = simulate(schedule, [1, 2], { every: 3, steps: 8 });
    expect(values).toEqual([0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.4, 0.4]);
    expect(events.map(({ step }) => step)).toEqual([6]);
  });

  test("a run that ends earlier", () => {
    expect(simulate(schedule, [1, 2, 3, 4], { steps: 2 })).toMatchObject({
      values: [0.8, 0.8],
      events: [{ step: 2 }],
    });
  });

  test("metrics by name, NaN among them", () => {
    const { values } = simulate(schedule, [{ loss: 1, other: 5 }, { loss: NaN }, { loss: 2 }, 1]);
    expect(values).toEqual([0.8, 0.8, 0.8, 0.4]);
  });

  test("no metrics, no run", () => {
    expect(simulate(schedule, [])).toEqual({ values: [], events: [], state: schedule.initial });
  });

  test("an observation that changes no learning rate is no event", () => {
    expect(simulate(clamp({ min: 1 }, schedule), [1, 2]).events).toEqual([]);
  });
});

test("a learning rate that an evaluation raises is an event too", () => {
  const following = defineSchedule<
    Record<string, never>,
    () => ReactiveSchedule<{ readonly rate: number }>,
    { readonly rate: number }
  >("test/following", {
    package: "test-schedules",
    options: {},
    collect: () => ({}),
    build: () => ({
      initial: { rate: 1 },
      monitors: ["rate"],
      at: (_step, { rate }) => rate,
      observe: (_state, { metrics: { rate = 0 } }) => ({ rate }),
    }),
  });
  expect(simulate(following(), [3, 2, 2]).events).toEqual([
    { step: 1, what: "increase", from: 1, to: 3 },
    { step: 2, what: "reduction", from: 3, to: 2 },
  ]);
});

test("a schedule that reacts to nothing has no events and no state", () => {
  expect(simulate(ramp({ from: 1, to: 0, steps: 2 }), [1, 2])).toEqual({
    values: [1, 0.5],
    events: [],
    state: null,
  });
});

test("is what a drive does", () => {
  const list = fc.array(metrics(["loss", "error"]), { minLength: 1, maxLength: 20 });
  const leaves = [...pureLeaves, ...reactiveLeaves, ...reactiveLeaves];
  fc.assert(
    fc.property(composition({ depth: 3, leaves }), list, (schedule, given) => {
      const watched = isReactive(schedule) ? schedule.monitors : [];
      const seen = given.filter((item) => watched.some((name) => Object.hasOwn(item, name)));
      const run = drive(schedule);
      const rates = seen.flatMap((item) => {
        const two = [run.value, run.advance()];
        run.advance();
        run.observe(item);
        return two;
      });
      const { values, state } = simulate(schedule, seen, { every: 2 });
      expect(values).toEqual(rates);
      expect(JSON.parse(JSON.stringify(state))).toEqual(run.snapshot().state);
    }),
    { numRuns: 100 },
  );
});

test("a schedule that watches nothing has nothing to observe", () => {
  const blind = defineSchedule<Record<string, never>, () => ReactiveSchedule>("test/blind", {
    package: "test-schedules",
    options: {},
    collect: () => ({}),
    build: () => ({ at: () => 1, observe: (state) => state }),
  });
  expect(() => simulate(blind(), [1])).toThrow("metrics must be numbers by name");
});

test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
  [
    "no list",
    () => simulate(1, 5 as never),
    TypeError,
    "simulate: metrics must be an array of numbers, or of objects that hold numbers by name, got 5",
  ],
  ["a list of words", () => simulate(1, ["1"] as never), RangeError, 'got ["1"]'],
  [
    "half an evaluation",
    () => simulate(1, [], { every: 0.5 }),
    RangeError,
    "simulate: every must be an integer of at least 1, got 0.5",
  ],
  [
    "no steps",
    () => simulate(1, [], { steps: 0 }),
    RangeError,
    "simulate: steps must be an integer of at least 1, got 0",
  ],
  [
    "a metric that is not watched",
    () => simulate(halving({ schedule: 1 }), [{ accuracy: 1 }]),
    TypeError,
    "observe: metrics must be numbers by name, at least one of loss",
  ],
  [
    "a bare number where two are watched",
    () =>
      simulate(
        product([halving({ schedule: constant(1) }), halving({ schedule: 1, monitor: "error" })]),
        [1],
      ),
    TypeError,
    "observe: metrics must be numbers by name, at least one of loss, error, got 1",
  ],
])("refuses %s", (_name, call, Failure, message) => {
  expect(call).toThrow(Failure);
  expect(call).toThrow(message);
});

test("refuses more steps than a list can hold", () => {
  expect(() => simulate(1, [1], { every: 2 ** 50 })).toThrow(
    new RangeError("@anneal/core: simulate: steps must be at most 10000000, got 1125899906842624"),
  );
});

test("refuses more observations than take a moment, and says what to do", () => {
  const many = product(Array.from({ length: 20 }, () => halving({ schedule: 1 })));
  const metrics = Array<number>(1000).fill(1);
  expect(simulate(many, metrics.slice(0, 400)).values).toHaveLength(400);
  expect(() => simulate(many, metrics)).toThrow(
    new RangeError(
      "@anneal/core: simulate: schedule must be of fewer parts for 1000 values (at most 1000; give fewer metrics, or simulate a part of it), got 1447",
    ),
  );
  // Of one that observes the run is as long as one likes.
  const long = Array<number>(20_000).fill(1);
  expect(simulate(halving({ schedule: 1 }), long).values).toHaveLength(20_000);
  // Two around thirty others may be asked ten thousand times, three inside one another half as often.
  const around = (schedule: Composable): Composable => halving({ schedule });
  const thirty = product(Array.from({ length: 29 }, () => constant(1)));
  const three = around(around(around(1)));
  const tenThousand = long.slice(0, 10_000);
  expect(simulate(around(around(thirty)), tenThousand).values).toHaveLength(10_000);
  expect(simulate(three, long.slice(0, 4900)).values).toHaveLength(4900);
  expect(() => simulate(three, tenThousand)).toThrow(
    "schedule must be of fewer parts for 10000 values (at most 200; give fewer metrics,",
  );
});
