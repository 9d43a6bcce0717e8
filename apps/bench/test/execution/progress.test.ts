import { Writable } from "node:stream";
import {
  completedTrial,
  divergedTrial,
  failedTrial,
  plannedTrial,
} from "@anneal/experiment/synthetic";
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

test("without a terminal every epoch is a line, and what went wrong is one", () => {
  const { stream, written } = streamOf(false);
  const progress = createProgress(stream, false, task);
  progress.begin(3, 48);
  progress.step(planned, 4);
  progress.epoch(planned, epoch);
  progress.epoch(planned, {
    ...epoch,
    epoch: 1,
    training: { accuracy: 0.1, loss: null },
    measured: { examples: 0, seconds: 0, cpuSeconds: 1 },
  });
  progress.finish(planned, divergedTrial("cosine", 3));
  progress.finish(planned, failedTrial("cosine", 3));
  progress.finish(planned, completedTrial("cosine", 3, 1, 1));
  progress.note("a note");
  progress.end();
  expect(written()).toBe(
    [
      "cosine seed 3: epoch 1/2, lr 0.00500, loss 1.2500, accuracy 0.5000, validation loss 0.5000, accuracy 0.7500, 512 images/s",
      "cosine seed 3: epoch 2/2, lr 0.00500, loss not finite, accuracy 0.1000, validation loss 0.5000, accuracy 0.7500",
      "cosine seed 3: diverged",
      "cosine seed 3: failed: no luck",
      "a note",
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
  expect(written()).toContain("0% | 0/2 trials");
  expect(written()).toContain("100% | 2/2 trials");
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
