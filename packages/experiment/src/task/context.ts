import type { Drive } from "anneal";
import type * as Tensorflow from "@tensorflow/tfjs";

/** What a network, an optimizer or callbacks are made for. */
export interface TrialContext {
  /** Decides the first weights; the order of the examples follows from it without your doing. */
  readonly seed: number;
  readonly learningRate: number;
  readonly epochs: number;
  readonly batchSize: number;
}

/** What data are loaded for. */
export interface DataContext {
  readonly tf: typeof Tensorflow;
  /** How many examples of `train` and of `test` will be used at most; `undefined` is all. */
  readonly samples?: number | undefined;
  readonly testSamples?: number | undefined;
  /** The folder that `--data-dir` names. */
  readonly dataDir?: string | undefined;
  /** Addresses to download from, as the configuration has them. */
  readonly mirrors?: readonly string[] | undefined;
}

/** Values of metrics by name, such as `{ loss: 0.3, accuracy: 0.9 }`. */
export type MetricValues = Readonly<Record<string, number>>;

/** What a loop tells at the end of an epoch. */
export interface EpochReport {
  /** What is not named here is the mean over the {@link StepReport}s of the epoch. */
  readonly training?: MetricValues | undefined;
  readonly validation?: MetricValues | undefined;
}

/** What a loop tells of a single update. */
export interface StepReport {
  /** Metrics of training. */
  readonly step: MetricValues;
}

/** An `AbortSignal`, as the platform has it: this package is written for all of them, and knows the types of none. */
export type Signal = typeof globalThis extends {
  readonly AbortSignal: { readonly prototype: infer Found extends { readonly aborted: boolean } };
}
  ? Found
  : { readonly aborted: boolean };

/** What a loop of one's own is given. */
export interface LoopContext extends TrialContext {
  /** TensorFlow.js with its backend. A loop whose parameters name what they take, and not `tf`, is trained without loading it. */
  readonly tf: typeof Tensorflow;
  /**
   * The clock: `schedule.value` is the rate of the next update, `schedule.advance()` counts one. Where a plan competes,
   * `schedule.values` has its other hyper-parameters as well, by name. What reacts to a metric sees what `report` is told,
   * under the names `loss` and `val_loss`, as Keras has them.
   */
  readonly schedule: Pick<Drive, "value" | "step" | "advance"> & {
    /** Every value of the next update by name, that of the `learningRate` among them. */
    readonly values: Readonly<Record<string, number>>;
  };
  /**
   * Ends an epoch with its metrics, or tells those of one update: `{ step: { loss } }`. The means of the updates are the metrics
   * of training that the end of their epoch does not name; the last epoch ends with the loop at the latest. A metric that is
   * not finite ends the trial, which has diverged. Await it: the program hears of the trial meanwhile.
   */
  readonly report: (report: EpochReport | StepReport) => Promise<void>;
  /** Aborts when the trial is given up. */
  readonly signal: Signal;
}
