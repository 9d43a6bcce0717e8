import { constant } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { cosineWave } from "../phases.ts";

/** A cosine of `cycles` whole waves over `steps`, which nothing stops after them. */
export const waves = (lr: number, min: number, steps: number, cycles: number): Schedule =>
  cycles > 0 ? cosineWave(lr, min, steps / (2 * cycles)) : constant(lr);
