import { defineComponent, h, ref, watch } from "vue";
import type { PropType, VNode } from "vue";
import { textOf } from "../components/events.ts";
import { OptionsForm } from "../components/OptionsForm.ts";
import { JsonEditor } from "./JsonEditor.ts";
import type { PlaygroundState } from "./usePlayground.ts";

/** The schedule that is edited, as a form or as JSON. */
export const ScheduleForm = defineComponent({
  name: "ScheduleForm",
  props: { playground: { type: Object as PropType<PlaygroundState>, required: true } },
  setup({ playground: { state, tab, reading, problem, chosen, replaceTab } }) {
    const written = ref(false);
    const form = ref<HTMLElement>();
    watch(chosen, (target) => {
      if (!target || written.value) return;
      const name = CSS.escape(JSON.stringify(target.place));
      form.value?.querySelector<HTMLElement>(`[data-place="${name}"]`)?.focus();
    });
    return (): VNode =>
      h("section", { ref: form, class: "edit", "aria-labelledby": "playground-schedule" }, [
        h("h2", { id: "playground-schedule" }, "Schedule"),
        h("div", { class: "field" }, [
          h("label", { for: "playground-name" }, "name"),
          h("input", {
            id: "playground-name",
            value: tab.value.name,
            maxlength: 60,
            autocomplete: "off",
            onInput: (event: Event) => replaceTab({ name: textOf(event) }),
          }),
        ]),
        h("div", { class: "choice", role: "group", "aria-label": "How it is written" }, [
          h(
            "button",
            {
              type: "button",
              "aria-pressed": !written.value,
              onClick: () => (written.value = false),
            },
            "Form",
          ),
          h(
            "button",
            {
              type: "button",
              "aria-pressed": written.value,
              onClick: () => (written.value = true),
            },
            "JSON",
          ),
        ]),
        written.value
          ? h(JsonEditor, {
              key: state.value.tab,
              spec: tab.value.spec,
              problem: reading.value.problem,
              chosen: chosen.value,
              onChange: (spec: unknown) => {
                if (typeof spec === "object" && spec !== null) replaceTab({ spec });
              },
            })
          : h(OptionsForm, {
              key: state.value.tab,
              spec: tab.value.spec,
              wrong: reading.value.problem?.path,
              label: "kind",
              onChange: (spec: unknown) => replaceTab({ spec }),
            }),
        h("p", { class: "problem", role: "status" }, problem.value),
      ]);
  },
});
