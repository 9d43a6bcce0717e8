import type { Json, ReactiveSchedule, Schedule } from "@anneal/core";
import { product, scale, sequence } from "@anneal/core";
import { expectTypeOf } from "vitest";
import { greedy, plateau } from "../src/index.ts";
import type { GreedyState, PlateauState } from "../src/index.ts";

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

  expectTypeOf(greedy({ schedule: pure, min: 0.01, max: 1 })).toEqualTypeOf<
    ReactiveSchedule<GreedyState>
  >();

  // @ts-expect-error A search needs its bounds.
  greedy({ schedule: 0.1 });
  // @ts-expect-error There are two windows.
  plateau({ schedule: 0.1, window: 3, windowMode: "mean" });
  // @ts-expect-error The schedule is what it reduces.
  plateau({ patience: 3 });
  // @ts-expect-error There is no automatic mode.
  plateau({ schedule: 0.1, mode: "auto" });
  // @ts-expect-error The state is not for writing.
  state.best = 1;
}
