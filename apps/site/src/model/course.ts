import { isReactive, nextOf, simulate } from "anneal";
import type { ReactiveSchedule, Schedule, ScheduleNode, Simulation } from "anneal";

/** As many points as a chart is wide. */
const mostPoints = 2000;
/** Jumps beyond these are too dense to be told apart. */
const mostEvents = 1000;

/** The updates of a run that a chart shows: all where there is room, else evenly spread ones, and both sides of every event. */
export function shownSteps(
  nodes: readonly ScheduleNode[],
  from: number,
  to: number,
): readonly number[] {
  const count = to - from + 1;
  if (count <= mostPoints) return Array.from({ length: count }, (_, index) => from + index);
  const steps = new Set(
    Array.from({ length: mostPoints }, (_, index) =>
      Math.round(from + ((to - from) * index) / (mostPoints - 1)),
    ),
  );
  for (const node of nodes) {
    let step = from;
    for (let events = 0; events < mostEvents; events++) {
      step = nextOf(node, step);
      if (!(step <= to)) break;
      const first = Math.ceil(step);
      if (first > from) steps.add(first - 1);
      if (first <= to) steps.add(first);
    }
  }
  return [...steps].sort((a, b) => a - b);
}

/** What a schedule does over a run. */
export interface Course {
  /** The learning rate of an update. */
  readonly at: (step: number) => number;
  /** What a reactive schedule did when it observed. */
  readonly events: Simulation["events"];
}

/** Numbers separated by anything: what somebody pastes of a log. */
export const metricsIn = (text: string): readonly number[] =>
  text
    .split(/[\s,;]+/)
    .filter((word) => word !== "")
    .map(Number);

/** The course of a schedule: of one that reacts, with the metrics given, each observed after as many updates. */
export function courseOf(
  schedule: Schedule | ReactiveSchedule,
  steps: number,
  { metrics, every }: { readonly metrics: readonly number[]; readonly every: number },
): Course {
  if (!isReactive(schedule)) return { at: schedule, events: [] };
  if (metrics.length === 0)
    return { at: (step) => schedule.at(step, schedule.initial), events: [] };
  const { values, events } = simulate(schedule, metrics, { every, steps });
  return { at: (step) => values[Math.min(step, values.length - 1)]!, events };
}

/** A loss that falls, stalls, falls once more and stalls again: for schedules that react, until somebody gives their own. */
export const exampleMetrics: readonly number[] = Array.from({ length: 40 }, (_, index) =>
  Number(
    (index < 10 ? 2 - index / 10 : index < 20 ? 1 : index < 26 ? 1.6 - index * 0.03 : 0.8).toFixed(
      3,
    ),
  ),
);
