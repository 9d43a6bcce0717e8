import { childOf, delay, lint, nextOf } from "@anneal/core";
import { exponential } from "@anneal/exponential";
import type { ExponentialOptions } from "@anneal/exponential";
import {
  decayFactorCase,
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  flagCase,
  learningRate,
  nonNegativeCase,
  optional,
  step as anyStep,
  periodCase,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 0.8, factor: 0.25, every: 4, min: 0.05 };

test.each([
  [0, 0.8],
  [1, 0.8 / Math.SQRT2],
  [2, 0.4],
  [4, 0.2],
  [6, 0.1],
  [7.999999, 0.05 * Math.exp((Math.LN2 * 0.000001) / 2)],
  [8, 0.05],
  [9, 0.05],
  [1e9, 0.05],
])("falls smoothly, down to the floor: %d → %d", (at, value) =>
  expect(exponential(options)(at)).toBeCloseTo(value, 12),
);

test.each([
  [0, 0.8],
  [3.999999, 0.8],
  [4, 0.2],
  [7.999999, 0.2],
  [8, 0.05],
  [12, 0.05],
])("falls in stairs: %d → %d", (at, value) =>
  expect(exponential({ ...options, staircase: true })(at)).toBe(value),
);

test.each<[string, ExponentialOptions, number]>([
  ["without a floor", { initial: 1, factor: 0.5 }, Infinity],
  ["on a whole step", options, 8],
  ["on a fraction", { initial: 1, factor: 0.5, every: 3, min: Math.SQRT1_2 }, 1.5],
  ["in between", { initial: 1, factor: 0.1, min: 0.05 }, 1.30102999566],
  ["with the stair that reaches the floor", { ...options, staircase: true }, 8],
  ["with the stair that passes the floor", { ...options, min: 0.06, staircase: true }, 8],
  ["with a fractional stair", { ...options, every: 0.1, staircase: true }, 0.2],
  ["at a product written shorter", { initial: 0.1, factor: 0.1, every: 10, min: 0.0001 }, 30],
  [
    "at a stair written shorter",
    { initial: 0.1, factor: 0.1, every: 10, min: 0.0001, staircase: true },
    30,
  ],
  ["at once when there is nothing to lose", { initial: 1, factor: 1 }, 0],
  ["at once when there is nothing to lose above a floor", { initial: 1, factor: 1, min: 0.1 }, 0],
  ["at once at the floor", { initial: 0.1, factor: 0.5, min: 0.1 }, 0],
  ["at once without a learning rate", { initial: 0, factor: 0.5 }, 0],
])("ends %s", (_what, given, end) => {
  const schedule = exponential(given);
  expect(schedule.end).toBe(end);
  if (end === Infinity || end === 0) return;
  expect(schedule(end * (1 - 1e-9))).toBeGreaterThan(given.min!);
  expect(schedule(end)).toBe(given.min);
});

test.each([0.5, 0.9, 0.99, 0.1, 0.3, 0.9999])(
  "ends at the whole step whose value the floor is, factor %d",
  (factor) => {
    let min = 0.1;
    for (let last = 1; last < 50; last++) {
      const before = min;
      min *= factor;
      for (const staircase of [false, true]) {
        const schedule = exponential({ initial: 0.1, factor, min, staircase });
        expect(schedule.end).toBe(last);
        expect(schedule(last)).toBe(min);
        expect(schedule(last - 1)).toBeGreaterThan(min);
        expect(Math.abs(schedule(last - 1) / before - 1)).toBeLessThan(5e-14);
      }
    }
  },
);

test("is exact at every whole step when the factor is a power of two", () => {
  const schedule = exponential({ initial: 0.3, factor: 0.25, every: 4 });
  for (let at = 0; at < 400; at += 2) expect(schedule(at)).toBe(0.3 * 2 ** -(at / 2));
});

describe("begins later", () => {
  const late = { ...options, begin: 10 };

  test.each([
    [0, 0.8, 0.8],
    [9.999999, 0.8, 0.8],
    [10, 0.8, 0.8],
    [12, 0.4, 0.8],
    [13.999999, 0.2, 0.8],
    [14, 0.2, 0.2],
    [16, 0.1, 0.2],
    [17.999999, 0.05, 0.2],
    [18, 0.05, 0.05],
    [1e9, 0.05, 0.05],
  ])("%d → %d smoothly, %d in stairs", (at, smooth, stairs) => {
    expect(exponential(late)(at)).toBeCloseTo(smooth, 6);
    expect(exponential({ ...late, staircase: true })(at)).toBe(stairs);
  });

  test("and ends as much later, unless it never moves", () => {
    expect(exponential(late).end).toBe(18);
    expect(exponential({ ...late, staircase: true, min: 0.06 }).end).toBe(18);
    expect(exponential({ ...late, min: 0 }).end).toBe(Infinity);
    expect(exponential({ ...late, factor: 1 }).end).toBe(0);
    expect(exponential({ ...late, min: 0.8 }).end).toBe(0);
    expect(exponential({ ...late, factor: 1, staircase: true })(11)).toBe(0.8);
  });

  test("as `delay` of core would, and keeps its stairs where a fraction is subtracted", () => {
    fc.assert(
      fc.property(fc.nat(100), anyStep(), (begin, at) => {
        expect(exponential({ ...options, begin })(at)).toBe(delay(begin, exponential(options))(at));
      }),
    );
    const far = exponential({ initial: 1, factor: 0.5, every: 0.1, begin: 1000, staircase: true });
    expect((1000.3 - 1000) / 0.1).toBeLessThan(3 - 1e-13);
    expect(far(1000.3)).toBe(0.125);
    expect(far(1000.3 - 1e-11)).toBe(0.25);
  });
});

test.each<[string, ExponentialOptions, [number, number][]]>([
  [
    "its end",
    options,
    [
      [0, 8],
      [7.9, 8],
      [8, Infinity],
      [1e9, Infinity],
    ],
  ],
  [
    "nothing without an end",
    { initial: 1, factor: 0.5 },
    [
      [0, Infinity],
      [5, Infinity],
    ],
  ],
  [
    "its beginning",
    { ...options, begin: 10 },
    [
      [0, 10],
      [9.9, 10],
      [10, 18],
      [18, Infinity],
    ],
  ],
  [
    "every stair",
    { ...options, min: 0.04, staircase: true },
    [
      [0, 4],
      [3.999, 4],
      [4, 8],
      [8, 12],
      [12, Infinity],
    ],
  ],
  [
    "every stair after its beginning",
    { ...options, begin: 10, staircase: true },
    [
      [0, 14],
      [10, 14],
      [14, 18],
      [18, Infinity],
    ],
  ],
  // This step counts as the end, whose value it has.
  ["its last stair", { ...options, staircase: true }, [[8 * (1 - 2 ** -52), 8]]],
  ["nothing when it does not move", { ...options, begin: 10, factor: 1 }, [[0, Infinity]]],
])("announces %s", (_what, given, rows) => {
  for (const [at, next] of rows) expect(nextOf(childOf(exponential(given)), at)).toBe(next);
});

test("tells of nothing that lies behind", () => {
  const { node } = exponential({ ...options, begin: 10 });
  expect([9.9, 10, 12, 18].map((at) => node.next!(at))).toEqual([10, 18, 18, Infinity]);
});

test("a floor that it reaches before the run ends is what it is for", () => {
  const floored = exponential({ initial: 0.1, factor: 0.5, every: 10, min: 0.01 });
  expect(floored.end).toBeLessThan(50);
  expect(lint(floored, { steps: 100 })).toEqual([]);
});

test("changes at the announced stair and not before", () => {
  const given = fc.record({
    initial: fc.constant(1),
    factor: fc.constant(0.5),
    every: duration(),
    begin: fc.oneof(fc.constant(0), duration()),
    staircase: fc.constant(true),
  });
  fc.assert(
    fc.property(given, fc.double({ min: 0, max: 200, noNaN: true }), (all, at) => {
      const schedule = exponential(all);
      const next = nextOf(childOf(schedule), at);
      expect(next).toBeGreaterThan(at);
      expect(schedule(next)).toBe(schedule(at) / 2);
      const before = next * (1 - 1e-14);
      if (before > at) expect(schedule(before)).toBe(schedule(at));
    }),
  );
});

test("falls to 0 where no number is small enough", () => {
  const schedule = exponential({ initial: 1, factor: 0.5, every: 1e-300 });
  expect([0, 1, 1e308].map(schedule)).toEqual([1, 0, 0]);
});

test("keeps to a floor that is too small a part of the start for a number", () => {
  expect(exponential({ initial: 1000, factor: 0.1, min: 1e-322 })(400)).toBe(1e-322);
});

test("does not move when there is nothing to lose", () => {
  expect([0, 1, 1e6].map(exponential({ initial: 0.3, factor: 1, min: 0.1 }))).toEqual([
    0.3, 0.3, 0.3,
  ]);
});

describe("stairs are exact", () => {
  test.each([1, 3, 7, 49, 1000])("whole steps, every %d", (every) => {
    const schedule = exponential({ initial: 1, factor: 0.5, every, staircase: true });
    for (let stairs = 1; stairs < 1000; stairs++) {
      expect(schedule(stairs * every)).toBe(2 ** -stairs);
      expect(schedule(stairs * every - 0.5)).toBe(2 ** (1 - stairs));
    }
  });

  test.each([
    [2 ** 49, 2 ** 44],
    [2 ** 49 - 2 ** 44, 2 ** 44],
  ])("up to step %d", (at, every) => {
    const schedule = exponential({ initial: 1, factor: 0.5, every, staircase: true });
    expect(schedule(at - 1)).toBe(2 * schedule(at));
  });

  test.each([0.1, 0.3, 0.7, 1 / 3])("fractional steps, every %d", (every) => {
    const schedule = exponential({ initial: 1, factor: 0.5, every, staircase: true });
    for (let stairs = 1; stairs < 1000; stairs++) {
      const boundary = stairs * every;
      expect(schedule(boundary)).toBe(2 ** -stairs);
      expect(schedule(boundary * (1 - 2 ** -52))).toBe(2 ** -stairs);
      expect(schedule(boundary * (1 - 1e-14))).toBe(2 ** (1 - stairs));
    }
    expect(exponential({ initial: 1, factor: 0.5, every: 0.1, staircase: true })(0.3)).toBe(0.125);
  });
});

test("never rises, and smooth meets stairs at every multiple", () => {
  const given = fc.record({
    rates: fc.tuple(learningRate(), learningRate()),
    every: duration(),
    factor: fc.double({ min: 1e-3, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(given, anyStep(), anyStep(), ({ rates, every, factor }, a, b) => {
      const [min, initial] = [Math.min(...rates), Math.max(...rates)];
      const smooth = exponential({ initial, factor, every, min });
      const stairs = exponential({ initial, factor, every, min, staircase: true });
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      for (const schedule of [smooth, stairs]) {
        expect(schedule(0)).toBe(initial);
        // Powers are not monotone to the last bit.
        expect(schedule(late)).toBeLessThanOrEqual(schedule(early) * (1 + 2 ** -49));
        expect(schedule(late)).toBeGreaterThanOrEqual(min);
      }
      expect(smooth(a)).toBeLessThanOrEqual(stairs(a) * (1 + 1e-9));
      const multiple = Math.floor(Math.min(a, 1000)) * every;
      expect(Math.abs(smooth(multiple) - stairs(multiple))).toBeLessThan(1e-9);
    }),
  );
});

test("many steps of `factor` are one of its power", () => {
  const factor = fc.double({ min: 0.5, max: 1, noNaN: true });
  fc.assert(
    fc.property(factor, duration(), fc.nat(200), (daily, every, at) => {
      const slow = exponential({ initial: 1, factor: daily ** every, every });
      expect(slow(at)).toBeCloseTo(exponential({ initial: 1, factor: daily })(at), 9);
    }),
  );
});

describe("agrees with", () => {
  // torch 2.13.0, ExponentialLR(0.9) with base rate 0.1, closed form.
  test.each([
    [0, 0.1],
    [1, 0.09000000000000001],
    [2, 0.08100000000000002],
    [5, 0.05904900000000001],
    [10, 0.03486784401000001],
  ])("PyTorch: %d → %d", (at, value) =>
    expect(exponential({ initial: 0.1, factor: 0.9 })(at)).toBeCloseTo(value, 15),
  );

  // keras 3.15.1, ExponentialDecay(0.1, 10, 0.96), float32.
  test.each([
    [1, 0.09959261864423752],
    [9, 0.0963926911354065],
    [10, 0.09600000083446503],
    [25, 0.09029798954725266],
  ])("Keras: %d → %d", (at, value) =>
    expect(exponential({ initial: 0.1, factor: 0.96, every: 10 })(at)).toBeCloseTo(value, 7),
  );

  // keras 3.15.1, ExponentialDecay(0.1, 5, 0.5, staircase=True).
  test.each([
    [4, 0.1],
    [5, 0.05],
    [9, 0.05],
    [10, 0.025],
    [15, 0.0125],
  ])("Keras in stairs: %d → %d", (at, value) =>
    expect(exponential({ initial: 0.1, factor: 0.5, every: 5, staircase: true })(at)).toBe(value),
  );

  // optax 0.2.8, warmup_exponential_decay_schedule(0, 0.1, 2, 2, 0.5, 1, False, 0.02), float64: after warmup and delay.
  test.each([
    [0, 0.1],
    [1, 0.07071067811865477],
    [2, 0.05],
    [3, 0.03535533905932738],
    [4, 0.025],
    [5, 0.02],
    [9, 0.02],
  ])("optax with a floor: %d → %d", (at, value) =>
    expect(exponential({ initial: 0.1, factor: 0.5, every: 2, min: 0.02 })(at)).toBeCloseTo(
      value,
      14,
    ),
  );
});

// optax 0.2.8, exponential_decay(0.1, 2, 0.5, 2), float64.
test.each([
  [0, 0.1],
  [2, 0.1],
  [3, 0.07071067811865477],
  [4, 0.05],
  [5, 0.03535533905932738],
  [9, 0.008838834764831846],
])("agrees with optax that begins later: %d → %d", (at, value) =>
  expect(exponential({ initial: 0.1, factor: 0.5, every: 2, begin: 2 })(at)).toBeCloseTo(value, 15),
);

test("writes its defaults", () => {
  expect(exponential({ initial: 0.1, factor: 0.9 }).spec).toEqual({
    kind: "exponential",
    initial: 0.1,
    factor: 0.9,
    every: 1,
    staircase: false,
    begin: 0,
    min: 0,
  });
});

test("refuses a floor above the start", () => {
  expect(() => exponential({ initial: 0.1, factor: 0.9, min: 0.2 })).toThrow(
    new RangeError("@anneal/exponential: exponential: min must be at most initial (0.1), got 0.2"),
  );
});

describeErrors("@anneal/exponential: exponential", exponential, options, {
  initial: nonNegativeCase,
  factor: decayFactorCase,
  every: optional(periodCase),
  staircase: optional(flagCase),
  begin: optional(nonNegativeCase),
  min: optional(nonNegativeCase),
});
describeOptions("exponential", exponential, () => ({ ...options }));
describeSchedule("exponential", () => exponential({ initial: 0.1, factor: 0.97 }), [exponential]);
describeSchedule(
  "exponential with a floor",
  () => exponential({ initial: 0.1, factor: 0.9, every: 2.5, min: 0.013 }),
  [exponential],
);
describeSchedule(
  "exponential in stairs",
  () => exponential({ ...options, every: 0.7, staircase: true }),
  [exponential],
);
describeSchedule(
  "exponential that begins later",
  () => exponential({ ...options, every: 0.7, begin: 30.5, staircase: true }),
  [exponential],
);
