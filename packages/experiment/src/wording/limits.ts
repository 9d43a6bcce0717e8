import { datasetTitle } from "./headline.ts";
import type { Report } from "./headline.ts";
import { counted, percent, whole } from "./notation.ts";

/** What the figures of a report cannot tell, as sentences. */
export function limits({ analysis, results }: Report): readonly string[] {
  const { task, rules, trials } = analysis;
  const n = task.testSamples;
  const accuracy = task.dataset === "mnist" ? 0.99 : 0.92;
  const error = Math.sqrt((accuracy * (1 - accuracy)) / n);
  return [
    `It is one network, one optimizer and one data set (${datasetTitle(analysis)}, ${whole(task.samples)} images, ` +
      `${counted(task.epochs, "epoch")}). Another budget can turn the order round.`,
    `All accuracies are of the same ${whole(n)} test images. At ${percent(accuracy).slice(0, 2)} % the standard error of ` +
      `one such accuracy is ${percent(error)} percentage points: a smaller difference may be real on these images and absent on others.`,
    ...(results.tuning !== null ||
    analysis.schedules.some(({ sensitivity }) => sensitivity.length > 1)
      ? []
      : [
          `Every schedule ran at the base rate ${String(results.settings.learningRate)}. A schedule that loses here may win at a rate tuned for it.`,
        ]),
    `The intervals hold for the seeds, which decide the first weights and the order of the data. Below six seeds they are ` +
      `Student's, which suppose that seeds scatter evenly to both sides; where one seed diverged they say too little.`,
    `A claim takes all three: an interval of the paired difference without zero, a p below ` +
      `${String(rules.significance)} in the exact sign-flip test, adjusted for all schedules together, and a difference above ${percent(rules.margin)} ` +
      `percentage points. Below ${counted(rules.seedsNeeded, "seed")} the test can claim nothing. “No difference shown” does not say that there is none.`,
    ...(trials.diverged > 0
      ? [
          rules.diverged === "chance"
            ? `Diverged trials count as a model that guesses: accuracy ${percent(rules.chance.accuracy)} %. One is enough to move a mean far.`
            : "Diverged trials are left out of the figures, which flatters a schedule that diverges.",
        ]
      : []),
    "Images per second depend on the machine and on its load; a schedule does not change them.",
  ];
}
