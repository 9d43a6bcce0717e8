import {
  clamp,
  constant,
  defineSchedule,
  drive,
  drivePlan,
  fingerprint,
  linearCurve,
  name,
  parse as parseWith,
  plan,
  product,
  ramp,
  resumeFrom,
  scale,
  sequence,
} from "@anneal/core";
import type {
  Composable,
  Json,
  ReactiveSchedule,
  Resume,
  ResumeFromOptions,
  ScheduleSpec,
  Snapshot,
} from "@anneal/core";
import { describeErrors, oneOfCase, optional } from "@anneal/testing";
import { describe, expect, test } from "vitest";
import { leafKinds } from "./compositions.ts";
import { halving } from "./halving.ts";

const falling = ramp({ from: 1, to: 0, steps: 4 });
const parse = (spec: ScheduleSpec): ReturnType<typeof parseWith> => parseWith(spec, leafKinds);

/** A snapshot with other content and the fingerprint that goes with it, as somebody who means it would make one. */
const sealed = (snapshot: Snapshot): Snapshot => {
  const content = { ...snapshot, fingerprint: undefined };
  return { ...content, fingerprint: fingerprint(content) };
};

describe("a snapshot of another schedule", () => {
  const stored = ((): Snapshot => {
    const run = drive(ramp({ from: 0.1, to: 0, steps: 10 }));
    run.advance();
    run.advance();
    return run.snapshot();
  })();
  const other = ramp({ from: 0.2, to: 0, steps: 20 });
  const choices =
    '; onMismatch "keep-spec" goes on with the values of this one, "use-snapshot" with those of the other';

  test("is refused, and every option that differs is named", () => {
    const message =
      "@anneal/core: resumeFrom: the snapshot was taken under another schedule: spec.from: 0.2 here, 0.1 there; spec.steps: 20 here, 10 there";
    expect(() => drive(other, { resume: resumeFrom(stored) })).toThrow(
      new RangeError(message + choices),
    );
    expect(() => drive(other, { resume: resumeFrom(stored, { onMismatch: "error" }) })).toThrow(
      message,
    );
  });

  test.each<readonly [string, Composable, Composable, string]>([
    [
      "another kind",
      constant(1),
      falling,
      'spec.kind: "constant" here, "ramp" there; spec.value: 1 here, undefined there; spec.from: undefined here, 1 there; spec.to: undefined here, 0 there; spec.steps: undefined here, 4 there; spec.curve: undefined here, {"kind":"linearCurve"} there',
    ],
    ["an option less", clamp({ max: 1 }, 1), clamp({}, 1), "spec.max: 1 here, undefined there"],
    [
      "a schedule for a number",
      scale(1, constant(1)),
      scale(1, 1),
      'spec.schedule: {"kind":"constant","value":1} here, 1 there',
    ],
    [
      "an item of a list",
      product([1, 2, 3]),
      product([1, 5]),
      "spec.schedules[1]: 2 here, 5 there; spec.schedules[2]: 3 here, undefined there",
    ],
    [
      "an option deep inside",
      sequence([{ schedule: scale(2, 1), steps: 2 }, 1]),
      sequence([{ schedule: scale(3, 1), steps: 2 }, 1]),
      "spec.phases[0].schedule.factor: 2 here, 3 there",
    ],
    ["a bare number", 0.1, 0.2, "spec.value: 0.1 here, 0.2 there"],
  ])("names %s", (_name, here, there, message) => {
    expect(() => drive(here, { resume: resumeFrom(drive(there).snapshot()) })).toThrow(
      new RangeError(
        `@anneal/core: resumeFrom: the snapshot was taken under another schedule: ${message}${choices}`,
      ),
    );
  });

  test("may be continued under the schedule given", () => {
    const run = drive(other, { resume: resumeFrom(stored, { onMismatch: "keep-spec" }) });
    expect([run.step, run.value, run.schedule]).toEqual([2, other(2), other]);
  });

  test("may be continued under its own", () => {
    const run = drive(other, { resume: resumeFrom(stored, { onMismatch: "use-snapshot", parse }) });
    expect(run.schedule.spec).toEqual(stored.spec);
    expect([run.step, run.value]).toEqual([2, ramp({ from: 0.1, to: 0, steps: 10 })(2)]);
    expect(run.snapshot()).toEqual(stored);
  });

  test("may be continued under its own with its state", () => {
    const first = drive(halving({ schedule: 0.8 }));
    first.observe(1);
    first.advance();
    first.observe(2);
    const run = drive(0.1, {
      resume: resumeFrom(first.snapshot(), { onMismatch: "use-snapshot", parse }),
    });
    expect(run.value).toBe(0.4);
    run.advance();
    expect(run.observe(3)).toBe(0.2);
  });

  test("needs parse to be continued under its own", () => {
    expect(() =>
      drive(other, { resume: resumeFrom(stored, { onMismatch: "use-snapshot" }) }),
    ).toThrow(
      new RangeError(
        '@anneal/core: resumeFrom: parse must be given with onMismatch "use-snapshot", got undefined',
      ),
    );
  });

  test("does not matter when there is no difference", () => {
    const same = ramp({ from: 0.1, to: 0, steps: 10, curve: linearCurve });
    for (const onMismatch of ["error", "keep-spec", "use-snapshot"] as const) {
      expect(drive(same, { resume: resumeFrom(stored, { onMismatch, parse }) }).schedule).toBe(
        same,
      );
    }
  });

  test("is refused when its state does not fit", () => {
    const reactive = drive(halving({ schedule: 0.1 })).snapshot();
    expect(() =>
      drive(other, { resume: resumeFrom(reactive, { onMismatch: "keep-spec" }) }),
    ).toThrow(
      new TypeError(
        "@anneal/core: snapshot: state must be a finite number or null, as the schedule has it, got (object)",
      ),
    );
    expect(() =>
      drive(halving({ schedule: 1 }), { resume: resumeFrom(stored, { onMismatch: "keep-spec" }) }),
    ).toThrow(
      new TypeError(
        "@anneal/core: snapshot: state must be an object, as the schedule has it, got null",
      ),
    );
  });

  test("keeps its state when that fits", () => {
    const first = drive(halving({ schedule: 0.8 }));
    first.observe(1);
    first.advance();
    first.observe(2);
    const run = drive(halving({ schedule: 0.1, factor: 0.1 }), {
      resume: resumeFrom(first.snapshot(), { onMismatch: "keep-spec" }),
    });
    expect(run.value).toBe(0.05);
  });

  test("is refused when the schedule here cannot be compared", () => {
    expect(() => drive((step) => step, { resume: resumeFrom(stored) })).toThrow(
      new TypeError("@anneal/core: a function of your own has no JSON form: define a schedule"),
    );
  });
});

interface PhasedState {
  readonly phase: string;
  readonly done: boolean;
}

const phased = defineSchedule<
  { monitor: string },
  (options: { monitor: string }) => ReactiveSchedule<PhasedState>,
  PhasedState
>("phased", {
  package: "theirs",
  options: { monitor: name },
  build: ({ monitor }) => ({
    at: (_step, { done }) => (done ? 0.1 : 1),
    initial: { phase: "warm", done: false },
    monitors: [monitor],
    observe: () => ({ phase: "cooling", done: true }),
  }),
});

describe("a snapshot that was tampered with", () => {
  const make = () => halving({ schedule: product([halving({ schedule: 1 }), 0.8]) });
  const good = ((): Snapshot => {
    const run = drive(make());
    run.observe(1);
    run.advance();
    return run.snapshot();
  })();
  const message = (text: string): string => `@anneal/core: snapshot: ${text}`;

  test("is no problem while it is whole", () => {
    expect(good.state).toEqual({
      step: 0,
      last: 1,
      scale: 1,
      inner: [{ step: 0, last: 1, scale: 1, inner: null }, null],
    });
    expect(drive(make(), { resume: resumeFrom(good) }).step).toBe(1);
  });

  test.each<readonly [string, unknown, string]>([
    ["null", null, "it must be an object, got null"],
    ["a function", () => 1, "it must be an object, got (function)"],
    ["an empty object", {}, "format must be 1, got undefined"],
    ["an array", [good], "format must be 1, got undefined"],
    ["another format", { ...good, format: 2 }, "format must be 1, got 2"],
    ["a format that is a string", { ...good, format: "1" }, 'format must be 1, got "1"'],
    ["no spec", { ...good, spec: undefined }, "spec must be an object with a kind, got undefined"],
    [
      "a spec that is null",
      { ...good, spec: null },
      "spec must be an object with a kind, got null",
    ],
    [
      "a spec without a kind",
      { ...good, spec: {} },
      "spec must be an object with a kind, got (object)",
    ],
    ["a spec that is a list", { ...good, spec: [] }, "spec must be an object with a kind, got []"],
    [
      "a kind that is no string",
      { ...good, spec: { kind: 1 } },
      "spec must be an object with a kind, got (object)",
    ],
    [
      "no fingerprint",
      { ...good, fingerprint: undefined },
      `fingerprint must be that of its spec, step and state (${good.fingerprint}), got undefined`,
    ],
    [
      "another fingerprint",
      { ...good, fingerprint: "00000000" },
      `fingerprint must be that of its spec, step and state (${good.fingerprint}), got "00000000"`,
    ],
    [
      "another spec",
      { ...good, spec: { kind: "constant", value: 1 } },
      `fingerprint must be that of its spec, step and state (${sealed({ ...good, spec: { kind: "constant", value: 1 } }).fingerprint}), got "${good.fingerprint}"`,
    ],
    ...[-1, 0.5, 2 ** 53].map(
      (step) =>
        [
          `step ${String(step)}`,
          { ...good, step },
          `step must be an integer of at least 0, got ${String(step)}`,
        ] as const,
    ),
    [
      "step NaN, which JSON makes null",
      { ...good, step: NaN },
      "step must be an integer of at least 0, got null",
    ],
    [
      "a step that is a string",
      { ...good, step: "1" },
      'step must be an integer of at least 0, got "1"',
    ],
  ])("%s", (_name, resume, text) => {
    expect(() => drive(make(), { resume: resumeFrom(resume as Snapshot) })).toThrow(
      new TypeError(message(text)),
    );
  });

  test("another step or state is noticed", () => {
    const state = { ...(good.state as object), reductions: -2 };
    for (const changed of [
      { ...good, step: 2 },
      { ...good, state },
      { ...good, more: 1 },
    ]) {
      const { fingerprint: actual } = sealed(changed);
      expect(() => resumeFrom(changed)).toThrow(
        new TypeError(
          message(
            `fingerprint must be that of its spec, step and state (${actual}), got "${good.fingerprint}"`,
          ),
        ),
      );
    }
  });

  const state = good.state as Record<string, Json>;
  const inner = state["inner"] as readonly Json[];
  test.each<readonly [string, unknown, string]>([
    ["null", null, "state must be an object, as the schedule has it, got null"],
    ["a number", 1, "state must be an object, as the schedule has it, got 1"],
    ["a list", [state], "state must be an object, as the schedule has it, got [(object)]"],
    [
      "an object for a list",
      { ...state, inner: { 0: inner[0], 1: inner[1] } },
      "state.inner must be an array, as the schedule has it, got (object)",
    ],
    [
      "a key less",
      { step: 0, last: 1, scale: 1 },
      "state.inner must be an array, as the schedule has it, got undefined",
    ],
    [
      "a key more",
      { ...state, other: 1 },
      "state.other must be left out, as the schedule has it, got 1",
    ],
    [
      "another key",
      { step: 0, last: 1, factor: 1, inner },
      "state.scale must be a finite number, as the schedule has it, got undefined",
    ],
    [
      "__proto__ in the place of a key",
      JSON.parse('{"step":0,"last":1,"scale":1,"__proto__":{"inner":null}}'),
      "state.inner must be an array, as the schedule has it, got undefined",
    ],
    [
      "an item less",
      { ...state, inner: [inner[0]] },
      "state.inner[1] must be a finite number or null, as the schedule has it, got undefined",
    ],
    [
      "an item more",
      { ...state, inner: [...inner, null] },
      "state.inner[2] must be left out, as the schedule has it, got null",
    ],
    [
      "null for a number",
      { ...state, scale: null },
      "state.scale must be a finite number, as the schedule has it, got null",
    ],
    [
      "a string for a number",
      { ...state, scale: "1" },
      'state.scale must be a finite number, as the schedule has it, got "1"',
    ],
    [
      "a string where there may be no number yet",
      { ...state, last: "1" },
      'state.last must be a finite number or null, as the schedule has it, got "1"',
    ],
    [
      "an object where there may be no number yet",
      { ...state, last: {} },
      "state.last must be a finite number or null, as the schedule has it, got (object)",
    ],
    [
      "a bad state inside",
      { ...state, inner: [{ ...(inner[0] as object), scale: true }, null] },
      "state.inner[0].scale must be a finite number, as the schedule has it, got true",
    ],
    [
      "an object for a child without a state",
      { ...state, inner: [inner[0], {}] },
      "state.inner[1] must be a finite number or null, as the schedule has it, got (object)",
    ],
  ])("a state that is not of this schedule: %s", (_name, bad, text) => {
    const resume = resumeFrom(sealed({ ...good, state: bad as Json }));
    expect(() => drive(make(), { resume })).toThrow(new TypeError(message(text)));
  });

  test("may hold null where no number is yet, and a number", () => {
    for (const last of [null, 5, -1e300]) {
      const resume = sealed({ ...good, state: { ...state, last } });
      expect(drive(make(), { resume: resumeFrom(resume) }).snapshot()).toEqual(resume);
    }
  });

  test.each(["__proto__", "constructor", "prototype"])("%s changes no prototype", (key) => {
    const hostile = (path: string): Snapshot =>
      JSON.parse(
        JSON.stringify(good).replace(`"${path}":{`, `"${path}":{"${key}":{"polluted":1},`),
      ) as Snapshot;
    expect(() => resumeFrom(hostile("spec"))).toThrow("fingerprint must be");
    expect(() => resumeFrom(hostile("state"))).toThrow("fingerprint must be");
    expect(() => drive(make(), { resume: resumeFrom(sealed(hostile("spec"))) })).toThrow(
      new RangeError(
        `@anneal/core: resumeFrom: the snapshot was taken under another schedule: spec.${key}: undefined here, {"polluted":1} there; onMismatch "keep-spec" goes on with the values of this one, "use-snapshot" with those of the other`,
      ),
    );
    expect(() => drive(make(), { resume: resumeFrom(sealed(hostile("state"))) })).toThrow(
      new TypeError(message(`state.${key} must be left out, as the schedule has it, got (object)`)),
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("is refused when it holds itself", () => {
    const spec: Record<string, unknown> = { kind: "product" };
    spec["schedules"] = [spec, spec];
    expect(() => drive(1, { resume: resumeFrom({ ...good, spec: spec as ScheduleSpec }) })).toThrow(
      TypeError,
    );
  });

  test("must keep the type of whatever else a state holds", () => {
    const schedule = phased({ monitor: "loss" });
    const snapshot = drive(schedule).snapshot();
    const state = { phase: "cooling", done: true };
    expect(drive(schedule, { resume: resumeFrom(sealed({ ...snapshot, state })) }).value).toBe(0.1);
    for (const [bad, text] of [
      [{ ...state, phase: 1 }, "state.phase must be a string, as the schedule has it, got 1"],
      [
        { ...state, done: "true" },
        'state.done must be a boolean, as the schedule has it, got "true"',
      ],
      [{ ...state, done: null }, "state.done must be a boolean, as the schedule has it, got null"],
    ] as const) {
      const resume = resumeFrom(sealed({ ...snapshot, state: bad }));
      expect(() => drive(schedule, { resume })).toThrow(new TypeError(message(text)));
    }
  });
});

describe("what is no plain JSON is refused in one sentence", () => {
  const circular: unknown[] = [];
  circular.push(circular);
  let deep: unknown = {};
  for (let level = 0; level < 100_000; level++) deep = { deep };

  test.each([
    ["a bigint inside", { format: 1n }, "(object)"],
    ["a list that holds itself", circular, "[(object)]"],
    ["a hundred thousand levels", deep, "(object)"],
  ])("%s", (_name, resume, shown) => {
    expect(() => drive(1, { resume: resumeFrom(resume as Snapshot) })).toThrow(
      new TypeError(`@anneal/core: snapshot: it must be plain JSON, got ${shown}`),
    );
  });

  test("an object whose JSON is null", () => {
    const resume: unknown = new Date(NaN);
    expect(() => drive(1, { resume: resumeFrom(resume as Snapshot) })).toThrow(
      new TypeError("@anneal/core: snapshot: it must be an object, got (object)"),
    );
  });

  test("of many differences the first are named", () => {
    const made = (first: number) =>
      product(Array.from({ length: 3000 }, (_, index) => index + first));
    const resume = resumeFrom(drive(made(0)).snapshot());
    expect(() => drive(made(1), { resume })).toThrow(
      /: spec\.schedules\[0\]: 1 here, 0 there; .*spec\.schedules\[19\]: 20 here, 19 there; onMis/,
    );
  });

  test("of long words the beginning is shown", () => {
    const monitor = "x".repeat(100_000);
    const resume = resumeFrom(drive(halving({ schedule: 1, monitor })).snapshot());
    expect(() => drive(halving({ schedule: 1 }), { resume })).toThrow(/^.{200,500}$/);
    expect(() => drive(1, { resume })).toThrow(/^.{200,1300}$/);
  });
});

describeErrors(
  "@anneal/core: resumeFrom",
  (options: ResumeFromOptions<unknown>) => resumeFrom(drive(1).snapshot(), options),
  {},
  {
    onMismatch: optional(oneOfCase(["error", "keep-spec", "use-snapshot"], ["", "toString"])),
    parse: {
      type: "function",
      rule: "a function that builds from a spec",
      optional: true,
      outOfRange: [],
    },
  },
);

describe("damage", () => {
  const pure = drive(
    sequence([ramp({ from: 0, to: 0.1, steps: 5 }), { schedule: 0.1, steps: 3 }, 0.01]),
  );
  const reactive = drive(halving({ schedule: product([halving({ schedule: 1 }), 0.8]) }));
  for (const run of [pure, reactive]) {
    for (const metric of [1, 0.1, 7]) {
      run.observe(metric);
      run.advance();
    }
  }
  const planned = drivePlan(plan({ learningRate: halving({ schedule: 0.1 }), momentum: 0.9 }), {
    from: 2 ** 40,
  });
  const running: readonly (readonly [string, Snapshot, (resume: Resume) => unknown])[] = [
    ["a pure schedule", pure.snapshot(), (resume) => drive(pure.schedule, { resume })],
    ["a reactive schedule", reactive.snapshot(), (resume) => drive(reactive.schedule, { resume })],
    ["a plan", planned.snapshot(), (resume) => drivePlan(planned.plan, { resume })],
  ];

  test.each(running)("every bit of the text of a snapshot counts: %s", (_name, whole, go) => {
    const text = JSON.stringify(whole);
    go(resumeFrom(JSON.parse(text) as Snapshot));
    let refused = 0;
    for (let index = 0; index < text.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = String.fromCharCode(text.charCodeAt(index) ^ (1 << bit));
        let damaged: unknown;
        try {
          damaged = JSON.parse(text.slice(0, index) + flipped + text.slice(index + 1));
        } catch {
          refused++;
          continue;
        }
        expect(() => go(resumeFrom(damaged as Snapshot)), JSON.stringify(damaged)).toThrow(
          "@anneal/core: snapshot: ",
        );
        refused++;
      }
    }
    expect(refused).toBe(8 * text.length);
  });

  /** A copy of `value` with one of the numbers in it changed. */
  const changed = (value: Json, wanted: number, change: (number: number) => number): Json => {
    let count = 0;
    return JSON.parse(JSON.stringify(value), (_key, item: unknown) =>
      typeof item === "number" && count++ === wanted ? change(item) : item,
    ) as Json;
  };

  test.each(running)("every bit of a step and a state counts: %s", (_name, whole, go) => {
    const { step, state } = whole;
    const numbers = JSON.stringify([step, state]).match(/(?<![\w"])-?\d/g)!.length;
    const view = new DataView(new ArrayBuffer(8));
    for (let index = 0; index < numbers; index++) {
      for (let bit = 0; bit < 64; bit++) {
        const [otherStep, otherState] = changed([step, state], index, (number) => {
          view.setFloat64(0, number);
          view.setBigUint64(0, view.getBigUint64(0) ^ (1n << BigInt(bit)));
          return view.getFloat64(0);
        }) as [number, Json];
        const damaged = { ...whole, step: otherStep, state: otherState };
        // JSON has no -0: it is the 0 that it was.
        if (JSON.stringify(damaged) === JSON.stringify(whole)) continue;
        expect(() => go(resumeFrom(damaged))).toThrow("@anneal/core: snapshot: ");
      }
    }
  });

  test("a large state under a long name is compared at once", () => {
    const state = { ["k".repeat(4000)]: Array(30_000).fill(0) as number[] };
    const hostile = sealed({ ...drive(halving({ schedule: 1 })).snapshot(), state });
    const run = (): unknown =>
      drive(halving({ schedule: 1 }), {
        resume: resumeFrom(JSON.parse(JSON.stringify(hostile)) as Snapshot),
      });
    const refusal =
      /^@anneal\/core: snapshot: state\.step must be a finite number or null, as .* got undefined$/;
    expect(run).toThrow(refusal);
    const spec = { kind: "x", ["k".repeat(4000)]: Array(30_000).fill(0) as number[] };
    const other = sealed({ ...hostile, spec, state: null });
    const compared = (): unknown => drive(1, { resume: resumeFrom(other) });
    expect(compared).toThrow(/^.{100,1500}$/);
    const before = process.cpuUsage();
    const heap = process.memoryUsage().heapUsed;
    expect(run).toThrow(refusal);
    expect(compared).toThrow("under another schedule");
    const { user, system } = process.cpuUsage(before);
    // Some 15 ms of it; the bound is for machines that are busy or slow. It was 3 s and 476 MB.
    expect((user + system) / 1000).toBeLessThan(250);
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(128e6);
  });
});
