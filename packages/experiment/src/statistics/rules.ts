import type { Rule } from "anneal";

/** More of them take minutes and tell nothing new: the error of a probability falls with the root of their number. */
const mostResamples = 10_000_000;

/** How often something is drawn anew. */
export const resamples: Rule = {
  rule: `a whole number from 1 to ${String(mostResamples)}`,
  accepts: (value) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostResamples,
};

/** What random numbers begin with. */
export const seed: Rule = {
  rule: "a whole number",
  accepts: (value) => Number.isSafeInteger(value),
};

/** The probability that an interval holds what it is of. */
export const confidence: Rule = {
  rule: "a number above 0 and below 1",
  accepts: (value) => typeof value === "number" && value > 0 && value < 1,
};
