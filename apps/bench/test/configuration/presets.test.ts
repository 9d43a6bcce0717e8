import { schedules } from "@anneal/experiment/schedules";
import { expect, test } from "vitest";
import { presets } from "../../src/configuration/presets.ts";

test.each(Object.entries(presets))("every schedule of the preset %s exists", (_, { schedule }) => {
  expect(schedule.filter((name) => !Object.hasOwn(schedules, name))).toEqual([]);
});

test("the default preset compares a constant rate with at least six schedules", () => {
  expect(presets.quick.schedule).toContain("constant");
  expect(new Set(presets.quick.schedule).size).toBeGreaterThanOrEqual(7);
});
