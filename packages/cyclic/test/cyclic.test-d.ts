import type { Schedule } from "@anneal/core";
import {
  cyclic,
  cyclicMomentum,
  oneCycle,
  oneCycleMomentum,
  rangeTest,
  sine,
  slantedTriangular,
} from "@anneal/cyclic";
import type {
  CyclicMomentumOptions,
  CyclicOptions,
  OneCycleMomentumOptions,
  OneCycleOptions,
  RangeTestOptions,
  SineOptions,
  SlantedTriangularOptions,
} from "@anneal/cyclic";
import { expectTypeOf } from "vitest";

export function types(): void {
  expectTypeOf(cyclic).parameters.toEqualTypeOf<[CyclicOptions]>();
  expectTypeOf(cyclic).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(oneCycle).parameters.toEqualTypeOf<[OneCycleOptions]>();
  expectTypeOf(oneCycle).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(oneCycleMomentum).parameters.toEqualTypeOf<[OneCycleMomentumOptions]>();
  expectTypeOf(oneCycleMomentum).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(slantedTriangular).parameters.toEqualTypeOf<[SlantedTriangularOptions]>();
  expectTypeOf(slantedTriangular).returns.toEqualTypeOf<Schedule>();
  expectTypeOf({ peak: 1, steps: 2, initial: undefined }).toExtend<OneCycleOptions>();
  expectTypeOf(cyclicMomentum).parameters.toEqualTypeOf<[CyclicMomentumOptions]>();
  expectTypeOf(sine).parameters.toEqualTypeOf<[SineOptions]>();
  expectTypeOf(sine).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(rangeTest).parameter(0).toEqualTypeOf<RangeTestOptions | undefined>();
  expectTypeOf(rangeTest).returns.toEqualTypeOf<Schedule>();
  expectTypeOf({ min: 0, max: 1, up: 2, scale: Math.sqrt }).toExtend<CyclicOptions>();

  // @ts-expect-error a scale gives a number
  cyclic({ min: 0, max: 1, up: 2, scale: String });
  // @ts-expect-error a mode of cyclic
  sine({ min: 0, max: 1, period: 2, mode: "triangular2" });
  // @ts-expect-error `up` is required
  cyclic({ min: 0, max: 1 });
  // @ts-expect-error unknown mode
  cyclic({ min: 0, max: 1, up: 2, mode: "exp_range" });
  // @ts-expect-error no such number of phases
  oneCycle({ peak: 1, steps: 2, phases: 4 });
  // @ts-expect-error momentum has no peak
  oneCycleMomentum({ peak: 1, steps: 2 });
  // @ts-expect-error `steps` is required
  slantedTriangular({ peak: 1 });
}
