import {
  delay,
  drive,
  drivePlan,
  hold,
  mirror,
  plan,
  product,
  repeat,
  reverse,
  sequence,
  simulate,
} from "@anneal/core";
import type { Composable, ReactiveSchedule } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { halving } from "./halving.ts";

const watching = (monitor: string): ReactiveSchedule => halving({ schedule: 1, monitor });
const phases = sequence([
  { schedule: 0.1, steps: 2 },
  { schedule: watching("loss"), steps: 2 },
  { schedule: product([watching("loss"), watching("error")]), steps: 2 },
  0.1,
]);

describe("a run waits for what is watched now", () => {
  test.each<readonly [string, Composable, readonly (readonly string[])[]]>([
    ["a constant", 0.1, [[], []]],
    ["a reactive schedule", watching("loss"), [["loss"], ["loss"]]],
    ["phases", phases, [[], [], ["loss"], ["loss"], ["loss", "error"], ["loss", "error"], [], []]],
    [
      "phases that wait",
      delay(1, sequence([{ schedule: watching("loss"), steps: 1 }, 1])),
      [[], ["loss"]],
    ],
    ["rounds", repeat({ steps: 1, times: 2 }, watching("loss")), [["loss"], ["loss"], []]],
    [
      "what is turned back",
      mirror({ steps: 3 }, phases),
      [[], [], ["loss"], ["loss"], ["loss", "error"]],
    ],
    ["what runs backwards", reverse({ steps: 3 }, phases), [[], [], ["loss"], []]],
    ["what is held", hold(3, phases), [[], [], [], ["loss"], ["loss"]]],
    [
      "one around the other",
      halving({ schedule: phases, monitor: "own" }),
      [["own"], ["own"], ["loss", "own"], ["loss", "own"], ["loss", "error", "own"]],
    ],
  ])("%s", (_name, schedule, expected) => {
    const run = drive(schedule);
    for (const monitors of expected) {
      expect([...run.monitors].sort()).toEqual([...monitors].sort());
      run.advance();
    }
  });

  test("and needs nothing else", () => {
    const run = drive(phases);
    expect(run.observe({})).toBe(0.1);
    expect(run.observe({ accuracy: 0.5 })).toBe(0.1);
    for (const metrics of [{ loss: "1" }, 0.5, null]) {
      expect(() => run.observe(metrics as never)).toThrow(TypeError);
    }
    run.advance();
    run.advance();
    expect(() => run.observe({})).toThrow(
      new TypeError(
        "@anneal/core: observe: metrics must be numbers by name, at least one of loss, error, got []",
      ),
    );
    // One of those that are watched at all, as before.
    expect(run.observe({ error: 1 })).toBe(1);
    expect(run.observe({ loss: 1 })).toBe(1);
    run.advance();
    expect(run.observe({ loss: 2 })).toBe(0.5);
  });

  test("in a plan and in a simulation too", () => {
    const run = drivePlan(plan({ learningRate: phases, momentum: 0.9 }));
    expect([run.monitors, run.observe({})]).toEqual([[], { learningRate: 0.1, momentum: 0.9 }]);
    run.advance();
    run.advance();
    expect(run.monitors).toEqual(["loss"]);
    expect(() => run.observe({})).toThrow(TypeError);
    expect(drivePlan(plan({ learningRate: 1 })).monitors).toEqual([]);
    expect(simulate(phases, [{}, { loss: 1 }, { loss: 2 }]).values).toEqual([0.1, 0.1, 1]);
    expect(() => simulate(phases, [{}, {}])).toThrow(TypeError);
  });

  test("asking changes nothing", () => {
    const run = drive(watching("loss"));
    const before = run.snapshot();
    expect(run.monitors).toEqual(["loss"]);
    expect(run.snapshot()).toEqual(before);
    // Observed at this step already.
    run.observe(1);
    const after = run.snapshot();
    expect([run.monitors, run.snapshot()]).toEqual([["loss"], after]);
  });
});
