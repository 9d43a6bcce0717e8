import { markup } from "@anneal/experiment/charts";
import { describeTask, limits } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { answerFirst } from "./answer.ts";
import { curves } from "./curves.ts";
import { definitions } from "./definitions.ts";
import { differences } from "./differences.ts";
import { htmlDocument } from "./document.ts";
import { improvement } from "./improvement.ts";
import { leaderboard, verdictStrip } from "./leaderboard.ts";
import { divergence, targetMet } from "./occurrences.ts";
import { protocol, reproduce } from "./protocol.ts";
import { published } from "./published.ts";
import { seeds } from "./seeds.ts";
import { sensitivity } from "./sensitivity.ts";
import { throughput } from "./throughput.ts";

/** The whole report as one HTML file that needs nothing else. */
export function renderHtml(report: Report): string {
  const { analysis } = report;
  const sections = [
    leaderboard(report),
    targetMet(report),
    divergence(report),
    seeds(report),
    differences(report),
    curves(report),
    sensitivity(report),
    improvement(report),
    throughput(report),
    published(report),
    {
      id: "limits",
      title: "What this cannot tell",
      content: markup`<ul class="limits">${limits(report).map((text) => markup`<li>${text}</li>`)}</ul>`,
    },
    definitions(report),
    protocol(report),
    reproduce(report),
  ].filter(({ content }) => Boolean(content));
  return htmlDocument(
    `Learning-rate schedules on ${analysis.task.title}`,
    markup`${answerFirst(report)}
<p class="muted">${describeTask(report)}.</p>
${verdictStrip(report)}`,
    markup`<nav aria-label="Sections"><ul>${sections.map(({ id, title: name }) => markup`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`,
    sections.map(
      ({ id, title: name, content }) => markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${name}</h2>
${content}
</section>
`,
    ),
  );
}
