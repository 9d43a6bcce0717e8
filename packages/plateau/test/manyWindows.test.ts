import { drive, parse, product, resumeFrom } from "@anneal/core";
import type { ReactiveSchedule } from "@anneal/core";
import { expect, test } from "vitest";
import { plateau } from "../src/index.ts";
import type { PlateauOptions } from "../src/index.ts";

const eleven = (options: Partial<PlateauOptions>): ReactiveSchedule =>
  product(
    Array.from({ length: 11 }, () =>
      plateau({ schedule: 1, factor: 0.5, patience: 1, ...options }),
    ),
  );

test("a sliding window whose values no snapshot could hold is refused", () => {
  expect(() => eleven({ window: 10_000 })).toThrow(
    '@anneal/plateau: plateau: window must be at most 256 unless windowMode is "block", got 10000',
  );
});

test.each([
  ["the largest sliding window", { window: 256 }],
  ["blocks of 10,000", { window: 10_000, windowMode: "block" }],
] as const)("eleven plateaus with %s resume from their own snapshot", (_name, options) => {
  const schedule = eleven(options);
  const run = drive(schedule);
  for (let step = 0; step < 300; step++) {
    run.observe(step % 7);
    run.advance();
  }
  const snapshot = JSON.parse(JSON.stringify(run.snapshot())) as ReturnType<typeof run.snapshot>;
  const resumed = drive(schedule, { resume: resumeFrom(snapshot) });
  for (let step = 300; step < 330; step++) {
    run.observe(step);
    resumed.observe(step);
    expect(resumed.advance()).toBe(run.advance());
  }
  expect(resumed.snapshot()).toEqual(run.snapshot());
  expect(parse(snapshot.spec, [plateau, product]).spec).toEqual(schedule.spec);
});
