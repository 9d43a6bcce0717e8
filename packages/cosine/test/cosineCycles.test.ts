import { cosineCurve, linearCurve, nextOf, ramp, sequence } from "@anneal/core";
import { cosineCycles, cosineRestarts } from "@anneal/cosine";
import type { CosineCycle, CosineCyclesOptions } from "@anneal/cosine";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  learningRate,
  oneOfCase,
  optional,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const cycles: CosineCycle[] = [
  { steps: 4, peak: 0.9, min: 0.1 },
  { warmup: 3, steps: 6, peak: 0.5, from: 0.1 },
  { warmup: 1, steps: 2, peak: 0.3, min: 0.2 },
];

// Falls 0.9 → 0.1 over [0, 4), rises 0.1 → 0.5 by quarters to 7, falls to 0 by 13, rises 0 → 0.3 by halves to 14, falls.
test.each([
  [0, 0.9],
  [1, 0.5 + 0.2 * Math.SQRT2],
  [2, 0.5],
  [3.999999, 0.1],
  [4, 0.2],
  [5, 0.3],
  [6, 0.4],
  [6.5, 0.45],
  [7, 0.5],
  [9, 0.375],
  [10, 0.25],
  [12.999999, 0],
  [13, 0.15],
  [14, 0.3],
  [15, 0.25],
  [15.999999, 0.2],
  [16, 0.2],
  [17, 0.2],
  [1e9, 0.2],
])("runs through its cycles and holds: %d → %d", (at, value) =>
  expect(cosineCycles({ cycles })(at)).toBeCloseTo(value, 11),
);

test.each([
  [4, 0.1],
  [5, 0.1 + 0.4 / 3],
  [7, 0.5],
  [13, 0],
  [13.5, 0.15],
  [14, 0.3],
])("begins a warmup at its very beginning with first zero: %d → %d", (at, value) =>
  expect(cosineCycles({ cycles, first: "zero" })(at)).toBeCloseTo(value, 14),
);

test("has its peaks and its last floor to the last bit, and ends with its last cycle", () => {
  const schedule = cosineCycles({ cycles });
  expect([0, 7, 14, 16].map(schedule)).toEqual([0.9, 0.5, 0.3, 0.2]);
  expect(schedule.end).toBe(16);
});

test("begins a cycle of a fraction at the step as written", () => {
  const tenth = { steps: 0.1, peak: 0.7, min: 0.1 };
  const schedule = cosineCycles({ cycles: [tenth, tenth, tenth, { ...tenth, peak: 0.6 }] });
  expect(0.1 + 0.1 + 0.1).toBeGreaterThan(0.3);
  expect([0, 0.1, 0.2, 0.3, 0.4].map(schedule)).toEqual([0.7, 0.7, 0.7, 0.6, 0.1]);
  expect(schedule.node.next!(0.3)).toBe(0.4);
});

test("knows its next event", () => {
  const events: number[] = [];
  const { node } = cosineCycles({ cycles });
  for (let at = node.next!(0); at < Infinity; at = node.next!(at)) events.push(at);
  expect(events).toEqual([4, 7, 13, 14, 16]);
  expect([3.999, 6.5, 15, 16, 1e9].map((at) => node.next!(at))).toEqual([
    4,
    7,
    16,
    Infinity,
    Infinity,
  ]);
});

const anyCycles = fc.array(
  fc.record({
    rates: fc.tuple(learningRate(), learningRate()),
    steps: fc.integer({ min: 1, max: 40 }),
    warmup: fc.nat(9),
    from: learningRate(),
  }),
  { minLength: 1, maxLength: 5 },
);

describe("laws", () => {
  test("is a sequence of ramps", () => {
    fc.assert(
      fc.property(anyCycles, anyStep(), fc.boolean(), (list, at, zero) => {
        const whole = Math.floor(at);
        const given = list.map(({ rates, ...others }) => ({
          peak: Math.max(...rates),
          min: Math.min(...rates),
          ...others,
        }));
        const lead = zero ? 0 : 1;
        const ways = given.flatMap(({ steps, peak, min, warmup, from }) => [
          ...(warmup > 0
            ? [
                {
                  // The whole way is one step longer, of which the first is left out.
                  schedule: (step: number) =>
                    linearCurve((step + lead) / (warmup + lead), from, peak),
                  steps: warmup,
                },
              ]
            : []),
          ramp({ from: peak, to: min, steps, curve: cosineCurve }),
        ]);
        const schedule = cosineCycles({ cycles: given, first: zero ? "zero" : "step" });
        expect(schedule(whole)).toBe(sequence(ways)(whole));
      }),
    );
  });

  test("listed one by one, the cycles of cosineRestarts", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 3 }),
        fc.nat(1000),
        (steps, multiplier, at) => {
          const restarts = cosineRestarts({
            initial: 0.8,
            steps,
            min: 0.01,
            multiplier,
            factor: 0.5,
            cycles: 4,
          });
          const listed = cosineCycles({
            cycles: [0, 1, 2, 3].map((index) => ({
              steps: steps * multiplier ** index,
              peak: 0.8 / 2 ** index,
              min: 0.01,
            })),
          });
          expect(listed(at)).toBe(restarts(at));
          expect(listed.end).toBe(restarts.end);
          expect(listed.node.next!(at)).toBe(restarts.node.next!(at));
        },
      ),
    );
  });
});

describe("agrees with", () => {
  // optax 0.2.8, sgdr_schedule, float64, of (init_value, peak_value, warmup_steps, decay_steps, end_value)
  // (0, 1, 2, 6, 0.1) and (0.1, 0.5, 1, 4, 0), steps 0 to 12.
  test("optax", () => {
    const schedule = cosineCycles({
      cycles: [
        { warmup: 2, steps: 4, from: 0, peak: 1, min: 0.1 },
        { warmup: 1, steps: 3, from: 0.1, peak: 0.5, min: 0 },
      ],
      first: "zero",
    });
    const values = [
      0, 0.5, 1, 0.8681980515339464, 0.55, 0.23180194846605365, 0.09999999999999998, 0.5, 0.375,
      0.12500000000000006, 0, 0, 0,
    ];
    values.forEach((value, at) => expect(schedule(at)).toBeCloseTo(value, 14));
  });

  // keras 3.15.1, CosineDecayRestarts(1.0, 4, 2.0, 0.5, 0.1), float32: its m_mul shrinks the height above the floor.
  test.each([
    [0, 1],
    [3, 0.23180195689201355],
    [4, 0.550000011920929],
    [5, 0.5328729152679443],
    [11, 0.11712708324193954],
    [12, 0.32499998807907104],
    [20, 0.21249999105930328],
    [27, 0.10216165333986282],
    [28, 0.21250000596046448],
    [30, 0.21141916513442993],
  ])("Keras: %d → %d", (at, value) =>
    expect(
      cosineCycles({
        cycles: [0, 1, 2, 3].map((index) => ({
          steps: 4 * 2 ** index,
          peak: 0.9 / 2 ** index + 0.1,
          min: 0.1,
        })),
      })(at),
    ).toBeCloseTo(value, 6),
  );
});

test("writes its defaults, in every cycle", () => {
  expect(cosineCycles({ cycles: [{ steps: 2, peak: 0.1 }] }).spec).toEqual({
    kind: "cosineCycles",
    cycles: [{ steps: 2, peak: 0.1, min: 0, warmup: 0, from: 0 }],
    first: "step",
  });
});

test("takes undefined for what a cycle may leave out", () => {
  const given = { steps: 2, peak: 0.1, min: undefined, warmup: undefined, from: undefined };
  expect(cosineCycles({ cycles: [given] }).end).toBe(2);
});

const one = { steps: 2, peak: 0.5 };
describe("a part without a length", () => {
  const whole = { steps: 4, peak: 0.8, warmup: 2 };
  const nothing = { steps: 0, peak: 9, min: 5 };

  test("is left out", () => {
    const plain = cosineCycles({ cycles: [whole, whole] });
    const padded = cosineCycles({ cycles: [nothing, whole, nothing, nothing, whole] });
    expect(padded.end).toBe(plain.end);
    for (let at = 0; at <= 13; at += 0.25) {
      expect(padded(at)).toBe(plain(at));
      expect(nextOf(padded.node, at)).toBe(nextOf(plain.node, at));
    }
    expect(padded.spec).toMatchObject({ cycles: { 0: { steps: 0 } } });
  });

  test("at the end is held, as is a whole of none", () => {
    const schedule = cosineCycles({ cycles: [whole, nothing] });
    expect([5.999, 6, 7].map((at) => +schedule(at).toFixed(4))).toEqual([0, 5, 5]);
    const none = cosineCycles({
      cycles: [whole, nothing].map((cycle) => ({ ...cycle, steps: 0, warmup: 0 })),
    });
    expect([none(0), none(1), none.end, nextOf(none.node, 0)]).toEqual([5, 5, 0, Infinity]);
  });

  test("after a warmup leaves the warmup", () => {
    const rising = cosineCycles({ cycles: [{ ...whole, steps: 0 }], first: "zero" });
    expect([0, 1, 2].map(rising)).toEqual([0, 0.4, 0]);
  });
});

describeErrors<CosineCyclesOptions>(
  "@anneal/cosine: cosineCycles",
  cosineCycles,
  { cycles },
  {
    cycles: {
      type: "object",
      rule: "a non-empty array of { steps, peak, min, warmup, from }, each a finite number of at least 0, with min at most peak",
      outOfRange: [
        [],
        {},
        // A hole, which is nothing to go over.
        Array<object>(1),
        [null],
        [3],
        [one, {}],
        [{ steps: 2 }],
        [{ peak: 1 }],
        [{ ...one, steps: -1 }],
        [{ ...one, steps: Infinity }],
        [{ ...one, steps: "2" }],
        [{ ...one, peak: NaN }],
        [{ ...one, peak: -1 }],
        [{ ...one, min: 0.6 }],
        [{ ...one, min: -0.1 }],
        [{ ...one, warmup: -1 }],
        [{ ...one, warmup: NaN }],
        [{ ...one, from: Infinity }],
        [{ ...one, max: 1 }],
        [{ ...one, "": 1 }],
        [{ ...one, 0: 1 }],
        [one, { ...one, valueOf: 1 }],
      ],
      wrongType: ["1", 1, true, 1n, Symbol("1"), () => 1],
    },
    first: optional(oneOfCase(["step", "zero"])),
  },
);
describeOptions("cosineCycles", cosineCycles, () => ({
  cycles: cycles.map((cycle) => ({ ...cycle })),
}));
describeSchedule("cosineCycles", () => cosineCycles({ cycles }), [cosineCycles]);
describeSchedule(
  "cosineCycles of fractions",
  () =>
    cosineCycles({
      cycles: [
        { steps: 0.3, peak: 1 },
        { warmup: 7.7, steps: 30.1, peak: 0.3 },
      ],
      first: "zero",
    }),
  [cosineCycles],
);
