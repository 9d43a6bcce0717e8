import { markup, throughputChart } from "@anneal/experiment/charts";
import { toTarget, whole } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, htmlTable } from "./htmlTable.ts";
import type { Column } from "./htmlTable.ts";
import type { Section } from "./section.ts";

export function throughput({ analysis }: Report): Section {
  const { example } = analysis.task;
  const chart = throughputChart(analysis);
  const rows = analysis.schedules.flatMap(({ name, timings }) =>
    timings ? [{ name, timings }] : [],
  );
  return {
    id: "throughput",
    title: "Throughput",
    content: chart && [
      markup`<figure><figcaption>${example.charAt(0).toUpperCase()}${example.slice(1)}s a second in training: the diamond is the median over the trials, the bar goes from the first to the third quartile. A schedule does not slow a training down; differences show the load of the machine.</figcaption>${chart}</figure>`,
      htmlTable(
        "Speed of training and cost of the schedule.",
        [
          { title: "schedule", text: true, cell: ({ name }) => name },
          {
            title: `${example}s/s`,
            cell: ({ timings }) => figureCell(timings.examplesPerSecond?.median, whole),
          },
          {
            title: "first quartile",
            cell: ({ timings }) => figureCell(timings.examplesPerSecond?.firstQuartile, whole),
          },
          {
            title: "third quartile",
            cell: ({ timings }) => figureCell(timings.examplesPerSecond?.thirdQuartile, whole),
          },
          {
            title: "trials",
            cell: ({ timings }) => figureCell(timings.examplesPerSecond?.n, String),
          },
          {
            title: "seconds to target",
            lessIsBetter: true,
            cell: ({ timings }) => ({
              content: toTarget(timings.secondsToTarget, (value) => value.toFixed(1)),
              value: timings.secondsToTarget.median,
            }),
          },
          ...(rows.some(({ timings }) => timings.nanosecondsPerCall !== null)
            ? ([
                {
                  title: "ns per call",
                  lessIsBetter: true,
                  cell: ({ timings }) =>
                    figureCell(timings.nanosecondsPerCall, (value) => value.toFixed(1)),
                },
                {
                  title: "share of a step",
                  lessIsBetter: true,
                  cell: ({ timings }) =>
                    figureCell(timings.shareOfStep, (value) => `${(100 * value).toPrecision(2)} %`),
                },
              ] satisfies readonly Column<(typeof rows)[number]>[])
            : []),
        ],
        rows,
      ),
    ],
  };
}
