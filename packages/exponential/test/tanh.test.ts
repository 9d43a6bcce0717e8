import { sequence } from "@anneal/core";
import { tanh } from "@anneal/exponential";
import { describeDecay, duration, learningRate, step as anyStep } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 0.9, steps: 8, min: 0.1, lower: -2, upper: 2 };

// By symmetry half way down in the middle; tanh 1 / tanh 2 of half the height from it at a quarter of the way.
const quarter = (0.4 * Math.tanh(1)) / Math.tanh(2);

test.each([
  [0, 0.9],
  [2, 0.5 + quarter],
  [4, 0.5],
  [6, 0.5 - quarter],
  [7.9999999, 0.1],
  [8, 0.1],
  [9, 0.1],
  [1e9, 0.1],
])("falls in the shape of an S and holds: %d → %d", (at, value) =>
  expect(tanh(options)(at)).toBeCloseTo(value, 8),
);

const formula = (progress: number, lower: number, upper: number): number => {
  const share = (x: number): number => (1 - Math.tanh(x)) / 2;
  const end = share(upper);
  return (share(lower + (upper - lower) * progress) - end) / (share(lower) - end);
};

test.each([
  [-7, 3],
  [-6, 3],
  [-1, 0.5],
  [0, 4],
  [-4, 0],
  [-0.01, 0.01],
])("is its formula from %d to %d", (lower, upper) => {
  const schedule = tanh({ initial: 1, steps: 20, lower, upper });
  for (let at = 0; at < 20; at += 0.5) {
    expect(schedule(at)).toBeCloseTo(formula(at / 20, lower, upper), 12);
  }
});

// Far below 0 (1 − tanh x) / 2 is 1 − e^2x, far above it is e^−2x: what is left of the way are powers of e.
test.each([
  [-100, -90, (p: number) => (1 - Math.exp(20 * (p - 1))) / (1 - Math.exp(-20))],
  [90, 100, (p: number) => (Math.exp(-20 * p) - Math.exp(-20)) / (1 - Math.exp(-20))],
])("is precise from %d to %d too", (lower, upper, left) => {
  const schedule = tanh({ initial: 1, steps: 10, lower, upper });
  for (let at = 0; at <= 10; at++) expect(schedule(at)).toBeCloseTo(left(at / 10), 11);
});

test("falls later with a lower start, earlier with a higher end", () => {
  const middle = (lower: number, upper: number): number =>
    tanh({ initial: 1, steps: 10, lower, upper })(5);
  expect(middle(-6, 2)).toBeGreaterThan(middle(-4, 2));
  expect(middle(-4, 6)).toBeLessThan(middle(-4, 4));
});

const argument = fc.double({ min: -100, max: 100, noNaN: true });

test("ends exactly and never rises", () => {
  fc.assert(
    fc.property(
      fc.tuple(learningRate(), learningRate()),
      fc.tuple(argument, argument).filter(([a, b]) => Math.abs(a - b) > 1e-6),
      duration(),
      anyStep(),
      anyStep(),
      (rates, arguments_, steps, a, b) => {
        const [min, initial] = [Math.min(...rates), Math.max(...rates)];
        const [lower, upper] = [Math.min(...arguments_), Math.max(...arguments_)];
        const schedule = tanh({ initial, steps, min, lower, upper });
        expect(schedule(0)).toBe(initial);
        expect(schedule(steps)).toBe(min);
        expect(schedule.end).toBe(steps);
        const [early, late] = [schedule(Math.min(a, b)), schedule(Math.max(a, b))];
        expect(late).toBeLessThanOrEqual(early + initial * 1e-9);
        expect(early).toBeLessThanOrEqual(initial * (1 + 1e-9));
        expect(late).toBeGreaterThanOrEqual(min * (1 - 2 ** -50));
      },
    ),
  );
});

// Where the exponential is a rounding higher just before its end than there.
test("never falls below its end by a rounding on the way", () => {
  const given = { initial: 1, steps: 1, lower: -0.2, upper: -0.12383006890942869 };
  expect(tanh(given)(1 - 2 ** -52)).toBe(0);
});

describe("agrees with", () => {
  const share = (x: number): number => (1 - Math.tanh(x)) / 2;
  // timm 1.0.29 has the shares themselves, which are not 1 and 0 at the ends, and drops to its floor at the end.
  const timm = (initial: number, min: number, steps: number, lower = -7, upper = 3) =>
    sequence([
      tanh({
        initial: min + (initial - min) * share(lower),
        min: min + (initial - min) * share(upper),
        steps,
        lower,
        upper,
      }),
      min,
    ]);

  // TanhLRScheduler(t_initial=6, lr_min=0.01) with base rate 0.1.
  test.each(
    [0.09999992516247752, 0.09999790222979428, 0.09994123311962026, 0.09838124110341176]
      .concat([0.06946807318892356, 0.01584722522157976, 0.01, 0.01, 0.01])
      .map((value, at) => [at, value]),
  )("timm: %d → %d", (at, value) => expect(timm(0.1, 0.01, 6)(at)).toBeCloseTo(value, 14));

  // TanhLRScheduler(t_initial=4, lr_min=1e-05, lb=-5.0, ub=2.0) with base rate 2.
  test.each([
    [0, 1.9999092047165736],
    [0.25, 1.999782207268916],
    [1, 1.9969976504983487],
    [2, 1.9051487279035983],
    [3, 0.7550875621896027],
    [3.5, 0.19070797630357003],
    [4, 1e-5],
    [17, 1e-5],
  ])("timm with arguments: %d → %d", (at, value) =>
    expect(timm(2, 1e-5, 4, -5, 2)(at)).toBeCloseTo(value, 14),
  );
});

test.each([
  [3, 3],
  [3, -3],
  [99.99999999999999, 100],
])("refuses to go from %d to %d", (lower, upper) => {
  expect(() => tanh({ initial: 0.1, steps: 5, lower, upper })).toThrow(
    new RangeError(
      `@anneal/exponential: tanh: upper must be clearly above lower (${lower}), got ${upper}`,
    ),
  );
});

const place = {
  rule: "a number from -100 to 100",
  optional: true,
  outOfRange: [-100.001, 101, NaN, Infinity, -Infinity],
};
describeDecay("@anneal/exponential", tanh, options, {
  lower: { ...place, defaultValue: -7 },
  upper: { ...place, defaultValue: 3 },
});
