import type { ScheduleNode } from "./define.ts";
import {
  analysis,
  eventAfter,
  eventsBetween,
  nudge,
  partsOf,
  runLength,
  wholeOf,
} from "./inside.ts";
import type { Part } from "./inside.ts";
import type { Composable } from "./schedule.ts";

/** The ways to be wrong that {@link lint} knows. */
export type LintRule =
  /** The first update has a rate of 0. */
  | "zero-start"
  /** At least two updates in a row have a rate of 0. */
  | "zero-updates"
  /** The rate jumps where one part hands over to another, and at least one of them is moving there. */
  | "jump"
  /** It falls, and after its end it rises again. */
  | "rises-after-end"
  /** The highest rate lies between two updates, or after the last. */
  | "unused-peak"
  /** The lowest rate lies between two updates, or after the last. */
  | "unused-floor"
  /** A part, a phase or a milestone that no update ever sees. */
  | "unreachable"
  /** The schedule ends before the run, or after it. */
  | "horizon"
  /** A rate below 0. */
  | "negative"
  /** A rate that is NaN, infinite or no number, or a function that throws. */
  | "no-value";

/** Something that {@link lint} found; plain JSON. */
export interface Finding {
  /** The rule that is broken, for a program; `message` tells it to a person. */
  readonly rule: LintRule;
  /** The part at fault: the kinds from the outermost schedule to it, as in `plateau.sequence[1].cosine`. */
  readonly path: string;
  /** What is wrong, with its figures. */
  readonly message: string;
  /** Where, on the clock of the whole schedule, when it is at one step. */
  readonly step?: number;
  /** The rate on this side of a jump, a fall or a rise. */
  readonly from?: number;
  /** The rate on the other side. */
  readonly to?: number;
  /** How many updates are concerned. */
  readonly updates?: number;
}

/** Options of {@link lint}. */
export interface LintOptions {
  /** Length of the run in updates: an integer from 1 to 10,000,000. */
  readonly steps: number;
}

const read = /* @__PURE__ */ analysis<LintOptions>("lint", { steps: runLength }, {});

/** How many events after the run are looked at. */
const furthest = 1000;

/** What the updates of a run see of one schedule. */
interface Seen {
  readonly node: ScheduleNode;
  readonly path: string;
  readonly inside: readonly Seen[];
  /** For every update in which it has a part and a value: its own step, the step of the run, the value. */
  readonly own: number[];
  readonly outer: number[];
  readonly values: number[];
}

type Moment = Part & { readonly step: number };

const unseen = ({ node, path }: Part): Seen => ({
  node,
  path,
  inside: partsOf({ node, path, step: 0, state: node.initial }).map(unseen),
  own: [],
  outer: [],
  values: [],
});

const everyPart = (seen: Seen): Seen[] => [seen, ...seen.inside.flatMap(everyPart)];
const leavesOf = (seen: Seen): Seen[] => everyPart(seen).filter(({ inside }) => !inside.length);
const active = (part: Part): part is Moment => part.step !== undefined;
const short = (value: number): string => String(Number(value.toPrecision(6)));
const highestOf = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
const lowestOf = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));

/** The own steps of a part from one update to the next. */
const paceOf = ({ own }: Seen): number =>
  own.reduce((pace, step, index) => Math.max(pace, step - (own[index - 1] ?? step)), 0) || 1;

/** Reads a schedule at one update and notes what every part of it gave. Returns whether all had a value. */
function note(
  seen: Seen,
  part: Moment,
  step: number,
  failed: (part: Part, error: unknown) => void,
): boolean {
  const sound = partsOf(part)
    .map((inner, index) => !active(inner) || note(seen.inside[index]!, inner, step, failed))
    .every(Boolean);
  try {
    const value = part.node.at(part.step, part.state);
    seen.own.push(part.step);
    seen.outer.push(step);
    seen.values.push(value);
    return sound;
  } catch (error) {
    // What is wrong inside is told once, where it is.
    if (sound) failed(part, error);
    return false;
  }
}

function* zeros({ path, outer, values }: Seen): Generator<Finding> {
  if (values[0] === 0 && outer[0] === 0) {
    yield { rule: "zero-start", path, step: 0, message: "the first update has a rate of 0" };
  }
  const wasted = outer.filter(
    (_, index) => values[index] === 0 && (values[index - 1] === 0 || values[index + 1] === 0),
  );
  if (wasted.length > 0) {
    const message = `${wasted.length} updates have a rate of 0, the first at step ${wasted[0]!}`;
    yield { rule: "zero-updates", path, step: wasted[0]!, updates: wasted.length, message };
  }
}

/** Where a part hands over to another between two moments, and everything inside. */
function* handovers(before: Part, after: Part): Generator<readonly [Moment, Moment, Part]> {
  if (!active(before) || !active(after)) return;
  // A clock that goes back, and not by a rounding, is another round: a restart, not a joint.
  if (before.step - after.step > 1e-6 * Math.max(1, before.step)) return;
  const earlier = partsOf(before);
  const later = partsOf(after);
  const begun = later.find((part, index) => active(part) && !active(earlier[index]!));
  const busy = earlier.some(
    (part, index) => active(part) && eventAfter(part.node, part.step) <= (later[index]!.step ?? 0),
  );
  if (begun || !busy) yield [before, after, begun ?? after];
  for (const [index, part] of earlier.entries()) yield* handovers(part, later[index]!);
}

function* jumps(root: ScheduleNode, seen: Seen, steps: number): Generator<Finding> {
  const joints = everyPart(seen).filter(({ node }) => node.handsOver);
  if (joints.length === 0) return;
  // Once for each part, not at every event: that would take the square of the steps.
  const parts = new Map(
    joints.map((part) => [part.path, { pace: paceOf(part), highest: highestOf(part.values) }]),
  );
  const told = new Set<string>();
  let last = 0;
  for (const step of eventsBetween(root, 0, steps - 1 + nudge(steps))) {
    // How far to either side nothing else happens.
    const left = Math.min(1, step - last) / 2;
    const right = Math.min(1, eventAfter(root, step) - step) / 2;
    last = step;
    const sides = handovers(wholeOf(root, step - nudge(step)), wholeOf(root, step + nudge(step)));
    for (const [before, after, { path }] of sides) {
      if (!before.node.handsOver || told.has(path)) continue;
      const { pace, highest } = parts.get(before.path)!;
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

/** Of what is known by its values alone: from where it is lowest, after it was highest, it must not rise. */
function* rises(seen: Seen): Generator<Finding> {
  const { node, path, own, outer, values } = seen;
  const known = "next" in node || node.end < Infinity;
  // A clock that goes back is another round.
  const round = own.findIndex((step, index) => step < own[index - 1]!);
  const course = values.slice(0, round < 0 ? undefined : round);
  const peak = known
    ? own.findIndex((step) => step >= node.end)
    : course.indexOf(highestOf(course));
  if (peak < 0) return;
  const fallen = course.slice(peak);
  const bottom = known ? peak : peak + fallen.indexOf(lowestOf(fallen));
  const low = course[bottom]!;
  const high = highestOf(course);
  const least = low + Math.max(0.01 * (high - low), 1e-9 * high);
  const rise = course.findIndex((value, index) => index > bottom && value > least);
  if (rise < 0) return;
  const step = outer[bottom]!;
  const to = highestOf(course.slice(rise));
  const message = `it falls to ${short(low)} at step ${step} and then rises again, to ${short(to)}`;
  yield { rule: "rises-after-end", path, step, from: low, to, message };
}

/** Extremes and milestones of a part that lie after the last update which sees it. */
function* missed(seen: Seen): Generator<Finding> {
  const { node, path, own, values } = seen;
  if (own.length === 0) return;
  const reach = highestOf(own);
  // The step after the last one may have the final value, as every ramp here does.
  const limit = reach + paceOf(seen);
  const later: number[] = [];
  for (const event of eventsBetween(node, limit, Infinity)) {
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
  const highest = highestOf(values);
  const lowest = lowestOf(values);
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
  if (at(peak) > highest && (node.end < Infinity || values.at(-1) === highest)) {
    yield tell("unused-peak", "highest", peak, highest);
  }
  if (at(floor) < lowest && node.end < Infinity)
    yield tell("unused-floor", "lowest", floor, lowest);
}

/** Extremes and phases that lie between two updates. */
function* between(root: ScheduleNode, seen: Seen, steps: number): Generator<Finding> {
  const { path, values } = seen;
  const highest = highestOf(values);
  const lowest = lowestOf(values);
  let peak: Finding | undefined;
  let floor: Finding | undefined;
  let skipped: Finding | undefined;
  let last = 0;
  for (const step of eventsBetween(root, 0, steps - 1)) {
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

/** Parts that have a part in no update. */
function* idle(root: ScheduleNode, seen: Seen, steps: number): Generator<Finding> {
  const waiting = new Map<string, Seen>();
  const collect = (part: Seen): void => {
    if (part.own.length === 0) waiting.set(part.path, part);
    else part.inside.forEach(collect);
  };
  collect(seen);
  const started = new Map<string, number>();
  const look = (part: Part, step: number): void => {
    if (!active(part)) return;
    if (waiting.has(part.path) && !started.has(part.path)) started.set(part.path, step);
    for (const inner of partsOf(part)) look(inner, step);
  };
  let events = 0;
  for (const step of waiting.size > 0 ? eventsBetween(root, 0, Infinity) : []) {
    look(wholeOf(root, step + nudge(step)), step);
    if (++events > furthest + steps) break;
  }
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

function* horizon(root: ScheduleNode, seen: Seen, steps: number): Generator<Finding> {
  const { end, initial } = root;
  const { path } = seen;
  if (end === Infinity || everyPart(seen).some(({ node }) => node.endsAtBound)) return;
  if (end > steps + nudge(steps)) {
    const message = `it ends at step ${short(end)}, after the run of ${steps} updates`;
    yield { rule: "horizon", path, step: end, message };
    return;
  }
  let last = 0;
  for (const step of eventsBetween(root, 0, end - nudge(end))) last = step;
  const room = Math.min(1, end - last) / 2;
  const [half, quarter, final] = [end - room, end - room / 2, end].map((step) =>
    root.at(step, initial),
  ) as [number, number, number];
  const held = [
    ...handovers(wholeOf(root, Math.max(0, end - nudge(end))), wholeOf(root, end + nudge(end))),
  ];
  const meant = held.some(([before, , begun]) => begun.path !== before.path);
  if (end >= steps - 1 || meant || !(half > quarter && quarter > final)) return;
  const updates = steps - Math.ceil(end);
  const message = `it ends at step ${short(end)}, before the run of ${steps} updates: the last ${updates} all have a rate of ${short(final)}`;
  yield { rule: "horizon", path, step: end, updates, message };
}

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
 * negative         a rate below 0
 * no-value         a rate that is NaN or infinite, or a function that throws
 * ```
 *
 * What a schedule intends is no finding: the drops of a staircase, restarts, a final value that belongs to the step after
 * the last update. A jump counts from a thousandth of the peak on, and only if it is larger than half of what the last
 * update before it changed. Nothing is known of a function of your own but its values, so that one which falls and rises
 * again is reported: what is meant to come back is `repeat` or `mirror`. A reactive schedule is read in its initial state.
 *
 * Asks every part for about three values for each step of the run.
 *
 * @param schedule - Anything that gives a learning rate.
 * @param options - See {@link LintOptions}.
 * @returns The findings in the order of the rules above; empty for a schedule that fits the run.
 * @throws {RangeError} If `steps` is not an integer from 1 to 10,000,000. Never for what the schedule does.
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
  const failures = new Map<string, Finding>();
  const run = unseen(wholeOf(root, 0));
  for (let step = 0; step < steps; step++) {
    note(run, wholeOf(root, step), step, ({ path }, error) => {
      const message = error instanceof Error ? error.message : String(error);
      // A value that is refused is known from the refusal alone.
      const rule = Number(/ got (\S+)$/.exec(message)?.[1]) < 0 ? "negative" : "no-value";
      const known = failures.get(rule + path);
      const updates = (known?.updates ?? 0) + 1;
      failures.set(rule + path, { rule, path, message, step, ...known, updates });
    });
  }
  // Where there is no value there is nothing to compare.
  if (failures.size > 0) return [...zeros(run), ...failures.values()];

  // As many steps again, for what happens after the end.
  const twice = unseen(wholeOf(root, 0));
  for (let step = 0; step < 2 * steps; step++)
    note(twice, wholeOf(root, step), step, () => undefined);

  return [
    zeros(run),
    jumps(root, run, steps),
    ...leavesOf(twice).map(rises),
    ...leavesOf(run).map(missed),
    between(root, run, steps),
    idle(root, run, steps),
    horizon(root, run, steps),
  ].flatMap(collected);
}
