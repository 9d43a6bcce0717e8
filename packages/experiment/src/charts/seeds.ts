import type { Analysis } from "../analysis/schema.ts";
import { primaryFigure, ranked } from "../wording/headline.ts";
import { absent } from "../wording/notation.ts";
import { comparedIn } from "../wording/quantity.ts";
import { padded, robustDomain } from "./domain.ts";
import type { Markup } from "./markup.ts";
import { strokesOf } from "./palette.ts";
import { rowChart } from "./rows.ts";

/** Every seed of every schedule as a dot, with mean and interval. `null` if no trial has a result. */
export function seedsChart(analysis: Analysis): Markup | null {
  const { measure, name, title, write, unit, tick } = comparedIn(analysis);
  const strokes = strokesOf(analysis);
  const domain = robustDomain(
    analysis.schedules.flatMap(({ seeds }) =>
      seeds.flatMap((dot) => (dot.status === "completed" ? (dot.figures[measure] ?? []) : [])),
    ),
  );
  if (domain === null) return null;
  return rowChart({
    label: `${name} of every seed by schedule, with mean and interval; the leaderboard and the list of trials hold the figures`,
    axis: title,
    domain: padded(domain, 0.02),
    tickFormat: (value) => tick(value, domain[1] - domain[0]),
    rows: ranked(analysis).map((schedule) => {
      const figure = primaryFigure(analysis, schedule);
      return {
        name: schedule.name,
        stroke: strokes.get(schedule.name)!,
        mean: figure?.mean ?? null,
        interval: figure?.interval ?? null,
        note: figure === null ? absent : `${write(figure.mean)}${unit}`,
        dots: schedule.seeds.flatMap((dot) => {
          const value = dot.figures[measure];
          if (value === null || value === undefined) return [];
          const diverged = dot.status === "diverged";
          return [
            {
              value,
              hollow: diverged,
              title: `${schedule.name}, seed ${String(dot.seed)}: ${write(value)}${unit}${diverged ? ", diverged" : ""}`,
            },
          ];
        }),
      };
    }),
  });
}
