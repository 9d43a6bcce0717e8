import { advance, sequence, stretch } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import type { Settings } from "./settings.ts";

/** Batches that grow: from a size by so much at a time, over so many samples. */
export interface Growth {
  readonly start: number;
  readonly increment: number;
  readonly samples: number;
}

/** `rampup_batch_size`, as a list or as text of three numbers. */
export function growthOf(settings: Settings, key: string, batch: number): Growth {
  const given = settings.get(key);
  const items = typeof given === "string" ? given.trim().split(/\s+/) : given;
  // Python takes 5_859_375 for a number.
  const numbers = Array.isArray(items)
    ? items.map((item) => Number(typeof item === "string" ? item.replaceAll("_", "") : item))
    : [];
  const [start = 0, increment = 0, samples = -1, fourth] = numbers;
  const isRight =
    [start, increment, samples].every((each) => Number.isSafeInteger(each)) &&
    start > 0 &&
    increment > 0 &&
    samples >= 0 &&
    fourth === undefined &&
    start <= batch &&
    (batch - start) % increment === 0;
  if (!isRight) {
    settings.refuse(
      key,
      `three integers: a first batch size, an increment that leads to global_batch_size (${batch}), and samples`,
      given,
    );
  }
  if ((batch - start) / increment > 1000) settings.refuse(key, "at most 1000 increments", given);
  return { start, increment, samples };
}

/** The clock of updates for what counts samples, where the batch grows. */
export interface Batches {
  /** A schedule of samples, on the clock of updates. */
  readonly onUpdates: (schedule: Schedule) => Schedule;
  /** Updates that it takes to see so many samples. */
  readonly updatesFor: (samples: number) => number;
}

/** The clock of batches of one size, or of those that grow. */
export function batchesOf(batch: number, growth: Growth | undefined): Batches {
  if (growth === undefined) {
    return {
      onUpdates: (schedule) => stretch(1 / batch, schedule),
      updatesFor: (samples) => Math.floor(samples / batch),
    };
  }
  const { start, increment, samples } = growth;
  const sizes = (batch - start) / increment;
  const parts: { readonly seen: number; readonly size: number; readonly updates: number }[] = [];
  let seen = 0;
  for (let index = 0; index < sizes; index++) {
    const size = start + index * increment;
    const until = ((index + 1) * samples) / sizes;
    const updates = Math.max(0, Math.ceil((until - seen) / size));
    parts.push({ seen, size, updates });
    seen += updates * size;
  }
  const before = parts.reduce((sum, { updates }) => sum + updates, 0);
  const part = (schedule: Schedule, from: number, size: number): Schedule =>
    stretch(1 / size, advance(from, schedule));
  return {
    onUpdates: (schedule) =>
      sequence([
        ...parts.map((each) => ({
          schedule: part(schedule, each.seen, each.size),
          steps: each.updates,
        })),
        part(schedule, seen, batch),
      ]),
    updatesFor: (wanted) => before + Math.floor(Math.max(0, wanted - seen) / batch),
  };
}
