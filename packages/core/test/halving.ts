import { childOf, decayFactor, defineSchedule, name, schedule } from "@anneal/core";
import type { Composable, ReactiveSchedule } from "@anneal/core";

interface HalvingOptions {
  readonly schedule: Composable;
  readonly factor?: number | undefined;
  readonly monitor?: string | undefined;
}

interface HalvingState {
  readonly step: number | null;
  readonly last: number | null;
  readonly scale: number;
  readonly inner: unknown;
}

/** A schedule of a third party: halves what it holds each time the metric is above the one before it. */
export const halving = /* @__PURE__ */ defineSchedule<
  HalvingOptions,
  (options: HalvingOptions) => ReactiveSchedule<HalvingState>,
  HalvingState
>("test/halving", {
  package: "test-schedules",
  options: { schedule, factor: decayFactor, monitor: name },
  defaults: { factor: 0.5, monitor: "loss" },
  build({ schedule: inner, factor = 0.5, monitor = "loss" }) {
    const child = childOf(inner);
    return {
      at: (step, state) => state.scale * child.at(step, state.inner),
      end: child.end,
      children: [child],
      monitors: [...new Set([monitor, ...(child.monitors ?? [])])],
      initial: { step: null, last: null, scale: 1, inner: child.initial ?? null },
      observe(state, observation) {
        const seen = child.observe ? child.observe(state.inner, observation) : state.inner;
        const value = observation.metrics[monitor];
        if (value === undefined || observation.step === state.step)
          return { ...state, inner: seen };
        const rises = state.last !== null && value > state.last;
        return {
          step: observation.step,
          last: Number.isFinite(value) ? value : state.last,
          scale: rises ? state.scale * factor : state.scale,
          inner: seen,
        };
      },
    };
  },
});
