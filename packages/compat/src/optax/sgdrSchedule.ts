import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { warmupCosineDecaySchedule } from "./warmupCosineDecaySchedule.ts";
import type { WarmupCosineDecayScheduleOptions } from "./warmupCosineDecaySchedule.ts";

/** Options of {@link sgdrSchedule}. */
export interface SgdrScheduleOptions {
  /** The options of {@link warmupCosineDecaySchedule} for each cycle, of which there is at least one. */
  readonly cosineKwargs: readonly WarmupCosineDecayScheduleOptions[];
}

/**
 * `sgdr_schedule`: one {@link warmupCosineDecaySchedule} after another, each for its own `decaySteps`; the last one
 * holds its end.
 *
 * @throws {RangeError} If an option of a cycle is out of its range, or if there is no cycle.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const cycle = { initValue: 0, peakValue: 0.1, warmupSteps: 10, decaySteps: 30 };
 * const schedule = optax.sgdrSchedule({ cosineKwargs: [cycle, { ...cycle, peakValue: 0.05 }] });
 * [10, 20, 30, 40, 60].map((step) => schedule(step)); // => [0.1, 0.05, 0, 0.05, 0]
 * ```
 */
export const sgdrSchedule = /* @__PURE__ */ definePreset<SgdrScheduleOptions>(
  "optax.sgdrSchedule",
  {
    options: {
      cosineKwargs: {
        type: "object",
        rule: "a non-empty array of options of warmupCosineDecaySchedule",
        accepts: (value) =>
          Array.isArray(value) &&
          value.length > 0 &&
          value.every((item: unknown) => typeof item === "object" && item !== null),
        keep: (value) => (value as WarmupCosineDecayScheduleOptions[]).map((item) => ({ ...item })),
      },
    },
    build({ cosineKwargs }) {
      const parts = cosineKwargs.map(
        (options) => [warmupCosineDecaySchedule(options), options.decaySteps] as const,
      );
      return phases(parts.slice(0, -1), parts.at(-1)![0]);
    },
  },
);
