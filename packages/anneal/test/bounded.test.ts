/*
 * Whatever comes in, nothing takes long: random compositions of every kind, and everything that can be asked of them.
 *
 * `ANNEAL_FUZZ_SPECS` is the number of specs, `ANNEAL_SEED` draws others.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../src/index.ts";
import type { ReactiveSchedule, Schedule } from "../src/index.ts";
import { callsOf, isClear, random, widened } from "./boundedCalls.ts";
import type { Call } from "./boundedCalls.ts";
import { anySchedule, everyKind } from "./random.ts";

const count = Number(process.env["ANNEAL_FUZZ_SPECS"] ?? 150);
const seed = Number(process.env["ANNEAL_SEED"] ?? 1);

/** Milliseconds of processor time of a call, on a machine that has nothing else to do. */
const budget = 50;

const processorTime = (run: () => void): number => {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** How many times as long as on an idle machine everything takes at the moment: two programs on one core share its caches. */
function slowness(): number {
  let value = 1;
  const took = processorTime(() => {
    for (let round = 0; round < 4_000_000; round++) value = value * 0.999_999 + 1 / (value + 1);
  });
  return Math.max(1, took / 24) * Number(value > 0);
}

/**
 * Runs a call, again if it took too long: the garbage of others is collected at its expense, and an engine compiles when it
 * sees fit. What takes too long takes so every time.
 */
function measured({ run }: Call): { readonly took: number; readonly error?: unknown } {
  let took = Infinity;
  let thrown: { readonly error?: unknown } = {};
  for (let attempt = 0; attempt < 4 && took > budget; attempt++) {
    // Asked for only where it matters.
    const slow = attempt > 0 ? slowness() : 1;
    const time = processorTime(() => {
      try {
        run();
      } catch (error) {
        thrown = { error };
      }
    });
    took = Math.min(took, time / slow);
  }
  return { took, ...thrown };
}

/** The specs of one batch, as text. */
function textsOf(from: number, many: number): string[] {
  return fc
    .sample(anySchedule(3), { numRuns: many, seed: (seed + from) | 0 })
    .map((base, index) => widened(base.spec, random(seed + from + index)))
    .filter((text) => text !== undefined);
}

test("every call is over at once, or is one clear error", () => {
  const failures: string[] = [];
  let calls = 0;
  let slowest = 0;
  const judge = (call: Call, text: string): void => {
    calls++;
    const { took, error } = measured(call);
    slowest = Math.max(slowest, took);
    const where = text.slice(0, 3000);
    if (took > budget) failures.push(`${call.name} takes ${took} ms: ${where}`);
    if (error !== undefined && !isClear(error)) {
      const told = error instanceof Error ? error.message : typeof error;
      failures.push(`${call.name}: ${told}: ${where}`);
    }
  };
  const batch = 500;
  let specs = 0;
  for (let from = 0; from < count && failures.length < 20; from += batch) {
    const texts = textsOf(from, Math.min(batch, count - from));
    for (const [index, text] of texts.entries()) {
      specs++;
      let schedule: Schedule | ReactiveSchedule | undefined;
      const build = (): void => {
        schedule = undefined;
        schedule = parse(JSON.parse(text), everyKind);
      };
      judge({ name: "parse", run: build }, text);
      if (!schedule) continue;
      for (const call of callsOf(schedule, random(seed + from + index))) judge(call, text);
    }
  }
  if (count > 1000) {
    process.stdout.write(
      `${specs} specs, ${calls} calls, ${failures.length} failures, slowest call ${slowest.toFixed(1)} ms\n`,
    );
  }
  expect(failures.join("\n")).toBe("");
}, 36_000_000);

const nestedIn = (kind: string, times: number, steps: number, inside: object): object => {
  let spec = inside;
  for (let level = 0; level < times; level++) spec = { kind, steps, schedule: spec };
  return spec;
};
const varied = {
  kind: "vary",
  factory: "multiStep",
  options: {
    initial: { kind: "ramp", from: 1, to: 0.5, steps: 7 },
    milestones: Array.from({ length: 3000 }, (_, index) => index),
    factor: 0.9,
  },
};
const beta2 = { beta2: 0.99 };
/** As many as a document may have numbers. */
const thousands = Array.from({ length: 9900 }, (_, index) => index);
const half = thousands.slice(0, 4900);
const third = thousands.slice(0, 3300);
const watching = (schedule: object): object => ({
  kind: "plateau",
  schedule,
  factor: 0.4,
  patience: 2,
});
const fall = { kind: "ramp", from: 1, to: 0, steps: 7 };

const heldFor = (steps: number): object => ({ kind: "hold", steps, schedule: fall });
const greedily = (schedule: object): object => ({
  kind: "greedy",
  schedule,
  min: 0.01,
  max: 1,
  factor: 0.9,
  patience: 1,
  window: 2,
});
/** Each is made of two that are made of two. */
const inTwos = (depth: number): object =>
  depth === 0
    ? fall
    : {
        kind: "vary",
        factory: "ramp",
        options: { from: inTwos(depth - 1), to: inTwos(depth - 1), steps: 10 },
      };

/** What took too long once. */
test.each<readonly [string, object]>([
  ["twenty reverses", nestedIn("reverse", 20, 10, fall)],
  ["twenty reverses of rounds", nestedIn("reverse", 20, 1e300, nestedIn("repeat", 1, 3, fall))],
  ["sixty reverses", nestedIn("reverse", 60, 10, fall)],
  ["fifteen that hold around one that holds for a moment", nestedIn("hold", 15, 10, heldFor(1e-9))],
  ["twelve mirrors around one that holds for a moment", nestedIn("mirror", 12, 10, heldFor(0.01))],
  [
    "a reverse around one that holds for very long",
    nestedIn("reverse", 9, 2 ** 53, heldFor(1e300)),
  ],
  ["a clock on a clock, thirty times", nestedIn("reverse", 31, 3, nestedIn("repeat", 1, 3, fall))],
  ["mirrors of thousands of milestones that vary", nestedIn("mirror", 30, 1e300, varied)],
  ["rounds of thousands of milestones that vary", nestedIn("repeat", 4, 3, varied)],
  [
    "a plateau around a plateau",
    watching(watching({ kind: "radamWarmup", ...beta2, schedule: fall })),
  ],
  ["a greedy around a greedy around a greedy", greedily(greedily(greedily(fall)))],
  ["two that vary inside each that varies, nine deep", inTwos(9)],
  ["a plateau around thirty falls", watching({ kind: "product", schedules: Array(30).fill(fall) })],
  ["drops without number", { kind: "step", initial: 1, every: 1e-300, factor: 0.1 }],
  ["small drops without number", { kind: "step", initial: 1, every: 1e-300, factor: 1 - 2 ** -53 }],
  ["drops that nothing is left of", { kind: "step", initial: 1, every: 1e-16, factor: 0.0861 }],
  ["waves that halve", { kind: "sine", min: 0, max: 1, period: 3, mode: "halving" }],
  [
    "waves that fade",
    { kind: "sine", min: 0, max: 1, period: 3, mode: "exponential", factor: 0.64 },
  ],
  ["restarts that fall", { kind: "cosineRestarts", initial: 1, steps: 2.21, factor: 0.132 }],
  [
    "restarts that hardly grow",
    { kind: "cosineRestarts", initial: 1, steps: 2, multiplier: 1 + 1e-9 },
  ],
  [
    "thousands of milestones",
    { kind: "multiStep", initial: 1, milestones: thousands, factor: 0.999 },
  ],
  [
    "thousands of values",
    { kind: "piecewise", boundaries: half, values: [0, ...half].map((at) => at % 7) },
  ],
  ...["piecewiseLinear", "piecewiseCosine"].map(
    (kind) =>
      [
        `thousands of points of ${kind}`,
        { kind, points: third.map((at) => [at, at % 7]) },
      ] as const,
  ),
  [
    "thousands of cycles",
    { kind: "cosineCycles", cycles: third.map(() => ({ steps: 2, peak: 1 })) },
  ],
  [
    "a power of a step of 300 digits",
    { kind: "powerLaw", amplitude: 1, exponent: -0.51, peak: 1, warmup: 0 },
  ],
])(
  "%s are bounded, too",
  (_name, spec) => {
    const taken: string[] = [];
    const built = measured({ name: "parse", run: () => parse(spec, everyKind) });
    if (built.took > budget) taken.push(`parse: ${built.took} ms`);
    const schedule = parse(spec, everyKind);
    // Which analyses are made is drawn; all of them have been after so many draws.
    for (let draw = 0; draw < 12; draw++) {
      for (const call of callsOf(schedule, random(draw))) {
        const { took } = measured(call);
        if (took > budget) taken.push(`${call.name}: ${took} ms`);
      }
    }
    expect(taken).toEqual([]);
  },
  120_000,
);

test("no call takes more than 64 MB", async () => {
  const texts = textsOf(0, Math.ceil(Math.min(count, 4000) / 2));
  // A thread whose heap may grow by as much above what it loads, some 10 MB, and is over when it does.
  const { outputFiles } = await build({
    bundle: true,
    write: false,
    platform: "node",
    conditions: ["@anneal/source"],
    entryPoints: [fileURLToPath(new URL("boundedMemory.ts", import.meta.url))],
  });
  const worker = new Worker(outputFiles[0]!.text, {
    eval: true,
    workerData: { texts, seed },
    resourceLimits: { maxOldGenerationSizeMb: 20 + 64, maxYoungGenerationSizeMb: 16 },
  });
  let last = "the first call";
  const done = await new Promise<unknown>((resolve) => {
    worker.on("message", (message: { readonly at?: string; readonly calls?: number }) => {
      if (message.at === undefined) resolve(message.calls);
      else last = message.at;
    });
    worker.on("error", resolve);
  });
  await worker.terminate();
  expect(done, `after ${last}`).toBeTypeOf("number");
  expect(done).toBeGreaterThan(texts.length);
}, 3_600_000);
