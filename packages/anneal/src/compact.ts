import { compact as compactWith } from "@anneal/core";
import type { Kind, ScheduleSpec } from "@anneal/core";
import { kinds } from "./kinds.ts";

/**
 * A spec without the options that have their default, whatever schedules, combinators and curves of anneal it is made of.
 *
 * It is `compact` of `@anneal/core`, with {@link kinds} as its default.
 *
 * @param spec - A `ScheduleSpec`, of a schedule or of a plan.
 * @param known - The factories that `spec` may name; `[...kinds, yours]` adds your own. @defaultValue `kinds`
 * @throws {TypeError} What `parse` throws.
 * @throws {RangeError} What `parse` throws.
 *
 * @example
 * ```ts
 * compact(cosine({ initial: 0.1, steps: 100 }).spec); // => { kind: "cosine", initial: 0.1, steps: 100 }
 * ```
 */
export function compact(spec: ScheduleSpec, known: readonly Kind[] = kinds): ScheduleSpec {
  return compactWith(spec, known);
}
