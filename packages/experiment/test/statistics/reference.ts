import reference from "./scipy.json" with { type: "json" };

/** What SciPy gives: see `tools/statistics`. */
export { reference };

/** A sample of the reference by its name. */
export const sampleOf = (name: string): readonly number[] =>
  (reference.samples as Readonly<Record<string, readonly number[]>>)[name]!;

/** Whether a number is another one but for a part in a billion. */
export const isClose = (actual: number, expected: number): boolean =>
  Math.abs(actual - expected) <= 1e-9 * Math.abs(expected);
