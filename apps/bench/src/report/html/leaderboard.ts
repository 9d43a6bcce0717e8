import type { ScheduleAnalysis } from "@anneal/experiment/analysis";
import { Markup, markup, rateSparkline, strokesOf, swatch } from "@anneal/experiment/charts";
import {
  absent,
  bestMean,
  claims,
  comparedIn,
  counted,
  describeLimit,
  describeTrials,
  glossary,
  othersOn,
  primaryFigure,
  primaryOn,
  probability,
  problems,
  quantitiesOf,
  range,
  ranked,
  toTarget,
  whole,
  withVerdict,
  markVerdict,
  writeVerdict,
} from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, htmlTable } from "./htmlTable.ts";
import type { Column } from "./htmlTable.ts";
import { small, verdictClass } from "./section.ts";
import type { Section } from "./section.ts";
import { describeTies, tieMark } from "../ties.ts";

/** How many schedules met the target, and on how many seeds at most. */
function targetCard(
  met: readonly ScheduleAnalysis[],
  of: number,
): readonly [string, string, string] {
  const outcomes = met.map(({ target }) => target!);
  const [most] = [...outcomes].sort((one, other) => other.count / other.of - one.count / one.of);
  return [
    "Target met",
    `${String(met.length)} of ${counted(of, "schedule")}`,
    most === undefined
      ? "on no seed"
      : `on at least one seed each, at most on ${String(most.count)} of ${String(most.of)}`,
  ];
}

export function verdictStrip(report: Report): Markup {
  const { analysis } = report;
  const { baseline } = analysis.rules;
  const [first] = ranked(analysis);
  const figure = first && primaryFigure(analysis, first);
  const difference = first?.difference;
  const { name: compared, write, unit, writeDifference, differenceUnit } = comparedIn(analysis);
  const better = withVerdict(analysis, "better");
  const worse = withVerdict(analysis, "worse");
  const met = analysis.schedules.filter(({ target }) => (target?.count ?? 0) > 0);
  const cards: readonly (readonly [string, string, string])[] = [
    [
      `${bestMean(analysis)} ${compared}`,
      first && figure ? first.name : "no result",
      figure
        ? `${write(figure.mean)}${unit}${figure.interval ? ` [${range(figure.interval, write)}]` : ""}, n\u00a0=\u00a0${String(figure.n)}`
        : "no trial has one",
    ],
    [
      baseline === null ? "Baseline" : `Its difference to ${baseline}`,
      difference?.mean == null ? absent : `${writeDifference(difference.mean)}${differenceUnit}`,
      difference
        ? `${difference.interval ? `[${range(difference.interval, writeDifference)}], ` : ""}${writeVerdict(difference.verdict, analysis.rules)}`
        : baseline === null
          ? "none among the schedules"
          : first?.name === baseline
            ? "it is the baseline"
            : "",
    ],
    [
      baseline === null ? "Claims" : `Claims against ${baseline}`,
      ...(analysis.compared === 0
        ? ([
            "none possible",
            baseline === null
              ? "without a baseline"
              : `a claim needs ${counted(analysis.rules.seedsNeeded, "seed")}`,
          ] as const)
        : ([
            `${String(better.length)} better, ${String(worse.length)} worse`,
            `of ${counted(analysis.compared, "schedule")} tested`,
          ] as const)),
    ],
    ...(analysis.task.target.length === 0 ? [] : [targetCard(met, analysis.schedules.length)]),
  ];
  const found = problems(analysis);
  const warning =
    found.length > 0 || !analysis.complete
      ? markup`<div class="warning" role="note"><p><strong>${analysis.complete ? "Not every trial was completed" : "The run is not complete"}:</strong> ${describeTrials(analysis)}.</p>${
          found.length > 0 &&
          markup`<ul>${found.slice(0, 12).map(({ text }) => markup`<li>${text}</li>`)}${found.length > 12 && markup`<li>and ${found.length - 12} more, see the list of trials</li>`}</ul>`
        }</div>`
      : null;
  return markup`<ul class="cards">${cards.map(
    ([what, value, more]) =>
      markup`<li><span class="what">${what}</span><span class="value">${value}</span><span class="more">${more}</span></li>`,
  )}</ul>
<ul class="claims">${claims(analysis).map((text) => markup`<li>${text}</li>`)}</ul>
${warning}`;
}

export function leaderboard({ analysis }: Report): Section {
  const { baseline, confidence } = analysis.rules;
  const strokes = strokesOf(analysis);
  const { task, rules } = analysis;
  const compared = comparedIn(analysis);
  const { write, writeDifference, differenceUnit } = compared;
  const inUnit = differenceUnit === "" ? "" : ` (${differenceUnit.trim()})`;
  const timed = analysis.schedules.some(({ timings }) => timings?.examplesPerSecond);
  const shown = quantitiesOf(analysis, [
    primaryOn("validation", task),
    primaryOn("training", task),
    ...othersOn("validation", task),
    ...othersOn("test", task),
  ]);
  const columns: readonly Column<ScheduleAnalysis>[] = [
    {
      title: "schedule",
      lessIsBetter: true,
      cell: ({ name, rank }) =>
        figureCell(
          rank,
          [
            markup`<span class="rank">${rank}</span>`,
            swatch({ ...strokes.get(name)!, dash: "none" }),
            " ",
            name,
          ],
          [swatch({ ...strokes.get(name)!, dash: "none" }), " ", name],
        ),
    },
    {
      title: compared.title,
      lessIsBetter: compared.lessIsBetter,
      cell: (schedule) => {
        const figure = primaryFigure(analysis, schedule);
        return figureCell(figure?.mean, (mean) => [
          markup`<strong>${write(mean)}</strong>`,
          tieMark(schedule),
          figure?.interval && small(range(figure.interval, write)),
        ]);
      },
    },
    {
      title: baseline === null ? "difference" : `to ${baseline}${inUnit}`,
      cell: ({ difference }) =>
        figureCell(difference?.mean, (mean) => [
          writeDifference(mean),
          difference?.interval && small(range(difference.interval, writeDifference)),
        ]),
    },
    {
      title: "verdict",
      text: true,
      cell: ({ difference }) =>
        difference
          ? {
              content: markVerdict(difference.verdict, analysis.rules),
              className: verdictClass(difference.verdict),
            }
          : absent,
    },
    {
      title: "p (adjusted)",
      lessIsBetter: true,
      cell: ({ difference }) => figureCell(difference?.adjustedP, probability),
    },
    {
      title: "rate",
      text: true,
      cell: (schedule) => ({
        content: rateSparkline(schedule.name, schedule, strokes.get(schedule.name)!) ?? absent,
        className: "spark",
      }),
    },
    {
      title: "IQM",
      cell: (schedule) => figureCell(primaryFigure(analysis, schedule)?.iqm, write),
    },
    {
      title: "trials",
      cell: ({ completed, diverged, failed, missing }) => ({
        content: [
          completed,
          diverged > 0 && small(`${String(diverged)} diverged`),
          failed > 0 && small(`${String(failed)} failed`),
          missing > 0 && small(`${String(missing)} missing`),
        ],
        value: completed,
      }),
    },
  ];
  const { target } = rules;
  // Of all the means one has room for its interval: what a training minimises.
  const [withInterval] = othersOn("validation", task);
  const further: readonly Column<ScheduleAnalysis>[] = [
    { title: "schedule", text: true, cell: ({ name }) => name },
    {
      title: `sd${inUnit}`,
      lessIsBetter: true,
      cell: (schedule) => figureCell(primaryFigure(analysis, schedule)?.sd, write),
    },
    ...shown.map(({ measure, short, lessIsBetter, write: writeOne }): Column<ScheduleAnalysis> => ({
      title: short,
      lessIsBetter,
      cell: ({ figures }) => {
        const figure = figures[measure];
        return figureCell(figure?.mean, (mean) => [
          writeOne(mean),
          measure === withInterval && figure?.interval
            ? small(range(figure.interval, writeOne))
            : null,
        ]);
      },
    })),
    ...(target === null
      ? []
      : ([
          {
            title: `steps to ${describeLimit(task, target)}`,
            lessIsBetter: true,
            cell: ({ stepsToTarget }) => ({
              content: toTarget(stepsToTarget, whole),
              value: stepsToTarget.median,
            }),
          },
          {
            title: "target met",
            cell: ({ target: outcome }) => ({
              content: `${String(outcome!.count)} of ${String(outcome!.of)}`,
              value: outcome!.count,
            }),
          },
        ] satisfies readonly Column<ScheduleAnalysis>[])),
    ...(timed
      ? [
          {
            title: `${task.example}s/s`,
            cell: ({ timings }: ScheduleAnalysis) =>
              figureCell(timings?.examplesPerSecond?.median, whole),
          },
        ]
      : []),
  ];
  const rowClass = ({ name }: ScheduleAnalysis) => (name === baseline ? "baseline" : null);
  return {
    id: "leaderboard",
    title: "Leaderboard",
    content: [
      htmlTable(
        `Means over the seeds after the last epoch; below them ${String(100 * confidence)} % intervals. ${describeTies(analysis)}`.trimEnd(),
        columns,
        ranked(analysis),
        rowClass,
      ),
      htmlTable(
        `The sample deviation of the ${compared.name} and means of the other figures, in the same order. Steps are medians over the seeds.`,
        further,
        ranked(analysis),
        rowClass,
      ),
      markup`<details><summary>What the words and numbers mean</summary><dl>${glossary(analysis).map(({ term, meaning }) => markup`<dt>${term}</dt><dd>${meaning}</dd>`)}</dl></details>`,
    ],
  };
}
