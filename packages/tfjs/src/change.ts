/** A hyper-parameter that has just been set to another value. */
export interface Change {
  /** The hyper-parameter: `"learningRate"`, or the name it has in a plan. */
  readonly name: string;
  /** Updates applied so far: the new value is that of the next one. */
  readonly step: number;
  /** Index of the epoch that runs or has just ended; `undefined` in a loop of your own. */
  readonly epoch: number | undefined;
  /** The value before; `undefined` for the first one. */
  readonly from: number | undefined;
  /** The value now. */
  readonly to: number;
  /** Why: a loop or an epoch begins with it, the clock has moved on, or a metric was observed. */
  readonly reason: "begin" | "schedule" | "metric";
}

/** Hears of every {@link Change}, when it is made. */
export type ChangeListener = (change: Change) => void;
