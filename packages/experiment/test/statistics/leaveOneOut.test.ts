import { expect, test } from "vitest";
import { leaveOneOut } from "../../src/statistics/leaveOneOut.ts";
import { mean } from "../../src/statistics/mean.ts";

test("a value that is left out is missing once, though there be another like it", () => {
  expect([...leaveOneOut([2, 2, 5], mean)]).toEqual([3.5, 3.5, 2]);
});
