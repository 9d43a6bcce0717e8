/*
 * What the tests of bounded work and of bounded memory call: every analysis of what a spec builds, and specs with lengths up
 * to the largest number, nested and widened as far as a document of 100 kB can be.
 */
import {
  area,
  explain,
  firstBelow,
  isReactive,
  lint,
  nextOf,
  previousOf,
  sample,
  simulate,
  sparkline,
  toSVG,
} from "../src/index.ts";
import type { Composable, Json, ReactiveSchedule, Schedule } from "../src/index.ts";

/** Bytes of a document. */
const largest = 100_000;

/** A generator of our own: the mutations are many, and need no shrinking. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

const extremes = [
  0,
  5e-324,
  1e-300,
  1e-9,
  2 ** -20,
  0.1,
  1,
  2,
  3,
  7.5,
  1e3,
  1e5,
  2 ** 31,
  2 ** 53 - 1,
  2 ** 53,
  1e300,
  Number.MAX_VALUE,
];

/** Other numbers, and lists that are many times as long, here and there. */
function mutated(value: Json, next: () => number, rate: number): Json {
  if (typeof value === "number") {
    return next() < rate ? extremes[Math.floor(next() * extremes.length)]! : value;
  }
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => mutated(item, next, rate));
    if (next() > rate) return items;
    const times = Math.floor(2 ** (next() * 11));
    const short = JSON.stringify(items).length * times < largest;
    return short ? Array.from({ length: times }, () => items).flat() : items;
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, mutated(item, next, rate)]),
    );
  }
  return value;
}

/** Up to sixty combinators around. */
function wrapped(spec: Json, next: () => number): Json {
  let whole = spec;
  const number = (): number => extremes[Math.floor(next() * extremes.length)]!;
  const length = next() < 0.5 ? 10 : number();
  const wraps: readonly (() => Json)[] = [
    () => ({ kind: "mirror", schedule: whole }),
    () => ({ kind: "mirror", steps: length, schedule: whole }),
    () => ({ kind: "reverse", steps: length, schedule: whole }),
    () => ({ kind: "repeat", steps: length, schedule: whole }),
    () => ({ kind: "delay", steps: length, schedule: whole }),
    () => ({ kind: "advance", steps: length, schedule: whole }),
    () => ({ kind: "hold", steps: number(), schedule: whole }),
    () => ({ kind: "stretch", factor: number(), schedule: whole }),
    () => ({ kind: "sequence", phases: [{ schedule: whole, steps: length }, 0.1] }),
    () => ({ kind: "vary", factory: "ramp", options: { from: whole, to: 0, steps: length } }),
  ];
  const one = Math.floor(next() * wraps.length);
  const levels = Math.floor(next() ** 3 * 60);
  for (let level = 0; level < levels; level++) {
    const index = next() < 0.7 ? one : Math.floor(next() * wraps.length);
    whole = wraps[index]!();
  }
  return whole;
}

/** A spec made of another, as text; `undefined` if it is too long. */
export function widened(spec: Json, next: () => number): string | undefined {
  const text = JSON.stringify(wrapped(mutated(spec, next, 0.25 * next()), next));
  return text.length > largest ? undefined : text;
}

const steps = [0, 1, 3.7, 10, 1e4, 2 ** 31, 2 ** 53, 1830592918179628.8, 1e300];

export interface Call {
  readonly name: string;
  readonly run: () => unknown;
}

export function callsOf(schedule: Schedule | ReactiveSchedule, next: () => number): Call[] {
  const at = steps[Math.floor(next() * steps.length)]!;
  const run = [10, 1000, 10_000][Math.floor(next() * 3)]!;
  const given = schedule as Composable;
  const { node } = schedule;
  const analyses: readonly Call[] = [
    { name: `explain at ${at}`, run: () => explain(given, at) },
    { name: `lint ${run}`, run: () => lint(given, { steps: run }) },
    { name: `sample ${run}`, run: () => sample(given, { steps: run }) },
    { name: "sample", run: () => sample(given, { every: Math.max(1, node.end / 100) }) },
    { name: `area ${run}`, run: () => area(given, 0, run) },
    { name: `area from ${at}`, run: () => area(given, at, at + run) },
    { name: `firstBelow ${run}`, run: () => firstBelow(given, 1e-9, { steps: run }) },
    { name: "sparkline", run: () => sparkline(given) },
    { name: "toSVG", run: () => toSVG(given) },
    { name: `toSVG ${run}`, run: () => toSVG(given, { steps: run }) },
    { name: `simulate ${run}`, run: () => simulate(given, [3, 2, 2, NaN, 4], { steps: run }) },
    { name: `simulate ${run} metrics`, run: () => simulate(given, Array<number>(run).fill(2)) },
  ];
  const metrics = Object.fromEntries((node.monitors ?? []).map((name) => [name, 1]));
  return [
    { name: `value at ${at}`, run: () => node.at(at, node.initial) },
    { name: `nextOf ${at}`, run: () => nextOf(node, at) },
    { name: `previousOf ${at}`, run: () => previousOf(node, at) },
    ...(isReactive(schedule)
      ? [{ name: "observe", run: () => schedule.observe(schedule.initial, { step: 3, metrics }) }]
      : []),
    ...Array.from({ length: 3 }, () => analyses[Math.floor(next() * analyses.length)]!),
  ];
}

/** A message that names its package and says what has to be otherwise. */
export const isClear = (error: unknown): boolean =>
  (error instanceof RangeError || error instanceof TypeError) &&
  /^@anneal\/[\w-]+: /u.test(error.message) &&
  /must|is nested deeper|comes after|there is no/u.test(error.message) &&
  error.message.length < 4000;
