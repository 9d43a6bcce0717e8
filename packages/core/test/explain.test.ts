import {
  childOf,
  defineSchedule,
  delay,
  explain,
  explainText,
  gather,
  isReactive,
  mirror,
  nextOf,
  product,
  ramp,
  repeat,
  reverse,
  scale,
  schedule as scheduleRule,
  sequence,
  stretch,
  sum,
} from "@anneal/core";
import type { Composable, Explanation, NextEvent, ReactiveSchedule, Schedule } from "@anneal/core";
import { composition, observations } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves, reactiveLeaves } from "./compositions.ts";

const falling = ramp({ from: 1, to: 0, steps: 10 });

/** Every explanation in a tree, by its path. */
const byPath = (explanation: Explanation): Map<string, Explanation> =>
  new Map([
    [explanation.path, explanation],
    ...explanation.parts.flatMap((part) => [...byPath(part)]),
  ]);

test("a schedule without parts", () => {
  expect(explain(falling, 4)).toEqual({
    kind: "ramp",
    path: "ramp",
    active: true,
    step: 4,
    value: 0.6,
    next: { step: 10, what: "end" },
    parts: [],
  });
});

test("a number and a function have names too", () => {
  expect(explain(0.1, 4)).toMatchObject({ kind: "number", value: 0.1, next: null });
  expect(explain((step) => step, 4)).toMatchObject({ kind: "function", value: 4, next: null });
});

describe("a sequence", () => {
  const schedule = sequence([
    { schedule: scale(0.5, falling), steps: 10 },
    repeat({ steps: 10, times: 2 }, falling),
  ]);

  test.each<
    readonly [number, Readonly<Record<string, readonly [number | null, NextEvent | null]>>]
  >([
    [
      4,
      {
        sequence: [4, { step: 10, what: "boundary" }],
        "sequence[0].scale": [4, { step: 10, what: "end" }],
        "sequence[0].scale.ramp": [4, { step: 10, what: "end" }],
        "sequence[1].repeat": [null, { step: 10, what: "start" }],
        "sequence[1].repeat.ramp": [null, { step: 10, what: "start" }],
      },
    ],
    [
      10,
      {
        sequence: [10, { step: 20, what: "restart" }],
        "sequence[0].scale": [null, null],
        "sequence[0].scale.ramp": [null, null],
        "sequence[1].repeat": [0, { step: 20, what: "restart" }],
        "sequence[1].repeat.ramp": [0, { step: 20, what: "restart" }],
      },
    ],
    [
      25,
      {
        sequence: [25, { step: 30, what: "end" }],
        "sequence[0].scale": [null, null],
        "sequence[0].scale.ramp": [null, null],
        "sequence[1].repeat": [15, { step: 30, what: "end" }],
        "sequence[1].repeat.ramp": [5, { step: 30, what: "end" }],
      },
    ],
    [
      99,
      {
        sequence: [99, null],
        "sequence[0].scale": [null, null],
        "sequence[0].scale.ramp": [null, null],
        "sequence[1].repeat": [89, null],
        "sequence[1].repeat.ramp": [10, null],
      },
    ],
  ])("at step %d", (step, expected) => {
    const found = [...byPath(explain(schedule, step))].map(([path, part]) => [
      path,
      [part.step, part.next],
    ]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });
});

/** A schedule of 20 steps with an event in the middle. */
const eventful = (at: (step: number) => number): Schedule =>
  defineSchedule<Record<string, never>, () => Schedule>("test/eventful", {
    package: "test-schedules",
    options: {},
    collect: () => ({}),
    build: () => ({
      at,
      end: 20,
      next: (step) => (step < 10 ? 10 : step < 20 ? 20 : Infinity),
    }),
  })();

test("a restart of a schedule without parts", () => {
  const sawtooth = eventful((step) => (step < 20 ? 1 - (step % 10) / 10 : 0));
  expect(explain(sawtooth, 4).next).toEqual({ step: 10, what: "restart" });
  expect(explain(sawtooth, 14).next).toEqual({ step: 20, what: "end" });
});

test("a staircase does not restart, up or down, nor does what falls", () => {
  const boundary = { step: 10, what: "boundary" };
  expect(
    explain(
      eventful((step) => (step < 10 ? 1 : 2)),
      4,
    ).next,
  ).toEqual(boundary);
  expect(
    explain(
      eventful((step) => (step < 10 ? 2 : 1)),
      4,
    ).next,
  ).toEqual(boundary);
  expect(
    explain(
      eventful((step) => (step < 10 ? 3 + step : 1)),
      4,
    ).next,
  ).toEqual(boundary);
});

test("other clocks", () => {
  const tree = byPath(explain(stretch(100, delay(5, falling)), 700));
  expect(tree.get("stretch.delay")).toMatchObject({ step: 7, next: { step: 1500, what: "end" } });
  expect(tree.get("stretch.delay.ramp")).toMatchObject({
    step: 2,
    value: 0.8,
    next: { step: 1500 },
  });
});

describe("factors", () => {
  test.each<readonly [Composable, number, number | undefined]>([
    [scale(0.1, 0.3), 0, 0.1],
    [scale(2, falling), 9, 2],
    [scale(0, 1), 0, 0],
    // Nothing times 0 is 0: there is no telling.
    [scale(2, 0), 0, undefined],
    [product([2, 3]), 0, undefined],
    [product([2]), 0, 1],
    [delay(3, 2), 0, 1],
    [0.1, 0, undefined],
  ])("%o at %d", (schedule, step, factor) => {
    expect(explain(schedule, step).factor).toBe(factor);
  });

  test("those of a product are its parts", () => {
    expect(explain(product([2, 3, falling]), 5).parts.map(({ value }) => value)).toEqual([
      2, 3, 0.5,
    ]);
  });
});

/** A plateau as its package builds it: one schedule inside, with its state under `inner`. */
const reducing = (
  inner: Schedule | ReactiveSchedule,
): ReactiveSchedule<{ reductions: number; inner: unknown }> => {
  const node = {
    kind: "reducing",
    end: inner.end,
    children: [inner.node],
    initial: { reductions: 0, inner: inner.node.initial },
    observe: (state: unknown) => state,
    at: (step: number, state: { reductions: number; inner: unknown }) =>
      inner.node.at(step, state.inner) * 0.5 ** state.reductions,
  };
  return { ...node, node } as never;
};

test("the reductions of a plateau", () => {
  const schedule = reducing(scale(0.5, falling));
  expect(explain(schedule, 5)).toMatchObject({ reductions: 0, factor: 1, value: 0.25 });
  const later = explain(schedule, 5, { reductions: 2, inner: [null] });
  expect(later).toMatchObject({ reductions: 2, factor: 0.25, value: 0.0625 });
  expect(later.parts[0]).toMatchObject({ value: 0.25, factor: 0.5 });
  expect(later.parts[0]).not.toHaveProperty("reductions");
});

test("a state that does not hold the parts' leaves them their first", () => {
  const schedule = reducing(scale(0.5, falling));
  schedule.node.at = () => 1;
  expect(explain(schedule, 5, { reductions: 1 }).parts[0]).toMatchObject({ value: 0.25 });
});

test("a part that waits for more than a thousand events of another is told all the same", () => {
  const rounds = repeat({ steps: 1 }, ramp({ from: 1, to: 0, steps: 1 }));
  const tree = explain(product([rounds, delay(1500, falling), delay(500, falling)]), 0);
  expect(tree.parts.map(({ next }) => next)).toEqual([
    { step: 1, what: "restart" },
    { step: 1500, what: "boundary" },
    { step: 500, what: "boundary" },
  ]);
});

describe("laws", () => {
  const leaves = [...pureLeaves, ...reactiveLeaves];
  const place = fc.oneof(fc.nat(80), fc.double({ min: 0, max: 80, noNaN: true }));

  test("the value is that of the schedule, and the tree is JSON", () => {
    fc.assert(
      fc.property(
        composition({ depth: 3, leaves }),
        place,
        observations(["loss", "error"]),
        (schedule, step, seen) => {
          const state = isReactive(schedule)
            ? seen.reduce(
                (before, observation) => schedule.observe(before, observation),
                schedule.initial,
              )
            : undefined;
          const tree = explain(schedule, step, state);
          expect(tree.value).toBe(isReactive(schedule) ? schedule.at(step, state) : schedule(step));
          expect(JSON.parse(JSON.stringify(tree))).toEqual(tree);
          expect(tree.path).toBe(schedule.spec.kind);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("the next event is the first, and between events every clock runs evenly", () => {
    fc.assert(
      fc.property(composition({ depth: 3, leaves: pureLeaves }), place, (schedule, step) => {
        const tree = explain(schedule, step);
        const event = nextOf(schedule.node, step);
        // An event that is off the step by a rounding is the step itself.
        fc.pre(event > step + 1e-9);
        expect(tree.next?.step ?? Infinity).toBe(event);
        const [a, b, c] = [0.1, 0.5, 0.9].map((share) => {
          const at = step + share * (Math.min(event, step + 1) - step);
          return byPath(explain(schedule, at));
        });
        for (const [path, { step: own }] of b!) {
          const [first, last] = [a!.get(path)!.step, c!.get(path)!.step];
          if (own === null) expect([first, last]).toEqual([null, null]);
          else expect(own).toBeCloseTo((first! + last!) / 2, 7);
        }
      }),
      { numRuns: 200 },
    );
  });
});

test("as text", () => {
  const schedule = reducing(sequence([{ schedule: scale(0.5, falling), steps: 10 }, 0.1]));
  expect(explainText(explain(schedule, 4, { ...schedule.initial, reductions: 1 }))).toBe(
    [
      "reducing × 0.5 = 0.15 at 4, reductions 1, end at 10",
      "  sequence = 0.3 at 4, end at 10",
      "    0: scale × 0.5 = 0.3 at 4, end at 10",
      "      ramp = 0.6 at 4, end at 10",
      "    1: number not active, start at 10",
    ].join("\n"),
  );
  expect(explainText(explain(0.1, 0))).toBe("number = 0.1 at 0");
});

test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
  [
    "a step below 0",
    () => explain(1, -1),
    RangeError,
    "explain: step must be a finite number of at least 0, got -1",
  ],
  [
    "no step",
    () => explain(1, undefined as never),
    TypeError,
    "explain: step must be a finite number of at least 0, got undefined",
  ],
  ["no schedule", () => explain({} as never, 1), TypeError, "explain: schedule must be a schedule"],
  [
    "a step without a value",
    () => explain(() => NaN, 1),
    RangeError,
    "function: value at step 1 must be",
  ],
])("refuses %s", (_name, call, Failure, message) => {
  expect(call).toThrow(Failure);
  expect(call).toThrow(message);
});

test("a part that stands within a rounding of its event has passed it", () => {
  const stairs = eventful((step) => (step < 10 ? 1 : 2));
  const close = (distance: number): NextEvent | null => explain(stairs, 10 - distance).next;
  expect(close(10 * 2 ** -41)).toEqual({ step: 20, what: "end" });
  expect(close(10 * 2 ** -38)).toEqual({ step: 10, what: "boundary" });
});

test.each([
  [1 + 0.9e-9, "boundary"],
  [1 + 1.1e-9, "restart"],
] as const)("what jumps up by more than a billionth starts anew: to %d of itself", (size, what) => {
  // Falls until just before its event, so that it is moving.
  const before = eventful((step) => (step < 10 ? Math.max(1, 2 - step / 9) : size));
  expect(explain(before, 1).next).toEqual({ step: 10, what });
});

test("a part on a clock that runs backwards", () => {
  const stairs = eventful((step) => (step < 10 ? 2 : 1));
  const tree = explain(mirror({}, product([stairs, 1])), 25);
  expect(tree.next).toEqual({ step: 30, what: "boundary" });
  expect(byPath(tree).get("mirror.product[0].test/eventful")!.next).toEqual({
    step: 30,
    what: "boundary",
  });
  // The last thing to happen to a number is long over.
  expect(byPath(tree).get("mirror.product[1].number")!.next).toBeNull();
});

test("fifteen hundred phases, each told when it begins", () => {
  const phases = Array.from({ length: 1500 }, () => ramp({ from: 1, to: 0, steps: 2 }));
  const { parts } = explain(sequence(phases), 3);
  expect(parts[0]!.next).toBeNull();
  expect(parts[1]!.next).toEqual({ step: 4, what: "end" });
  expect(parts[1499]!.next).toEqual({ step: 2998, what: "start" });
});

test("a part to which nothing ever happens is not looked at for ever", () => {
  const rounds = repeat({ steps: 1e-9 }, delay(1e-10, 1));
  const tree = explain(product([rounds, 1]), 0);
  expect(tree.parts[1]!.next).toBeNull();
});

test("an event that a backwards clock is a rounding after is passed, too", () => {
  const stairs = eventful((step) => (step < 10 ? 2 : 1));
  expect(explain(reverse({ steps: 20 }, stairs), 10 - 2 ** -39).next).toEqual({
    step: 20,
    what: "end",
  });
});

test.each([
  ["a twentieth", 5, { step: 100, what: "restart" }],
  ["a thousandth of a percent", 0.001, { step: 100, what: "restart" }],
  ["a rounding", 1e-9, { step: 1000 + 1e-9, what: "end" }],
] as const)("a clock that goes back by %s", (_name, back, next) => {
  const rewinding = defineSchedule<{ inner: Composable }>("test/rewinding", {
    package: "test-schedules",
    options: { inner: scheduleRule },
    build({ inner }) {
      const child = childOf(inner);
      const own = (step: number): number => (step < 100 ? step : step - back);
      return gather({
        children: [child],
        end: child.end + back,
        at: (step, states) => child.at(own(step), states[0]),
        span: (step) =>
          step < 100
            ? { from: 0, until: 100, own: 0 }
            : { from: 100, until: Infinity, own: 100 - back },
      });
    },
  });
  const tree = explain(rewinding({ inner: ramp({ from: 1, to: 0, steps: 1000 }) }), 10);
  expect(tree.parts[0]!.next!.what).toBe(next.what);
  expect(tree.parts[0]!.next!.step).toBeCloseTo(next.step, 6);
});

test.each([
  [undefined, "scale × 0.333333333333333 = 0.22222222222222224 at 1, end at 3"],
  [17, "scale × 0.333333333333333 = 0.22222222222222224 at 1, end at 3"],
  [2, "scale × 0.33 = 0.22 at 1, end at 3"],
  [1, "scale × 0.3 = 0.2 at 1, end at 3"],
])("explainText writes %s digits", (digits, first) => {
  const tree = explain(scale(1 / 3, ramp({ from: 1, to: 0, steps: 3 })), 1);
  expect(explainText(tree, { digits }).split("\n")[0]).toBe(first);
});

test.each([0, 18, 1.5])("explainText refuses %d digits", (digits) => {
  expect(() => explainText(explain(0.1, 0), { digits })).toThrow(
    new RangeError(
      `@anneal/core: explainText: digits must be an integer from 1 to 17, got ${digits}`,
    ),
  );
});

test("a round of less than a step begins anew, too", () => {
  const short = repeat({ steps: 0.001 }, ramp({ from: 1, to: 0, steps: 1 }));
  expect(explain(short, 0).parts[0]!.next).toEqual({ step: 0.001, what: "restart" });
});

test("only what has a part in the value is active", () => {
  const tree = explain(sequence([ramp({ from: 0, to: 1, steps: 4 }), 0.1]), 2);
  expect(tree.parts.map(({ active, step, value }) => [active, step, value])).toEqual([
    [true, 2, 0.5],
    [false, null, null],
  ]);
});

test("a part is told by its number, however long that is", () => {
  const text = explainText(explain(sum(Array.from({ length: 11 }, () => 0.5)), 0));
  expect(text.split("\n").at(-1)).toBe("  10: number = 0.5 at 0");
});

test("more parts than can be told in a moment are refused with what to do", () => {
  expect(() => explain(sum(Array<number>(40_000).fill(0.5)), 0)).toThrow(
    "@anneal/core: explain: schedule must be of fewer parts for 40 values (at most 25000; explain a part of it), got ",
  );
});
