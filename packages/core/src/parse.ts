import { show } from "./define.ts";
import type { Kind } from "./kind.ts";
import { nearest } from "./nearest.ts";
import { isReactive } from "./schedule.ts";
import type { ReactiveSchedule, Schedule } from "./schedule.ts";

const maxDepth = 64;
/** A document of 100 kB of short schedules may have more, which would take too long to build. */
const maxNodes = 10_000;

const short = (key: string): string => (key.length > 100 ? `${key.slice(0, 99)}…` : key);

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
 * @throws {TypeError} If `spec` is not plain JSON, or names an unknown kind or option, with the path to it.
 * @throws {RangeError} If an option is out of range or the nesting too deep, with the path to it.
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

  const refuse = (path: string, problem: string, Failure: new (text: string) => Error): never => {
    throw new Failure(`@anneal/core: parse: ${path} ${problem}`);
  };

  const read = (value: unknown, path: string, depth: number): unknown => {
    if (depth > maxDepth) refuse(path, `is nested deeper than ${String(maxDepth)}`, RangeError);
    if (++nodes > maxNodes)
      refuse(
        path,
        `comes after ${String(maxNodes)} others, of which each schedule counts for three`,
        RangeError,
      );
    if (Array.isArray(value)) {
      // Not `map`, which passes over holes: they would not be counted.
      return Array.from(value, (item, index) => read(item, `${path}[${String(index)}]`, depth + 1));
    }
    if (!isPlain(value)) {
      if (["object", "function", "symbol", "bigint"].includes(typeof value) && value !== null) {
        refuse(path, `must be JSON, got ${show(value)}`, TypeError);
      }
      return value;
    }
    const built = Object.fromEntries(
      Object.keys(value)
        .filter((key) => key !== "kind")
        .map((key) => [key, read(value[key], `${path}.${short(key)}`, depth + 1)]),
    );
    return Object.hasOwn(value, "kind") ? create(value["kind"], built, path) : built;
  };

  const create = (name: unknown, options: Record<string, unknown>, path: string): unknown => {
    const kind = known.get(name as string);
    if (!kind) {
      const names = [...known.keys()];
      const near = typeof name === "string" ? nearest(name, names) : undefined;
      return refuse(
        `${path}.kind`,
        `must be one of ${names.join(", ")}, got ${show(name)}${near ? `; did you mean "${near}"?` : ""}`,
        TypeError,
      );
    }
    if (!kind.create) {
      for (const option of Object.keys(options)) {
        refuse(`${path}.${option}`, `must be left out, ${kind.kind} has no options`, TypeError);
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
        const near = unknown && nearest(unknown, Object.keys(rules));
        const hint = near ? `; did you mean "${near}"?` : "";
        error.message = `${error.message}${hint} (at ${path})`;
      }
      throw error;
    }
  };

  if (!isPlain(spec) || !Object.hasOwn(spec, "kind")) {
    refuse("spec", `must be an object with a kind, got ${show(spec)}`, TypeError);
  }
  const schedule = read(spec, "spec", 0) as Schedule | ReactiveSchedule;
  if (!isReactive(schedule) && typeof (schedule as Partial<Schedule>).end !== "number") {
    const { kind } = schedule as unknown as Kind;
    // Both are functions with a name, and a curve is one that writes itself as JSON too.
    const what = "toJSON" in schedule ? "curve" : "mapping";
    refuse("spec", `must be a schedule, got the ${what} ${show(kind)}`, TypeError);
  }
  return schedule;
}
