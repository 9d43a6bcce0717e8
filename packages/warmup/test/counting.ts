import { defineSchedule } from "@anneal/core";
import type { ReactiveSchedule } from "@anneal/core";

interface Counts {
  readonly step: number | null;
  readonly count: number;
}

/** A kind of schedule that falls with every observation. */
export const counting = defineSchedule<
  object,
  (options: object) => ReactiveSchedule<Counts>,
  Counts
>("test/counting", {
  package: "test",
  options: {},
  build: () => ({
    at: (_step, { count }) => 1 / (1 + count),
    end: 0,
    initial: { step: null, count: 0 },
    monitors: ["loss"],
    observe: (state, { step, metrics }) =>
      step === state.step || !("loss" in metrics) ? state : { step, count: state.count + 1 },
  }),
});
