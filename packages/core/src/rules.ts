/**
 * What an option must be.
 *
 * @example
 * ```ts
 * const half: Rule = {
 *   rule: "a number from 0 to 0.5",
 *   accepts: (value) => nonNegative.accepts(value) && (value as number) <= 0.5,
 * };
 * const modest = definePureSchedule<{ value: number }>("my/modest", {
 *   package: "my-schedules",
 *   options: { value: half },
 *   build: ({ value }) => ({ at: () => value, end: 0 }),
 * });
 * modest({ value: 3 }); // throws my-schedules: my/modest: value must be a number from 0 to 0.5, got 3
 * ```
 */
export interface Rule {
  /** Type of an acceptable value: another type is a `TypeError`, a bad value of this type a `RangeError`. Default: "number". */
  readonly type?: "number" | "string" | "boolean" | "object" | "function";
  /** Completes the sentence "`option` must be …". */
  readonly rule: string;
  /** Whether a value is acceptable. It is asked about whatever was given, `undefined` when nothing was. */
  readonly accepts: (value: unknown) => boolean;
  /** What is kept of an accepted value; a copy of one that the caller could go on to change. Default: the value itself. */
  readonly keep?: (value: unknown) => unknown;
}

// A copy has no holes, which `every` would skip.
const copy = (value: unknown): unknown[] => [...(value as unknown[])];

/**
 * A learning rate: a finite number of at least 0.
 *
 * @example
 * ```ts
 * [0, 0.1, -0.1, NaN].map(nonNegative.accepts); // => [true, true, false, false]
 * ```
 */
export const nonNegative: Rule = {
  rule: "a finite number of at least 0",
  accepts: (value) => Number.isFinite(value) && (value as number) >= 0,
};

/**
 * A duration: a finite number above 0.
 *
 * @example
 * ```ts
 * [0, 0.5, Infinity].map(positive.accepts); // => [false, true, false]
 * ```
 */
export const positive: Rule = {
  rule: "a finite number above 0",
  accepts: (value) => Number.isFinite(value) && (value as number) > 0,
};

/**
 * A time after which something happens again: a finite number above 0, because there is no end to what takes no time.
 *
 * @example
 * ```ts
 * [0, 0.5, Infinity].map(period.accepts); // => [false, true, false]
 * ```
 */
export const period: Rule = {
  rule: "a finite number above 0 to repeat",
  accepts: (value) => Number.isFinite(value) && (value as number) > 0,
};

/**
 * A decay factor: a number above 0 and at most 1.
 *
 * @example
 * ```ts
 * [0, 0.5, 1, 2].map(decayFactor.accepts); // => [false, true, true, false]
 * ```
 */
export const decayFactor: Rule = {
  rule: "a number above 0 and at most 1",
  accepts: (value) => Number.isFinite(value) && (value as number) > 0 && (value as number) <= 1,
};

/**
 * What a rate is multiplied by when it is reduced: a number above 0 and below 1.
 *
 * @example
 * ```ts
 * [0, 0.5, 1].map(reductionFactor.accepts); // => [false, true, false]
 * ```
 */
export const reductionFactor: Rule = {
  rule: "a number above 0 and below 1",
  accepts: (value) => positive.accepts(value) && (value as number) < 1,
};

/**
 * A coefficient of a mean that forgets, such as a momentum or Adam's betas: a number of at least 0 and below 1.
 *
 * @example
 * ```ts
 * [0, 0.999, 1].map(coefficient.accepts); // => [true, true, false]
 * ```
 */
export const coefficient: Rule = {
  rule: "a number of at least 0 and below 1",
  accepts: (value) => nonNegative.accepts(value) && (value as number) < 1,
};

/**
 * A count that may be 0.
 *
 * @example
 * ```ts
 * [0, 3, 0.5, -1].map(nonNegativeInteger.accepts); // => [true, true, false, false]
 * ```
 */
export const nonNegativeInteger: Rule = {
  rule: "an integer of at least 0",
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
};

/**
 * A count of at least 1.
 *
 * @example
 * ```ts
 * [0, 3, 0.5].map(positiveInteger.accepts); // => [false, true, false]
 * ```
 */
export const positiveInteger: Rule = {
  rule: "an integer of at least 1",
  accepts: (value) => Number.isSafeInteger(value) && (value as number) > 0,
};

/**
 * The name of something, such as a metric.
 *
 * @example
 * ```ts
 * ["val_loss", "", 1].map(name.accepts); // => [true, false, false]
 * ```
 */
export const name: Rule = {
  type: "string",
  rule: "a non-empty string",
  accepts: (value) => typeof value === "string" && value !== "",
};

/**
 * A switch.
 *
 * @example
 * ```ts
 * [true, false, 1].map(flag.accepts); // => [true, true, false]
 * ```
 */
export const flag: Rule = {
  type: "boolean",
  rule: "a boolean",
  accepts: (value) => typeof value === "boolean",
};

/**
 * One of a few words.
 *
 * @param words - The words, as they are written in JSON.
 * @returns The rule of an option of type string.
 *
 * @example
 * ```ts
 * const mode = oneOf("min", "max");
 * mode.rule; // => 'one of "min", "max"'
 * ["min", "auto"].map(mode.accepts); // => [true, false]
 * ```
 */
export function oneOf(...words: readonly string[]): Rule {
  return {
    type: "string",
    rule: `one of ${words.map((word) => JSON.stringify(word)).join(", ")}`,
    accepts: (value) => words.includes(value as string),
  };
}

/**
 * A list of learning rates: at least one finite number of at least 0.
 *
 * @example
 * ```ts
 * [[0.1, 0], [], [-1]].map(nonNegativeList.accepts); // => [true, false, false]
 * ```
 */
export const nonNegativeList: Rule = {
  type: "object",
  rule: "a non-empty array of finite numbers of at least 0",
  accepts: (value) => Array.isArray(value) && 0 in value && copy(value).every(nonNegative.accepts),
  keep: copy,
};

/**
 * A list of steps in ascending order; those that are equal have nothing between them.
 *
 * @example
 * ```ts
 * [[30, 60], [0, 30, 30], [60, 30]].map(increasingList.accepts); // => [true, true, false]
 * ```
 */
export const increasingList: Rule = {
  type: "object",
  rule: "a non-empty ascending array of finite numbers of at least 0",
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    copy(value).every(
      (item, index) =>
        Number.isFinite(item) && (item as number) >= ((value as readonly number[])[index - 1] ?? 0),
    ),
  keep: copy,
};
