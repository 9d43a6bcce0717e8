import { constant, ramp } from "@anneal/core";
import type { Composable, Kind } from "@anneal/core";
import { compositionKinds, duration, learningRate } from "@anneal/testing";
import fc from "fast-check";
import { halving } from "./halving.ts";

/** Schedules with an end and without, rising, falling and still. */
export const pureLeaves: readonly fc.Arbitrary<Composable>[] = [
  learningRate(),
  learningRate().map((value) => constant(value)),
  fc
    .record({ from: learningRate(), to: learningRate(), steps: duration() })
    .map((options) => ramp(options)),
];

/** Schedules that react to one of two metrics. */
export const reactiveLeaves: readonly fc.Arbitrary<Composable>[] = [
  fc
    .record({
      schedule: fc.oneof(...pureLeaves),
      factor: fc.constantFrom(0.5, 0.1, 1),
      monitor: fc.constantFrom("loss", "error"),
    })
    .map((options) => halving(options)),
];

/** Every kind that a composition of these leaves can hold. */
export const leafKinds: readonly Kind[] = [...compositionKinds, constant, halving];
