import { rect } from "@observablehq/plot";
import type { Analysis } from "../analysis/schema.ts";
import { ranked } from "../wording/headline.ts";
import { markVerdict } from "../wording/notation.ts";
import { comparedIn } from "../wording/quantity.ts";
import { padded, robustDomain } from "./domain.ts";
import type { Markup } from "./markup.ts";
import { strokesOf } from "./palette.ts";
import { rowChart, zeroLine } from "./rows.ts";

/** Every schedule against the baseline, seed by seed, with the margin that a claim has to exceed. `null` without a pair. */
export function differencesChart(analysis: Analysis): Markup | null {
  const { baseline, margin } = analysis.rules;
  const quantity = comparedIn(analysis);
  const { writeDifference, differenceUnit, differenceUnitInFull } = quantity;
  const strokes = strokesOf(analysis);
  const compared = ranked(analysis).flatMap(({ name, difference }) =>
    difference && difference.pairs.length > 0 ? [{ name, difference }] : [],
  );
  const spread = robustDomain(
    compared.flatMap(({ difference }) => difference.pairs.map(({ value }) => value)),
  );
  if (spread === null || baseline === null) return null;
  const domain = padded(
    [Math.min(spread[0], -1.5 * margin), Math.max(spread[1], 1.5 * margin)],
    0.02,
  );
  return rowChart({
    label: `Difference in ${quantity.name} to ${baseline} by seed and schedule, with mean, interval and the practical margin; the table of differences holds the figures`,
    axis: `difference to ${baseline}${differenceUnitInFull === "" ? "" : ` (${differenceUnitInFull.trim()})`}`,
    domain,
    tickFormat: (value) => writeDifference(value).replace(/0$/, ""),
    behind: (rows) => [
      rect([margin], {
        x1: -margin,
        x2: margin,
        y1: -0.55,
        y2: rows - 0.45,
        fill: "var(--band)",
      }),
      zeroLine(0),
    ],
    rows: compared.map(({ name, difference }) => ({
      name,
      stroke: strokes.get(name)!,
      mean: difference.mean,
      interval: difference.interval,
      note: [
        writeDifference(difference.mean!),
        markVerdict(difference.verdict, analysis.rules),
      ].join("  "),
      dots: difference.pairs.map(({ seed, value }) => ({
        value,
        title: `${name}, seed ${String(seed)}: ${writeDifference(value)}${differenceUnit}`,
      })),
    })),
  });
}
