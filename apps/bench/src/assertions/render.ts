import type { Outcome } from "./check.ts";
import { metricOf } from "./metrics.ts";
import { escapeMarkdown, inOneLine } from "@anneal/experiment/wording";

const digits = (value: number): string => {
  if (value === Infinity) return "never";
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
};

const isLower = ({ bound }: Outcome): boolean => bound === "min" || bound === "minRatioToBaseline";

const isRatio = ({ bound }: Outcome): boolean =>
  bound === "minRatioToBaseline" || bound === "maxRatioToBaseline";

/** What is held against the bound, in words. */
function quantityOf(outcome: Outcome): string {
  const { subject, metric, aggregation } = outcome;
  const own = metricOf(metric)!.aggregation;
  // A single call has one value, of which every aggregation is the same.
  const how = aggregation === own ? "" : ` (${aggregation})`;
  // The subject comes out of a file of results.
  return `${inOneLine(subject)} ${metric}${how}${isRatio(outcome) ? " over the baseline" : ""}`;
}

function shortfall({ value, limit }: Outcome): string {
  if (value === null || value === Infinity) return "";
  const difference = Math.abs(value - limit);
  const share = limit === 0 ? "" : `, ${((100 * difference) / Math.abs(limit)).toFixed(1)} %`;
  return ` (off by ${digits(difference)}${share})`;
}

/** One outcome as a sentence. */
export function describeOutcome(outcome: Outcome): string {
  const { value, limit, holds } = outcome;
  const bound = `${isLower(outcome) ? "at least" : "at most"} ${digits(limit)}`;
  const is = value === null ? "has no value" : `is ${digits(value)}`;
  return `${quantityOf(outcome)} ${is}, ${holds ? bound : `must be ${bound}${shortfall(outcome)}`}`;
}

/** The mark that an outcome has in a list. */
export const markOf = ({ holds, level }: Outcome): "ok" | "warning" | "error" =>
  holds ? "ok" : level === "warn" ? "warning" : "error";

/** All outcomes in Markdown: those that do not hold first, in a table. */
export function renderAssertions(outcomes: readonly Outcome[]): string {
  const order = ["error", "warning", "ok"] as const;
  const sorted = order.flatMap((mark) => outcomes.filter((outcome) => markOf(outcome) === mark));
  const count = (mark: (typeof order)[number]) =>
    outcomes.filter((outcome) => markOf(outcome) === mark).length;
  return [
    `## Assertions: ${String(count("error"))} failed, ${String(count("warning"))} to be warned of, ${String(count("ok"))} hold`,
    "",
    "| | assertion | value | bound |",
    "| :-- | :-- | --: | --: |",
    ...sorted.map((outcome) => {
      const { value, limit } = outcome;
      const bound = `${isLower(outcome) ? "≥" : "≤"} ${digits(limit)}`;
      return `| ${markOf(outcome)} | ${escapeMarkdown(quantityOf(outcome))} | ${value === null ? "–" : digits(value)} | ${bound} |`;
    }),
    "",
  ].join("\n");
}
