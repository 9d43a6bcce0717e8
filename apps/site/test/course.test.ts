import * as anneal from "anneal";
import { childOf, cosine, parse, plateau, step } from "anneal";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beginning, scheduleKinds } from "../src/model/catalogue.ts";
import { installLine, kindsIn } from "../src/model/code.ts";
import { courseOf, exampleMetrics, metricsIn, shownSteps } from "../src/model/course.ts";
import { programOf } from "../src/model/program.ts";
import { tableOf } from "../src/model/table.ts";

describe("the updates that are shown", () => {
  test("are all of a short run", () => {
    expect(shownSteps([], 3, 7)).toEqual([3, 4, 5, 6, 7]);
  });

  test("have both sides of a jump of a long one", () => {
    const { node } = step({ initial: 1, every: 333_333, factor: 0.1 });
    const steps = shownSteps([node], 0, 1_000_000);
    for (const event of [333_333, 666_666, 999_999]) {
      expect(steps).toContain(event - 1);
      expect(steps).toContain(event);
    }
    expect(steps.length).toBeLessThan(2100);
  });

  test("are whole, in order, and within the run", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 1e7 }), (from, length) => {
        const steps = shownSteps([childOf(0.1)], from, from + length);
        expect(steps[0]).toBe(from);
        expect(steps.at(-1)).toBe(from + length);
        expect(steps.every((value, index) => index === 0 || value > steps[index - 1]!)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a course", () => {
  test("of a schedule that reacts to nothing is the schedule", () => {
    const schedule = cosine({ initial: 0.1, steps: 10 });
    expect(courseOf(schedule, 10, { metrics: [], every: 1 }).at(5)).toBe(schedule(5));
  });

  test("of a plateau follows the metrics, and tells what it did", () => {
    const schedule = plateau({ schedule: 0.1, factor: 0.5, patience: 2 });
    const { at, events } = courseOf(schedule, 50, { metrics: [3, 2, 2, 2], every: 10 });
    expect([at(39), at(40)]).toEqual([0.1, 0.05]);
    expect(events).toEqual([{ step: 40, what: "reduction", from: 0.1, to: 0.05 }]);
  });

  test("of a plateau that nothing was measured for is that of a beginning", () => {
    const schedule = plateau({ schedule: 0.1 });
    expect(courseOf(schedule, 50, { metrics: [], every: 10 }).at(49)).toBe(0.1);
  });

  test("metrics are numbers between anything", () => {
    expect(metricsIn("1, 0.5;\n .25\tx")).toEqual([1, 0.5, 0.25, NaN]);
    expect(exampleMetrics.every((value) => value > 0)).toBe(true);
  });
});

test("a table has at most fifty rows below its names", () => {
  const course = courseOf(cosine({ initial: 0.1, steps: 1000 }), 1001, { metrics: [], every: 1 });
  const rows = tableOf([{ name: "a", course }, { name: "none" }], shownSteps([], 0, 1000));
  expect(rows[0]).toEqual(["step", "a", "none"]);
  expect(rows.length).toBeLessThanOrEqual(51);
  expect(rows[1]).toEqual(["0", "0.1", ""]);
});

describe("a schedule is taken along", () => {
  const spec = { kind: "warmup", steps: 10, schedule: { kind: "cosine", initial: 0.1, steps: 90 } };

  test("with the packages that it needs, and no others", () => {
    expect(kindsIn(spec)).toEqual(["warmup", "cosine"]);
    expect(installLine(spec)).toBe("npm install @anneal/core @anneal/cosine @anneal/warmup");
  });

  test("as a program that imports from the packages of the install line", () => {
    expect(programOf(spec)).toBe(
      'import { cosine } from "@anneal/cosine";\n' +
        'import { warmup } from "@anneal/warmup";\n\n' +
        "export const schedule = warmup({ schedule: cosine({ initial: 0.1, steps: 90 }), steps: 10 });\n",
    );
  });

  test.each(Object.values(scheduleKinds).flat())("%s as a program with the same spec", (kind) => {
    const begun = beginning(kind);
    const program = programOf(begun);
    const imports = [...program.matchAll(/^import \{ (.*) \} from "(.*)";$/gm)];
    const names = imports.flatMap(([, imported = ""]) => imported.split(", "));
    const installed = installLine(begun).split(" ");
    for (const [, , from] of imports) expect(installed).toContain(from);
    const body = program.replace(/^import.*$/gm, "").replace("export const schedule =", "return");
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    const run = new Function(...names, body) as (...factories: unknown[]) => { spec: unknown };
    const schedule = run(...names.map((name) => anneal[name as keyof typeof anneal]));
    expect(schedule.spec).toEqual(parse(begun).spec);
  });
});
