import type { Allowance } from "../cost.ts";
import { eventAfter, nudge, partOf } from "../inside.ts";
import type { Moment, Part } from "../inside.ts";
import { candidates } from "../nextOf.ts";
import { isActive } from "./seen.ts";

/** More than any rounding. */
const apart = (step: number): number => 1e-6 * Math.max(1, step);

/** To compare two moments of a part is about as much work as so many values. */
const perPart = 40;

/** Where a part hands over to another between two moments, and everything inside: before, after, and what has begun. */
export function* handovers(
  before: Part,
  after: Part,
  allowance: Allowance,
): Generator<readonly [before: Moment, after: Moment, begun: Part]> {
  if (!isActive(before) || !isActive(after) || allowance.left <= 0) return;
  allowance.left -= perPart;
  // A clock that goes back, and not by a rounding, is another round: a restart, not a joint.
  if (before.step - after.step > apart(before.step)) return;
  const { node } = before;
  const indices = new Set([...candidates(node, before.step), ...candidates(node, after.step)]);
  const pairs = [...indices]
    .sort((a, b) => a - b)
    .map((index) => [partOf(before, index), partOf(after, index)] as const);
  const begun = pairs.find(([earlier, later]) => isActive(later) && !isActive(earlier))?.[1];
  // Only a joint is worth the search: elsewhere no part hands over but one that begins.
  const busy =
    !node.handsOver ||
    pairs.some(
      ([earlier, later]) =>
        isActive(earlier) && eventAfter(earlier.node, earlier.step, allowance) <= (later.step ?? 0),
    );
  if (node.handsOver && after.step - before.step > apart(before.step)) {
    // A clock that was held leaps over its joint, whose two sides nobody sees but the parts themselves.
    const joint = eventAfter(node, before.step, allowance);
    if (joint <= after.step) {
      const [from, to] = [joint - nudge(joint), joint + nudge(joint)];
      yield* handovers({ ...before, step: from }, { ...after, step: to }, allowance);
    }
    return;
  }
  if (begun || !busy) yield [before, after, begun ?? after];
  for (const [earlier, later] of pairs) yield* handovers(earlier, later, allowance);
}
