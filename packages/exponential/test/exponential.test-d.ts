import type { Schedule } from "@anneal/core";
import { exponential, inverseTime, tanh } from "@anneal/exponential";
import type { ExponentialOptions, InverseTimeOptions, TanhOptions } from "@anneal/exponential";
import { expectTypeOf } from "vitest";

export function types(): void {
  expectTypeOf(exponential).parameters.toEqualTypeOf<[ExponentialOptions]>();
  expectTypeOf(exponential).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(inverseTime).parameters.toEqualTypeOf<[InverseTimeOptions]>();
  expectTypeOf(inverseTime).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(tanh).parameters.toEqualTypeOf<[TanhOptions]>();
  expectTypeOf(tanh).returns.toEqualTypeOf<Schedule>();
  expectTypeOf({ initial: 1, steps: 5, lower: undefined }).toExtend<TanhOptions>();
  expectTypeOf({ initial: 1, factor: 0.5, min: undefined }).toExtend<ExponentialOptions>();

  // @ts-expect-error `factor` is required
  exponential({ initial: 1 });
  // @ts-expect-error `staircase` is a boolean
  exponential({ initial: 1, factor: 0.5, staircase: 1 });
  // @ts-expect-error `steps` is required
  tanh({ initial: 1 });
  // @ts-expect-error unknown option
  tanh({ initial: 1, steps: 5, lb: -6 });
  // @ts-expect-error `rate` is required
  inverseTime({ initial: 1 });
  // @ts-expect-error unknown option
  inverseTime({ initial: 1, rate: 1, min: 0.1 });
}
