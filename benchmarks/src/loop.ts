import { setFlagsFromString } from "node:v8";
import { runInNewContext, runInThisContext } from "node:vm";
import { isReactive } from "anneal";
import type { ReactiveSchedule, Schedule } from "anneal";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const calls = 100_000;

type Loop = (schedule: Schedule | ReactiveSchedule, state: unknown, calls: number) => number;

/** A loop that no other schedule has been through: called with several, it would box every number that it is given. */
export const loopFor = (schedule: Schedule | ReactiveSchedule): Loop =>
  runInThisContext(
    `(schedule, state, calls) => {
      let sum = 0;
      for (let step = 0; step < calls; step++) sum += ${isReactive(schedule) ? "schedule.at(step % 1000, state)" : "schedule(step % 1000)"};
      return sum;
    }`,
  ) as Loop;

/**
 * Bytes that a call of a schedule leaves on the heap, garbage included: the least of several runs, because whatever else
 * the process does can only add to it.
 */
export function bytesPerCall(schedule: Schedule | ReactiveSchedule): number {
  const loop = loopFor(schedule);
  const state = isReactive(schedule) ? schedule.initial : null;
  // Until the loop is compiled for good, the compiler itself allocates.
  for (let round = 0; round < 10; round++) loop(schedule, state, calls);
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    loop(schedule, state, calls);
    least = Math.min(least, process.memoryUsage().heapUsed - before);
  }
  return Math.max(0, least) / calls;
}
