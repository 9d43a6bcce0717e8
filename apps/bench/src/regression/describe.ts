import type { Analysis } from "@anneal/experiment/analysis";
import { measuresOf } from "@anneal/experiment/task";
import { quantityOf, rate } from "@anneal/experiment/wording";
import type { Change, Comparison, OverallChange, Regression } from "./schema.ts";

const times = (ratio: number): string => `${ratio.toPrecision(2)} times`;

/** The name of a metric and a difference in it, with its sign and unit. */
export function writeDifference(
  { metric, difference }: Pick<Change, "metric" | "difference">,
  task: Pick<Comparison, "metrics" | "primary">,
): { readonly name: string; readonly difference: string } {
  if (metric === "stepsToTarget") {
    const sign = difference > 0 ? "+" : difference < 0 ? "−" : "";
    return { name: "steps to target", difference: `${sign}${Math.abs(difference).toFixed(0)}` };
  }
  const { name, writeDifference: write, differenceUnit } = quantityOf(task, metric);
  return { name, difference: `${write(difference)}${differenceUnit}` };
}

/** How small a difference may be that four of five runs would show: `±0.84 pp`. */
export const writeDetectable = (
  { metric, detectable }: Pick<Change, "metric" | "detectable">,
  task: Pick<Comparison, "metrics" | "primary">,
): string =>
  detectable === null
    ? "–"
    : writeDifference({ metric, difference: detectable }, task).difference.replace("+", "±");

/** The figures of a change as people write them. */
export function writeChange(
  change: Change,
  task: Pick<Comparison, "metrics" | "primary">,
): {
  readonly name: string;
  readonly base: string;
  readonly head: string;
  readonly difference: string;
} {
  const { metric, base, head } = change;
  const write =
    metric === "stepsToTarget"
      ? (value: number) => value.toFixed(0)
      : (value: number) => {
          const { write, unit } = quantityOf(task, metric);
          return `${write(value)}${unit}`;
        };
  return { ...writeDifference(change, task), base: write(base), head: write(head) };
}

/** What a change is called as a regression: by its metric, wherever that was taken. */
const kindOf = (metric: string, { metrics }: Pick<Comparison, "metrics">): string =>
  measuresOf(metrics).get(metric)?.metric.name ?? "steps to target";

/** From how many seeds on that diverge anew there is more to it than chance. */
const tooManyDiverged = (n: number): number => Math.max(1, Math.ceil(n / 3));

/** What got worse, one sentence each. */
export function describeRegressions({
  overall,
  schedules,
  speeds,
  rules,
  task,
}: Pick<Comparison, "schedules" | "speeds" | "rules"> & {
  readonly overall: readonly OverallChange[];
} & Pick<Analysis, "task">): readonly Regression[] {
  const isAccepted = (name: string): boolean =>
    rules.accepted.includes("*") || rules.accepted.includes(name);
  const trained = schedules.flatMap((schedule): readonly Regression[] => {
    const { name, sameDefinition, rates, changes } = schedule;
    const { newlyFailed, newlyDiverged, noLongerDiverged } = schedule;
    const subject = `${task.name}/${name}`;
    const found: Regression[] = [];
    const add = (kind: Regression["kind"], message: string): unknown =>
      found.push({ subject, kind, message: `${subject}: ${message}` });
    if (rates !== null && !isAccepted(name)) {
      const ratio =
        rates.base === 0 || rates.head === 0 ? "" : `, ${times(rates.head / rates.base)} as much`;
      add(
        "learning rate",
        `the rate at the end of epoch ${String(rates.epoch + 1)} is ${rate(rates.head)}, it was ${rate(rates.base)}${ratio}` +
          (sameDefinition ? ", though it is written the same" : ""),
      );
    }
    const seeds = (list: readonly number[]): string =>
      `${list.length === 1 ? "seed" : "seeds"} ${list.join(", ")}`;
    if (newlyFailed.length > 0) {
      add("failed", `fails with ${seeds(newlyFailed)}, which it finished before`);
    }
    const n = changes[0]?.n ?? 0;
    if (newlyDiverged.length - noLongerDiverged.length >= tooManyDiverged(n)) {
      add("diverged", `diverges with ${seeds(newlyDiverged)}, which it did not before`);
    }
    for (const change of changes) {
      if (change.verdict !== "worse") continue;
      const { name: metric, base, head, difference } = writeChange(change, task);
      add(
        kindOf(change.metric, task),
        `${metric} ${head}, it was ${base} (${difference} over ${String(change.n)} seeds)`,
      );
    }
    return found;
  });
  const slower = speeds
    .filter(({ verdict }) => verdict === "slower")
    .map(({ subject, relativeTo, slowdown, limit }): Regression => ({
      subject,
      kind: "speed",
      message: `${subject}: takes ${times(slowdown)} as long relative to ${relativeTo}, more than the ${limit} allowed`,
    }));
  const together = overall
    .filter(({ verdict }) => verdict === "worse")
    .map((change): Regression => {
      const { name, difference } = writeDifference(change, task);
      return {
        subject: task.name,
        kind: kindOf(change.metric, task),
        message: `${task.name}: ${name} ${difference} in the mean of ${String(change.schedules)} schedules over ${String(change.n)} seeds`,
      };
    });
  return [...together, ...trained, ...slower];
}
