import { advance, ramp } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { phases } from "../phases.ts";

/** The warmup that every scheduler of timm can have. */
export interface WarmupOptions {
  /** Length of the warmup in steps, at least 0. @defaultValue `0` */
  readonly warmupT?: number | undefined;
  /** Rate at which the warmup begins, at least 0. @defaultValue `0` */
  readonly warmupLrInit?: number | undefined;
}

interface Warmup {
  readonly lr: number;
  readonly warmupT: number;
  readonly warmupLrInit: number;
  readonly warmupPrefix: boolean;
}

/** A schedule after its warmup, which either comes before it or hides its beginning. */
export function warmedUp(
  { lr, warmupT, warmupLrInit, warmupPrefix }: Warmup,
  inner: Schedule,
  to = lr,
): Schedule {
  if (warmupT === 0) return inner;
  const rise = ramp({ from: warmupLrInit, to, steps: warmupT });
  return phases([[rise, warmupT]], warmupPrefix ? inner : advance(warmupT, inner));
}
