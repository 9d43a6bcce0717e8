import { identityOf, microSchema, protocolVersion, totalsOf } from "@anneal/experiment/records";
import type { Micro, Totals } from "@anneal/experiment/records";
import { enter } from "@anneal/experiment/schedules";
import type { Contestant, Entry } from "@anneal/experiment/schedules";
import type { InspectedSchedule } from "@anneal/experiment/training";
import { isReactive } from "anneal";
import { Bench } from "tinybench";
import { currentEnvironment } from "../machine/environment.ts";
import type { KernelCosts } from "./kernels.ts";

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
  const length = entry.per === "step" ? totalSteps : epochs;
  if ("plan" in entry) {
    const { plan } = entry;
    const target: Record<string, number> = {};
    return () => {
      let sum = 0;
      for (let call = 0; call < callsPerBatch; call++) {
        sum += plan.at(call % length, plan.initial, target)["learningRate"]!;
      }
      return sum;
    };
  }
  const { schedule } = entry;
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
  epochs: number,
  schedules: readonly InspectedSchedule[],
  contestants: Readonly<Record<string, Contestant>>,
  milliseconds: number,
  backend: Micro["backend"],
  { reference, kernels }: KernelCosts,
): Promise<Micro> {
  const bench = new Bench({ time: milliseconds, warmupTime: milliseconds / 5, throws: true });
  const totals = schedules.map((schedule) => totalsOf({ ...schedule, epochs }));
  const entries = schedules.map(({ name }, index) =>
    enter(name, contestants[name]!, totals[index]!),
  );
  // The sums are used, else the calls could be left out.
  let sink = 0;
  entries.forEach((entry, index) => {
    const batch = batchOf(entry, totals[index]!);
    bench.add(schedules[index]!.name, () => {
      sink += batch();
    });
  });
  await bench.run();
  if (Number.isNaN(sink)) throw new RangeError("a schedule gave NaN");
  return microSchema.parse({
    format: 1,
    protocol: protocolVersion,
    environment: currentEnvironment(),
    backend: identityOf(backend),
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
          per === "step" ? nanosecondsPerCall : nanosecondsPerCall / totals[index]!.stepsPerEpoch,
      };
    }),
  });
}
