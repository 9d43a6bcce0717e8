import { expect, test } from "vitest";
import { BenchmarkError, messageOf } from "../src/errors.ts";

test.each<[unknown, string]>([
  [new Error("one\n  two "), "one two"],
  ["text", "text"],
  [7, "7"],
  [undefined, "undefined"],
  [Symbol("a"), "Symbol(a)"],
  [new RangeError(), "RangeError"],
  [new RangeError(" \n "), "RangeError"],
  ["", "something was thrown that has no text"],
  [" \n", "something was thrown that has no text"],
  [Object.assign(new Error(), { name: "" }), "something was thrown that has no text"],
  [Object.create(null), "something was thrown that cannot be shown as text"],
])("the message of %o", (thrown, message) => {
  expect(messageOf(thrown)).toBe(message);
});

test("an error keeps its kind and its cause", () => {
  const cause = new Error("why");
  const error = new BenchmarkError("data", "what", { cause });
  expect(error).toMatchObject({ name: "BenchmarkError", kind: "data", message: "what", cause });
});
