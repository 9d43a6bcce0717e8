/** The two ends of an axis. */
export type Domain = readonly [low: number, high: number];

const at = (sorted: readonly number[], share: number): number =>
  sorted[Math.round(share * (sorted.length - 1))]!;

/**
 * An axis on which most values can be told apart: those that lie far outside, as a diverged trial does, are left out and
 * drawn at its edge. `null` without a value.
 */
export function robustDomain(values: readonly number[]): Domain | null {
  const sorted = [...values].sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const spread = Math.max(at(sorted, 0.75) - at(sorted, 0.25), at(sorted, 0.9) - at(sorted, 0.1));
  const inside = sorted.filter(
    (value) => value >= at(sorted, 0.1) - 2.5 * spread && value <= at(sorted, 0.9) + 2.5 * spread,
  );
  return padded([inside[0]!, inside.at(-1)!]);
}

/** A domain with some room at both ends, also if they are the same. */
export function padded([low, high]: Domain, share = 0.04): Domain {
  const room = high > low ? share * (high - low) : Math.max(Math.abs(high), 1e-6) * share;
  return [low - room, high + room];
}

/** A value moved to the nearest one of a domain. */
export const clamped = (value: number, [low, high]: Domain): number =>
  Math.min(high, Math.max(low, value));

/** Whether an axis has room for a value. */
export const within = (value: number, [low, high]: Domain): boolean =>
  value >= low && value <= high;
