import { childOf, nextOf, ramp, sequence } from "@anneal/core";
import { piecewiseLinear } from "@anneal/step";
import type { Point } from "@anneal/step";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  learningRate,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = {
  points: [
    [2, 0.1],
    [4.5, 0.6],
    [8, 0.6],
    [10, 0],
  ],
} as const;

test.each([
  [0, 0.1],
  [1.999999, 0.1],
  [2, 0.1],
  [3, 0.3],
  [4, 0.5],
  [4.5, 0.6],
  [5, 0.6],
  [7.999999, 0.6],
  [8, 0.6],
  [9, 0.3],
  [9.5, 0.15],
  [10, 0],
  [11, 0],
  [1e9, 0],
])("goes straight from point to point and holds: %d → %d", (at, value) =>
  expect(piecewiseLinear(options)(at)).toBeCloseTo(value, 15),
);

test("between two equal rates it is that rate, to the last bit", () => {
  const level = piecewiseLinear({
    points: [
      [0, 0.01],
      [15, 0.01],
      [24, 0.01],
    ],
  });
  // Weighed with what is left of 1, it would be a rounding off at 2 of 15.
  for (let at = 0; at < 30; at++) expect(level(at)).toBe(0.01);
});

test.each<[string, Point[], number, [number, number][]]>([
  [
    "at its last point",
    [
      [2, 0.1],
      [4, 0.2],
      [6, 0],
    ],
    6,
    [
      [0, 2],
      [1.999, 2],
      [2, 4],
      [4, 6],
      [6, Infinity],
    ],
  ],
  [
    "where it goes level for good",
    [
      [0, 1],
      [4, 0.3],
      [6, 0.3],
      [9, 0.3],
    ],
    4,
    [
      [0, 4],
      [4, Infinity],
    ],
  ],
  [
    "at its last point, past a level stretch with a point in it",
    [
      [0, 1],
      [3, 1],
      [6, 1],
      [9, 0],
    ],
    9,
    [
      [0, 6],
      [6, 9],
      [9, Infinity],
    ],
  ],
  [
    "at once when it is level",
    [
      [3, 0.3],
      [9, 0.3],
    ],
    0,
    [[0, Infinity]],
  ],
])("ends %s, and announces the points at which it turns", (_what, points, end, rows) => {
  const schedule = piecewiseLinear({ points });
  expect(schedule.end).toBe(end);
  expect(schedule(end)).toBe(points.at(-1)![1]);
  for (const [at, next] of rows) expect(nextOf(childOf(schedule), at)).toBe(next);
});

const path = fc
  .tuple(
    fc.uniqueArray(fc.double({ min: 0, max: 200, noNaN: true }), {
      minLength: 2,
      maxLength: 6,
      comparator: "SameValueZero",
    }),
    fc.array(learningRate(), { minLength: 6, maxLength: 6 }),
  )
  .map(([steps, rates]) =>
    steps.sort((a, b) => a - b).map((at, index): [number, number] => [at, rates[index]!]),
  );

test("meets every point exactly and stays between its neighbours", () => {
  fc.assert(
    fc.property(path, anyStep(), (points, at) => {
      const schedule = piecewiseLinear({ points });
      for (const [step, rate] of points) expect(schedule(step)).toBe(rate);
      const before = points.filter(([step]) => step <= at).at(-1)?.[1] ?? points[0]![1];
      const after = points.find(([step]) => step > at)?.[1] ?? points.at(-1)![1];
      expect(schedule(at)).toBeGreaterThanOrEqual(Math.min(before, after) * (1 - 2 ** -50));
      expect(schedule(at)).toBeLessThanOrEqual(Math.max(before, after) * (1 + 2 ** -50));
      if (before === after) expect(schedule(at)).toBe(before);
    }),
  );
});

test("is a sequence of ramps", () => {
  const ramps = sequence([
    { schedule: 0.1, steps: 2 },
    ramp({ from: 0.1, to: 0.6, steps: 2.5 }),
    ramp({ from: 0.6, to: 0.6, steps: 3.5 }),
    ramp({ from: 0.6, to: 0, steps: 2 }),
  ]);
  const schedule = piecewiseLinear(options);
  for (let at = 0; at < 12; at += 0.25) expect(schedule(at)).toBeCloseTo(ramps(at), 15);
});

describe("agrees with", () => {
  // optax 0.2.8, piecewise_interpolate_schedule("linear", 1.0, {4: 0.1, 8: 0.01}), float64; the factors multiply up.
  test.each(
    [1, 0.775, 0.55, 0.32499999999999996, 0.1, 0.07525000000000001, 0.0505]
      .concat([0.025749999999999995, 0.001, 0.001, 0.001, 0.001])
      .map((value, at) => [at, value]),
  )("optax: %d → %d", (at, value) => {
    const points: Point[] = [
      [0, 1],
      [4, 0.1],
      [8, 0.1 * 0.01],
    ];
    expect(piecewiseLinear({ points })(at)).toBeCloseTo(value, 15);
  });

  // The example in the documentation of ignite's PiecewiseLinear.
  test.each([
    [5, 0.5],
    [10, 0.5],
    [15, 0.475],
    [20, 0.45],
    [21, 0.3],
    [30, 0.1],
    [35, 0.1],
    [50, 0.1],
  ])("ignite: %d → %d", (at, value) => {
    const points: Point[] = [
      [10, 0.5],
      [20, 0.45],
      [21, 0.3],
      [30, 0.1],
      [40, 0.1],
    ];
    expect(piecewiseLinear({ points })(at)).toBeCloseTo(value, 15);
  });
});

test("writes its points", () => {
  expect(piecewiseLinear(options).spec).toEqual({ kind: "piecewiseLinear", ...options });
});

const sparse: unknown[] = [
  [0, 1],
  [1, 1],
  [2, 1],
];
Reflect.deleteProperty(sparse, 1);
const sparsePoint: unknown[] = [1, 1];
Reflect.deleteProperty(sparsePoint, 1);

test("jumps between points of the same step", () => {
  const schedule = piecewiseLinear({
    points: [
      [0, 9],
      [0, 1],
      [4, 3],
      [4, 7],
      [4, 5],
      [8, 1],
    ],
  });
  expect([0, 2, 3.999999999, 4, 6, 8, 9].map((at) => +schedule(at).toFixed(6))).toEqual([
    1, 2, 3, 5, 3, 1, 1,
  ]);
  expect([0, 4, 8].map((at) => nextOf(schedule.node, at))).toEqual([4, 8, Infinity]);
  const late = piecewiseLinear({
    points: [
      [3, 1],
      [3, 2],
    ],
  });
  expect([0, 2.9, 3, 4].map(late)).toEqual([1, 1, 2, 2]);
  expect(late.end).toBe(3);
});

describeErrors("@anneal/step: piecewiseLinear", piecewiseLinear, options, {
  points: {
    type: "object",
    rule: "an ascending array of at least two points [step, learning rate] of finite numbers of at least 0",
    outOfRange: [
      [],
      [[0, 1]],
      [
        [5, 1],
        [3, 2],
      ],
      [
        [-1, 1],
        [2, 1],
      ],
      [
        [0, -1],
        [1, 1],
      ],
      [
        [0, 1],
        [1, NaN],
      ],
      [
        [0, 1],
        [Infinity, 1],
      ],
      [[0, 1], [1]],
      [
        [0, 1],
        [1, 2, 3],
      ],
      [0, 1],
      [[0, 1], "12"],
      [
        ["0", 1],
        [1, 1],
      ],
      [[0, 1], null],
      sparse,
      [[0, 1], sparsePoint],
      {},
    ],
    wrongType: ["1", 1, true],
  },
});
describeOptions("piecewiseLinear", piecewiseLinear, () => ({
  points: options.points.map(([at, rate]): [number, number] => [at, rate]),
}));
describeSchedule("piecewiseLinear", () => piecewiseLinear(options), [piecewiseLinear]);
describeSchedule(
  "piecewiseLinear that ends level",
  () =>
    piecewiseLinear({
      points: [
        [0.3, 0.7],
        [5.5, 0.1],
        [60, 0.1],
      ],
    }),
  [piecewiseLinear],
);
