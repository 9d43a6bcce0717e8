import { childOf, nextOf } from "@anneal/core";
import { multiStep, piecewise } from "@anneal/step";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  learningRate,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

const options = { boundaries: [3, 6.5], values: [1, 0.5, 0.1] };

test.each([
  [0, 1],
  [2.999999, 1],
  [3, 0.5],
  [4, 0.5],
  [6, 0.5],
  [6.5, 0.1],
  [7, 0.1],
  [1e9, 0.1],
])("changes at its boundaries: %d → %d", (at, value) => expect(piecewise(options)(at)).toBe(value));

test("goes up as well as down, and to 0", () => {
  expect([0, 1, 2, 3].map(piecewise({ boundaries: [1, 2], values: [0, 2, 0] }))).toEqual([
    0, 2, 0, 0,
  ]);
});

test.each([
  [[1, 0.5, 0.1], 6.5],
  [[1, 0.5, 0.5], 3],
  [[1, 0.5, 1], 6.5],
  [[1, 1, 0.5], 6.5],
  [[1, 1, 1], 0],
])("%j ends at %d, where it changes last", (values, end) => {
  expect(piecewise({ boundaries: [3, 6.5], values }).end).toBe(end);
});

test.each([
  [[1, 0.5, 0.1], 0, 3],
  [[1, 0.5, 0.1], 2.999, 3],
  [[1, 0.5, 0.1], 3, 6.5],
  [[1, 0.5, 0.1], 6.5, Infinity],
  [[1, 1, 0.1], 0, 6.5],
  [[1, 0.5, 0.5], 0, 3],
  [[1, 0.5, 0.5], 3, Infinity],
  [[1, 1, 1], 0, Infinity],
])("%j announces its next change after %d: %d", (values, at, next) => {
  expect(nextOf(childOf(piecewise({ boundaries: [3, 6.5], values })), at)).toBe(next);
});

test("is multiStep with the products written out", () => {
  const products = piecewise({ boundaries: [2, 5], values: [1, 0.5, 0.25] });
  const factors = multiStep({ initial: 1, milestones: [2, 5], factor: 0.5 });
  const steps = Array.from({ length: 20 }, (_, index) => index / 2);
  expect(steps.map(products)).toEqual(steps.map(factors));
});

// keras 3.15.1, PiecewiseConstantDecay([3, 6], [1.0, 0.5, 0.1]); it changes one step after its boundary.
test("agrees with Keras, whose boundaries are one less", () => {
  const values = [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1];
  const schedule = piecewise({ boundaries: [4, 7], values: [1, 0.5, 0.1] });
  expect(values.map((_, at) => schedule(at))).toEqual(values);
});

// optax 0.2.8, piecewise_constant_schedule(1.0, {3: 0.5, 6: 0.1}), float64; its values are cumulative products.
test("agrees with optax, whose factors multiply up", () => {
  const values = [1, 1, 1, 0.5, 0.5, 0.5, 0.05, 0.05, 0.05, 0.05];
  const schedule = piecewise({ boundaries: [3, 6], values: [1, 0.5, 0.05] });
  expect(values.map((_, at) => schedule(at))).toEqual(values);
});

test.each([
  [[1, 0.5], "[1,0.5]"],
  [[1, 0.5, 0.1, 0.05], "[1,0.5,0.1,0.05]"],
])("refuses %j for two boundaries", (values, shown) => {
  expect(() => piecewise({ boundaries: [3, 6], values })).toThrow(
    new RangeError(
      `@anneal/step: piecewise: values must be one longer than boundaries, got ${shown}`,
    ),
  );
});

test("leaves out what has no length", () => {
  const boundaries = [0, 2, 2, 2, 5];
  const schedule = piecewise({ boundaries, values: [9, 1, 8, 7, 2, 3] });
  expect([0, 1.999, 2, 4, 5].map(schedule)).toEqual([1, 1, 2, 2, 3]);
  expect([0, 2, 5].map((at) => nextOf(schedule.node, at))).toEqual([2, 5, Infinity]);
  expect(schedule.spec.boundaries).toEqual(boundaries);
});

test("is a sequence of constants, those without a length among them", () => {
  const length = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(learningRate(), length), { minLength: 1, maxLength: 5 }),
      learningRate(),
      anyStep(),
      (phases, last, at) => {
        let now = 0;
        const boundaries = phases.map(([, steps]) => (now += steps));
        const values = [...phases.map(([rate]) => rate), last];
        const index = boundaries.filter((boundary) => boundary <= at).length;
        expect(piecewise({ boundaries, values })(at)).toBe(values[index]);
      },
    ),
  );
});

describeErrors("@anneal/step: piecewise", piecewise, options, {
  boundaries: {
    type: "object",
    rule: "a non-empty ascending array of finite numbers of at least 0",
    outOfRange: [[], [-1, 1], [3, 2], [1, NaN], [1, Infinity], ["1", "2"], {}],
    wrongType: ["1", 1, true],
  },
  values: {
    type: "object",
    rule: "a non-empty array of finite numbers of at least 0",
    outOfRange: [[], [-1, 0, 0], [1, NaN, 1], [1, 1, Infinity], ["1", "1", "1"], {}],
    wrongType: ["1", 1, true],
  },
});
describeOptions("piecewise", piecewise, () => ({ boundaries: [3, 6.5], values: [1, 0.5, 0.1] }));
describeSchedule("piecewise", () => piecewise(options), [piecewise]);
