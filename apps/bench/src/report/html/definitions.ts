import { markup } from "@anneal/experiment/charts";
import type { TrialResult } from "@anneal/experiment/records";
import { absent, rate, ratesThatStandOut } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

/** What a schedule is, as it would be written in a configuration; of code there is a digest of what it gives. */
function definitionOf({ schedule }: TrialResult["trial"]): string {
  if ("spec" in schedule) return JSON.stringify(schedule.spec);
  if ("learningRateScheduler" in schedule) {
    return `code: a callback (epoch, rate) => rate, digest of its rates ${schedule.learningRateScheduler}`;
  }
  const of = "names" in schedule ? ` of ${schedule.names.join(", ")}` : "";
  return `code: a function of the run${of}, digest of its rates ${schedule.rates}`;
}

/** What each schedule is: its specification, its clock, its highest rate. */
export function definitions({ analysis, results }: Report): Section {
  const rows = analysis.schedules.flatMap((schedule) => {
    const trial = results.trials.find(({ trial: own }) => own.name === schedule.name)?.trial;
    return trial === undefined ? [] : [{ ...schedule, trial }];
  });
  const warning = ratesThatStandOut(analysis.schedules);
  return {
    id: "schedules",
    title: "The schedules",
    content: rows.length > 0 && [
      warning !== null && markup`<p class="muted">${warning}</p>`,
      htmlTable(
        "The definition of each schedule for this run, with what the totals of the run have made of it.",
        [
          { title: "schedule", text: true, cell: ({ name }: (typeof rows)[number]) => name },
          {
            title: "clock",
            text: true,
            cell: ({ trial: { schedule } }) => ("per" in schedule ? schedule.per : "epoch"),
          },
          { title: "base rate", cell: ({ learningRate }) => figureCell(learningRate, rate) },
          { title: "highest rate", cell: ({ peakRate }) => figureCell(peakRate, rate, absent) },
          {
            title: "definition",
            text: true,
            cell: ({ trial }) => ({
              content: markup`<code>${definitionOf(trial)}</code>`,
              className: "long",
            }),
          },
        ],
        rows,
      ),
    ],
  };
}
