import { placeOf } from "./placeOf.ts";
import { didYouMean, show, shown } from "./show.ts";
import { longest } from "./syntax/json.ts";

export type Entries = Readonly<Record<string, unknown>>;

/** What one import has come upon: shared by all parts of a file. */
export interface Findings {
  readonly importer: string;
  /** What was assumed, defaulted or left out. */
  readonly notes: string[];
  /** What the file does not say and no option does: asked for in one error. */
  readonly lacks: string[];
  /** The value of another place that a text refers to, in formats that have references. */
  refer?: (text: string) => unknown;
}

/** Whether a value is an object with nothing of its own but its entries. */
export const isPlain = (value: unknown): value is Entries => {
  if (Object(value) !== value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** A number, or the text of one: `1e-4` without a dot is text to the YAML of Python. */
function numberIn(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "string" || value.length > 40) return undefined;
  const text = value.trim().replaceAll("_", "");
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? number : undefined;
}

/** A part of a configuration: only its own keys are read, numbers may be text, and what is not as it should be is named. */
export class Settings {
  /** @param where - Its path in the file; empty for the whole. */
  constructor(
    readonly findings: Findings,
    readonly where: string,
    readonly entries: Entries,
  ) {}

  /** The path of a key in the file. */
  path(key: string): string {
    return this.where === "" ? key : `${this.where}.${key}`;
  }

  /** Writes down what was assumed about a key. */
  note(key: string, text: string): void {
    this.findings.notes.push(`${this.path(key)}: ${text}`);
  }

  /** Throws an error that names the place. */
  fail(key: string, rule: string, Failure: ErrorConstructor = TypeError): never {
    throw new Failure(
      `@anneal/import: ${this.findings.importer}: ${this.path(key.slice(0, shown))} must be ${rule}`,
      { cause: placeOf(this.path(key)) },
    );
  }

  /** Throws an error that names the place and shows what is there. */
  refuse(
    key: string,
    rule: string,
    value: unknown = this.get(key),
    Failure: ErrorConstructor = RangeError,
    more = "",
  ): never {
    return this.fail(key, `${rule}, got ${show(value)}${more}`, Failure);
  }

  /** Asks for what neither the file nor an option says; the import fails in the end, with all that is asked for. */
  ask(option: string, why: string): number {
    this.findings.lacks.push(`${option} (${why})`);
    return 1;
  }

  keys(): string[] {
    return Object.keys(this.entries);
  }

  /** Whether it has the key, with a value that is not null. */
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  /** The value of a key; of an array its items alone. Null is as good as left out. */
  get(key: string): unknown {
    const own = Object.hasOwn(this.entries, key) ? (this.entries[key] ?? undefined) : undefined;
    const value = typeof own === "string" ? (this.findings.refer?.(own) ?? own) : own;
    if (!Array.isArray(value)) return value;
    if (value.length > longest) {
      this.refuse(key, `an array of at most ${longest} items`, value);
    }
    return Array.from({ length: value.length }, (_, index) => value[index] as unknown);
  }

  /** The value of a key that is handed on: a number may be text, as in YAML, but a word stays one. */
  value(key: string): unknown {
    const value = this.get(key);
    return typeof value === "string" && /^[-+]?[\d.]+(?:e[-+]?\d+)?$/i.test(value)
      ? this.number(key)
      : value;
  }

  /** The first of several keys that is there. */
  first(...keys: readonly string[]): string | undefined {
    return keys.find((key) => this.has(key));
  }

  /** A finite number, or what the other trainer takes where there is none. */
  number(key: string, otherwise?: number): number {
    if (!this.has(key) && otherwise !== undefined) return this.defaulted(key, otherwise);
    return numberIn(this.get(key)) ?? this.refuse(key, "a finite number", this.get(key), TypeError);
  }

  /** A number that may be a rate or a length. */
  amount(key: string, otherwise?: number): number {
    const value = this.number(key, otherwise);
    return value >= 0 ? value : this.refuse(key, "a finite number of at least 0");
  }

  /** A number of which there is some. */
  positive(key: string, otherwise?: number): number {
    const value = this.number(key, otherwise);
    return value > 0 ? value : this.refuse(key, "a finite number above 0");
  }

  /** A share. */
  share(key: string, otherwise?: number): number {
    const value = this.number(key, otherwise);
    return value >= 0 && value <= 1 ? value : this.refuse(key, "a number from 0 to 1");
  }

  /** A count. */
  count(key: string, otherwise?: number): number {
    const value = this.number(key, otherwise);
    return Number.isSafeInteger(value) && value >= 0
      ? value
      : this.refuse(key, "an integer of at least 0");
  }

  /** A count that is not 0. */
  positiveCount(key: string, otherwise?: number): number {
    const value = this.count(key, otherwise);
    return value > 0 ? value : this.refuse(key, "an integer of at least 1");
  }

  flag(key: string, otherwise: boolean): boolean {
    if (!this.has(key)) return otherwise;
    const value = this.get(key);
    // Only what is no object is made a text: one of those may have a method for it.
    const text = Object(value) === value ? "" : String(value).toLowerCase();
    if (["true", "1", "yes", "on"].includes(text)) return true;
    if (["false", "0", "no", "off"].includes(text)) return false;
    return this.refuse(key, "true or false", value, TypeError);
  }

  text(key: string, otherwise?: string): string {
    if (!this.has(key) && otherwise !== undefined) return this.defaulted(key, otherwise);
    const value = this.get(key);
    return typeof value === "string" ? value : this.refuse(key, "a string", value, TypeError);
  }

  /** One of several names. */
  oneOf<const Name extends string>(key: string, known: readonly Name[], otherwise?: Name): Name {
    const value = this.text(key, otherwise);
    return known.includes(value as Name)
      ? (value as Name)
      : this.refuse(key, `one of ${known.join(", ")}`, value, RangeError, didYouMean(value, known));
  }

  /** The items of a list; one alone is a list of itself. */
  private several(key: string): readonly unknown[] {
    const value = this.get(key);
    return Array.isArray(value) ? (value as unknown[]) : [value];
  }

  /** A list of numbers; one alone is a list of itself. */
  numbers(key: string): number[] {
    return this.several(key).map(
      (item, index) =>
        numberIn(item) ?? this.refuse(`${key}[${index}]`, "a finite number", item, TypeError),
    );
  }

  /** A list of numbers that may be rates, factors or steps. */
  amounts(key: string): number[] {
    return this.numbers(key).map((value, index) =>
      value >= 0 ? value : this.refuse(`${key}[${index}]`, "a number of at least 0", value),
    );
  }

  /** Whether the key holds settings of its own. */
  holds(key: string): boolean {
    return isPlain(this.get(key));
  }

  private within(place: string, value: unknown): Settings {
    if (!isPlain(value)) this.refuse(place, "a mapping", value, TypeError);
    return new Settings(this.findings, this.path(place), value);
  }

  /** The settings under a key. */
  inside(key: string): Settings {
    return this.within(key, this.get(key));
  }

  /** The settings in a list; one alone is a list of itself. */
  insides(key: string): Settings[] {
    return this.several(key).map((item, index) => this.within(`${key}[${index}]`, item));
  }

  /** The value that the other trainer takes where there is none, written down. */
  private defaulted<Value extends number | string>(key: string, value: Value): Value {
    this.note(key, `not given; ${show(value)}, the default, is taken`);
    return value;
  }

  /**
   * Refuses a key that has to do with the rate and is not read.
   *
   * @param about - What the names of such keys look like.
   * @param known - Those that are read, and those that look like it and have nothing to do with it.
   */
  refuseUnread(about: RegExp, known: readonly string[]): void {
    const key = this.keys().find(
      (each) => about.test(each) && !known.includes(each) && this.has(each),
    );
    if (key === undefined) return;
    this.fail(
      key,
      `left out, because it has to do with the rate and is not understood; known are ${known.filter((each) => about.test(each)).join(", ")}${didYouMean(key, known)}`,
    );
  }
}

/** Reads an object, which may be that of a parser. */
export function settingsOf(findings: Findings, value: unknown): Settings {
  if (!isPlain(value)) {
    throw new TypeError(
      `@anneal/import: ${findings.importer}: the document must be a plain object, or JSON text of one, got ${show(value)}`,
      { cause: placeOf("") },
    );
  }
  return new Settings(findings, "", value);
}
