import { parsePlan as parsePlanWith } from "@anneal/core";
import type { Kind, Plan } from "@anneal/core";
import { kinds } from "./kinds.ts";

/**
 * Builds a plan from its JSON form, whatever schedules, combinators and curves of anneal it is made of.
 *
 * Input from outside is safe: see `parsePlan` of `@anneal/core`, which this is with {@link kinds} as its default.
 *
 * @param spec - The JSON form, as `plan.spec` has it or as `JSON.parse` reads it.
 * @param known - The factories that `spec` may name; `[...kinds, yours]` adds your own. @defaultValue `kinds`
 * @returns The plan, with the same values as the one that `spec` was taken from.
 * @throws {TypeError} If `spec` is not the plain JSON of a plan, or names an unknown kind or option, with the path to it.
 * @throws {RangeError} If an option is out of range or the nesting too deep, with the path to it.
 *
 * @example
 * ```ts
 * parsePlan({ kind: "plan", schedules: { learningRate: 0.1, momentum: 0.9 } }).at(7); // => { learningRate: 0.1, momentum: 0.9 }
 * ```
 */
export function parsePlan<Name extends string = string>(
  spec: unknown,
  known: readonly Kind[] = kinds,
): Plan<Name> {
  return parsePlanWith(spec, known);
}
