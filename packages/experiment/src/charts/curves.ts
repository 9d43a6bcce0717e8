import { coefficient, flag, name as nonEmpty } from "anneal";
import { areaY, axisX, axisY, gridY, line } from "@observablehq/plot";
import type { Markish } from "@observablehq/plot";
import { optionsOf } from "../optionsOf.ts";
import { code } from "../task/rule.ts";
import type { Analysis, Band, ScheduleAnalysis } from "../analysis/schema.ts";
import { draw } from "./canvas.ts";
import { clamped, padded } from "./domain.ts";
import type { Domain } from "./domain.ts";
import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { strokesOf, swatch } from "./palette.ts";
import type { Stroke } from "./palette.ts";

const learningRate = "learningRate";

/** Curves that share one axis: the first with a full line, the second with a dashed one. */
export interface CurveChoice {
  readonly title: string;
  /** Measures, or `"learningRate"`. */
  readonly measures: readonly [string, (string | undefined)?];
  readonly write: (value: number) => string;
  /**
   * Share of the highest values that are cut off, at least 0 and below 1: a loss begins far above where it is interesting.
   * @defaultValue `0`
   */
  readonly cut?: number | undefined;
  /** Whether the axis is logarithmic; values that are not above 0 are not on it. @defaultValue `false` */
  readonly logarithmic?: boolean | undefined;
}

const checked = /* @__PURE__ */ optionsOf<CurveChoice>(
  "curvesChart",
  {
    title: nonEmpty,
    measures: {
      type: "object",
      rule: "a list of one or two measures",
      accepts: (value) => Array.isArray(value) && (value.length === 1 || value.length === 2),
    },
    write: code,
    cut: coefficient,
    logarithmic: flag,
  },
  { cut: 0, logarithmic: false },
);

type Choice = ReturnType<typeof checked>;

interface Point extends Band {
  readonly epoch: number;
}

/** The rates of a schedule by update where they are known, at the epoch that the update is made in; else by epoch. */
function pointsOf({ curve, ratesByStep }: ScheduleAnalysis, measure: string): readonly Point[] {
  if (measure === learningRate && ratesByStep !== null) {
    return ratesByStep.steps.map((step, index) => ({
      epoch: step / ratesByStep.stepsPerEpoch,
      mean: ratesByStep.rates[index]!,
      low: null,
      high: null,
    }));
  }
  return curve.flatMap((point) => {
    const band = measure === learningRate ? point.learningRate : point.figures[measure];
    // The epoch is over when its figures are taken.
    return band == null ? [] : [{ epoch: point.epoch + 1, ...band }];
  });
}

function domainOf(analysis: Analysis, { measures, cut, logarithmic }: Choice): Domain | null {
  const means = analysis.schedules
    .flatMap((schedule) =>
      measures
        .flatMap((measure) => (measure ? pointsOf(schedule, measure) : []))
        .map(({ mean }) => mean),
    )
    .filter((mean) => !logarithmic || mean > 0)
    .sort((a, b) => a - b);
  if (means.length === 0) return null;
  // A decay to nearly nothing would leave no room for anything else: five decades are enough.
  if (logarithmic) return [Math.max(means[0]!, means.at(-1)! / 1e5) / 1.1, means.at(-1)! * 1.1];
  const last = means[Math.round((1 - cut) * (means.length - 1))]!;
  const first = means[Math.round((cut / 2) * (means.length - 1))]!;
  return padded([measures[0] === learningRate ? 0 : first, last], 0.05);
}

/** With more schedules than this, the others are no background but a thicket. */
const manySchedules = 16;

function drawCell(
  analysis: Analysis,
  name: string,
  stroke: Stroke,
  choice: Choice,
  domain: Domain,
): Markup {
  const inside = (value: number | null): number =>
    value === null || (choice.logarithmic && !(value > 0)) ? NaN : clamped(value, domain);
  const { schedules, rules, task } = analysis;
  const own = schedules.find((schedule) => schedule.name === name)!;
  const others = schedules.filter(
    (other) =>
      other.name !== name && (schedules.length <= manySchedules || other.name === rules.baseline),
  );
  const [first, second] = choice.measures;
  const marks: Markish[] = [
    gridY({ ticks: 4, stroke: "var(--grid)", strokeOpacity: 1 }),
    line(
      others.flatMap((other) =>
        pointsOf(other, first).map(({ epoch, mean }) => ({ epoch, mean, name: other.name })),
      ),
      {
        x: "epoch",
        y: ({ mean }: Band) => inside(mean),
        z: "name",
        stroke: "var(--faint)",
        strokeWidth: 1,
      },
    ),
  ];
  for (const measure of [first, second]) {
    if (!measure) continue;
    const points = pointsOf(own, measure);
    marks.push(
      areaY(points, {
        x: "epoch",
        y1: ({ low }: Point) => inside(low),
        y2: ({ high }: Point) => inside(high),
        fill: stroke.color,
        fillOpacity: 0.22,
      }),
      line(points, {
        x: "epoch",
        y: ({ mean }: Point) => inside(mean),
        stroke: stroke.color,
        strokeWidth: measure === first ? 2 : 1.5,
        ...(measure === first ? {} : { strokeDasharray: "4 2" }),
        ...(points.length === 1 ? { marker: "dot" as const } : {}),
      }),
    );
  }
  marks.push(
    axisX({
      ticks: epochTicks(task.epochs),
      tickFormat: String,
      tickSize: 3,
      label: null,
    }),
    axisY({ ticks: 4, tickFormat: choice.write, tickSize: 0, label: null }),
  );
  return draw(`${choice.title} of ${name} by epoch; the table below holds the figures`, {
    width: 186,
    height: 132,
    marginTop: 8,
    marginRight: 8,
    marginBottom: 22,
    marginLeft: 47,
    x: { domain: [first === learningRate ? 0 : 1, Math.max(2, task.epochs)] },
    y: { domain: [...domain], ...(choice.logarithmic ? { type: "log" as const } : {}) },
    marks,
  });
}

const epochTicks = (epochs: number): number[] => {
  const every = Math.max(1, Math.ceil(epochs / 3));
  return [1, ...[1, 2, 3].map((index) => index * every)].filter(
    (tick, index, all) => tick <= epochs && all.indexOf(tick) === index,
  );
};

/** What the script of a page shows under the pointer: the epochs from 0 to their last, and the values there as they are written. */
function readings(analysis: Analysis, name: string, { measures, write }: Choice): Markup {
  const own = analysis.schedules.find((schedule) => schedule.name === name)!;
  const values = pointsOf(own, measures[0]).map(
    ({ epoch, mean }) => `${String(Math.round(100 * epoch) / 100)}:${write(mean)}`,
  );
  return markup` data-from="${measures[0] === learningRate ? 0 : 1}" data-readings="${values.join(" ")}"`;
}

/**
 * One small chart for each schedule, in the order of the plan, on common axes.
 *
 * @returns `null` if there is no curve.
 * @throws {RangeError | TypeError} If the choice is wrong.
 */
export function curvesChart(analysis: Analysis, given: CurveChoice): Markup | null {
  const choice = checked(given);
  const domain = domainOf(analysis, choice);
  if (domain === null) return null;
  const strokes = strokesOf(analysis);
  return markup`<div class="cells">${analysis.schedules.map(({ name }) => {
    const stroke = strokes.get(name)!;
    return markup`<div class="cell" data-schedule="${name}"${readings(analysis, name, choice)}><p>${swatch({ ...stroke, dash: "none" })} ${name}</p>${drawCell(analysis, name, stroke, choice, domain)}</div>`;
  })}</div>`;
}
