import { createHash } from "node:crypto";
import { Markup, markup } from "@anneal/experiment/charts";
import { describeBackend } from "@anneal/experiment/records";
import { describeTask, limits } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { curves } from "./curves.ts";
import { differences } from "./differences.ts";
import { improvement } from "./improvement.ts";
import { leaderboard, verdictStrip } from "./leaderboard.ts";
import { protocol, reproduce } from "./protocol.ts";
import { published } from "./published.ts";
import { seeds } from "./seeds.ts";
import { sensitivity } from "./sensitivity.ts";
import { sorting } from "./sorting.ts";
import { style } from "./style.ts";
import { speedToTarget } from "./target.ts";
import { throughput } from "./throughput.ts";

const digest = (script: string): string =>
  `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

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
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${digest(sorting)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const title = `Learning-rate schedules on ${analysis.task.title}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="muted">${describeTask(report)}. Backend ${describeBackend(report.results.backend)}.</p>
${verdictStrip(report)}
<nav aria-label="Sections">${sections.map(({ id, title: name }) => markup`<a href="#${id}">${name}</a>`)}</nav>
</header>
<main>
${sections.map(
  ({ id, title: name, content }) => markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${name}</h2>
${content}
</section>
`,
)}</main>
<footer class="muted"><p>Made by anneal-bench. The figures depend on the trials alone.</p></footer>
<script>${new Markup(sorting)}</script>
</body>
</html>
`.text;
}
