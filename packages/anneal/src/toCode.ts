import { toCode as toCodeWith } from "@anneal/core";
import type { Kind, ScheduleSpec } from "@anneal/core";
import { kinds } from "./kinds.ts";

/**
 * Writes a spec as the TypeScript expression that makes it, whatever schedules, combinators and curves of anneal it is made of.
 *
 * It is `toCode` of `@anneal/core`, with {@link kinds} as its default.
 *
 * @param spec - A `ScheduleSpec`, of a schedule or of a plan.
 * @param known - The factories that `spec` may name; `[...kinds, yours]` adds your own. @defaultValue `kinds`
 * @throws {TypeError} What `parse` throws.
 * @throws {RangeError} What `parse` throws.
 *
 * @example
 * ```ts
 * toCode({ kind: "cosine", initial: 0.1, steps: 100 }); // => "cosine({ initial: 0.1, steps: 100 })"
 * ```
 */
export function toCode(spec: ScheduleSpec, known: readonly Kind[] = kinds): string {
  return toCodeWith(spec, known);
}
