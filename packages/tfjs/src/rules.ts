import { nonNegative, positive } from "@anneal/core";
import type { Rule } from "@anneal/core";

/** A share of what was before. */
export const belowOne: Rule = {
  rule: "a number of at least 0 and below 1",
  accepts: (value) => nonNegative.accepts(value) && (value as number) < 1,
};

/** A multiple. */
export const aboveOne: Rule = {
  rule: "a finite number above 1",
  accepts: (value) => positive.accepts(value) && (value as number) > 1,
};
