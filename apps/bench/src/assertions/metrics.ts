/** How the values of the trials can become one. `worst` and `best` know which way is up. */
export const aggregations = ["mean", "median", "iqm", "ciLow", "ciHigh", "worst", "best"] as const;

/** One of {@link aggregations}. */
export type Aggregation = (typeof aggregations)[number];

/** What is known of a metric. */
export interface AssertedMetric {
  readonly higherIsBetter: boolean;
  /** Whether it depends on the speed of the machine and on what else runs there. */
  readonly wallClock: boolean;
  /** How its values become one where nothing else is said. */
  readonly aggregation: Aggregation;
}

const share = { higherIsBetter: true, wallClock: false, aggregation: "mean" } as const;
const count = { higherIsBetter: false, wallClock: false, aggregation: "mean" } as const;
const steps = { higherIsBetter: false, wallClock: false, aggregation: "median" } as const;
const time = { higherIsBetter: false, wallClock: true, aggregation: "median" } as const;

/** What every run has, whatever its task measures. */
const ofEveryRun = {
  /** Updates until the first bound of the target was reached; infinite if it never was. */
  stepsToTarget: steps,
  /** The rate of the last update. */
  finalLearningRate: steps,
  /** 1 for a trial that met the target, 0 for another: the mean is a share. */
  targetMet: share,
  /** 1 for a trial that diverged. */
  diverged: count,
  /** 1 for a trial that was lost to an error. */
  failed: count,
  examplesPerSecond: { higherIsBetter: true, wallClock: true, aggregation: "median" },
  /** Speed of training divided by that of a matrix product on the same backend just before: examples for 10⁹ operations. */
  examplesPerGigaflop: { higherIsBetter: true, wallClock: false, aggregation: "median" },
  secondsToTarget: time,
  /** Of one call of a schedule or a kernel. */
  nanoseconds: time,
} as const satisfies Readonly<Record<string, AssertedMetric>>;

/** What an assertion can be about whatever the task, by name. */
export const metricNames: readonly string[] = Object.keys(ofEveryRun);

/** A measure of a task, such as `testAccuracy`. */
const measure = /^(?:test|training|validation)[A-Z]/;

/**
 * What is known of a metric that an assertion is about; `undefined` for a name that none can have.
 *
 * @param better - Which way is up for a measure of the task. @defaultValue `"higher"`
 */
export function metricOf(
  name: string,
  better: "higher" | "lower" = "higher",
): AssertedMetric | undefined {
  if (Object.hasOwn(ofEveryRun, name)) return ofEveryRun[name as keyof typeof ofEveryRun];
  return measure.test(name)
    ? { higherIsBetter: better === "higher", wallClock: false, aggregation: "mean" }
    : undefined;
}
