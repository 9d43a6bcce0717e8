import type { Figure } from "@anneal/experiment/analysis";
import {
  comparedIn,
  describeLimit,
  othersOn,
  primaryFigure,
  quantityOf,
  sizeOf,
} from "@anneal/experiment/wording";
import type { Quantity, Report } from "@anneal/experiment/wording";

/** One entry of a custom benchmark of github-action-benchmark. */
interface ActionBenchmark {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** How far the value may be off. */
  readonly range?: string;
  readonly extra: string;
}

/** The two files, because the action takes one direction at a time. */
interface ActionBenchmarks {
  /** For `customBiggerIsBetter`. */
  readonly bigger: readonly ActionBenchmark[];
  /** For `customSmallerIsBetter`. */
  readonly smaller: readonly ActionBenchmark[];
}

/** A figure as an entry. A share becomes percent. */
function entryOf(
  figure: Figure,
  { name, unit }: Quantity,
): Omit<ActionBenchmark, "name" | "extra"> {
  const isShare = unit === " %";
  const scale = isShare ? 100 : 1;
  const { interval } = figure;
  return {
    unit: unit.trim() || name.split(" ").at(-1)!,
    value: scale * figure.mean,
    ...(interval === null
      ? {}
      : { range: `± ${((scale * (interval.high - interval.low)) / 2).toPrecision(3)}` }),
  };
}

/**
 * The figures in the format of github-action-benchmark. Names stay the same from run to run of one protocol, so that the
 * action finds the value before.
 */
export function actionBenchmarks({ analysis }: Report): ActionBenchmarks {
  const { task } = analysis;
  const prefix = `${task.name} ${sizeOf(task, "×")}`;
  const bigger: ActionBenchmark[] = [];
  const smaller: ActionBenchmark[] = [];
  for (const schedule of analysis.schedules) {
    const { name, n, diverged, failed, figures, stepsToTarget, timings } = schedule;
    const extra = `${String(n)} seeds, ${String(diverged)} diverged, ${String(failed)} failed; protocol ${String(task.protocol)}, ${task.backend}`;
    const add = (figure: Figure | null | undefined, quantity: Quantity): void => {
      if (!figure) return;
      const side = quantity.lessIsBetter ? smaller : bigger;
      side.push({
        name: `${prefix} ${name}: ${quantity.name}`,
        ...entryOf(figure, quantity),
        extra,
      });
    };
    add(primaryFigure(analysis, schedule), comparedIn(analysis));
    if (timings?.examplesPerSecond) {
      const { median, firstQuartile, thirdQuartile } = timings.examplesPerSecond;
      bigger.push({
        name: `${prefix} ${name}: ${task.example}s per second`,
        unit: `${task.example}s/s`,
        value: median,
        range: `± ${((thirdQuartile - firstQuartile) / 2).toPrecision(3)}`,
        extra,
      });
    }
    for (const measure of othersOn("validation", task)) {
      add(figures[measure], quantityOf(task, measure));
    }
    const { target } = analysis.rules;
    if (stepsToTarget.median !== null && target !== null) {
      smaller.push({
        name: `${prefix} ${name}: steps to ${describeLimit(task, target)}`,
        unit: "steps",
        value: stepsToTarget.median,
        extra,
      });
    }
    if (timings && timings.nanosecondsPerCall !== null) {
      smaller.push({
        name: `${name}: time of a call`,
        unit: "ns",
        value: timings.nanosecondsPerCall,
        extra: "micro-benchmark",
      });
    }
  }
  return { bigger, smaller };
}
