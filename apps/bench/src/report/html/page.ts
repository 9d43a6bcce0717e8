import { markup } from "@anneal/experiment/charts";
import { describeTask, limits, trainedBy } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { answerFirst } from "./answer.ts";
import { curves } from "./curves.ts";
import { differences } from "./differences.ts";
import { htmlDocument } from "./document.ts";
import { improvement } from "./improvement.ts";
import { leaderboard, verdictStrip } from "./leaderboard.ts";
import { protocol, reproduce } from "./protocol.ts";
import { published } from "./published.ts";
import { seeds } from "./seeds.ts";
import { sensitivity } from "./sensitivity.ts";
import { speedToTarget } from "./target.ts";
import { throughput } from "./throughput.ts";

/** The whole report as one HTML file that needs nothing else. */
export function renderHtml(report: Report): string {
  const { analysis } = report;
  const sections = [
    leaderboard(report),
    seeds(report),
    differences(report),
    curves(report),
    sensitivity(report),
    speedToTarget(report),
    improvement(report),
    throughput(report),
    published(report),
    {
      id: "limits",
      title: "What this cannot tell",
      content: markup`<ul class="limits">${limits(report).map((text) => markup`<li>${text}</li>`)}</ul>`,
    },
    protocol(report),
    reproduce(report),
  ].filter(({ content }) => Boolean(content));
  return htmlDocument(
    `Learning-rate schedules on ${analysis.task.title}`,
    markup`<p class="muted">${describeTask(report)}. Backend ${trainedBy(report.results)}.</p>
${answerFirst(report)}
${verdictStrip(report)}
<nav aria-label="Sections">${sections.map(({ id, title: name }) => markup`<a href="#${id}">${name}</a>`)}</nav>`,
    sections.map(
      ({ id, title: name, content }) => markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${name}</h2>
${content}
</section>
`,
    ),
  );
}
