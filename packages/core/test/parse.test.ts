import {
  clamp,
  constant,
  cosineCurve,
  defineSchedule,
  linearCurve,
  parse,
  polynomialCurve,
  product,
  ramp,
  repeat,
  scale,
  sequence,
} from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { halving } from "./halving.ts";
import { leafKinds } from "./compositions.ts";

const kinds = [
  clamp,
  constant,
  cosineCurve,
  halving,
  linearCurve,
  polynomialCurve,
  product,
  ramp,
  repeat,
  scale,
  sequence,
];
const names = kinds.map(({ kind }) => kind).join(", ");

/** A spec in which `inner` lies under `levels` scales. */
const nested = (levels: number, inner: unknown = 1): unknown => {
  let spec = inner;
  for (let level = 0; level < levels; level++) spec = { kind: "scale", factor: 1, schedule: spec };
  return spec;
};

test("builds what JSON says", () => {
  const text = `{ "kind": "sequence", "phases": [
    { "schedule": { "kind": "ramp", "from": 0, "to": 1, "steps": 4 }, "steps": 2 },
    { "kind": "ramp", "from": 1, "to": 0, "steps": 4, "curve": { "kind": "polynomialCurve", "power": 2 } },
    { "kind": "clamp", "max": 0.125, "min": null, "schedule": 0.5 } ] }`;
  const schedule = parse(JSON.parse(text) as unknown, kinds) as Schedule;
  expect([0, 1, 2, 4, 6, 60].map((step) => schedule(step))).toEqual([
    0, 0.25, 1, 0.25, 0.125, 0.125,
  ]);
});

test("builds a reactive schedule", () => {
  const schedule = parse({ kind: "test/halving", schedule: 0.1 }, kinds);
  expect(schedule.spec).toEqual(halving({ schedule: 0.1 }).spec);
});

test("leaves the spec alone", () => {
  const spec = Object.freeze({
    kind: "clamp",
    schedule: Object.freeze({ kind: "constant", value: 1 }),
  });
  parse(spec, kinds);
  expect(spec).toEqual({ kind: "clamp", schedule: { kind: "constant", value: 1 } });
});

test("takes an object without a prototype", () => {
  const spec = Object.assign(Object.create(null) as object, { kind: "constant", value: 0.25 });
  expect((parse(spec, kinds) as Schedule)(0)).toBe(0.25);
});

test("knows the kinds it was given and no others", () => {
  expect(() => parse({ kind: "constant", value: 1 }, [scale])).toThrow(
    new TypeError('@anneal/core: parse: spec.kind must be one of scale, got "constant"'),
  );
});

const circular: Record<string, unknown> = { kind: "scale", factor: 1 };
circular["schedule"] = circular;
const tangled: unknown[] = [];
tangled.push(tangled, tangled);
class Custom {
  readonly kind = "constant";
  readonly value = 1;
}
const unknownKind = (path: string, shown: string): string =>
  `${path}.kind must be one of ${names}, got ${shown}`;

describe("refuses", () => {
  test.each<readonly [string, unknown, "RangeError" | "TypeError", string]>([
    ["undefined", undefined, "TypeError", "spec must be an object with a kind, got undefined"],
    ["null", null, "TypeError", "spec must be an object with a kind, got null"],
    ["a number", 0.1, "TypeError", "spec must be an object with a kind, got 0.1"],
    ["a string", "{}", "TypeError", 'spec must be an object with a kind, got "{}"'],
    [
      "an array",
      [{ kind: "constant" }],
      "TypeError",
      "spec must be an object with a kind, got [(object)]",
    ],
    [
      "an object without a kind",
      {},
      "TypeError",
      "spec must be an object with a kind, got (object)",
    ],
    [
      "an inherited kind",
      Object.create({ kind: "constant" }),
      "TypeError",
      "spec must be an object with a kind, got (object)",
    ],
    [
      "an instance of a class",
      new Custom(),
      "TypeError",
      "spec must be an object with a kind, got (object)",
    ],
    ["a schedule", constant(1), "TypeError", "spec must be an object with a kind, got (function)"],
    ["an unknown kind", { kind: "quadratic" }, "TypeError", unknownKind("spec", '"quadratic"')],
    [
      "an unknown kind that is near another",
      { kind: "constnat" },
      "TypeError",
      `${unknownKind("spec", '"constnat"')}; did you mean "constant"?`,
    ],
    [
      "a kind of Object.prototype",
      { kind: "toString" },
      "TypeError",
      unknownKind("spec", '"toString"'),
    ],
    ["the kind __proto__", { kind: "__proto__" }, "TypeError", unknownKind("spec", '"__proto__"')],
    ["a kind that is a number", { kind: 1 }, "TypeError", unknownKind("spec", "1")],
    ["a kind that is null", { kind: null }, "TypeError", unknownKind("spec", "null")],
    [
      "a kind that is an object",
      { kind: { kind: "constant" } },
      "TypeError",
      unknownKind("spec", "(object)"),
    ],
    [
      "a kind that is an array",
      { kind: ["constant"] },
      "TypeError",
      unknownKind("spec", '["constant"]'),
    ],
    [
      "an unknown kind inside",
      { kind: "scale", factor: 1, schedule: { kind: "x" } },
      "TypeError",
      unknownKind("spec.schedule", '"x"'),
    ],
    [
      "an unknown kind in a list",
      { kind: "product", schedules: [1, { kind: "x" }] },
      "TypeError",
      unknownKind("spec.schedules[1]", '"x"'),
    ],
    [
      "an unknown kind in a phase",
      { kind: "sequence", phases: [{ steps: 1, schedule: { kind: "x" } }] },
      "TypeError",
      unknownKind("spec.phases[0].schedule", '"x"'),
    ],
    [
      "a curve",
      { kind: "cosineCurve" },
      "TypeError",
      'spec must be a schedule, got the curve "cosineCurve"',
    ],
    [
      "a curve with options",
      { kind: "polynomialCurve", power: 2 },
      "TypeError",
      'spec must be a schedule, got the curve "polynomialCurve"',
    ],
    [
      "an option of a curve that has none",
      { kind: "cosineCurve", power: 2 },
      "TypeError",
      "spec.power must be left out, cosineCurve has no options",
    ],
    [
      "a Date",
      { kind: "constant", value: new Date(0) },
      "TypeError",
      "spec.value must be JSON, got (object)",
    ],
    [
      "a Map",
      { kind: "constant", value: new Map() },
      "TypeError",
      "spec.value must be JSON, got (object)",
    ],
    [
      "a function",
      { kind: "scale", factor: 1, schedule: () => 1 },
      "TypeError",
      "spec.schedule must be JSON, got (function)",
    ],
    [
      "a toJSON",
      { kind: "constant", value: 1, toJSON: () => 1 },
      "TypeError",
      "spec.toJSON must be JSON, got (function)",
    ],
    [
      "a symbol",
      { kind: "constant", value: Symbol("s") },
      "TypeError",
      "spec.value must be JSON, got Symbol(s)",
    ],
    ["a bigint", { kind: "constant", value: 1n }, "TypeError", "spec.value must be JSON, got 1"],
    [
      "a spec that holds itself",
      circular,
      "RangeError",
      `spec${".schedule".repeat(64)}.factor is nested deeper than 64`,
    ],
    [
      "a list that holds itself twice",
      { kind: "product", schedules: tangled },
      "RangeError",
      `spec.schedules${"[0]".repeat(64)} is nested deeper than 64`,
    ],
    [
      "10,000 levels",
      nested(10_000),
      "RangeError",
      `spec${".schedule".repeat(64)}.factor is nested deeper than 64`,
    ],
    [
      "10,000 levels of arrays",
      {
        kind: "product",
        schedules: JSON.parse("[".repeat(10_000) + "]".repeat(10_000)) as unknown,
      },
      "RangeError",
      `spec.schedules${"[0]".repeat(64)} is nested deeper than 64`,
    ],
    [
      "10,000 nodes",
      { kind: "product", schedules: Array(10_000).fill(1) },
      "RangeError",
      "spec.schedules[9998] comes after 10000 others, of which each schedule counts for three",
    ],
  ])("%s", (_name, spec, failure, message) => {
    let thrown: unknown;
    try {
      parse(spec, kinds);
    } catch (error) {
      thrown = error;
    }
    expect((thrown as Error).message).toBe(`@anneal/core: parse: ${message}`);
    expect((thrown as Error).name).toBe(failure);
  });

  test.each<readonly [string, string, "RangeError" | "TypeError", string]>([
    [
      "an unknown option",
      '{"kind":"constant","value":1,"x":1}',
      "TypeError",
      'constant: each option must be one of value, got "x" (at spec)',
    ],
    [
      "an unknown option that is near another",
      '{"kind":"constant","valeu":1}',
      "TypeError",
      'constant: each option must be one of value, got "valeu"; value must be a finite number of at least 0, got undefined; did you mean "value"? (at spec)',
    ],
    [
      "__proto__",
      '{"kind":"constant","value":1,"__proto__":{"x":1}}',
      "TypeError",
      'constant: each option must be one of value, got "__proto__" (at spec)',
    ],
    [
      "constructor",
      '{"kind":"constant","value":1,"constructor":{"prototype":{"x":1}}}',
      "TypeError",
      'constant: each option must be one of value, got "constructor" (at spec)',
    ],
    [
      "toString",
      '{"kind":"constant","value":1,"toString":1}',
      "TypeError",
      'constant: each option must be one of value, got "toString" (at spec)',
    ],
    [
      "a missing option",
      '{"kind":"constant"}',
      "TypeError",
      "constant: value must be a finite number of at least 0, got undefined (at spec)",
    ],
    [
      "an option out of range",
      '{"kind":"constant","value":-1}',
      "RangeError",
      "constant: value must be a finite number of at least 0, got -1 (at spec)",
    ],
    [
      "an infinite option",
      '{"kind":"constant","value":1e999}',
      "RangeError",
      "constant: value must be a finite number of at least 0, got Infinity (at spec)",
    ],
    [
      "an error deep inside",
      '{"kind":"scale","factor":1,"schedule":{"kind":"product","schedules":[1,{"kind":"constant","value":-1}]}}',
      "RangeError",
      "constant: value must be a finite number of at least 0, got -1 (at spec.schedule.schedules[1])",
    ],
    [
      "a curve in the place of a schedule",
      '{"kind":"scale","factor":1,"schedule":{"kind":"cosineCurve"}}',
      "TypeError",
      "scale(factor, schedule): schedule must be a schedule, a function of the step, or a finite number of at least 0, got (function) (at spec)",
    ],
    [
      "a schedule in the place of a curve",
      '{"kind":"ramp","from":1,"to":0,"steps":1,"curve":{"kind":"constant","value":1}}',
      "RangeError",
      "ramp: curve must be a curve, such as cosineCurve, got (function) (at spec)",
    ],
    [
      "an object in the place of a schedule",
      '{"kind":"scale","factor":1,"schedule":{"__proto__":{"observe":1}}}',
      "TypeError",
      "scale(factor, schedule): schedule must be a schedule, a function of the step, or a finite number of at least 0, got (object) (at spec)",
    ],
    [
      "a phase with a key too many",
      '{"kind":"sequence","phases":[{"schedule":1,"steps":1,"__proto__":1}]}',
      "RangeError",
      'sequence: phases[0] must be { schedule, steps }, got ["schedule","steps","__proto__"] (at spec)',
    ],
    [
      "options that do not fit together",
      '{"kind":"clamp","min":1,"max":0.5,"schedule":1}',
      "RangeError",
      "clamp({ min, max }, schedule): max must be at least min (1), got 0.5 (at spec)",
    ],
  ])("%s", (_name, text, failure, message) => {
    let thrown: unknown;
    try {
      parse(JSON.parse(text), kinds);
    } catch (error) {
      thrown = error;
    }
    expect((thrown as Error).message).toContain(`@anneal/core: ${message}`);
    expect((thrown as Error).name).toBe(failure);
  });

  test("and writes to no prototype", () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    for (const key of ["__proto__", "constructor", "prototype"]) {
      const text = `{"kind":"scale","factor":1,"${key}":{"polluted":1},"schedule":{"${key}":{"polluted":1}}}`;
      expect(() => parse(JSON.parse(text), kinds)).toThrow(TypeError);
    }
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  });
});

test("takes 64 levels and 10,000 nodes", () => {
  const deep = parse(nested(64), kinds) as Schedule;
  expect(deep(0)).toBe(1);
  expect(() => parse(nested(65), kinds)).toThrow("is nested deeper than 64");
  // The spec itself and its list are nodes too.
  const wide = parse({ kind: "product", schedules: Array(9_998).fill(1) }, kinds) as Schedule;
  expect(wide(0)).toBe(1);
});

test("lets an error of another class through as it is", () => {
  class OwnError extends Error {}
  const failing = defineSchedule<{ value?: number }>("failing", {
    package: "theirs",
    options: { value: { rule: "anything", accepts: () => true } },
    defaults: { value: 1 },
    build() {
      throw new OwnError("no");
    },
  });
  expect(() => parse({ kind: "failing" }, [failing])).toThrow(new OwnError("no"));
});

test("a kind of one's own stands in for one of the same name", () => {
  const own = defineSchedule<{ value: number }>("constant", {
    package: "theirs",
    options: { value: { rule: "anything", accepts: () => true } },
    build: ({ value }) => ({ at: () => value / 2 }),
  });
  expect((parse({ kind: "constant", value: 1 }, [...leafKinds, own]) as Schedule)(0)).toBe(0.5);
});

describe("input that is too large is refused at once", () => {
  const refusal = (spec: unknown): { message: string; time: number } => {
    // Of the processor: beside other programs the clock on the wall goes on for longer.
    const start = process.cpuUsage();
    try {
      parse(spec, kinds);
    } catch (error) {
      const { user, system } = process.cpuUsage(start);
      expect(error).toBeInstanceOf(RangeError);
      return { message: (error as Error).message, time: (user + system) / 1000 };
    }
    throw new Error("accepted");
  };

  test.each([
    ["holes", { kind: "product", schedules: Array(100_000_000) }, "spec.schedules[9998]"],
    [
      "keys",
      Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`k${String(at)}`, 1])),
      "spec.schedule.k9997",
    ],
  ])("%s", (name, value, path) => {
    const spec = name === "holes" ? value : { kind: "scale", factor: 1, schedule: value };
    const { message, time } = refusal(spec);
    expect(message).toBe(
      `@anneal/core: parse: ${path} comes after 10000 others, of which each schedule counts for three`,
    );
    expect(time).toBeLessThan(1000);
  });

  test("a long key is cut short in the path", () => {
    const long = "x".repeat(1_000_000);
    const spec = { kind: "scale", factor: 1, schedule: { [long]: { kind: "none" } } };
    expect(() => parse(spec, kinds)).toThrow(
      `parse: spec.schedule.${"x".repeat(99)}….kind must be one of`,
    );
  });
});

test("no more schedules are built than take some milliseconds", () => {
  const parsed = (count: number): unknown =>
    parse(
      { kind: "product", schedules: Array<unknown>(count).fill({ kind: "constant", value: 1 }) },
      [product, constant],
    );
  expect(parsed(2500)).toHaveProperty("end", 0);
  expect(() => parsed(2501)).toThrow(
    "@anneal/core: parse: spec.schedules[2500] comes after 10000 others, of which each schedule counts for three",
  );
});
