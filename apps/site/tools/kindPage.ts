import { parse, simulate, toSVG } from "anneal";
import { beginning, curveKinds, packageOf } from "../src/model/catalogue.ts";
import { fieldsOf } from "../src/model/fields.ts";
import type { Field } from "../src/model/fields.ts";
import { exampleMetrics } from "../src/model/course.ts";
import { withoutMarkup } from "./links.ts";
import type { Docstring, Sources } from "./sources.ts";

/** Length of the run on the page of a kind. */
const steps = 1000;

const firstUpper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The docstring's links lead to the pages of other kinds; whatever else they name is code. */
const linked = (text: string, kinds: ReadonlySet<string>): string =>
  text.replace(/\{@link ([\w.]+)\}/g, (_link, name: string) =>
    kinds.has(name) ? `[\`${name}\`](/kinds/${name})` : `\`${name}\``,
  );

/** A cell of a table, in which the items of a list have a line each. */
export const cell = (text: string): string =>
  text
    .replaceAll("|", "\\|")
    .replaceAll(/\s*\n\s*- /g, "<br>• ")
    .replaceAll(/\s*\n\s*/g, " ");

function meaningOf(field: Field, kind: string, sources: Sources, own: Docstring): string {
  const member = sources.membersOf(`${firstUpper(kind)}Options`).get(field.name);
  const parameter = own.tags.find(({ name, about }) => name === "param" && about === field.name);
  return member?.text ?? parameter?.text ?? `${firstUpper(field.rule)}.`;
}

function defaultOf(field: Field, sources: Sources, kind: string): string {
  if (field.required) return "required";
  if (field.fallback !== undefined) return `\`${JSON.stringify(field.fallback)}\``;
  const tag = sources
    .membersOf(`${firstUpper(kind)}Options`)
    .get(field.name)
    ?.tags.find(({ name }) => name === "defaultValue");
  return tag?.text ?? "none";
}

const section = (title: string, body: string): string =>
  body.trim() === "" ? "" : `\n## ${title}\n\n${body.trim()}\n`;

/** The curve as the page has it before any script runs, and for readers without. */
function still(kind: string): string {
  const schedule = parse(beginning(kind));
  const drawn =
    "observe" in schedule
      ? simulate(schedule, exampleMetrics, { every: steps / exampleMetrics.length }).values
      : schedule;
  return toSVG(drawn, { steps, title: kind }).replaceAll(/\n\s*/g, "");
}

/** The first sentence of what a docstring says of a kind, for a list: its links are those of the list. */
export const sentenceOf = (kind: string, sources: Sources): string => {
  const [lead = ""] = (sources.of(kind)?.text ?? "").split(/\n\s*\n/);
  const text = lead.replaceAll(/\{@link ([\w.]+)\}/g, "`$1`").replaceAll("\n", " ");
  return withoutMarkup(/^.*?\.(?= |$)/.exec(text)?.[0] ?? text);
};

/** The page of a kind: what its docstring says, a live curve, and its options. */
export function kindPage(kind: string, sources: Sources, kinds: ReadonlySet<string>): string {
  const own = sources.of(kind);
  if (!own) throw new Error(`site: the sources have no docstring of ${kind}`);
  const isCurve = curveKinds.includes(kind);
  const from = packageOf(kind);
  const text = (part: string): string => withoutMarkup(linked(part, kinds));
  const tagged = (name: string): string =>
    own.tags
      .filter((tag) => tag.name === name)
      .map((tag) => tag.text)
      .join("\n\n");
  const rows = fieldsOf(kind).map((field) =>
    [
      `\`${field.name}\``,
      cell(text(field.rule)),
      cell(text(defaultOf(field, sources, kind))),
      cell(text(meaningOf(field, kind, sources, own))),
    ].join(" | "),
  );
  const options =
    rows.length === 0
      ? "It has none."
      : ["option | must be | default | meaning", "--- | --- | --- | ---", ...rows]
          .map((row) => `| ${row} |`)
          .join("\n");
  const [lead = "", ...rest] = own.text.split(/\n\s*\n/);
  return `---
title: ${kind}
description: ${JSON.stringify(lead.replaceAll(/[`{}]|@link /g, "").replaceAll("\n", " "))}
editLink: false
---

# ${kind}

${text(lead)}

${isCurve ? "" : `<LiveCurve kind="${kind}"><figure v-pre>${still(kind)}</figure></LiveCurve>\n`}
From [\`${from}\`](/packages/${from.replace("@anneal/", "")}/), and from [\`anneal\`](/packages/anneal/), which has every kind.

${text(rest.join("\n\n"))}
${section("Options", options)}${section("Example", tagged("example"))}${section("Returns", text(tagged("returns")))}${section("Throws", text(tagged("throws")))}${section("Source, and how others differ", text(tagged("see")))}`;
}
