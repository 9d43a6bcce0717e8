import type { z } from "zod";
import { epochRecord, epochTimes } from "../records/results.ts";
import type { Score } from "../records/results.ts";

/** One epoch of a trial, and how long it took. */
export const epochSchema = epochRecord.extend(epochTimes.shape);

/** One epoch of a trial, and how long it took. */
export type Epoch = Readonly<z.infer<typeof epochSchema>>;

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
