import type { LabResult } from "./messages.ts";

const percent = (value: number | null | undefined): string =>
  value === null || value === undefined ? "none" : `${(100 * value).toFixed(2)} %`;

/** The accuracies after the last epoch. */
export const lastOf = ({
  epochs,
}: Pick<LabResult, "epochs">): { training: number; validation: number } => ({
  training: epochs.at(-1)?.training["accuracy"] ?? NaN,
  validation: epochs.at(-1)?.validation["accuracy"] ?? NaN,
});

/** What a trial says to the target, in a sentence: met, or which half of it failed. */
export function answerOf(name: string, result: LabResult): string {
  if (result.status === "diverged")
    return `${name} diverged: its loss became infinite or no number.`;
  const { training, validation } = lastOf(result);
  const reached = `${name} reached ${percent(validation)} on the validation images and ${percent(training)} on the training images`;
  const failed = [
    ...(validation > 0.85 ? [] : ["validation is not above 85 %"]),
    ...(training < 0.95 ? [] : ["training is not below 95 %: it learned its images by heart"]),
  ];
  return failed.length === 0
    ? `${reached}: it meets the target.`
    : `${reached}: it misses the target, because ${failed.join(" and ")}.`;
}
