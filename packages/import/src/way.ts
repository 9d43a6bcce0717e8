import { ramp } from "@anneal/core";
import type { RampOptions, Schedule } from "@anneal/core";

/**
 * A ramp as a phase of a sequence, as long as it is told to be: one between two equal rates has no length of its own.
 */
export const way = (
  options: RampOptions,
): { readonly schedule: Schedule; readonly steps: number } => ({
  schedule: ramp(options),
  steps: options.steps,
});
