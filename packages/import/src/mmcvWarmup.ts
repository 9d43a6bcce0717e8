import type { Settings } from "./settings.ts";

/** The keys that every policy of mmcv may have: of a warmup, and those that all share. */
export const sharedKeys: readonly string[] = [
  "policy",
  "by_epoch",
  "warmup",
  "warmup_iters",
  "warmup_ratio",
  "warmup_by_epoch",
  "_delete_",
];

/** How many iterations the warmup of a policy has, 0 where there is none, and which share of the rate it is about. */
export function warmupOf(
  policy: Settings,
  perEpoch: () => number,
): { readonly steps: number; readonly share: number } {
  const given = policy.has("warmup") ? policy.positiveCount("warmup_iters") : 0;
  return {
    steps: policy.flag("warmup_by_epoch", false) ? given * perEpoch() : given,
    share: policy.positive("warmup_ratio", 0.1),
  };
}
