import type { Allowance } from "../cost.ts";
import { eventsBetween, nudge } from "../inside.ts";
import type { Finding, LintRule } from "./finding.ts";
import { short } from "./finding.ts";
import { paceOf } from "./seen.ts";
import type { Seen } from "./seen.ts";

/** How many events of a part after the run are looked at. */
const furthest = 1000;

/** Extremes and milestones of a part that lie after the last update which sees it. */
export function* missed(seen: Seen, allowance: Allowance): Generator<Finding> {
  const { node, path, updates, reach, highest, lowest, value } = seen;
  if (updates === 0) return;
  // The step after the last one may have the final value, as every ramp here does.
  const limit = reach + paceOf(seen);
  const later: number[] = [];
  for (const event of eventsBetween(node, limit, Infinity, allowance)) {
    // Its value is asked for four times.
    allowance.left -= 4;
    if (later.push(event) === (node.end < Infinity ? furthest : 1)) break;
  }
  const next = later[0];
  if (next === undefined) return;
  const at = (step: number): number => node.at(step, node.initial);
  const still = at(next - nudge(next)) === at((reach + next) / 2);
  if (still && node.end < Infinity && !node.endsAtBound) {
    const message = `what happens at its step ${short(next)} is seen by no update: the last one has its step ${short(reach)}`;
    yield { rule: "unreachable", path, step: next, message };
    return;
  }
  const peak = later.reduce((best, step) => (at(step) > at(best) ? step : best), next);
  const floor = later.reduce((best, step) => (at(step) < at(best) ? step : best), next);
  const tell = (rule: LintRule, word: string, step: number, from: number): Finding => ({
    rule,
    path,
    step,
    from,
    to: at(step),
    message: `its ${word} rate, ${short(at(step))} at its step ${short(step)}, is used by no update; the ${word} used is ${short(from)}`,
  });
  // One without an end may always go higher; it is cut off where it was still rising.
  if (at(peak) > highest && (node.end < Infinity || value === highest)) {
    yield tell("unused-peak", "highest", peak, highest);
  }
  if (at(floor) < lowest && node.end < Infinity)
    yield tell("unused-floor", "lowest", floor, lowest);
}
