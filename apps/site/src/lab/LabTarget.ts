import { defineComponent, h } from "vue";
import type { PropType, VNode } from "vue";
import { lastOf, target } from "./answer.ts";
import type { Running } from "./keptRun.ts";

const width = 480;
const height = 300;
const margin = { left: 44, right: 28, top: 12, bottom: 40 };

/** The least span of an axis, so that a single dot does not fill it. */
const least = 0.1;

/** An axis that holds some accuracies and a bound, to whole hundredths. */
function axisOf(values: readonly number[], bound: number): { from: number; to: number } {
  const from = Math.floor(100 * Math.min(bound - least / 2, ...values) - 0.5) / 100;
  const to = Math.ceil(100 * Math.max(bound + least / 2, ...values) + 0.5) / 100;
  return { from, to: Math.min(1, Math.max(to, from + least)) };
}

/**
 * The picture of the report: training accuracy across, validation accuracy up, the region of the target shaded, a mark for each
 * schedule, and an arrow from the constant rate to each of the others. The report's own is drawn by a library that is larger than
 * the whole page.
 */
export const LabTarget = defineComponent({
  name: "LabTarget",
  props: {
    runs: { type: Object as PropType<Readonly<Record<string, Running>>>, required: true },
  },
  setup(props) {
    return (): VNode | false => {
      const points = Object.entries(props.runs).flatMap(([name, { result }]) => {
        if (result?.status !== "completed") return [];
        const { training, validation } = lastOf(result);
        return [{ name, training, validation }];
      });
      if (points.length === 0) return false;
      const across = axisOf(
        points.map(({ training }) => training),
        target.trainingBelow,
      );
      const up = axisOf(
        points.map(({ validation }) => validation),
        target.validationAbove,
      );
      const x = (value: number): number =>
        margin.left +
        ((value - across.from) / (across.to - across.from)) * (width - margin.left - margin.right);
      const y = (value: number): number =>
        height -
        margin.bottom -
        ((value - up.from) / (up.to - up.from)) * (height - margin.top - margin.bottom);
      const ticks = ({ from, to }: { from: number; to: number }): readonly number[] => {
        const step = to - from > 0.3 ? 0.1 : to - from > 0.15 ? 0.05 : 0.02;
        const first = Math.ceil(from / step - 1e-9);
        const count = Math.floor(to / step + 1e-9) - first + 1;
        return Array.from({ length: count }, (_, index) => (first + index) * step);
      };
      const percent = (value: number): string => `${String(Math.round(100 * value))} %`;
      const constant = points.find(({ name }) => name === "constant");
      return h(
        "svg",
        {
          class: "target",
          viewBox: `0 0 ${String(width)} ${String(height)}`,
          role: "img",
          "aria-label": `Training accuracy across, validation accuracy up. The target is met above 85 % validation and below 95 % training. ${points
            .map(
              ({ name, training, validation }) =>
                `${name}: ${(100 * training).toFixed(1)} % training, ${(100 * validation).toFixed(1)} % validation.`,
            )
            .join(" ")}`,
        },
        [
          h("defs", [
            h(
              "marker",
              {
                ...{ id: "lab-arrow", viewBox: "0 0 10 10", refX: 9, refY: 5 },
                ...{ markerWidth: 7, markerHeight: 7, orient: "auto-start-reverse" },
              },
              [h("path", { d: "M0 0L10 5L0 10z", class: "head" })],
            ),
          ]),
          h("rect", {
            class: "region",
            x: margin.left,
            y: margin.top,
            width: Math.max(0, x(target.trainingBelow) - margin.left),
            height: Math.max(0, y(target.validationAbove) - margin.top),
          }),
          h("text", { class: "region-name", x: margin.left + 6, y: margin.top + 14 }, "the target"),
          ...ticks(across).map((value) =>
            h(
              "text",
              {
                class: "tick",
                x: x(value),
                y: height - margin.bottom + 16,
                "text-anchor": "middle",
              },
              percent(value),
            ),
          ),
          ...ticks(up).map((value) =>
            h(
              "text",
              { class: "tick", x: margin.left - 6, y: y(value) + 4, "text-anchor": "end" },
              percent(value),
            ),
          ),
          h("path", {
            class: "axis",
            d: `M${String(margin.left)} ${String(margin.top)}V${String(height - margin.bottom)}H${String(width - margin.right)}`,
          }),
          h(
            "text",
            { class: "tick", x: width - margin.right, y: height - 6, "text-anchor": "end" },
            "training accuracy →   (up: validation accuracy)",
          ),
          ...points
            // Where both are the same there is no way to show, and a head alone would point anywhere.
            .filter(
              ({ training, validation }) =>
                constant && (training !== constant.training || validation !== constant.validation),
            )
            .map(({ training, validation }) =>
              h("line", {
                class: "arrow",
                x1: x(constant!.training),
                y1: y(constant!.validation),
                x2: x(training),
                y2: y(validation),
                "marker-end": "url(#lab-arrow)",
              }),
            ),
          ...points.flatMap(({ name, training, validation }) => {
            const left = x(training) > width - 110;
            return [
              h("circle", { class: "dot", cx: x(training), cy: y(validation), r: 5 }),
              h(
                "text",
                {
                  class: "name",
                  x: x(training) + (left ? -9 : 9),
                  // Below the mark where the arrows begin, which mostly go up.
                  y: y(validation) + (name === "constant" ? 16 : -7),
                  "text-anchor": left ? "end" : "start",
                },
                name,
              ),
            ];
          }),
        ],
      );
    };
  },
});
