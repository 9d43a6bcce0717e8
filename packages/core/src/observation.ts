/** Metrics seen after `step` updates have been applied. */
export interface Observation {
  /** Number of updates applied so far, which is the 0-based index of the next one. */
  readonly step: number;
  /** Metric values by name. NaN and infinities are allowed: the schedule that watches a metric decides what they mean. */
  readonly metrics: Readonly<Record<string, number>>;
}
