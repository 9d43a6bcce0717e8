import type { Score } from "../records/results.ts";

/** One epoch of a trial. */
export interface Epoch {
  /** Counted from 0. */
  readonly epoch: number;
  /** The rate of the epoch's last update. */
  readonly learningRate: number;
  readonly training: Score;
  readonly validation: Score;
  /** Seconds for everything, validation included. */
  readonly seconds: number;
  /** Examples in the batches measured, and the seconds of training they took: on the clock, and of the processor. */
  readonly measured: {
    readonly examples: number;
    readonly seconds: number;
    readonly cpuSeconds?: number;
  };
}

/** What a training gives. */
export interface Outcome {
  readonly status: "completed" | "diverged";
  readonly epochs: readonly Epoch[];
  /** `null` after a divergence, and without a test. */
  readonly test: Score | null;
}

/** Hears of a training while it runs. */
export interface Listener {
  /** After some updates: how many there were so far. */
  step?(steps: number): void;
  epoch?(epoch: Epoch): void;
  /**
   * Which code of the task runs next: `"task spirals: network"`, `"task spirals: fit"`.
   *
   * @param trains - Whether it trains, so that updates or epochs are told of while it runs.
   */
  at?(place: string, trains: boolean): void;
}

/** A number, or `null` for one that is not finite. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
