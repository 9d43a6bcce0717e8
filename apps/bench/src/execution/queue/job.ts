import {
  backendIdentity,
  canonicalJson,
  keyOf,
  taskName,
  trialKey,
  trialResultSchema,
  trialSchema,
} from "@anneal/experiment/records";
import type { PlannedTrial, TrialResult } from "@anneal/experiment/records";
import {
  epochSchema,
  inspectedScheduleSchema,
  inspectionSchema,
  requestedScheduleSchema,
  taskRequestSchema,
} from "@anneal/experiment/training";
import type { TaskRequest } from "@anneal/experiment/training";
import type { JobsOptions } from "bullmq";
import { z } from "zod";
import type { TaskInspection } from "../executor.ts";
import { plainText } from "./plainText.ts";

// What comes from a queue was written by whoever may write to the broker. None of it is run; all of it is checked here, with
// the bounds that the configuration has, so that no message asks for more than a configuration can.

const text = z.string().max(200);
const million = z.int().positive().max(1_000_000);
const steps = z.int().positive().max(1_000_000_000);
const seed = z.int().positive().max(0x7fff_ffff);
const identity = z.record(text, text).refine((parts) => Object.keys(parts).length <= 32);

/** The most bytes that a message about a trial takes: a spec of 60 kB, and what else a trial is. */
const mostBytes = 65_536;

/** The most bytes that the result of a trial takes: a million epochs of some metrics. */
const mostResultBytes = 256 * 1024 * 1024;

const trial = trialSchema
  .extend({
    task: taskName.max(200),
    stepsPerEpoch: steps,
    epochs: million,
    until: million.optional(),
    batchSize: million,
    seed,
    name: text,
    identity,
  })
  // A schedule is described update by update where it has no JSON form: that work is bounded as well.
  .refine(({ epochs, stepsPerEpoch }) => epochs * stepsPerEpoch <= 1_000_000_000);

const requestSchema = taskRequestSchema.extend({
  epochs: million,
  batchSize: million,
  seeds: z.array(seed).min(1).max(1000).readonly(),
  schedules: z
    .array(requestedScheduleSchema.extend({ name: text }))
    .max(1000)
    .readonly(),
});

/** What a worker is asked to do: to train a trial, or to say what a task is and does on its backend. */
const jobSchema = z.union([
  z.strictObject({ format: z.literal(1), key: trialKey, trial }),
  z.strictObject({ format: z.literal(1), task: taskName.max(200), request: requestSchema }),
]);

/** What a worker is asked to do. */
export type JobMessage = z.infer<typeof jobSchema>;

/** @throws {Error} If a message is none of this version, or its key is that of another trial. */
export function readJob(data: unknown): JobMessage {
  const { success, data: message } = jobSchema.safeParse(data);
  if (!success) throw new Error("this is no job of this version of anneal-bench");
  if ("key" in message && keyOf(message.trial) !== message.key) {
    throw new Error("its key is that of another trial");
  }
  return message;
}

/** The id of a trial's job: BullMQ takes no whole number, and some keys are one. */
export const idOf = (key: string): string => `t${key}`;

const week = 7 * 24 * 3600;

/** How often a trial is tried whose trainer dies, and how long what came of it is kept. */
export const trialOptions = (key: string): JobsOptions => ({
  jobId: idOf(key),
  attempts: 3,
  backoff: { type: "fixed", delay: 1000 },
  removeOnComplete: { age: week },
  removeOnFail: { age: week },
  sizeLimit: mostBytes,
});

const score = z.record(text, z.number().nullable());

/** What a worker tells of an epoch while it trains. */
export const toldEpoch = epochSchema.extend({ training: score, validation: score });

/** What a worker finds of a task. */
const foundSchema = inspectionSchema.extend({
  backend: backendIdentity,
  notes: z.array(z.string().max(2000)).max(20).readonly(),
  schedules: z
    .array(
      inspectedScheduleSchema.extend({
        name: text,
        batchSize: million,
        stepsPerEpoch: steps,
        identities: z.array(identity).min(1).max(1000).readonly(),
      }),
    )
    .max(1000)
    .readonly(),
});

function parsed(value: unknown): unknown {
  if (typeof value !== "string" || value.length > mostResultBytes) return undefined;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}

/** What a job gives, as a text: a broker may put the keys of an object in another order. */
export const asValue = (result: TrialResult | TaskInspection): string => JSON.stringify(result);

/** The result of a trial from the value of its job; `undefined` if the value is not one. */
export function readResult(value: unknown, planned: PlannedTrial): TrialResult | undefined {
  const { success, data: result } = trialResultSchema.safeParse(parsed(value));
  if (!success || result.key !== planned.key) return undefined;
  if (canonicalJson(result.trial) !== canonicalJson(planned.trial)) return undefined;
  if (result.status === "failed") return { ...result, error: plainText(result.error) };
  return result;
}

/** The inspection of a task from the value of its job; `undefined` if the value is not one. */
export function readInspection(value: unknown, request: TaskRequest): TaskInspection | undefined {
  const { success, data } = foundSchema.safeParse(parsed(value));
  const answers =
    success &&
    data.schedules.length === request.schedules.length &&
    data.schedules.every(
      ({ name, learningRate, identities }, index) =>
        name === request.schedules[index]!.name &&
        learningRate === request.schedules[index]!.learningRate &&
        identities.length === request.seeds.length,
    );
  return answers ? { ...data, notes: data.notes.map(plainText) } : undefined;
}
