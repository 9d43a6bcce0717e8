import type { Command } from "commander";
import type { Extent } from "../../execution/extent.ts";
import { parseShard } from "../../plan/shard.ts";
import { parseDuration } from "./duration.ts";
import { readFlag } from "./settingsFlags.ts";

/** The flags that say which trials of a plan run, and for how long. */
export interface ExtentFlags {
  readonly shard?: string | undefined;
  readonly retryFailed?: boolean | undefined;
  readonly fresh?: boolean | undefined;
  readonly maxDuration?: string | undefined;
}

/** Adds the flag that chooses a part of the plan. */
export const addShardFlag = (command: Command): Command =>
  command.option("--shard <i/n>", "the i-th of n parts of the plan, with about the same work each");

/** Adds the flags of a command that trains. */
export const addExtentFlags = (command: Command): Command =>
  addShardFlag(command)
    .option("--retry-failed", "run trials again that failed earlier")
    .option("--fresh", "train everything anew, whatever results there are")
    .option("--max-duration <time>", "start no trial after 90s, 30m or 1.5h, and exit with 130");

/** @throws {BenchmarkError} If a flag is wrong. */
export function shardOf(text: string | undefined): Extent["shard"] {
  if (text === undefined) return undefined;
  return readFlag("--shard", "i/n with i from 1 to n", text, parseShard);
}

/** The extent of a command that begins now. @throws {BenchmarkError} If a flag is wrong. */
export function extentOf({
  shard,
  retryFailed = false,
  fresh = false,
  maxDuration,
}: Readonly<ExtentFlags>): Extent {
  const seconds =
    maxDuration === undefined
      ? Infinity
      : readFlag("--max-duration", "a time such as 90s, 30m or 1.5h", maxDuration, parseDuration);
  return {
    shard: shardOf(shard),
    retryFailed,
    fresh,
    deadline: performance.now() + 1000 * seconds,
  };
}
