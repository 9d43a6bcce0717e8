import { computed, defineComponent, h, shallowRef } from "vue";
import type { VNode } from "vue";
import { isReactive } from "anneal";
import { beginning } from "../model/catalogue.ts";
import { courseOf, exampleMetrics, shownSteps } from "../model/course.ts";
import { hashOf } from "../model/link.ts";
import { read } from "../model/reading.ts";
import { initialState } from "../model/state.ts";
import { CurveChart } from "./CurveChart.ts";
import { OptionsForm } from "./OptionsForm.ts";

const steps = 1000;

/** The curve of a kind with its options below it. */
export const KindCurve = defineComponent({
  name: "KindCurve",
  props: { kind: { type: String, required: true } },
  setup(props) {
    const spec = shallowRef<unknown>(beginning(props.kind));
    const reading = computed(() => read(spec.value));
    const shown = computed(() => {
      const { schedule } = reading.value;
      return schedule ? shownSteps([], 0, steps) : [0, steps];
    });
    const drawn = computed(() => {
      const { schedule, problem } = reading.value;
      if (!schedule) return { values: shown.value.map(() => null), problem: problem.message };
      try {
        const { at } = courseOf(schedule, steps + 1, {
          metrics: exampleMetrics,
          every: steps / exampleMetrics.length,
        });
        return { values: shown.value.map(at), problem: "" };
      } catch (error) {
        return { values: shown.value.map(() => null), problem: (error as Error).message };
      }
    });
    const base = import.meta.env.BASE_URL;
    async function open(): Promise<void> {
      const state = { ...initialState, tabs: [{ name: props.kind, spec: spec.value }], steps };
      location.assign(`${base}playground${await hashOf(state)}`);
    }
    return (): VNode =>
      h("div", [
        h(CurveChart, {
          steps: shown.value,
          lines: [{ name: props.kind, values: drawn.value.values }],
          summary: `Learning rate of ${props.kind} over ${String(steps)} updates`,
        }),
        isReactive(reading.value.schedule)
          ? h(
              "p",
              { class: "hint" },
              "Driven by a loss that falls, stalls, falls once more and stalls again.",
            )
          : undefined,
        h(OptionsForm, {
          spec: spec.value,
          wrong: reading.value.problem?.path,
          label: props.kind,
          fixed: true,
          onChange: (next: unknown) => (spec.value = next),
        }),
        h("p", { class: "problem", role: "status" }, drawn.value.problem),
        h(
          "button",
          { type: "button", class: "quiet", onClick: () => void open() },
          "Open it in the playground",
        ),
      ]);
  },
});
