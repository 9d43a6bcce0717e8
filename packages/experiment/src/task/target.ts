/** What a training has to reach: it generalises, and it does so without learning its training images by heart. */
export const target = { validationAccuracyAbove: 0.85, trainingAccuracyBelow: 0.95 } as const;

/** Whether the accuracies after the last epoch are on the right side of {@link target}. */
export function meetsTarget(last: {
  readonly training: { readonly accuracy: number | null };
  readonly validation: { readonly accuracy: number | null };
}): boolean {
  const { accuracy: training } = last.training;
  const { accuracy: validation } = last.validation;
  return (
    training !== null &&
    validation !== null &&
    validation > target.validationAccuracyAbove &&
    training < target.trainingAccuracyBelow
  );
}
