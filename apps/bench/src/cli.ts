#!/usr/bin/env node
import { closeSync, writeSync } from "node:fs";
import { forTerminal } from "@anneal/experiment/wording";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { Command, CommanderError } from "commander";
import { ownVersion } from "./backends/versions.ts";
import { registerAssert } from "./commands/assert.ts";
import { registerCompare } from "./commands/compare.ts";
import { registerConclude } from "./commands/conclude.ts";
import { registerData } from "./commands/data.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerExperiment } from "./commands/experiment.ts";
import { registerInit } from "./commands/init.ts";
import { registerMerge } from "./commands/merge.ts";
import { registerMicro } from "./commands/micro.ts";
import { registerPlan } from "./commands/plan.ts";
import { registerQueue } from "./commands/queue.ts";
import { registerReport } from "./commands/report.ts";
import { registerRun } from "./commands/run.ts";
import { registerSchema } from "./commands/schema.ts";
import { trainingDetails } from "./commands/shared/settingsFlags.ts";
import { registerSearch } from "./commands/search.ts";
import { registerThroughput } from "./commands/throughput.ts";
import { registerTrend } from "./commands/trend.ts";
import { registerTune } from "./commands/tune.ts";
import { registerWork } from "./commands/work.ts";
import { runningConfiguration } from "./configuration/load.ts";
import { meant } from "@anneal/experiment/task";
import { describedExitCodes, exitCodeOf, exitCodes } from "./execution/exitCodes.ts";

const program = new Command("anneal-bench")
  .description(
    "Train a task of your own, or a reference CNN, with every learning-rate schedule; compare what comes of it.",
  )
  .version(ownVersion)
  .exitOverride()
  .configureOutput({
    // One line: commander puts its "Did you mean" on a second one.
    outputError: (text, write) =>
      write(text.replace(/^error: /, "anneal-bench: ").replace("\n(", " (")),
  });

registerInit(program);
registerPlan(program);
registerRun(program);
registerTune(program);
registerSearch(program);
registerMerge(program);
registerConclude(program);
registerReport(program);
registerMicro(program);
registerCompare(program);
registerTrend(program);
registerAssert(program);
registerExperiment(program);
registerData(program);
registerDoctor(program);
registerWork(program);
registerQueue(program);
registerThroughput(program);
registerSchema(program);

program.addHelpText(
  "after",
  `\nThe options of run, see anneal-bench run --help, work without it: anneal-bench --preset smoke\n${trainingDetails}`,
);
for (const command of [program, ...program.commands]) {
  command.addHelpText("after", `\nExit codes:\n${describedExitCodes}`);
}

// Whoever reads the output may have seen enough, as `head` has: the files are written all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

// A configuration that ends the process would otherwise pass for a success.
let ended = false;
process.on("exit", () => {
  const running = runningConfiguration();
  // Whatever exit code a configuration chooses, it would pass for one of ours.
  if (ended || (running === undefined && (process.exitCode ?? exitCodes.ok) !== exitCodes.ok)) {
    return;
  }
  writeSync(
    process.stderr.fd,
    running === undefined
      ? "anneal-bench: unexpected error: the process was ended before its time\n"
      : `anneal-bench: cannot load ${forTerminal(running.file)}: ${running.problem}\n`,
  );
  process.exitCode = running === undefined ? exitCodes.unexpected : exitCodes.usage;
  // What interrupted it has a debugger's connection open, of which Node.js would tell next.
  if (running?.late === true) closeSync(process.stderr.fd);
});

try {
  const [word] = process.argv.slice(2);
  const names = [...program.commands.map((command) => command.name()), "help"];
  // The default command would only say that it takes no arguments.
  if (word !== undefined && !word.startsWith("-") && !names.includes(word)) {
    throw new BenchmarkError(
      "usage",
      `unknown command ${meant(word, names)}: the commands are ${names.join(", ")}`,
    );
  }
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  } else if (error instanceof BenchmarkError) {
    process.stderr.write(`anneal-bench: ${forTerminal(error.message)}\n`);
    process.exitCode = exitCodeOf(error.kind);
  } else {
    process.stderr.write(
      `anneal-bench: unexpected error: ${forTerminal(error instanceof Error ? (error.stack ?? error.message) : messageOf(error))}\n`,
    );
    process.exitCode = exitCodes.unexpected;
  }
}
ended = true;
// What a configuration leaves behind, an interval or a connection, is not to keep the command from coming back.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise<unknown>((resolve) => stream.write("", resolve));
}
process.exit();
