import { afford, budget, costOf } from "../cost.ts";
import { analysis, eventsBetween, nudge, runLength, wholeOf } from "../inside.ts";
import type { Allowance } from "../cost.ts";
import { show } from "../refuse.ts";
import type { Composable } from "../schedule.ts";
import { between } from "./between.ts";
import type { Finding } from "./finding.ts";
import { horizon } from "./horizon.ts";
import { idle } from "./idle.ts";
import { jumps } from "./jumps.ts";
import { missed } from "./missed.ts";
import { rises } from "./rises.ts";
import { diagnose, leavesOf, note, unseen } from "./seen.ts";
import { Zeros } from "./zeros.ts";

/** Options of {@link lint}. */
export interface LintOptions {
  /** Length of the run in updates: an integer from 1 to 10,000,000. */
  readonly steps: number;
}

/** To throw and catch two errors is about as much work as so many values. */
const perFailure = 500;

const read = /* @__PURE__ */ analysis<LintOptions>("lint", { steps: runLength }, {});

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
 * Asks every part for about two values for each step of the run, and looks for events no longer than that takes: of those that
 * are far denser than the updates not every one is seen.
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
  const { node: root, steps } = read({ ...options, schedule });
  const cost = costOf(root);
  afford("lint", 2 * steps, cost.value + cost.parts, "take a shorter run, or lint its parts");
  // No search may take much longer than to read the updates: there may be far more events than updates.
  const search = (): Allowance => ({ left: (budget / 8) * Math.max(1, steps / 10_000) });
  const failures = new Map<string, Finding>();
  const seen = unseen(wholeOf(root, 0));
  const zeros = new Zeros();
  const failed = (path: string, at: number, error: unknown): void => {
    // Anything can be thrown, also what has no form as text.
    const message = error instanceof Error ? error.message : show(error);
    // A schedule refuses a value by an error that holds it.
    const value = error instanceof RangeError ? error.cause : undefined;
    const rule = typeof value === "number" && value < 0 ? "negative" : "no-value";
    const known = failures.get(rule + path);
    const updates = (known?.updates ?? 0) + 1;
    failures.set(rule + path, { rule, path, message, step: at, ...known, updates });
  };
  const failing = search();
  for (let step = 0; step < steps && failing.left > 0; step++) {
    const { updates } = seen;
    try {
      note(seen, step, true);
    } catch {
      diagnose(seen, step, failed);
      failing.left -= perFailure + cost.each;
    }
    if (seen.updates > updates) zeros.add(step, seen.value);
  }
  // Where there is no value there is nothing to compare.
  if (failures.size > 0) return [...zeros.findings(seen.path), ...failures.values()];

  try {
    // For what happens after the end; as many steps again where nobody tells when that is.
    const known = leavesOf(seen).every(({ course }) => course.known);
    const far = known ? Math.min(steps, 1000) : steps;
    for (let step = steps; step < steps + far; step++) note(seen, step, false);
  } catch {
    // No update uses a value after the run.
  }

  const events: number[] = [];
  const inside = search();
  try {
    for (const event of eventsBetween(root, 0, steps - 1 + nudge(steps), inside)) {
      events.push(event);
      inside.left -= 2 * cost.value;
    }
  } catch {
    // Between two updates there may be no value to make a schedule of.
  }
  const after = search();
  return [
    zeros.findings(seen.path),
    jumps(seen, events, search()),
    ...leavesOf(seen).map(rises),
    ...leavesOf(seen).map((leaf) => missed(leaf, after)),
    between(seen, events, steps),
    idle(seen, events, steps, search()),
    horizon(seen, steps, search()),
  ].flatMap(collected);
}
