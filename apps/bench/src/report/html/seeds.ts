import type { ScheduleAnalysis } from "@anneal/experiment/analysis";
import { Markup, markup, seedsChart } from "@anneal/experiment/charts";
import { loss, percent, whole } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
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

function trialTable({ analysis }: Pick<Report, "analysis">): Markup {
  type TrialRow = ScheduleAnalysis["seeds"][number] & { readonly schedule: string };
  const rows: readonly TrialRow[] = analysis.schedules.flatMap(({ name, seeds }) =>
    seeds.map((dot) => ({ ...dot, schedule: name })),
  );
  return htmlTable(
    "Every trial after its last epoch. Figures of a diverged trial are those of a model that guesses, unless diverged trials are left out.",
    [
      { title: "schedule", text: true, cell: ({ schedule }) => schedule },
      { title: "seed", lessIsBetter: true, cell: ({ seed }) => figureCell(seed, String) },
      {
        title: "outcome",
        text: true,
        cell: ({ status, divergedInEpoch }) =>
          divergedInEpoch === null ? status : `diverged in epoch ${String(divergedInEpoch + 1)}`,
      },
      { title: "test (%)", cell: ({ testAccuracy }) => figureCell(testAccuracy, percent) },
      {
        title: "validation (%)",
        cell: ({ validationAccuracy }) => figureCell(validationAccuracy, percent),
      },
      {
        title: "training (%)",
        cell: ({ trainingAccuracy }) => figureCell(trainingAccuracy, percent),
      },
      {
        title: "test loss",
        lessIsBetter: true,
        cell: ({ testLoss }) => figureCell(testLoss, loss),
      },
      {
        title: "validation loss",
        lessIsBetter: true,
        cell: ({ validationLoss }) => figureCell(validationLoss, loss),
      },
      {
        title: "steps to target",
        lessIsBetter: true,
        cell: ({ stepsToTarget }) => figureCell(stepsToTarget, whole),
      },
      { title: "target", text: true, cell: ({ targetMet }) => (targetMet ? "met" : "missed") },
      { title: "trial", text: true, cell: ({ key }) => key },
    ],
    rows,
  );
}
