/**
 * A stretch of a schedule's time in which the clock of one schedule inside it runs evenly: from the step `from` on, up to but
 * not including the step `until`.
 *
 * The analyses, such as `nextOf`, `explain` and `lint`, know from the spans alone when something happens inside.
 *
 * @example
 * ```ts
 * const { node } = delay(5, ramp({ from: 0.1, to: 0, steps: 10 }));
 * node.span?.(2, 0); // => { from: 0, until: 5, own: 0, per: Infinity }
 * node.span?.(7, 0); // => { from: 5, until: Infinity, own: 0 }
 * ```
 */
export interface Span {
  /** Its first step, on the clock of the whole. */
  readonly from: number;
  /** The first step after it, on the clock of the whole; `Infinity` for the last stretch. */
  readonly until: number;
  /** The own step of the schedule inside at `from`; `undefined` while it has no part in the value. */
  readonly own?: number | undefined;
  /**
   * Steps of the whole for each own step; negative where the clock runs backwards, `Infinity` where it stands still.
   * @defaultValue `1`
   */
  readonly per?: number | undefined;
}

/** Something that is over at `end`. */
interface Ending {
  readonly end: number;
}

/** Whatever tells the spans of what is inside it. */
interface Spanning extends Ending {
  span?(step: number, index: number): Span;
}

const sameClock: Span = { from: 0, until: Infinity, own: 0 };

/** The span of child `index` of `node` that holds `step`. */
export const spanOf = (node: Spanning, step: number, index: number): Span =>
  node.span?.(step, index) ?? sameClock;

/** The own step of child `index` of `node` at `step`; `undefined` while it has no part in the value. */
export function ownStep(
  node: Spanning,
  child: Ending,
  step: number,
  index: number,
  { from, own, per = 1 } = node.span?.(step, index) ?? sameClock,
): number | undefined {
  if (own === undefined) return own;
  // Nor must a pace beyond all numbers bring it to a step that JSON does not have.
  return Math.min(
    Number.MAX_VALUE,
    Math.max(
      // Rounding must not bring it below 0. A clock that still runs when the whole is over is at the end of what is inside,
      // which rounding could make it miss.
      step >= node.end && per > 0 && per < Infinity ? child.end : 0,
      own + (step - from) / per,
    ),
  );
}
