import { BenchmarkError } from "@anneal/experiment/errors";
import type { Command } from "commander";
import type { Extent } from "../../execution/extent.ts";
import { queueAddress } from "../../execution/queue/address.ts";
import { parseShard } from "../../plan/shard.ts";
import { parseDuration } from "./duration.ts";
import { readFlag } from "./settingsFlags.ts";

/** The flags that say which trials of a plan run, and for how long. */
export interface ExtentFlags {
  readonly shard?: string | undefined;
  readonly retryFailed?: boolean | undefined;
  readonly fresh?: boolean | undefined;
  readonly maxDuration?: string | undefined;
  readonly queue?: string | undefined;
  readonly fleet?: string | undefined;
}

/** Adds the flag that chooses a part of the plan. */
export const addShardFlag = (command: Command): Command =>
  command.option("--shard <i/n>", "the i-th of n parts of the plan, with about the same work each");

/** Adds the flags of a command that trains. */
export const addExtentFlags = (command: Command): Command =>
  addShardFlag(command)
    .option("--retry-failed", "train trials again that failed earlier")
    .option("--fresh", "train everything anew, whatever results there are")
    .option("--max-duration <time>", "start no trial after 90s, 30m or 1.5h, and exit with 130")
    .option(
      "--queue <url>",
      "train on the workers at redis://host:6379, see anneal-bench work (default: ANNEAL_QUEUE_URL, or the file ANNEAL_QUEUE_URL_FILE)",
    )
    .option("--fleet <fingerprint>", "which workers of the queue, where several kinds would do");

/** @throws {BenchmarkError} If a flag is wrong, or has no meaning with a queue. */
function queueOf({ queue, fleet, shard }: Readonly<ExtentFlags>, jobs: unknown): Extent["queue"] {
  const address = queueAddress(queue);
  const refused = (flag: string, reason: string): never => {
    throw new BenchmarkError("usage", `${flag} has no meaning with${reason}`);
  };
  if (address === undefined) {
    return fleet === undefined
      ? undefined
      : refused("--fleet", "out a queue; give --queue as well");
  }
  if (jobs !== undefined)
    refused("--jobs", " a queue: each worker has its own, see anneal-bench work");
  if (shard !== undefined) refused("--shard", " a queue, which deals the trials out by itself");
  return { address, fleet };
}

/** @throws {BenchmarkError} If a flag is wrong. */
export function shardOf(text: string | undefined): Extent["shard"] {
  if (text === undefined) return undefined;
  return readFlag("--shard", "i/n with i from 1 to n, and n at most 999999", text, parseShard);
}

/**
 * The extent of a command that begins now.
 *
 * @param jobs - What `--jobs` was given.
 * @throws {BenchmarkError} If a flag is wrong.
 */
export function extentOf(flags: Readonly<ExtentFlags>, jobs?: unknown): Extent {
  const { shard, retryFailed = false, fresh = false, maxDuration } = flags;
  const seconds =
    maxDuration === undefined
      ? Infinity
      : readFlag("--max-duration", "a time such as 90s, 30m or 1.5h", maxDuration, parseDuration);
  return {
    shard: shardOf(shard),
    retryFailed,
    fresh,
    deadline: performance.now() + 1000 * seconds,
    queue: queueOf(flags, jobs),
  };
}
