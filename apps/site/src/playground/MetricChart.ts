import { defineComponent, h, ref } from "vue";
import type { VNode } from "vue";
import { propOf } from "../components/propOf.ts";
import { drawLine } from "../model/drawing.ts";
import type { Spot } from "../model/drawing.ts";
import { short } from "../model/short.ts";

const width = 600;
const height = 160;

/** The metrics as a line that one draws anew with a finger or a mouse. Who does neither has the numbers beside it. */
export const MetricChart = defineComponent({
  name: "MetricChart",
  props: {
    values: { type: propOf<readonly number[]>(Array), required: true },
    /** How many measurements there is room for. */
    count: { type: Number, required: true },
  },
  emits: ["change"],
  setup(props, { emit }) {
    /** The highest value of the chart while somebody draws: a chart that moves cannot be drawn on. */
    const kept = ref<number>();
    let last: Spot | undefined;

    // One by one, because what somebody pastes may be more than a call takes arguments; "Infinity" has no place in a chart.
    const among = (choose: (one: number, other: number) => number): number =>
      props.values.filter(Number.isFinite).reduce((best, value) => choose(best, value), 0);
    const top = (): number => kept.value ?? (among(Math.max) * 1.1 || 1);
    const bottom = (): number => among(Math.min);
    const across = (): number => Math.max(1, props.count - 1);

    function spotOf({ currentTarget, clientX, clientY }: PointerEvent): Spot {
      const place = (currentTarget as Element).getBoundingClientRect();
      const share = (clientX - place.left) / place.width;
      const number = Math.min(props.count - 1, Math.max(0, Math.round(share * across())));
      // Above the chart there are higher values; below it there are none.
      const rise = Math.max(0, 1 - (clientY - place.top) / place.height);
      return [number, bottom() + (top() - bottom()) * rise];
    }
    function draw(event: PointerEvent): void {
      const spot = spotOf(event);
      emit("change", drawLine(props.values, last ?? spot, spot));
      last = spot;
    }
    const begin = (event: PointerEvent): void => {
      kept.value = top();
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      draw(event);
    };
    const go = (event: PointerEvent): void => {
      if (last !== undefined) draw(event);
    };
    const end = (): void => {
      last = undefined;
      kept.value = undefined;
    };

    return (): VNode => {
      const spread = top() - bottom();
      const low = bottom();
      const points = props.values
        .slice(0, props.count)
        .flatMap((value, number) =>
          Number.isFinite(value)
            ? [
                `${short((number / across()) * width)},${short((1 - (value - low) / spread) * height)}`,
              ]
            : [],
        );
      return h("figure", { class: "metric-chart" }, [
        h("figcaption", { class: "hint" }, "Draw a line: the metrics follow it."),
        h(
          "svg",
          {
            viewBox: `0 0 ${String(width)} ${String(height)}`,
            preserveAspectRatio: "none",
            role: "img",
            "aria-label": `${String(props.values.length)} metrics, from ${String(props.values[0] ?? "none")} to ${String(props.values.at(-1) ?? "none")}; the field above holds their numbers`,
            onPointerdown: begin,
            onPointermove: go,
            onPointerup: end,
            onPointercancel: end,
          },
          [h("polyline", { points: points.join(" ") })],
        ),
      ]);
    };
  },
});
