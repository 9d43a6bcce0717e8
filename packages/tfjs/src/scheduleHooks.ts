import type { DriveOptions, Snapshot } from "@anneal/core";
import type { ChangeListener } from "./change.ts";
import { setterFor } from "./gear.ts";
import type { Clock, Gear } from "./gear.ts";
import { modelOf, numberOf } from "./hooks.ts";
import type { Hooks, Logs, Training } from "./hooks.ts";
import { refuse } from "./refuse.ts";
import { totalsOf } from "./totals.ts";
import type { Late } from "./totals.ts";

/** How a callback behaves on the way. */
export interface Manner {
  /** Hears of every value that changes, when it is set. */
  readonly onChange?: ChangeListener | undefined;
  /**
   * What to do after an epoch whose logs lack a metric that the schedule watches: throw an error that names those there
   * are, or go on as if nothing had been measured. An epoch that `stopTraining` cut short is never an error.
   *
   * @defaultValue `"error"`
   */
  readonly onMissing?: "error" | "ignore" | undefined;
}

/** Options of the callbacks: where to continue, as `drive` of `@anneal/core` takes it, and what to do on the way. */
export interface CallbackOptions extends DriveOptions, Manner {}

/** What a callback with a clock has of its own. */
export interface Conductor<Run extends Clock> {
  /**
   * The clock: its step, the value of the next update, and `observe`, for metrics that you measure yourself.
   *
   * @throws {Error} Before the first run, if the schedule depends on it.
   */
  clock(): Run;
  /**
   * Everything needed to continue elsewhere, with the option `resume`: plain JSON.
   *
   * @throws {TypeError} If the schedule has no JSON form.
   * @throws {Error} Before the first run, if the schedule depends on it.
   */
  snapshot(): Snapshot;
  /** Hears of every value that changes, when it is set. */
  onChange: ChangeListener | undefined;
}

type Conducted = Training & { readonly onChange?: ChangeListener | undefined };

/**
 * A clock and the optimizer it sets, in the runs of one callback.
 *
 * @param gear - How the clock is started, and how its values are set.
 * @param entry - Name of the entry point. The clock of `perStep` counts the updates applied, any other the epochs that ended.
 * @param source - The schedule. Unless it depends on the run it is checked at once.
 */
export function scheduleHooks<
  Source,
  Run extends Clock,
  Options extends { readonly resume?: unknown },
>(
  gear: Gear<Source, Run, Options>,
  entry: string,
  source: Source | Late<Source>,
  options: Options & Manner = {} as Options,
): Hooks & Conductor<Run> {
  const countsUpdates = entry === "perStep";
  const dependsOnRun = typeof source === "function" && !("spec" in source);
  const setter = setterFor(gear, entry);
  let run = dependsOnRun ? undefined : gear.start(source as Source, options);
  let monitors: readonly string[] = [];
  let atStart = !options.resume;
  let iterations: number | undefined;
  let currentEpoch: number | undefined;

  const refuseMetrics = (monitor: string, got: string): void => {
    if (options.onMissing !== "ignore") {
      refuse(`${entry}: the metrics must hold ${monitor}, got ${got}`);
    }
  };

  const startFor = (training: Training): Run => {
    const made: unknown = (source as Late<Source>)(totalsOf(training, entry), training);
    if (gear.accepts(made)) return gear.start(made as Source, options);
    return refuse(
      `${entry}: a function must return a schedule, as in () => (step) => rate, got ${typeof made}`,
      TypeError,
    );
  };

  /** Sets what has changed for the next update. */
  const set = ({ model, onChange }: Conducted, reason?: "metric"): void => {
    setter.set(model.optimizer, run!, onChange, reason, currentEpoch);
  };

  /** Goes to the epoch at which the first run begins. */
  const begin = (epoch: number | undefined, training: Conducted): void => {
    if (atStart && epoch) {
      const start = countsUpdates ? epoch * totalsOf(training, entry).stepsPerEpoch : epoch;
      while (run!.step < start) run!.advance();
    }
    set(training);
  };

  /** Puts what trains into the logs, where the history and progress bars find it. */
  const note = (logs: Logs): void => {
    for (const name in setter.last) {
      logs[name === "learningRate" ? "lr" : name] = setter.last[name]!;
    }
  };

  const hooks: Hooks & Conductor<Run> = {
    onChange: options.onChange,
    onTrainBegin() {
      modelOf(this, entry);
      const { doValidation, initialEpoch } = this.params;
      const clock = run ?? startFor(this);
      monitors = gear.monitors(clock);
      // Before any time is spent on training.
      const monitor = monitors.find((name) => name.startsWith("val_"));
      if (monitor && doValidation === false) refuseMetrics(monitor, "no validation data");
      run = clock;
      // Between two runs the model may have been compiled anew.
      setter.forget();
      // fitDataset does not announce where it begins; its first epoch tells.
      begin(initialEpoch as number | undefined, this);
      return Promise.resolve();
    },
    onEpochBegin(epoch) {
      currentEpoch = epoch;
      begin(epoch, this);
      atStart = false;
      return Promise.resolve();
    },
    onBatchBegin(_batch, logs = {}) {
      set(this);
      note(logs);
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
      const { stopTraining, optimizer } = this.model;
      const metrics: Record<string, number> = {};
      for (const monitor of monitors) {
        const value = logs[monitor];
        if (value !== undefined) metrics[monitor] = await numberOf(value);
        // An epoch that was cut short has no validation.
        else if (!stopTraining) refuseMetrics(monitor, Object.keys(logs).join(", "));
      }
      note(logs);
      run!.advance(!countsUpdates);
      // From here on the optimizer has the values of the next update, also when it is saved now.
      set(this);
      if (Object.keys(metrics).length > 0) run!.observe(metrics);
      set(this, "metric");
      if (countsUpdates && optimizer.iterations === 0) {
        // The schedule would stand still for ever. An optimizer of one's own must call incrementIterations().
        refuse(`${entry}: the optimizer must count its iterations, got 0`);
      }
    },
    clock: () => run ?? refuse(`${entry}: no snapshot before the first run`),
    snapshot: () => hooks.clock().snapshot(),
  };
  return hooks;
}
