import { afford, costOf } from "./cost.ts";
import { defineKind } from "./defineKind.ts";
import { lengthOf } from "./inside.ts";
import { drawn, plottable } from "./plottable.ts";
import type { Plottable } from "./plottable.ts";
import { positiveInteger } from "./rules.ts";
import type { Rule } from "./rules.ts";

/** Options of {@link sparkline}. */
export interface SparklineOptions {
  /** Length of the run: an integer of at least 1. @defaultValue the end of the schedule, rounded up, or the length of the list */
  readonly steps?: number | undefined;
  /** Number of characters: an integer from 1 to 10,000. @defaultValue `40` */
  readonly width?: number | undefined;
}

const width: Rule = {
  rule: "an integer from 1 to 10000",
  accepts: (value) => positiveInteger.accepts(value) && (value as number) <= 10_000,
};

const read = /* @__PURE__ */ defineKind<
  SparklineOptions & { readonly schedule: Plottable },
  string,
  (schedule: Plottable, options?: SparklineOptions) => string
>(
  "sparkline",
  {
    package: "@anneal/core",
    options: { schedule: plottable, steps: positiveInteger, width },
    defaults: { steps: undefined, width: 40 },
    collect: (schedule: unknown, given: object | undefined) => ({ ...given, schedule }),
    build({ schedule, steps: given, width = 40 }) {
      const node = drawn(schedule);
      const steps = lengthOf("sparkline", given, [node]);
      afford("sparkline", width, costOf(node).value, "draw fewer characters, or a part of it");
      const values = Array.from({ length: width }, (_, column) =>
        // The first and the last update are both shown.
        node.at(Math.round((column * (steps - 1)) / Math.max(1, width - 1)), node.initial),
      );
      const highest = Math.max(...values);
      return values
        .map((value) => "▁▂▃▄▅▆▇█"[Math.min(7, Math.floor((value / highest) * 8))] ?? "▁")
        .join("");
    },
  },
  (text) => text,
);

/**
 * A schedule as a line of block characters, for a terminal: from 0 at the bottom to its highest rate at the top.
 *
 * @param schedule - Anything that gives a learning rate, or a list of learning rates.
 * @param options - See {@link SparklineOptions}.
 * @returns `width` characters, the first for update 0 and the last for update `steps − 1`.
 * @throws {RangeError} If an option is out of range, if the schedule has no value at one of the steps, or if
 *   `steps` is left out for a schedule that has no end.
 * @throws {TypeError} If an argument is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * sparkline(ramp({ from: 1, to: 0, steps: 8 }), { steps: 9, width: 9 }); // => "██▇▆▅▄▃▂▁"
 * ```
 */
export function sparkline(schedule: Plottable, options: SparklineOptions = {}): string {
  return read(schedule, options);
}
