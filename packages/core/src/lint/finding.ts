/** The ways to be wrong that {@link lint} knows. */
export type LintRule =
  /** The first update has a rate of 0. */
  | "zero-start"
  /** At least two updates in a row have a rate of 0. */
  | "zero-updates"
  /** The rate jumps where one part hands over to another, and at least one of them is moving there. */
  | "jump"
  /** It falls, and after its end it rises again. */
  | "rises-after-end"
  /** The highest rate lies between two updates, or after the last. */
  | "unused-peak"
  /** The lowest rate lies between two updates, or after the last. */
  | "unused-floor"
  /** A part, a phase or a milestone that no update ever sees. */
  | "unreachable"
  /** The schedule ends before the run, or after it. */
  | "horizon"
  /** The schedule has no length: from the first update on the rate is its final one. */
  | "no-length"
  /** A rate below 0. */
  | "negative"
  /** A rate that is NaN, infinite or no number, or a function that throws. */
  | "no-value";

/** Something that {@link lint} found; plain JSON. */
export interface Finding {
  /** The rule that is broken, for a program; `message` tells it to a person. */
  readonly rule: LintRule;
  /** The part at fault: the kinds from the outermost schedule to it, as in `plateau.sequence[1].cosine`. */
  readonly path: string;
  /** What is wrong, with its figures. */
  readonly message: string;
  /** Where, on the clock of the whole schedule, when it is at one step. */
  readonly step?: number;
  /** The rate on this side of a jump, a fall or a rise. */
  readonly from?: number;
  /** The rate on the other side. */
  readonly to?: number;
  /** How many updates are concerned; of updates without a value no more than some hundreds are counted. */
  readonly updates?: number;
}

/** A number as a message shows it. */
export const short = (value: number): string => String(Number(value.toPrecision(6)));
