import { linearCurve, mapping, nextOf, parse, ramp } from "@anneal/core";
import { cyclic } from "@anneal/cyclic";
import type { CyclicOptions } from "@anneal/cyclic";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { triangleCases } from "./optionCases.ts";

const triangle: CyclicOptions = { min: 0.1, max: 0.5, up: 4, down: 2 };

test.each([
  [0, 0.1],
  [1, 0.2],
  [2, 0.3],
  [3.5, 0.45],
  [3.999999, 0.4999999],
  [4, 0.5],
  [4.5, 0.4],
  [5, 0.3],
  [5.999999, 0.1000002],
  [6, 0.1],
  [7, 0.2],
  [10, 0.5],
  [11, 0.3],
  [12, 0.1],
  [6e9 + 3, 0.4],
])("rises, falls and starts over: %d → %d", (at, value) =>
  expect(cyclic(triangle)(at)).toBeCloseTo(value, 12),
);

test.each([
  [0, 0.1],
  [4, 0.5],
  [5, 0.3],
  [6, 0.1],
  [8, 0.2],
  [10, 0.3],
  [12, 0.1],
  [16, 0.2],
  [22, 0.15],
  [6 * 2000 + 4, 0.1],
])("halves its height with every cycle in triangular2: %d → %d", (at, value) =>
  expect(cyclic({ ...triangle, mode: "triangular2" })(at)).toBeCloseTo(value, 12),
);

// 0.1 + 0.4 · height · 0.5^t.
test.each([
  [0, 0.1],
  [2, 0.15],
  [4, 0.125],
  [4.5, 0.1 + (0.3 * Math.SQRT1_2) / 16],
  [5, 0.10625],
  [6, 0.1],
  [8, 0.1 + 0.2 / 256],
  [6 * 2000 + 4, 0.1],
])("lowers its height at every step in exponentialRange: %d → %d", (at, value) =>
  expect(cyclic({ ...triangle, mode: "exponentialRange", factor: 0.5 })(at)).toBeCloseTo(value, 12),
);

test("falls over as many steps as it rises unless told otherwise", () => {
  const schedule = cyclic({ min: 0, max: 1, up: 2 });
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map(schedule)).toEqual([0, 0.5, 1, 0.5, 0, 0.5, 1, 0.5, 0]);
});

describe("bounds are exact", () => {
  test.each([
    [1, 1],
    [4, 2],
    [3, 7],
    [2000, 2000],
    [1, 2 ** 20],
  ])("whole steps, %d up and %d down", (up, down) => {
    const schedule = cyclic({ min: 0.0749, max: 0.437, up, down });
    for (let cycle = 0; cycle < 1000; cycle++) {
      const start = cycle * (up + down);
      expect(schedule(start)).toBe(0.0749);
      expect(schedule(start + up)).toBe(0.437);
    }
  });

  test.each([
    [0.1, 0.1],
    [0.1, 0.2],
    [0.7, 0.1],
    [1 / 3, 1 / 7],
    [29.7, 1.1],
  ])("fractional steps, %d up and %d down", (up, down) => {
    const schedule = cyclic({ min: 0.0749, max: 0.437, up, down });
    let checked = 0;
    for (let cycle = 1; cycle < 500; cycle++) {
      const start = cycle * (up + down);
      for (const at of [start, start * (1 - 2 ** -52), start * (1 + 2 ** -52)]) {
        expect(schedule(at)).toBe(0.0749);
      }
      for (const at of [start + up, +(start + up).toFixed(12)]) {
        if (Math.abs(at / (start + up) - 1) > 2 ** -51) continue;
        expect(schedule(at)).toBe(0.437);
        checked++;
      }
      for (const inside of [start * (1 - 1e-13), start * (1 + 1e-13)]) {
        expect(schedule(inside)).toBeGreaterThan(0.0749);
        expect(schedule(inside)).toBeLessThan(0.08);
      }
      for (const inside of [(start + up) * (1 - 1e-13), (start + up) * (1 + 1e-13)]) {
        expect(schedule(inside)).toBeLessThan(0.437);
        expect(schedule(inside)).toBeGreaterThan(0.43);
      }
    }
    expect(checked).toBeGreaterThan(498);
  });

  test("0.6 begins the fourth cycle of 0.1 up and down, as written", () => {
    expect(0.6 / 0.2).toBeLessThan(3);
    expect(cyclic({ min: 0.01, max: 0.1, up: 0.1 })(0.6)).toBe(0.01);
    expect(cyclic({ min: 0.01, max: 0.1, up: 0.1 })(0.7)).toBe(0.1);
    // The half of a half of a half, and no longer the cycle before.
    expect(cyclic({ min: 0, max: 1, up: 0.1, mode: "triangular2" })(0.7)).toBe(0.125);
  });

  test.each([2 ** 49, 2 ** 49 - 8])("up to step %d", (at) => {
    const schedule = cyclic({ min: 0, max: 1, up: 4 });
    expect([-1, 0, 1].map((offset) => schedule(at + offset))).toEqual([0.25, 0, 0.25]);
  });
});

// The formula of the paper's appendix: x = |t / up − 2 · cycle + 1|, counted from cycle 1.
test("is the formula of the paper", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), fc.nat(1000), (up, at) => {
      const cycle = Math.floor(1 + at / (2 * up));
      const height = Math.max(0, 1 - Math.abs(at / up - 2 * cycle + 1));
      const given = { min: 0.001, max: 0.006, up };
      expect(cyclic(given)(at)).toBeCloseTo(0.001 + 0.005 * height, 12);
      expect(cyclic({ ...given, mode: "triangular2" })(at)).toBeCloseTo(
        0.001 + (0.005 * height) / 2 ** (cycle - 1),
        12,
      );
    }),
  );
});

test("stays between its bounds, in every mode", () => {
  const given = fc.record({
    rates: fc.tuple(learningRate(), learningRate()),
    up: duration(),
    down: duration(),
    mode: fc.constantFrom("triangular", "triangular2", "exponentialRange"),
    factor: fc.double({ min: 1e-3, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(given, anyStep(), ({ rates, up, down, mode, factor }, at) => {
      const [min, max] = [Math.min(...rates), Math.max(...rates)];
      const schedule = cyclic({
        min,
        max,
        up,
        down,
        mode,
        factor: mode === "exponentialRange" ? factor : undefined,
      });
      expect(schedule(0)).toBe(min);
      // Where the bounds are nearly one, a mean of them may be a rounding outside.
      expect(schedule(at)).toBeGreaterThanOrEqual(min * (1 - 2 ** -52));
      expect(schedule(at)).toBeLessThanOrEqual(max * (1 + 2 ** -52));
    }),
    { numRuns: 1000 },
  );
});

test.each<[number, number]>([
  [Number.MAX_VALUE, Number.MAX_VALUE],
  [1e-320, 1e-320],
  [1e-300, 1e300],
  [1e300, 1e-300],
])("has a value for lengths of any size: %d up, %d down", (up, down) => {
  for (const mode of ["triangular", "triangular2"] as const) {
    const schedule = cyclic({ min: 0, max: 1, up, down, mode });
    for (const at of [0, 1e-320, 1e-300, 0.5, 1, 2 ** 53, 1e300, Number.MAX_VALUE]) {
      expect(schedule(at)).toBeGreaterThanOrEqual(0);
      expect(schedule(at)).toBeLessThanOrEqual(1);
    }
  }
});

// torch 2.13.0, CyclicLR(0.01, 0.1, step_size_up=4, step_size_down=2, mode, gamma=0.9), steps 0 to 13.
test.each<[string, Pick<CyclicOptions, "mode" | "factor">, number[]]>([
  [
    "triangular",
    {},
    [
      0.01, 0.032500000000000015, 0.055, 0.0775, 0.09999999999999999, 0.054999999999999966, 0.01,
      0.03250000000000004, 0.054999999999999966, 0.0775, 0.09999999999999992, 0.05500000000000008,
      0.01, 0.03249999999999998,
    ],
  ],
  [
    "triangular2",
    { mode: "triangular2" },
    [
      0.01, 0.032500000000000015, 0.055, 0.0775, 0.09999999999999999, 0.054999999999999966, 0.01,
      0.021250000000000022, 0.03249999999999998, 0.043750000000000004, 0.054999999999999966,
      0.032500000000000036, 0.01, 0.015624999999999997,
    ],
  ],
  [
    "exp_range",
    { mode: "exponentialRange", factor: 0.9 },
    [
      0.01, 0.030250000000000013, 0.046450000000000005, 0.05920750000000001, 0.069049,
      0.03657204999999998, 0.01, 0.020761680250000025, 0.02937102444999999, 0.03615088300750001,
      0.04138105960899999, 0.024121476824050025, 0.01, 0.015719198113740247,
    ],
  ],
])("agrees with PyTorch: %s", (_name, mode, values) => {
  const schedule = cyclic({ min: 0.01, max: 0.1, up: 4, down: 2, ...mode });
  values.forEach((value, at) => expect(schedule(at)).toBeCloseTo(value, 15));
});

describe("an own scale", () => {
  const reciprocal = (cycle: number): number => 1 / (cycle + 1);

  test.each([
    [0, 0.1],
    [4, 0.5],
    [6, 0.1],
    [10, 0.3],
    [12, 0.1],
    [16, 0.1 + 0.4 / 3],
    [17, 0.1 + 0.2 / 3],
  ])("of the cycle: %d → %d", (at, value) => {
    expect(cyclic({ ...triangle, scale: reciprocal })(at)).toBeCloseTo(value, 14);
    expect(cyclic({ ...triangle, scale: reciprocal, scaleOn: "cycle" })(at)).toBeCloseTo(value, 14);
  });

  test.each([
    [0, 0.1],
    [1, 0.15],
    [4, 0.18],
    [6, 0.1],
    [10, 0.1 + 0.4 / 11],
  ])("of the step: %d → %d", (at, value) =>
    expect(cyclic({ ...triangle, scale: reciprocal, scaleOn: "step" })(at)).toBeCloseTo(value, 14),
  );

  test("gives the modes that have a name", () => {
    const halves = cyclic({ ...triangle, scale: (cycle) => 0.5 ** cycle });
    const fades = cyclic({ ...triangle, scale: (step) => 0.5 ** step, scaleOn: "step" });
    for (let at = 0; at < 40; at += 0.25) {
      expect(halves(at)).toBe(cyclic({ ...triangle, mode: "triangular2" })(at));
      const given = { ...triangle, mode: "exponentialRange", factor: 0.5 } as const;
      expect(fades(at)).toBeCloseTo(cyclic(given)(at), 14);
    }
  });

  test("is asked nothing where the height is 0", () => {
    expect(cyclic({ ...triangle, scale: () => NaN })(6)).toBe(0.1);
  });

  test.each([NaN, Infinity, -1])("that gives %d is refused where it does", (wrong) => {
    expect(() => cyclic({ ...triangle, scale: () => wrong })(4)).toThrow(
      /^@anneal\/core: cyclic: value at step 4 must be a finite number of at least 0, got/,
    );
  });

  test("without a name has no JSON form", () => {
    const message =
      "@anneal/cyclic: scale: a function of your own has no JSON form; name it with mapping";
    const schedule = cyclic({ ...triangle, scale: reciprocal });
    expect(() => schedule.spec).toThrow(new TypeError(message));
    expect(() => JSON.stringify(schedule)).toThrow(new TypeError(message));
    expect(reciprocal).not.toHaveProperty("toJSON");
  });

  test("with a name is written and built back", () => {
    const named = mapping("test/reciprocal", reciprocal);
    const schedule = cyclic({ ...triangle, scale: named, scaleOn: "step" });
    expect(schedule.spec).toEqual({
      kind: "cyclic",
      ...triangle,
      mode: "triangular",
      scale: { kind: "test/reciprocal" },
      scaleOn: "step",
    });
    const parsed = parse(schedule.spec, [cyclic, named]);
    expect(parsed.spec).toEqual(schedule.spec);
    expect([1, 4, 10].map(parsed as typeof schedule)).toEqual([1, 4, 10].map(schedule));
  });

  test.each<[string, unknown]>([
    ["a schedule", ramp({ from: 1, to: 0, steps: 4 })],
    ["a curve", linearCurve],
    ["a factory", ramp],
  ])("is not %s", (_what, scale) => {
    const message =
      "@anneal/cyclic: cyclic: scale must be a function of a number, or one named by mapping, got (function)";
    expect(() => cyclic({ ...triangle, scale } as CyclicOptions)).toThrow(new RangeError(message));
  });

  test("may ask a schedule", () => {
    const falling = ramp({ from: 1, to: 0, steps: 4 });
    const schedule = cyclic({ ...triangle, scale: (cycle) => falling(cycle) });
    expect([4, 10, 16, 22, 28].map(schedule)).toEqual([0.5, 0.4, 0.3, 0.2, 0.1]);
  });
});

test("has no end", () => {
  expect(cyclic(triangle).end).toBe(Infinity);
});

test("knows its next turning point", () => {
  const { node } = cyclic(triangle);
  const events = [0];
  while (events.length < 6) events.push(node.next!(events.at(-1)!));
  expect(events).toEqual([0, 4, 6, 10, 12, 16]);
  expect([3.999, 4.001, 6e9 + 5].map((at) => node.next!(at))).toEqual([4, 6, 6e9 + 6]);
  // As written, which is a rounding below the top: what comes next is the bottom.
  expect(3 * 0.2 + 0.1).toBeGreaterThan(0.7);
  expect(cyclic({ min: 0, max: 1, up: 0.1 }).node.next!(0.7)).toBeCloseTo(0.8, 14);
  fc.assert(
    fc.property(duration(), duration(), anyStep(), (up, down, at) => {
      const schedule = cyclic({ min: 0, max: 1, up, down });
      const event = schedule.node.next!(at);
      expect(event).toBeGreaterThan(at);
      expect([0, 1]).toContain(schedule(event));
    }),
    { numRuns: 1000 },
  );
});

test("writes its defaults", () => {
  expect(cyclic({ min: 0.1, max: 0.2, up: 5 }).spec).toEqual({
    kind: "cyclic",
    min: 0.1,
    max: 0.2,
    up: 5,
    mode: "triangular",
  });
});

test.each<[Partial<CyclicOptions>, string]>([
  [{ min: 0.6 }, "min must be at most max (0.5), got 0.6"],
  [{ mode: "exponentialRange" }, "factor must be given for exponentialRange alone, got undefined"],
  [{ mode: "triangular2", scale: () => 1 }, 'mode must be left out with scale, got "triangular2"'],
  [{ scaleOn: "cycle" }, 'scaleOn must be left out without scale, got "cycle"'],
  [{ factor: 0.9 }, "factor must be given for exponentialRange alone, got 0.9"],
  [
    { mode: "triangular2", factor: 0.9 },
    "factor must be given for exponentialRange alone, got 0.9",
  ],
])("refuses %j", (wrong, message) => {
  expect(() => cyclic({ ...triangle, ...wrong })).toThrow(
    new RangeError(`@anneal/cyclic: cyclic: ${message}`),
  );
});

describe("a side without a length", () => {
  test("makes a sawtooth that falls without a rise", () => {
    const falling = cyclic({ min: 0.2, max: 1, up: 0, down: 4 });
    expect([0, 1, 2, 3, 4, 6, 8].map((at) => +falling(at).toFixed(12))).toEqual([
      1, 0.8, 0.6, 0.4, 1, 0.6, 1,
    ]);
    expect(falling(4e9)).toBe(1);
    expect([0, 3.9, 4].map((at) => nextOf(falling.node, at))).toEqual([4, 4, 8]);
    const tenth = cyclic({ min: 0, max: 1, up: 0, down: 0.1 });
    for (let index = 1; index < 100; index++) expect(tenth(index / 10)).toBe(1);
  });

  test("makes a sawtooth that rises without a fall", () => {
    const rising = cyclic({ min: 0.2, max: 1, up: 4, down: 0 });
    expect([0, 1, 2, 3, 4, 6, 8].map((at) => +rising(at).toFixed(12))).toEqual([
      0.2, 0.4, 0.6, 0.8, 0.2, 0.6, 0.2,
    ]);
    expect(rising(3.9999999)).toBeCloseTo(1, 6);
    expect([0, 3.9, 4].map((at) => nextOf(rising.node, at))).toEqual([4, 4, 8]);
  });

  test("loses its height with the mode", () => {
    const falling = cyclic({ min: 0, max: 1, up: 0, down: 2, mode: "triangular2" });
    expect([0, 1, 2, 3, 4].map(falling)).toEqual([1, 0.5, 0.5, 0.25, 0.25]);
  });

  test.each([{ up: 0 }, { up: 0, down: 0 }])("is refused for both: %o", (sides) => {
    expect(() => cyclic({ min: 0, max: 1, ...sides })).toThrow(
      new RangeError("@anneal/cyclic: cyclic: up must be above 0 without down, got 0"),
    );
  });

  describeSchedule("cyclic without a rise", () => cyclic({ min: 0.1, max: 1, up: 0, down: 7.5 }), [
    cyclic,
  ]);
  describeSchedule("cyclic without a fall", () => cyclic({ min: 0.1, max: 1, up: 7.5, down: 0 }), [
    cyclic,
  ]);
});

describeErrors("@anneal/cyclic: cyclic", cyclic, triangle, {
  min: nonNegativeCase,
  max: nonNegativeCase,
  ...triangleCases,
});
describeOptions("cyclic", cyclic, () => ({ ...triangle }));
describeSchedule("cyclic", () => cyclic(triangle), [cyclic]);
describeSchedule(
  "cyclic in triangular2",
  () => cyclic({ min: 0.01, max: 0.1, up: 3.3, down: 0.7, mode: "triangular2" }),
  [cyclic],
);
describeSchedule(
  "cyclic in exponentialRange",
  () => cyclic({ min: 0, max: 0.1, up: 5, mode: "exponentialRange", factor: 0.99 }),
  [cyclic],
);
const reciprocal = mapping("test/reciprocal", (cycle) => 1 / (cycle + 1));
describeSchedule("cyclic with an own scale", () => cyclic({ ...triangle, scale: reciprocal }), [
  cyclic,
  reciprocal,
]);
