import { expectTypeOf } from "vitest";
import { drive, kinds, parse, plateau, resumeFrom } from "../src/index.ts";
import type { Kind, PlateauState, ReactiveSchedule, Schedule, Snapshot } from "../src/index.ts";

export function types(snapshot: Snapshot, untrusted: unknown): void {
  expectTypeOf(parse(untrusted)).toEqualTypeOf<Schedule | ReactiveSchedule>();
  expectTypeOf(parse(snapshot.spec, [...kinds])).toEqualTypeOf<Schedule | ReactiveSchedule>();
  expectTypeOf(kinds).toEqualTypeOf<readonly Kind[]>();
  expectTypeOf(plateau({ schedule: 0.1 })).toEqualTypeOf<ReactiveSchedule<PlateauState>>();
  drive(0.1, { resume: resumeFrom(snapshot, { onMismatch: "use-snapshot", parse }) });
}
