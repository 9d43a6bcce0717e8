import { isReactive, parse, scheduleFrom } from "anneal";
import type { Composable, ReactiveSchedule, Schedule, ScheduleSpec } from "anneal";
import { BenchmarkError, messageOf } from "../errors.ts";
import type { Totals } from "../records/trial.ts";

// Without the call signature of a schedule, TypeScript knows the parameter of a function of the totals.
type Known = Pick<Schedule | ReactiveSchedule, "spec" | "end" | "toJSON">;

/** A schedule as it is written in a configuration: itself, its JSON form, or code that makes it from the {@link Totals}. */
export type ScheduleSource = Known | ScheduleSpec | ((totals: Totals) => Composable);

/** A schedule and the clock it runs on. */
export interface Clocked {
  readonly per: "step" | "epoch";
  readonly schedule: ScheduleSource;
}

/** A schedule written as Keras has it: from the epoch, counted from 0, and the rate before it. */
export interface KerasShaped {
  readonly learningRateScheduler: (epoch: number, learningRate: number) => number;
}

/** Something that competes. A bare schedule runs on the clock of the updates. */
export type Contestant = ScheduleSource | Clocked | KerasShaped;

/** A contestant made for one run. */
export type Entry =
  { readonly per: "step" | "epoch"; readonly schedule: Schedule | ReactiveSchedule } | KerasShaped;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSource = (value: unknown): value is ScheduleSource =>
  typeof value === "function" ||
  isReactive(value) ||
  (isObject(value) && typeof value["kind"] === "string");

const isKerasShaped = (value: unknown): value is KerasShaped =>
  isObject(value) &&
  typeof value["learningRateScheduler"] === "function" &&
  Object.keys(value).length === 1;

const isClocked = (value: unknown): value is Clocked =>
  isObject(value) &&
  (value["per"] === "step" || value["per"] === "epoch") &&
  isSource(value["schedule"]) &&
  Object.keys(value).length === 2;

/** Whether a value from a configuration file has the shape of a {@link Contestant}. */
export const isContestant = (value: unknown): value is Contestant =>
  isSource(value) || isKerasShaped(value) || isClocked(value);

export const clockedOf = (contestant: ScheduleSource | Clocked): Clocked =>
  isClocked(contestant) ? contestant : { per: "step", schedule: contestant };

function make(source: ScheduleSource, totals: Totals): Schedule | ReactiveSchedule {
  if ("toJSON" in source) return source as Schedule | ReactiveSchedule;
  return typeof source === "function" ? scheduleFrom(source(totals)) : parse(source);
}

/** Runs code that may be the user's own; its errors become errors of usage that name the schedule. */
export function naming<Result>(name: string, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    throw new BenchmarkError("usage", `schedule ${name}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Makes a contestant for a run.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, naming the schedule, when it cannot be made.
 */
export function enter(name: string, contestant: Contestant, totals: Totals): Entry {
  if (isKerasShaped(contestant)) return contestant;
  const { per, schedule } = clockedOf(contestant);
  return naming(name, () => ({ per, schedule: make(schedule, totals) }));
}
