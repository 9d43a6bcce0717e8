import {
  advance,
  childOf,
  clamp,
  cooldownFrom,
  delay,
  during,
  extend,
  hold,
  map,
  mirror,
  noise,
  product,
  ramp,
  repeat,
  reverse,
  rewarm,
  scale,
  sequence,
  stretch,
  sum,
  vary,
} from "@anneal/core";
import type { Composable, ReactiveSchedule, Schedule } from "@anneal/core";
import { greedy, plateau } from "@anneal/plateau";
import { dampened } from "@anneal/testing";
import { warmup } from "@anneal/warmup";

/** Lowest and highest value that a schedule may have. */
export type Bounds = readonly [low: number, high: number];

/** A combinator around a schedule, and what its values are bound by when those of the schedule are bound. */
export interface Wrapping {
  readonly name: string;
  readonly wrap: (inner: Composable) => Schedule | ReactiveSchedule;
  readonly within: (bounds: Bounds) => Bounds;
}

const including =
  (value: number) =>
  ([low, high]: Bounds): Bounds => [Math.min(low, value), Math.max(high, value)];
const same = (bounds: Bounds): Bounds => bounds;
const reduced = ([, high]: Bounds): Bounds => [0, high];

/** What has no length is cut to one. */
const finite = (inner: Composable): Composable => {
  const { end } = childOf(inner);
  return end > 0 && end < Infinity ? inner : sequence([{ schedule: inner, steps: 20 }]);
};

/** Every combinator, in each place that it has for a schedule where the place makes a difference. */
export const wrappings: readonly Wrapping[] = [
  {
    name: "clamp",
    wrap: (inner) => clamp({ min: 0.1, max: 0.7 }, inner),
    within: ([low, high]) => [
      Math.min(0.7, Math.max(0.1, low)),
      Math.min(0.7, Math.max(0.1, high)),
    ],
  },
  {
    name: "cooldownFrom",
    wrap: (inner) => cooldownFrom(6, { steps: 10, min: 0.05 }, inner),
    within: ([low, high]) => [Math.min(low, 0.05), high],
  },
  { name: "advance", wrap: (inner) => advance(2.5, inner), within: same },
  { name: "delay", wrap: (inner) => delay(2.5, inner), within: same },
  {
    name: "during",
    wrap: (inner) => during({ start: 3, steps: 11 }, inner),
    within: including(1),
  },
  {
    name: "extend",
    wrap: (inner) => {
      const schedule = finite(inner);
      return extend(childOf(schedule).end / 4, 13, schedule);
    },
    within: same,
  },
  {
    name: "greedy",
    wrap: (inner) => greedy({ schedule: inner, min: 0.01, max: 2, factor: 0.5, patience: 1 }),
    within: ([, high]) => [0, Math.max(2, high)],
  },
  {
    name: "map",
    wrap: (inner) => map(dampened, inner),
    within: ([low, high]) => [low / (1 + low), high / (1 + high)],
  },
  { name: "mirror", wrap: (inner) => mirror({ steps: 9 }, inner), within: same },
  {
    name: "noise",
    wrap: (inner) => noise({ amount: 0.25, every: 2 }, inner),
    within: ([low, high]) => [low * 0.75, high * 1.25],
  },
  {
    name: "plateau",
    wrap: (inner) => plateau({ schedule: inner, factor: 0.5, patience: 1 }),
    within: reduced,
  },
  {
    name: "product",
    wrap: (inner) => product([0.75, inner, ramp({ from: 1, to: 0.5, steps: 8 })]),
    within: ([low, high]) => [0.375 * low, 0.75 * high],
  },
  { name: "repeat", wrap: (inner) => repeat({ steps: 7, times: 3 }, inner), within: same },
  { name: "reverse", wrap: (inner) => reverse({ steps: 13 }, inner), within: same },
  {
    name: "rewarm",
    wrap: (inner) => rewarm(7, { steps: 4, next: 0.3 }, inner),
    within: including(0.3),
  },
  {
    name: "rewarm, next",
    wrap: (inner) => rewarm(3, { steps: 4, next: inner }, 0.2),
    within: including(0.2),
  },
  {
    name: "scale",
    wrap: (inner) => scale(1.5, inner),
    within: ([low, high]) => [1.5 * low, 1.5 * high],
  },
  {
    name: "sequence, first",
    wrap: (inner) => sequence([{ schedule: inner, steps: 8 }, 0.4]),
    within: including(0.4),
  },
  {
    name: "sequence, last",
    wrap: (inner) => sequence([{ schedule: 0.4, steps: 4 }, inner]),
    within: including(0.4),
  },
  { name: "hold", wrap: (inner) => hold(2.5, inner), within: same },
  { name: "stretch", wrap: (inner) => stretch(1.5, inner), within: same },
  {
    name: "sum",
    wrap: (inner) => sum([0.1, inner]),
    within: ([low, high]) => [low + 0.1, high + 0.1],
  },
  {
    name: "vary",
    wrap: (inner) => vary(ramp, { from: inner, to: 0.2, steps: 16 }),
    within: including(0.2),
  },
  {
    name: "warmup",
    wrap: (inner) => warmup({ schedule: inner, steps: 5, from: 0.01 }),
    within: including(0.01),
  },
];
