import { resumeFrom } from "./resumeFrom.ts";
import { isReactive } from "./schedule.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { Continuable, Snapshot } from "./snapshot.ts";

/**
 * The snapshot of a run that did not happen here: for an importer that knows how far a schedule has come, and in what state.
 *
 * @param schedule - A schedule or a plan.
 * @param step - Updates applied so far: an integer of at least 0.
 * @param state - The state that it is in. Default: the first one.
 * @returns What {@link resumeFrom} continues from.
 * @throws {TypeError} If `step` is no integer of at least 0, if `state` is no state of the schedule, with the path to what
 *   does not fit, or if the schedule has no JSON form.
 *
 * @example
 * ```ts
 * const schedule = ramp({ from: 0.1, to: 0, steps: 10 });
 * drive(schedule, { resume: resumeFrom(snapshotAt(schedule, 5)) }).value; // => 0.05
 * ```
 */
export function snapshotAt(
  schedule: Continuable,
  step: number,
  state: unknown = isReactive(schedule) ? schedule.initial : null,
): Snapshot {
  const snapshot = takeSnapshot(schedule, step, state);
  // What could not be continued is no snapshot.
  resumeFrom(snapshot)(schedule);
  return snapshot;
}
