import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { expectTypeOf } from "vitest";
import { fromKeras, fromTransformers } from "../src/index.ts";

export function types(): void {
  expectTypeOf(fromKeras({})).toEqualTypeOf<Schedule>();
  expectTypeOf(fromTransformers("linear", { learning_rate: 1 })).toEqualTypeOf<
    Schedule | ReactiveSchedule
  >();
}
