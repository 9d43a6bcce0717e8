import { markup, strokesOf, swatch, targetChart } from "@anneal/experiment/charts";
import type { Markup } from "@anneal/experiment/charts";
import { answer } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";

/** The answer in one sentence and one picture: what the page begins with. `null` for a task without a target. */
export function answerFirst({ analysis }: Pick<Report, "analysis">): Markup | null {
  const given = answer(analysis);
  if (given === null) return null;
  const chart = targetChart(analysis);
  const { baseline } = analysis.rules;
  const strokes = strokesOf(analysis);
  const arrows = baseline === null ? "" : `; an arrow goes there from that of ${baseline}`;
  const elsewhere = analysis.task.elsewhere.map(({ source }) => source);
  const squares =
    elsewhere.length === 0
      ? ""
      : ` Grey squares are someone else’s trainings: ${[...new Set(elsewhere)].join("; ")}.`;
  return markup`<p class="answer">${given.sentence}</p>
<p class="muted">${given.evidence}</p>
${
  chart &&
  markup`<figure><figcaption>The shaded region is the target. A small marker is one seed, a large one the mean of a schedule${arrows}. A cross at the edge lies outside; means leave out trials that diverged.${squares}</figcaption>${chart}
<ul class="legend narrow">${analysis.schedules.map(({ name }) => markup`<li>${swatch({ ...strokes.get(name)!, dash: "none" })} ${name}</li>`)}</ul></figure>`
}`;
}
