import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { isReactive } from "anneal";
import type { ReactiveSchedule, Schedule } from "anneal";
import type { EntryDescription, Totals } from "../records/trial.ts";
import { clockedOf, enter, naming } from "./contestant.ts";
import type { Clocked, Contestant, ScheduleSource } from "./contestant.ts";

const valueOf = (schedule: Schedule | ReactiveSchedule, step: number): number =>
  isReactive(schedule) ? schedule.at(step, schedule.initial) : schedule(step);

/**
 * Describes what a contestant is in a run.
 *
 * A schedule without a JSON form is told apart by its code and by its values at every step of the run.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, naming the schedule, when it cannot be made.
 */
export function describeEntry(
  name: string,
  contestant: Contestant,
  totals: Totals,
): EntryDescription {
  const entry = enter(name, contestant, totals);
  if ("learningRateScheduler" in entry) {
    return { learningRateScheduler: String(entry.learningRateScheduler) };
  }
  const { per, schedule } = entry;
  try {
    return { per, spec: schedule.spec };
  } catch {
    // A part of it is a bare function.
  }
  const steps = per === "step" ? totals.totalSteps : totals.epochs;
  return naming(name, () => {
    const values = Float64Array.from({ length: steps }, (_, step) => valueOf(schedule, step));
    const digest = bytesToHex(sha256(new Uint8Array(values.buffer)));
    const { schedule: source } = clockedOf(contestant as ScheduleSource | Clocked);
    return { per, code: typeof source === "function" ? source.toString() : "", values: digest };
  });
}
