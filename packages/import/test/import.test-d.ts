import type { ReactiveSchedule, Schedule, Snapshot } from "@anneal/core";
import { expectTypeOf } from "vitest";
import { fromDeepSpeed, fromTorch, read } from "../src/index.ts";
import type { Imported } from "../src/index.ts";

export function types(): void {
  expectTypeOf(fromDeepSpeed).returns.toEqualTypeOf<Imported<Schedule>>();
  expectTypeOf(fromTorch({}).learningRate).toEqualTypeOf<Schedule | ReactiveSchedule>();
  expectTypeOf(fromTorch({}).snapshot).toEqualTypeOf<Snapshot>();
  expectTypeOf(read("")).resolves.toEqualTypeOf<Imported>();
}
