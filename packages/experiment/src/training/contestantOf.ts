import { BenchmarkError } from "../errors.ts";
import { totalsOf } from "../records/trial.ts";
import type { EntryDescription } from "../records/trial.ts";
import type { Contestant } from "../schedules/contestant.ts";
import { describeEntry } from "../schedules/describeEntry.ts";
import { meant } from "../task/rule.ts";
import type { RequestedSchedule } from "./inspection.ts";

/** What a request asks for, by its own specification or else by its name. @throws {BenchmarkError} If it is not there. */
export function contestantOf(
  { name, spec }: RequestedSchedule,
  contestants: Readonly<Record<string, Contestant>>,
): Contestant {
  if (spec !== undefined) return spec;
  if (Object.hasOwn(contestants, name)) return contestants[name]!;
  const known = Object.keys(contestants);
  throw new BenchmarkError(
    "usage",
    `schedule ${meant(name, known)} is not given: the schedules are ${known.join(", ")}`,
  );
}

/** Says what a schedule does, at one base rate and with so many updates in an epoch. */
export const describeAt = (
  { name, learningRate }: RequestedSchedule,
  contestant: Contestant,
  epochs: number,
  stepsPerEpoch: number,
): EntryDescription =>
  describeEntry(name, contestant, totalsOf({ epochs, stepsPerEpoch, learningRate }));
