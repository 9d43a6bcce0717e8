import { schedules as builtIn } from "@anneal/experiment/schedules";
import { computed, defineComponent, h } from "vue";
import type { PropType, VNode } from "vue";
import type { LabTask } from "./messages.ts";
import type { LabRun } from "./useLab.ts";
import { checkedOf, textOf } from "../components/events.ts";

/** What is trained, and the buttons that train it. */
export const LabSettings = defineComponent({
  name: "LabSettings",
  props: { lab: { type: Object as PropType<LabRun>, required: true } },
  setup({ lab }) {
    const { choices, state } = lab;
    const runs = computed(() => ["training", "pausing", "paused"].includes(state.value));

    const number = (
      id: string,
      label: string,
      value: number,
      change: (value: number) => void,
    ): VNode =>
      h("div", { class: "field" }, [
        h("label", { for: id }, label),
        h("input", {
          id,
          inputmode: "decimal",
          autocomplete: "off",
          value,
          disabled: runs.value,
          onChange: (event: Event) => change(Number(textOf(event))),
        }),
      ]);
    const select = (
      id: string,
      label: string,
      value: string,
      options: readonly (readonly [value: string, text: string])[],
      change: (value: string) => void,
    ): VNode =>
      h("div", { class: "field" }, [
        h("label", { for: id }, label),
        h(
          "select",
          {
            id,
            value,
            disabled: runs.value,
            onChange: (event: Event) => change(textOf(event)),
          },
          options.map(([option, text]) => h("option", { value: option, key: option }, text)),
        ),
      ]);

    const buttons = (): VNode => {
      const button = (text: string, quiet: boolean, enabled: boolean, act: () => void): VNode =>
        h(
          "button",
          { type: "button", class: quiet ? "quiet" : "main", disabled: !enabled, onClick: act },
          text,
        );
      if (state.value === "interrupted") {
        return h("div", { class: "controls" }, [
          button("Go on", false, true, lab.resume),
          button("Discard", true, true, lab.discard),
        ]);
      }
      const stands = state.value === "paused" || state.value === "pausing";
      return h("div", { class: "controls" }, [
        button("Train", false, !runs.value, lab.train),
        stands
          ? button("Resume", true, state.value === "paused", lab.resume)
          : button("Pause", true, runs.value, lab.pause),
        button("Stop", true, runs.value, lab.discard),
      ]);
    };

    return (): VNode =>
      h("section", { "aria-labelledby": "lab-settings" }, [
        h("h2", { id: "lab-settings" }, "What is trained"),
        select(
          "lab-task",
          "images",
          choices.task,
          [
            ["fashion-mnist", "Fashion-MNIST: clothes"],
            ["mnist", "MNIST: handwritten digits"],
          ],
          (task) => (choices.task = task as LabTask),
        ),
        number(
          "lab-rate",
          "base learning rate",
          choices.learningRate,
          (rate) => (choices.learningRate = rate),
        ),
        number("lab-seed", "seed", choices.seed, (seed) => (choices.seed = seed)),
        select(
          "lab-samples",
          "training images",
          String(choices.samples),
          [
            ["7500", "7,500, fifteen epochs"],
            ["2000", "2,000, fifteen epochs"],
            ["640", "640, two epochs: to see that it works"],
          ],
          (samples) => {
            choices.samples = Number(samples);
            choices.epochs = choices.samples === 640 ? 2 : 15;
          },
        ),
        h("fieldset", [
          h("legend", "schedules"),
          h(
            "div",
            { class: "choices" },
            Object.keys(builtIn).map((name) =>
              h("label", { key: name, class: "choice" }, [
                h("input", {
                  type: "checkbox",
                  checked: choices.schedule.includes(name),
                  disabled: runs.value,
                  onChange: (event: Event) => {
                    choices.schedule = checkedOf(event)
                      ? [...choices.schedule, name]
                      : choices.schedule.filter((other) => other !== name);
                  },
                }),
                ` ${name}`,
              ]),
            ),
          ),
        ]),
        buttons(),
        h(
          "p",
          { class: "problem", role: "status" },
          lab.problem.value ||
            (state.value === "interrupted"
              ? "The page was closed before this training ended. It goes on after the last epoch of each schedule, to the last bit."
              : ""),
        ),
      ]);
  },
});
