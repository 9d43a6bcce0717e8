import type { Outlook, PlannedTrial } from "@anneal/experiment/records";
import { costOf } from "./cost.ts";

/** One part of a plan: `index` of `count`, counted from 1. */
export type Shard = NonNullable<Outlook["shard"]>;

/** Reads `i/n` with at most six digits each, as many as arrays of jobs have anywhere; `undefined` if the text is no shard. */
export function parseShard(text: string): Shard | undefined {
  const [, first, second] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const [index, count] = [Number(first), Number(second)];
  return index >= 1 && index <= count ? { index, count } : undefined;
}

/**
 * Deals the trials out to the shards: every trial to exactly one, each shard with about the same work, and the trials of
 * one schedule to different shards, so that a slow machine does not fall on one schedule alone.
 *
 * It depends on the plan alone, so that each machine finds its own part without talking to the others.
 */
export function partition(
  trials: readonly PlannedTrial[],
  count: number,
): readonly (readonly PlannedTrial[])[] {
  // A trial goes to an empty shard while there is one, so that there are never more of them with work than trials.
  const shards = Array.from({ length: Math.min(count, trials.length) }, (_, index) => ({
    index,
    work: 0,
    byName: new Map<string, number>(),
  }));
  const owners = new Map<PlannedTrial, number>();
  const costs = new Map(trials.map((planned) => [planned, costOf(planned.trial)]));
  // The dearest first, else the last one dealt could tip the balance. The sort is stable.
  for (const planned of [...trials].sort((a, b) => costs.get(b)! - costs.get(a)!)) {
    const { name } = planned.trial;
    const target = shards.reduce((best, shard) =>
      shard.work < best.work ||
      (shard.work === best.work && (shard.byName.get(name) ?? 0) < (best.byName.get(name) ?? 0))
        ? shard
        : best,
    );
    target.work += costs.get(planned)!;
    owners.set(planned, target.index);
    target.byName.set(name, (target.byName.get(name) ?? 0) + 1);
  }
  const parts = Array.from({ length: count }, (): PlannedTrial[] => []);
  for (const planned of trials) parts[owners.get(planned)!]!.push(planned);
  return parts;
}
