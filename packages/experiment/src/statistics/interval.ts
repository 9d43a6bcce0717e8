import { z } from "zod";

/** An interval, ends included. */
export const intervalSchema = z.strictObject({ low: z.number(), high: z.number() });

/** An interval, ends included. */
export type Interval = z.infer<typeof intervalSchema>;
