import { mkdir } from "node:fs/promises";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { inspect, readyTask } from "@anneal/experiment/training";
import Table from "cli-table3";
import type { Command } from "commander";
import { loadBackend } from "../backends/load.ts";
import { measureKernels } from "../micro/kernels.ts";
import { measureCalls } from "../micro/measureCalls.ts";
import { writeMicro } from "../storage/micro.ts";
import { asText } from "../storage/wholeFile.ts";
import {
  addSettingsFlags,
  readFlag,
  resolveSettings,
  trainingDetails,
} from "./shared/settingsFlags.ts";
import type { SettingsFlags } from "./shared/settingsFlags.ts";

interface Flags extends SettingsFlags {
  readonly time: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const readTime = (text: string): number | undefined => {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= 60_000 ? value : undefined;
};

/** Adds `micro`, which measures the calls of the schedules alone. */
export function registerMicro(program: Command): void {
  addSettingsFlags(program.command("micro"))
    .description(
      "measure a call of each schedule and of each kernel; reports then tell the share of a training step",
    )
    .option("--time <ms>", "milliseconds for each schedule", "500")
    .option("--json", "the figures as JSON on stdout, and nothing else there")
    .option("--quiet", "only the result")
    .addHelpText("after", trainingDetails)
    .action(async ({ time, json = false, quiet = false, ...rest }: Flags) => {
      const milliseconds = readFlag("--time", "a whole number from 1 to 60000", time, readTime);
      const { settings: all, contestants, tasks } = await resolveSettings(rest);
      // The calls of a schedule are the same whatever is trained; their number follows from the first task.
      const [settings] = all;
      try {
        await mkdir(settings.out, { recursive: true });
      } catch (error) {
        throw new BenchmarkError(
          "output",
          `cannot write to the output folder ${settings.out}: ${messageOf(error)}`,
          { cause: error },
        );
      }
      if (settings.backend.startsWith("fused")) {
        throw new BenchmarkError(
          "usage",
          `--backend ${settings.backend} has no kernels of layers, which micro measures; --backend layers has`,
        );
      }
      const backend = await loadBackend(settings.backend === "auto" ? "layers" : settings.backend);
      // Before the schedules: a cost is divided by the reference that was measured beside it.
      const costs = await measureKernels(backend.tf, { batchSize: settings.batchSize });
      const { task: name, samples, testSamples } = settings;
      const ready = await readyTask(name, tasks[name]!, {
        tf: backend.tf,
        samples: samples ?? undefined,
        testSamples: testSamples ?? undefined,
        dataDir: settings.dataDir,
        mirrors: settings.mirrors,
      });
      const { epochs, learningRate } = settings;
      const { schedules } = await inspect(
        backend.tf,
        name,
        ready,
        { ...settings, schedules: settings.schedule.map((name) => ({ name, learningRate })) },
        contestants,
      );
      const micro = await measureCalls(
        epochs,
        schedules,
        contestants,
        milliseconds,
        backend,
        costs,
      );
      const path = await writeMicro(settings.out, micro);
      if (json) process.stdout.write(asText(micro));
      else {
        const table = new Table({
          head: ["schedule", "called per", "ns/call", "± MAD", "ns/step"],
          colAligns: ["left", "left", "right", "right", "right"],
          style: { head: [], border: [], compact: true },
        });
        for (const schedule of micro.schedules) {
          const { name, per, nanosecondsPerCall, deviation, nanosecondsPerStep } = schedule;
          table.push([
            name,
            per,
            nanosecondsPerCall.toFixed(1),
            deviation.toFixed(1),
            nanosecondsPerStep.toFixed(1),
          ]);
        }
        const kernels = new Table({
          head: ["kernel", "ms", "± MAD", "× reference"],
          colAligns: ["left", "right", "right", "right"],
          style: { head: [], border: [], compact: true },
        });
        for (const { name, nanoseconds, deviation } of micro.kernels) {
          kernels.push([
            name,
            (nanoseconds / 1e6).toFixed(3),
            (deviation / 1e6).toFixed(3),
            (nanoseconds / micro.reference.nanoseconds).toFixed(2),
          ]);
        }
        process.stdout.write(`${table.toString()}\n${kernels.toString()}\n`);
      }
      if (!quiet) process.stderr.write(`Costs of calls: ${path}\n`);
    });
}
