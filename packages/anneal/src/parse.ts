import { parse as parseWith } from "@anneal/core";
import type { Kind, ReactiveSchedule, Schedule } from "@anneal/core";
import { kinds } from "./kinds.ts";

/**
 * Builds a schedule from its JSON form, whatever schedules, combinators and curves of anneal it is made of.
 *
 * Input from outside is safe: see `parse` of `@anneal/core`, which this is with {@link kinds} as its default.
 *
 * @param spec - A `ScheduleSpec`, as `schedule.spec` has it or as `JSON.parse` reads it.
 * @param known - The factories that `spec` may name; `[...kinds, yours]` adds your own. @defaultValue `kinds`
 * @returns The schedule, with the same values as the one that `spec` was taken from.
 * @throws {TypeError} If `spec` is not plain JSON, or names an unknown kind or option, with the path to it.
 * @throws {RangeError} If an option is out of range or the nesting too deep, with the path to it.
 *
 * @example
 * ```ts
 * parse({ kind: "scale", factor: 0.5, schedule: 0.1 }).spec; // => { kind: "scale", factor: 0.5, schedule: 0.1 }
 * ```
 */
export function parse(spec: unknown, known: readonly Kind[] = kinds): Schedule | ReactiveSchedule {
  return parseWith(spec, known);
}
