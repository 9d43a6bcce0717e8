import { drive, isReactive } from "@anneal/core";
import type { Composable, Drive, DriveOptions, Snapshot } from "@anneal/core";
import type { Logs, Training } from "./hooks.ts";
import { setLearningRate } from "./learningRate.ts";
import { checkValidation, readMetrics } from "./metrics.ts";
import { dependsOnRun, scheduleFor } from "./totals.ts";
import type { InternalSource } from "./totals.ts";

/** A clock and the optimizer it sets, in the runs of one callback. */
export interface Conductor {
  /** Begins a run. The first one makes the clock. */
  readonly trainBegin: (training: Training) => void;
  /** Moves the clock of the first run to the epoch at which that run begins. */
  readonly epochBegin: (epoch: number, training: Training) => void;
  /** Sets the rate of the next update, if it is another than the one set last. */
  readonly apply: (training: Training) => void;
  readonly advance: (applied?: boolean) => void;
  /** Writes the rate that trained the epoch to `logs`, and hands the schedule the metrics that it watches. */
  readonly report: (logs: Logs, training: Training) => Promise<void>;
  readonly snapshot: () => Snapshot;
}

/**
 * @param entry - Name of the entry point, for error messages.
 * @param source - The schedule. Unless it depends on the run it is checked at once.
 * @param stepAt - Steps of the clock before an epoch.
 */
export function conductor(
  entry: string,
  source: InternalSource,
  stepAt: (epoch: number, training: Training) => number,
  options: DriveOptions,
): Conductor {
  const compose = dependsOnRun(source)
    ? (training: Training) => scheduleFor(source, training, entry)
    : undefined;
  let run = compose ? undefined : drive(source as Composable, options);
  let atStart = options.resume === undefined;
  let rate: number | undefined;

  const monitorsOf = ({ schedule }: Drive): readonly string[] =>
    isReactive(schedule) ? schedule.monitors : [];

  const moveTo = (epoch: number, clock: Drive, training: Training): void => {
    if (!atStart || epoch === 0) return;
    const start = stepAt(epoch, training);
    while (clock.step < start) clock.advance();
  };

  const apply = (training: Training): void => {
    const next = run!.value;
    if (next === rate) return;
    setLearningRate(training.model.optimizer, next);
    rate = next;
  };

  return {
    trainBegin(training) {
      const { doValidation, initialEpoch } = training.params;
      const clock = run ?? drive(compose!(training), options);
      checkValidation(doValidation, monitorsOf(clock), entry);
      // fitDataset does not announce where it begins; its first epoch tells.
      moveTo((initialEpoch ?? 0) as number, clock, training);
      run = clock;
      // Between two runs the model may have been compiled anew.
      rate = undefined;
      apply(training);
    },
    epochBegin(epoch, training) {
      moveTo(epoch, run!, training);
      atStart = false;
    },
    apply,
    advance: (applied) => void run!.advance(applied),
    async report(logs, training) {
      const monitors = monitorsOf(run!);
      const metrics = await readMetrics(logs, monitors, training.model.stopTraining, entry);
      logs["lr"] = rate!;
      if (metrics && monitors.length > 0) run!.observe(metrics);
    },
    snapshot() {
      if (run) return run.snapshot();
      throw new Error(
        `@anneal/tfjs: ${entry}: there is nothing to save before the first run begins, which the schedule depends on`,
      );
    },
  };
}
