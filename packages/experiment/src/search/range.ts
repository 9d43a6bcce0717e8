import { BenchmarkError } from "../errors.ts";
import { meant, shown } from "../task/rule.ts";

/** Whole numbers from one to another, both included, all equally likely. */
export interface IntRange {
  readonly range: "int";
  readonly from: number;
  readonly to: number;
}

/** Numbers from one to another; `"log"` spreads them evenly over their orders of magnitude. */
export interface RealRange {
  readonly range: "real" | "log";
  readonly from: number;
  readonly to: number;
}

/** One of some values. */
export interface ChoiceRange {
  readonly range: "choice";
  readonly values: readonly (number | string | boolean)[];
}

/** What stands in a spec in place of an option that is to be searched for. As JSON it is the same. */
export type Range = IntRange | RealRange | ChoiceRange;

const refuse = (call: string, rule: string, value: unknown): never => {
  throw new BenchmarkError("usage", `${call} must have ${rule}, got ${shown(value)}`);
};

function demandEnds(call: string, from: unknown, to: unknown, whole: boolean): void {
  const rule = whole ? "whole numbers as its ends" : "finite numbers as its ends";
  for (const end of [from, to]) {
    if (!(whole ? Number.isSafeInteger(end) : Number.isFinite(end))) refuse(call, rule, end);
  }
  if (!((from as number) < (to as number))) {
    refuse(call, "a first end below the second", `${String(from)}, ${String(to)}`);
  }
}

/**
 * A whole number to search for, from `from` to `to`, both included.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if an end is no whole number or the first is not below the second.
 */
export function int(from: number, to: number): IntRange {
  demandEnds("int", from, to, true);
  return { range: "int", from, to };
}

/** A number to search for, evenly from `from` to `to`. @throws {BenchmarkError} Of kind `"usage"`, as {@link int} does. */
export function real(from: number, to: number): RealRange {
  demandEnds("real", from, to, false);
  return { range: "real", from, to };
}

/**
 * A number to search for whose size is not known: as likely from 0.001 to 0.01 as from 0.01 to 0.1.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, as {@link int} does, and if the first end is not above 0.
 */
export function log(from: number, to: number): RealRange {
  demandEnds("log", from, to, false);
  if (from <= 0) refuse("log", "a first end above 0", from);
  return { range: "log", from, to };
}

/**
 * One of some values to search for.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if there are fewer than two of them, or one twice, or one that is neither a finite
 *   number nor a text nor a boolean: a search is kept as JSON.
 */
export function choice(values: readonly (number | string | boolean)[]): ChoiceRange {
  if (!Array.isArray(values) || values.length < 2 || new Set(values).size !== values.length) {
    refuse("choice", "a list of at least two values, none twice", values);
  }
  for (const value of values as readonly unknown[]) {
    if (!Number.isFinite(value) && typeof value !== "string" && typeof value !== "boolean") {
      refuse("choice", "finite numbers, texts or booleans as its values", value);
    }
  }
  return { range: "choice", values: [...values] };
}

const makers = { int, real, log } as const;

function demandEntries(value: object, range: string, entries: readonly string[]): void {
  const unknown = Object.keys(value).find((key) => key !== "range" && !entries.includes(key));
  if (unknown === undefined) return;
  throw new BenchmarkError(
    "usage",
    `${range} has no entry ${meant(unknown, entries)}: its entries are ${entries.join(", ")}`,
  );
}

/**
 * Reads what stands in a spec: a range, or `undefined` for anything else.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if it says that it is a range and is none, or has an entry that no such range has.
 */
export function rangeFrom(value: unknown): Range | undefined {
  if (typeof value !== "object" || value === null || !("range" in value)) return undefined;
  const { range, from, to, values } = value as Readonly<Record<string, unknown>>;
  if (range === "choice") {
    demandEntries(value, range, ["values"]);
    return choice(values as ChoiceRange["values"]);
  }
  if (typeof range === "string" && Object.hasOwn(makers, range)) {
    demandEntries(value, range, ["from", "to"]);
    return makers[range as keyof typeof makers](from as number, to as number);
  }
  return refuse("a range", "one of int, real, log, choice as its kind", range);
}

/**
 * How many digits a value of a range has: four, since more make no difference to a training, and names and reports would be full
 * of them; and as many more as both ends have in common, since from 0.99991 to 0.99999 four digits tell nothing apart.
 */
function digitsOf({ from, to }: RealRange): number {
  const common = Math.log10(Math.max(Math.abs(from), Math.abs(to)) / (to - from));
  return 4 + Math.max(0, Math.floor(common));
}

/** The value at a place from 0 to 1 of a range. */
export function valueAt(range: Range, place: number): number | string | boolean {
  if (range.range === "choice") {
    return range.values[
      Math.min(range.values.length - 1, Math.floor(place * range.values.length))
    ]!;
  }
  const { from, to } = range;
  if (range.range === "int") return Math.min(to, from + Math.floor(place * (to - from + 1)));
  // Neither the difference of the ends nor their ratio, which are infinite where the ends are the greatest and least of numbers.
  const value =
    range.range === "real" ? from * (1 - place) + to * place : from ** (1 - place) * to ** place;
  return Math.min(to, Math.max(from, Number(value.toPrecision(digitsOf(range)))));
}

/**
 * Whether a value is so near to an end of its range that the best may lie beyond: in the outermost twentieth of it, or nothing was
 * tried further out.
 *
 * @param tried - The values that were tried. Two of them say nothing of where the middle is.
 */
export function isAtEdge(
  range: Range,
  value: number | string | boolean,
  tried: readonly (number | string | boolean)[] = [],
): boolean {
  if (range.range === "choice") return false;
  const at = value as number;
  const others = [...new Set(tried as readonly number[])];
  if (others.length > 2 && (at === Math.min(...others) || at === Math.max(...others))) return true;
  const { from, to } = range;
  if (range.range === "int") return at === from || at === to;
  // Halves and logarithms apart, whose differences are finite whatever the ends.
  const scale = range.range === "real" ? (end: number) => end / 2 : Math.log;
  const place = (scale(at) - scale(from)) / (scale(to) - scale(from));
  // A twentieth of the range at each end.
  return place <= 0.05 || place >= 0.95;
}
