import {
  clamp,
  constant,
  defineKind,
  defineSchedule,
  delay,
  isReactive,
  linearCurve,
  map,
  mapping,
  noise,
  nonNegative,
  parse,
  polynomialCurve,
  positive,
  ramp,
  sequence,
  vary,
} from "@anneal/core";
import type { Composable, Kind, RampOptions, Schedule } from "@anneal/core";
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
import { describe, expect, test, vi } from "vitest";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";
import { eventsOf, staircase } from "./staircase.ts";

const falling = ramp({ from: 1, to: 0.5, steps: 4 });

/** For the factories that do not take an options object when they are called. */
const ofAny = vary as unknown as (factory: Kind, options: object) => Schedule;

/** Shows how often it was made. */
const counted = (): { readonly made: () => number; readonly factory: typeof ramp } => {
  const create = vi.fn((options?: object | null) => ramp.create!(options));
  const factory = Object.assign((options: RampOptions) => ramp(options), { kind: "ramp", create });
  return { made: () => create.mock.calls.length, factory };
};

test.each([
  // (1 − t/8)·from(t) + t/8·0.1, with from(t) = 1 − t/8 until 4 and 0.5 from there on.
  [0, 1],
  [2, 0.75 * 0.75 + 0.25 * 0.1],
  [4, 0.5 * 0.5 + 0.5 * 0.1],
  [6, 0.25 * 0.5 + 0.75 * 0.1],
  [8, 0.1],
  [9, 0.1],
])("has the parameters of the step: %d → %d", (at, value) => {
  expect(vary(ramp, { from: falling, to: 0.1, steps: 8 })(at)).toBeCloseTo(value, 14);
});

test("is at every step what the factory makes of the parameters there", () => {
  const inner = composition({ depth: 1, leaves: pureLeaves });
  fc.assert(
    fc.property(inner, inner, duration(), fc.array(step()), (from, to, steps, list) => {
      const [first, last] = [from, to] as [Schedule, Schedule];
      const schedule = vary(ramp, { from: first, to: last, steps: (at) => steps + at });
      for (const at of list) {
        const expected = ramp({ from: first(at), to: last(at), steps: steps + at });
        expect(schedule(at)).toBe(expected(at));
      }
    }),
  );
});

test("with constants it is the schedule of the factory", () => {
  fc.assert(
    fc.property(learningRate(), learningRate(), duration(), step(), (from, to, steps, at) => {
      const expected = ramp({ from, to, steps });
      for (const schedule of [
        vary(ramp, { from, to, steps }),
        vary(ramp, { from: constant(from), to: () => to, steps: constant(steps) }),
      ]) {
        expect(schedule(at)).toBe(expected(at));
      }
      expect(vary(ramp, { from, to, steps }).end).toBe(steps);
      expect(vary(ramp, { from: constant(from), to, steps: constant(steps) }).end).toBe(steps);
    }),
  );
});

test("makes another schedule only for another parameter", () => {
  const { made, factory } = counted();
  const schedule = vary(factory, { from: staircase({ milestones: [2] }), to: 0, steps: 8 });
  const before = made();
  expect([0, 0.5, 1, 2, 3, 4, 5, 0].map(schedule)).toEqual([
    1, 0.9375, 0.875, 0.375, 0.3125, 0.25, 0.1875, 1,
  ]);
  // Those of the first step and of the end are kept from construction on.
  expect(made() - before).toBe(0);
  [0, 1, 0.5, 1.9, 8].forEach(schedule);
  expect(made() - before).toBe(0);
});

test("one between the first and the last is made when it is another than before", () => {
  const { made, factory } = counted();
  const from = staircase({ milestones: [2, 4] });
  const schedule = vary(factory, { from, to: 0, steps: 8 });
  const before = made();
  expect([0, 2, 3, 0, 2, 8, 3].map(schedule)).toEqual([1, 0.375, 0.3125, 1, 0.375, 0, 0.3125]);
  expect(made() - before).toBe(3);
});

test("inside one another, each is made twice, however deep it lies", () => {
  const { made, factory } = counted();
  const inTwos = (depth: number): Composable =>
    depth === 0
      ? falling
      : vary(factory, { from: inTwos(depth - 1), to: inTwos(depth - 1), steps: 10 });
  inTwos(6);
  // 63 of them, for the first step and for the last.
  expect(made()).toBe(2 * 63);
});

test("is none the worse for a parameter that once failed", () => {
  let fails = false;
  const schedule = vary(ramp, {
    from: (at) => 1 + at,
    to: () => (fails ? NaN : 0),
    steps: (at) => 10 - at,
  });
  expect(schedule(1)).toBe(2 * (1 - 1 / 9));
  expect(schedule(10)).toBe(0);
  expect(() => schedule(11)).toThrow("function: value at step 11 must be");
  expect(schedule(1)).toBe(2 * (1 - 1 / 9));
  fails = true;
  expect(() => schedule(2)).toThrow("function: value at step 2 must be");
  fails = false;
  expect(schedule(2)).toBe(3 * (1 - 2 / 8));
});

describe("its end", () => {
  test.each<readonly [string, Schedule, number]>([
    ["of its schedule", vary(ramp, { from: falling, to: 0, steps: 8 }), 8],
    ["of its last parameter", vary(ramp, { from: falling, to: 0, steps: 2 }), 4],
    [
      "of the schedule it ends with",
      vary(ramp, { from: 1, to: 0, steps: ramp({ from: 3, to: 9, steps: 5 }) }),
      9,
    ],
    [
      "none, when a parameter has none",
      vary(ramp, { from: (at) => at, to: 0, steps: 8 }),
      Infinity,
    ],
  ])("is that %s", (_name, schedule, end) => {
    expect(schedule.end).toBe(end);
  });

  test("is none when a parameter is reactive", () => {
    expect(vary(ramp, { from: halving({ schedule: 1 }), to: 0, steps: 8 }).end).toBe(Infinity);
  });
});

test("has the events of its parameters and of the schedule they make", () => {
  const stairs = staircase({ milestones: [1, 3] });
  expect(eventsOf(vary(ramp, { from: stairs, to: 0, steps: 8 }))).toEqual([1, 3, 8]);
  expect(eventsOf(vary(staircase, { milestones: [2, 5] }))).toEqual([2, 5]);
});

test("a reactive parameter observes", () => {
  const schedule = vary(ramp, {
    from: halving({ schedule: 1 }),
    to: halving({ schedule: 0.5, monitor: "error" }),
    steps: 4,
  });
  expect(schedule.monitors).toEqual(["loss", "error"]);
  let state: unknown = schedule.initial;
  [1, 2].forEach((value, at) => {
    state = schedule.observe(state, { step: at, metrics: { loss: value, error: 1 } });
  });
  expect(schedule.at(2, schedule.initial)).toBe(0.75);
  expect(schedule.at(2, state)).toBe(0.5);
});

test("hands on what is no parameter, a schedule among them", () => {
  const inner = ofAny(clamp, {
    min: ramp({ from: 0.75, to: 0, steps: 4 }),
    schedule: falling,
  });
  // Were the schedule a number at each step, it would be the same; its spec shows that it is not.
  expect(inner.spec).toMatchObject({ factory: "clamp", options: { schedule: falling.spec } });
  const late = ofAny(delay, {
    steps: staircase({ milestones: [3] }),
    schedule: falling,
  });
  expect([0, 2, 3, 4].map(late)).toEqual([1, 0.875, 0.6875, 0.5625]);
});

test("any factory will do that says what it makes and how", () => {
  const bare: Kind & ((options: { value: number }) => Schedule) = Object.assign(
    ({ value }: { value: number }) => constant(value),
    { kind: "constant", create: (options?: object | null) => constant.create!(options) },
  );
  expect(vary(bare, { value: falling })(2)).toBe(0.75);
});

describe("its JSON form", () => {
  const schedule = vary(ramp, { from: falling, to: 0.1, steps: 8 });

  test("has the parameters, the rest with the defaults, and the factory's name", () => {
    expect(schedule.spec).toEqual({
      kind: "vary",
      factory: "ramp",
      options: {
        from: { kind: "ramp", from: 1, to: 0.5, steps: 4, curve: { kind: "linearCurve" } },
        to: 0.1,
        steps: 8,
        curve: { kind: "linearCurve" },
      },
    });
  });

  test("has none with a function for a parameter, or among what is handed on", () => {
    expect(() => vary(ramp, { from: (at) => at, to: 0, steps: 1 }).spec).toThrow(
      "a function of your own has no JSON form",
    );
    const mapped = ofAny(map, {
      fn: Math.sqrt,
      schedule: 1,
    });
    expect(() => mapped.spec).toThrow("name it with mapping");
  });

  test("leaves the form of the rest to the factory", () => {
    const root = mapping("test/root", Math.sqrt);
    const mapped = ofAny(map, {
      fn: root,
      schedule: 0.25,
    });
    const again = parse(mapped.spec, [vary, map, root]) as Schedule;
    expect(again(0)).toBe(0.5);
  });

  test.each<readonly [string, unknown, string]>([
    ["is unknown", "cosine", 'got "cosine" (at spec)'],
    ["is a name of Object.prototype", "toString", 'got "toString" (at spec)'],
    ["is a curve", "linearCurve", "got (function) (at spec)"],
    ["is no name", 1, "got 1 (at spec)"],
    ["is missing", null, "got undefined (at spec)"],
  ])("is refused when its factory %s", (_name, factory, message) => {
    const spec = { kind: "vary", factory, options: { from: 1, to: 0, steps: 2 } };
    expect(() => parse(spec, [vary, ramp, linearCurve])).toThrow(
      `@anneal/core: vary(factory, options): factory must be a factory of schedules, such as ramp, ${message}`,
    );
  });

  test("tells where a parameter is wrong, and when", () => {
    const steps = { kind: "sequence", phases: [{ schedule: 3, steps: 5 }, 0] };
    const spec = {
      kind: "vary",
      factory: "noise",
      options: { amount: 0.1, every: steps, schedule: 1 },
    };
    expect(() => parse(spec, [vary, noise, sequence])).toThrow(
      new RangeError(
        "@anneal/core: noise({ amount, seed, every, distribution }, schedule): every must be a finite number above 0, got 0 (at step 5) (at spec)",
      ),
    );
  });
});

describe("refuses", () => {
  test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
    [
      "an option that the factory does not know",
      () => vary(ramp, { from: 1, to: 0, steps: 2, toString: falling } as never),
      TypeError,
      '@anneal/core: ramp: each option must be one of from, to, steps, curve, got "toString" (at step 0)',
    ],
    [
      "a number out of range",
      () => vary(ramp, { from: -1, to: falling, steps: 2 }),
      RangeError,
      "@anneal/core: ramp: from must be a finite number of at least 0, got -1 (at step 0)",
    ],
    [
      "a factory of curves",
      () => vary(polynomialCurve as never, { power: 2 } as never),
      RangeError,
      "@anneal/core: vary(factory, options): factory must be one that makes schedules that react to nothing, got (function)",
    ],
    [
      "a factory of reactive schedules",
      () => vary(halving as never, { schedule: 1 } as never),
      RangeError,
      "@anneal/core: vary(factory, options): factory must be one that makes schedules that react to nothing, got (function)",
    ],
    [
      "a name in place of a factory",
      () => vary("ramp" as never, { from: 1 } as never),
      TypeError,
      '@anneal/core: vary(factory, options): factory must be a factory of schedules, such as ramp, got "ramp"',
    ],
  ])("%s", (_name, make, Failure, message) => {
    expect(make).toThrow(new Failure(message));
  });

  test("and lets an error of another class through as it is", () => {
    class OwnError extends Error {}
    const failing = defineSchedule<{ value: number }>("failing", {
      package: "theirs",
      options: { value: nonNegative },
      build() {
        throw new OwnError("no");
      },
    });
    expect(() => vary(failing, { value: 1 })).toThrow(new OwnError("no"));
  });
});

describe("vary", () => {
  const kinds = [vary, ramp, linearCurve, staircase, halving];
  describeSchedule("pure", () => vary(ramp, { from: falling, to: 0.1, steps: 8.3 }), kinds);
  describeSchedule(
    "with steps that vary",
    () => vary(ramp, { from: 1, to: 0.1, steps: ramp({ from: 2, to: 9, steps: 5 }) }),
    kinds,
  );
  describeSchedule("without parameters", () => vary(staircase, { milestones: [2, 5] }), kinds);
  describeReactive(
    "reactive",
    () => vary(ramp, { from: halving({ schedule: 1 }), to: falling, steps: 8 }),
    kinds,
  );
  describeOptions(
    "vary",
    (options: { milestones: number[] }) => vary(staircase, options),
    () => ({ milestones: [2, 5] }),
  );
  describeOptions(
    "vary of a sequence",
    (options: { phases: { schedule: Composable; steps: number }[] }) =>
      vary(sequence as never, options as never),
    () => ({
      phases: [
        { schedule: falling, steps: 3 },
        { schedule: 0.1, steps: 1 },
      ],
    }),
  );
  describeErrors(
    "@anneal/core: vary(factory, options)",
    (options: { factory: Kind; options: object }) => vary.create(options),
    { factory: ramp, options: { from: 1, to: 0, steps: 1 } },
    {
      factory: {
        rule: "a factory of schedules, such as ramp",
        type: "function",
        outOfRange: [linearCurve, falling, () => 1],
      },
      options: {
        rule: "an options object, nested at most 64 deep",
        type: "object",
        outOfRange: [[], [1]],
        wrongType: ["1", 1, true, () => 1],
      },
    },
  );

  test("is refused without arguments", () => {
    for (const none of [undefined, null]) {
      expect(() => vary.create(none)).toThrow(
        "vary(factory, options): factory must be a factory of schedules",
      );
    }
    expect(isReactive(vary.create({ factory: ramp, options: { from: 1, to: 0, steps: 1 } }))).toBe(
      false,
    );
  });
});

test("options that hold themselves are refused", () => {
  const options: Record<string, unknown> = { from: 1, to: 0, steps: 5 };
  options["more"] = [options];
  expect(() => vary(ramp, options as never)).toThrow(
    new RangeError(
      "@anneal/core: vary(factory, options): options must be an options object, nested at most 64 deep, got (object)",
    ),
  );
});

test("what makes a schedule of another kind has its own options in JSON", () => {
  // As a preset under another library's names does.
  const falling = defineKind<
    { lr: number; epochs: number },
    Schedule,
    (options: { lr: number; epochs: number }) => Schedule
  >(
    "my/falling",
    {
      package: "my-presets",
      options: { lr: nonNegative, epochs: positive },
      build: ({ lr, epochs }) => ramp({ from: lr, to: 0, steps: epochs }),
    },
    (made) => made,
  );
  const rising = ramp({ from: 0.1, to: 0.2, steps: 10 });
  const schedule = vary(falling, { lr: rising, epochs: 20 });
  expect(schedule.spec).toEqual({
    kind: "vary",
    factory: "my/falling",
    options: { lr: rising.spec, epochs: 20 },
  });
  const back = parse(schedule.spec, [vary, ramp, linearCurve, falling]) as Schedule;
  expect([0, 5, 10].map((at) => back(at))).toEqual([0, 5, 10].map((at) => schedule(at)));
});
