import { scale } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { expectTypeOf } from "vitest";
import { radamWarmup, untunedWarmup, warmup } from "../src/index.ts";

export function types(
  pure: Schedule,
  reactive: ReactiveSchedule,
  counting: ReactiveSchedule<{ readonly count: number }>,
  either: Schedule | ReactiveSchedule,
): void {
  expectTypeOf(warmup({ schedule: 0.1, steps: 4 })).toEqualTypeOf<Schedule>();
  expectTypeOf(warmup({ schedule: (step: number) => step, steps: 4 })).toEqualTypeOf<Schedule>();
  expectTypeOf(warmup({ schedule: pure, steps: 4 })).toEqualTypeOf<Schedule>();
  expectTypeOf(warmup({ schedule: reactive, steps: 4 })).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(warmup({ schedule: counting, steps: 4 })).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(warmup({ schedule: either, steps: 4 })).toEqualTypeOf<Schedule | ReactiveSchedule>();
  expectTypeOf(
    warmup({ schedule: scale(2, reactive), steps: 4 }),
  ).toEqualTypeOf<ReactiveSchedule>();

  expectTypeOf(untunedWarmup({ schedule: 0.1, beta2: 0.9 })).toEqualTypeOf<Schedule>();
  expectTypeOf(
    untunedWarmup({ schedule: reactive, beta2: 0.9, shape: "exponential" }),
  ).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(radamWarmup({ schedule: pure, beta2: 0.9 })).toEqualTypeOf<Schedule>();
  expectTypeOf(radamWarmup({ schedule: reactive, beta2: 0.9 })).toEqualTypeOf<ReactiveSchedule>();

  // @ts-expect-error The length follows from beta2.
  untunedWarmup({ schedule: 0.1, steps: 4 });
  // @ts-expect-error There are two shapes.
  untunedWarmup({ schedule: 0.1, beta2: 0.9, shape: "cosine" });
  // @ts-expect-error Its shape is its own.
  radamWarmup({ schedule: 0.1, beta2: 0.9, shape: "linear" });
  // @ts-expect-error A warmup has a length.
  warmup({ schedule: 0.1 });
  // @ts-expect-error There are two first values.
  warmup({ schedule: 0.1, steps: 4, first: "one" });
  // @ts-expect-error A curve comes from core, or is made like those.
  warmup({ schedule: 0.1, steps: 4, curve: (progress: number) => progress });
}
