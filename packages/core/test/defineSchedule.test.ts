import {
  constant,
  definePureSchedule,
  defineSchedule,
  drive,
  flag,
  isReactive,
  name,
  nonNegative,
  nonNegativeInteger,
  nonNegativeList,
  parse,
  positive,
  product,
  ramp,
  resumeFrom,
  scale,
  schedule as scheduleRule,
  sequence,
} from "@anneal/core";
import type { Composable, ReactiveSchedule, Rule, Schedule } from "@anneal/core";
import { describeErrors, describeReactive, describeSchedule } from "@anneal/testing";
import { describe, expect, test } from "vitest";
import { halving } from "./halving.ts";

interface StaircaseOptions {
  readonly initial: number;
  readonly every: number;
  readonly factor?: number | undefined;
  readonly until?: number | undefined;
}

const staircase = defineSchedule<StaircaseOptions>("theirs/staircase", {
  package: "their-schedules",
  options: { initial: nonNegative, every: positive, factor: nonNegative, until: positive },
  defaults: { factor: 0.5, until: undefined },
  build({ initial, every, factor = 0.5, until = Infinity }, fail) {
    if (until < every) fail("until", `at least every (${every})`);
    return {
      at: (step) => initial * factor ** Math.floor(Math.min(step, until) / every),
      end: until,
      next: (step) =>
        step < until ? Math.min(until, (Math.floor(step / every) + 1) * every) : Infinity,
    };
  },
});

const resting = definePureSchedule<{ value: number }>("theirs/resting", {
  package: "their-schedules",
  options: { value: nonNegative },
  build: ({ value }) => ({ at: () => value, end: 0 }),
});

describe("a kind of a third party", () => {
  describeSchedule("resting", () => resting({ value: 0.1 }), [resting]);
  describeSchedule("staircase", () => staircase({ initial: 1, every: 3, until: 30 }), [staircase]);
  describeSchedule(
    "inside a sequence",
    () => sequence([staircase({ initial: 1, every: 3, until: 30 }), scale(0.5, 0.1)]),
    [staircase, sequence, scale],
  );
  describeReactive("halving", () => halving({ schedule: 0.1, monitor: "val_loss" }), [halving]);
  describeReactive(
    "halving around a product of its own kind",
    () =>
      halving({
        schedule: product([staircase({ initial: 1, every: 5 }), halving({ schedule: 0.3 })]),
        monitor: "error",
      }),
    [halving, product, staircase],
  );

  test("is driven and resumed", () => {
    const schedule = staircase({ initial: 1, every: 2 });
    const run = drive(schedule);
    expect([run.value, run.advance(), run.advance()]).toEqual([1, 1, 0.5]);
    expect(drive(schedule, { resume: resumeFrom(run.snapshot()) }).value).toBe(0.5);
  });

  test("has its kind for parse", () => {
    expect(staircase.kind).toBe("theirs/staircase");
    const spec = { kind: "theirs/staircase", initial: 1, every: 2 };
    expect((parse(spec, [staircase]) as Schedule)(5)).toBe(0.25);
  });

  describeErrors(
    "their-schedules: theirs/staircase",
    staircase,
    { initial: 1, every: 2 },
    {
      initial: { rule: nonNegative.rule, outOfRange: [-1, NaN, Infinity] },
      every: { rule: positive.rule, outOfRange: [0, -1] },
      factor: { rule: nonNegative.rule, optional: true, outOfRange: [-1] },
      until: { rule: positive.rule, optional: true, outOfRange: [0] },
    },
  );

  test("may fail for options that do not fit each other", () => {
    expect(() => staircase({ initial: 1, every: 5, until: 3 })).toThrow(
      new RangeError("their-schedules: theirs/staircase: until must be at least every (5), got 3"),
    );
  });
});

describe("defaults", () => {
  test("are written into the spec, and left out where there is none", () => {
    expect(staircase({ initial: 1, every: 2 }).spec).toEqual({
      kind: "theirs/staircase",
      initial: 1,
      every: 2,
      factor: 0.5,
    });
  });

  test("do not overrule what was given", () => {
    expect(staircase({ initial: 1, every: 2, factor: 0, until: 7 }).spec).toMatchObject({
      factor: 0,
      until: 7,
    });
  });
});

describe("errors", () => {
  const everyRule = defineSchedule<{ list: number[]; on: boolean; word: string; count: number }>(
    "rules",
    {
      package: "theirs",
      options: { list: nonNegativeList, on: flag, word: name, count: nonNegativeInteger },
      build: () => ({ at: () => 1 }),
    },
  );

  test("name every problem, a TypeError as soon as one is of a wrong type", () => {
    expect(() => everyRule({ list: [-1], on: true, word: "", count: 0.5 })).toThrow(
      new RangeError(
        'theirs: rules: list must be a non-empty array of finite numbers of at least 0, got [-1]; word must be a non-empty string, got ""; count must be an integer of at least 0, got 0.5',
      ),
    );
    expect(() => everyRule({ list: 1 as never, on: true, word: "a", count: -1 })).toThrow(
      new TypeError(
        "theirs: rules: list must be a non-empty array of finite numbers of at least 0, got 1; count must be an integer of at least 0, got -1",
      ),
    );
    expect(() => everyRule({ list: [-1], on: 1 as never, word: "a", count: 1 })).toThrow(
      new TypeError(
        "theirs: rules: list must be a non-empty array of finite numbers of at least 0, got [-1]; on must be a boolean, got 1",
      ),
    );
  });

  const constantLike = defineSchedule<{ value: number }>("constantLike", {
    package: "theirs",
    options: { value: nonNegative },
    build: ({ value }) => ({ at: () => value }),
  });

  test.each([[undefined], [null], [5], [true], [Symbol("options")], [() => 1]])(
    "are clear when the options are %s",
    (options) => {
      expect(() => constantLike(options as never)).toThrow(
        new TypeError(
          "theirs: constantLike: value must be a finite number of at least 0, got undefined",
        ),
      );
    },
  );

  const itself: unknown[] = [1, "a"];
  itself.push(itself);
  const rows = (...values: readonly (readonly [unknown, string])[]) =>
    values.map(([value, shown]) => ({ value, shown }));
  const empty: unknown = Object.create(null);
  test.each(
    rows(
      ["a\n", '"a\\n"'],
      [1n, "1"],
      [true, "true"],
      [Symbol("s"), "Symbol(s)"],
      [() => 1, "(function)"],
      [{ toString: () => "0.1" }, "(object)"],
      [empty, "(object)"],
      [[1, "a", null, undefined], '[1,"a",null,undefined]'],
      [[[1], {}, empty], "[(object),(object),(object)]"],
      [itself, '[1,"a",(object)]'],
      [[], "[]"],
      ["a".repeat(1e6), `"${"a".repeat(99)}"`],
      [Array<number>(1e6).fill(1), `[${Array<number>(99).fill(1).join()}]`],
      // 4 billion holes.
      [Object.assign([1], { length: 2 ** 32 - 1 }), `[1${",".repeat(98)}]`],
    ),
  )("show $shown", ({ value, shown }) => {
    expect(() => constantLike({ value: value as number })).toThrow(
      new TypeError(
        `theirs: constantLike: value must be a finite number of at least 0, got ${shown}`,
      ),
    );
  });

  test("name one of a hundred thousand options that no rule knows", () => {
    const options = Object.fromEntries(Array.from({ length: 1e5 }, (_, index) => [`o${index}`, 0]));
    expect(() => constantLike(options as never)).toThrow(
      new TypeError(
        'theirs: constantLike: each option must be one of value, got "o0"; value must be a finite number of at least 0, got undefined',
      ),
    );
  });

  test.each(["__proto__", "constructor", "toString", "kind"])(
    "refuse the option %s that no rule knows",
    (option) => {
      const options = JSON.parse(`{"value":1,${JSON.stringify(option)}:1}`) as { value: number };
      expect(() => constantLike(options)).toThrow(
        new TypeError(
          `theirs: constantLike: each option must be one of value, got ${JSON.stringify(option)}`,
        ),
      );
    },
  );
});

describe("collect", () => {
  test("turns the arguments into options", () => {
    const between = defineSchedule<
      { low: number; high: number },
      (low: number, high: number) => Schedule
    >("between", {
      package: "theirs",
      options: { low: nonNegative, high: nonNegative },
      collect: (low: unknown, high: unknown) => ({ low, high }),
      build: ({ low, high }) => ({ at: (step) => (step % 2 < 1 ? low : high) }),
    });
    expect([0, 1, 2].map(between(0.1, 0.2))).toEqual([0.1, 0.2, 0.1]);
    expect((parse(between(0.1, 0.2).spec, [between]) as Schedule)(1)).toBe(0.2);
    expect(() => between(-1, undefined as never)).toThrow(
      new TypeError(
        "theirs: between: low must be a finite number of at least 0, got -1; high must be a finite number of at least 0, got undefined",
      ),
    );
  });
});

describe("values are checked on the way out", () => {
  const anything: Rule = { rule: "anything", accepts: () => true };
  const returning = defineSchedule<{ value: { it: unknown } }, (value: object) => Schedule>(
    "returning",
    {
      package: "theirs",
      options: { value: anything },
      collect: (value: unknown) => ({ value }),
      build: ({ value }) => ({ at: () => value.it as number }),
    },
  );

  test.each([
    { it: NaN, shown: "NaN" },
    { it: Infinity, shown: "Infinity" },
    { it: -1e-9, shown: "-1e-9" },
    { it: "0.1", shown: '"0.1"' },
    { it: 1n, shown: "1" },
    { it: undefined, shown: "undefined" },
    { it: null, shown: "null" },
    { it: Symbol("s"), shown: "Symbol(s)" },
    { it: Object.create(null) as unknown, shown: "(object)" },
  ])("$shown", ({ it, shown }) => {
    const error = (kind: string): RangeError =>
      new RangeError(
        `@anneal/core: ${kind}: value at step 3 must be a finite number of at least 0, got ${shown}`,
      );
    expect(() => returning({ it })(3)).toThrow(error("returning"));
    // A bare function has no kind of its own.
    expect(() => sequence([() => it as number])(3)).toThrow(error("function"));
  });

  test.each([
    { at: Symbol("s"), shown: "Symbol(s)" },
    { at: Object.create(null) as unknown, shown: "(object)" },
    { at: 1n, shown: "1" },
    { at: [1], shown: "[1]" },
  ])("and steps on the way in: $shown", ({ at, shown }) => {
    expect(() => constant(1)(at as number)).toThrow(
      new RangeError(
        `@anneal/core: constant: step must be a finite number of at least 0, got ${shown}`,
      ),
    );
  });
});

describe("specs", () => {
  test("a bare function inside has none, and says so when asked", () => {
    const schedule = product([ramp({ from: 1, to: 0, steps: 2 }), (step) => step]);
    expect(schedule(1)).toBe(0.5);
    const error = new TypeError(
      "@anneal/core: a function of your own has no JSON form: define a schedule",
    );
    expect(() => schedule.spec).toThrow(error);
    expect(() => schedule.toJSON()).toThrow(error);
    expect(() => JSON.stringify(schedule)).toThrow(error);
  });

  test("do not change with the options", () => {
    const phases = [{ schedule: 0.1, steps: 2 }, 0.3];
    const schedule = sequence(phases);
    phases.push(0.5);
    phases[0] = 0.7;
    expect(schedule.spec["phases"]).toEqual([{ schedule: 0.1, steps: 2 }, 0.3]);
  });

  test("hold nested specs", () => {
    expect(JSON.stringify(scale(0.5, constant(0.1)))).toBe(
      '{"kind":"scale","factor":0.5,"schedule":{"kind":"constant","value":0.1}}',
    );
  });
});

describe("a reactive kind", () => {
  test("may begin without a state", () => {
    const counting = defineSchedule<
      { schedule: Composable },
      (options: { schedule: Composable }) => ReactiveSchedule<number | null>,
      number | null
    >("counting", {
      package: "theirs",
      options: { schedule: scheduleRule },
      build: () => ({
        at: (_step, seen) => 1 / ((seen ?? 0) + 1),
        monitors: ["loss"],
        observe: (seen) => (seen ?? 0) + 1,
      }),
    });
    const run = drive(counting({ schedule: 1 }));
    expect(run.snapshot().state).toBe(null);
    expect([run.value, run.observe(3)]).toEqual([1, 0.5]);
    expect(drive(counting({ schedule: 1 }), { resume: resumeFrom(run.snapshot()) }).value).toBe(
      0.5,
    );
  });
});

describe("isReactive", () => {
  test.each<readonly [unknown, boolean]>([
    [halving({ schedule: 1 }), true],
    [{ observe: () => 1 }, true],
    [constant(1), false],
    [(step: number) => step, false],
    [0.1, false],
    ["observe", false],
    [{ observe: true }, false],
    [{}, false],
    [null, false],
    [undefined, false],
  ])("%o: %s", (value, reactive) => {
    expect(isReactive(value)).toBe(reactive);
  });
});
