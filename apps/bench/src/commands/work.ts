import { BenchmarkError } from "@anneal/experiment/errors";
import { backendNames } from "@anneal/experiment/records";
import { forTerminal } from "@anneal/experiment/wording";
import type { Command } from "commander";
import { exitCodes } from "../execution/exitCodes.ts";
import { watchInterrupt } from "../execution/interrupt.ts";
import { openProcesses } from "../execution/processes/openProcesses.ts";
import { queueAddress } from "../execution/queue/address.ts";
import { connectTo } from "../execution/queue/broker.ts";
import { serve } from "../execution/queue/serve.ts";
import { parseDuration } from "./shared/duration.ts";
import { jobsHelp, number, readFlag, resolveSettings } from "./shared/settingsFlags.ts";
import type { SettingsFlags } from "./shared/settingsFlags.ts";

interface Flags extends SettingsFlags {
  readonly queue?: string;
  readonly exitWhenIdle?: string;
  readonly lease: string;
}

const details = `
A worker takes schedules that have a JSON form from the trial; what is code in the configuration, tasks and schedules, it takes
from its own --config, and trains with it only if it does the same. SIGTERM and Ctrl-C give the trials back and end it.
`;

const time = "a time such as 30s, 5m or 1.5h";

/** Adds `work`, a worker that trains what is in a queue. */
export function registerWork(program: Command): void {
  program
    .command("work")
    .description("train the trials of a queue, until it is told to end")
    .option(
      "--queue <url>",
      "the queue: redis://host:6379 (default: ANNEAL_QUEUE_URL, or the file ANNEAL_QUEUE_URL_FILE)",
    )
    .option("--jobs <n>", jobsHelp, number)
    .option("--backend <name>", `one of ${backendNames.join(", ")} (default: auto)`)
    .option("--data-dir <folder>", "folder that holds the files of the data")
    .option(
      "--config <file>",
      "configuration (default: anneal.config.{ts,js,json}, if there is one)",
    )
    .option("--exit-when-idle <time>", "end after 5m, or another time, without a trial")
    .option(
      "--lease <time>",
      "give a trial to another worker when this one does not answer for so long",
      "30s",
    )
    .addHelpText("after", details)
    .action(async ({ queue, exitWhenIdle, lease: leaseText, ...rest }: Flags) => {
      const address = queueAddress(queue);
      if (address === undefined) {
        throw new BenchmarkError(
          "usage",
          "work needs a queue: give --queue redis://host:6379, or ANNEAL_QUEUE_URL",
        );
      }
      const idle =
        exitWhenIdle === undefined
          ? Infinity
          : readFlag("--exit-when-idle", time, exitWhenIdle, parseDuration);
      const lease = readFlag("--lease", `${time}, of at least 2s`, leaseText, (text) => {
        const seconds = parseDuration(text);
        return seconds !== undefined && seconds >= 2 ? seconds : undefined;
      });
      const { settings } = await resolveSettings(rest);
      const [first] = settings;
      const broker = await connectTo(address);
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const interrupt = watchInterrupt(end);
      try {
        const executor = await openProcesses({ ...first, foreign: true });
        for (const warning of executor.warnings) {
          process.stderr.write(`anneal-bench: warning: ${forTerminal(warning)}\n`);
        }
        try {
          await serve(broker, executor, {
            jobs: first.jobs,
            lease,
            idle,
            ended,
            log: (text) => {
              process.stderr.write(`${new Date().toISOString()} ${forTerminal(text)}\n`);
            },
          });
        } finally {
          executor.stop();
        }
      } finally {
        interrupt.release();
        await broker.close();
      }
      process.exitCode = exitCodes.ok;
    });
}
