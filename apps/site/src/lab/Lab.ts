import { computed, defineComponent, h, onMounted, ref } from "vue";
import type { VNode } from "vue";
import { answerOf, lastOf } from "./answer.ts";
import type { LabEpoch } from "./messages.ts";
import { isComparable, useLab } from "./useLab.ts";
import { CurveChart } from "../components/CurveChart.ts";
import type { Line } from "../components/CurveChart.ts";
import { LabProgress } from "./LabProgress.ts";
import { LabSettings } from "./LabSettings.ts";
import { LabTarget } from "./LabTarget.ts";

/** The exercise: a learning rate that is too high, and what schedules make of it, trained in the page. */
export const Lab = defineComponent({
  name: "AnnealLab",
  setup() {
    const ready = ref(false);
    const lab = useLab();
    const { choices, runs, state } = lab;
    onMounted(() => {
      ready.value = true;
    });

    const steps = computed(() => Array.from({ length: choices.epochs }, (_, index) => index + 1));
    const linesOf = (
      label: string,
      value: (epoch: LabEpoch) => number | null | undefined,
    ): readonly Line[] =>
      Object.entries(runs.value).map(([name, { epochs: done }]) => ({
        name: `${name}${label}`,
        values: steps.value.map((_, index) => {
          const epoch = done[index];
          return (epoch && value(epoch)) ?? null;
        }),
      }));
    const rates = computed(() => linesOf("", ({ learningRate }) => learningRate));
    const accuracies = computed(() => [
      ...linesOf(", validation", ({ validation }) => validation["accuracy"]),
      ...linesOf(", training", ({ training }) => training["accuracy"]),
    ]);
    const losses = computed(() => linesOf("", ({ validation }) => validation["loss"]));

    const answer = (): VNode =>
      h("section", { "aria-labelledby": "lab-answer" }, [
        h("h2", { id: "lab-answer" }, "Is the target met?"),
        h(
          "p",
          { class: "hint" },
          "The target: validation accuracy above 85 %, while training accuracy stays below 95 %.",
        ),
        h(
          "ul",
          { class: "answers", role: "status" },
          Object.entries(runs.value).flatMap(([name, { result, byHand }]) =>
            result
              ? [
                  h("li", { key: name }, [
                    h("strong", result.targetMet ? "✓ " : "✗ "),
                    answerOf(name, result, byHand),
                  ]),
                ]
              : [],
          ),
        ),
        h(LabTarget, { runs: runs.value }),
        h("p", { class: "hint" }, [
          "One seed is an anecdote: with another the same schedules may change places. Try some; ",
          h("a", { href: "#ten-seeds" }, "ten are here"),
          ".",
        ]),
        h(
          "button",
          {
            type: "button",
            class: "quiet",
            disabled: state.value !== "done" || !Object.values(runs.value).some(isComparable),
            onClick: lab.download,
          },
          "Download results.json",
        ),
        h("p", { class: "hint" }, [
          "It is the file of the command line: ",
          h("code", "anneal-bench report"),
          " and ",
          h("code", "anneal-bench compare"),
          " read it.",
        ]),
      ]);

    const summaryOf = (what: string): string =>
      `${what} by epoch: ${
        Object.entries(runs.value)
          .map(([name, { epochs: done }]) => {
            const { validation, training } = lastOf({ epochs: [...done] });
            return `${name} ${String(done.length)} epochs, validation ${String(validation)}, training ${String(training)}`;
          })
          .join("; ") || "nothing trained yet"
      }`;
    const chart = (
      title: string,
      lines: readonly Line[],
      what: string,
      close = false,
    ): readonly VNode[] => [
      h("h2", title),
      // What draws is loaded when there is something to draw.
      lines.length > 0
        ? h(CurveChart, { steps: steps.value, lines, close, summary: summaryOf(what) })
        : h("p", { class: "hint" }, "It is drawn while a schedule trains."),
    ];

    return (): VNode =>
      h(
        "div",
        {
          class: ["anneal-app", "playground", "lab"],
          "data-ready": ready.value,
          "data-state": state.value,
        },
        [
          h("div", { class: "columns" }, [
            h(LabSettings, { lab }),
            h("div", { class: "view" }, [
              h(LabProgress, { lab }),
              answer(),
              h("section", { "aria-label": "curves" }, [
                ...chart("Learning rate at the end of each epoch", rates.value, "Learning rate"),
                ...chart("Accuracy after each epoch", accuracies.value, "Accuracy", true),
                ...chart("Validation loss", losses.value, "Loss", true),
              ]),
            ]),
          ]),
        ],
      );
  },
});
