import { drive, ramp, resumeFrom, snapshotAt } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { halving } from "./halving.ts";

const falling = ramp({ from: 0.1, to: 0, steps: 10 });

describe("snapshotAt", () => {
  test("is the snapshot that a run takes there", () => {
    const run = drive(falling);
    run.advance();
    expect(snapshotAt(falling, 1)).toEqual(run.snapshot());
    const reacting = drive(halving({ schedule: 1 }));
    expect(snapshotAt(halving({ schedule: 1 }), 0)).toEqual(reacting.snapshot());
    for (const loss of [1, 2]) {
      reacting.advance();
      reacting.observe(loss);
    }
    const { state } = reacting.snapshot();
    expect(snapshotAt(halving({ schedule: 1 }), 2, state)).toEqual(reacting.snapshot());
    expect(drive(falling, { resume: resumeFrom(snapshotAt(falling, 5)) }).value).toBe(0.05);
  });

  test.each<readonly [unknown, unknown, string]>([
    [-1, undefined, "step must be an integer of at least 0, got -1"],
    [0.5, undefined, "step must be an integer of at least 0, got 0.5"],
    [NaN, undefined, "step must be an integer of at least 0, got null"],
    [1, null, "state must be an object, as the schedule has it, got null"],
    [
      1,
      { step: 1 },
      "state.last must be a finite number or null, as the schedule has it, got undefined",
    ],
  ])("refuses step %s with state %o", (step, state, message) => {
    expect(() => snapshotAt(halving({ schedule: 1 }), step as number, state)).toThrow(
      new TypeError(`@anneal/core: snapshot: ${message}`),
    );
  });

  test("refuses a schedule without a JSON form", () => {
    expect(() => snapshotAt(drive((step) => step).schedule, 1)).toThrow("has no JSON form");
  });
});
