import type { Analysis } from "../analysis/schema.ts";
import { Markup } from "./markup.ts";

const colors = 10;
const dashes = ["none", "6 3", "2 2", "8 3 2 3", "12 4"] as const;

/** How one schedule is drawn everywhere: a colour of the style sheet, and a dash for those who cannot tell colours apart. */
export interface Stroke {
  readonly color: string;
  readonly dash: string;
}

/** The stroke of the schedule at a position of the plan. No two of the first fifty are the same. */
const strokeAt = (position: number): Stroke => ({
  color: `var(--series-${String(position % colors)})`,
  dash: dashes[(position + Math.floor(position / colors)) % dashes.length]!,
});

/** The strokes of all schedules by name. */
export const strokesOf = ({
  schedules,
}: Pick<Analysis, "schedules">): ReadonlyMap<string, Stroke> =>
  new Map(schedules.map(({ name }, position) => [name, strokeAt(position)]));

/** A short piece of a schedule's line, as the key beside its name. */
export function swatch({ color, dash }: Stroke): Markup {
  const dashed = dash === "none" ? "" : ` stroke-dasharray="${dash}"`;
  return new Markup(
    `<svg class="swatch" width="26" height="8" viewBox="0 0 26 8" aria-hidden="true"><path d="M1 4H25" stroke="${color}" stroke-width="3"${dashed}/></svg>`,
  );
}
