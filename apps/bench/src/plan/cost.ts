import { imagesOf } from "@anneal/experiment/records";
import type { Trial } from "@anneal/experiment/records";

// A forward pass is a third of a training step.
const forward = 1 / 3;

/** How much work a trial is, in images trained: images that are only looked at count a third. */
export function costOf(trial: Trial): number {
  const { training, validation } = imagesOf(trial);
  return trial.epochs * (training + forward * validation) + forward * trial.testSamples;
}
