import { axisX, axisY, dot, gridY } from "@observablehq/plot";
import { draw } from "./canvas.ts";
import { padded, robustDomain } from "./domain.ts";
import type { Markup } from "./markup.ts";
import type { Axis } from "../search/space.ts";
import type { Search, SearchOfSchedule } from "../search/record.ts";

interface Dot {
  readonly at: number | string;
  readonly mean: number;
  readonly told: string;
  readonly best: boolean;
  /** Whether it trained whole with every seed. */
  readonly whole: boolean;
}

const domainOf = ({ range }: Axis) =>
  range.range === "choice"
    ? { type: "point" as const, domain: range.values.map(String) }
    : range.range === "log"
      ? { type: "log" as const, domain: [range.from / 1.1, range.to * 1.1] }
      : { type: "linear" as const, domain: [...padded([range.from, range.to])] };

/**
 * What was tried of one range of a search: its value across, what candidates were chosen by up, a dot for each candidate, hollow
 * for one that was given up early. One that diverged is not on it. `null` if all did.
 */
export function searchChart(
  { name, axes, candidates, best }: SearchOfSchedule,
  axis: number,
  { seeds, epochs }: Pick<Search, "seeds" | "epochs">,
  title: string,
  write: (value: number) => string,
): Markup | null {
  const own = axes[axis]!;
  const dots = candidates.flatMap(
    ({ id, values, mean, figures, epochs: reached }): readonly Dot[] =>
      mean === null
        ? []
        : [
            {
              at: own.range.range === "choice" ? String(values[axis]) : (values[axis] as number),
              mean,
              told: `candidate ${String(id)}: ${own.path} ${String(values[axis])}, ${write(mean)}`,
              best: id === best,
              whole: figures.length === seeds.length && reached === epochs,
            },
          ],
  );
  const domain = robustDomain(dots.map(({ mean }) => mean));
  if (domain === null) return null;
  return draw(`${title} of ${name} by ${own.path}; the table below holds the figures`, {
    width: 330,
    height: 200,
    marginTop: 10,
    marginRight: 14,
    marginBottom: 38,
    marginLeft: 56,
    x: domainOf(own),
    y: { domain: [...domain], clamp: true },
    marks: [
      gridY({ ticks: 5, stroke: "var(--grid)", strokeOpacity: 1 }),
      dot(dots, {
        x: "at",
        y: "mean",
        r: ({ best }: Dot) => (best ? 6 : 3.5),
        fill: ({ whole }: Dot) => (whole ? "var(--series-0)" : "var(--paper)"),
        stroke: ({ best }: Dot) => (best ? "var(--good)" : "var(--series-0)"),
        strokeWidth: ({ best }: Dot) => (best ? 2.5 : 1.2),
        title: "told",
      }),
      axisX({
        ...{ label: own.path, labelArrow: "none", labelAnchor: "center", ticks: 4, tickSize: 3 },
        // Plot would write 0.001 as 1m.
        ...(own.range.range === "log" && { tickFormat: "~g" }),
      }),
      axisY({ ticks: 5, tickFormat: write, tickSize: 0, label: null }),
    ],
  });
}
