import { defineComponent, h } from "vue";
import type { PropType, VNode } from "vue";
import { tableOf } from "../model/table.ts";
import { quietButton } from "./quietButton.ts";
import type { PlaygroundState } from "./usePlayground.ts";

/** The learning rates as a table, for whoever reads or copies numbers. */
export const CourseTable = defineComponent({
  name: "CourseTable",
  props: { playground: { type: Object as PropType<PlaygroundState>, required: true } },
  emits: ["copy"],
  setup({ playground: { state, drawn, steps } }, { emit }) {
    return (): VNode => {
      const rows = tableOf(
        state.value.tabs.map(({ name }, index) => ({ name, course: drawn.value[index]?.course })),
        steps.value,
      );
      const [head = [], ...body] = rows;
      return h("details", { class: "table" }, [
        h("summary", "The curves as a table"),
        h(
          "div",
          { class: "scrolls", tabindex: 0, role: "region", "aria-label": "Learning rates" },
          [
            h("table", [
              h(
                "thead",
                h(
                  "tr",
                  head.map((name) => h("th", { scope: "col" }, name)),
                ),
              ),
              h(
                "tbody",
                body.map((row, index) =>
                  h(
                    "tr",
                    { key: index },
                    row.map((value) => h("td", value)),
                  ),
                ),
              ),
            ]),
          ],
        ),
        quietButton("Copy it as CSV", () =>
          emit("copy", "The table", rows.map((row) => row.join(",")).join("\n")),
        ),
      ]);
    };
  },
});
