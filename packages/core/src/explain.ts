import { analysis, anyState, eventAfter, nudge, partsOf, wholeOf } from "./inside.ts";
import type { Part } from "./inside.ts";
import { nonNegative } from "./rules.ts";
import type { Composable } from "./schedule.ts";

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
  /** The next thing to happen to it; `null` if there is none, or none within a thousand events of the whole. */
  readonly next: NextEvent | null;
  /** The schedules directly inside. The parts of a product are its factors. */
  readonly parts: readonly Explanation[];
}

const read = /* @__PURE__ */ analysis<{ readonly step: number; readonly state?: unknown }>(
  "explain",
  { step: nonNegative, state: anyState },
  { state: undefined },
);

const furthest = 1000;

interface Watched {
  readonly part: Part;
  readonly value: number | null;
  readonly inside: readonly Watched[];
  /** Where its own next event is, on its own clock. */
  readonly due: number;
  next: NextEvent | null;
}

const partsAt = (part: Part): readonly Part[] =>
  partsOf({ ...part, step: part.step ?? 0 }).map((inner) =>
    // What has no step has no parts with one either.
    part.step === undefined ? { ...inner, step: undefined } : inner,
  );

function watch(part: Part): Watched {
  const { node, step, state } = part;
  const active = step !== undefined;
  return {
    part,
    value: active ? node.at(step, state) : null,
    due: active ? eventAfter(node, step) : Infinity,
    inside: partsAt(part).map(watch),
    next: null,
  };
}

/** Whether a schedule that is moving jumps up at its event. */
function startsAnew({ node, step, state }: Part, due: number): boolean {
  const before = node.at(due - 2 * nudge(due), state);
  const earlier = node.at(due - (due - step!) / 4, state);
  return before !== earlier && node.at(due, state) > before * (1 + 1e-9);
}

/** Notes what an event of the whole is to each part. Returns how many parts still have nothing ahead. */
function note(watched: Watched, before: Part, after: Part, event: number): number {
  const { part, due, inside } = watched;
  const [earlier, later] = [partsAt(before), partsAt(after)];
  const waiting = inside
    .map((inner, index) => note(inner, earlier[index]!, later[index]!, event))
    .reduce((sum, count) => sum + count, 0);
  if (watched.next) return waiting;

  const anew = inside.some(({ next }) => next?.step === event && next.what === "restart");
  const what = ((): NextEvent["what"] | undefined => {
    if (part.step === undefined) return after.step === undefined ? undefined : "start";
    if (after.step === undefined) return "end";
    if (after.step < before.step!) return "restart";
    if (after.step < due) return undefined;
    if (due >= part.node.end - nudge(due)) return "end";
    return anew || (inside.length === 0 && startsAnew(part, due)) ? "restart" : "boundary";
  })();
  if (!what) return waiting + 1;
  watched.next = { step: event, what };
  return waiting;
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
  const { node, ...given } = read(schedule, { step, state });
  const current = given.state ?? node.initial;
  const watched = watch(wholeOf(node, step, current));
  let event = eventAfter(node, step);
  for (let count = 0; count < furthest && event < Infinity; count++) {
    const sides = [event - nudge(event), event + nudge(event)].map((at) =>
      wholeOf(node, at, current),
    );
    if (note(watched, sides[0]!, sides[1]!, event) === 0) break;
    event = eventAfter(node, event);
  }
  return tell(watched);
}

/**
 * An {@link Explanation} as text: a line for each schedule, indented by its depth.
 *
 * @example
 * ```ts
 * explainText(explain(scale(0.5, ramp({ from: 1, to: 0, steps: 10 })), 4));
 * // => "scale × 0.5 = 0.3 at 4, end at 10\n  ramp = 0.6 at 4, end at 10"
 * ```
 */
export function explainText(explanation: Explanation): string {
  const { kind, path, step, value, factor, reductions, next, parts } = explanation;
  const index = /\[\d+\](?=\.[^.[]*$)/.exec(path)?.[0] ?? "";
  const times = factor === undefined || factor === 1 ? "" : ` × ${factor}`;
  const reduced = reductions === undefined ? "" : `, reductions ${reductions}`;
  const ahead = next ? `, ${next.what} at ${next.step}` : "";
  const line =
    value === null
      ? `${kind} not active${ahead}`
      : `${kind}${times} = ${value} at ${step!}${reduced}${ahead}`;
  return [
    index ? `${index.slice(1, -1)}: ${line}` : line,
    ...parts.map((part) => explainText(part).replace(/^/gm, "  ")),
  ].join("\n");
}
