import { isReactive, parse, parsePlan, plan, scheduleFrom } from "anneal";
import type { Composable, Plan, ReactiveSchedule, Schedule, ScheduleSpec } from "anneal";
import { BenchmarkError, messageOf } from "../errors.ts";
import type { Totals } from "../records/trial.ts";
import type { OptimizerBuilder } from "../task/task.ts";

// Without the call signature of a schedule, TypeScript knows the parameter of a function of the totals.
type Known = Pick<Schedule | ReactiveSchedule, "spec" | "end" | "toJSON">;

/** A schedule as it is written in a configuration: itself, its JSON form, or code that makes it from the {@link Totals}. */
export type ScheduleSource = Known | ScheduleSpec | ((totals: Totals) => Composable);

/** Several hyper-parameters on one clock: schedules by name, what `plan` made of them, its JSON form, or code that gives one. */
export type PlanSource =
  Plan | Hyperparameters | ScheduleSpec | ((totals: Totals) => Plan | Hyperparameters);

type Hyperparameters = Readonly<Record<string, Composable>>;

/** What else of the training is compared. */
interface Arrangement {
  /** The clock: updates or epochs. @defaultValue `"step"` */
  readonly per?: "step" | "epoch" | undefined;
  /** Takes the place of the task's own optimizer. */
  readonly optimizer?: OptimizerBuilder | undefined;
}

/** A schedule of the learning rate, the clock it runs on, and an optimizer if that is compared as well. */
export interface Clocked extends Arrangement {
  readonly schedule: ScheduleSource;
}

/** A plan of several hyper-parameters, one of them the `learningRate`, with its clock and its optimizer. */
export interface Planned extends Arrangement {
  readonly plan: PlanSource;
}

/** A schedule written as Keras has it: from the epoch, counted from 0, and the rate before it. */
export interface KerasShaped {
  readonly learningRateScheduler: (epoch: number, learningRate: number) => number;
}

/** Something that competes. A bare schedule runs on the clock of the updates. */
export type Contestant = ScheduleSource | Clocked | Planned | KerasShaped;

/** A contestant made for one run. */
export type Entry = (
  | { readonly per: "step" | "epoch"; readonly schedule: Schedule | ReactiveSchedule }
  | { readonly per: "step" | "epoch"; readonly plan: Plan }
  | KerasShaped
) & { readonly optimizer?: OptimizerBuilder | undefined };

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

const isArranged = (value: unknown, part: string): value is Readonly<Record<string, unknown>> =>
  isObject(value) &&
  part in value &&
  (value["per"] === undefined || value["per"] === "step" || value["per"] === "epoch") &&
  (value["optimizer"] === undefined || typeof value["optimizer"] === "function") &&
  Object.keys(value).every((key) => key === "per" || key === "optimizer" || key === part);

const isClocked = (value: unknown): value is Clocked =>
  isArranged(value, "schedule") && isSource(value["schedule"]);

const isPlanned = (value: unknown): value is Planned =>
  isArranged(value, "plan") && (typeof value["plan"] === "function" || isObject(value["plan"]));

/** Whether a value from a configuration file has the shape of a {@link Contestant}. */
export const isContestant = (value: unknown): value is Contestant =>
  isSource(value) || isKerasShaped(value) || isClocked(value) || isPlanned(value);

/** The optimizer that a contestant brings; `undefined` for that of the task. */
export const optimizerOfContestant = (contestant: Contestant): OptimizerBuilder | undefined =>
  isClocked(contestant) || isPlanned(contestant) ? contestant.optimizer : undefined;

function make(source: ScheduleSource, totals: Totals): Schedule | ReactiveSchedule {
  if ("toJSON" in source) return source as Schedule | ReactiveSchedule;
  return typeof source === "function" ? scheduleFrom(source(totals)) : parse(source);
}

const isPlan = (value: unknown): value is Plan =>
  isObject(value) && typeof value["at"] === "function" && Array.isArray(value["names"]);

function makePlan(source: PlanSource, totals: Totals): Plan {
  const given = typeof source === "function" ? source(totals) : source;
  const made = isPlan(given)
    ? given
    : typeof (given as { readonly kind?: unknown }).kind === "string"
      ? parsePlan(given)
      : plan(given as Hyperparameters);
  if (!made.names.includes("learningRate")) {
    throw new TypeError(`plan must have a learningRate, it has ${made.names.join(", ")}`);
  }
  return made;
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
  if (isPlanned(contestant)) {
    const { per = "step", plan, optimizer } = contestant;
    return naming(name, () => ({ per, plan: makePlan(plan, totals), optimizer }));
  }
  const {
    per = "step",
    schedule,
    optimizer,
  } = isClocked(contestant) ? contestant : { schedule: contestant };
  return naming(name, () => ({ per, schedule: make(schedule, totals), optimizer }));
}
