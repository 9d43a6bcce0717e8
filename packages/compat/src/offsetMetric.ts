import { childOf, defineSchedule, isReactive, name } from "@anneal/core";
import type { ReactiveSchedule } from "@anneal/core";
import { finite } from "./rules.ts";

/**
 * A reactive schedule that sees one of its metrics moved by a constant.
 *
 * optax asks for an improvement by a share of the best and by an amount at once: `m < best · (1 − rtol) − atol`. With both
 * `m` and `best` moved by `atol / rtol`, that is an improvement by a share alone.
 */
export const offsetMetric = /* @__PURE__ */ defineSchedule<
  { monitor: string; by: number; schedule: ReactiveSchedule },
  (options: { monitor: string; by: number; schedule: ReactiveSchedule }) => ReactiveSchedule
>("compat/offsetMetric", {
  package: "@anneal/compat",
  options: {
    monitor: name,
    by: finite,
    schedule: {
      type: "object",
      rule: "a schedule that reacts to a metric",
      accepts: isReactive,
    },
  },
  build({ monitor, by, schedule }) {
    const child = childOf(schedule);
    return {
      at: (step, state) => child.at(step, state),
      end: child.end,
      initial: child.initial,
      monitors: schedule.monitors,
      children: [child],
      stateOf: (state) => state,
      observe: (state, { step, metrics }) =>
        schedule.observe(
          state,
          Object.hasOwn(metrics, monitor)
            ? { step, metrics: { ...metrics, [monitor]: metrics[monitor]! + by } }
            : { step, metrics },
        ),
    };
  },
});
