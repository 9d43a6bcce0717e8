import type { ScheduleAnalysis } from "@anneal/experiment/analysis";
import { markup } from "@anneal/experiment/charts";
import type { Interval } from "@anneal/experiment/statistics";
import {
  absent,
  describeLimit,
  describeTarget,
  describeTrainingFigures,
  percent,
  points,
  probability,
  quantityOf,
  range,
} from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, htmlTable } from "./htmlTable.ts";
import type { Column } from "./htmlTable.ts";
import { small } from "./section.ts";
import type { Section } from "./section.ts";

type Occurrence = ScheduleAnalysis["divergence"];

/** How often something happened, with its interval, and beside the baseline. */
const columnsOf = (
  title: string,
  { rules }: Report["analysis"],
  occurrenceOf: (schedule: ScheduleAnalysis) => Occurrence,
): readonly Column<ScheduleAnalysis>[] => {
  const { baseline } = rules;
  const shares = (interval: Interval): string => `${range(interval, percent)} %`;
  return [
    {
      title,
      cell: (schedule) => {
        const { count, of, interval } = occurrenceOf(schedule);
        return {
          content: [`${String(count)} of ${String(of)}`, interval && small(shares(interval))],
          value: of === 0 ? null : count / of,
        };
      },
    },
    ...(baseline === null
      ? []
      : ([
          {
            title: `to ${baseline} (points)`,
            cell: (schedule) => {
              const { comparison } = occurrenceOf(schedule);
              return figureCell(comparison?.difference, (difference) => [
                points(difference),
                small(range(comparison!.interval, points)),
              ]);
            },
          },
          {
            title: "seeds that differ",
            text: true,
            cell: (schedule) => {
              const { comparison } = occurrenceOf(schedule);
              return comparison === null
                ? absent
                : {
                    content: `${String(comparison.onlyOwn)} for it, ${String(comparison.onlyOther)} for ${baseline}`,
                    className: "short",
                  };
            },
          },
          {
            title: "p (exact)",
            lessIsBetter: true,
            cell: (schedule) => figureCell(occurrenceOf(schedule).comparison?.p, probability),
          },
          {
            title: "p (adjusted)",
            lessIsBetter: true,
            cell: (schedule) =>
              figureCell(occurrenceOf(schedule).comparison?.adjustedP, probability),
          },
          {
            title: "verdict",
            text: true,
            cell: (schedule) => {
              const verdict = occurrenceOf(schedule).comparison?.verdict;
              return verdict === undefined
                ? absent
                : verdict === "too few seeds"
                  ? {
                      content: `${verdict} (needs ${String(rules.seedsNeeded)})`,
                      className: "short",
                    }
                  : verdict;
            },
          },
        ] satisfies readonly Column<ScheduleAnalysis>[])),
  ];
};

const tests =
  "Below each share is its interval (Wilson’s, of a difference Newcombe’s). p comes from McNemar’s exact test, which looks at the seeds on which a schedule and the baseline differ.";

/** How often each schedule met the target, and which half of it the others missed. */
export function targetMet({ analysis }: Report): Section {
  const { task } = analysis;
  const target = describeTarget(task, "sentence");
  const training = describeTrainingFigures(task);
  const shareColumns = columnsOf("target met", analysis, ({ target: outcome }) => outcome!);
  return {
    id: "met",
    title: "How often the target is met",
    content: target !== null && [
      markup`<p class="muted">The target is a ${target}, after the last epoch.${training !== null && ` ${training}.`}</p>`,
      htmlTable(
        `How often each schedule met the target, and which part of it was missed. ${tests}`,
        [
          { title: "schedule", text: true, cell: ({ name }: ScheduleAnalysis) => name },
          ...shareColumns.slice(0, 1),
          ...task.target.map((bound, index): Column<ScheduleAnalysis> => ({
            title: `${quantityOf(task, bound.measure).name} not ${"above" in bound ? "above" : "below"} ${describeLimit(task, bound)}`,
            lessIsBetter: true,
            cell: ({ target: outcome }) => {
              const { missed } = outcome!.bounds[index]!;
              return figureCell(missed, String);
            },
          })),
          ...shareColumns.slice(1),
        ],
        analysis.schedules,
      ),
    ],
  };
}

/** How often each schedule diverged; nothing if none did. */
export function divergence({ analysis }: Report): Section {
  return {
    id: "divergence",
    title: "How often training diverges",
    content: analysis.trials.diverged > 0 && [
      htmlTable(
        `How often each schedule diverged. ${tests}`,
        [
          { title: "schedule", text: true, cell: ({ name }: ScheduleAnalysis) => name },
          ...columnsOf("diverged", analysis, (schedule) => schedule.divergence),
        ],
        analysis.schedules,
      ),
    ],
  };
}
