import type { Composable, ReactiveSchedule, Schedule } from "@anneal/core";
import type { Training } from "./hooks.ts";
import { refuse } from "./refuse.ts";

/** How long a run is, as `fit` or `fitDataset` announces it. */
export interface RunTotals {
  /** Updates up to the end of the last epoch, those before `initialEpoch` included. @throws {Error} If it is not known. */
  readonly totalSteps: number;
  /** Updates in one epoch, a last partial batch included. @throws {Error} If it is not known. */
  readonly stepsPerEpoch: number;
  /** Index of the epoch at which the run ends: the `epochs` given to `fit`. */
  readonly epochs: number;
}

// Without the call signature of a schedule, TypeScript knows the parameter of a function of the totals.
type Known = number | Pick<Schedule | ReactiveSchedule, "node" | "spec">;

/**
 * A schedule, or a function of the run's totals that returns one.
 *
 * A bare function is always the latter: it is called once, when the first run begins. A function of the step is passed as
 * what it returns: `() => (step) => 0.1 / (step + 1)`.
 */
export type ScheduleSource = Known | ((totals: RunTotals) => Exclude<Composable, number>);

/**
 * The totals of a run. Those that are not known throw when they are read, so that no NaN travels into a schedule.
 *
 * @param onLength - Hears that the length of the run is asked for.
 */
export function totalsOf({ params }: Training, entry: string, onLength?: () => void): RunTotals {
  const { epochs, samples, batchSize, steps } = params as Record<string, number | null | undefined>;
  return {
    get epochs() {
      onLength?.();
      return epochs!;
    },
    get stepsPerEpoch() {
      return (
        (samples ? Math.ceil(samples / batchSize!) : steps) ||
        refuse(`${entry}: fitDataset must be given batchesPerEpoch, got none`)
      );
    },
    get totalSteps() {
      return this.epochs * this.stepsPerEpoch;
    },
  };
}

/** A source that must still be asked for: called with the totals, and the run itself, when the first run begins. */
export type Late<Source> = (totals: RunTotals, training: Training) => Exclude<Source, number>;
