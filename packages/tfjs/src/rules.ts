import { positive } from "@anneal/core";
import type { Rule } from "@anneal/core";

/** A multiple. */
export const aboveOne: Rule = {
  rule: "a finite number above 1",
  accepts: (value) => positive.accepts(value) && (value as number) > 1,
};
