import type { ScheduleAnalysis } from "@anneal/experiment/analysis";
import { Markup, markup, rateSparkline, strokesOf, swatch } from "@anneal/experiment/charts";
import {
  absent,
  claims,
  counted,
  describeTrials,
  listed,
  loss,
  metricName,
  percent,
  points,
  primaryFigure,
  probability,
  problems,
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

export function verdictStrip(report: Report): Markup {
  const { analysis } = report;
  const { baseline } = analysis.rules;
  const [first] = ranked(analysis);
  const figure = first && primaryFigure(analysis, first);
  const difference = first?.difference;
  const better = withVerdict(analysis, "better");
  const worse = withVerdict(analysis, "worse");
  const met = analysis.schedules.filter(({ targetMet }) => targetMet > 0);
  const cards: readonly (readonly [string, string, string])[] = [
    [
      `Highest mean ${metricName(analysis)}`,
      first && figure ? first.name : "no result",
      figure
        ? `${percent(figure.mean)} %${figure.interval ? ` [${range(figure.interval, percent)}]` : ""}, n\u00a0=\u00a0${String(figure.n)}`
        : "no trial has one",
    ],
    [
      baseline === null ? "Baseline" : `Its difference to ${baseline}`,
      difference?.mean == null ? absent : `${points(difference.mean)} pp`,
      difference
        ? `${difference.interval ? `[${range(difference.interval, points)}], ` : ""}${writeVerdict(difference.verdict, analysis.rules)}`
        : baseline === null
          ? "none among the schedules"
          : first?.name === baseline
            ? "it is the baseline"
            : "",
    ],
    [
      baseline === null ? "Claims" : `Claims against ${baseline}`,
      `${String(better.length)} better, ${String(worse.length)} worse`,
      `of ${counted(analysis.compared, "schedule")} tested`,
    ],
    [
      "Target met",
      `${String(met.length)} of ${counted(analysis.schedules.length, "schedule")}`,
      met.length === 0
        ? "on no seed"
        : listed(
            met.map(({ name, targetMet, n }) => `${name} ${String(targetMet)}/${String(n)}`),
            3,
          ),
    ],
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
  const metric = metricName(analysis);
  const timed = analysis.schedules.some(({ timings }) => timings?.imagesPerSecond);
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
      title: `${metric} (%)`,
      cell: (schedule) => {
        const figure = primaryFigure(analysis, schedule);
        return figureCell(figure?.mean, (mean) => [
          markup`<strong>${percent(mean)}</strong>`,
          figure?.interval && small(range(figure.interval, percent)),
        ]);
      },
    },
    {
      title: baseline === null ? "difference" : `to ${baseline} (pp)`,
      cell: ({ difference }) =>
        figureCell(difference?.mean, (mean) => [
          points(mean),
          difference?.interval && small(range(difference.interval, points)),
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
      title: "rate by epoch",
      text: true,
      cell: ({ name, curve }) => ({
        content: rateSparkline(name, curve, strokes.get(name)!) ?? absent,
        className: "spark",
      }),
    },
    {
      title: "IQM",
      cell: (schedule) => figureCell(primaryFigure(analysis, schedule)?.iqm, percent),
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
  const further: readonly Column<ScheduleAnalysis>[] = [
    { title: "schedule", text: true, cell: ({ name }) => name },
    {
      title: "sd (pp)",
      lessIsBetter: true,
      cell: (schedule) => figureCell(primaryFigure(analysis, schedule)?.sd, percent),
    },
    {
      title: "validation (%)",
      cell: ({ validationAccuracy }) => figureCell(validationAccuracy?.mean, percent),
    },
    {
      title: "training (%)",
      cell: ({ trainingAccuracy }) => figureCell(trainingAccuracy?.mean, percent),
    },
    {
      title: "validation loss",
      lessIsBetter: true,
      cell: ({ validationLoss }) =>
        figureCell(validationLoss?.mean, (mean) => [
          loss(mean),
          validationLoss?.interval && small(range(validationLoss.interval, loss)),
        ]),
    },
    {
      title: "test loss",
      lessIsBetter: true,
      cell: ({ testLoss }) => figureCell(testLoss?.mean, loss),
    },
    {
      title: `steps to ${String(100 * analysis.rules.targetAccuracy)} %`,
      lessIsBetter: true,
      cell: ({ stepsToTarget }) => ({
        content: toTarget(stepsToTarget, whole),
        value: stepsToTarget.median,
      }),
    },
    {
      title: "target met",
      cell: ({ targetMet, n }) => ({
        content: `${String(targetMet)} of ${String(n)}`,
        value: targetMet,
      }),
    },
    ...(timed
      ? [
          {
            title: "images/s",
            cell: ({ timings }: ScheduleAnalysis) =>
              figureCell(timings?.imagesPerSecond?.median, whole),
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
        `Means over the seeds after the last epoch; below them ${String(100 * confidence)} % intervals.`,
        columns,
        ranked(analysis),
        rowClass,
      ),
      htmlTable(
        `The sample deviation of the ${metric} and means of the other figures, in the same order. Steps are medians over the seeds.`,
        further,
        ranked(analysis),
        rowClass,
      ),
    ],
  };
}
