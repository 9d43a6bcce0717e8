import {
  childOf,
  constant,
  cosineCurve,
  defineSchedule,
  delay,
  gather,
  lint,
  map,
  noise,
  nonNegative,
  product,
  ramp,
  repeat,
  scale,
  schedule as scheduleRule,
  sequence,
  stretch,
  vary,
} from "@anneal/core";
import type { Composable, Finding, LintRule, Schedule, ScheduleNode } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves, reactiveLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

const rulesOf = (findings: readonly Finding[]): readonly LintRule[] =>
  findings.map(({ rule }) => rule);
const down = (steps: number, from = 0.1, to = 0): Schedule =>
  ramp({ from, to, steps, curve: cosineCurve });
const up = (steps: number): Schedule => ramp({ from: 0.01, to: 0.1, steps });

/** A staircase as a package defines one, or with another `end` or `next`. */
const staircase = (
  boundaries: readonly number[],
  values: readonly number[],
  endsAtBound = false,
): Schedule =>
  defineSchedule<Record<string, never>, () => Schedule>("test/staircase", {
    package: "test-schedules",
    options: {},
    collect: () => ({}),
    build: () => ({
      at: (step) => values[boundaries.filter((boundary) => boundary <= step).length]!,
      end: boundaries.at(-1)!,
      endsAtBound,
      next: (step) => boundaries.find((boundary) => boundary > step) ?? Infinity,
    }),
  })();

/** A triangle: up to its peak, then down to its end, or on for ever. */
const triangle = (peak: number, end: number): Schedule =>
  defineSchedule<Record<string, never>, () => Schedule>("test/triangle", {
    package: "test-schedules",
    options: {},
    collect: () => ({}),
    build: () => ({
      at: (step) => (step < peak ? 0.1 + step / peak : 1.1 - Math.min(1, (step - peak) / 100)),
      end,
      next: (step) => (step < peak ? peak : step < end ? end : Infinity),
    }),
  })();

/** High, low, and long after the run higher than ever. */
const endlessLevels = (): Schedule =>
  defineSchedule<Record<string, never>, () => Schedule>("test/levels", {
    package: "test-schedules",
    options: {},
    collect: () => ({}),
    build: () => ({
      at: (step) => (step < 10 ? 1 : step < 200 ? 0.5 : 2),
      next: (step) => (step < 10 ? 10 : step < 200 ? 200 : Infinity),
    }),
  })();

describe("finds nothing in", () => {
  test.each<readonly [string, Composable, number]>([
    ["a constant", 0.1, 1],
    ["a constant of its own", constant(0.1), 100],
    ["a ramp for as long as it is", down(100), 100],
    ["a ramp whose last value is used once", down(99), 100],
    ["a single update", ramp({ from: 1, to: 0, steps: 1 }), 1],
    ["a warmup before a ramp", sequence([up(10), down(90)]), 100],
    ["a warmup before a constant", sequence([up(10), 0.1]), 100],
    ["a final value that is held", sequence([up(10), down(90, 0.1, 0.01), 0.01]), 200],
    ["a final value that is never used", sequence([up(10), down(90, 0.1, 0.01), 0.01]), 100],
    ["levels", sequence([{ schedule: 0.05, steps: 4 }, { schedule: 0.1, steps: 4 }, 0.01]), 20],
    ["a staircase", staircase([30, 60], [0.1, 0.05, 0.01]), 100],
    [
      "a staircase in a sequence",
      sequence([up(5), { schedule: staircase([30, 60], [0.1, 0.05, 0.01]), steps: 90 }, 0.001]),
      100,
    ],
    ["restarts", repeat({ steps: 25 }, down(25)), 100],
    ["a run that ends within a round", repeat({ steps: 25 }, down(25)), 110],
    ["epochs on a clock of batches", stretch(100, sequence([up(1), down(9)])), 1000],
    ["a delay", delay(10, down(90)), 100],
    ["a function that falls", (step: number) => 0.1 / (step + 1), 100],
    [
      "a function that rises, then falls",
      (step: number) => Math.min((step + 1) / 10, 10 / (step + 1)),
      100,
    ],
    ["a function that is nearly flat", (step: number) => 1 + 1e-12 * (step % 2), 100],
    ["a function in rounds", repeat({ steps: 10 }, (step: number) => 1 / (step + 1)), 100],
    ["a reactive schedule", halving({ schedule: sequence([up(10), down(90)]) }), 100],
    ["a part with a part", sequence([{ schedule: scale(2, 0.1), steps: 4 }, 0.01]), 10],
    ["a small jump", sequence([up(10), down(90, 0.10001)]), 100],
    ["a jump smaller than the way before it", sequence([down(5), down(95, 0.004)]), 100],
    ["a peak that was reached, in a run that goes on", triangle(50, Infinity), 100],
    ["levels without an end, the next one higher", endlessLevels(), 100],
  ])("%s", (_name, schedule, steps) => {
    expect(lint(schedule, { steps })).toEqual([]);
  });
});

test.each<readonly [LintRule, string, Composable, number, Partial<Finding>]>([
  [
    "zero-start",
    "Hugging Face, whose warmup begins at t / W",
    sequence([ramp({ from: 0, to: 0.1, steps: 10 }), down(90)]),
    100,
    { path: "sequence", step: 0 },
  ],
  [
    "zero-updates",
    "Keras with a whole-number rate: 1, 0, 0, …",
    (step: number) => (step === 0 ? 1 : 0),
    10,
    { path: "function", step: 1, updates: 9 },
  ],
  [
    "jump",
    "timm, whose cosine runs under the warmup",
    sequence([{ schedule: up(20), steps: 20 }, down(80, 0.08)]),
    100,
    { path: "sequence[1].ramp", from: 0.1, to: 0.08 },
  ],
  [
    "jump",
    "one hardly larger than a step of the short warmup before it",
    sequence([ramp({ from: 0.01, to: 0.1, steps: 5 }), down(45, 0.08)]),
    50,
    { path: "sequence[1].ramp", step: 5, from: 0.1, to: 0.08 },
  ],
  [
    "jump",
    "a warmup that is cut off",
    sequence([{ schedule: up(20), steps: 10 }, down(90)]),
    100,
    { path: "sequence[1].ramp", to: 0.1 },
  ],
  [
    "jump",
    "one inside another schedule",
    stretch(2, product([2, sequence([down(20, 0.1, 0.02), down(30, 0.05)])])),
    100,
    { path: "stretch.product[1].sequence[1].ramp", from: 0.02, to: 0.05 },
  ],
  [
    "rises-after-end",
    "PyTorch CosineAnnealingLR after T_max",
    (step: number) => 0.05 * (1 + Math.cos((Math.PI * step) / 50)),
    100,
    { path: "function", step: 50, to: 0.1 },
  ],
  [
    "rises-after-end",
    "PyTorch OneCycleLR one step too far",
    scale(2, (step: number) => (step < 100 ? 1 - step / 100 : 0.05)),
    100,
    { path: "scale.function", step: 99, to: 0.05 },
  ],
  [
    "unused-peak",
    "PyTorch OneCycleLR, whose peak lies between two updates",
    triangle(30.5, Infinity),
    100,
    { path: "test/triangle", from: 1.095 },
  ],
  [
    "unused-peak",
    "a warmup longer than the run",
    triangle(200, Infinity),
    100,
    { path: "test/triangle", step: 200 },
  ],
  [
    "unused-peak",
    "the same, of one with an end",
    triangle(200, 300),
    100,
    { path: "test/triangle", step: 200 },
  ],
  [
    "unused-floor",
    "PyTorch OneCycleLR in three phases of more than half each",
    sequence([up(60), ramp({ from: 0.1, to: 0.01, steps: 60 })]),
    100,
    { path: "sequence[1].ramp", step: 60, to: 0.01 },
  ],
  [
    "unused-floor",
    "a dip between two updates",
    sequence([
      ramp({ from: 0.1, to: 0.01, steps: 10.5 }),
      ramp({ from: 0.01, to: 0.1, steps: 10.5 }),
    ]),
    21,
    { path: "sequence", to: 0.01 },
  ],
  [
    "unreachable",
    "PyTorch SequentialLR with milestones out of order",
    sequence([{ schedule: 0.1, steps: 150 }, 0.01]),
    100,
    { path: "sequence[1].number", step: 150 },
  ],
  [
    "unreachable",
    "a phase between two updates",
    sequence([{ schedule: 0.1, steps: 10.2 }, { schedule: 0.05, steps: 0.5 }, 0.01]),
    100,
    { path: "sequence[1].number", step: 10.2 },
  ],
  [
    "unreachable",
    "PyTorch MultiStepLR, whose milestone never comes",
    staircase([30, 120], [0.1, 0.05, 0.01]),
    100,
    { path: "test/staircase", step: 120 },
  ],
  [
    "unreachable",
    "two milestones between the same updates",
    staircase([2.2, 2.6], [0.1, 0.05, 0.01]),
    100,
    { path: "test/staircase", step: 2.2 },
  ],
  [
    "unreachable",
    "a part that nothing ever reaches",
    during(),
    100,
    { path: "test/during.number" },
  ],
  [
    "horizon",
    "Keras, whose decay does not include the warmup",
    sequence([up(10), down(100)]),
    100,
    { path: "sequence", step: 110 },
  ],
  [
    "horizon",
    "Hugging Face, whose total is shorter than the run",
    down(90, 0.1, 0.01),
    100,
    { path: "ramp", step: 90, updates: 10 },
  ],
  [
    "negative",
    "PyTorch StepLR with gamma -1",
    product([2, (step: number) => (-1) ** step]),
    100,
    { path: "product[1].function", step: 1, updates: 50 },
  ],
  [
    "no-value",
    "Keras CosineDecayRestarts with t_mul 0.5",
    (step: number) => (step < 7 ? 0.1 : NaN),
    10,
    { path: "function", step: 7, updates: 3 },
  ],
  [
    "no-value",
    "an infinite rate",
    (step: number) => 1 / step,
    10,
    { path: "function", step: 0, updates: 1 },
  ],
])("%s: %s", (rule, _name, schedule, steps, expected) => {
  const findings = lint(schedule, { steps });
  expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
  const found = findings.filter((finding) => finding.rule === rule);
  expect(found.length).toBeGreaterThan(0);
  const { from, to, ...exact } = expected;
  const match = found.find(({ path }) => path === expected.path)!;
  expect(match).toMatchObject(exact);
  if (from !== undefined) expect(match.from).toBeCloseTo(from, 9);
  if (to !== undefined) expect(match.to).toBeCloseTo(to, 9);
});

/** A schedule with a part that never has one in its value. */
function during(): Schedule {
  const child = { kind: "number", at: () => 1, end: 0, initial: null };
  return defineSchedule<Record<string, never>, () => Schedule>("test/during", {
    package: "test-schedules",
    options: {},
    collect: () => ({}),
    build: () => ({
      at: () => 1,
      children: [child],
      span: (step) => (step < 5 ? { from: 0, until: 5 } : { from: 5, until: Infinity }),
    }),
  })();
}

test("one mistake is told once, however often it is seen", () => {
  const round = sequence([{ schedule: up(10), steps: 5 }, down(5)]);
  expect(
    rulesOf(lint(repeat({ steps: 10 }, round), { steps: 1000 })).filter((rule) => rule === "jump"),
  ).toHaveLength(1);
});

test("where there is no value nothing else is looked for, but every part at fault is named", () => {
  const schedule = product([(step) => step - 5, (step) => NaN * step, sequence([down(500)])]);
  expect(
    lint(schedule, { steps: 20 }).map(({ rule, path, updates }) => [rule, path, updates]),
  ).toEqual([
    ["negative", "product[0].function", 5],
    ["no-value", "product[1].function", 20],
  ]);
});

test.each<readonly [string, unknown, string]>([
  ["an error", new Error("boom"), "boom"],
  ["a text", "boom", '"boom"'],
  ["nothing", undefined, "undefined"],
  ["a symbol", Symbol("boom"), "Symbol(boom)"],
  ["what has no form as text", Object.create(null), "(object)"],
])("whatever is thrown becomes a finding: %s", (_what, thrown, message) => {
  const fails = (): never => {
    throw thrown;
  };
  expect(lint(fails, { steps: 2 })).toEqual([
    { rule: "no-value", path: "function", message, step: 0, updates: 2 },
  ]);
});

test("a kind of someone else that moves after its end is found too", () => {
  const wrong = defineSchedule<{ initial: number }>("test/wrong", {
    package: "test-schedules",
    options: { initial: nonNegative },
    build: ({ initial }) => ({ at: (step) => initial * Math.abs(1 - step / 50), end: 50 }),
  });
  expect(rulesOf(lint(wrong({ initial: 1 }), { steps: 50 }))).toEqual(["rises-after-end"]);
});

test("the highest of what is missed is told, wherever it lies", () => {
  const steps = [0.1, 0.2, 0.9, 0.5, 0.01];
  const rising = staircase([50, 120, 140, 160], steps, true);
  expect(lint(rising, { steps: 100 })).toMatchObject([
    { rule: "unused-peak", step: 120, from: 0.2, to: 0.9 },
    { rule: "unused-floor", step: 160, from: 0.1, to: 0.01 },
  ]);
  const later = staircase([50, 120, 140, 160], [0.1, 0.2, 0.5, 0.9, 0.3], true);
  expect(lint(later, { steps: 100 })).toMatchObject([{ rule: "unused-peak", step: 140, to: 0.9 }]);
});

test("what ends at a floor is not a horizon", () => {
  const exponential = staircase([10, 150], [0.1, 0.05, 0.01], true);
  expect(rulesOf(lint(exponential, { steps: 100 }))).toEqual(["unused-floor"]);
});

test("messages say what and where", () => {
  expect(
    lint(sequence([ramp({ from: 0.02, to: 0.1, steps: 20 }), down(80, 0.08)]), { steps: 90 }),
  ).toEqual([
    {
      rule: "jump",
      path: "sequence[1].ramp",
      step: 20,
      from: expect.closeTo(0.1, 9) as number,
      to: expect.closeTo(0.08, 9) as number,
      message: "it jumps from 0.1 to 0.08 at step 20, where a part hands over to the next",
    },
    {
      rule: "unused-floor",
      path: "sequence[1].ramp",
      step: 80,
      from: expect.closeTo(0.04 * (1 + Math.cos((69 * Math.PI) / 80)), 12) as number,
      to: 0,
      message:
        "its lowest rate, 0 at its step 80, is used by no update; the lowest used is 0.00367427",
    },
    {
      rule: "horizon",
      path: "sequence",
      step: 100,
      message: "it ends at step 100, after the run of 90 updates",
    },
  ]);
});

test("a value that no update uses may be missing", () => {
  const whole = (step: number): number => (Number.isInteger(step) ? 0.1 : NaN);
  expect(lint(sequence([up(10), whole]), { steps: 100 })).toEqual([]);
  expect(lint(sequence([up(10), { schedule: whole, steps: 50 }]), { steps: 100 })).toEqual([]);
  expect(lint((step) => (step < 100 ? 0.1 : NaN), { steps: 100 })).toEqual([]);
});

test("never throws, and its findings are JSON", () => {
  const leaves = [
    ...pureLeaves,
    ...reactiveLeaves,
    fc.constantFrom<Composable>(
      (step) => step,
      (step) => step % 7,
    ),
  ];
  fc.assert(
    fc.property(
      composition({ depth: 3, leaves }),
      fc.integer({ min: 1, max: 80 }),
      (schedule, steps) => {
        const findings = lint(schedule, { steps });
        expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
        expect(findings.every(({ message }) => message !== "")).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});

test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
  [
    "no steps",
    () => lint(1, {} as never),
    TypeError,
    "lint: steps must be an integer from 1 to 10000000, got undefined",
  ],
  [
    "half a step",
    () => lint(1, { steps: 0.5 }),
    RangeError,
    "lint: steps must be an integer from 1 to 10000000, got 0.5",
  ],
  [
    "no schedule",
    () => lint(undefined as never, { steps: 1 }),
    TypeError,
    "lint: schedule must be a schedule",
  ],
])("refuses %s", (_name, call, Failure, message) => {
  expect(call).toThrow(Failure);
  expect(call).toThrow(message);
});

test("a hundred thousand events do not take the square of their number", () => {
  const steps = 30_000;
  const start = process.cpuUsage();
  lint(sequence([{ schedule: noise({ amount: 0.5 }, 1), steps }, 0.1]), { steps });
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(4000);
});

test.each([10_000_001, 2 ** 53 - 1])("refuses %s steps, which it could not hold", (steps) => {
  expect(() => lint(1, { steps })).toThrow(
    `lint: steps must be an integer from 1 to 10000000, got ${String(steps)}`,
  );
});

/** A kind of someone else that joins two schedules, as `sequence` does. */
const joined = defineSchedule<{ first: Composable; second: Composable }>("test/joined", {
  package: "test-schedules",
  options: { first: scheduleRule, second: scheduleRule },
  build({ first, second }) {
    const children = [first, second].map(childOf);
    const [before, after] = children as [ScheduleNode, ScheduleNode];
    const start = before.end;
    return gather({
      children,
      end: start + after.end,
      handsOver: true,
      at: (step, states) =>
        step < start ? before.at(step, states[0]) : after.at(step - start, states[1]),
      span: (step, index) =>
        step < start
          ? { from: 0, until: start, own: index === 0 ? 0 : undefined }
          : { from: start, until: Infinity, own: index === 0 ? undefined : 0 },
    });
  },
});

test("a jump from where a fall ends is one from 0, not from what a rounding leaves of it", () => {
  const again = sequence([down(10), ramp({ from: 0.05, to: 0, steps: 90 })]);
  expect(lint(again, { steps: 100 }).filter(({ rule }) => rule === "jump")).toMatchObject([
    { step: 10, from: 0 },
  ]);
});

test("a joint of someone else's combinator is found as that of a sequence is", () => {
  const parts = [up(10), ramp({ from: 0.05, to: 0, steps: 90 })] as const;
  const [finding] = lint(joined({ first: parts[0], second: parts[1] }), { steps: 100 });
  expect(finding).toMatchObject({
    rule: "jump",
    path: "test/joined[1].ramp",
    step: 10,
    from: expect.closeTo(0.1, 9) as number,
    to: expect.closeTo(0.05, 9) as number,
  });
  const [same] = lint(sequence(parts), { steps: 100 });
  expect({ ...finding, path: "" }).toEqual({ ...same, path: "" });
});

test.each([
  [0.00099, []],
  [0.0011, ["jump"]],
])("a jump counts from a thousandth of the peak on: %d of it", (share, rules) => {
  const level = 0.9;
  const schedule = sequence([
    { schedule: 1, steps: 5 },
    { schedule: ramp({ from: 1, to: level, steps: 1e7 }), steps: 5 },
    ramp({ from: 1 - share, to: 0.1, steps: 90 }),
  ]);
  expect(rulesOf(lint(schedule, { steps: 100 })).filter((rule) => rule === "jump")).toEqual(rules);
});

test("what fails and what is negative are told apart by the value, not by the words", () => {
  const cache = () => {
    throw new Error("the cache is empty, got -1");
  };
  expect(lint(cache, { steps: 2 })).toMatchObject([{ rule: "no-value", updates: 2 }]);
  expect(lint(() => -1, { steps: 2 })).toMatchObject([{ rule: "negative", updates: 2 }]);
  expect(lint(product([2, map((value) => value - 3, 1)]), { steps: 2 })).toMatchObject([
    { rule: "negative", path: "product[1].map" },
  ]);
});

test("a whole that has no length is told", () => {
  const none = staircase([0], [0.1, 0.05]);
  expect(lint(scale(2, none), { steps: 5 })).toEqual([
    {
      rule: "no-length",
      path: "scale.test/staircase",
      step: 0,
      message: "it has no length: from the first update on the rate is its final one",
    },
  ]);
  expect(lint(product([0.1, constant(2)]), { steps: 5 })).toEqual([]);
});

test("what is made of a value that is out of range between two updates is no finding", () => {
  const dip = (step: number): number => (Number.isInteger(step) ? 4 : -1);
  expect(lint(vary(ramp, { from: 0.1, to: 0, steps: dip }), { steps: 4 })).toEqual([]);
});

test("thirty parts are read for as long as one likes, hundreds for a while", () => {
  const parts = (count: number): Schedule =>
    product(Array.from({ length: count }, () => ramp({ from: 1, to: 0.5, steps: 30_000 })));
  expect(lint(parts(30), { steps: 30_000 })).toEqual([]);
  expect(() => lint(parts(400), { steps: 30_000 })).toThrow(
    new RangeError(
      "@anneal/core: lint: schedule must be of fewer parts for 60000 values (at most 100; take a shorter run, or lint its parts), got 1202",
    ),
  );
  const phases = Array.from({ length: 1500 }, () => ramp({ from: 1, to: 1, steps: 2 }));
  expect(lint(sequence(phases), { steps: 3000 })).toEqual([]);
});

test("of events denser than the updates no more are looked at than take some milliseconds", () => {
  let asked = 0;
  const dense = defineSchedule<Record<string, never>, () => Schedule>("test/dense", {
    package: "test-schedules",
    options: {},
    collect: () => ({}),
    build: () => ({ at: () => 1, next: (step) => (asked++, step + 0.001) }),
  });
  expect(lint(dense(), { steps: 100 })).toMatchObject([{ rule: "unreachable" }]);
  expect(asked).toBeLessThan(10_000);
});

test("of updates without a value no more are counted than take some milliseconds", () => {
  const counted = (steps: number): number => lint(() => -1, { steps })[0]!.updates!;
  expect(counted(200)).toBe(200);
  expect(counted(10_000)).toBeLessThan(1000);
  // As a long run has time.
  expect(counted(100_000)).toBeGreaterThan(9 * counted(10_000));
});

test("a run of 10,000 updates of many parts is looked at, or refused with what to do", () => {
  const wide = (count: number): Schedule =>
    product(Array.from({ length: count }, () => ramp({ from: 1, to: 0.5, steps: 10_000 })));
  expect(lint(wide(30), { steps: 10_000 })).toEqual([]);
  expect(() => lint(wide(40), { steps: 10_000 })).toThrow(
    new RangeError(
      "@anneal/core: lint: schedule must be of fewer parts for 20000 values (at most 100; take a shorter run, or lint its parts), got 122",
    ),
  );
  expect(rulesOf(lint(wide(40), { steps: 1000 }))).toContain("horizon");
  // So is one over a million updates, which a list of its values would not fit into memory for.
  expect(() => lint(wide(40), { steps: 1_000_000 })).toThrow("must be of fewer parts");
});
