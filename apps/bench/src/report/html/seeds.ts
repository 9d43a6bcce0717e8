import type { ScheduleAnalysis } from "@anneal/experiment/analysis";
import { Markup, markup, seedsChart } from "@anneal/experiment/charts";
import { othersOn, primaryOn, quantitiesOf, whole } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
import type { Column } from "./htmlTable.ts";
import type { Section } from "./section.ts";

export function seeds({ analysis }: Report): Section {
  const chart = seedsChart(analysis);
  return {
    id: "seeds",
    title: "Every seed",
    content: chart && [
      markup`<figure><figcaption>A dot is one trial, a diamond the mean, the bar its ${String(100 * analysis.rules.confidence)} % interval. A cross is a diverged trial; an arrow at the edge points to what lies outside.</figcaption>${chart}</figure>`,
      folded("All trials as a table", trialTable({ analysis })),
    ],
  };
}

type TrialRow = ScheduleAnalysis["seeds"][number] & { readonly schedule: string };

const targetColumns: readonly Column<TrialRow>[] = [
  {
    title: "steps to target",
    lessIsBetter: true,
    cell: ({ stepsToTarget }) => figureCell(stepsToTarget, whole),
  },
  { title: "target", text: true, cell: ({ targetMet }) => (targetMet ? "met" : "missed") },
];

function trialTable({ analysis }: Pick<Report, "analysis">): Markup {
  const rows: readonly TrialRow[] = analysis.schedules.flatMap(({ name, seeds }) =>
    seeds.map((dot) => ({ ...dot, schedule: name })),
  );
  const { task } = analysis;
  const shown = quantitiesOf(analysis, [
    ...(["test", "validation", "training"] as const).map((split) => primaryOn(split, task)),
    ...othersOn("test", task),
    ...othersOn("validation", task),
  ]);
  const hasTarget = task.target.length > 0;
  return htmlTable(
    `Every trial after its last epoch. Figures of a diverged trial are those of ${task.diverged?.as ?? "the worst of the run"}, unless diverged trials are left out.`,
    [
      { title: "schedule", text: true, cell: ({ schedule }) => schedule },
      { title: "seed", lessIsBetter: true, cell: ({ seed }) => figureCell(seed, String) },
      {
        title: "outcome",
        text: true,
        cell: ({ status, divergedInEpoch }) =>
          divergedInEpoch === null ? status : `diverged in epoch ${String(divergedInEpoch + 1)}`,
      },
      ...shown.map(({ measure, short, lessIsBetter, write }) => ({
        title: short,
        lessIsBetter,
        cell: ({ figures }: TrialRow) => figureCell(figures[measure], write),
      })),
      ...(hasTarget ? targetColumns : []),
      { title: "trial", text: true, cell: ({ key }) => key },
    ],
    rows,
  );
}
