import type { Kind } from "./kind.ts";
import { parse } from "./parse.ts";
import { parsePlan } from "./plan.ts";
import type { Json, ScheduleSpec } from "./schedule.ts";

/**
 * A spec without the options that have their default: what one would write by hand. `parse` gives the same schedule of both.
 *
 * @param spec - A `ScheduleSpec`, of a schedule or of a plan.
 * @param kinds - The factories that it may name, as for {@link parse}. The package `anneal` has a `compact` that knows all of
 *   anneal's.
 * @returns The shorter spec; `spec` itself is left as it is.
 * @throws {TypeError} What {@link parse} throws.
 * @throws {RangeError} What {@link parse} throws.
 *
 * @example
 * ```ts
 * const { spec } = ramp({ from: 0.1, to: 0, steps: 10 });
 * spec; // => { kind: "ramp", from: 0.1, to: 0, steps: 10, curve: { kind: "linearCurve" } }
 * compact(spec, [ramp, linearCurve]); // => { kind: "ramp", from: 0.1, to: 0, steps: 10 }
 * ```
 */
export function compact(spec: ScheduleSpec, kinds: readonly Kind[]): ScheduleSpec {
  const defaultsOf = new Map<unknown, NonNullable<Kind["defaults"]>>(
    kinds.map(({ kind, defaults = {} }) => [kind, defaults]),
  );
  const without = (value: Json, defaults = {} as NonNullable<Kind["defaults"]>): Json => {
    if (Array.isArray(value)) return value.map((item: Json) => without(item));
    if (typeof value !== "object" || value === null) return value;
    const fields = value as { readonly [key: string]: Json };
    const own = Object.hasOwn(fields, "kind") ? defaultsOf.get(fields["kind"]) : defaults;
    return Object.fromEntries(
      Object.entries(fields)
        .filter(
          ([key, item]) =>
            !(Object.hasOwn(own ?? {}, key) && JSON.stringify(own![key]) === JSON.stringify(item)),
        )
        .map(([key, item]) => [
          key,
          // What `vary` hands on are the options of its factory.
          without(item, fields["kind"] === "vary" ? defaultsOf.get(fields["factory"]) : undefined),
        ]),
    );
  };
  // It knows of everything that is wrong where it stands, and writes curves and numbers in one way.
  const made =
    (spec as ScheduleSpec | null)?.kind === "plan" ? parsePlan(spec, kinds) : parse(spec, kinds);
  return without(made.spec) as ScheduleSpec;
}
