import { expect, test } from "vitest";
import { joinComment } from "../../src/report/comment.ts";

test("the parts of a comment stand one below the other", () => {
  expect(joinComment(["one\n", "two\n"])).toBe("one\n\ntwo\n");
  expect(joinComment(["one\n"])).toBe("one\n");
});

test("what does not fit is left out, in bytes, and that is told", () => {
  // Three bytes each, 64,980 in all: with the note they would be too many.
  const long = "…".repeat(21_660);
  const text = joinComment(["one\n", long, "three\n"]);
  expect(text).toMatch(
    /^one\n\n_The rest does not fit into a comment: see the files of the report\._\n$/,
  );
  const fitting = "…".repeat(21_500);
  expect(joinComment(["one\n", fitting])).toBe(`one\n\n${fitting}`);
  expect(Buffer.byteLength(joinComment(["one\n", fitting, fitting]))).toBeLessThan(65_000);
});
