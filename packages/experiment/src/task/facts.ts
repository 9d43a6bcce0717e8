import { z } from "zod";
import { measuresOf, metricFacts } from "./metric.ts";
import { words } from "./rule.ts";
import { bound } from "./target.ts";

/** A value of the primary metric that someone else published, under a protocol of their own. */
const publishedResult = z.strictObject({
  network: z.string(),
  value: z.number(),
  source: z.string(),
});

/** A value of the primary metric that someone else published, under a protocol of their own. */
export type PublishedResult = z.infer<typeof publishedResult>;

/** Published values, of what they are, and in what their protocols differ. */
export const publishedResults = z.strictObject({
  /** `"small CNNs"`. */
  about: z.string(),
  /** `"other networks, optimizers and budgets"`. */
  differing: z.string(),
  results: z.array(publishedResult).min(1),
});

/** A training of the same question that is somebody else's, to be shown beside one's own as what it is. */
export const otherRun = z.strictObject({
  /** Its schedule. */
  name: z.string(),
  /** `"published, on data of its own"`. */
  source: z.string(),
  /** By measure. */
  figures: z.record(z.string(), z.number()),
});

/** A training that is somebody else's. */
export type OtherRun = z.infer<typeof otherRun>;

/** What diverged trials count as: a value for each metric, and what a model with these values would be. */
export const divergedFacts = z.strictObject({
  as: z.string(),
  values: z.record(z.string(), z.number()),
});

/** What results keep of a task, so that they can be analysed and reported without it. */
export const taskFacts = z.strictObject({
  /** As people write it. */
  title: z.string(),
  /** What one example is called: `"image"`. */
  example: words,
  /** The network in words; `null` for a loop of one's own. */
  network: z.string().nullable(),
  /** The class of the optimizer; `null` for a loop of one's own. */
  optimizer: z.string().nullable(),
  /** That training figures are evaluated after each epoch; left out where they are running means over it. */
  evaluateTraining: z.literal(true).optional(),
  metrics: z.array(metricFacts).min(1),
  /** What schedules are compared in, and the smallest difference worth a claim. */
  primary: z.strictObject({ metric: z.string(), margin: z.number().nonnegative() }),
  /** What the primary metric, a share, usually comes to: its standard error follows from it. `null` if nobody knows. */
  typical: z.number().gt(0).lt(1).nullable(),
  /** What a training has to reach after its last epoch; how early is asked of the first bound. Empty: nothing. */
  target: z.array(bound),
  /** What a diverged trial counts as; `null` for the worst of the run. */
  diverged: divergedFacts.nullable(),
  published: publishedResults.nullable(),
  /** Trainings of the same question that are somebody else's, the one before first. */
  elsewhere: z.array(otherRun),
  /** What a summary says of it at its end; `null` for nothing. */
  remark: z.string().nullable(),
});

/** The {@link taskFacts} of a file: what they say is of metrics that they have. */
export const consistentFacts = taskFacts.check(({ value, issues }) => {
  const metrics = new Set(value.metrics.map(({ name }) => name));
  const measures = measuresOf(value.metrics);
  const unknown = (name: string, path: readonly string[], what: string): void => {
    issues.push({
      code: "custom",
      input: name,
      path: [...path],
      message: `must be ${what} of the task, got ${JSON.stringify(name)}`,
    });
  };
  if (!metrics.has(value.primary.metric)) {
    unknown(value.primary.metric, ["primary", "metric"], "a metric");
  }
  for (const name of Object.keys(value.diverged?.values ?? {})) {
    if (!metrics.has(name)) unknown(name, ["diverged", "values"], "a metric");
  }
  for (const { measure } of value.target) {
    if (!measures.has(measure)) unknown(measure, ["target"], "a measure");
  }
  for (const { figures } of value.elsewhere) {
    for (const name of Object.keys(figures)) {
      if (!measures.has(name)) unknown(name, ["elsewhere"], "a measure");
    }
  }
});

/** What results keep of a task. */
export type TaskFacts = z.infer<typeof taskFacts>;
