import { Writable } from "node:stream";
import {
  completedTrial,
  divergedTrial,
  failedTrial,
  plannedTrial,
} from "@anneal/experiment/synthetic";
import type { TrialResult } from "@anneal/experiment/records";
import type { Epoch } from "@anneal/experiment/training";
import { expect, test } from "vitest";
import { referenceFacts } from "@anneal/experiment/task";
import { createProgress } from "../../src/execution/progress.ts";

/** A stream that keeps what is written, as a terminal or not. */
function streamOf(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  // What a bar asks of a terminal.
  const terminal = { isTTY, columns: 120, clearLine: () => true, cursorTo: () => true };
  return {
    stream: Object.assign(stream, terminal) as unknown as NodeJS.WriteStream,
    written: () => text,
  };
}

const task = referenceFacts("mnist");
const planned = plannedTrial("cosine", 3);
const epoch: Epoch = {
  epoch: 0,
  learningRate: 0.005,
  training: { accuracy: 0.5, loss: 1.25 },
  validation: { accuracy: 0.75, loss: 0.5 },
  seconds: 2,
  measured: { examples: 256, seconds: 0.5, cpuSeconds: 1 },
};

test("without a terminal there is a line at the end of each trial, with the count and the time left", () => {
  const { stream, written } = streamOf(false);
  let now = 0;
  const progress = createProgress(stream, false, task, false, () => now);
  const trials = [3, 4, 5, 6].map((seed) => plannedTrial("cosine", seed));
  const [first, second, third, fourth] = trials as [typeof planned, ...(typeof planned)[]];
  // Four trials of two epochs with 8 updates each.
  progress.begin(4, 64);
  now = 10_000;
  progress.step(first, 4);
  progress.epoch(first, epoch);
  now = 20_000;
  const timed = completedTrial("cosine", 3, 0.9, 0.8);
  progress.finish(first, { ...timed, timings: { ...timed.timings!, examplesPerSecond: 5123.4 } });
  now = 30_000;
  progress.finish(second!, divergedTrial("cosine", 4));
  progress.finish(third!, failedTrial("cosine", 5));
  progress.note("a note");
  progress.finish(fourth!, { ...completedTrial("cosine", 6, 0.9, 0.8), timings: null });
  progress.end();
  expect(written()).toBe(
    [
      "1/4 trials, 60 s left; cosine seed 3: validation accuracy 0.8000, 5123 images/s",
      "2/4 trials, 30 s left; cosine seed 4: diverged",
      "3/4 trials, 10 s left; cosine seed 5: failed: no luck",
      "a note",
      "4/4 trials, took 30 s; cosine seed 6: validation accuracy 0.8000",
      "",
    ].join("\n"),
  );
});

test("between the ends of trials there is a line every half minute", () => {
  const { stream, written } = streamOf(false);
  let now = 0;
  const progress = createProgress(stream, false, task, true, () => now);
  progress.begin(100, 100 * 16);
  for (const [seconds, steps] of [
    [29, 1],
    [30, 2],
    [59, 8],
    [60, 9],
    [3600, 16],
  ] as const) {
    now = 1000 * seconds;
    progress.step(planned, steps);
  }
  expect(written()).toBe(
    [
      "0/100 trials, 0 %, 6.7 h left; cosine at 0.01 seed 3 in epoch 1 of 2",
      "0/100 trials, 0 %, 2.9 h left; cosine at 0.01 seed 3 in epoch 2 of 2",
      "0/100 trials, 1 %, 99.0 h left; cosine at 0.01 seed 3 in epoch 2 of 2",
      "",
    ].join("\n"),
  );
});

test("on a terminal a bar moves with the updates", () => {
  const { stream, written } = streamOf(true);
  const progress = createProgress(stream, false, task);
  progress.note("before the bar");
  // Two trials of two epochs with 8 updates each.
  progress.begin(2, 32);
  progress.step(planned, 4);
  progress.epoch(planned, epoch);
  progress.finish(planned, completedTrial("cosine", 3, 1, 1));
  progress.note("a note");
  progress.finish(plannedTrial("linear", 3), completedTrial("linear", 3, 1, 1));
  progress.end();
  expect(written()).toMatch(/^before the bar\n/);
  expect(written()).toContain("0% | 0/2 trials | time left unknown");
  expect(written()).toMatch(/100% \| 2\/2 trials \| took \d+ s/);
  expect(written()).toContain("cosine seed 3: validation 0.7500");
  expect(written()).not.toContain("epoch 1/2");
});

test("when quiet nothing is written", () => {
  const { stream, written } = streamOf(true);
  const progress = createProgress(stream, true, task);
  progress.begin(1, 16);
  progress.step(planned, 4);
  progress.epoch(planned, epoch);
  progress.finish(planned, failedTrial("cosine", 3));
  progress.note("a note");
  progress.end();
  expect(written()).toBe("");
});

test.each([true, false])("what code of a user says cannot write to the terminal (%s)", (isTTY) => {
  const { stream, written } = streamOf(isTTY);
  const progress = createProgress(stream, false, task);
  progress.begin(1, 16);
  const hostile = plannedTrial("a\u001b]0;b\u0007c", 1);
  progress.epoch(hostile, epoch);
  progress.finish(hostile, {
    ...failedTrial("cosine", 1),
    error: "no\u001b]0;d\u0007e",
  } as TrialResult);
  progress.note("said\u001b]0;f\u0007g");
  progress.end();
  expect(written()).toContain("said\uFFFD]0;f\uFFFDg");
  for (const control of ["\u001b]", "\u0007"]) expect(written()).not.toContain(control);
  if (!isTTY) expect(written()).toContain("a\uFFFD]0;b\uFFFDc seed 1: failed: no\uFFFD]0;d\uFFFDe");
});
