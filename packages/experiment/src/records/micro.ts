import { z } from "zod";
import { backendIdentity } from "./backend.ts";
import { environmentSchema } from "./results.ts";

const nanoseconds = z.number().nonnegative();

/** Median of the processor time that one takes, and median absolute deviation from it. */
const cost = z.strictObject({ nanoseconds: z.number().positive(), deviation: nanoseconds });

/** `micro.json`: what a call of each schedule and of each kernel costs. */
export const microSchema = z.strictObject({
  format: z.literal(1),
  protocol: z.int().positive(),
  environment: environmentSchema,
  backend: backendIdentity,
  /** Arithmetic that nothing but a slower machine makes slower: what to divide by when two machines are compared. */
  reference: cost,
  /** The kernels that train the reference network, and a whole step of it; none on a backend too slow for it. */
  kernels: z.array(cost.extend({ name: z.string() })),
  /** In the order of the plan. */
  schedules: z.array(
    z.strictObject({
      name: z.string(),
      /** How often it is called. */
      per: z.enum(["step", "epoch"]),
      /** Median time of a call. */
      nanosecondsPerCall: nanoseconds,
      /** Median absolute deviation of the same. */
      deviation: nanoseconds,
      /** Median time of the calls that fall to one training step. */
      nanosecondsPerStep: nanoseconds,
    }),
  ),
});

/** What calls of schedules cost. */
export type Micro = z.infer<typeof microSchema>;
