import type { Figure } from "@anneal/experiment/analysis";
import { metricName, primaryFigure } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";

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
export interface ActionBenchmarks {
  /** For `customBiggerIsBetter`. */
  readonly bigger: readonly ActionBenchmark[];
  /** For `customSmallerIsBetter`. */
  readonly smaller: readonly ActionBenchmark[];
}

const halfWidth = ({ interval }: Figure, scale: number): { readonly range?: string } =>
  interval === null
    ? {}
    : { range: `± ${((scale * (interval.high - interval.low)) / 2).toPrecision(3)}` };

/**
 * The figures in the format of github-action-benchmark. Names stay the same from run to run of one protocol, so that the
 * action finds the value before.
 */
export function actionBenchmarks({ analysis }: Report): ActionBenchmarks {
  const { task } = analysis;
  const prefix = `${task.dataset} ${String(task.samples)}×${String(task.epochs)}`;
  const bigger: ActionBenchmark[] = [];
  const smaller: ActionBenchmark[] = [];
  for (const schedule of analysis.schedules) {
    const { name, n, diverged, failed, validationLoss, stepsToTarget, timings } = schedule;
    const extra = `${String(n)} seeds, ${String(diverged)} diverged, ${String(failed)} failed; protocol ${String(task.protocol)}, ${task.backend}`;
    const figure = primaryFigure(analysis, schedule);
    if (figure) {
      bigger.push({
        name: `${prefix} ${name}: ${metricName(analysis)}`,
        unit: "%",
        value: 100 * figure.mean,
        ...halfWidth(figure, 100),
        extra,
      });
    }
    if (timings?.imagesPerSecond) {
      const { median, firstQuartile, thirdQuartile } = timings.imagesPerSecond;
      bigger.push({
        name: `${prefix} ${name}: images per second`,
        unit: "images/s",
        value: median,
        range: `± ${((thirdQuartile - firstQuartile) / 2).toPrecision(3)}`,
        extra,
      });
    }
    if (validationLoss) {
      smaller.push({
        name: `${prefix} ${name}: validation loss`,
        unit: "loss",
        value: validationLoss.mean,
        ...halfWidth(validationLoss, 1),
        extra,
      });
    }
    if (stepsToTarget.median !== null) {
      smaller.push({
        name: `${prefix} ${name}: steps to ${String(100 * analysis.rules.targetAccuracy)} %`,
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
