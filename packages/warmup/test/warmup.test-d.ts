import { scale } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { expectTypeOf } from "vitest";
import { warmup } from "../src/index.ts";

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

  // @ts-expect-error A warmup has a length.
  warmup({ schedule: 0.1 });
  // @ts-expect-error There are two first values.
  warmup({ schedule: 0.1, steps: 4, first: "one" });
  // @ts-expect-error A curve comes from core, or is made like those.
  warmup({ schedule: 0.1, steps: 4, curve: (progress: number) => progress });
}
