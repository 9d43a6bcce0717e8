import { markup, trendChart } from "@anneal/experiment/charts";
import type { Markup } from "@anneal/experiment/charts";
import { counted, describeTrials } from "@anneal/experiment/wording";
import { allSchedules, describeTrendRun, quantitiesOfTrend } from "../../regression/trend.ts";
import type { Trend, TrendChange, TrendQuantity } from "../../regression/trend.ts";
import { htmlDocument } from "./document.ts";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";

/** Marks stand at the charts of the schedule that changed; what is about a whole run stands at all of them. */
const concerns = ({ subject }: TrendChange, schedule: string): boolean =>
  subject === schedule || subject === "run" || subject === allSchedules;

function chartsOf(trend: Trend, quantity: TrendQuantity): Markup | null {
  const labels = trend.runs.map(({ label }) => label);
  const { title, interval, write, of } = quantity;
  const cells = trend.schedules.flatMap((schedule) => {
    const points = trend.runs.flatMap((run, index) => {
      const figure = of(run, schedule);
      return figure === null
        ? []
        : { run: index, told: `${run.label}: ${write(figure.middle)}`, ...figure };
    });
    if (points.length === 0) return [];
    const marks = trend.changes.filter((change) => concerns(change, schedule));
    const label = `${title} of ${schedule} in each run; the table below holds the figures`;
    return markup`<div class="cell"><p>${schedule}</p>${trendChart(label, labels, points, marks, write)}</div>`;
  });
  return cells.length === 0
    ? null
    : markup`<h3>${title}</h3><figure><figcaption>The ${interval}. Each chart has an axis of its own.</figcaption><div class="cells trend">${cells}</div></figure>`;
}

const changesOf = ({ runs, changes }: Trend): Markup =>
  changes.length === 0
    ? markup`<p>From no run to the next anything changed that can be told from noise.</p>`
    : htmlTable<TrendChange>(
        "What changed from the run before, as the command compare tells it: trainings seed by seed, speeds relative to another of the same run.",
        [
          { title: "run", cell: ({ run }) => runs[run]!.label },
          { title: "subject", text: true, cell: ({ subject }) => subject },
          {
            title: "verdict",
            text: true,
            cell: ({ better }) =>
              better === null
                ? "· other"
                : better
                  ? { content: "▲ better", className: "better" }
                  : { content: "▼ worse", className: "worse" },
          },
          {
            title: "change",
            text: true,
            cell: ({ message }) => ({ content: message, className: "long" }),
          },
        ],
        changes,
      );

function figuresOf(trend: Trend, quantities: readonly TrendQuantity[]): Markup {
  const rows = trend.runs.flatMap((run, index) =>
    trend.schedules.map((schedule) => ({ run, index, schedule })),
  );
  return folded(
    "The figures as a table",
    htmlTable<(typeof rows)[number]>(
      "Each schedule in each run, from the first run to the last.",
      [
        { title: "run", cell: ({ run, index }) => ({ content: run.label, value: index }) },
        { title: "schedule", text: true, cell: ({ schedule }) => schedule },
        ...quantities.map(({ title, write, of }) => ({
          title,
          cell: ({ run, schedule }: (typeof rows)[number]) => {
            const figure = of(run, schedule);
            return figureCell(
              figure?.middle,
              (middle) =>
                `${write(middle)}${figure!.low === null || figure!.high === null ? "" : ` [${write(figure!.low)} … ${write(figure!.high)}]`}`,
            );
          },
        })),
      ],
      rows,
    ),
  );
}

/** One page over many runs: each schedule's figures, run by run, and what changed. */
export function renderTrend(trends: readonly Trend[]): string {
  const runs = trends.flatMap((trend) => trend.runs);
  const days = runs.flatMap(({ startedAt }) => startedAt?.slice(0, 10) ?? []).sort();
  const worse = trends.flatMap(({ changes }) => changes).filter(({ better }) => better === false);
  return htmlDocument(
    "Learning-rate schedules over time",
    markup`<p class="muted">${counted(runs.length, "run")}${days.length > 0 && ` from ${days[0]!} to ${days.at(-1)!}`}, the oldest at the left.</p>
<p class="answer">${worse.length === 0 ? "Nothing got worse from one run to the next." : `${counted(worse.length, "time")} something got worse from one run to the next: ${[...new Set(worse.map(({ subject }) => subject))].join(", ")}.`}</p>
<p class="muted">An upright line marks a change: green what got better, red what got worse, grey a run that differs otherwise, in its machine or its schedules.</p>`,
    trends.length > 1 &&
      markup`<nav aria-label="Tasks"><ul>${trends.map(({ title }, index) => markup`<li><a href="#task-${index}">${title}</a></li>`)}</ul></nav>`,
    trends.map((trend, index) => {
      const quantities = quantitiesOfTrend(trend);
      return markup`<section id="task-${index}" aria-labelledby="task-${index}-title">
<h2 id="task-${index}-title">${trend.title}</h2>
${changesOf(trend)}
${quantities.map((quantity) => chartsOf(trend, quantity))}
${figuresOf(trend, quantities)}
${folded(
  "The runs",
  markup`<ol>${trend.runs.map((run) => markup`<li>${describeTrendRun(run)}: ${describeTrials(run.analysis)}</li>`)}</ol>`,
)}
</section>
`;
    }),
  );
}
