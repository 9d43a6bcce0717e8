import { drive, isReactive } from "@anneal/core";
import type { Composable, DriveOptions } from "@anneal/core";
import type { ResumableHooks, Training } from "./hooks.ts";
import { applyLearningRate } from "./learningRate.ts";
import { refuse } from "./refuse.ts";
import { dependsOnRun, scheduleFor, totalsOf } from "./totals.ts";
import type { InternalSource } from "./totals.ts";

/**
 * A clock and the optimizer it sets, in the runs of one callback.
 *
 * @param entry - Name of the entry point. The clock of `perStep` counts the updates applied, any other the epochs that ended.
 * @param source - The schedule. Unless it depends on the run it is checked at once.
 * @param options - Where to continue.
 */
export function scheduleHooks(
  entry: string,
  source: InternalSource,
  options: DriveOptions = {},
): ResumableHooks {
  const countsUpdates = entry === "perStep";
  let run = dependsOnRun(source) ? undefined : drive(source as Composable, options);
  let monitors: readonly string[] = [];
  let atStart = !options.resume;
  let rate: number | undefined;
  let iterations: number | undefined;

  /** Sets the rate of the next update, if it is another than the one set last. */
  const apply = ({ model }: Training): void => {
    const { value } = run!;
    if (value !== rate) applyLearningRate(model.optimizer, value, `${entry}: the learning rate`);
    rate = value;
  };

  /** Goes to the epoch at which the first run begins. */
  const begin = (epoch: number | undefined, training: Training): void => {
    if (atStart && epoch) {
      const start = countsUpdates ? epoch * totalsOf(training, entry).stepsPerEpoch : epoch;
      while (run!.step < start) run!.advance();
    }
    apply(training);
  };

  const refuseMetrics = (monitor: string, got: string): never =>
    refuse(`${entry}: the metrics must hold ${monitor}, got ${got}`);

  return {
    onTrainBegin() {
      const { doValidation, initialEpoch } = this.params;
      const clock = run ?? drive(scheduleFor(source, this, entry), options);
      monitors = isReactive(clock.schedule) ? clock.schedule.monitors : [];
      // Before any time is spent on training.
      const monitor = monitors.find((name) => name.startsWith("val_"));
      if (monitor && doValidation === false) refuseMetrics(monitor, "no validation data");
      run = clock;
      // Between two runs the model may have been compiled anew.
      rate = undefined;
      // fitDataset does not announce where it begins; its first epoch tells.
      begin(initialEpoch as number | undefined, this);
      return Promise.resolve();
    },
    onEpochBegin(epoch) {
      begin(epoch, this);
      atStart = false;
      return Promise.resolve();
    },
    onBatchBegin() {
      apply(this);
      ({ iterations } = this.model.optimizer);
      return Promise.resolve();
    },
    onBatchEnd() {
      // An update that the optimizer skipped does not move its counter. Not every optimizer has one.
      const applied = iterations === undefined || this.model.optimizer.iterations !== iterations;
      run!.advance(countsUpdates && applied);
      return Promise.resolve();
    },
    async onEpochEnd(_epoch, logs = {}) {
      run!.advance(!countsUpdates);
      const { stopTraining, optimizer } = this.model;
      const missing = monitors.find((monitor) => logs[monitor] === undefined);
      // An epoch that was cut short has no validation.
      if (missing && !stopTraining) refuseMetrics(missing, Object.keys(logs).join(", "));
      logs["lr"] = rate!;
      if (!missing) {
        const metrics: Record<string, number> = {};
        for (const monitor of monitors) {
          const value = logs[monitor]!;
          metrics[monitor] = typeof value === "number" ? value : (await value.data())[0]!;
        }
        run!.observe(metrics);
      }
      if (countsUpdates && optimizer.iterations === 0) {
        // The schedule would stand still for ever. An optimizer of one's own must call incrementIterations().
        refuse(`${entry}: the optimizer must count its iterations, got 0`);
      }
    },
    snapshot: () => run?.snapshot() ?? refuse(`${entry}: no snapshot before the first run`),
  };
}
