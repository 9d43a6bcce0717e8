import { childOf, schedule as scheduleRule } from "./children.ts";
import { defineKind } from "./defineKind.ts";
import { refuse } from "./refuse.ts";
import type { Allowance } from "./cost.ts";
import { nearestEvent } from "./nextOf.ts";
import { positiveInteger } from "./rules.ts";
import type { ScheduleNode } from "./behaviour.ts";
import type { Rule } from "./rules.ts";
import type { Composable } from "./schedule.ts";
import { ownStep } from "./span.ts";

/** A schedule inside another, at one moment. */
export interface Part {
  readonly node: ScheduleNode;
  /** Where it stands: the kinds from the outermost schedule to it. */
  readonly path: string;
  /** Its own step; `undefined` while it has no part in the value. */
  readonly step: number | undefined;
  readonly state: unknown;
}

type Rules<Options> = { readonly [Name in keyof Options]-?: Rule };
type Given<Options> = Options & { readonly schedule: Composable };
type Analysed<Options> = Options & { readonly node: ScheduleNode };

/** More updates or values than this no analysis looks at: a list of them would not fit into memory. */
export const most = 10_000_000;

/** The length of a run that an analysis walks through. */
export const runLength: Rule = {
  rule: "an integer from 1 to 10000000",
  accepts: (value) => positiveInteger.accepts(value) && (value as number) <= most,
};

/**
 * Reads the arguments of an analysis, checked as those of a schedule are: all of them, in one error.
 *
 * `defaults` lists every option that may be left out.
 */
/* @__NO_SIDE_EFFECTS__ */
export function analysis<Options>(
  name: string,
  options: Rules<Options>,
  defaults: Partial<Options>,
): (given: Given<Options>) => Analysed<Options> {
  return defineKind(
    name,
    {
      package: "@anneal/core",
      options: { ...options, schedule: scheduleRule } as Rules<Given<Options>>,
      defaults: defaults as never,
      build: (checked: Given<Options>) => checked,
    },
    (checked) => ({ __proto__: null, ...checked, node: childOf(checked.schedule) }),
  );
}

/** The length of a run: as given, else until everything is over. */
export function lengthOf(
  name: string,
  given: number | undefined,
  nodes: readonly { readonly end: number }[],
): number {
  const steps = given ?? nodes.reduce((last, { end }) => Math.max(last, Math.ceil(end)), 1);
  if (steps < Infinity) return steps;
  return refuse(`@anneal/core: ${name}`, "steps", "given for a schedule that has no end", given);
}

/** A state, which only the schedule itself can judge. */
export const anyState: Rule = { rule: "a state of the schedule", accepts: () => true };

/** A part that has one in the value. */
export type Moment = Part & { readonly step: number };

/** The state of a schedule directly inside one. */
export function stateIn(node: ScheduleNode, state: unknown, index: number, step: number): unknown {
  const own = node.stateOf
    ? node.stateOf(state, index, step)
    : Array.isArray(state)
      ? (state as unknown[])[index]
      : (state as { readonly inner?: unknown } | null)?.inner;
  return own ?? node.children![index]!.initial;
}

/** A schedule directly inside one, with its own step and state. */
export function partOf({ node, path, step, state }: Moment, index: number): Part {
  const children = node.children!;
  const child = children[index]!;
  return {
    node: child,
    path: `${path}${children.length > 1 ? `[${index}]` : ""}.${child.kind}`,
    step: ownStep(node, child, step, index),
    state: stateIn(node, state, index, step),
  };
}

/** The schedules directly inside one. */
export const partsOf = (whole: Moment): Part[] =>
  (whole.node.children ?? []).map((_, index) => partOf(whole, index));

/** The outermost part. */
export const wholeOf = (
  node: ScheduleNode,
  step: number,
  state: unknown = node.initial,
): Moment => ({ node, path: node.kind, step, state });

/**
 * A distance from `step` within which two steps count as one. A clock loses about 2⁻⁵² of a step at each rounding, so that 2⁻⁴⁰ of it
 * is more than four thousand roundings, and less than a millionth of an update up to step 10⁶.
 */
export const nudge = (step: number): number => 2 ** -40 * Math.max(1, step);

/** The first event after `step` that is not `step` itself, off by a rounding; `Infinity` if there is none. */
export function eventAfter(node: ScheduleNode, step: number, allowance: Allowance): number {
  const event = nearestEvent(node, step, 1, allowance);
  return event > step + nudge(step) ? event : nearestEvent(node, step + nudge(step), 1, allowance);
}

/** The last event before `step`, in the same way; `-Infinity` if there is none. */
export function eventBefore(node: ScheduleNode, step: number, allowance: Allowance): number {
  const event = nearestEvent(node, step, -1, allowance);
  return event < step - nudge(step)
    ? event
    : nearestEvent(node, Math.max(0, step - nudge(step)), -1, allowance);
}

/** The events of a schedule after `from` and before `to`, as many as the allowance is enough for. */
export function* eventsBetween(
  node: ScheduleNode,
  from: number,
  to: number,
  allowance: Allowance,
): Generator<number, void> {
  let at = eventAfter(node, from, allowance);
  while (at < to && allowance.left > 0) {
    yield at;
    at = eventAfter(node, at, allowance);
  }
}
