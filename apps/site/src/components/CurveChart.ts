import { defineComponent, h, onBeforeUnmount, onMounted, ref, watch } from "vue";
import type { VNode } from "vue";
import type UPlot from "uplot";
import { short } from "../model/short.ts";
import { propOf } from "./propOf.ts";

/** A line of the chart: its value at each of the steps; `null` where there is none. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** Marks the lines apart where colours cannot be told. */
const dashes: readonly number[][] = [
  [],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3],
  [14, 5],
  [4, 2, 1, 2],
  [1, 4],
  [12, 3, 3, 3],
];

const height = 300;

// An enum of types alone, of which nothing is left when it runs: 3 is logarithmic.
// eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment
const logarithmic: UPlot.Scale = { distr: 3 };

/** The learning rates of a run: drag to enlarge a part, move to read a step. Drawn once the page runs in a browser. */
export const CurveChart = defineComponent({
  name: "CurveChart",
  props: {
    steps: { type: propOf<readonly number[]>(Array), required: true },
    lines: { type: propOf<readonly Line[]>(Array), required: true },
    log: { type: Boolean, default: false },
    /** Whether the axis begins at the least value of the lines, and not at 0: for accuracies, whose differences are small. */
    close: { type: Boolean, default: false },
    /** The step that is marked. */
    at: { type: propOf<number | undefined>(Number), default: undefined },
    /** What the chart shows, for those who do not see it. */
    summary: { type: String, required: true },
  },
  emits: ["at", "zoom"],
  setup(props, { emit }) {
    const place = ref<HTMLElement>();
    let chart: UPlot | undefined;
    let Chart: typeof UPlot | undefined;
    let resized: ResizeObserver | undefined;
    let themed: MutationObserver | undefined;

    const color = (name: string): string =>
      getComputedStyle(place.value!).getPropertyValue(name).trim() || "#888";

    const data = (): UPlot.AlignedData => [
      [...props.steps],
      ...props.lines.map(({ values }) =>
        // A logarithmic axis has no 0.
        values.map((value) => (props.log && !(value! > 0) ? null : value)),
      ),
    ];

    const mark = (plot: UPlot): void => {
      if (props.at === undefined) return;
      const x = plot.valToPos(props.at, "x", true);
      const { left, top, width, height: tall } = plot.bbox;
      if (!(x >= left && x <= left + width)) return;
      plot.ctx.save();
      plot.ctx.strokeStyle = color("--chart-text");
      plot.ctx.setLineDash([4, 4]);
      plot.ctx.beginPath();
      plot.ctx.moveTo(x, top);
      plot.ctx.lineTo(x, top + tall);
      plot.ctx.stroke();
      plot.ctx.restore();
    };

    function draw(): void {
      if (!Chart || !place.value) return;
      chart?.destroy();
      const axis: UPlot.Axis = {
        stroke: () => color("--chart-text"),
        grid: { stroke: () => color("--chart-grid"), width: 1 },
        ticks: { stroke: () => color("--chart-grid"), width: 1 },
      };
      chart = new Chart(
        {
          width: Math.max(200, place.value.clientWidth),
          height,
          scales: {
            x: { time: false },
            y: props.log
              ? logarithmic
              : {
                  range: (_plot, least, most) =>
                    props.close && most > least
                      ? [least - (most - least) * 0.05, most + (most - least) * 0.05]
                      : [0, most > 0 ? most * 1.05 : 1],
                },
          },
          legend: { show: false },
          cursor: { drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
          axes: [
            axis,
            { ...axis, size: 64, values: (_plot, values) => values.map((value) => short(value)) },
          ],
          series: [
            {},
            ...props.lines.map(({ name }, index): UPlot.Series => ({
              label: name,
              stroke: () => color(`--line-${String(index)}`),
              width: 2,
              dash: dashes[index] ?? [],
              points: { show: false },
            })),
          ],
          hooks: {
            draw: [mark],
            setSelect: [
              (plot) => {
                const { left, width } = plot.select;
                if (width < 5) return;
                const from = Math.max(0, Math.floor(plot.posToVal(left, "x")));
                const to = Math.ceil(plot.posToVal(left + width, "x"));
                plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
                if (to - from > 1) emit("zoom", [from, to]);
              },
            ],
          },
        },
        data(),
        place.value,
      );
      chart.over.addEventListener("click", () => {
        const index = chart?.cursor.idx;
        const step = index === null || index === undefined ? undefined : props.steps[index];
        if (step !== undefined) emit("at", step);
      });
    }

    onMounted(async () => {
      ({ default: Chart } = await import("uplot"));
      draw();
      resized = new ResizeObserver(() => {
        if (chart && place.value) {
          chart.setSize({ width: Math.max(200, place.value.clientWidth), height });
        }
      });
      if (place.value) resized.observe(place.value);
      // The colours of the lines are those of the theme.
      themed = new MutationObserver(() => chart?.redraw(false));
      themed.observe(document.documentElement, { attributeFilter: ["class"] });
    });
    onBeforeUnmount(() => {
      resized?.disconnect();
      themed?.disconnect();
      chart?.destroy();
    });
    watch(
      () => [props.lines.map(({ name }) => name).join("\n"), props.log],
      () => draw(),
    );
    watch(
      () => [props.steps, props.lines],
      () => chart?.setData(data()),
    );
    watch(
      () => props.at,
      () => chart?.redraw(false),
    );
    return (): VNode =>
      h("figure", { class: "chart" }, [
        h("div", { ref: place, class: "canvas", role: "img", "aria-label": props.summary }),
        h(
          "figcaption",
          props.lines.map(({ name }, index) =>
            h("span", { class: "name", key: index }, [
              h("svg", { width: 28, height: 10, "aria-hidden": "true" }, [
                h("line", {
                  x1: 0,
                  x2: 28,
                  y1: 5,
                  y2: 5,
                  stroke: `var(--line-${String(index)})`,
                  "stroke-width": 2,
                  "stroke-dasharray": dashes[index]!.join(" "),
                }),
              ]),
              name,
            ]),
          ),
        ),
      ]);
  },
});
