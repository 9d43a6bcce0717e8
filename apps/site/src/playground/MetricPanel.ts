import { defineComponent, h } from "vue";
import type { PropType, VNode } from "vue";
import { textOf } from "../components/events.ts";
import { exampleMetrics } from "../model/course.ts";
import { short } from "../model/short.ts";
import type { State } from "../model/state.ts";
import { MetricChart } from "./MetricChart.ts";
import type { PlaygroundState } from "./usePlayground.ts";

/** With more measurements than this a chart has less than three pixels for each. */
const mostDrawn = 200;

/** How many measurements are drawn: as many as there are in the run. */
const countOf = ({ steps, every }: State): number =>
  Math.min(mostDrawn, Math.max(1, Math.floor(steps / every)));

/** The metrics that a reactive schedule is given, and what it does about them. */
export const MetricPanel = defineComponent({
  name: "MetricPanel",
  props: { playground: { type: Object as PropType<PlaygroundState>, required: true } },
  setup({ playground: { state, drawn, metrics, metricsProblem, change } }) {
    return (): VNode =>
      h("section", { "aria-labelledby": "playground-metrics" }, [
        h("h2", { id: "playground-metrics" }, "What is measured"),
        h("label", { for: "playground-values" }, "a metric for each evaluation, in order"),
        h("textarea", {
          id: "playground-values",
          rows: 3,
          spellcheck: "false",
          value: state.value.metrics ?? exampleMetrics.join(" "),
          onInput: (event: Event) => change({ metrics: textOf(event) || " " }),
        }),
        metricsProblem.value === ""
          ? h(MetricChart, {
              values: metrics.value,
              count: countOf(state.value),
              onChange: (values: readonly number[]) => change({ metrics: values.join(" ") }),
            })
          : undefined,
        h("div", { class: "field" }, [
          h("label", { for: "playground-every" }, "updates before each"),
          h("input", {
            id: "playground-every",
            inputmode: "numeric",
            autocomplete: "off",
            value: state.value.every,
            onChange: (event: Event) => {
              const every = Math.round(Number(textOf(event)));
              if (every >= 1 && every <= state.value.steps) change({ every });
            },
          }),
        ]),
        h("p", { class: "problem", role: "status" }, metricsProblem.value),
        h(
          "ul",
          (drawn.value[state.value.tab]?.course?.events ?? [])
            .slice(0, 50)
            .map(({ step, what, from, to }) =>
              h(
                "li",
                { key: step },
                `${what} at step ${String(step)}: ${short(from)} → ${short(to)}`,
              ),
            ),
        ),
      ]);
  },
});
