import type { Trial } from "@anneal/experiment/records";

// A forward pass is a third of a training step.
const forward = 1 / 3;

/** How much work a trial is, in examples trained: examples that are only looked at count a third. */
export function costOf({ examples, epochs, stepsPerEpoch, batchSize }: Trial): number {
  // Of a loop of its own nothing is known but its updates.
  if (examples === null) return epochs * stepsPerEpoch * batchSize;
  const { training, validation, test } = examples;
  return epochs * (training + forward * validation) + forward * test;
}
