import type { Allowance } from "../cost.ts";
import { eventAfter, nudge, wholeOf } from "../inside.ts";
import type { Finding } from "./finding.ts";
import { short } from "./finding.ts";
import { handovers } from "./handovers.ts";
import { everyPart, paceOf } from "./seen.ts";
import type { Seen } from "./seen.ts";

/** Jumps where one part hands over to another, and at least one of them is moving. */
export function* jumps(
  seen: Seen,
  events: readonly number[],
  allowance: Allowance,
): Generator<Finding> {
  const root = seen.node;
  // Once for each part, not at every event: that would take the square of the steps.
  const joints = everyPart(seen).filter(({ node }) => node.handsOver);
  if (joints.length === 0) return;
  const parts = new Map(joints.map((part) => [part.path, part]));
  const told = new Set<string>();
  let last = 0;
  for (const [index, step] of events.entries()) {
    if (allowance.left <= 0) return;
    // How far to either side nothing else happens.
    const left = Math.min(1, step - last) / 2;
    const right = Math.min(1, (events[index + 1] ?? eventAfter(root, step, allowance)) - step) / 2;
    last = step;
    const sides = handovers(
      wholeOf(root, step - nudge(step)),
      wholeOf(root, step + nudge(step)),
      allowance,
    );
    for (const [before, after, { path }] of sides) {
      if (!before.node.handsOver || told.has(path)) continue;
      const part = parts.get(before.path)!;
      const { highest } = part;
      const pace = paceOf(part);
      const at = (own: number): number => before.node.at(Math.max(0, own), before.state);
      const edge = at(before.step);
      // What a rounding leaves of 0.
      const from = edge < 1e-9 * highest ? 0 : edge;
      const to = at(after.step);
      const size = Math.abs(to - from);
      const still = at(before.step - left * pace) === edge && at(after.step + right * pace) === to;
      const usual = Math.abs(from - at(before.step - pace));
      if (still || size <= usual / 2 || size <= highest / 1000) continue;
      told.add(path);
      const message = `it jumps from ${short(from)} to ${short(to)} at step ${short(step)}, where a part hands over to the next`;
      yield { rule: "jump", path, step, from, to, message };
    }
  }
}
