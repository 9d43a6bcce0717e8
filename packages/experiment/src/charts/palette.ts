import type { Analysis } from "../analysis/schema.ts";
import { Markup } from "./markup.ts";
import { markers, outlineOf, symbolOf } from "./markers.ts";
import type { Marker } from "./markers.ts";

const colors = 10;
const dashes = ["none", "6 3", "2 2", "8 3 2 3", "12 4"] as const;

/** How one schedule is drawn everywhere: a colour of the style sheet, and a dash and a shape for those who cannot tell colours apart. */
export interface Stroke {
  readonly color: string;
  readonly dash: string;
  readonly marker: Marker;
}

/**
 * The stroke of the schedule at a position of the plan. No two of the first 130 have the same colour and marker, and no two of
 * the first thirteen the same marker.
 */
const strokeAt = (position: number): Stroke => ({
  color: `var(--series-${String(position % colors)})`,
  dash: dashes[(position + Math.floor(position / colors)) % dashes.length]!,
  marker: markers[position % markers.length]!,
});

/** The strokes of all schedules by name. */
export const strokesOf = ({
  schedules,
}: Pick<Analysis, "schedules">): ReadonlyMap<string, Stroke> =>
  new Map(schedules.map(({ name }, position) => [name, strokeAt(position)]));

/** The marker of a schedule as a dot of a chart, on whatever lies behind it. */
export const markerOf = ({ color, marker }: Stroke, radius: number) =>
  ({
    r: radius,
    symbol: symbolOf(marker),
    fill: marker.isHollow ? "var(--paper)" : color,
    stroke: marker.isHollow ? color : "var(--paper)",
    strokeWidth: 1.5,
  }) as const;

/** A short piece of a schedule's line with its marker, as the key beside its name. */
export function swatch({ color, dash, marker }: Stroke): Markup {
  const dashed = dash === "none" ? "" : ` stroke-dasharray="${dash}"`;
  const fill = marker.isHollow ? "var(--paper)" : color;
  return new Markup(
    `<svg class="swatch" width="26" height="12" viewBox="0 0 26 12" aria-hidden="true"><path d="M1 6H25" stroke="${color}" stroke-width="3"${dashed}/><path d="${outlineOf(marker, [13, 6], 4)}" fill="${fill}" stroke="${marker.isHollow ? color : "var(--paper)"}"/></svg>`,
  );
}
