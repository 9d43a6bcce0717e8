import { schedules } from "@anneal/experiment/schedules";
import { expect, test } from "vitest";
import { presets } from "../../src/configuration/presets.ts";

test.each(Object.entries(presets))("every schedule of the preset %s exists", (_, { schedule }) => {
  expect(schedule.filter((name) => !Object.hasOwn(schedules, name))).toEqual([]);
});

test("the default preset asks about halving, with the bonus beside it, on three seeds", () => {
  const { schedule, seeds } = presets.quick;
  expect(schedule.slice(0, 3)).toEqual(["constant", "halving", "plateau"]);
  expect(seeds).toBe(3);
});
