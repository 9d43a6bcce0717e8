import { createHash } from "node:crypto";
import { Markup, markup } from "@anneal/experiment/charts";
import type { Content } from "@anneal/experiment/charts";
import { readings } from "./readings.ts";
import { sorting } from "./sorting.ts";
import { style } from "./style.ts";

/** Everything that the page can do without. */
const script = `${sorting}\n${readings}`;

const digest = (script: string): string =>
  `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

/** An HTML file that needs nothing else: its style and its script are in it. */
export function htmlDocument(
  title: string,
  header: Content,
  navigation: Content,
  main: Content,
): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${digest(script)}; img-src data:; base-uri 'none'; form-action 'none'`;
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
${header}
</header>
${navigation}
<main>
${main}</main>
<footer class="muted"><p>Made by anneal-bench from results.json: the same results give the same page.</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`.text;
}
