import { markup, profileChart } from "@anneal/experiment/charts";
import { counted, describeLimit, percent, quantityOf } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

export function speedToTarget({ analysis }: Report): Section {
  const { profile, rules, task } = analysis;
  const { target } = rules;
  return {
    id: "target",
    title: "How early the target is reached",
    content: profile !== null &&
      target !== null &&
      profile.seeds.length > 0 && [
        markup`<figure><figcaption>Share of the ${counted(profile.seeds.length, "seed")} on which a schedule ${"above" in target ? "exceeds" : "falls below"} a ${quantityOf(task, target.measure).name} of ${describeLimit(task, target)} within a multiple of the fewest steps that any schedule took on that seed: further up and further left is better.</figcaption>${profileChart(analysis, profile)}</figure>`,
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
