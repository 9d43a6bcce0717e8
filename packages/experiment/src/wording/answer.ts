import type { Analysis, ScheduleAnalysis, TargetOutcome } from "../analysis/schema.ts";
import type { Bound } from "../task/target.ts";
import { counted, listed, orAbsent, range } from "./notation.ts";
import { describeLimit, describeTarget } from "./target.ts";
import { quantityOf } from "./quantity.ts";

/** What a run says about the target of its task. */
export interface Answer {
  /** Who met it on how many seeds, and by how much the first measure of the target rose. */
  readonly sentence: string;
  /** One line for each schedule, the best first: on how many seeds it met the target, and what failed on the others. */
  readonly lines: readonly string[];
  /** Whether that could be luck. */
  readonly evidence: string;
}

type Asked = ScheduleAnalysis & { readonly target: TargetOutcome };

/** The schedules with trials, those that met the target most often first; among equals, the one whose measure rose most. */
function byOutcome({ schedules, task }: Analysis): readonly Asked[] {
  const [first] = task.target;
  if (first === undefined) return [];
  const share = ({ target }: Asked): number => target.count / target.of;
  const sign = "above" in first ? 1 : -1;
  const reached = ({ figures }: Asked): number =>
    sign * (figures[first.measure]?.mean ?? -Infinity);
  return schedules
    .filter((schedule): schedule is Asked => schedule.target !== null && schedule.target.of > 0)
    .sort((left, right) => share(right) - share(left) || reached(right) - reached(left));
}

const seedsOf = ({ count, of }: TargetOutcome): string =>
  `${String(count)} of ${counted(of, "seed")}`;

/** Which side of its limit a measure has to be on, and was not: `training accuracy not below 95 %`. */
const missedSide = (analysis: Analysis, bound: Bound): string =>
  `${quantityOf(analysis.task, bound.measure).name} not ${"above" in bound ? "above" : "below"} ${describeLimit(analysis.task, bound)}`;

/** How the first measure of the target differs from the baseline's: `validation accuracy +2.33 pp [+1.72 … +2.93]`. */
function changeOf(analysis: Analysis, { target }: Asked, inFull: boolean): string | null {
  const [first] = target.bounds;
  if (first?.difference == null) return null;
  const { mean, interval } = first.difference;
  const { name, writeDifference, differenceUnit, differenceUnitInFull } = quantityOf(
    analysis.task,
    first.measure,
  );
  return (
    `${inFull ? "" : `${name} `}${writeDifference(mean)}${inFull ? differenceUnitInFull : differenceUnit}` +
    (interval === null ? "" : ` [${range(interval, writeDifference)}]`)
  );
}

function sentenceOf(analysis: Analysis, asked: readonly Asked[]): string {
  const { task, rules } = analysis;
  const first = asked[0]!;
  const target = describeTarget(task, "sentence")!;
  const baseline = asked.find(({ name }) => name === rules.baseline);
  const bound = task.target[0]!;
  const { name: measure, write, unit } = quantityOf(task, bound.measure);
  if (first.target.count === 0) {
    // Nobody met it, so that the order is that of the measure.
    return (
      `No schedule met the target (${target}) on any seed; the ${"above" in bound ? "highest" : "lowest"} mean ${measure} is ` +
      `that of ${first.name}, ${orAbsent(first.figures[bound.measure], ({ mean }) => `${write(mean)}${unit}`)}.`
    );
  }
  const ties = asked.filter(
    ({ target: { count, of } }) => count * first.target.of === first.target.count * of,
  );
  const met = `${listed(ties.map(({ name }) => name))} met the target (${target}) on ${seedsOf(first.target)}${ties.length > 1 ? " each" : ""}`;
  if (baseline === undefined) return `${met}.`;
  if (ties.includes(baseline))
    return `${met}: no schedule met it more often than ${baseline.name}.`;
  const change = changeOf(analysis, first, true);
  const figure = first.figures[bound.measure];
  const rose =
    change === null || !figure
      ? ""
      : `; ${ties.length > 1 ? `with ${first.name} the` : "its"} mean ${measure} is ${write(figure.mean)}${unit}, ${change} to ${baseline.name}`;
  return `${met}, ${baseline.name} on ${seedsOf(baseline.target)}${rose}.`;
}

function lineOf(analysis: Analysis, schedule: Asked): string {
  const { name, target } = schedule;
  const failed = target.bounds.flatMap(({ missed }, index) =>
    missed === 0
      ? []
      : [`${missedSide(analysis, analysis.task.target[index]!)} on ${String(missed)}`],
  );
  return [
    `${name}: ${seedsOf(target)}`,
    ...(failed.length === 0 ? [] : [failed.join(" and ")]),
    changeOf(analysis, schedule, false) ?? [],
  ]
    .flat()
    .join("; ");
}

function evidenceOf({ rules }: Analysis, asked: readonly Asked[]): string {
  const { baseline, seedsNeeded } = rules;
  const compared = asked.flatMap(({ name, target: { comparison } }) =>
    comparison === null ? [] : [{ name, verdict: comparison.verdict }],
  );
  if (baseline === null || compared.length === 0) return "Nothing is compared.";
  const named = (wanted: string) =>
    compared.filter(({ verdict }) => verdict === wanted).map(({ name }) => name);
  const [more, less, few] = [named("more often"), named("less often"), named("too few seeds")];
  return [
    ...(more.length > 0
      ? [
          `More often than ${baseline}, by McNemar's exact test for all schedules together: ${listed(more)}.`,
        ]
      : []),
    ...(less.length > 0 ? [`Less often than ${baseline}: ${listed(less)}.`] : []),
    ...(few.length > 0
      ? [`This is no claim yet: with fewer than ${String(seedsNeeded)} seeds it could be luck.`]
      : more.length + less.length === 0
        ? [`No schedule is shown to meet it more or less often than ${baseline}.`]
        : []),
  ].join(" ");
}

/** What a run says about the target of its task; `null` for a task without one, and without a trial. */
export function answer(analysis: Analysis): Answer | null {
  const asked = byOutcome(analysis);
  if (asked.length === 0) return null;
  return {
    sentence: sentenceOf(analysis, asked),
    lines: asked.map((schedule) => lineOf(analysis, schedule)),
    evidence: evidenceOf(analysis, asked),
  };
}
