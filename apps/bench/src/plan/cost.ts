import { trainedEpochs } from "@anneal/experiment/records";
import type { Trial } from "@anneal/experiment/records";

// A forward pass is a third of a training step.
const forward = 1 / 3;

/** How much work a trial is, in examples trained: examples that are only looked at count a third. */
export function costOf(trial: Trial): number {
  const { examples, stepsPerEpoch, batchSize, evaluateTraining } = trial;
  const epochs = trainedEpochs(trial);
  // Of a loop of its own nothing is known but its updates.
  if (examples === null) return epochs * stepsPerEpoch * batchSize;
  const { training, validation, test } = examples;
  const looked = validation + (evaluateTraining ? training : 0);
  return epochs * (training + forward * looked) + forward * test;
}
