import {
  constant,
  delay,
  drive,
  isReactive,
  parse as parseWith,
  product,
  ramp,
  repeat,
  resumeFrom,
  scheduleFrom,
  sequence,
} from "@anneal/core";
import type { Composable, Drive, DriveOptions } from "@anneal/core";
import {
  composition,
  describeErrors,
  metrics,
  nonNegativeIntegerCase,
  optional,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafKinds, pureLeaves, reactiveLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

const falling = ramp({ from: 1, to: 0, steps: 4 });
const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
const parse = (spec: unknown): ReturnType<typeof parseWith> => parseWith(spec, leafKinds);

describe("a pure schedule", () => {
  test("is walked one update at a time", () => {
    const run = drive(falling);
    expect([run.step, run.value]).toEqual([0, 1]);
    expect([run.advance(), run.advance()]).toEqual([0.75, 0.5]);
    expect([run.step, run.value]).toEqual([2, 0.5]);
    expect([run.advance(), run.advance(), run.advance()]).toEqual([0.25, 0, 0]);
    expect(run.schedule).toBe(falling);
  });

  test("stands still for an update that was skipped", () => {
    const run = drive(falling);
    expect([run.advance(false), run.advance(true), run.advance(false)]).toEqual([1, 0.75, 0.75]);
    expect(run.step).toBe(1);
  });

  test("ignores observations of any sort", () => {
    const run = drive(falling);
    run.advance();
    for (const seen of [1, NaN, {}, { loss: 1 }]) expect(run.observe(seen)).toBe(0.75);
  });

  test("has no state in its snapshot", () => {
    const run = drive(falling);
    run.advance();
    expect(run.snapshot()).toEqual({
      format: 1,
      fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      spec: falling.spec,
      step: 1,
      state: null,
    });
  });
});

describe("anything that gives a learning rate", () => {
  test.each<readonly [string, Composable, readonly number[]]>([
    ["a number", 0.1, [0.1, 0.1]],
    ["a function", (step: number) => step + 1, [1, 2]],
    ["a schedule", falling, [1, 0.75]],
    ["a reactive schedule", halving({ schedule: falling }), [1, 0.75]],
  ])("%s is driven", (_name, composable, values) => {
    const run = drive(composable);
    expect([run.value, run.advance()]).toEqual(values);
  });

  test("becomes a schedule with a spec where it can", () => {
    expect(scheduleFrom(0.1).spec).toEqual({ kind: "constant", value: 0.1 });
    expect(scheduleFrom(falling)).toBe(falling);
    expect(() => scheduleFrom((step: number) => step).spec).toThrow(TypeError);
  });

  test("is all that is taken", () => {
    const number = "@anneal/core: constant: value must be a finite number of at least 0, got ";
    const rule =
      "@anneal/core: function: schedule must be a schedule, a function of the step, or a finite number of at least 0, got ";
    expect(() => scheduleFrom(-1)).toThrow(new RangeError(`${number}-1`));
    expect(() => drive(NaN)).toThrow(new RangeError(`${number}NaN`));
    expect(() => drive("0.1" as never)).toThrow(new TypeError(`${rule}"0.1"`));
    expect(() => drive(null as never)).toThrow(new TypeError(`${rule}undefined`));
    expect(() => drive({} as never)).toThrow(new TypeError(`${rule}(object)`));
    // A factory that was not called.
    expect(() => drive(constant as never)).toThrow(new TypeError(`${rule}(function)`));
  });
});

describe("observe", () => {
  const watching = (): Drive => drive(halving({ schedule: 0.8 }));
  const watchingTwo = (): Drive =>
    drive(product([halving({ schedule: 0.8 }), halving({ schedule: 1, monitor: "error" })]));

  test("takes a number where one metric is watched", () => {
    const run = watching();
    expect([run.observe(1), run.advance(), run.observe(2)]).toEqual([0.8, 0.8, 0.4]);
  });

  test("takes metrics by name, and more than are watched", () => {
    const run = watching();
    const noise = { accuracy: "high" as never, other: NaN };
    expect(run.observe({ loss: 1, ...noise })).toBe(0.8);
    run.advance();
    expect(run.observe({ loss: 2, ...noise })).toBe(0.4);
  });

  test("counts the same step once", () => {
    const run = watching();
    expect([run.observe(1), run.observe(2), run.observe(3)]).toEqual([0.8, 0.8, 0.8]);
    run.advance(false);
    expect(run.observe(4)).toBe(0.8);
    run.advance();
    expect([run.observe(2), run.observe(3)]).toEqual([0.4, 0.4]);
  });

  test("takes one metric of several, the other at the same step too", () => {
    const run = watchingTwo();
    run.observe({ loss: 1 });
    run.observe({ error: 1 });
    run.advance();
    expect(run.observe({ loss: 2 })).toBe(0.4);
    expect(run.observe({ error: 2 })).toBe(0.2);
  });

  test.each([NaN, Infinity, -Infinity])("hands %d on", (value) => {
    const run = watching();
    run.observe(1);
    run.advance();
    expect(run.observe(value)).toBe(value === Infinity ? 0.4 : 0.8);
  });

  test.each<readonly [string, unknown, string]>([
    ["none that is watched", { accuracy: 1, f1: 2 }, '["accuracy",1,"f1",2]'],
    ["an empty object", {}, "[]"],
    ["an inherited metric", Object.create({ loss: 1 }), "[]"],
    ["nothing", undefined, "undefined"],
    ["null", null, "null"],
    ["a string", "1", '"1"'],
    ["an array", [1], '["0",1]'],
    ["a string by name", { loss: "1" }, '["loss","1"]'],
    ["nothing by name", { loss: undefined }, '["loss",undefined]'],
    ["a tensor by name", { loss: { dataSync: () => [1] } }, '["loss",(object)]'],
    ["a bigint by name", { loss: 1n }, '["loss",1]'],
  ])("refuses %s", (_name, seen, got) => {
    const run = watching();
    expect(() => run.observe(seen as number)).toThrow(
      new TypeError(
        `@anneal/core: observe: metrics must be numbers by name, at least one of loss, got ${got}`,
      ),
    );
    expect(run.snapshot().state).toEqual(watching().snapshot().state);
  });

  test("refuses a bare number where two metrics are watched", () => {
    expect(() => watchingTwo().observe(1)).toThrow(
      new TypeError(
        "@anneal/core: observe: metrics must be numbers by name, at least one of loss, error, got 1",
      ),
    );
    expect(() => watchingTwo().observe({})).toThrow(
      new TypeError(
        "@anneal/core: observe: metrics must be numbers by name, at least one of loss, error, got []",
      ),
    );
  });

  test("takes a metric by the name of a method of every object", () => {
    const run = drive(halving({ schedule: 0.8, monitor: "__proto__" }));
    run.observe(1);
    run.advance();
    expect(run.observe(2)).toBe(0.4);
    expect(() => run.observe({ loss: 1 })).toThrow(TypeError);
  });
});

describe("resume", () => {
  /** The first `until` steps of a run whose loss rises at every third. */
  const walk = (run: Drive, from: number, until: number): number[] =>
    Array.from({ length: until - from }, (_, index) => {
      run.observe({ loss: (from + index) % 3, error: -((from + index) % 4) });
      return run.advance();
    });

  test.each<readonly [string, () => Composable]>([
    ["a pure schedule", () => sequence([falling, repeat({ steps: 3 }, falling)])],
    ["a reactive one", () => halving({ schedule: falling })],
    [
      "one with reactive parts",
      () =>
        product([
          sequence([{ schedule: halving({ schedule: 1 }), steps: 5 }, halving({ schedule: 0.7 })]),
          delay(2, repeat({ steps: 4, times: 2 }, halving({ schedule: 1, monitor: "error" }))),
        ]),
    ],
  ])("continues %s at every step", (_name, make) => {
    const whole = walk(drive(make()), 0, 14);
    for (let cut = 0; cut <= 14; cut++) {
      const first = drive(make());
      walk(first, 0, cut);
      const second = drive(make(), { resume: resumeFrom(throughJson(first.snapshot())) });
      expect(second.step).toBe(cut);
      expect(second.snapshot()).toEqual(first.snapshot());
      expect(walk(second, cut, 14)).toEqual(whole.slice(cut));
    }
  });

  test("continues any composition", () => {
    const leaves = [...pureLeaves, ...reactiveLeaves];
    const course = fc.array(fc.tuple(fc.boolean(), metrics(["loss", "error"])), { maxLength: 12 });
    fc.assert(
      fc.property(composition({ depth: 3, leaves }), course, fc.nat(12), (schedule, list, cut) => {
        const monitors = isReactive(schedule) ? schedule.monitors : [];
        const play = (run: Drive, part: typeof list): number[] =>
          part.map(([applied, seen]) => {
            run.advance(applied);
            return monitors.some((name) => Object.hasOwn(seen, name))
              ? run.observe(seen)
              : run.value;
          });
        const first = drive(schedule);
        play(first, list.slice(0, cut));
        const later = drive(parse(schedule.spec), {
          resume: resumeFrom(throughJson(first.snapshot())),
        });
        expect(play(later, list.slice(cut))).toEqual(play(drive(schedule), list).slice(cut));
      }),
    );
  });

  test("leaves the snapshot alone and keeps nothing of it", () => {
    const first = drive(halving({ schedule: 0.8 }));
    first.observe(1);
    first.advance();
    const snapshot = first.snapshot();
    const before = throughJson(snapshot);
    const second = drive(halving({ schedule: 0.8 }), { resume: resumeFrom(snapshot) });
    second.observe(2);
    expect(snapshot).toEqual(before);
    (snapshot.state as { scale: number }).scale = 100;
    expect(second.value).toBe(0.4);
    expect(first.value).toBe(0.8);
  });
});

describeErrors(
  "@anneal/core: drive",
  (options: DriveOptions) => drive(1, options),
  {},
  {
    from: optional(nonNegativeIntegerCase),
    resume: { type: "function", rule: "resumeFrom(snapshot)", optional: true, outOfRange: [] },
  },
);

describe("from", () => {
  test("begins at a step, without a snapshot", () => {
    const schedule = ramp({ from: 0.1, to: 0, steps: 10 });
    const run = drive(schedule, { from: 5 });
    expect([run.step, run.value, run.advance(), run.snapshot().step]).toEqual([
      5,
      0.05,
      schedule(6),
      6,
    ]);
    expect(drive(schedule, { from: 0 }).snapshot()).toEqual(drive(schedule).snapshot());
  });

  test("of a schedule that reacts leaves its state that of a beginning", () => {
    const run = drive(halving({ schedule: ramp({ from: 1, to: 0, steps: 4 }) }), { from: 2 });
    expect(run.snapshot().state).toEqual(halving({ schedule: 1 }).initial);
    expect([run.value, run.observe(1), run.advance(), run.observe(2)]).toEqual([
      0.5, 0.5, 0.25, 0.125,
    ]);
  });

  test("is refused together with a snapshot, which knows its step", () => {
    const resume = drive(1).snapshot();
    for (const from of [0, 3]) {
      expect(() => drive(1, { resume: resumeFrom(resume), from })).toThrow(
        new RangeError(
          `@anneal/core: drive: from must be left out with resume, which knows its step, got ${String(from)}`,
        ),
      );
    }
  });
});

test.each([5, "5", () => 5, true])("options that are no object are refused: %s", (options) => {
  expect(() => drive(1, options as never)).toThrow(
    new TypeError('@anneal/core: drive: each option must be one of from, resume, got "options"'),
  );
});

test("a schedule without a JSON form runs, but leaves no snapshot", () => {
  const run = drive((step) => step + 1);
  expect(run.advance()).toBe(2);
  expect(() => run.snapshot()).toThrow(
    new TypeError("@anneal/core: a function of your own has no JSON form: define a schedule"),
  );
});

test("options may be left out as null", () => {
  expect(drive(0.1, null as never).step).toBe(0);
});

test("a snapshot alone is no place to resume from", () => {
  expect(() => drive(0.1, { resume: drive(0.1).snapshot() as never })).toThrow(
    new TypeError("@anneal/core: drive: resume must be resumeFrom(snapshot), got (object)"),
  );
});
