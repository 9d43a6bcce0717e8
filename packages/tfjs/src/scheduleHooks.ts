import type { DriveOptions, Snapshot } from "@anneal/core";
import type { Change, ChangeListener } from "./change.ts";
import type { Clock, Gear } from "./gear.ts";
import { isCutShort, isEmpty, modelOf, numberOf } from "./hooks.ts";
import type { Hooks, Training } from "./hooks.ts";
import { refuse } from "./refuse.ts";
import { totalsOf } from "./totals.ts";
import type { Late } from "./totals.ts";

/** How a callback behaves on the way. */
export interface Manner {
  /** Hears of every value that changes, when it is set. */
  readonly onChange?: ChangeListener | undefined;
  /**
   * What to do after an epoch whose logs lack a metric that the schedule watches: throw an error that names those there
   * are, or go on as if nothing had been measured. An epoch that ended before its last batch, by `stopTraining` or because
   * the data ran out, is never an error.
   *
   * @defaultValue `"error"`
   */
  readonly onMissing?: "error" | "ignore" | undefined;
}

/** Options of the callbacks: where to begin or continue, as `drive` of `@anneal/core` takes it, and what to do on the way. */
export interface CallbackOptions extends DriveOptions, Manner {}

/** What a callback with a clock has of its own. */
export interface Conductor<Run extends Clock> {
  /**
   * The clock: its step, the value of the next update, and `observe`, for metrics that you measure yourself. It has counted
   * every update that the optimizer has, also when another callback threw before this one heard of it.
   *
   * @throws {Error} Before the first run, if the schedule depends on it.
   */
  clock(): Run;
  /**
   * Everything needed to continue elsewhere, with `resumeFrom` of `@anneal/core` as the option `resume`: plain JSON.
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
 * @param entry - Name of the entry point, for error messages.
 * @param countsUpdates - Whether the clock counts the updates that were applied, and not the epochs that ended.
 * @param source - The schedule. Unless it depends on the run it is checked at once.
 */
export function scheduleHooks<
  Source,
  Run extends Clock,
  Options extends { readonly resume?: unknown; readonly from?: number | undefined },
>(
  gear: Gear<Source, Run, Options>,
  entry: string,
  countsUpdates: boolean,
  source: Source | Late<Source>,
  { onChange, onMissing, ...rest }: Options & Manner = {} as Options,
): Hooks & Conductor<Run> {
  // What is left is for the clock, which refuses what it does not know.
  const options = rest as unknown as Options;
  const dependsOnRun = typeof source === "function" && !("spec" in source);
  const setter = gear.setter();
  let run = dependsOnRun ? undefined : gear.start(source as Source, options);
  let currentEpoch: number | undefined;
  /**
   * Whether the update or the epoch that began last is to be counted, unless it has been. `next` is the epoch that begins,
   * `Infinity` at an end.
   */
  let isDone: ((next?: number) => boolean) | undefined;
  /** How many epochs the schedule still lasts, where it was made for that many. */
  let epochsLeft = Infinity;

  /** Sets what has changed for the next update. */
  const set = ({ model, onChange }: Conducted, reason: Change["reason"]): void => {
    setter.set(model.optimizer, run!, onChange, reason, currentEpoch);
  };

  /** Counts what began and is done: also after an error of another callback, because of which this one did not hear of it. */
  const count = (next?: number): void => {
    if (isDone?.(next)) {
      isDone = undefined;
      run!.advance();
    }
  };

  return {
    onChange,
    onEpochBegin(epoch) {
      modelOf(this, entry);
      const left = (this.params as { readonly epochs: number }).epochs - epoch;
      const totals = totalsOf(this, entry, () => {
        epochsLeft = left;
      });
      if (!run) {
        const made: unknown = (source as Late<Source>)(totals, this);
        // The function is called once, with the totals. Were it a function of the step, its first rate would stay for the whole run.
        if (typeof made === "number") {
          refuse(
            `${entry}: a function must return a schedule, as in () => (step) => rate, got number`,
            TypeError,
          );
        }
        run = gear.start(made as Source, options);
      }
      if (left > epochsLeft) {
        refuse(
          `${entry}: the epochs must be at most the ${epochsLeft} left of the schedule, got ${left}: make it for all fits, or a new callback for each`,
        );
      }
      count(epoch);
      if (epoch && currentEpoch === undefined && (options.resume ?? options.from) === undefined) {
        const first = countsUpdates ? epoch * totals.stepsPerEpoch : epoch;
        while (run.step < first) run.advance();
      }
      currentEpoch = epoch;
      if (!countsUpdates) isDone = (next) => next! > epoch;
      set(this, "begin");
      return Promise.resolve();
    },
    onBatchBegin(_batch, logs = {}) {
      set(this, "schedule");
      setter.note(logs, true);
      const { optimizer } = this.model;
      const iterations = optimizer.iterations as number | undefined;
      if (countsUpdates) {
        // The optimizer tells of an update that it skipped. Not every one counts: then it is done when its batch has ended.
        isDone = (next) =>
          iterations === undefined ? !!next : optimizer.iterations !== iterations;
      }
      return Promise.resolve();
    },
    onBatchEnd() {
      if (countsUpdates) {
        count(Infinity);
        isDone = undefined;
      }
      return Promise.resolve();
    },
    async onEpochEnd(_epoch, logs = {}) {
      epochsLeft--;
      if (isEmpty(this, logs)) {
        isDone = undefined;
        return;
      }
      setter.note(logs);
      count(Infinity);
      // From here on the optimizer has the values of the next update, also when it is saved now.
      set(this, "schedule");
      let metrics: Record<string, number> | undefined;
      for (const monitor of run!.monitors) {
        const value = logs[monitor];
        if (value !== undefined) (metrics ??= {})[monitor] = await numberOf(value);
        else if (!isCutShort(this, logs) && onMissing !== "ignore") {
          refuse(`${entry}: the metrics must hold ${monitor}, got ${Object.keys(logs).join(", ")}`);
        }
      }
      if (metrics) run!.observe(metrics);
      set(this, "metric");
      if (countsUpdates && this.model.optimizer.iterations === 0) {
        // The schedule would stand still for ever. An optimizer of one's own must call incrementIterations().
        refuse(`${entry}: the optimizer must count its iterations, got 0`);
      }
    },
    clock() {
      count();
      return run ?? refuse(`${entry}: no clock before the first run`);
    },
    snapshot() {
      return this.clock().snapshot();
    },
  };
}
