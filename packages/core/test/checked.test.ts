import { constant, parse, scale } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { expect, test } from "vitest";

test("a value is never -0, which JSON does not have", () => {
  for (const schedule of [constant(-0), scale(-0, 1), scale(1, () => -0)]) {
    expect(schedule(0)).toBe(0);
  }
  const back = parse(constant(-0).spec, [constant]) as Schedule;
  expect(back(0)).toBe(constant(-0)(0));
});
