/*
 * Whatever comes in, nothing takes long: random compositions of every kind, with lengths up to the largest number, nested
 * and widened as far as a document of 100 kB can be.
 *
 * `ANNEAL_FUZZ_SPECS` is the number of specs, `ANNEAL_SEED` draws others.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  area,
  explain,
  firstBelow,
  isReactive,
  lint,
  nextOf,
  parse,
  previousOf,
  ramp,
  sample,
  simulate,
  sparkline,
  toSVG,
} from "../src/index.ts";
import type { Composable, Json, ReactiveSchedule, Schedule } from "../src/index.ts";
import { anySchedule, everyKind } from "./random.ts";

const count = Number(process.env["ANNEAL_FUZZ_SPECS"] ?? 150);

/**
 * Milliseconds of processor time for a call. What takes 50 alone takes up to twice that beside other programs; a machine that
 * takes more than 12 for a million values has as much more.
 */
const budget = 2 * 50 * Math.max(1, millionValues() / 12);

function millionValues(): number {
  const schedule = ramp({ from: 1, to: 0, steps: 1e6 });
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    const before = process.cpuUsage();
    for (let at = 0; at < 1e6; at++) schedule(at);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

/** Bytes of a document. */
const largest = 100_000;

/** A generator of our own: the mutations are many, and need no shrinking. */
function random(seed: number): () => number {
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

const steps = [0, 1, 3.7, 10, 1e4, 2 ** 31, 2 ** 53, 1830592918179628.8, 1e300];

interface Call {
  readonly name: string;
  readonly run: () => unknown;
}

function callsOf(schedule: Schedule | ReactiveSchedule, next: () => number): Call[] {
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
const isClear = (error: unknown): boolean =>
  (error instanceof RangeError || error instanceof TypeError) &&
  /^@anneal\/[\w-]+: /u.test(error.message) &&
  /must|is nested deeper|comes after|there is no/u.test(error.message) &&
  error.message.length < 4000;

/** Runs a call, again if it took too long: it may have been interrupted, or been compiled. */
function measured({ run }: Call): { readonly took: number; readonly error?: unknown } {
  let took = Infinity;
  let thrown: { readonly error?: unknown } = {};
  for (let attempt = 0; attempt < 3 && took > budget; attempt++) {
    const before = process.cpuUsage();
    try {
      run();
    } catch (error) {
      thrown = { error };
    }
    const { user, system } = process.cpuUsage(before);
    took = Math.min(took, (user + system) / 1000);
  }
  return { took, ...thrown };
}

test("every call is over at once, or is one clear error", () => {
  const failures: string[] = [];
  let calls = 0;
  const judge = (call: Call, text: string): void => {
    calls++;
    const { took, error } = measured(call);
    if (took > budget) failures.push(`${call.name} takes ${took} ms: ${text}`);
    if (error !== undefined && !isClear(error))
      failures.push(
        `${call.name}: ${error instanceof Error ? error.message : typeof error}: ${text}`,
      );
  };
  const batch = 500;
  const seed = Number(process.env["ANNEAL_SEED"] ?? 1);
  let specs = 0;
  for (let from = 0; from < count && failures.length < 20; from += batch) {
    const bases = fc.sample(anySchedule(3), {
      numRuns: Math.min(batch, count - from),
      seed: (seed + from) | 0,
    });
    for (const [index, base] of bases.entries()) {
      specs++;
      const next = random(seed + from + index);
      const widened = mutated(base.spec, next, 0.25 * next());
      const text = JSON.stringify(wrapped(widened, next));
      if (text.length > largest) continue;
      let schedule: Schedule | ReactiveSchedule | undefined;
      judge(
        {
          name: "parse",
          run: () => {
            schedule = undefined;
            schedule = parse(JSON.parse(text), everyKind);
          },
        },
        text.slice(0, 3000),
      );
      if (!schedule) continue;
      for (const call of callsOf(schedule, next)) judge(call, text.slice(0, 3000));
    }
  }
  if (count > 1000) {
    process.stdout.write(`${specs} specs, ${calls} calls, ${failures.length} failures\n`);
  }
  expect(failures.join("\n")).toBe("");
}, 36_000_000);
