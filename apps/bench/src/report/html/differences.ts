import { differencesChart, markup } from "@anneal/experiment/charts";
import { absent, comparedIn, markVerdict, probability, ranked } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
import { verdictClass } from "./section.ts";
import type { Section } from "./section.ts";

export function differences({ analysis }: Report): Section {
  const { baseline, margin, confidence, seedsNeeded } = analysis.rules;
  const chart = differencesChart(analysis);
  const { name: compared, write, writeDifference, differenceUnitInFull } = comparedIn(analysis);
  return {
    id: "differences",
    title: baseline === null ? "Differences" : `Paired differences to ${baseline}`,
    content: chart && [
      markup`<figure><figcaption>Each dot is one seed: the schedule minus ${baseline} with the same first weights and the same order of data. The diamond is the mean, the bar its ${String(100 * confidence)} % interval, the shaded band the practical margin of ±${write(margin)}${differenceUnitInFull}.</figcaption>${chart}</figure>`,
      folded(
        "The differences as a table",
        htmlTable(
          `Differences in ${compared}${differenceUnitInFull === "" ? "" : `,${differenceUnitInFull}`}; p of the exact sign-flip test, from ${String(seedsNeeded)} seeds on, alone and adjusted for all schedules together.`,
          [
            { title: "schedule", text: true, cell: ({ name }) => name },
            {
              title: "mean",
              cell: ({ difference }) => figureCell(difference?.mean, writeDifference),
            },
            {
              title: "low",
              cell: ({ difference }) => figureCell(difference?.interval?.low, writeDifference),
            },
            {
              title: "high",
              cell: ({ difference }) => figureCell(difference?.interval?.high, writeDifference),
            },
            { title: "sd", cell: ({ difference }) => figureCell(difference?.sd, write) },
            { title: "n", cell: ({ difference }) => figureCell(difference?.n, String) },
            {
              title: "p",
              lessIsBetter: true,
              cell: ({ difference }) => figureCell(difference?.p, probability),
            },
            {
              title: "p (adjusted)",
              lessIsBetter: true,
              cell: ({ difference }) => figureCell(difference?.adjustedP, probability),
            },
            {
              title: "verdict",
              text: true,
              cell: ({ difference }) => ({
                content: difference ? markVerdict(difference.verdict, analysis.rules) : absent,
                className: difference ? verdictClass(difference.verdict) : "",
              }),
            },
          ],
          ranked(analysis).filter(({ difference }) => difference !== null),
        ),
      ),
    ],
  };
}
