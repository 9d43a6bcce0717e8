import type { Json, ReactiveSchedule, Schedule } from "@anneal/core";
import { product, scale, sequence } from "@anneal/core";
import { expectTypeOf } from "vitest";
import { plateau } from "../src/index.ts";
import type { PlateauState } from "../src/index.ts";

export function types(pure: Schedule, reactive: ReactiveSchedule, state: PlateauState): void {
  expectTypeOf(plateau({ schedule: 0.1 })).toEqualTypeOf<ReactiveSchedule<PlateauState>>();
  expectTypeOf(plateau({ schedule: pure })).toEqualTypeOf<ReactiveSchedule<PlateauState>>();
  expectTypeOf(plateau({ schedule: reactive })).toEqualTypeOf<ReactiveSchedule<PlateauState>>();
  expectTypeOf(plateau({ schedule: (step) => step })).toEqualTypeOf<
    ReactiveSchedule<PlateauState>
  >();
  expectTypeOf(plateau({ schedule: plateau({ schedule: 0.1 }) }).initial.best).toEqualTypeOf<
    number | null
  >();

  // It takes part in every combinator, which is then reactive.
  expectTypeOf(scale(2, plateau({ schedule: 0.1 }))).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(product([plateau({ schedule: 0.1 }), 2])).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(
    sequence([{ schedule: plateau({ schedule: 0.1 }), steps: 5 }, 0.1]),
  ).toEqualTypeOf<ReactiveSchedule>();

  state satisfies Record<Exclude<keyof PlateauState, "inner">, Json> & { inner: unknown };

  // @ts-expect-error The schedule is what it reduces.
  plateau({ patience: 3 });
  // @ts-expect-error There is no automatic mode.
  plateau({ schedule: 0.1, mode: "auto" });
  // @ts-expect-error The state is not for writing.
  state.best = 1;
}
