import { childOf, nextOf } from "@anneal/core";
import { multiStep, step } from "@anneal/step";
import {
  decayFactorCase,
  describeErrors,
  describeOptions,
  describeSchedule,
  nonNegativeCase,
  optional,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

const options = { initial: 0.8, milestones: [2, 4.5, 7], factor: 0.5 };

test.each([
  [0, 0.8],
  [1.999999, 0.8],
  [2, 0.4],
  [3, 0.4],
  [4, 0.4],
  [4.5, 0.2],
  [5, 0.2],
  [6.999999, 0.2],
  [7, 0.1],
  [8, 0.1],
  [1e9, 0.1],
])("falls at every milestone: %d → %d", (at, value) => expect(multiStep(options)(at)).toBe(value));

test.each([
  ["at the last milestone", options, 7],
  ["at once when there is nothing to lose", { ...options, factor: 1 }, 0],
  ["at once without a learning rate", { ...options, initial: 0 }, 0],
  ["where nothing is left", { initial: 1e-300, milestones: [2, 4, 6], factor: 1e-100 }, 2],
])("ends %s", (_what, given, end) => {
  expect(multiStep(given).end).toBe(end);
});

test.each([
  [0, 2],
  [1.999, 2],
  [2, 4.5],
  [4.5, 7],
  [7, Infinity],
  [1e9, Infinity],
])("announces its milestones: after %d comes %d", (at, next) => {
  expect(nextOf(childOf(multiStep(options)), at)).toBe(next);
});

test("announces nothing when there is nothing to lose", () => {
  expect(nextOf(childOf(multiStep({ ...options, factor: 1 })), 0)).toBe(Infinity);
});

test("is step when the milestones are equally far apart, but for the order of rounding", () => {
  const milestones = [3, 6, 9, 12, 15, 18, 21, 24];
  for (const factor of [0.1, 0.3, 0.97]) {
    const even = step({ initial: 0.1, every: 3, factor });
    for (let at = 0; at < 27; at++) {
      const spaced = multiStep({ initial: 0.1, milestones, factor })(at);
      expect(Math.abs(spaced / even(at) - 1)).toBeLessThan(1e-15);
    }
  }
});

test("finds its place among many milestones", () => {
  const milestones = Array.from({ length: 1000 }, (_, index) => index + 1);
  const schedule = multiStep({ initial: 1, milestones, factor: 0.5 });
  for (let at = 0; at < 1002; at++) {
    expect(schedule(at)).toBe(2 ** -Math.min(at, 1000));
    expect(schedule(at + 0.5)).toBe(2 ** -Math.min(at, 1000));
  }
});

test("is a product of drops, in any number of milestones", () => {
  const milestones = fc
    .uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1 })
    .map((list) => list.sort((a, b) => a - b));
  fc.assert(
    fc.property(milestones, fc.integer({ min: 0, max: 110 }), (list, at) => {
      let value = 1;
      for (let now = 1; now <= at; now++) if (list.includes(now)) value /= 2;
      expect(multiStep({ initial: 1, milestones: list, factor: 0.5 })(at)).toBe(value);
    }),
  );
});

// torch 2.13.0, MultiStepLR([2, 5, 5, 8], gamma=0.1) with base rate 0.1, closed form; its 5 counts twice.
test("agrees with PyTorch", () => {
  const once = multiStep({ initial: 0.1, milestones: [2, 5, 8] });
  const values = [0.1, 0.1, 0.010000000000000002, 0.010000000000000002, 0.010000000000000002];
  expect([0, 1, 2, 3, 4].map(once)).toEqual(values);
  for (const [at, value] of [
    [5, 0.00010000000000000003],
    [7, 0.00010000000000000003],
    [8, 1.0000000000000003e-5],
    [10, 1.0000000000000003e-5],
  ] as const) {
    expect(once(at) * 0.1).toBeCloseTo(value, 18);
  }
});

// timm 1.0.29, MultiStepLRScheduler(decay_t=[3, 6], decay_rate=0.1) with base rate 0.1; it drops one step early.
test("agrees with timm, whose milestones are one more", () => {
  const values = [
    0.1, 0.1, 0.010000000000000002, 0.010000000000000002, 0.010000000000000002,
    0.0010000000000000002, 0.0010000000000000002, 0.0010000000000000002,
  ];
  const schedule = multiStep({ initial: 0.1, milestones: [2, 5] });
  values.forEach((value, at) => {
    expect(schedule(at)).toBeCloseTo(value, 17);
  });
});

test("writes its defaults", () => {
  expect(multiStep({ initial: 0.1, milestones: [5] }).spec).toEqual({
    kind: "multiStep",
    initial: 0.1,
    milestones: [5],
    factor: 0.1,
  });
});

test("drops twice where two milestones are one, and at once where one is 0", () => {
  const twice = multiStep({ initial: 1, milestones: [3, 3, 5], factor: 0.5 });
  expect([0, 2, 3, 4, 5].map(twice)).toEqual([1, 1, 0.25, 0.25, 0.125]);
  const sooner = multiStep({ initial: 1, milestones: [0, 4], factor: 0.5 });
  expect([0, 3, 4].map(sooner)).toEqual([0.5, 0.5, 0.25]);
  const only = multiStep({ initial: 1, milestones: [0, 0], factor: 0.5 });
  expect([only(0), only.end, nextOf(only.node, 0)]).toEqual([0.25, 0, Infinity]);
  expect(only.spec.milestones).toEqual([0, 0]);
});

describeErrors("@anneal/step: multiStep", multiStep, options, {
  initial: nonNegativeCase,
  milestones: {
    type: "object",
    rule: "a non-empty ascending array of finite numbers of at least 0",
    outOfRange: [[], [-1], [3, 2], [1, NaN], [Infinity], ["1"], {}],
    wrongType: ["1", 1, true],
  },
  factor: optional(decayFactorCase),
});
describeOptions("multiStep", multiStep, () => ({ ...options, milestones: [2, 4.5, 7] }));
describeSchedule("multiStep", () => multiStep(options), [multiStep]);
describeSchedule(
  "multiStep with milestones at once",
  () => multiStep({ ...options, milestones: [0, 2, 2] }),
  [multiStep],
);
describeSchedule("multiStep that never falls", () => multiStep({ ...options, factor: 1 }), [
  multiStep,
]);
