import { optaxExponentialDecay, optaxPiecewiseConstantSchedule } from "@anneal/compat";
import {
  advance,
  constant,
  cosineCurve,
  polynomialCurve,
  ramp,
  repeat,
  reversedCurve,
  sequence,
} from "@anneal/core";
import type { Phase, Schedule } from "@anneal/core";
import { sigmoid } from "@anneal/exponential";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";
import { parseDarknet } from "./syntax/darknet.ts";

/** Whether it is the configuration of a Darknet network. */
export const isDarknet = (settings: Settings): boolean =>
  settings.holds("net") && settings.keys().length === 1;

/** What Darknet has in place of π. */
const piOfDarknet = 3.14159265;

/** More cycles than there are steps to count. */
const mostCycles = 60;

/** A list of numbers, which Darknet writes in one text. */
function listOf(net: Settings, key: string, least = 0): number[] {
  return net
    .text(key)
    .split(",")
    .filter((item) => item !== "")
    .map((item, index) => {
      const number = Number(item);
      return Number.isFinite(number) && number >= least
        ? number
        : net.refuse(`${key}[${index}]`, `a number of at least ${least}`, item);
    });
}

/** Cosine cycles, each at its floor in its last step; none but the first is ever at its very top. */
function sgdr(net: Settings, rate: number, batches: number): Schedule {
  const min = net.amount("learning_rate_min", 0.00001);
  const first = net.positiveCount("sgdr_cycle", batches);
  const multiplier = net.positiveCount("sgdr_mult", 2);
  const cycle = (steps: number): Schedule =>
    // A little longer by what their π is too short.
    ramp({ from: rate, to: min, steps: steps * (Math.PI / piOfDarknet), curve: cosineCurve });
  if (multiplier === 1) {
    return sequence([
      { schedule: cycle(first), steps: first + 1 },
      repeat({ steps: first }, advance(1, cycle(first))),
    ]);
  }
  const phases: Phase[] = [{ schedule: cycle(first), steps: first + 1 }];
  let steps = first * multiplier;
  let until = first;
  while (until < batches && phases.length < mostCycles && Number.isSafeInteger(until + steps)) {
    phases.push({ schedule: advance(1, cycle(steps)), steps });
    until += steps;
    steps *= multiplier;
  }
  return sequence(phases) as Schedule;
}

const readers: Readonly<
  Record<string, (net: Settings, rate: number, batches: number) => Schedule>
> = {
  constant: (_, rate) => constant(rate),
  step: (net, rate) =>
    optaxExponentialDecay({
      initValue: rate,
      transitionSteps: net.positiveCount("step", 1),
      decayRate: net.positive("scale", 1),
      staircase: true,
    }),
  steps(net, rate): Schedule {
    // A step of -1, as older files have it, is over before the first batch: its scale is there from the beginning.
    const [steps, scales] = [listOf(net, "steps", -1), listOf(net, "scales")];
    if (scales.length < steps.length) {
      net.refuse("scales", `as many as there are steps (${steps.length})`, scales.length);
    }
    if (scales.length > steps.length) {
      net.note("scales", `those after the first ${steps.length} have no step, and no part`);
    }
    const wrong = steps.findIndex((step, index) => step < (steps[index - 1] ?? -1));
    if (wrong >= 0) net.refuse(`steps[${wrong}]`, "at least the step before it", steps[wrong]);
    const factors = new Map<number, number>();
    let first = rate;
    steps.forEach((step, index) => {
      if (step <= 0) first *= scales[index]!;
      else factors.set(step, (factors.get(step) ?? 1) * scales[index]!);
    });
    return optaxPiecewiseConstantSchedule({
      initValue: first,
      boundariesAndScales: Object.fromEntries(factors),
    });
  },
  exp: (net, rate) =>
    optaxExponentialDecay({
      initValue: rate,
      transitionSteps: 1,
      decayRate: net.positive("gamma", 1),
    }),
  poly: (net, rate, batches) =>
    ramp({ from: rate, to: 0, steps: batches, curve: polynomialCurve(net.positive("power", 4)) }),
  sigmoid: (net, rate) =>
    sigmoid({ max: rate, center: net.count("step", 1), rate: net.positive("gamma", 1) }),
  sgdr,
};

const known = [
  "learning_rate",
  "learning_rate_min",
  "policy",
  "burn_in",
  "power",
  "step",
  "steps",
  "scale",
  "scales",
  "gamma",
  "sgdr_cycle",
  "sgdr_mult",
];

function readDarknet(settings: Settings, options: ImportOptions): Found<Schedule> {
  const net = settings.inside("net");
  net.refuseUnread(/^(?:learning_?rate|lr|policy|burn|warm_?up|sgdr|scale|gamma|power)/, known);
  const rate = options.learningRate ?? net.amount("learning_rate", 0.001);
  const policy = net.oneOf("policy", Object.keys(readers), "constant");
  const given = options.totalSteps ?? net.count("max_batches", 0);
  const isNeeded = policy === "poly" || (policy === "sgdr" && !net.has("sgdr_cycle"));
  const batches =
    given === 0 && isNeeded ? net.ask("totalSteps", "net.max_batches is missing") : given;
  const burning = net.count("burn_in", 0);
  const schedule = readers[policy]!(net, rate, batches);
  if (burning === 0) return { learningRate: schedule, per: "step", steps: batches || undefined };
  const power = net.amount("power", 4);
  const learningRate = sequence([
    power > 0
      ? way({ from: 0, to: rate, steps: burning, curve: reversedCurve(polynomialCurve(power)) })
      : { schedule: rate, steps: burning },
    // The policy goes on counting from the first batch.
    advance(burning, schedule),
  ]);
  return { learningRate, per: "step", steps: batches || undefined };
}

/**
 * The schedule of a Darknet network: the `[net]` of its `.cfg`.
 *
 * A step is Darknet's number of the batch, which its rates are a function of.
 *
 * @param document - The text of the file, or `{ net: { learning_rate, policy, … } }`.
 * @param options - See {@link ImportOptions}: `totalSteps` stands in for `max_batches`.
 * @returns See {@link Imported}; `steps` is `max_batches`.
 * @throws {TypeError} If the text is no such file, or if something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, the policy `random` included, which is no schedule.
 *
 * @example
 * ```ts
 * const text = "[net]\nlearning_rate=0.001\nburn_in=10\npower=2\npolicy=steps\nsteps=40,60\nscales=.1,.1\nmax_batches=80";
 * const { learningRate } = fromDarknet(text);
 * [0, 5, 10, 40].map((step) => learningRate(step)); // => [0, 0.00025, 0.001, 0.0001]
 * ```
 */
export const fromDarknet = /* @__PURE__ */ importing(
  "fromDarknet",
  "darknet",
  readDarknet,
  parseDarknet,
);
