import type { Rule } from "@anneal/core";
import type { LearningRateRange } from "./findLearningRate.ts";
import { optionsOf } from "./optionsOf.ts";
import type { Suggestion } from "./suggestions.ts";

/** Options of {@link rangeToSVG}. */
export interface RangeToSVGOptions {
  /** Width in pixels: a number from 120 to 10,000. @defaultValue `640` */
  readonly width?: number | undefined;
  /** Height in pixels: a number from 120 to 10,000. @defaultValue `280` */
  readonly height?: number | undefined;
}

// The axes and their words take up the rest.
const size: Rule = {
  rule: "a number from 120 to 10000",
  accepts: (value) => typeof value === "number" && value >= 120 && value <= 10_000,
};

const checked = /* @__PURE__ */ optionsOf<
  RangeToSVGOptions,
  { readonly width: number; readonly height: number }
>("rangeToSVG", { width: size, height: size }, { width: 640, height: 280 });

const style = `
.anneal-range{color:#57606a;font:12px system-ui,sans-serif}
.anneal-range text{fill:currentColor}
.anneal-range .axis{stroke:currentColor;stroke-opacity:.5}
.anneal-range .raw,.anneal-range .smooth{fill:none;stroke:#0969da}
.anneal-range .raw{stroke-opacity:.3}
.anneal-range .smooth{stroke-width:2}
.anneal-range .mark{stroke:#bc4c00;stroke-dasharray:4 3}
@media (prefers-color-scheme:dark){.anneal-range{color:#9ea7b3}
.anneal-range .raw,.anneal-range .smooth{stroke:#4493f8}.anneal-range .mark{stroke:#f0883e}}
`;

const short = (value: number): string => String(Number(value.toPrecision(3)));

/**
 * Draws a range test as one self-contained SVG: the loss over the learning rate, which is on a logarithmic scale, with the
 * suggestions that there are.
 *
 * @param range - What {@link findLearningRate} returned.
 * @param options - See {@link RangeToSVGOptions}.
 * @returns The text of the SVG; axes alone if there are no points.
 * @throws {RangeError} If the width or height is out of range.
 * @throws {TypeError} If one is not a number, or if an option is unknown.
 *
 * @example
 * ```ts
 * await writeFile("range.svg", rangeToSVG(range));
 * ```
 */
export function rangeToSVG(
  { points, suggestions, ended }: LearningRateRange,
  options: RangeToSVGOptions = {},
): string {
  const { width, height } = checked(options);
  const [left, right, top, bottom] = [64, width - 16, 24, height - 40];
  const logs = points.map(({ learningRate }) => Math.log10(learningRate));
  const [first, last] = [logs[0] ?? 0, logs.at(-1) ?? 0];
  const losses = points.map(({ smoothed }) => smoothed);
  const [lowest, highest] = [Math.min(...losses), Math.max(...losses)];
  const place = (from: number, to: number, share: number): number =>
    Math.round((from + (to - from) * Math.min(1, Math.max(0, share))) * 10) / 10;
  const x = (log: number): number => place(left, right, (log - first) / (last - first || 1));
  // A single loss may be far above the mean of those before it: it is drawn at the edge.
  const y = (loss: number): number => place(bottom, top, (loss - lowest) / (highest - lowest || 1));
  const line = (kind: string, valueOf: (index: number) => number): string =>
    `<path class="${kind}" d="${logs
      .map((log, index) => `${index ? "L" : "M"}${x(log)} ${y(valueOf(index))}`)
      .join("")}"/>`;

  const decades: number[] = [];
  for (let decade = Math.ceil(first); decade <= last; decade++) decades.push(decade);
  const marks = Object.entries<Suggestion>({ ...suggestions }).flatMap(
    ([name, { learningRate }]) => (learningRate === null ? [] : [[name, learningRate] as const]),
  );
  const told = marks.map(([name, rate]) => `${name} ${short(rate)}`).join(", ") || "no suggestion";
  const scale =
    points.length > 0
      ? [lowest, highest].map(
          (loss) =>
            `<text x="${left - 8}" y="${y(loss) + 4}" text-anchor="end">${short(loss)}</text>`,
        )
      : [];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="anneal-range" role="img" aria-label="Loss over learning rate, ${ended}: ${told}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<style>${style}</style>`,
    `<path class="axis" d="M${left} ${top}V${bottom}H${right}"/>`,
    ...scale,
    ...decades.map(
      (decade) =>
        `<text x="${x(decade)}" y="${bottom + 18}" text-anchor="middle">1e${decade}</text>`,
    ),
    line("raw", (index) => points[index]!.loss),
    line("smooth", (index) => losses[index]!),
    ...marks.map(([name, rate], index) => {
      const at = x(Math.log10(rate));
      return `<path class="mark" d="M${at} ${top}V${bottom}"/><text x="${at + 3}" y="${top + 12 * (index + 1)}">${name} ${short(rate)}</text>`;
    }),
    `<text x="${(left + right) / 2}" y="${height - 6}" text-anchor="middle">learning rate</text>`,
    "</svg>\n",
  ].join("\n");
}
