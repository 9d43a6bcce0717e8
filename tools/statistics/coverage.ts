import { bootstrapInterval, meanInterval } from "@anneal/experiment/statistics";
import { normalOf, uniformOf } from "./draws.ts";
import type { Draw } from "./draws.ts";

/** A distribution of a figure over seeds, with its true mean. */
interface Distribution {
  readonly mean: number;
  readonly draw: (uniform: Draw) => Draw;
}

const exponential = (uniform: Draw): number => -Math.log(1 - uniform());

/** What figures of seeds look like, and worse. */
export const distributions = {
  normal: { mean: 0, draw: normalOf },
  exponential: { mean: 1, draw: (uniform) => () => exponential(uniform) },
  lognormal: {
    mean: Math.exp(0.125),
    draw: (uniform) => {
      const normal = normalOf(uniform);
      return () => Math.exp(0.5 * normal());
    },
  },
  "left-skewed": { mean: -1, draw: (uniform) => () => -exponential(uniform) },
  // An accuracy of 85 % with a spread of half a point, of which one trial in ten falls to a guess.
  "10 % diverged": {
    mean: 0.9 * 0.85 + 0.1 * 0.1,
    draw: (uniform) => {
      const normal = normalOf(uniform);
      return () => (uniform() < 0.1 ? 0.1 : 0.85 + 0.005 * normal());
    },
  },
} as const satisfies Readonly<Record<string, Distribution>>;

/** The interval that reports show, and the bootstrap that they showed also below six seeds. */
export const intervals = { shown: meanInterval, bootstrap: bootstrapInterval } as const;

/** The share of drawn samples whose interval covers the true mean. */
export function coverage(
  distribution: keyof typeof distributions,
  n: number,
  { draws, interval }: { readonly draws: number; readonly interval: keyof typeof intervals },
): number {
  const { mean: truth, draw } = distributions[distribution];
  const next = draw(uniformOf(n));
  let covered = 0;
  for (let index = 0; index < draws; index++) {
    const sample = Array.from({ length: n }, next);
    const { low, high } = intervals[interval](sample, { resamples: 1_000, seed: index })!;
    if (low <= truth && truth <= high) covered += 1;
  }
  return covered / draws;
}
