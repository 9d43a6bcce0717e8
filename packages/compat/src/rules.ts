import { nonNegative, schedule } from "@anneal/core";
import type { Composable, Rule } from "@anneal/core";

/** A share: a number from 0 to 1. */
export const share: Rule = {
  rule: "a number from 0 to 1",
  accepts: (value) => nonNegative.accepts(value) && (value as number) <= 1,
};

/** A finite number of either sign. */
export const finite: Rule = {
  rule: "a finite number",
  accepts: (value) => Number.isFinite(value),
};

/** A list of steps, which may be empty. */
export const stepList: Rule = {
  type: "object",
  rule: "an array of finite numbers of at least 0",
  accepts: (value) => Array.isArray(value) && value.every(nonNegative.accepts),
  keep: (value) => [...(value as number[])],
};

const isSorted = (value: unknown): value is number[] =>
  stepList.accepts(value) &&
  (value as number[]).every((step, index, all) => index === 0 || step >= all[index - 1]!);

/** A list of steps, none below the one before it. */
export const sortedStepList: Rule = {
  type: "object",
  rule: "an array of finite numbers of at least 0, none below the one before it",
  accepts: isSorted,
  keep: (value) => [...(value as number[])],
};

/** The same with a step in it at least. */
export const someSortedSteps: Rule = {
  type: "object",
  rule: "a non-empty array of finite numbers of at least 0, none below the one before it",
  accepts: (value) => isSorted(value) && value.length > 0,
  keep: (value) => [...(value as number[])],
};

/** A list of schedules. */
export const schedules: Rule = {
  type: "object",
  // A getter, because a bundler keeps a template that it would have to evaluate.
  get rule() {
    return `a non-empty array, each item ${schedule.rule}`;
  },
  accepts: (value) => Array.isArray(value) && value.length > 0 && value.every(schedule.accepts),
  keep: (value) => (value as Composable[]).map((item) => schedule.keep!(item)),
};

/** A function of one number. It has no JSON form. */
export const numberFunction: Rule = {
  type: "function",
  rule: "a function of a number",
  accepts: (value) => typeof value === "function" && !("kind" in value),
  keep: (value) => schedule.keep!(value),
};

/** A mapping from steps to factors, as an object whose keys are the steps. A `Map` has none. */
export const scales: Rule = {
  type: "object",
  rule: "a plain object from steps of at least 0 to factors of at least 0",
  accepts: (value) =>
    Object.prototype.toString.call(value) === "[object Object]" &&
    Object.entries(value as object).every(
      ([step, scale]) =>
        step.trim() !== "" && nonNegative.accepts(Number(step)) && nonNegative.accepts(scale),
    ),
  keep: (value) => ({ ...(value as object) }),
};

/** Steps with their factors in the order of the steps. */
export const inOrder = (
  factors: readonly (readonly [number | string, number])[],
): (readonly [number, number])[] =>
  factors
    .map(([step, factor]) => [Number(step), factor] as const)
    .sort(([first], [second]) => first - second);
