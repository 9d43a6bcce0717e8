import * as core from "@anneal/core";
import type { Kind, Schedule } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafKinds, pureLeaves } from "./compositions.ts";

const { constant, defineSchedule, linearCurve, nonNegative, plan, ramp, scale, schedule, toCode } =
  core;

const positionalKinds = Object.values(core).filter(
  (value) => typeof value === "function" && "signature" in value && value.signature !== undefined,
) as unknown as (Kind & ((options: object) => unknown))[];

describe("how a factory is called", () => {
  test("scale with one object says so", () => {
    const call = scale as unknown as (options: object) => unknown;
    expect(() => call({ factor: 2, schedule: ramp({ from: 1, to: 0, steps: 4 }) })).toThrow(
      new TypeError(
        "@anneal/core: scale(factor, schedule): factor must be a finite number of at least 0, got (object); schedule must be a schedule, a function of the step, or a finite number of at least 0, got undefined",
      ),
    );
  });

  test("is told by all that have several arguments", () => {
    expect(positionalKinds.map(({ kind }) => kind).sort()).toEqual(
      "advance clamp cooldownFrom delay during extend hold map mirror noise repeat reverse rewarm scale stretch vary warpedCurve".split(
        " ",
      ),
    );
  });

  test.each(positionalKinds.map((factory) => [factory.kind, factory] as const))(
    "%s with one object says how it is called, with every option",
    (kind, factory) => {
      const options = Object.keys(factory.options!);
      const given = Object.fromEntries(options.map((name) => [name, kind]));
      expect(() => factory(given)).toThrow(TypeError);
      expect(() => factory(given)).toThrow(`@anneal/core: ${factory.signature!}: `);
      const [name, list] = factory.signature!.split(/[()]/);
      expect(name).toBe(kind);
      expect(
        list!
          .split(/[ ,{}]+/)
          .filter(Boolean)
          .sort(),
      ).toEqual(options.sort());
    },
  );
});

describe("toCode", () => {
  const names = Object.keys(core);
  const values = Object.values(core);
  const evaluate = (code: string): Schedule =>
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what is written is to be a program
    (new Function(...names, `return ${code}`) as (...all: unknown[]) => Schedule)(...values);

  test("what it writes makes a schedule of the same spec", () => {
    let evaluated = 0;
    fc.assert(
      fc.property(composition({ depth: 3, leaves: pureLeaves }), ({ spec }) => {
        const code = toCode(spec, leafKinds);
        // Functions of the tests alone have no name in core.
        if (code.includes("dampened")) return;
        evaluated++;
        expect(evaluate(code).spec).toEqual(spec);
      }),
    );
    expect(evaluated).toBeGreaterThan(20);
  });

  test("a plan", () => {
    const both = plan({ learningRate: ramp({ from: 0.1, to: 0, steps: 10 }), "weight decay": 0.1 });
    const code = toCode(both.spec, [ramp, linearCurve]);
    expect(code).toBe(
      'plan({ learningRate: ramp({ from: 0.1, to: 0, steps: 10 }), "weight decay": 0.1 })',
    );
    expect(evaluate(code).spec).toEqual(both.spec);
  });

  test("a kind of somebody else is called by its name without a prefix, or by its signature", () => {
    const mine = defineSchedule<{ schedule: number }>("my/mine", {
      package: "mine",
      options: { schedule },
      build: () => ({ at: () => 1 }),
    });
    expect(toCode({ kind: "my/mine", schedule: 1 }, [mine])).toBe("mine({ schedule: 1 })");
    const other = defineSchedule<
      { value: number; least: number },
      (v: number, o: object) => Schedule
    >("my/other", {
      package: "mine",
      options: { value: nonNegative, least: nonNegative },
      signature: "theirs.other(value, { least })",
      collect: (value: unknown, rest: object) => ({ value, ...rest }),
      build: () => ({ at: () => 1 }),
    });
    expect(toCode({ kind: "my/other", value: 1, least: 2 }, [other])).toBe(
      "theirs.other(1, { least: 2 })",
    );
  });

  test("no option that has its default is written, and names that are none in a program are quoted", () => {
    expect(toCode({ kind: "during", steps: 3, schedule: 1 }, [core.during])).toBe(
      "during({ steps: 3 }, 1)",
    );
    const any = defineSchedule<{ list: object }>("my/any", {
      package: "mine",
      options: { list: { type: "object", rule: "any", accepts: () => true } },
      build: () => ({ at: () => 1 }),
    });
    const spec = JSON.parse(
      '{ "kind": "my/any", "list": { "a b": "c", "1a": [null, true, {}], "__proto__": 1 } }',
    ) as Schedule["spec"];
    expect(toCode(spec, [any])).toBe(
      'any({ list: { "a b": "c", "1a": [null, true, {}], ["__proto__"]: 1 } })',
    );
  });

  test("what is wrong is refused where it stands", () => {
    expect(() => toCode({ kind: "scale", factor: -1, schedule: 1 }, [scale])).toThrow(
      /\(at spec\)$/,
    );
    expect(() => toCode({ kind: "scale", factor: 1, schedule: { kind: "x" } }, [scale])).toThrow(
      /spec\.schedule\.kind must be one of scale, got "x"/,
    );
    expect(() => toCode(null as never, [constant])).toThrow(/spec must be an object with a kind/);
    const unnamed = defineSchedule<{ value: number }>("my/1st one", {
      package: "mine",
      options: { value: nonNegative },
      build: () => ({ at: () => 1 }),
    });
    expect(() => toCode({ kind: "my/1st one", value: 1 }, [unnamed])).toThrow(
      new TypeError(
        '@anneal/core: toCode: each kind must be one whose factory has a name, got "my/1st one"',
      ),
    );
  });
});
