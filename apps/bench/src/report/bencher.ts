import type { Interval } from "@anneal/experiment/statistics";
import { othersOn, primaryOn, sizeOf } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";

/** A value of the Bencher metric format, with the ends of its interval if it has one. */
interface BencherMetric {
  readonly value: number;
  readonly lower_value?: number;
  readonly upper_value?: number;
}

/** Benchmarks by name, and in each its measures by slug. */
type BencherMetrics = Readonly<Record<string, Readonly<Record<string, BencherMetric>>>>;

const metric = (
  value: number | null | undefined,
  interval?: Interval | null,
): BencherMetric | undefined =>
  value == null
    ? undefined
    : {
        value,
        ...(interval ? { lower_value: interval.low, upper_value: interval.high } : {}),
      };

/** A name in camel case as a slug. */
const kebab = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replaceAll("_", "-")
    .toLowerCase();

/** The figures in the Bencher metric format. A schedule without any is left out. */
export function bencherMetrics({ analysis }: Report): BencherMetrics {
  const { task } = analysis;
  const benchmarks = analysis.schedules.flatMap((schedule) => {
    const { figures, stepsToTarget, timings } = schedule;
    const speed = timings?.examplesPerSecond;
    const measured = [
      primaryOn("test", task),
      primaryOn("validation", task),
      ...othersOn("validation", task),
    ].map((measure) => [
      kebab(measure),
      metric(figures[measure]?.mean, figures[measure]?.interval),
    ]);
    const measures = Object.entries({
      ...(Object.fromEntries(measured) as Record<string, BencherMetric | undefined>),
      "steps-to-target": metric(stepsToTarget.median),
      [`${task.example}s-per-second`]: metric(
        speed?.median,
        speed && { low: speed.firstQuartile, high: speed.thirdQuartile },
      ),
      "nanoseconds-per-call": metric(timings?.nanosecondsPerCall),
    }).filter((entry): entry is [string, BencherMetric] => entry[1] !== undefined);
    const name = `${task.name}/${sizeOf(task, "x")}/${schedule.name}`;
    return measures.length === 0 ? [] : [[name, Object.fromEntries(measures)] as const];
  });
  // From entries, so that no name of a schedule can reach a prototype.
  return Object.fromEntries(benchmarks);
}
