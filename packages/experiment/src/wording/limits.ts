import type { ScheduleAnalysis } from "../analysis/schema.ts";
import { comparedIn } from "./quantity.ts";
import { examplesOf } from "./headline.ts";
import type { Report } from "./headline.ts";
import { counted, inPercent, listed, percent, rate, whole } from "./notation.ts";
import { describeDiverged } from "./rules.ts";

/** What the figures of a report cannot tell, as sentences. */
export function limits({ analysis, results }: Report): readonly string[] {
  const { task, rules, trials } = analysis;
  const { title, typical, examples, diverged } = task;
  const compared = comparedIn(analysis);
  const standingOut = ratesThatStandOut(analysis.schedules);
  const about =
    examples === null
      ? title
      : `${title}, ${examplesOf(task, examples.training + examples.validation)}`;
  const n = examples?.test ?? 0;
  const error = typical === null ? 0 : Math.sqrt((typical * (1 - typical)) / n);
  return [
    `It is one network, one optimizer and one data set (${about}, ` +
      `${counted(task.epochs, "epoch")}). Another budget can turn the order round.`,
    ...(n === 0
      ? []
      : typical === null
        ? [
            `Every test is of the same ${whole(n)} ${task.example}s: what is better on them may be worse on others.`,
          ]
        : [
            `All accuracies are of the same ${whole(n)} test ${task.example}s. At ${inPercent(typical)} % the standard error of ` +
              `one such accuracy is ${percent(error)} percentage points: a smaller difference may be real on these ${task.example}s and absent on others.`,
          ]),
    ...(results.tuning !== null ||
    analysis.schedules.some(({ sensitivity }) => sensitivity.length > 1)
      ? []
      : [
          `The base rate was ${String(results.settings.learningRate)} for every schedule${standingOut === null ? "" : " that follows it"}. One that loses here may win at a rate tuned for it.`,
        ]),
    ...(standingOut === null ? [] : [standingOut]),
    `The intervals hold for the seeds, which decide the first weights and the order of the data. Below six seeds they are ` +
      `Student's, which suppose that seeds scatter evenly to both sides; where one seed diverged they say too little.`,
    `A claim takes all three: an interval of the paired difference without zero, a p below ` +
      `${String(rules.significance)} in the exact sign-flip test, adjusted for all schedules together, and a difference above ${compared.write(rules.margin)}` +
      `${compared.differenceUnitInFull}. Below ${counted(rules.seedsNeeded, "seed")} the test can claim nothing. “No difference shown” does not say that there is none.`,
    ...(trials.diverged > 0
      ? [
          rules.diverged === "excluded"
            ? "Diverged trials are left out of the figures, which flatters a schedule that diverges."
            : diverged === null
              ? `Diverged trials ${describeDiverged(analysis)}. One is enough to move a mean far.`
              : `Diverged trials count as ${diverged.as}: ${describePrimary(analysis)}. One is enough to move a mean far.`,
        ]
      : []),
    examples === null
      ? "How long a trial takes depends on the machine and on its load; a schedule does not change it."
      : `${capitalised(task.example)}s per second depend on the machine and on its load; a schedule does not change them.`,
  ];
}

/** A schedule whose highest rate is a fifth off the base rate, or more, does not follow it. */
const off = 0.2;

/** Which schedules run at other rates than the base rate, as a sentence; `null` if none does. */
export function ratesThatStandOut(
  schedules: readonly Pick<ScheduleAnalysis, "name" | "peakRate" | "learningRate">[],
): string | null {
  const found = schedules.filter(
    ({ peakRate, learningRate }) =>
      peakRate !== null && learningRate !== null && Math.abs(peakRate / learningRate - 1) >= off,
  );
  return found.length === 0
    ? null
    : `Not at the base rate, so that a difference may come from the rate instead of the shape: ${listed(
        found.map(
          ({ name, peakRate, learningRate }) =>
            `${name} (highest rate ${rate(peakRate!)}, base rate ${rate(learningRate!)})`,
        ),
        8,
      )}.`;
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What a diverged trial counts as in the primary metric. */
function describePrimary(analysis: Report["analysis"]): string {
  const { task, rules } = analysis;
  const { write, unit } = comparedIn(analysis);
  const value = rules.divergedAs[rules.measure];
  return `${task.primary.metric} ${value === null || value === undefined ? "unknown" : `${write(value)}${unit}`}`;
}
