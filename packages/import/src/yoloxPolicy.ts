import { advance, cosineCurve, polynomialCurve, ramp, reversedCurve, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { sharedKeys, warmupOf } from "./mmcvWarmup.ts";
import type { Settings } from "./settings.ts";

/** How long the parts of a training are, in iterations. */
interface Lengths {
  readonly total: () => number;
  readonly perEpoch: () => number;
}

/**
 * The policy `YOLOX` of MMDetection 2: up by a parabola to a share of the rate, down by a cosine, and flat in the last epochs. Every
 * iteration has the rate of the one after it.
 */
export function yoloxPolicy(
  policy: Settings,
  rate: number,
  { total, perEpoch }: Lengths,
): Schedule {
  policy.refuseUnread(/./, [...sharedKeys, "num_last_epochs", "min_lr", "min_lr_ratio"]);
  if (policy.flag("by_epoch", true)) {
    policy.refuse("by_epoch", "False with YOLOX, which counts its last epochs in iterations", true);
  }
  if (policy.has("min_lr") === policy.has("min_lr_ratio")) {
    policy.refuse("min_lr", "given if min_lr_ratio is not, and only then");
  }
  const to = policy.has("min_lr") ? policy.amount("min_lr") : policy.amount("min_lr_ratio") * rate;
  const { steps: warmup, share } = warmupOf(policy, perEpoch);
  const down = total() - policy.count("num_last_epochs") * perEpoch() - warmup;
  if (down <= 0)
    policy.refuse("num_last_epochs", "few enough to leave iterations after the warmup");
  const rise = ramp({
    from: 0,
    to: share * rate,
    steps: warmup,
    curve: reversedCurve(polynomialCurve(2)),
  });
  return sequence([
    { schedule: advance(1, rise), steps: warmup },
    advance(1, ramp({ from: rate, to, steps: down, curve: cosineCurve })),
  ]);
}
