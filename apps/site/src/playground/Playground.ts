import { defineAsyncComponent, defineComponent, h, nextTick, ref, shallowRef } from "vue";
import type { Component, VNode } from "vue";
import { CurveChart } from "../components/CurveChart.ts";
import { checkedOf, textOf } from "../components/events.ts";
import { beginning } from "../model/catalogue.ts";
import { CopyMenu } from "./CopyMenu.ts";
import { CourseTable } from "./CourseTable.ts";
import { FindingList } from "./FindingList.ts";
import type { Taken } from "./ImportDialog.ts";
import { quietButton } from "./quietButton.ts";
import { ScheduleForm } from "./ScheduleForm.ts";
import { usePlayground } from "./usePlayground.ts";

/** Loaded when a schedule reacts to what is measured: most do not. */
const MetricPanel = defineAsyncComponent(
  async () => (await import("./MetricPanel.ts")).MetricPanel,
);

/** A page on which schedules are composed: by form or as JSON, drawn, explained, linted, copied. Its address holds it all. */
export const Playground = defineComponent({
  name: "AnnealPlayground",
  setup() {
    const playground = usePlayground();
    const { state, ready, reacts, steps, lines, summary, explained, change } = playground;
    const told = ref("");
    const dialog = ref<{ open: () => void }>();
    const importDialog = shallowRef<Component>();

    async function copy(what: string, text: string | Promise<string>): Promise<void> {
      try {
        await navigator.clipboard.writeText(await text);
        told.value = `${what} copied.`;
      } catch {
        told.value = `This browser does not let the page write to the clipboard: ${await text}`;
      }
    }
    const add = (name: string, spec: unknown, length?: number): void => {
      told.value = playground.add(name, spec, length);
    };
    const moveAt = (event: KeyboardEvent): void => {
      const by =
        event.key === "PageUp"
          ? state.value.steps / 100
          : event.key === "PageDown"
            ? -state.value.steps / 100
            : 0;
      if (by === 0) return;
      event.preventDefault();
      change({
        at: Math.min(state.value.steps, Math.max(0, Math.round(state.value.at + by))),
      });
    };

    /** The dialog and the importers are loaded when somebody has a file. */
    async function openImport(): Promise<void> {
      importDialog.value ??= (await import("./ImportDialog.ts")).ImportDialog;
      await nextTick();
      dialog.value?.open();
    }

    const tabList = (): VNode =>
      h("div", { class: "tabs", role: "group", "aria-label": "Schedules" }, [
        ...state.value.tabs.map(({ name }, index) =>
          h(
            "button",
            {
              key: index,
              type: "button",
              "aria-pressed": index === state.value.tab,
              style: { borderColor: `var(--line-${String(index)})` },
              onClick: () => change({ tab: index }),
            },
            name,
          ),
        ),
        quietButton("Add a schedule", () => add("cosine", beginning("cosine"))),
        quietButton("Read a configuration", () => void openImport()),
        quietButton("Remove this schedule", playground.remove, state.value.tabs.length === 1),
      ]);

    const controls = (): VNode =>
      h("div", { class: "controls" }, [
        h("div", { class: "field" }, [
          h("label", { for: "playground-steps" }, "updates of the run"),
          h("input", {
            id: "playground-steps",
            inputmode: "numeric",
            autocomplete: "off",
            value: state.value.steps,
            onChange: (event: Event) => playground.setSteps(textOf(event)),
          }),
        ]),
        h("div", { class: "field" }, [
          h("label", { for: "playground-log" }, "logarithmic"),
          h("input", {
            id: "playground-log",
            type: "checkbox",
            checked: state.value.log,
            onChange: (event: Event) => change({ log: checkedOf(event) }),
          }),
        ]),
        quietButton(
          "Show the whole run",
          () => change({ zoom: undefined }),
          state.value.zoom === undefined,
        ),
      ]);

    const stepChoice = (): VNode =>
      h("div", { class: "field wide" }, [
        h("label", { for: "playground-at" }, `step ${String(state.value.at)}`),
        h("input", {
          id: "playground-at",
          type: "range",
          min: 0,
          max: state.value.steps,
          step: 1,
          value: state.value.at,
          onInput: (event: Event) => change({ at: Number(textOf(event)) }),
          onKeydown: moveAt,
        }),
      ]);

    return (): VNode =>
      h("div", { class: ["anneal-app", "playground"], "data-ready": ready.value }, [
        tabList(),
        h("div", { class: "columns" }, [
          h(ScheduleForm, { playground }),
          h("div", { class: "view" }, [
            h("section", { "aria-labelledby": "playground-curve" }, [
              h("h2", { id: "playground-curve" }, "Curve"),
              h("p", { class: "hint" }, "Drag over a part to enlarge it; click to explain a step."),
              h(CurveChart, {
                steps: steps.value,
                lines: lines.value,
                log: state.value.log,
                at: state.value.at,
                summary: summary.value,
                onAt: (at: number) => change({ at }),
                onZoom: ([from, to]: readonly [number, number]) =>
                  change({ zoom: [from, Math.min(to, state.value.steps)] }),
              }),
              controls(),
              h(CourseTable, { playground, onCopy: copy }),
            ]),
            h("section", { "aria-labelledby": "playground-explain" }, [
              h("h2", { id: "playground-explain" }, "Where the value comes from"),
              stepChoice(),
              h("pre", { tabindex: 0, class: "explained" }, explained.value),
            ]),
            reacts.value ? h(MetricPanel, { playground }) : undefined,
            h(FindingList, { playground }),
            h(CopyMenu, { playground, told: told.value, onCopy: copy }),
          ]),
        ]),
        importDialog.value &&
          h(importDialog.value, {
            ref: dialog,
            onTake: ({ name, spec, steps: length }: Taken) => add(name, spec, length),
          }),
      ]);
  },
});
