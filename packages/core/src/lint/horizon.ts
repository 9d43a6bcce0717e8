import type { Allowance } from "../cost.ts";
import { eventBefore, nudge, wholeOf } from "../inside.ts";
import type { Finding } from "./finding.ts";
import { short } from "./finding.ts";
import { handovers } from "./handovers.ts";
import { everyPart, leavesOf } from "./seen.ts";
import type { Seen } from "./seen.ts";

/** Kinds that are one rate and nothing else. */
const still = ["number", "constant"];

/** An end before the run, or after it, and a whole that has no length. */
export function* horizon(seen: Seen, steps: number, allowance: Allowance): Generator<Finding> {
  const { node: root, path } = seen;
  const { end, initial } = root;
  // What is made of numbers alone never had a length.
  const lasting = leavesOf(seen).find(({ node }) => !still.includes(node.kind));
  if (end === 0 && lasting) {
    const message = "it has no length: from the first update on the rate is its final one";
    yield { rule: "no-length", path: lasting.path, step: 0, message };
    return;
  }
  if (end === Infinity || everyPart(seen).some(({ node }) => node.endsAtBound)) return;
  if (end > steps + nudge(steps)) {
    const message = `it ends at step ${short(end)}, after the run of ${steps} updates`;
    yield { rule: "horizon", path, step: end, message };
    return;
  }
  const last = Math.max(0, eventBefore(root, end, allowance));
  const room = Math.min(1, end - last) / 2;
  const [half, quarter, final] = [end - room, end - room / 2, end].map((step) =>
    root.at(step, initial),
  ) as [number, number, number];
  const held = [
    ...handovers(
      wholeOf(root, Math.max(0, end - nudge(end))),
      wholeOf(root, end + nudge(end)),
      allowance,
    ),
  ];
  const meant = held.some(([before, , begun]) => begun.path !== before.path);
  if (end >= steps - 1 || meant || !(half > quarter && quarter > final)) return;
  const updates = steps - Math.ceil(end);
  const message = `it ends at step ${short(end)}, before the run of ${steps} updates: the last ${updates} all have a rate of ${short(final)}`;
  yield { rule: "horizon", path, step: end, updates, message };
}
