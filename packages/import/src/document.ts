import type { DefinedPreset } from "@anneal/compat";
import { nonNegative } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { createNamed } from "./createNamed.ts";
import { placeOf } from "./placeOf.ts";
import { didYouMean, show, shown } from "./show.ts";
import { longest, parseJson } from "./syntax/json.ts";

type Entries = Readonly<Record<string, unknown>>;

/** A document from outside: only its own keys are read, and what is not as it should be is named. */
export class Document {
  /** @param where - What it is called in errors. */
  private constructor(
    private readonly importer: string,
    private readonly where: string,
    private readonly entries: Entries,
  ) {}

  /** Reads an object, or JSON text of one. */
  static of(importer: string, where: string, given: unknown): Document {
    const place = `${importer}: ${where}`;
    const value = typeof given === "string" ? parseJson(place, given) : given;
    const prototype: unknown = Object(value) === value ? Object.getPrototypeOf(value) : undefined;
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError(
        `@anneal/import: ${place} must be a plain object, or JSON text of one, got ${show(value)}`,
        { cause: placeOf(where, 1) },
      );
    }
    return new Document(importer, where, value as Entries);
  }

  /** Throws an error that names the place. */
  refuse(
    key: string,
    rule: string,
    Failure: ErrorConstructor = TypeError,
    value: unknown = this.get(key),
    more = "",
  ): never {
    const place = `${this.where}.${key.slice(0, shown)}`;
    throw new Failure(
      `@anneal/import: ${this.importer}: ${place} must be ${rule}, got ${show(value)}${more}`,
      { cause: placeOf(place, 1) },
    );
  }

  /** Refuses a key that there should not be, and asks whether one of those known was meant. */
  refuseKey(key: string, rule: string, known: readonly string[]): never {
    return this.refuse(key, rule, TypeError, this.get(key), didYouMean(key, known));
  }

  /** Refuses a name that is none of those known. */
  refuseName(key: string, known: readonly string[], more = ""): never {
    const value = this.text(key);
    const rule = `one of ${known.join(", ")}${more}`;
    return this.refuse(key, rule, TypeError, value, didYouMean(value, known));
  }

  keys(): string[] {
    return Object.keys(this.entries);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.entries, key);
  }

  /** The value of a key; of an array its items alone, because its own `constructor` would be called by `map`. */
  get(key: string): unknown {
    const value = this.has(key) ? this.entries[key] : undefined;
    if (!Array.isArray(value)) return value;
    if (value.length > longest) {
      this.refuse(key, `an array of at most ${longest} items`, RangeError, value);
    }
    return Array.from({ length: value.length }, (_, index) => value[index] as unknown);
  }

  number(key: string): number {
    const value = this.get(key);
    return Number.isFinite(value) ? (value as number) : this.refuse(key, "a finite number");
  }

  /** A number that may be a rate or a length. */
  amount(key: string): number {
    const value = this.number(key);
    return value >= 0 ? value : this.refuse(key, nonNegative.rule, RangeError);
  }

  /** A count: what has happened so often cannot be anything else. */
  count(key: string): number {
    const value = this.get(key);
    return Number.isSafeInteger(value) && (value as number) >= 0
      ? (value as number)
      : this.refuse(key, "an integer of at least 0");
  }

  text(key: string): string {
    const value = this.get(key);
    return typeof value === "string" ? value : this.refuse(key, "a string");
  }

  list(key: string): readonly unknown[] {
    const value = this.get(key);
    return Array.isArray(value) ? (value as unknown[]) : this.refuse(key, "an array");
  }

  /** One of a list of numbers that may be rates. */
  amountAt(key: string, index: number): number {
    const value = this.list(key)[index];
    if (!Number.isFinite(value)) this.refuse(key, `an array with a finite number at ${index}`);
    return nonNegative.accepts(value)
      ? (value as number)
      : this.refuse(`${key}[${index}]`, nonNegative.rule, RangeError, value);
  }

  /** A document within this one. */
  inside(key: string): Document {
    return Document.of(this.importer, `${this.where}.${key}`, this.get(key));
  }

  /** The documents in a list. */
  insides(key: string): Document[] {
    return this.list(key).map((item, index) =>
      Document.of(this.importer, `${this.where}.${key}[${index}]`, item),
    );
  }

  /** Builds a preset; `keyOf` tells from which key of this document an option is. */
  create(
    preset: DefinedPreset,
    options: Entries,
    keyOf: (option: string) => string,
  ): Schedule | ReactiveSchedule {
    return createNamed(this.importer, this.where, preset, options, keyOf, 1);
  }
}
