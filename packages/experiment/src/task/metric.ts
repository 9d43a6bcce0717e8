import { z } from "zod";
import { words } from "./rule.ts";

/** A metric: what it is called, which way is up, and in what it is counted. */
export const metricFacts = z.strictObject({
  name: z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]*$/),
  better: z.enum(["higher", "lower"]),
  /** `"%"` for a share from 0 to 1, which is shown in percent; else what stands behind a value, such as `"m"`; or nothing. */
  unit: words,
});

/** A metric: what it is called, which way is up, and in what it is counted. */
export type MetricFacts = z.infer<typeof metricFacts>;

/** The parts of the data on which a metric is taken. */
const splits = ["test", "training", "validation"] as const;

/** One of the parts. */
export type Split = (typeof splits)[number];

/** The name of a metric on a part of the data, its *measure*: `accuracy` on `test` is `testAccuracy`. */
export const measureOf = (split: Split, { name }: Pick<MetricFacts, "name">): string =>
  `${split}${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** A measure taken apart. */
export interface Measure {
  readonly split: Split;
  readonly metric: MetricFacts;
}

/** Every measure of some metrics by name: `testAccuracy`, `testLoss`, `trainingAccuracy`, … */
export const measuresOf = (metrics: readonly MetricFacts[]): ReadonlyMap<string, Measure> =>
  new Map(
    splits.flatMap((split) =>
      metrics.map((metric) => [measureOf(split, metric), { split, metric }] as const),
    ),
  );

const share = (name: string): MetricFacts => ({ name, better: "higher", unit: "%" });
const error = (name: string): MetricFacts => ({ name, better: "lower", unit: "" });

/** The loss, which every training with `fit` has. */
const lossFacts = error("loss");

/** What is known of the metrics that TensorFlow.js has by name. */
export const knownMetrics: ReadonlyMap<string, MetricFacts> = new Map(
  [
    share("accuracy"),
    share("binaryAccuracy"),
    share("categoricalAccuracy"),
    share("sparseCategoricalAccuracy"),
    share("precision"),
    share("recall"),
    error("binaryCrossentropy"),
    error("categoricalCrossentropy"),
    error("sparseCategoricalCrossentropy"),
    error("crossentropy"),
    error("meanSquaredError"),
    error("meanAbsoluteError"),
    error("meanAbsolutePercentageError"),
    lossFacts,
    { name: "r2Score", better: "higher" as const, unit: "" },
  ].map((facts) => [facts.name, facts]),
);
