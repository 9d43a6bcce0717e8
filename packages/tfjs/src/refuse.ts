import type { Rule } from "@anneal/core";

/** Throws an error of this package; `problem` begins with the entry point where there is one. */
export function refuse(problem: string, Failure: ErrorConstructor = Error): never {
  throw new Failure(`@anneal/tfjs: ${problem}`);
}

/** Throws unless `value` is as the rule says; `subject` begins the message. */
export function demand(
  subject: string,
  { type = "number", rule, accepts }: Rule,
  value: unknown,
): void {
  if (accepts(value)) return;
  const fits = typeof value === type;
  refuse(
    `${subject} must be ${rule}, got ${String(fits ? value : typeof value)}`,
    fits ? RangeError : TypeError,
  );
}
