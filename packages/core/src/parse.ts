import { show } from "./refuse.ts";
import type { Kind } from "./kind.ts";
import { nearest } from "./nearest.ts";
import type { Path, Place } from "./place.ts";
import { isReactive } from "./schedule.ts";
import type { ReactiveSchedule, Schedule } from "./schedule.ts";

const maxDepth = 64;
/** A document of 100 kB of short schedules may have more, which would take too long to build. */
const maxNodes = 10_000;

/** A path as a program would write it. */
const textOf = (path: Path): string =>
  `spec${path.map((key) => (typeof key === "number" ? `[${key}]` : `.${key.length > 100 ? `${key.slice(0, 99)}…` : key}`)).join("")}`;

/** The question after an error about a name: which of those known is near, if one is. */
const didYouMean = (word: unknown, known: readonly string[]): string => {
  const near = typeof word === "string" && nearest(word, known);
  return near ? `; did you mean "${near}"?` : "";
};

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/**
 * Builds a schedule from its JSON form.
 *
 * `parse(schedule.spec, kinds)` gives the same values as `schedule`. Input from outside is safe: nothing but the kinds
 * given is ever called, no key is written to an object that exists, and depth (64) and size (10,000 nodes) are bounded.
 *
 * @param spec - A `ScheduleSpec`, as `schedule.spec` has it or as `JSON.parse` reads it.
 * @param kinds - The factories that `spec` may name. The package `anneal` has a `parse` that knows all of anneal's.
 * @returns What the factory of `spec.kind` returns.
 * @throws {TypeError} If `spec` is not plain JSON, or names an unknown kind or option, with the path to it in words and,
 *   as its `cause`, a {@link Place}.
 * @throws {RangeError} If an option is out of range or the nesting too deep, with the path to it in the same way.
 *
 * @example
 * ```ts
 * const schedule = parse({ kind: "scale", factor: 0.5, schedule: 0.1 }, [scale]);
 * isReactive(schedule) || schedule(3); // => 0.05
 * ```
 */
export function parse(spec: unknown, kinds: readonly Kind[]): Schedule | ReactiveSchedule {
  const known = new Map(kinds.map((kind) => [kind.kind, kind]));
  let nodes = 0;

  const refuse = (path: Path, problem: string, Failure: ErrorConstructor): never => {
    throw new Failure(`@anneal/core: parse: ${textOf(path)} ${problem}`, { cause: { path } });
  };

  const read = (value: unknown, path: Path): unknown => {
    if (path.length > maxDepth) refuse(path, `is nested deeper than ${maxDepth}`, RangeError);
    if (++nodes > maxNodes)
      refuse(
        path,
        `comes after ${maxNodes} others, of which each schedule counts for three`,
        RangeError,
      );
    if (Array.isArray(value)) {
      // Not `map`, which passes over holes: they would not be counted.
      return Array.from(value, (item, index) => read(item, [...path, index]));
    }
    if (!isPlain(value)) {
      if (value !== null && ["object", "function", "symbol", "bigint"].includes(typeof value)) {
        refuse(path, `must be JSON, got ${show(value)}`, TypeError);
      }
      return value;
    }
    const built = Object.fromEntries(
      Object.keys(value)
        .filter((key) => key !== "kind")
        .map((key) => [key, read(value[key], [...path, key])]),
    );
    return Object.hasOwn(value, "kind") ? create(value["kind"], built, path) : built;
  };

  const create = (name: unknown, options: Record<string, unknown>, path: Path): unknown => {
    const kind = known.get(name as string);
    if (!kind) {
      const names = [...known.keys()];
      return refuse(
        [...path, "kind"],
        `must be one of ${names.join(", ")}, got ${show(name)}${didYouMean(name, names)}`,
        TypeError,
      );
    }
    if (!kind.create) {
      for (const option of Object.keys(options)) {
        refuse([...path, option], `must be left out, ${kind.kind} has no options`, TypeError);
      }
      return kind;
    }
    const { options: rules = {} } = kind;
    // To build a schedule is as much work as to read three values.
    nodes += 2;
    try {
      return kind.create(options, (other) => known.get(other as string));
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError) {
        const unknown = Object.keys(options).find((option) => !Object.hasOwn(rules, option));
        error.message += `${didYouMean(unknown, Object.keys(rules))} (at ${textOf(path)})`;
        error.cause = { path: [...path, ...((Object(error.cause) as Partial<Place>).path ?? [])] };
      }
      throw error;
    }
  };

  if (!isPlain(spec) || !Object.hasOwn(spec, "kind")) {
    refuse([], `must be an object with a kind, got ${show(spec)}`, TypeError);
  }
  const schedule = read(spec, []) as Schedule | ReactiveSchedule;
  if (!isReactive(schedule) && typeof (schedule as Partial<Schedule>).end !== "number") {
    const { kind } = schedule as unknown as Kind;
    // Both are functions with a name, and a curve is one that writes itself as JSON too.
    const what = "toJSON" in schedule ? "curve" : "mapping";
    refuse([], `must be a schedule, got the ${what} ${show(kind)}`, TypeError);
  }
  return schedule;
}
