import { z } from "zod";
import { backendIdentity } from "../records/backend.ts";
import { taskName } from "../records/settings.ts";
import { halvings, samplers } from "./rounds.ts";

const value = z.union([z.number(), z.string(), z.boolean()]);
const ends = { from: z.number(), to: z.number() };

/** `search.json`: what was tried for each schedule, and the best of it. */
export const searchSchema = z.strictObject({
  format: z.literal(1),
  protocol: z.int().positive(),
  task: taskName,
  epochs: z.int().positive(),
  backend: backendIdentity,
  /** What candidates were chosen by, and in which direction it is better. */
  measure: z.string(),
  better: z.enum(["higher", "lower"]),
  sampler: z.enum(samplers),
  halving: z.enum(halvings),
  /** None of them may evaluate. */
  seeds: z.array(z.int().positive()).min(1),
  searches: z.array(
    z.strictObject({
      name: z.string(),
      axes: z.array(
        z.strictObject({
          path: z.string(),
          range: z.union([
            z.strictObject({ range: z.enum(["int", "real", "log"]), ...ends }),
            z.strictObject({ range: z.literal("choice"), values: z.array(value) }),
          ]),
        }),
      ),
      /** In the order in which they were proposed. */
      candidates: z.array(
        z.strictObject({
          id: z.int().positive(),
          /** In the order of the axes. */
          values: z.array(value),
          spec: z.record(z.string(), z.unknown()),
          /** The measure for each of the seeds that it trained with; `null` where training diverged. */
          figures: z.array(z.number().nullable()),
          /** After how many epochs they are: fewer than all of them for a candidate that was given up half-way. */
          epochs: z.int().positive(),
          /** Their mean; `null` where training diverged. */
          mean: z.number().nullable(),
        }),
      ),
      /** The id of the best candidate; `null` if every one that trained with all seeds diverged. */
      best: z.int().positive().nullable(),
      /** Paths of the ranges in which the best lies at an end, so that there may be a better one beyond. */
      atEdge: z.array(z.string()),
    }),
  ),
});

/** What a search found. */
export type Search = z.infer<typeof searchSchema>;
/** What it found for one schedule. */
export type SearchOfSchedule = Search["searches"][number];
