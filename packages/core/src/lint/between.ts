import { nudge } from "../inside.ts";
import type { Finding, LintRule } from "./finding.ts";
import { short } from "./finding.ts";
import type { Seen } from "./seen.ts";

/** Extremes and phases that lie between two updates. */
export function* between(seen: Seen, events: readonly number[], steps: number): Generator<Finding> {
  const { node: root, path, highest, lowest } = seen;
  let peak: Finding | undefined;
  let floor: Finding | undefined;
  let skipped: Finding | undefined;
  let last = 0;
  for (const step of events) {
    if (step >= steps - 1) break;
    const value = root.at(step + nudge(step), root.initial);
    const tell = (rule: LintRule, word: string, from: number): Finding => {
      const message = `its ${word} rate, ${short(value)}, lies between two updates, at step ${short(step)}; the ${word} used is ${short(from)}`;
      return { rule, path, step, from, to: value, message };
    };
    if (value > Math.max(highest * (1 + 1e-9), peak?.to ?? 0))
      peak = tell("unused-peak", "highest", highest);
    if (value < Math.min(lowest * (1 - 1e-9), floor?.to ?? Infinity))
      floor = tell("unused-floor", "lowest", lowest);
    if (Math.ceil(last - nudge(last)) >= step - nudge(step)) {
      const message = `no update falls between what happens at step ${short(last)} and at step ${short(step)}`;
      skipped ??= { rule: "unreachable", path, step: last, message };
    }
    last = step;
  }
  yield* [peak, floor, skipped].filter((finding) => finding !== undefined);
}
