import type { ScheduleAnalysis } from "@anneal/experiment/analysis";
import {
  absent,
  answer,
  best,
  claims,
  comparedIn,
  counted,
  describeLimit,
  describeRules,
  describeTask,
  describeTrials,
  escapeMarkdown,
  glossary,
  limits,
  meanAndInterval,
  orAbsent,
  othersOn,
  printable,
  primaryFigure,
  primaryOn,
  probability,
  problems,
  quantitiesOf,
  range,
  ranked,
  rate,
  ratesThatStandOut,
  sensitivityQuantity,
  toTarget,
  trainedBy,
  whole,
  markVerdict,
} from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { overviewOf } from "./overview.ts";
import { reproduceCommand } from "./reproduce.ts";
import { bytesOf, cutTable, fenced, folded, table, unicodeSparkline } from "./markdownText.ts";
import { describeTies, tieMark } from "./ties.ts";

/** What makes a comment one of ours, so that the next report replaces it. */
const commentMarker = "<!-- anneal-bench report -->";

/** A comment on a pull request holds 65,536 characters; bytes are what a proxy may count. */
const markdownLimit = 60_000;

function mainTable({ analysis }: Report): readonly string[] {
  const { baseline } = analysis.rules;
  const { title, write, writeDifference, differenceUnit } = comparedIn(analysis);
  const unit = differenceUnit === "" ? "" : ` (${differenceUnit.trim()})`;
  const rows = ranked(analysis).map((schedule) => {
    const { name, rank, difference, curve } = schedule;
    const figure = primaryFigure(analysis, schedule);
    return [
      `${rank === null ? "" : `${String(rank)}. `}${escapeMarkdown(name)}${name === baseline ? " _(baseline)_" : ""}`,
      unicodeSparkline(
        curve.map(({ learningRate }) => learningRate?.mean ?? null),
        0,
      ),
      `${orAbsent(figure, (known) => meanAndInterval(known, write))}${tieMark(schedule)}`,
      difference?.mean == null
        ? absent
        : `${writeDifference(difference.mean)}${difference.interval ? ` [${range(difference.interval, writeDifference)}]` : ""}`,
      orAbsent(difference?.adjustedP, probability),
      difference ? markVerdict(difference.verdict, analysis.rules) : absent,
    ];
  });
  return table(
    [
      "schedule",
      "rate",
      title,
      baseline === null ? `difference${unit}` : `to ${escapeMarkdown(baseline)}${unit}`,
      "p (adjusted)",
      "verdict",
    ],
    rows,
  );
}

function otherFigures({ analysis }: Report): readonly string[] {
  const { task, rules, schedules } = analysis;
  const timed = schedules.some(({ timings }) => timings?.examplesPerSecond);
  const shown = quantitiesOf(analysis, [
    primaryOn("validation", task),
    primaryOn("training", task),
    ...othersOn("validation", task),
  ]);
  const { target } = rules;
  const cells = (schedule: ScheduleAnalysis): readonly string[] => [
    escapeMarkdown(schedule.name),
    ...shown.map(({ measure, write }) => orAbsent(schedule.figures[measure]?.mean, write)),
    ...(target === null
      ? []
      : [
          toTarget(schedule.stepsToTarget, whole),
          `${String(schedule.target!.count)} of ${String(schedule.target!.of)}`,
        ]),
    ...(timed ? [orAbsent(schedule.timings?.examplesPerSecond?.median, whole)] : []),
  ];
  return table(
    [
      "schedule",
      ...shown.map(({ short }) => short),
      ...(target === null ? [] : [`steps to ${describeLimit(task, target)}`, "target met"]),
      ...(timed ? [`${task.example}s/s`] : []),
    ],
    ranked(analysis).map(cells),
  );
}

function curveTable({ analysis }: Report): readonly string[] {
  const { task } = analysis;
  const shown = quantitiesOf(analysis, [
    primaryOn("validation", task),
    ...othersOn("validation", task),
  ]);
  const summarise = (
    values: readonly (number | null)[],
    write: (value: number) => string,
    floor?: number,
  ): string => {
    const known = values.filter((value) => value !== null);
    return known.length === 0
      ? absent
      : `${write(known[0]!)} ${unicodeSparkline(values, floor)} ${write(known.at(-1)!)}`;
  };
  return table(
    ["schedule", "learning rate", ...shown.map(({ name }) => name)],
    analysis.schedules.map(({ name, curve }) => [
      escapeMarkdown(name),
      summarise(
        curve.map(({ learningRate }) => learningRate?.mean ?? null),
        rate,
        0,
      ),
      ...shown.map(({ measure, write }) =>
        summarise(
          curve.map(({ figures }) => figures[measure]?.mean ?? null),
          write,
        ),
      ),
    ]),
  );
}

function sensitivityTable({ analysis }: Report): readonly string[] {
  const { measure, title, write } = sensitivityQuantity(analysis);
  const rows = analysis.schedules.flatMap(({ name, sensitivity }) =>
    sensitivity.map((point) => [
      escapeMarkdown(name),
      rate(point.learningRate),
      orAbsent(point.figures[measure], (figure) => meanAndInterval(figure, write)),
      `${String(point.diverged)} of ${String(point.n)}`,
    ]),
  );
  return rows.length === 0 ? [] : table(["schedule", "base rate", title, "diverged"], rows);
}

/**
 * The report for a pull request or the summary of a job. It stays below {@link markdownLimit} bytes: what does not fit is left
 * out from the end, part by part, and said to be.
 */
export function renderMarkdown(report: Report): string {
  const { analysis, results } = report;
  const found = problems(analysis);
  const sensitivity = sensitivityTable(report);
  const ties = describeTies(analysis);
  const given = answer(analysis);
  const standingOut = ratesThatStandOut(analysis.schedules);
  const parts: readonly (readonly string[])[] = [
    [
      commentMarker,
      `## Learning-rate schedules on ${escapeMarkdown(analysis.task.title)}`,
      "",
      ...(given === null
        ? []
        : [`**${escapeMarkdown(given.sentence)}** ${escapeMarkdown(given.evidence)}`, ""]),
      ...[best(analysis), ...claims(analysis)].flatMap((text) =>
        text === null ? [] : [`**${escapeMarkdown(text)}**`, ""],
      ),
      `${escapeMarkdown(describeTask(report))}. Trials: ${describeTrials(analysis)}.`,
      ...(standingOut === null ? [] : ["", escapeMarkdown(standingOut)]),
    ],
    found.length === 0 && analysis.complete
      ? []
      : [
          `> ⚠️ ${analysis.complete ? "Not every trial was completed." : "**The run is not complete.**"}`,
          ...found.slice(0, 10).map(({ text }) => `> - ${escapeMarkdown(text).slice(0, 300)}`),
          ...(found.length > 10 ? [`> - and ${String(found.length - 10)} more`] : []),
        ],
    mainTable(report),
    ties === "" ? [] : [ties],
    folded(
      "What the words and numbers mean",
      glossary(analysis).map(
        ({ term, meaning }) => `- **${escapeMarkdown(term)}**: ${escapeMarkdown(meaning)}`,
      ),
    ),
    folded("Other figures", otherFigures(report)),
    folded("Curves by epoch", curveTable(report)),
    sensitivity.length === 0 ? [] : folded("Sensitivity to the base rate", sensitivity),
    folded(
      "What this cannot tell",
      limits(report).map((text) => `- ${escapeMarkdown(text)}`),
    ),
    folded(`Protocol, version ${String(results.protocol.version)}`, [
      ...describeRules(analysis).map((text) => `- ${escapeMarkdown(text)}`),
    ]),
    folded("How to reproduce", [
      ...fenced(printable(reproduceCommand(results))),
      "",
      escapeMarkdown(
        `Backend ${trainedBy(results)}; anneal ${results.versions.anneal}, TensorFlow.js ${results.versions.tfjs}` +
          `${results.machines.map(({ cpu, node }) => `; ${cpu}, Node.js ${node}`).join("")}.`,
      ),
    ]),
  ];
  const note = "_Shortened: the whole report does not fit here. The HTML report has everything._";
  let text = "";
  let shortened = false;
  for (const part of parts) {
    if (part.length === 0) continue;
    const next = `${text}${part.join("\n")}\n\n`;
    if (bytesOf(next) + bytesOf(note) + 1 < markdownLimit) text = next;
    else {
      shortened = true;
      // A table is of use without its last rows, anything else is not.
      if (part[0]!.startsWith("| ")) text = cutTable(text, part, markdownLimit - bytesOf(note) - 3);
    }
  }
  return shortened ? `${text}${note}\n` : `${text.trimEnd()}\n`;
}

/** All tasks of a run in one table: a row for each schedule, a column for each task. */
export function renderMarkdownOverview(reports: readonly Report[]): string {
  const { tasks, standings } = overviewOf(reports);
  return [
    commentMarker,
    `## Learning-rate schedules on ${counted(reports.length, "task")}`,
    "",
    ...table(
      [
        "schedule",
        "mean rank",
        ...tasks.map(({ name, compared }) => escapeMarkdown(`${name}: ${compared.title}`)),
      ],
      standings.map(({ schedule, meanRank, placings }) => [
        escapeMarkdown(schedule),
        orAbsent(meanRank, (rank) => rank.toFixed(2)),
        ...placings.map((placing, index) =>
          orAbsent(placing?.mean, (mean) =>
            placing!.verdict === null
              ? tasks[index]!.compared.write(mean)
              : `${tasks[index]!.compared.write(mean)} (${placing!.verdict})`,
          ),
        ),
      ]),
    ),
    "",
  ].join("\n");
}
