import type { Schedule } from "@anneal/core";
import { multiStep, piecewise, step } from "@anneal/step";
import type { MultiStepOptions, PiecewiseOptions, StepOptions } from "@anneal/step";
import { expectTypeOf } from "vitest";

export function types(): void {
  expectTypeOf(step).parameters.toEqualTypeOf<[StepOptions]>();
  expectTypeOf(step).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(multiStep).parameters.toEqualTypeOf<[MultiStepOptions]>();
  expectTypeOf(multiStep).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(piecewise).parameters.toEqualTypeOf<[PiecewiseOptions]>();
  expectTypeOf(piecewise).returns.toEqualTypeOf<Schedule>();

  const milestones = [1, 2] as const;
  expectTypeOf({ initial: 1, milestones }).toExtend<MultiStepOptions>();
  expectTypeOf({ initial: 1, every: 2, factor: undefined }).toExtend<StepOptions>();

  // @ts-expect-error `every` is required
  step({ initial: 1 });
  // @ts-expect-error unknown option
  step({ initial: 1, every: 2, gamma: 0.1 });
  // @ts-expect-error `values` is required
  piecewise({ boundaries: [1] });
  // @ts-expect-error a number is no list
  multiStep({ initial: 1, milestones: 3 });
}
