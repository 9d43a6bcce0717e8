import type { Allowance } from "../cost.ts";
import { eventsBetween, nudge, partOf, wholeOf } from "../inside.ts";
import type { Part } from "../inside.ts";
import { candidates } from "../nextOf.ts";
import type { Finding } from "./finding.ts";
import { short } from "./finding.ts";
import { isActive } from "./seen.ts";
import type { Seen } from "./seen.ts";

/** To look at a part is about as much work as so many values. */
const perPart = 20;

/** Parts that have a part in no update. */
export function* idle(
  seen: Seen,
  events: readonly number[],
  steps: number,
  allowance: Allowance,
): Generator<Finding> {
  const root = seen.node;
  const waiting = new Map<string, Seen>();
  const collect = (part: Seen): void => {
    if (part.updates === 0) waiting.set(part.path, part);
    else part.inside.forEach(collect);
  };
  collect(seen);
  const started = new Map<string, number>();
  if (waiting.size === 0) return;
  const look = (part: Part, step: number): void => {
    allowance.left -= perPart;
    if (!isActive(part)) return;
    if (waiting.has(part.path) && !started.has(part.path)) started.set(part.path, step);
    for (const index of candidates(part.node, part.step)) look(partOf(part, index), step);
  };
  const lookAt = (step: number): void => look(wholeOf(root, step + nudge(step)), step);
  for (const step of events) if (allowance.left > 0) lookAt(step);
  for (const step of eventsBetween(root, events.at(-1) ?? 0, Infinity, allowance)) lookAt(step);
  for (const [path, { node }] of waiting) {
    const step = started.get(path);
    // What is held from the step after the last update on is the final value, not a part.
    if (step !== undefined && step <= steps + nudge(steps) && step > steps - 1 && node.end === 0)
      continue;
    const message =
      step === undefined
        ? "no update ever sees it"
        : step > steps - 1
          ? `no update sees it: it starts at step ${short(step)}, the last update is ${steps - 1}`
          : `no update sees it: it lies between two, at step ${short(step)}`;
    yield { rule: "unreachable", path, ...(step === undefined ? {} : { step }), message };
  }
}
