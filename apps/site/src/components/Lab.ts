import { schedules as builtIn } from "@anneal/experiment/schedules";
import images from "@anneal/fashion-mnist/images.bin?url";
import { computed, defineComponent, h, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";
import type { VNode } from "vue";
import { answerOf, lastOf } from "../lab/answer.ts";
import type { FromLab, LabResult, LabTrial, ToLab } from "../lab/messages.ts";
import { CurveChart } from "./CurveChart.ts";
import type { Line } from "./CurveChart.ts";
import { checkedOf, textOf } from "./events.ts";

/** What a schedule has done so far. */
interface Running {
  readonly steps: number;
  readonly total: number;
  readonly epochs: LabResult["epochs"];
  readonly result?: LabResult;
  readonly problem?: string;
}

const waiting: Running = { steps: 0, total: 0, epochs: [] };

/** More at once would share the same cores. */
const mostWorkers = 4;

/** The exercise: a learning rate that is too high, and what schedules make of it, trained in the page. */
export const Lab = defineComponent({
  name: "AnnealLab",
  setup() {
    const ready = ref(false);
    const chosen = ref<readonly string[]>(["constant", "halving"]);
    const learningRate = ref(0.02);
    const seed = ref(3);
    const samples = ref(7500);
    const epochs = ref(15);
    const problem = ref("");
    const paused = ref(false);
    const runs = shallowRef<Readonly<Record<string, Running>>>({});
    const workers = new Set<Worker>();
    const queue: LabTrial[] = [];
    const busy = ref(false);

    const put = (name: string, part: Partial<Running>): void => {
      runs.value = { ...runs.value, [name]: { ...(runs.value[name] ?? waiting), ...part } };
    };

    function end(worker: Worker): void {
      worker.terminate();
      workers.delete(worker);
      next();
    }
    function next(): void {
      const trial = queue.shift();
      if (!trial) {
        busy.value = workers.size > 0;
        return;
      }
      const name = trial.schedule;
      const worker = new Worker(new URL("../lab/lab.worker.ts", import.meta.url), {
        type: "module",
      });
      workers.add(worker);
      worker.onmessage = ({ data }: MessageEvent<FromLab>) => {
        if (data.type === "step") put(name, { steps: data.steps, total: data.total });
        else if (data.type === "epoch") {
          put(name, { epochs: [...(runs.value[name]?.epochs ?? []), data.epoch] });
        } else {
          put(name, data.type === "done" ? { result: data.result } : { problem: data.message });
          end(worker);
        }
      };
      worker.onerror = ({ message }) => {
        put(name, { problem: message });
        end(worker);
      };
      const order: ToLab = { type: "train", trial, images: new URL(images, location.href).href };
      // It waits as the others do.
      if (paused.value) worker.postMessage({ type: "pause" } satisfies ToLab);
      worker.postMessage(order);
    }
    function stop(): void {
      queue.length = 0;
      for (const worker of workers) worker.terminate();
      workers.clear();
      busy.value = false;
      paused.value = false;
    }
    function train(): void {
      if (chosen.value.length === 0) {
        problem.value = "Choose at least one schedule.";
        return;
      }
      if (!(learningRate.value > 0) || !Number.isSafeInteger(seed.value) || seed.value < 1) {
        problem.value = "The learning rate must be above 0, and the seed an integer of at least 1.";
        return;
      }
      problem.value = "";
      stop();
      runs.value = Object.fromEntries(chosen.value.map((name) => [name, waiting]));
      for (const schedule of chosen.value) {
        queue.push({
          schedule,
          learningRate: learningRate.value,
          seed: seed.value,
          samples: samples.value,
          testSamples: 2000,
          epochs: epochs.value,
          batchSize: 64,
        });
      }
      busy.value = true;
      const most = Math.min(mostWorkers, Math.max(1, navigator.hardwareConcurrency - 1));
      for (let count = Math.min(most, queue.length); count > 0; count--) next();
    }
    function pause(): void {
      paused.value = !paused.value;
      const order: ToLab = { type: paused.value ? "pause" : "resume" };
      for (const worker of workers) worker.postMessage(order);
    }
    onMounted(() => {
      ready.value = true;
    });
    onBeforeUnmount(stop);

    const steps = computed(() => Array.from({ length: epochs.value }, (_, index) => index + 1));
    const linesOf = (
      label: string,
      value: (epoch: LabResult["epochs"][number]) => number | null | undefined,
    ): readonly Line[] =>
      Object.entries(runs.value).map(([name, { epochs: done }]) => ({
        name: `${name}${label}`,
        values: steps.value.map((_, index) => {
          const epoch = done[index];
          return (epoch && value(epoch)) ?? null;
        }),
      }));
    const rates = computed(() => linesOf("", ({ learningRate: rate }) => rate));
    const accuracies = computed(() => [
      ...linesOf(", validation", ({ validation }) => validation["accuracy"]),
      ...linesOf(", training", ({ training }) => training["accuracy"]),
    ]);
    const losses = computed(() => linesOf("", ({ validation }) => validation["loss"]));

    function download(): void {
      const found = {
        settings: {
          task: "fashion-mnist",
          learningRate: learningRate.value,
          seed: seed.value,
          samples: samples.value,
          epochs: epochs.value,
          batchSize: 64,
        },
        results: Object.fromEntries(
          Object.entries(runs.value).flatMap(([name, { result }]) =>
            result ? [[name, result]] : [],
          ),
        ),
      };
      const link = document.createElement("a");
      link.href = URL.createObjectURL(
        new Blob([JSON.stringify(found, null, 2)], { type: "application/json" }),
      );
      link.download = `lab-seed-${String(seed.value)}.json`;
      link.click();
      URL.revokeObjectURL(link.href);
    }

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
          disabled: busy.value,
          onChange: (event: Event) => change(Number(textOf(event))),
        }),
      ]);

    const settings = (): VNode =>
      h("section", { "aria-labelledby": "lab-settings" }, [
        h("h2", { id: "lab-settings" }, "What is trained"),
        number(
          "lab-rate",
          "base learning rate",
          learningRate.value,
          (value) => (learningRate.value = value),
        ),
        number("lab-seed", "seed", seed.value, (value) => (seed.value = value)),
        h("div", { class: "field" }, [
          h("label", { for: "lab-samples" }, "training images"),
          h(
            "select",
            {
              id: "lab-samples",
              value: String(samples.value),
              disabled: busy.value,
              onChange: (event: Event) => {
                samples.value = Number(textOf(event));
                epochs.value = samples.value === 640 ? 2 : 15;
              },
            },
            [
              h("option", { value: "7500" }, "7,500, fifteen epochs"),
              h("option", { value: "2000" }, "2,000, fifteen epochs"),
              h("option", { value: "640" }, "640, two epochs: to see that it works"),
            ],
          ),
        ]),
        h("fieldset", [
          h("legend", "schedules"),
          h(
            "div",
            { class: "choices" },
            Object.keys(builtIn).map((name) =>
              h("label", { key: name, class: "choice" }, [
                h("input", {
                  type: "checkbox",
                  checked: chosen.value.includes(name),
                  disabled: busy.value,
                  onChange: (event: Event) => {
                    chosen.value = checkedOf(event)
                      ? [...chosen.value, name]
                      : chosen.value.filter((other) => other !== name);
                  },
                }),
                ` ${name}`,
              ]),
            ),
          ),
        ]),
        h("div", { class: "controls" }, [
          h("button", { type: "button", disabled: busy.value, onClick: train }, "Train"),
          h(
            "button",
            { type: "button", class: "quiet", disabled: !busy.value, onClick: pause },
            paused.value ? "Resume" : "Pause",
          ),
          h(
            "button",
            { type: "button", class: "quiet", disabled: !busy.value, onClick: stop },
            "Stop",
          ),
        ]),
        h("p", { class: "problem", role: "status" }, problem.value),
      ]);

    const progress = (): VNode =>
      h(
        "ul",
        { class: "progress" },
        Object.entries(runs.value).map(([name, { steps: done, total, result, problem: failed }]) =>
          h("li", { key: name }, [
            h("span", name),
            h("progress", {
              "aria-label": `progress of ${name}`,
              max: Math.max(1, total),
              value: result ? Math.max(1, total) : done,
            }),
            h(
              "span",
              failed ??
                (result
                  ? "done"
                  : total === 0
                    ? "waits"
                    : `${String(done)} of ${String(total)} updates`),
            ),
          ]),
        ),
      );

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
          Object.entries(runs.value).flatMap(([name, { result }]) =>
            result
              ? [
                  h("li", { key: name }, [
                    h("strong", result.targetMet ? "✓ " : "✗ "),
                    answerOf(name, result),
                  ]),
                ]
              : [],
          ),
        ),
        h(
          "p",
          { class: "hint" },
          "One seed is an anecdote: with another the same schedules may change places. Try some; anneal-bench experiment plateaued trains ten.",
        ),
        h(
          "button",
          {
            type: "button",
            class: "quiet",
            disabled: !Object.values(runs.value).some(({ result }) => result),
            onClick: download,
          },
          "Download what was measured",
        ),
      ]);

    const summaryOf = (what: string): string =>
      `${what} by epoch: ${
        Object.entries(runs.value)
          .map(([name, { epochs: done }]) => {
            const { validation, training } = lastOf({ epochs: done });
            return `${name} ${String(done.length)} epochs, validation ${String(validation)}, training ${String(training)}`;
          })
          .join("; ") || "nothing trained yet"
      }`;

    const charts = (): VNode =>
      h("section", { "aria-labelledby": "lab-charts" }, [
        h("h2", { id: "lab-charts" }, "Learning rate at the end of each epoch"),
        h(CurveChart, {
          steps: steps.value,
          lines: rates.value,
          summary: summaryOf("Learning rate"),
        }),
        h("h2", "Accuracy after each epoch"),
        h(CurveChart, {
          steps: steps.value,
          lines: accuracies.value,
          summary: summaryOf("Accuracy"),
        }),
        h("h2", "Validation loss"),
        h(CurveChart, { steps: steps.value, lines: losses.value, summary: summaryOf("Loss") }),
      ]);

    return (): VNode =>
      h("div", { class: ["anneal-app", "playground", "lab"], "data-ready": ready.value }, [
        h("div", { class: "columns" }, [
          settings(),
          h("div", { class: "view" }, [progress(), answer(), charts()]),
        ]),
      ]);
  },
});
