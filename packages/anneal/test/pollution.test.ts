import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import {
  cosineCycles,
  drive,
  explain,
  isReactive,
  kinds,
  lint,
  parse,
  sample,
} from "../src/index.ts";
import type { Json } from "../src/index.ts";
import { anySchedule, everyKind } from "./random.ts";

/** What somebody else's code may have put where every object finds it, enumerable as an assignment makes it. */
const pollutions: readonly (readonly [string, unknown])[] = [
  ["polluted", true],
  ["extend", () => undefined],
  ["kind", "cosine"],
  ["schedule", 0.5],
  ["steps", 3],
  ["min", 0.25],
  ["from", 7],
  ["state", { step: 3 }],
  ["end", 5],
  ["node", {}],
  ["span", () => ({ from: 0, until: 1 })],
  ["next", () => 1],
  ["observe", () => undefined],
  ["monitors", ["loss"]],
  ["children", []],
  ["get", undefined],
  ["resume", {}],
  ["value", 0.25],
  ["factory", "ramp"],
  ["defaults", { min: 0.25 }],
  ["hears", () => false],
  ["handsOver", true],
  ["endsAtBound", true],
  ["made", () => ({})],
  ["stateOf", () => null],
  ["weight", 5],
  ["cause", {}],
  ["path", ["a"]],
  ["signature", "mine"],
  ["collect", () => ({})],
  ["digits", 2],
  ["target", {}],
  ["initial", 0.25],
  ["toJSON", undefined],
];

const prototype = Object.prototype as unknown as Record<string, unknown>;

const names = [...pollutions.map(([name]) => name), "peak", "warmup"];

/** What a call gives while names are on the prototype of all objects. */
function polluting<Result>(values: Readonly<Record<string, unknown>>, call: () => Result): Result {
  try {
    Object.assign(prototype, values);
    return call();
  } finally {
    for (const name of Object.keys(values)) Reflect.deleteProperty(prototype, name);
  }
}

afterEach(() => {
  for (const name of names) Reflect.deleteProperty(prototype, name);
});

/** Everything that a user would do with a schedule read from JSON. */
function use(json: string): unknown {
  const schedule = parse(JSON.parse(json), everyKind);
  const run = drive(schedule);
  const rates = [run.value, run.advance(), run.advance()];
  return {
    reactive: isReactive(schedule),
    spec: schedule.spec,
    end: schedule.end,
    rates,
    values: isReactive(schedule) ? [] : sample(schedule, { steps: 5 }),
    findings: lint(schedule, { steps: 10 }),
    explanation: explain(schedule, 2),
    snapshot: run.snapshot(),
  };
}

describe.each(pollutions)("Object.prototype.%s set by somebody else", (name, value) => {
  test("changes nothing", () => {
    fc.assert(
      fc.property(anySchedule(2), (schedule) => {
        const json = JSON.stringify(schedule);
        const untouched = JSON.stringify(use(json));
        let polluted;
        prototype[name] = value;
        try {
          polluted = JSON.stringify(use(json));
        } finally {
          Reflect.deleteProperty(prototype, name);
        }
        expect(polluted).toBe(untouched);
      }),
      { numRuns: 30 },
    );
  });
});

/** The error of a call, or what it returns as JSON. */
function outcomeOf(call: () => unknown): string {
  try {
    return JSON.stringify(call());
  } catch (error) {
    return String(error);
  }
}

describe("what is missing does not come from a prototype", () => {
  test.each(["steps", "peak", "min", "warmup", "from"])("%s of a cycle", (option) => {
    const given = [{ steps: 4, peak: 1 }, {}, { peak: 1 }];
    const outcomes = () =>
      given.map((cycle) => outcomeOf(() => cosineCycles({ cycles: [cycle as never] })));
    const untouched = outcomes();
    prototype[option] = 0.25;
    const polluted = outcomes();
    Reflect.deleteProperty(prototype, option);
    expect(polluted).toEqual(untouched);
  });
});

/** The options of a spec of every kind that has options, required and optional ones. */
const specs: Readonly<Record<string, Readonly<Record<string, Json>>>> = (() => {
  const found: Record<string, Record<string, Json>> = {
    // Not drawn inside others.
    logarithmicCurve: { base: 10 },
    polynomialCurve: { power: 2 },
    halvingCurve: { halvings: 3 },
  };
  const collect = (value: Json): void => {
    if (typeof value !== "object" || value === null) return;
    Object.values(value).forEach(collect);
    const { kind, ...options } = value as Record<string, Json>;
    if (typeof kind === "string") found[kind] ??= options;
  };
  for (const schedule of fc.sample(anySchedule(3), { numRuns: 2000, seed: 1 })) {
    collect(JSON.parse(JSON.stringify(schedule)) as Json);
  }
  return found;
})();

/** What is on the prototype in turn: what an option may be, whichever it is, and what none may be. */
const poisons: readonly unknown[] = [0.25, 3, "zero", true, [], null, Symbol("poison")];

/** What is built of a spec, or the error: a curve as that of a ramp. */
const outcomeOfSpec = (kind: string, options: object): string => {
  const spec = { kind, ...options };
  return outcomeOf(() => {
    const made = parse(
      kind.endsWith("Curve") ? { kind: "ramp", from: 1, to: 0.1, steps: 9, curve: spec } : spec,
      everyKind,
    );
    const rates = [0, 1, 7, 60].map((step) =>
      isReactive(made) ? made.at(step, made.initial) : made(step),
    );
    return [made.spec, isReactive(made) ? made.initial : made.end, rates];
  });
};

describe("an option that is left out does not come from a prototype", () => {
  const withOptions = kinds.filter(({ options }) => options);

  test("of any kind", () => {
    expect(Object.keys(specs)).toEqual(expect.arrayContaining(withOptions.map(({ kind }) => kind)));
  });

  test.each(withOptions.map((kind) => [kind.kind, kind.options!] as const))("%s", (kind, rules) => {
    const full = specs[kind]!;
    const known = Object.keys(rules);
    expect(outcomeOfSpec(kind, full)).toContain(`"kind":"${kind}"`);
    for (const option of known) {
      const { [option]: own, ...rest } = full;
      const untouched = outcomeOfSpec(kind, rest);
      for (const poison of [own, ...poisons]) {
        // Alone, and with all the others that could be taken in its place.
        for (const polluted of [[option], known]) {
          const values = Object.fromEntries(polluted.map((name) => [name, poison]));
          expect([option, poison, polluting(values, () => outcomeOfSpec(kind, rest))]).toEqual([
            option,
            poison,
            untouched,
          ]);
        }
      }
    }
  });
});
