import { positiveInteger } from "./rules.ts";
import { defineKind } from "./defineKind.ts";
import { afford, budget, costOf } from "./cost.ts";
import type { Allowance } from "./cost.ts";
import { analysis, anyState, eventAfter, eventBefore, nudge, partsOf, wholeOf } from "./inside.ts";
import type { Part } from "./inside.ts";
import { nonNegative } from "./rules.ts";
import type { Composable } from "./schedule.ts";
import { ownStep, spanOf } from "./span.ts";

/** Something that will happen to a part of a schedule. */
export interface NextEvent {
  /** When, on the clock of the whole schedule. */
  readonly step: number;
  /**
   * `"start"`: it begins to have a part in the value; `"end"`: it is over, or no longer has a part; `"restart"`: it starts
   * anew; `"boundary"`: a milestone, or where one phase becomes another.
   */
  readonly what: "boundary" | "end" | "restart" | "start";
}

/** What {@link explain} tells of a schedule and of every schedule inside it; plain JSON. */
export interface Explanation {
  /** The name that the schedule has in JSON; `"number"` or `"function"` for what has none. */
  readonly kind: string;
  /** Where it stands: the kinds from the outermost schedule to it, as in `plateau.sequence[1].cosine`. */
  readonly path: string;
  /** Whether it has a part in the value. */
  readonly active: boolean;
  /** Its own step; `null` while it is not active. */
  readonly step: number | null;
  /** Its own value; `null` while it is not active. */
  readonly value: number | null;
  /** Its value as a multiple of that of the one schedule in it that is active. */
  readonly factor?: number;
  /** How often a plateau has reduced it. */
  readonly reductions?: number;
  /** The next thing to happen to it; `null` if there is none, or none before a great many others. */
  readonly next: NextEvent | null;
  /** The schedules directly inside. The parts of a product are its factors. */
  readonly parts: readonly Explanation[];
}

const read = /* @__PURE__ */ analysis<{ readonly step: number; readonly state?: unknown }>(
  "explain",
  { step: nonNegative, state: anyState },
  { state: undefined },
);

/** To tell of a part, and to look at it, is about as much work as so many values of it. */
const perPart = 40;

interface Watched {
  readonly part: Part;
  readonly value: number | null;
  readonly inside: readonly Watched[];
  /** The next event of the part, on its own clock, as it was when the part was last looked at. */
  due: number;
  next: NextEvent | null;
}

/** How a part is seen from the clock of the whole. */
interface Sight {
  /** Where it stands, on its own clock. */
  readonly at: number;
  /** 1 where its clock runs, −1 where it runs backwards. */
  readonly towards: number;
  /** From a step of its own to one of the whole. */
  readonly outwards: (own: number) => number;
  /** Up to which step of the whole that holds. */
  readonly limit: number;
}

function watch(part: Part): Watched {
  const { node, step, state } = part;
  const value = step === undefined ? null : node.at(step, state);
  // What has no step has no parts with one either.
  const inside = partsOf({ ...part, step: step ?? 0 }).map((inner) =>
    watch(step === undefined ? { ...inner, step: undefined } : inner),
  );
  return { part, value, inside, due: NaN, next: null };
}

/** Whether anything is still to be told of a part, or of one inside. To look for that is work, too. */
function isOpen({ next, inside }: Watched, allowance: Allowance): boolean {
  allowance.left--;
  return !next || inside.some((inner) => isOpen(inner, allowance));
}

/** Whether a schedule that is moving jumps up at its event. */
function startsAnew({ node, state }: Part, at: number, due: number): boolean {
  const before = node.at(Math.max(0, due - 2 * nudge(due)), state);
  const earlier = node.at(due - (due - at) / 4, state);
  return before !== earlier && node.at(due, state) > before * (1 + 1e-9);
}

/** What a part's own event is. */
function kindOf(
  { part, inside, due }: Watched,
  event: number,
  { at, towards }: Sight,
): NextEvent["what"] {
  if (towards > 0 && due >= part.node.end - nudge(due)) return "end";
  const anew = inside.some(
    ({ next }) => next?.what === "restart" && Math.abs(next.step - event) <= nudge(event),
  );
  const alone = inside.length === 0 && towards > 0;
  return anew || (alone && startsAnew(part, at, due)) ? "restart" : "boundary";
}

/** Notes what it is to a part, and to every part inside, that its step becomes another one at an event. */
function turn(
  watched: Watched,
  before: number | undefined,
  after: number | undefined,
  event: number,
  towards: number,
): void {
  const { part, inside, due } = watched;
  if (before === undefined && after === undefined) return;
  for (const [index, inner] of inside.entries()) {
    const [earlier, later] = [before, after].map((step) =>
      step === undefined ? undefined : ownStep(part.node, inner.part.node, step, index),
    );
    const { per = 1 } = spanOf(part.node, before ?? 0, index);
    turn(inner, earlier, later, event, per < 0 ? -towards : towards);
  }
  if (watched.next) return;
  if (before === undefined) watched.next = { step: event, what: "start" };
  else if (after === undefined) watched.next = { step: event, what: "end" };
  // Back by more than a rounding.
  else if ((before - after) * towards > 1e-6 * before)
    watched.next = { step: event, what: "restart" };
  else if ((after - due) * towards >= 0) {
    const sight = { at: before, towards, outwards: Number, limit: event };
    watched.next = { step: event, what: kindOf(watched, event, sight) };
  }
}

/** Looks for the next event of a part, and of every part inside, up to the limit of what is in sight. */
function look(watched: Watched, sight: Sight, allowance: Allowance): void {
  const { part, inside } = watched;
  const { at, towards, outwards, limit } = sight;
  watched.due = (towards > 0 ? eventAfter : eventBefore)(part.node, at, allowance);
  for (const [index, inner] of inside.entries()) {
    for (let now = at; allowance.left > 0 && isOpen(inner, allowance);) {
      allowance.left -= perPart;
      const span = spanOf(part.node, towards > 0 ? now : now - nudge(now), index);
      const { per = 1, own, from } = span;
      const edge = towards > 0 ? span.until : from;
      const event = edge > 0 && edge < Infinity ? outwards(edge) : Infinity;
      if (own !== undefined) {
        look(
          inner,
          {
            at: ownStep(part.node, inner.part.node, now, index, span)!,
            towards: per > 0 ? towards : -towards,
            // A clock that stands still comes to nothing, but what it is due to come to may be what it leaps over.
            outwards: (step) =>
              Math.abs(per) < Infinity ? outwards(from + (step - own) * per) : Infinity,
            limit: Math.min(limit, event),
          },
          allowance,
        );
      }
      if (!(event < limit)) break;
      const [before, after] = [edge - towards * nudge(edge), edge + towards * nudge(edge)].map(
        (step) => ownStep(part.node, inner.part.node, Math.max(0, step), index),
      );
      turn(inner, before, after, event, per < 0 ? -towards : towards);
      now = edge + towards * nudge(edge);
    }
  }
  const event = outwards(watched.due);
  if (!watched.next && Math.abs(watched.due) < Infinity && event < limit) {
    watched.next = { step: event, what: kindOf(watched, event, sight) };
  }
}

function tell({ part, value, inside, next }: Watched): Explanation {
  const active = inside.filter((inner) => inner.value !== null);
  const only = active.length === 1 ? active[0]!.value! : 0;
  const { reductions } = Object(part.state) as { readonly reductions?: unknown };
  return {
    kind: part.node.kind,
    path: part.path,
    active: part.step !== undefined,
    step: part.step ?? null,
    value,
    // Fifteen digits, so that half of 0.3 is half of it.
    ...(only > 0 && value! / only < Infinity
      ? { factor: Number((value! / only).toPrecision(15)) }
      : {}),
    ...(typeof reductions === "number" ? { reductions } : {}),
    next,
    parts: inside.map(tell),
  };
}

/**
 * Tells where a value comes from: which schedules had a part in it, on which clocks, with which factors, and what happens
 * to each of them next.
 *
 * @param schedule - Anything that gives a learning rate.
 * @param step - The update: a finite number of at least 0.
 * @param state - The state that a reactive schedule is in. Default: its initial state.
 * @returns A tree of plain JSON; {@link explainText} writes it for a terminal.
 * @throws {RangeError} If `step` is out of range, or if the schedule has no value there.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * const tree = explain(sequence([ramp({ from: 0.01, to: 0.1, steps: 10 }), 0.1]), 4);
 * tree.parts[0]?.next; // => { step: 10, what: "end" }
 * tree.parts[1]?.next; // => { step: 10, what: "start" }
 * ```
 */
export function explain(schedule: Composable, step: number, state?: unknown): Explanation {
  const { node, state: given } = read({ schedule, step, state });
  afford("explain", perPart, costOf(node).each, "explain a part of it");
  const watched = watch(wholeOf(node, step, given ?? node.initial));
  const whole: Sight = { at: step, towards: 1, outwards: Number, limit: Infinity };
  look(watched, whole, { left: budget / 3 });
  return tell(watched);
}

/** Options of {@link explainText}. */
export interface ExplainTextOptions {
  /** Significant digits of values and factors: an integer from 1 to 17. @defaultValue as many as tell one number from all others */
  readonly digits?: number | undefined;
}

const textOptions = /* @__PURE__ */ defineKind<
  { digits: number | undefined },
  number | undefined,
  (options: ExplainTextOptions) => number | undefined
>(
  "explainText",
  {
    package: "@anneal/core",
    options: {
      digits: {
        rule: "an integer from 1 to 17",
        accepts: (value) => positiveInteger.accepts(value) && (value as number) <= 17,
      },
    },
    defaults: { digits: undefined },
    build: ({ digits }) => digits,
  },
  (digits) => digits,
);

/**
 * An {@link Explanation} as text: a line for each schedule, indented by its depth.
 *
 * @param explanation - From {@link explain}.
 * @param options - See {@link ExplainTextOptions}.
 * @throws {RangeError} Unless `digits` is an integer from 1 to 17.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * explainText(explain(scale(0.5, ramp({ from: 1, to: 0, steps: 10 })), 4));
 * // => "scale × 0.5 = 0.3 at 4, end at 10\n  ramp = 0.6 at 4, end at 10"
 * explainText(explain(ramp({ from: 1, to: 0, steps: 3 }), 1), { digits: 3 }); // => "ramp = 0.667 at 1, end at 3"
 * ```
 */
export function explainText(explanation: Explanation, options: ExplainTextOptions = {}): string {
  const digits = textOptions(options);
  const written = (value: number): number =>
    digits === undefined ? value : Number(value.toPrecision(digits));
  const { kind, path, step, value, factor, reductions, next, parts } = explanation;
  const index = /\[\d+\](?=\.[^.[]*$)/.exec(path)?.[0] ?? "";
  const times = factor === undefined || factor === 1 ? "" : ` × ${written(factor)}`;
  const reduced = reductions === undefined ? "" : `, reductions ${reductions}`;
  const ahead = next ? `, ${next.what} at ${next.step}` : "";
  const line =
    value === null
      ? `${kind} not active${ahead}`
      : `${kind}${times} = ${written(value)} at ${step!}${reduced}${ahead}`;
  return [
    index ? `${index.slice(1, -1)}: ${line}` : line,
    ...parts.map((part) => explainText(part, options).replace(/^/gm, "  ")),
  ].join("\n");
}
