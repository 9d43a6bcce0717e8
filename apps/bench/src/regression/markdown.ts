import { escapeMarkdown, primaryOn, quantityOf } from "@anneal/experiment/wording";
import { writeChange, writeDetectable, writeDifference } from "./describe.ts";
import type { Comparison } from "./schema.ts";

/** Some cells are out of files of results. */
const line = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
const tableOf = (
  head: readonly string[],
  left: number,
  rows: readonly (readonly string[])[],
): readonly string[] => [
  line(head),
  line(head.map((_, index) => (index < left ? ":--" : "--:"))),
  ...rows.map(line),
];

const marks = {
  worse: "▼ worse",
  better: "▲ better",
  identical: "= identical",
  "no change shown": "· no change shown",
  // One seed has no scatter that a difference could exceed.
  "too few seeds": "· too few seeds (needs 2)",
  slower: "▼ slower",
  faster: "▲ faster",
} as const;

/** What a difference must exceed, of the primary metric and of the others. */
function describeMargins({ metrics, primary, rules }: Comparison): string {
  const { name, differenceUnitInFull } = quantityOf(
    { metrics, primary },
    primaryOn("validation", { primary }),
  );
  const isShare = differenceUnitInFull.startsWith(" percentage");
  const others = metrics.filter((metric) => metric.name !== primary.metric);
  const share = `${String(100 * rules.relativeMargin)} %`;
  return [
    rules.margin > 0
      ? `${String(isShare ? 100 * rules.margin : rules.margin)}${isShare ? differenceUnitInFull : ` of ${name}`}`
      : `${share} of the ${primary.metric}`,
    ...(others.length === 0
      ? []
      : [`${share} of a ${others.map((other) => other.name).join(" or ")}`]),
  ].join(", ");
}

/** What a comparison says first. */
function headlineOf({ regressions }: Pick<Comparison, "regressions">): string {
  if (regressions.length === 0) return "No regression";
  const subjects = [...new Set(regressions.map(({ subject }) => subject))];
  return `${String(regressions.length)} ${regressions.length === 1 ? "regression" : "regressions"}: ${subjects.join(", ")}`;
}

const detectableNote =
  "“80 % see” is the smallest true difference that four of five such runs would show.";

/** The mean over all schedules, which is tested first. */
function overallTable(comparison: Comparison): readonly string[] {
  const { overall, rules } = comparison;
  if (overall.length === 0) return [];
  return [
    ...tableOf(
      [
        `mean of ${String(overall[0]!.schedules)} schedules`,
        "difference",
        "seeds",
        "p",
        "80 % see",
        "verdict",
      ],
      1,
      overall.map((change) => {
        const { name, difference } = writeDifference(change, comparison);
        return [
          name,
          difference,
          String(change.n),
          change.p === null ? "–" : change.p.toPrecision(2),
          writeDetectable(change, comparison),
          marks[change.verdict],
        ];
      }),
    ),
    "",
    `The mean over the schedules is worse above the margin (${escapeMarkdown(describeMargins(comparison))}, an epoch) and above what noise gives once in ` +
      `${String(1 / rules.overallSignificance)} comparisons. ${detectableNote}`,
    "",
  ];
}

/** A comparison for a pull request: what got worse, and everything that was compared folded away. */
export function renderComparison(comparison: Comparison): string {
  const { base, head, schedules, speeds, regressions, notes, rules } = comparison;
  const { onlyInBase, onlyInHead } = comparison;
  const changes = schedules.flatMap(({ name, changes }) =>
    changes.map((change) => {
      const { name: metric, ...written } = writeChange(change, comparison);
      const { n, p, verdict } = change;
      const chance = p === null ? "–" : p.toPrecision(2);
      return [name, metric, written.base, written.head, written.difference].concat(
        String(n),
        chance,
        writeDetectable(change, comparison),
        marks[verdict],
      );
    }),
  );
  const about = ({ path, anneal, tfjs, protocol, backend }: Comparison["base"]): string =>
    escapeMarkdown(
      `${path}: anneal ${anneal}, TensorFlow.js ${tfjs}, protocol ${String(protocol)}, ${backend}`,
    );
  return [
    `## ${escapeMarkdown(headlineOf(comparison))}`,
    "",
    ...regressions.map(({ message }) => `- **${escapeMarkdown(message)}**`),
    ...(regressions.length === 0 ? [] : [""]),
    `Base ${about(base)}.`,
    `Head ${about(head)}.`,
    "",
    ...[
      ...notes,
      ...(onlyInBase.length > 0 ? [`only in base: ${onlyInBase.join(", ")}`] : []),
      ...(onlyInHead.length > 0 ? [`only in head: ${onlyInHead.join(", ")}`] : []),
    ].map((note) => `- ${escapeMarkdown(note)}`),
    "",
    ...overallTable(comparison),
    "<details><summary>Trainings, seed by seed</summary>",
    "",
    ...tableOf(
      ["schedule", "metric", "base", "head", "difference", "seeds", "p", "80 % see", "verdict"],
      2,
      changes,
    ),
    "",
    `Worse takes a difference above the margin (${escapeMarkdown(describeMargins(comparison))}, an epoch), ` +
      `above what noise gives once in ${String(1 / rules.significance)} comparisons, and seeds that agree. ${detectableNote}`,
    "",
    "</details>",
    "",
    "<details><summary>Speeds, without that of the machine</summary>",
    "",
    ...tableOf(
      ["what", "relative to", "time of head over base", "limit", "verdict"],
      2,
      speeds.map(({ subject, relativeTo, slowdown, limit, verdict }) => [
        subject,
        relativeTo,
        slowdown.toFixed(2),
        String(limit),
        marks[verdict],
      ]),
    ),
    "",
    "</details>",
    "",
  ].join("\n");
}

/** The same for a terminal: what was compared, one line each. */
export function renderComparisonText(comparison: Comparison): string {
  const { overall, schedules, speeds, notes, onlyInBase, onlyInHead } = comparison;
  const rows = [
    ...overall.map((change): readonly string[] => {
      const { name, difference } = writeDifference(change, comparison);
      const seen =
        change.detectable === null
          ? ""
          : `80 % of such runs show ${writeDetectable(change, comparison)}`;
      return [
        `all ${String(change.schedules)} schedules`,
        name,
        seen,
        difference,
        marks[change.verdict],
      ];
    }),
    ...schedules.flatMap(({ name, changes }) =>
      changes.map((change): readonly string[] => {
        const { name: metric, base, head, difference } = writeChange(change, comparison);
        return [name, metric, `${base} → ${head}`, difference, marks[change.verdict]];
      }),
    ),
    ...speeds.map(({ subject, relativeTo, slowdown, verdict }): readonly string[] => [
      subject,
      `time over ${relativeTo}`,
      "",
      `×${slowdown.toFixed(2)}`,
      marks[verdict],
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [
    ...rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")),
    ...notes,
    ...(onlyInBase.length > 0 ? [`only in base: ${onlyInBase.join(", ")}`] : []),
    ...(onlyInHead.length > 0 ? [`only in head: ${onlyInHead.join(", ")}`] : []),
    `${headlineOf(comparison)}.`,
    "",
  ].join("\n");
}
