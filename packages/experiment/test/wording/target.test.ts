import { expect, test } from "vitest";
import { referenceFacts } from "../../src/task/reference.ts";
import { describeLimit, describeTarget } from "../../src/wording/target.ts";

const facts = referenceFacts("fashion-mnist");

test("a target in a sentence and in a list", () => {
  expect(describeTarget(facts, "sentence")).toBe(
    "validation accuracy above 85 % while training accuracy is below 95 %",
  );
  expect(describeTarget(facts, "list")).toBe(
    "validation accuracy above 85 % with training accuracy below 95 %",
  );
  expect(describeTarget({ ...facts, target: [] }, "list")).toBeNull();
});

test("a limit has the unit of its metric, and no digits that nobody wrote", () => {
  expect(describeLimit(facts, { measure: "testAccuracy", above: 0.57 })).toBe("57 %");
  expect(describeLimit(facts, { measure: "testLoss", below: 0.3 })).toBe("0.3");
});
