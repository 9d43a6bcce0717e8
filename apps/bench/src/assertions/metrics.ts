/** How the values of the trials can become one. `worst` and `best` know which way is up. */
export const aggregations = ["mean", "median", "iqm", "ciLow", "ciHigh", "worst", "best"] as const;

/** One of {@link aggregations}. */
export type Aggregation = (typeof aggregations)[number];

/** What is known of a metric. */
interface MetricFacts {
  readonly higherIsBetter: boolean;
  /** Whether it depends on the speed of the machine and on what else runs there. */
  readonly wallClock: boolean;
  /** How its values become one where nothing else is said. */
  readonly aggregation: Aggregation;
}

const accuracy = { higherIsBetter: true, wallClock: false, aggregation: "mean" } as const;
const loss = { higherIsBetter: false, wallClock: false, aggregation: "mean" } as const;
const steps = { higherIsBetter: false, wallClock: false, aggregation: "median" } as const;
const time = { higherIsBetter: false, wallClock: true, aggregation: "median" } as const;

/** Everything that an assertion can be about. */
export const metrics = {
  testAccuracy: accuracy,
  testLoss: loss,
  trainingAccuracy: accuracy,
  trainingLoss: loss,
  validationAccuracy: accuracy,
  validationLoss: loss,
  /** Updates until the validation accuracy first exceeded the target; infinite if it never did. */
  stepsToTarget: steps,
  /** The rate of the last update. */
  finalLearningRate: steps,
  /** 1 for a trial that met the target, 0 for another: the mean is a share. */
  targetMet: accuracy,
  /** 1 for a trial that diverged. */
  diverged: loss,
  /** 1 for a trial that was lost to an error. */
  failed: loss,
  imagesPerSecond: { higherIsBetter: true, wallClock: true, aggregation: "median" },
  /** Speed of training divided by that of a matrix product on the same backend just before: images for 10⁹ operations. */
  imagesPerGigaflop: { higherIsBetter: true, wallClock: false, aggregation: "median" },
  secondsToTarget: time,
  /** Of one call of a schedule or a kernel. */
  nanoseconds: time,
} as const satisfies Readonly<Record<string, MetricFacts>>;

/** One of {@link metrics}. */
export type MetricName = keyof typeof metrics;

/** The names of {@link metrics}. */
export const metricNames = Object.keys(metrics) as readonly MetricName[];

/** Whether a text names one of {@link metrics}. */
export const isMetric = (name: string): name is MetricName => Object.hasOwn(metrics, name);
