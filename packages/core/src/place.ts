/**
 * Where a value stands in the JSON form of a schedule: names of options and, in lists, indices.
 *
 * `["phases", 1, "steps"]` is `spec.phases[1].steps`; the empty path is `spec` itself.
 */
export type Path = readonly (number | string)[];

/**
 * The `cause` of an error about an option: what the message says in words, for a program that marks the place.
 *
 * `parse`, every factory and every importer throw a `RangeError` or `TypeError` with it. Of several problems in one error it
 * is the place of the first, and of an option that is unknown the option itself. A factory that was called directly knows
 * its own options alone; `parse` has the whole way from the outermost schedule, an importer that in its document.
 *
 * @example
 * ```ts
 * const placeOf = (spec: unknown): Place | undefined => {
 *   try {
 *     parse(spec, [ramp, sequence]);
 *   } catch (error) {
 *     return (error as Error).cause as Place;
 *   }
 *   return undefined;
 * };
 * placeOf({ kind: "sequence", phases: [{ kind: "ramp", from: 0, to: 1, steps: -4 }] }); // => { path: ["phases", 0, "steps"] }
 * ```
 */
export interface Place {
  /** From the outermost schedule, or from the document of an importer, to the value. */
  readonly path: Path;
}
