import type { Schedule } from "@anneal/core";
import { cyclic, oneCycle, oneCycleMomentum, slantedTriangular } from "@anneal/cyclic";
import type {
  CyclicOptions,
  OneCycleMomentumOptions,
  OneCycleOptions,
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
