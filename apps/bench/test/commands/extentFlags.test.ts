import { expect, test } from "vitest";
import { extentOf } from "../../src/commands/shared/extentFlags.ts";
import type { ExtentFlags } from "../../src/commands/shared/extentFlags.ts";

test.each<[ExtentFlags, unknown, string]>([
  [
    { queue: "redis://h" },
    2,
    "--jobs has no meaning with a queue: each worker has its own, see anneal-bench work",
  ],
  [
    { queue: "redis://h", shard: "1/2" },
    undefined,
    "--shard has no meaning with a queue, which deals the trials out by itself",
  ],
  [{ fleet: "abc" }, undefined, "--fleet has no meaning without a queue; give --queue as well"],
  [
    { shard: "0/3" },
    undefined,
    '--shard must be i/n with i from 1 to n, and n at most 999999, got "0/3"',
  ],
])("%j with --jobs %s is refused before anything is reached", (flags, jobs, message) => {
  expect(() => extentOf(flags, jobs)).toThrow(
    expect.objectContaining({ name: "BenchmarkError", kind: "usage", message }),
  );
});

test("without a queue, this machine trains", () => {
  expect(extentOf({ shard: "10000/10000" }, 2)).toMatchObject({
    shard: { index: 10_000, count: 10_000 },
    queue: undefined,
  });
  expect(extentOf({ queue: "redis://h", fleet: "abc" })).toMatchObject({
    queue: { address: { shown: "redis://h" }, fleet: "abc" },
  });
});
