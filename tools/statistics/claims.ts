import { jointSignFlipTest, mean, signFlipTest } from "@anneal/experiment/statistics";
import { normalOf, uniformOf } from "./draws.ts";
import { pooledTest } from "./pooledTest.ts";

/** Holm's adjustment, which the joint test is measured against. */
function holm(probabilities: readonly number[]): readonly number[] {
  const order = probabilities.map((_, index) => index);
  order.sort((left, right) => probabilities[left]! - probabilities[right]!);
  const adjusted = [...probabilities];
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, (order.length - rank) * probabilities[index]!);
    adjusted[index] = largest;
  });
  return adjusted;
}

const adjustments = {
  holm: (rows: readonly (readonly number[])[]) => holm(rows.map((row) => signFlipTest(row))),
  joint: (rows: readonly (readonly number[])[]) => jointSignFlipTest(rows),
  // Step-down max-T as books have it: each schedule's differences are divided by their own size.
  studentised: (rows: readonly (readonly number[])[]) =>
    jointSignFlipTest(rows.map((row) => row.map((value) => value / Math.hypot(...row)))),
  // As if each schedule were the only one: nothing that tries signs finds more of one, and it makes false claims.
  alone: (rows: readonly (readonly number[])[]) => rows.map((row) => signFlipTest(row)),
  pooled: pooledTest,
} as const;

/** What the claims of many experiments amount to. */
export interface Claims {
  /** The share of the schedules with a true gain for which a gain was claimed. */
  readonly power: number;
  /** The share of the experiments in which a schedule without a gain was claimed to differ. */
  readonly falseClaims: number;
}

/**
 * Draws experiments of eleven schedules and their baseline, some of which gain by a known amount, and adjusts the
 * probabilities of their differences. Every figure scatters by half a point unless told; seeds and baseline are shared.
 */
export function claims(
  n: number,
  {
    draws,
    adjustment,
    gaining,
    gain = 0.8,
    schedules = 11,
    spread = 0.5,
    baselineSpread = spread,
  }: {
    readonly draws: number;
    readonly adjustment: keyof typeof adjustments;
    /** How many of the schedules gain. */
    readonly gaining: number;
    readonly gain?: number;
    readonly schedules?: number;
    readonly spread?: number;
    /** How far the baseline's figures scatter, which is often further. */
    readonly baselineSpread?: number;
  },
): Claims {
  const normal = normalOf(uniformOf(n));
  let found = 0;
  let wrong = 0;
  for (let index = 0; index < draws; index++) {
    const baseline = Array.from({ length: n }, () => baselineSpread * normal());
    const rows = Array.from({ length: schedules }, (_, schedule) =>
      baseline.map((own) => (schedule < gaining ? gain : 0) + spread * normal() - own),
    );
    const probabilities = adjustments[adjustment](rows);
    const claimed = probabilities.map((p) => p < 0.05);
    found += claimed.filter((is, at) => is && at < gaining && mean(rows[at]!) > 0).length;
    if (claimed.some((is, at) => is && at >= gaining)) wrong += 1;
  }
  return {
    power: gaining === 0 ? NaN : found / (gaining * draws),
    falseClaims: wrong / draws,
  };
}
