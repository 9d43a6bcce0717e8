import { childOf, cosineCurve, nextOf, ramp, sequence } from "@anneal/core";
import { piecewiseCosine } from "@anneal/step";
import type { Point } from "@anneal/step";
import { describeErrors, describeOptions, describeSchedule } from "@anneal/testing";
import { expect, test } from "vitest";

const options = {
  points: [
    [2, 0.1],
    [5, 0.7],
    [8, 0.7],
    [12, 0.3],
  ],
} as const;

// A third of the way a half cosine has covered a quarter of its height, (1 − cos 60°) / 2.
test.each([
  [0, 0.1],
  [1.999999, 0.1],
  [2, 0.1],
  [3, 0.25],
  [3.5, 0.4],
  [4, 0.55],
  [4.999999, 0.7],
  [5, 0.7],
  [6.5, 0.7],
  [8, 0.7],
  [9, 0.7 - 0.4 * (0.5 - Math.SQRT1_2 / 2)],
  [10, 0.5],
  [12, 0.3],
  [13, 0.3],
  [1e9, 0.3],
])("goes along half a cosine from point to point and holds: %d → %d", (at, value) =>
  expect(piecewiseCosine(options)(at)).toBeCloseTo(value, 11),
);

test("meets every point exactly", () => {
  for (const [at, rate] of options.points) expect(piecewiseCosine(options)(at)).toBe(rate);
});

test("is level at its points", () => {
  const schedule = piecewiseCosine(options);
  for (const [at, rate] of options.points) {
    expect(Math.abs(schedule(at - 1e-4) - rate)).toBeLessThan(1e-8);
    expect(Math.abs(schedule(at + 1e-4) - rate)).toBeLessThan(1e-8);
  }
});

test.each([
  [0, 2],
  [2, 5],
  [5, 8],
  [8, 12],
  [12, Infinity],
])("announces its points: after %d comes %d", (at, next) => {
  expect(nextOf(childOf(piecewiseCosine(options)), at)).toBe(next);
  expect(piecewiseCosine(options).end).toBe(12);
});

test("is a sequence of ramps", () => {
  const curve = cosineCurve;
  const ramps = sequence([
    { schedule: 0.1, steps: 2 },
    ramp({ from: 0.1, to: 0.7, steps: 3, curve }),
    { schedule: 0.7, steps: 3 },
    ramp({ from: 0.7, to: 0.3, steps: 4, curve }),
  ]);
  for (let at = 0; at < 14; at += 0.25) {
    expect(piecewiseCosine(options)(at)).toBeCloseTo(ramps(at), 15);
  }
});

// optax 0.2.8, piecewise_interpolate_schedule("cosine", 1.0, {4: 0.1, 8: 0.01}), float64; the factors multiply up.
test.each(
  [1, 0.8681980515339464, 0.55, 0.23180194846605365, 0.1, 0.0855017856687341, 0.0505]
    .concat([0.0154982143312659, 0.001, 0.001, 0.001, 0.001])
    .map((value, at) => [at, value]),
)("agrees with optax: %d → %d", (at, value) => {
  const points: Point[] = [
    [0, 1],
    [4, 0.1],
    [8, 0.1 * 0.01],
  ];
  expect(piecewiseCosine({ points })(at)).toBeCloseTo(value, 15);
});

test("writes its points", () => {
  expect(piecewiseCosine(options).spec).toEqual({ kind: "piecewiseCosine", ...options });
});

describeErrors("@anneal/step: piecewiseCosine", piecewiseCosine, options, {
  points: {
    type: "object",
    rule: "an ascending array of at least two points [step, learning rate] of finite numbers of at least 0",
    outOfRange: [
      [],
      [[0, 1]],
      [
        [1, 1],
        [0, 2],
      ],
      [
        [0, 1],
        [1, -1],
      ],
      {},
    ],
    wrongType: ["1", 1, true],
  },
});
describeOptions("piecewiseCosine", piecewiseCosine, () => ({
  points: options.points.map(([at, rate]): [number, number] => [at, rate]),
}));
describeSchedule("piecewiseCosine", () => piecewiseCosine(options), [piecewiseCosine]);
