import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isReactive } from "anneal";
import { Bench } from "tinybench";
import { z } from "zod";
import { enter } from "./contestant.ts";
import type { Contestant, Entry, Totals } from "./contestant.ts";
import { currentEnvironment } from "./environment.ts";
import { BenchmarkError, messageOf } from "./errors.ts";
import type { KernelCosts } from "./micro/kernels.ts";
import { protocolVersion } from "./plan.ts";
import { environmentSchema } from "./results.ts";
import { schemaProblem } from "./schemaProblem.ts";
import { backendIdentity } from "./trialSchema.ts";
import { asText, writeWhole } from "./wholeFile.ts";

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

/** Calls in one timed batch: a single call is far below the resolution of the clock. */
const callsPerBatch = 1000;

/** A batch of calls at the steps of a run, one after the other and again from its beginning. */
function batchOf(entry: Entry, { totalSteps, epochs, learningRate }: Totals): () => number {
  if ("learningRateScheduler" in entry) {
    const { learningRateScheduler } = entry;
    return () => {
      let sum = 0;
      for (let call = 0; call < callsPerBatch; call++) {
        sum += learningRateScheduler(call % epochs, learningRate);
      }
      return sum;
    };
  }
  const { per, schedule } = entry;
  const length = per === "step" ? totalSteps : epochs;
  // In two loops, so that what is timed has no other call in it.
  if (isReactive(schedule)) {
    const { initial } = schedule;
    return () => {
      let sum = 0;
      for (let call = 0; call < callsPerBatch; call++) sum += schedule.at(call % length, initial);
      return sum;
    };
  }
  return () => {
    let sum = 0;
    for (let call = 0; call < callsPerBatch; call++) sum += schedule(call % length);
    return sum;
  };
}

/**
 * Measures a call of every schedule, and says what the kernels cost beside it.
 *
 * @param milliseconds - For each schedule.
 * @throws {BenchmarkError} If a schedule cannot be made.
 */
export async function measureCalls(
  names: readonly string[],
  contestants: Readonly<Record<string, Contestant>>,
  totals: Totals,
  milliseconds: number,
  backend: Micro["backend"],
  { reference, kernels }: KernelCosts,
): Promise<Micro> {
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 5, throws: true });
  const entries = names.map((name) => enter(name, contestants[name]!, totals));
  // The sums are used, else the calls could be left out.
  let sink = 0;
  entries.forEach((entry, index) => {
    const batch = batchOf(entry, totals);
    bench.add(names[index]!, () => {
      sink += batch();
    });
  });
  await bench.run();
  if (Number.isNaN(sink)) throw new RangeError("a schedule gave NaN");
  return microSchema.parse({
    format: 1,
    protocol: protocolVersion,
    environment: currentEnvironment(),
    backend: { name: backend.name, version: backend.version, kernels: backend.kernels },
    reference,
    kernels: [...kernels],
    schedules: bench.tasks.map(({ name, result }, index) => {
      if (!("latency" in result)) throw new Error(`${name} was not measured`);
      const perCall = (millisecondsPerBatch: number): number =>
        (millisecondsPerBatch * 1e6) / callsPerBatch;
      const entry = entries[index]!;
      const per = "per" in entry ? entry.per : "epoch";
      const nanosecondsPerCall = perCall(result.latency.p50);
      return {
        name,
        per,
        nanosecondsPerCall,
        deviation: perCall(result.latency.mad),
        nanosecondsPerStep:
          per === "step" ? nanosecondsPerCall : nanosecondsPerCall / totals.stepsPerEpoch,
      };
    }),
  });
}

const fileOf = (out: string): string => join(out, "micro.json");

/** Writes `micro.json` into the output folder and returns its path. */
export async function writeMicro(out: string, micro: Micro): Promise<string> {
  await writeWhole(fileOf(out), asText(microSchema.parse(micro)));
  return fileOf(out);
}

/**
 * The `micro.json` of an output folder; `undefined` if there is none.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if it is damaged: what is not measured has not become slower.
 */
export async function readMicro(out: string): Promise<Micro | undefined> {
  const file = fileOf(out);
  try {
    return microSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const reason =
      error instanceof z.ZodError
        ? `it is no micro.json of this version: ${schemaProblem(error)}`
        : messageOf(error);
    throw new BenchmarkError("usage", `cannot read ${file}: ${reason}`, { cause: error });
  }
}
