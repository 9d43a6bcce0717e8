import { profileOf } from "@anneal/experiment/analysis";
import { markup } from "@anneal/experiment/charts";
import { absent, bestMean, counted, describeTrials, ranked } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { overviewOf } from "../overview.ts";
import type { Overview, Standing } from "../overview.ts";
import { htmlDocument } from "./document.ts";
import { figureCell, htmlTable } from "./htmlTable.ts";
import type { Column } from "./htmlTable.ts";
import { profileOfTasks } from "./profile.ts";
import { small } from "./section.ts";
import type { Section } from "./section.ts";

const standingsTable = ({ tasks, standings }: Overview) =>
  htmlTable<Standing>(
    "The mean over the seeds on each task, and below it the rank there. Ranks are averaged because values of different metrics cannot be.",
    [
      { title: "schedule", text: true, cell: ({ schedule }) => schedule },
      {
        title: "mean rank",
        lessIsBetter: true,
        cell: ({ meanRank }) => figureCell(meanRank, (rank) => rank.toFixed(2)),
      },
      ...tasks.map(({ name, compared }, index): Column<Standing> => ({
        title: `${name}: ${compared.title}`,
        lessIsBetter: compared.lessIsBetter,
        cell: ({ placings }) => {
          const placing = placings[index];
          return figureCell(placing?.mean, (mean) => [
            compared.write(mean),
            small(`rank ${String(placing?.rank ?? absent)}`),
          ]);
        },
      })),
    ],
    standings,
  );

/**
 * The page over all tasks of a run.
 *
 * @param addresses - Of the report of each task, relative to this page.
 */
export function renderOverview(reports: readonly Report[], addresses: readonly string[]): string {
  const overview = overviewOf(reports);
  const profile = profileOf(reports.map(({ analysis }) => analysis));
  const sections: readonly Section[] = [
    { id: "standings", title: "All tasks", content: standingsTable(overview) },
    profileOfTasks(reports, profile),
  ].filter(({ content }) => Boolean(content));
  return htmlDocument(
    `Learning-rate schedules on ${counted(reports.length, "task")}`,
    markup`<ul class="cards">${reports.map(({ analysis }, index) => {
      const [first] = ranked(analysis);
      return markup`<li><span class="what"><a href="${addresses[index]}">${analysis.task.title}</a></span><span class="value">${first?.rank == null ? absent : first.name}</span><span class="more">${bestMean(analysis)} ${overview.tasks[index]!.compared.name}; ${describeTrials(analysis)}</span></li>`;
    })}</ul>`,
    null,
    sections.map(
      ({ id, title, content }) => markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`,
    ),
  );
}
