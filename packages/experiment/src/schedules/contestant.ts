import { isReactive, parse, parsePlan, plan, scheduleFrom } from "anneal";
import type { Composable, Plan, ReactiveSchedule, Schedule, ScheduleSpec } from "anneal";
import { BenchmarkError, messageOf } from "../errors.ts";
import type { Totals } from "../records/trial.ts";
import { isObject, wholeNumber } from "../task/rule.ts";
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
  /** Takes the place of the task's own optimizer. */
  readonly optimizer?: OptimizerBuilder | undefined;
  /** Takes the place of the run's batch size, a whole number from 1 to 1,000,000; the updates of an epoch follow from it. */
  readonly batchSize?: number | undefined;
}

/** Which clock a schedule runs on: updates or epochs. @defaultValue `"step"` */
interface OnClock {
  readonly per?: "step" | "epoch" | undefined;
}

/** A schedule of the learning rate, the clock it runs on, and what else of the training is compared. */
export interface Clocked extends Arrangement, OnClock {
  readonly schedule: ScheduleSource;
}

/** A plan of several hyper-parameters, one of them the `learningRate`, with its clock and what else is compared. */
export interface Planned extends Arrangement, OnClock {
  readonly plan: PlanSource;
}

/** A schedule written as Keras has it: from the epoch, counted from 0, and the rate before it. */
export interface KerasShaped extends Arrangement {
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

const isSource = (value: unknown): value is ScheduleSource =>
  typeof value === "function" ||
  isReactive(value) ||
  (isObject(value) && typeof value["kind"] === "string");

const optional =
  (accepts: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || accepts(value);

/** Everything that an arranged contestant may say, and what each must be. */
const parts: Readonly<Record<string, (value: unknown) => boolean>> = {
  per: optional((value) => value === "step" || value === "epoch"),
  optimizer: optional((value) => typeof value === "function"),
  batchSize: optional((value) => wholeNumber(1, 1_000_000).safeParse(value).success),
  schedule: isSource,
  plan: (value) => typeof value === "function" || isObject(value),
  learningRateScheduler: (value) => typeof value === "function",
};

/** Whether a value has the part that makes it a contestant of one kind, and else only what that kind may say. */
const isArranged = (value: unknown, part: string, clocked = true): boolean =>
  isObject(value) &&
  part in value &&
  Object.entries(value).every(
    ([key, given]) =>
      [part, "optimizer", "batchSize", ...(clocked ? ["per"] : [])].includes(key) &&
      parts[key]!(given),
  );

const isKerasShaped = (value: unknown): value is KerasShaped =>
  isArranged(value, "learningRateScheduler", false);

const isClocked = (value: unknown): value is Clocked => isArranged(value, "schedule");

const isPlanned = (value: unknown): value is Planned => isArranged(value, "plan");

/** Whether a value from a configuration file has the shape of a {@link Contestant}. */
export const isContestant = (value: unknown): value is Contestant =>
  isSource(value) || isKerasShaped(value) || isClocked(value) || isPlanned(value);

/** What a contestant brings beside its schedule; what is `undefined` is the task's and the run's to say. */
export const arrangementOf = (contestant: Contestant): Arrangement =>
  isClocked(contestant) || isPlanned(contestant) || isKerasShaped(contestant) ? contestant : {};

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
