import { defineComponent, h } from "vue";
import type { PropType, VNode } from "vue";
import type { Running } from "./keptRun.ts";
import type { LabRun } from "./useLab.ts";
import { short } from "../model/short.ts";
import { checkedOf, textOf } from "../components/events.ts";

/** Ends of the slider, as powers of ten. */
const powers = { least: -5, most: 0 } as const;

const stageOf = ({ steps, learningRate, trial, result, problem }: Running): string => {
  if (problem !== undefined) return problem;
  if (result) return "done";
  if (!trial) return "waits";
  const rate = learningRate === undefined ? "" : `, rate ${short(learningRate)}`;
  return `${String(steps)} of ${String(trial.total)} updates${rate}`;
};

/** How far each schedule is, and the rate that a person may take over while it trains. */
export const LabProgress = defineComponent({
  name: "LabProgress",
  props: { lab: { type: Object as PropType<LabRun>, required: true } },
  setup({ lab }) {
    const { runs, state, hand } = lab;

    const slider = (): VNode | false => {
      if (state.value !== "training" && state.value !== "paused") return false;
      const rate = hand.value ?? lab.choices.learningRate;
      return h("div", { class: "by-hand" }, [
        h("label", { class: "choice" }, [
          h("input", {
            type: "checkbox",
            checked: hand.value !== null,
            onChange: (event: Event) =>
              lab.setHand(checkedOf(event) ? lab.choices.learningRate : null),
          }),
          " Set the rate by hand",
        ]),
        h("input", {
          type: "range",
          "aria-label": "learning rate by hand",
          "aria-valuetext": short(rate),
          min: powers.least,
          max: powers.most,
          step: 0.05,
          disabled: hand.value === null,
          value: Math.log10(rate),
          onInput: (event: Event) => lab.setHand(10 ** Number(textOf(event))),
        }),
        h("span", short(rate)),
        h(
          "p",
          { class: "hint" },
          "It takes the place of every schedule that trains now. What was set by hand is marked: nobody can repeat it, so it is not in the results.",
        ),
      ]);
    };

    return (): VNode =>
      h("div", [
        h(
          "ul",
          { class: "progress" },
          Object.entries(runs.value).map(([name, run]) => {
            const total = Math.max(1, run.trial?.total ?? 1);
            return h("li", { key: name }, [
              h("span", [name, run.byHand ? " (by hand)" : ""]),
              h("progress", {
                "aria-label": `progress of ${name}`,
                max: total,
                value: run.result ? total : run.steps,
              }),
              h("span", stageOf(run)),
            ]);
          }),
        ),
        slider(),
      ]);
  },
});
