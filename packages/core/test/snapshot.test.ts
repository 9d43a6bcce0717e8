import { defineSchedule, drive, fingerprint, name, product } from "@anneal/core";
import type { Json, ReactiveSchedule, ScheduleSpec, Snapshot } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves, reactiveLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

describe("fingerprint", () => {
  // 32-bit FNV-1a of the text on the right, worked out with big integers below.
  const fnv = (text: string): string => {
    let hash = 0x811c9dc5n;
    for (const character of text) {
      hash = ((hash ^ BigInt(character.codePointAt(0)!)) * 0x01000193n) % 2n ** 32n;
    }
    return hash.toString(16).padStart(8, "0");
  };

  test("is the published FNV-1a", () => {
    // From the test vectors of the hash's authors.
    expect([fnv(""), fnv("a"), fnv("foobar")]).toEqual(["811c9dc5", "e40c292c", "bf9cf968"]);
  });

  test.each<readonly [ScheduleSpec, string]>([
    [{ kind: "constant", value: 0.1 }, '[[".kind","constant"],[".value",0.1]]'],
    [{ value: 0.1, kind: "constant" }, '[[".kind","constant"],[".value",0.1]]'],
    [
      { kind: "x", b: [1, null, { d: true, c: "é" }] },
      '[[".b[0]",1],[".b[1]",null],[".b[2].c","é"],[".b[2].d",true],[".kind","x"]]',
    ],
    [{ kind: '"', "": ["0"] }, '[[".[0]","0"],[".kind","\\""]]'],
  ])("of %j", (spec, text) => {
    expect(fingerprint(spec)).toBe(fnv(text));
  });

  test("has eight digits, zeros in front included", () => {
    const short = Array.from({ length: 1000 }, (_, value) => ({ kind: "constant", value }));
    const prints = short.map(fingerprint);
    expect(prints.some((print) => print.startsWith("0"))).toBe(true);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{8}$/);
    expect(new Set(prints).size).toBe(1000);
  });

  test("depends on nothing but the JSON", () => {
    const leaves = [...pureLeaves, ...reactiveLeaves];
    const reversed = (value: Json): Json =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, item]) => [key, reversed(item)]),
            )
          : value;
    fc.assert(
      fc.property(composition({ depth: 2, leaves }), ({ spec }) => {
        expect(fingerprint(reversed(spec) as ScheduleSpec)).toBe(fingerprint(spec));
      }),
    );
  });

  test("refuses what is nested without an end", () => {
    const circular: Record<string, unknown> = { kind: "x" };
    circular["schedule"] = circular;
    expect(() => fingerprint(circular as ScheduleSpec)).toThrow(TypeError);
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
    expect(drive(make(), { resume: good }).step).toBe(1);
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
      `fingerprint must be that of its spec (${good.fingerprint}), got undefined`,
    ],
    [
      "another fingerprint",
      { ...good, fingerprint: "00000000" },
      `fingerprint must be that of its spec (${good.fingerprint}), got "00000000"`,
    ],
    [
      "another spec",
      { ...good, spec: { kind: "constant", value: 1 } },
      `fingerprint must be that of its spec (${fingerprint({ kind: "constant", value: 1 })}), got "${good.fingerprint}"`,
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
    expect(() => drive(make(), { resume: resume as Snapshot })).toThrow(
      new TypeError(message(text)),
    );
  });

  const state = good.state as Record<string, Json>;
  const inner = state["inner"] as readonly Json[];
  test.each<readonly [string, unknown]>([
    ["none", undefined],
    ["null", null],
    ["a number", 1],
    ["a list", [state]],
    ["a list for an object", Object.assign([], state)],
    ["an object for a list", { ...state, inner: { 0: inner[0], 1: inner[1] } }],
    ["a key less", { step: 0, last: 1, scale: 1 }],
    ["a key more", { ...state, other: 1 }],
    ["another key", { step: 0, last: 1, factor: 1, inner }],
    [
      "__proto__ in the place of a key",
      JSON.parse('{"step":0,"last":1,"scale":1,"__proto__":{"inner":null}}'),
    ],
    ["an item less", { ...state, inner: [inner[0]] }],
    ["an item more", { ...state, inner: [...inner, null] }],
    ["null for a number", { ...state, scale: null }],
    ["a string for a number", { ...state, scale: "1" }],
    ["NaN", { ...state, scale: NaN }],
    ["Infinity, which JSON makes null", { ...state, scale: Infinity }],
    ["a string where there may be no number yet", { ...state, last: "1" }],
    ["an object where there may be no number yet", { ...state, last: {} }],
    ["a bad state inside", { ...state, inner: [{ ...(inner[0] as object), scale: true }, null] }],
    ["an object for a child without a state", { ...state, inner: [inner[0], {}] }],
  ])("a state that is not of this schedule: %s", (_name, bad) => {
    expect(() => drive(make(), { resume: { ...good, state: bad as Json } })).toThrow(
      new TypeError(message("its state does not fit the schedule")),
    );
  });

  test("may hold null where no number is yet, and a number", () => {
    for (const last of [null, 5, -1e300]) {
      const resume = { ...good, state: { ...state, last } };
      expect(drive(make(), { resume }).snapshot().state).toEqual(resume.state);
    }
  });

  test.each(["__proto__", "constructor", "prototype"])("%s changes no prototype", (key) => {
    const hostile = (path: string): Snapshot =>
      JSON.parse(
        JSON.stringify(good).replace(`"${path}":{`, `"${path}":{"${key}":{"polluted":1},`),
      ) as Snapshot;
    const spec = hostile("spec");
    const matching = { ...spec, fingerprint: fingerprint(spec.spec) };
    expect(() => drive(make(), { resume: spec })).toThrow(TypeError);
    expect(() => drive(make(), { resume: matching })).toThrow(
      new RangeError(
        `@anneal/core: drive: the snapshot was taken under another schedule: spec.${key}.polluted: undefined here, 1 there; onMismatch "keep-spec" goes on with the values of this one, "use-snapshot" with those of the other`,
      ),
    );
    expect(() => drive(make(), { resume: hostile("state") })).toThrow(TypeError);
    expect(() => drive(make(), { resume: hostile("state"), onMismatch: "keep-spec" })).toThrow(
      TypeError,
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  test("is refused when it holds itself", () => {
    const spec: Record<string, unknown> = { kind: "product" };
    spec["schedules"] = [spec, spec];
    expect(() => drive(1, { resume: { ...good, spec: spec as ScheduleSpec } })).toThrow(TypeError);
  });

  test("is refused when it is nested too deep", () => {
    let spec: ScheduleSpec = { kind: "constant", value: 1 };
    for (let level = 0; level < 500; level++) spec = { kind: "scale", factor: 1, schedule: spec };
    expect(() => drive(1, { resume: { ...good, spec } })).toThrow(
      "spec and state must each have at most 100000 values, at paths of at most 4096 characters",
    );
  });

  test("must keep the type of whatever else a state holds", () => {
    const schedule = phased({ monitor: "loss" });
    const snapshot = drive(schedule).snapshot();
    const state = { phase: "cooling", done: true };
    expect(drive(schedule, { resume: { ...snapshot, state } }).value).toBe(0.1);
    for (const bad of [
      { ...state, phase: 1 },
      { ...state, done: "true" },
      { ...state, done: null },
    ]) {
      expect(() => drive(schedule, { resume: { ...snapshot, state: bad } })).toThrow(
        new TypeError(message("its state does not fit the schedule")),
      );
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
    expect(() => drive(1, { resume: resume as Snapshot })).toThrow(
      new TypeError(`@anneal/core: snapshot: it must be plain JSON, got ${shown}`),
    );
  });

  test("an object whose JSON is null", () => {
    const resume: unknown = new Date(NaN);
    expect(() => drive(1, { resume: resume as Snapshot })).toThrow(
      new TypeError("@anneal/core: snapshot: it must be an object, got (object)"),
    );
  });

  test.each([undefined, Symbol("s"), () => 1, 1n])("a fingerprint of %s", (spec) => {
    expect(() => fingerprint(spec as unknown as ScheduleSpec)).toThrow(
      "@anneal/core: snapshot: it must be plain JSON, got",
    );
  });

  test("a hundred thousand values", () => {
    const spec = { kind: "piecewise", values: Array(100_002).fill(1) as number[] };
    expect(() => drive(1, { resume: { ...drive(1).snapshot(), spec } })).toThrow(
      "spec and state must each have at most 100000 values, at paths of at most 4096 characters",
    );
  });

  test("differences without end", () => {
    const spec = { kind: "piecewise", values: Array.from({ length: 9999 }, (_, index) => index) };
    const resume = { ...drive(1).snapshot(), spec, fingerprint: fingerprint(spec) };
    const refused = (): unknown => drive(1, { resume });
    expect(refused).toThrow(/: spec\.kind: "constant" here, "piecewise" there; /);
    expect(refused).toThrow(/^.{1000,1200}$/);
  });
});
