import type { Profile } from "@anneal/experiment/analysis";
import { markup, profileChart } from "@anneal/experiment/charts";
import { counted, percent } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

/** How early schedules reach the targets of several tasks. */
export function profileOfTasks(reports: readonly Report[], profile: Profile | null): Section {
  const strokes = reports[0]!.analysis;
  return {
    id: "profile",
    title: "How early the targets are reached",
    content: profile !== null && [
      markup`<figure><figcaption>Share of the ${counted(profile.problems, "training")} on ${profile.tasks.join(", ")} in which a schedule comes within the first bound of the task’s target in a multiple of the fewest steps that any schedule took in that training, a seed of a task: further up and further left is better.</figcaption>${profileChart(strokes, profile)}</figure>`,
      folded(
        "The profile as a table",
        htmlTable(
          `The score is the mean height of the profile from 1 to ${String(profile.limit)}.`,
          [
            { title: "schedule", text: true, cell: ({ name }) => name },
            {
              title: "score",
              cell: ({ score }) => figureCell(score, (value) => value.toFixed(3)),
            },
            {
              title: "fastest on",
              cell: ({ shares }) => figureCell(shares[0], (share) => `${percent(share)} %`),
            },
            {
              title: `within ${String(profile.limit)}×`,
              cell: ({ shares }) => figureCell(shares.at(-1), (share) => `${percent(share)} %`),
            },
          ],
          profile.schedules,
        ),
      ),
    ],
  };
}
