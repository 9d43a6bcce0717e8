import type { ReactiveSchedule, Schedule, Snapshot } from "@anneal/core";

/** What an importer makes of what another library saved. */
export interface Imported {
  /** The schedule; reactive if it watches a metric. */
  readonly schedule: Schedule | ReactiveSchedule;
  /** Updates applied so far, which is the index of the next one; of a plateau, metrics seen so far. */
  readonly step: number;
  /** For `drive(schedule, { resume: snapshot })`, which goes on where the other library stopped. */
  readonly snapshot: Snapshot;
}

type Entries = Readonly<Record<string, unknown>>;

const show = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value)
    : Object(value) === value
      ? `(${Array.isArray(value) ? "array" : typeof value})`
      : String(value);

const longest = 1_000_000;

/** A document from outside: only its own keys are read, and what is not as it should be is named. */
export class Document {
  /** @param where - What it is called in errors. */
  private constructor(
    private readonly importer: string,
    private readonly where: string,
    private readonly entries: Entries,
  ) {}

  /** Reads an object, or JSON text as Python writes it, with infinities and NaN that JSON does not have. */
  static of(importer: string, where: string, given: unknown): Document {
    let value = given;
    if (typeof value === "string") {
      // Within the words of a text they stay what they are.
      const standard = value
        .slice(0, longest)
        .replace(/("(?:[^"\\]|\\.)*")|-?\bInfinity\b|\bNaN\b/g, (token, word?: string) =>
          word === undefined ? JSON.stringify(token) : word,
        );
      try {
        value = JSON.parse(standard) as unknown;
      } catch {
        value = undefined;
      }
    }
    const prototype: unknown = Object(value) === value ? Object.getPrototypeOf(value) : undefined;
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError(
        `@anneal/compat: ${importer}: ${where} must be a plain object, or JSON text of one, got ${show(value)}`,
      );
    }
    return new Document(importer, where, value as Entries);
  }

  /** Throws an error that names the place. */
  refuse(key: string, rule: string, Failure: ErrorConstructor = TypeError): never {
    throw new Failure(
      `@anneal/compat: ${this.importer}: ${this.where}.${key} must be ${rule}, got ${show(this.get(key))}`,
    );
  }

  keys(): string[] {
    return Object.keys(this.entries);
  }

  has(key: string): boolean {
    return Object.hasOwn(this.entries, key);
  }

  get(key: string): unknown {
    return this.has(key) ? this.entries[key] : undefined;
  }

  number(key: string): number {
    const value = this.get(key);
    return Number.isFinite(value) ? (value as number) : this.refuse(key, "a finite number");
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

  /** One of a list of numbers. */
  numberAt(key: string, index: number): number {
    const value = this.list(key)[index];
    return Number.isFinite(value)
      ? (value as number)
      : this.refuse(key, `an array with a finite number at ${String(index)}`);
  }

  /** A document within this one. */
  inside(key: string): Document {
    return Document.of(this.importer, `${this.where}.${key}`, this.get(key));
  }

  /** The documents in a list. */
  insides(key: string): Document[] {
    return this.list(key).map((item, index) =>
      Document.of(this.importer, `${this.where}.${key}[${String(index)}]`, item),
    );
  }

  /** Every entry under its name in camel case, as presets have them. */
  options(left: readonly string[] = []): Record<string, unknown> {
    return Object.fromEntries(
      this.keys()
        .filter((key) => !left.includes(key))
        .map((key) => [camelCase(key), this.entries[key]]),
    );
  }
}

/** A name of Python in camel case: `decay_steps` is `decaySteps`, `T_0` is `t0`. */
const camelCase = (name: string): string =>
  name
    .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());
