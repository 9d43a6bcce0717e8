import type { Analysis } from "../analysis/schema.ts";
import { metricName, primaryFigure, ranked } from "../wording/headline.ts";
import { absent, orAbsent, percent } from "../wording/notation.ts";
import { padded, robustDomain } from "./domain.ts";
import type { Markup } from "./markup.ts";
import { strokesOf } from "./palette.ts";
import { rowChart } from "./rows.ts";

/** Every seed of every schedule as a dot, with mean and interval. `null` if no trial has a result. */
export function seedsChart(analysis: Analysis): Markup | null {
  const metric = analysis.rules.metric;
  const strokes = strokesOf(analysis);
  const domain = robustDomain(
    analysis.schedules.flatMap(({ seeds }) =>
      seeds.flatMap((dot) => (dot.status === "completed" ? (dot[metric] ?? []) : [])),
    ),
  );
  if (domain === null) return null;
  return rowChart({
    label: `${metricName(analysis)} of every seed by schedule, with mean and interval; the leaderboard and the list of trials hold the figures`,
    axis: `${metricName(analysis)} (%)`,
    domain: padded(domain, 0.02),
    tickFormat: (value) => (100 * value).toFixed(domain[1] - domain[0] < 0.02 ? 2 : 1),
    rows: ranked(analysis).map((schedule) => {
      const figure = primaryFigure(analysis, schedule);
      return {
        name: schedule.name,
        stroke: strokes.get(schedule.name)!,
        mean: figure?.mean ?? null,
        interval: figure?.interval ?? null,
        note: figure === null ? absent : `${percent(figure.mean)} %`,
        dots: schedule.seeds.flatMap((dot) => {
          const value = dot[metric];
          if (value === null) return [];
          const diverged = dot.status === "diverged";
          return [
            {
              value,
              hollow: diverged,
              title: `${schedule.name}, seed ${String(dot.seed)}: ${orAbsent(value, percent)} %${diverged ? ", diverged" : ""}`,
            },
          ];
        }),
      };
    }),
  });
}
