import { afford, costOf } from "../cost.ts";
import { analysis, eventsBetween, nudge, runLength, wholeOf } from "../inside.ts";
import type { Composable } from "../schedule.ts";
import { between } from "./between.ts";
import type { Finding } from "./finding.ts";
import { horizon } from "./horizon.ts";
import { idle } from "./idle.ts";
import { jumps } from "./jumps.ts";
import { missed } from "./missed.ts";
import { rises } from "./rises.ts";
import { leavesOf, note, unseen } from "./seen.ts";
import { Zeros } from "./zeros.ts";

/** Options of {@link lint}. */
export interface LintOptions {
  /** Length of the run in updates: an integer from 1 to 10,000,000. */
  readonly steps: number;
}

const read = /* @__PURE__ */ analysis<LintOptions>("lint", { steps: runLength }, {});

/** How many events of a run are looked at: of a simple schedule more than there are updates, of others fewer. */
const eventsIn = (steps: number, cost: number): number =>
  Math.ceil((steps > 10_000 ? 300_000 : Math.min(6 * steps + 3000, 20_000)) / cost);

/** How many events after the run are looked at, of all parts together. */
const after = 10_000;

/** What a check finds, until it asks for a value that there is not: between two updates, or after the last. */
function collected(check: Iterable<Finding>): Finding[] {
  const findings: Finding[] = [];
  try {
    for (const finding of check) findings.push(finding);
  } catch {
    // No update uses that value.
  }
  return findings;
}

/**
 * Finds what is wrong with a schedule for a run of a given length, before the run.
 *
 * ```text
 * zero-start       the first update has a rate of 0
 * zero-updates     two or more updates in a row have a rate of 0
 * jump             at a joint between the parts of a sequence or a warmup, one of which is moving
 * rises-after-end  it falls, and after its end it rises again
 * unused-peak      the highest rate lies between two updates, or after the last
 * unused-floor     the lowest rate lies between two updates, or after the last
 * unreachable      a part, a phase or a milestone that no update ever sees
 * horizon          it ends before the run, or after it
 * no-length        it has no length: from the first update on the rate is its final one
 * negative         a rate below 0
 * no-value         a rate that is NaN or infinite, or a function that throws
 * ```
 *
 * What a schedule intends is no finding: the drops of a staircase, restarts, a final value that belongs to the step after
 * the last update. A jump counts from a thousandth of the peak on, and only if it is larger than half of what the last
 * update before it changed. Nothing is known of a function of your own but its values, so that one which falls and rises
 * again is reported: what is meant to come back is `repeat` or `mirror`. A reactive schedule is read in its initial state.
 *
 * Asks every part for about three values for each step of the run, and looks at no more than 100,000 events.
 *
 * @param schedule - Anything that gives a learning rate.
 * @param options - See {@link LintOptions}.
 * @returns The findings in the order of the rules above; empty for a schedule that fits the run.
 * @throws {RangeError} If `steps` is not an integer from 1 to 10,000,000, or if a schedule of more than a hundred parts
 *   would need more than a million values. Never for what the schedule does.
 * @throws {TypeError} If an argument is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const late = sequence([ramp({ from: 0.01, to: 0.1, steps: 10 }), ramp({ from: 0.1, to: 0, steps: 90 })]);
 * lint(late, { steps: 100 }); // => []
 * lint(late, { steps: 80 }).map(({ rule }) => rule); // => ["unused-floor", "horizon"]
 * ```
 */
export function lint(schedule: Composable, options: LintOptions): Finding[] {
  const { node: root, steps } = read(schedule, options);
  const cost = costOf(root);
  afford("lint", root, 2 * steps, "take a shorter run, or lint its parts", cost.value + cost.parts);
  const failures = new Map<string, Finding>();
  const seen = unseen(wholeOf(root, 0));
  const zeros = new Zeros();
  const failed = (path: string, at: number, error: unknown): void => {
    const message = error instanceof Error ? error.message : String(error);
    // A schedule refuses a value by an error that holds it.
    const value = error instanceof RangeError ? error.cause : undefined;
    const rule = typeof value === "number" && value < 0 ? "negative" : "no-value";
    const known = failures.get(rule + path);
    const updates = (known?.updates ?? 0) + 1;
    failures.set(rule + path, { rule, path, message, step: at, ...known, updates });
  };
  for (let step = 0; step < steps; step++) {
    const { updates } = seen;
    if (!note(seen, step, root.initial, step, "run")) note(seen, step, root.initial, step, failed);
    if (seen.updates > updates) zeros.add(step, seen.value);
  }
  // Where there is no value there is nothing to compare.
  if (failures.size > 0) return [...zeros.findings(seen.path), ...failures.values()];

  // As many steps again, for what happens after the end.
  for (let step = steps; step < 2 * steps; step++) note(seen, step, root.initial, step, "after");

  const events: number[] = [];
  const most = eventsIn(steps, cost.value);
  const left = { events: after };
  try {
    for (const event of eventsBetween(root, 0, steps - 1 + nudge(steps))) {
      const dense = event < events.length / 4 && events.length * cost.value > 2000;
      if (events.push(event) >= most || dense) break;
    }
  } catch {
    // Between two updates there may be no value to make a schedule of.
  }
  return [
    zeros.findings(seen.path),
    jumps(seen, events),
    ...leavesOf(seen).map(rises),
    ...leavesOf(seen).map((leaf) => missed(leaf, left)),
    between(seen, events, steps),
    idle(seen, events, steps, Math.ceil(most / 10)),
    horizon(seen, steps),
  ].flatMap(collected);
}
