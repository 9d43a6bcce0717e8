import { BenchmarkError } from "@anneal/experiment/errors";
import { forTerminal } from "@anneal/experiment/wording";
import type { Command } from "commander";
import { queueAddress } from "../execution/queue/address.ts";
import { describeBackends } from "../execution/queue/fleet.ts";
import { connectTo } from "../execution/queue/broker.ts";
import { clearQueues, statusOf } from "../execution/queue/status.ts";
import type { QueueStatus } from "../execution/queue/status.ts";
import { asText } from "../storage/wholeFile.ts";

interface Flags {
  readonly queue?: string;
  readonly json?: true;
  readonly clear?: true;
}

/** A status in words. */
function describeQueue({ queue, fleets }: QueueStatus): string {
  if (fleets.length === 0) return `No worker was at ${queue} yet: anneal-bench work starts one.\n`;
  return fleets
    .map(({ fingerprint, member, workers, waiting, active, completed, failed, ...rest }) =>
      [
        `${fingerprint}: anneal-bench ${member.bench}, ${describeBackends(member)}`,
        `  workers: ${workers.length === 0 ? "none is connected" : workers.join(", ")}`,
        `  trials: ${String(waiting)} waiting, ${String(active)} active, ${String(completed)} completed, ${String(failed)} failed`,
        ...(rest.oldestWaiting === null ? [] : [`  oldest waiting since ${rest.oldestWaiting}`]),
        ...rest.failures.map(
          ({ key, schedule, reason }) => `  failed: ${key} ${schedule}: ${reason}`,
        ),
        "",
      ].join("\n"),
    )
    .join("");
}

/** Adds `queue`, which says what there is at a queue. */
export function registerQueue(program: Command): void {
  program
    .command("queue")
    .description("tell who works for a queue, what waits, and what failed and why")
    .option(
      "--queue <url>",
      "the queue: redis://host:6379 (default: ANNEAL_QUEUE_URL, or the file ANNEAL_QUEUE_URL_FILE)",
    )
    .option("--json", "the same as JSON on stdout")
    .option("--clear", "take everything out of the queue, results included")
    .action(async ({ queue, json, clear }: Flags) => {
      const address = queueAddress(queue);
      if (address === undefined) {
        throw new BenchmarkError(
          "usage",
          "queue needs to know which: give --queue redis://host:6379, or ANNEAL_QUEUE_URL",
        );
      }
      const broker = await connectTo(address);
      try {
        if (clear) {
          const trials = await clearQueues(broker);
          process.stderr.write(`anneal-bench: ${String(trials)} trials taken out\n`);
        }
        const status = await statusOf(broker);
        process.stdout.write(json ? asText(status) : forTerminal(describeQueue(status)));
      } finally {
        await broker.close();
      }
    });
}
