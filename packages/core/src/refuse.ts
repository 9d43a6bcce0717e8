/**
 * A value received, for an error message, or the beginning of one that would fill it. Arrays inside an array are not shown:
 * one of them may be the array itself.
 */
export const show = (value: unknown, index?: number): string =>
  typeof value === "string"
    ? JSON.stringify(value.slice(0, 99))
    : Array.isArray(index ?? value)
      ? // eslint-disable-next-line @typescript-eslint/restrict-template-expressions -- a list in a text has its commas, and this is in every bundle
        `[${(value as unknown[]).slice(0, 99).map(show)}]`
      : Object(value) === value
        ? `(${typeof value})`
        : String(value);

/** A sentence about a value that is not what it must be. */
export const mustBe = (what: string, rule: string, value: unknown): string =>
  `${what} must be ${rule}, got ${show(value)}`;

/**
 * Throws the error of a value that is refused: "`where`: `what` must be `rule`, got …".
 *
 * @param where - Package and function, such as "my-schedules: run".
 * @param what - The option or argument.
 * @param rule - Completes the sentence "`what` must be …".
 * @param value - What was received; its beginning is shown.
 * @param Failure - `TypeError` for a value of a wrong type. @defaultValue `RangeError`
 *
 * @example
 * ```ts
 * refuse("my-schedules: run", "rounds", "an integer of at least 1", 0);
 * // throws my-schedules: run: rounds must be an integer of at least 1, got 0
 * ```
 */
export const refuse: (
  where: string,
  what: string,
  rule: string,
  value: unknown,
  Failure?: ErrorConstructor,
) => never = (where, what, rule, value, Failure = RangeError) => {
  throw new Failure(`${where}: ${mustBe(what, rule, value)}`);
};
