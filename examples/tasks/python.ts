// A training that is not JavaScript: a Python program gets the rates of an epoch on a line, trains with them and answers with
// its metrics on another. Any program that reads and writes lines can be compared like that.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { defineConfig, defineTask } from "@anneal/bench";
import type { EpochReport } from "@anneal/bench";

const program = fileURLToPath(new URL("python.py", import.meta.url));
const updatesPerEpoch = 16;

export const python = defineTask({
  title: "Linear regression in Python",
  metrics: ["loss"],
  stepsPerEpoch: updatesPerEpoch,
  epochs: 10,
  learningRate: 0.1,
  // What the program computes cannot be seen from outside. Count this up when you change it: then it is trained anew.
  version: 1,
  train: async ({ schedule, seed, epochs, report, signal }) => {
    // The signal ends the program when the trial is given up.
    const child = spawn("python3", [program, String(seed)], {
      signal,
      stdio: ["pipe", "pipe", "inherit"],
    });
    const failed = new Promise<never>((_, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        reject(new Error(`${program} ended with ${String(code)} before its last epoch`));
      });
    });
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    try {
      for (let epoch = 0; epoch < epochs; epoch++) {
        const rates: number[] = [];
        for (let update = 0; update < updatesPerEpoch; update++) {
          rates.push(schedule.value);
          schedule.advance();
        }
        child.stdin.write(`${JSON.stringify(rates)}\n`);
        const answer = await Promise.race([answers.next(), failed]);
        await report(JSON.parse(String(answer.value)) as EpochReport);
      }
    } finally {
      // Nobody waits for it any more, so that its end is no failure.
      failed.catch(() => undefined);
      child.stdin.end();
    }
  },
});

export default defineConfig({ tasks: { python }, schedule: ["constant", "cosine"], seeds: 6 });
