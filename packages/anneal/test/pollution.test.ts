import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { cosineCycles, drive, explain, isReactive, lint, parse, sample } from "../src/index.ts";
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
];

const prototype = Object.prototype as unknown as Record<string, unknown>;

const names = [...pollutions.map(([name]) => name), "peak", "warmup"];

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
