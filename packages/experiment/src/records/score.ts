import { measureOf } from "../task/metric.ts";
import type { Split } from "../task/metric.ts";
import type { FinishedTrial, Score } from "./results.ts";

/** Values by measure, such as `testAccuracy`; `null` stands for one that is not finite, or is excluded. */
export type Scores = Readonly<Record<string, number | null>>;

/** The metrics of one part of the data under the names of their measures. */
export const namedScore = (split: Split, score: Score | null): Scores =>
  Object.fromEntries(
    Object.entries(score ?? {}).map(([name, value]) => [measureOf(split, { name }), value]),
  );

/** Everything that was measured in an epoch. */
export const scoresIn = ({
  training,
  validation,
}: Pick<FinishedTrial["epochs"][number], "training" | "validation">): Scores => ({
  ...namedScore("training", training),
  ...namedScore("validation", validation),
});

/** Everything that was measured after the last epoch. */
export const scoresAfter = ({
  epochs,
  test,
}: {
  readonly epochs: readonly Pick<FinishedTrial["epochs"][number], "training" | "validation">[];
  readonly test: Score | null;
}): Scores => ({ ...namedScore("test", test), ...scoresIn(epochs.at(-1)!) });
