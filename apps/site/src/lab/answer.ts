import type { FinishedTrial } from "@anneal/experiment/records";

/** The exercise's target: an accuracy on images that a network has not seen, without learning the others by heart. */
export const target = { validationAbove: 0.85, trainingBelow: 0.95 } as const;

const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;

/** The accuracies after the last epoch; NaN before the first. */
export const lastOf = ({
  epochs,
}: Pick<FinishedTrial, "epochs">): { training: number; validation: number } => ({
  training: epochs.at(-1)?.training["accuracy"] ?? NaN,
  validation: epochs.at(-1)?.validation["accuracy"] ?? NaN,
});

/**
 * What a trial says to the target, in a sentence: met, or which half of it failed.
 *
 * @param byHand - Whether a person has set the rate on the way.
 */
export function answerOf(
  name: string,
  result: Pick<FinishedTrial, "status" | "epochs">,
  byHand = false,
): string {
  if (result.status === "diverged") {
    return `${name} diverged: its loss became infinite or no number.`;
  }
  const { training, validation } = lastOf(result);
  const { validationAbove, trainingBelow } = target;
  const reached = `${name} reached ${percent(validation)} on the validation images and ${percent(training)} on the training images`;
  const failed = [
    ...(validation > validationAbove ? [] : ["validation is not above 85 %"]),
    ...(training < trainingBelow
      ? []
      : ["training is not below 95 %: it learned its images by heart"]),
  ];
  const answer =
    failed.length === 0
      ? `${reached}: it meets the target.`
      : `${reached}: it misses the target, because ${failed.join(" and ")}.`;
  return byHand
    ? `${answer} Its rate was set by hand on the way, so that it cannot be compared.`
    : answer;
}
