import { constant, linearCurve, ramp, repeat, scale, sequence } from "@anneal/core";
import type { Phase, Schedule, ScheduleLike } from "@anneal/core";
import {
  composition,
  describeErrors,
  describeOptions,
  describeReactive,
  describeSchedule,
  duration,
  learningRate,
  step,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

const rising = ramp({ from: 0, to: 1, steps: 4 });
const falling = ramp({ from: 1, to: 0, steps: 2 });
const clock = (at: number): number => at;

test.each<
  readonly [
    string,
    readonly (ScheduleLike | { schedule: ScheduleLike; steps: number })[],
    number,
    readonly (readonly [number, number])[],
  ]
>([
  [
    "phases with an end of their own",
    [rising, falling, 0.25],
    6,
    [
      [0, 0],
      [3, 0.75],
      [4, 1],
      [5, 0.5],
      [5.5, 0.25],
      [6, 0.25],
      [1e9, 0.25],
    ],
  ],
  [
    "phases with given lengths",
    [{ schedule: rising, steps: 2 }, { schedule: 0.125, steps: 3 }, falling],
    7,
    [
      [0, 0],
      [1, 0.25],
      [1.75, 0.4375],
      [2, 0.125],
      [4.5, 0.125],
      [5, 1],
      [6, 0.5],
      [7, 0],
      [8, 0],
    ],
  ],
  [
    "a phase longer than its schedule",
    [{ schedule: falling, steps: 3 }, rising],
    7,
    [
      [1, 0.5],
      [2, 0],
      [2.5, 0],
      [3, 0],
      [4, 0.25],
      [7, 1],
    ],
  ],
  [
    "a last phase that is cut",
    [falling, { schedule: clock, steps: 3 }],
    5,
    [
      [2, 0],
      [4.5, 2.5],
      [5, 3],
      [6, 3],
      [2 ** 53, 3],
    ],
  ],
  [
    "a last phase without an end",
    [falling, clock],
    Infinity,
    [
      [1, 0.5],
      [2, 0],
      [1000, 998],
    ],
  ],
  [
    "fractional lengths",
    [{ schedule: 1, steps: 0.5 }, { schedule: 2, steps: 0.25 }, 3],
    0.75,
    [
      [0, 1],
      [0.49, 1],
      [0.5, 2],
      [0.74, 2],
      [0.75, 3],
      [1, 3],
    ],
  ],
])("%s", (_name, phases, end, table) => {
  const schedule = sequence(phases);
  for (const [at, value] of table) expect([at, schedule(at)]).toEqual([at, value]);
  expect(schedule.end).toBe(end);
});

test("gives every phase a clock that starts at 0 with it", () => {
  const starts = sequence([
    { schedule: clock, steps: 3 },
    { schedule: clock, steps: 2 },
    { schedule: clock, steps: 4 },
  ]);
  expect(Array.from({ length: 12 }, (_, at) => starts(at))).toEqual([
    0, 1, 2, 0, 1, 0, 1, 2, 3, 4, 4, 4,
  ]);
});

test("writes its phases as they were given", () => {
  expect(sequence([{ schedule: 0.1, steps: 3 }, constant(0.2)]).spec).toEqual({
    kind: "sequence",
    phases: [
      { schedule: 0.1, steps: 3 },
      { kind: "constant", value: 0.2 },
    ],
  });
});

test("has its last value at its end, however the starts are rounded", () => {
  const lengths = fc.array(duration(), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(lengths, duration(), learningRate(), fc.boolean(), (before, steps, to, timed) => {
      const last = ramp({ from: 1, to, steps });
      const phases = before.map((length) => ({ schedule: 0.5, steps: length }));
      const schedule = sequence([...phases, timed ? { schedule: last, steps } : last]);
      expect(schedule(schedule.end)).toBe(to);
    }),
  );
});

describe("grouping does not matter", () => {
  const timed = fc.record({
    schedule: composition({ depth: 1, leaves: pureLeaves }) as fc.Arbitrary<Schedule>,
    // Whole lengths: sums of fractions are rounded, so that a group may begin one rounding error later.
    steps: fc.integer({ min: 1, max: 40 }),
  });
  const last = fc.oneof<fc.Arbitrary<Phase>[]>(
    timed,
    composition({ depth: 1, leaves: pureLeaves }),
  );

  test("to the last bit for whole lengths", () => {
    fc.assert(
      fc.property(timed, timed, last, fc.nat(200), (a, b, c, at) => {
        const flat = (sequence([a, b, c]) as Schedule)(at);
        expect((sequence([sequence([a, b]), c]) as Schedule)(at)).toBe(flat);
        expect((sequence([a, sequence([b, c])]) as Schedule)(at)).toBe(flat);
      }),
    );
  });

  test("nor for phases whose length is their own end", () => {
    const ramps = fc
      .record({ from: learningRate(), to: learningRate(), steps: fc.integer({ min: 1, max: 40 }) })
      .map((options) => ramp(options));
    fc.assert(
      fc.property(ramps, ramps, ramps, step(), (a, b, c, at) => {
        const flat = sequence([a, b, c]);
        const left = sequence([sequence([a, b]), c]);
        const right = sequence([a, sequence([b, c])]);
        expect([left.end, right.end]).toEqual([flat.end, flat.end]);
        expect(left(at)).toBe(flat(at));
        if (Number.isInteger(at)) expect(right(at)).toBe(flat(at));
        else expect(right(at)).toBeCloseTo(flat(at), 12);
      }),
    );
  });

  test("nor for reactive phases", () => {
    const parts = (): readonly [Phase, Phase, Phase] => [
      { schedule: halving({ schedule: 1 }), steps: 3 },
      { schedule: halving({ schedule: 0.5 }), steps: 4 },
      halving({ schedule: 0.25 }),
    ];
    const [a, b, c] = parts();
    const groupings = [
      sequence([a, b, c]),
      sequence([sequence([a, b]), c]),
      sequence([a, sequence([b, c])]),
    ];
    const losses = [1, 2, 3, 1, 2, 2, 5, 1, 9, 9, 10, 3];
    const courses = groupings.map((schedule) => {
      if (!("observe" in schedule)) throw new Error("reactive");
      let state = schedule.initial;
      return losses.map((loss, index) => {
        state = schedule.observe(state, { step: index, metrics: { loss } });
        return schedule.at(index, state);
      });
    });
    expect(courses[0]).toEqual([
      1, 0.5, 0.25, 0.5, 0.25, 0.25, 0.125, 0.25, 0.125, 0.125, 0.0625, 0.0625,
    ]);
    expect(courses[1]).toEqual(courses[0]);
    expect(courses[2]).toEqual(courses[0]);
  });
});

test("refuses a list with holes", () => {
  const phases = Object.assign([{ schedule: 1, steps: 2 }], { length: 2 });
  expect(() => sequence(phases)).toThrow(
    "phases[1] must be a schedule, a function of the step, or a finite number of at least 0, got undefined",
  );
});

describe("reactive phases", () => {
  const schedule = sequence([
    { schedule: halving({ schedule: 1 }), steps: 3 },
    { schedule: halving({ schedule: 0.5, monitor: "error" }), steps: 2 },
  ]);
  const observe = (state: unknown, at: number, metric: number): unknown =>
    schedule.observe(state, { step: at, metrics: { loss: metric, error: metric } });
  const fresh = { step: null, last: null, scale: 1, inner: null };

  test("watch all metrics, each once", () => {
    expect(schedule.monitors).toEqual(["loss", "error"]);
  });

  test("observe one at a time, on their own clock", () => {
    let state = observe(schedule.initial, 2, 1);
    expect(state).toEqual([{ ...fresh, step: 2, last: 1 }, fresh]);
    state = observe(state, 3, 2);
    expect(state).toEqual([
      { ...fresh, step: 2, last: 1 },
      { ...fresh, step: 0, last: 2 },
    ]);
    state = observe(state, 4, 3);
    expect(schedule.at(4, state)).toBe(0.25);
  });

  test("observe no more once the last is over", () => {
    const state = observe(observe(schedule.initial, 3, 1), 4, 2);
    expect(schedule.at(5, state)).toBe(0.25);
    expect(observe(observe(state, 5, 3), 6, 4)).toEqual(state);
  });

  test("go on observing in a last phase without a length", () => {
    const open = sequence([rising, halving({ schedule: falling })]);
    expect(open.end).toBe(6);
    let state: unknown = open.initial;
    for (const at of [6, 7]) state = open.observe(state, { step: at, metrics: { loss: at } });
    expect(state).toEqual([null, { step: 3, last: 7, scale: 0.5, inner: null }]);
  });
});

describe("sequence", () => {
  describeSchedule("bare phases", () => sequence([rising, falling, 0.25]), [
    sequence,
    ramp,
    linearCurve,
  ]);
  describeSchedule(
    "timed phases",
    () =>
      sequence([
        { schedule: rising, steps: 2.7 },
        { schedule: falling, steps: 1.1 },
      ]),
    [sequence, ramp, linearCurve],
  );
  describeReactive(
    "reactive",
    () =>
      sequence([
        rising,
        { schedule: halving({ schedule: 1 }), steps: 3 },
        halving({ schedule: 0.5, monitor: "error" }),
      ]),
    [sequence, halving, ramp, linearCurve],
  );
  describeOptions(
    "sequence",
    (phases: Phase[]) => sequence(phases) as Schedule,
    () => [{ schedule: rising, steps: 2 }, falling, 0.25],
  );
  describeErrors(
    "@anneal/core: sequence",
    (options: { phases: readonly Phase[] }) => sequence.create!(options),
    { phases: [0.1] },
    {
      phases: {
        rule: "a non-empty array",
        type: "object",
        outOfRange: [[], {}, { 0: 0.1, length: 1 }],
      },
    },
  );

  const schedules = "a schedule, a function of the step, or a finite number of at least 0";
  test.each<readonly [unknown, string]>([
    [[-1], `phases[0] must be ${schedules}, got -1`],
    [[rising, null], `phases[1] must be ${schedules}, got null`],
    [["1"], `phases[0] must be ${schedules}, got "1"`],
    [[{}], `phases[0].schedule must be ${schedules}, got undefined`],
    [[[0.1]], `phases[0].schedule must be ${schedules}, got undefined`],
    [[{ steps: 1 }], `phases[0].schedule must be ${schedules}, got undefined`],
    [[{ schedule: -1, steps: 1 }], `phases[0].schedule must be ${schedules}, got -1`],
    [[{ schedule: 0.1 }], "phases[0].steps must be a finite number of at least 0, got undefined"],
    [
      [rising, { schedule: 0.1, steps: -3 }, 0.1],
      "phases[1].steps must be a finite number of at least 0, got -3",
    ],
    [
      [{ schedule: 0.1, steps: NaN }],
      "phases[0].steps must be a finite number of at least 0, got NaN",
    ],
    [
      [{ schedule: 0.1, steps: "1" }],
      'phases[0].steps must be a finite number of at least 0, got "1"',
    ],
    [
      [{ schedule: 0.1, steps: 1, times: 2 }],
      'phases[0] must be { schedule, steps }, got ["schedule","steps","times"]',
    ],
    [[rising, ramp], `phases[1] must be ${schedules}, got (function)`],
    [[linearCurve], `phases[0] must be ${schedules}, got (function)`],
  ])("names the phase that is wrong, and why: %j", (phases, message) => {
    expect(() => sequence(phases as never)).toThrow(RangeError);
    expect(() => sequence(phases as never)).toThrow(`@anneal/core: sequence: ${message}`);
  });

  test.each<readonly [string, readonly Phase[], number, string]>([
    ["a number", [0.1, 0.2], 0, "number"],
    ["a function", [rising, clock, 0.1], 1, "function"],
    ["a constant", [constant(1), rising], 0, "constant"],
    ["a schedule that never ends", [repeat({}, rising), rising], 0, "repeat"],
    ["a scaled number", [scale(2, 0.1), rising], 0, "scale"],
  ])("asks for the length of %s before the last", (_name, phases, item, kind) => {
    expect(() => sequence(phases)).toThrow(
      new RangeError(
        `@anneal/core: sequence: phases[${String(item)}] must be { schedule, steps }, to end, got "${kind}"`,
      ),
    );
  });
});
