import { posix } from "node:path";
import type { Manifest } from "./manifest.ts";
import { addressOf } from "./project.ts";
import type { Project } from "./project.ts";

/** Links into the repository become absolute: on the page of npm nothing lies beside a README. */
function withAbsoluteLinks(markdown: string, folder: string, project: Project): string {
  const outsideFences = markdown.split(/^(```[\s\S]*?^```)$/m);
  return outsideFences
    .map((text, index) =>
      index % 2 === 1
        ? text
        : text.replace(
            /(!?)\[([^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)/g,
            (_link, picture: string, label: string, target: string) => {
              const [file = "", anchor] = target.split("#");
              const address = addressOf(
                project,
                posix.join(folder, file),
                picture ? "raw" : /\.\w+$/.test(file) ? "blob" : "tree",
              );
              return `${picture}[${label}](${address}${anchor === undefined ? "" : `#${anchor}`})`;
            },
          ),
    )
    .join("");
}

/** What the manifest says, in a row: as text, which no server has to draw and which is true of this version for ever. */
function badges(manifest: Manifest): string {
  const formats = JSON.stringify(manifest.exports);
  const dependencies = Object.keys(manifest.dependencies ?? {});
  const { node } = manifest["engines"] as { node: string };
  return [
    String(manifest["license"]),
    formats.includes('"types"') && "types included",
    formats.includes('"require"') ? "ES modules and CommonJS" : "ES modules",
    `Node ${node.replace(">=", "≥ ")}`,
    dependencies.length === 0
      ? "no dependencies"
      : dependencies.every((name) => name.startsWith("@anneal/"))
        ? "no dependencies but anneal's own"
        : `${String(dependencies.length)} dependencies`,
    manifest["sideEffects"] === false && "no side effects",
  ]
    .filter((badge) => badge !== false)
    .map((badge) => `\`${badge}\``)
    .join(" ");
}

/** What everybody needs who comes to one package of many: the project, the adapter, the umbrella. */
function family(name: string, project: Project): string {
  const to = (folder: string): string => addressOf(project, `packages/${folder}`, "tree");
  return [
    [
      "",
      `Part of [anneal](${project.repository}): learning-rate schedules for JavaScript and TypeScript, each a pure function of the step, that compose.`,
    ],
    [
      "@anneal/tfjs",
      `[\`@anneal/tfjs\`](${to("tfjs")}) sets any of them in TensorFlow.js: one callback for \`model.fit\`.`,
    ],
    ["anneal", `[\`anneal\`](${to("anneal")}) is all of them in one package.`],
  ]
    .filter(([about]) => about !== name)
    .map(([, line = ""]) => `> ${line}`)
    .join("\n>\n");
}

/**
 * A README as npm shows it: with absolute links, what the manifest says under its title, and the way to the other packages
 * before its first section.
 *
 * @param markdown - The README in the repository.
 * @param folder - Its folder, from the root of the repository.
 */
export function publishedReadme(
  markdown: string,
  folder: string,
  manifest: Manifest,
  project: Project,
): string {
  return withAbsoluteLinks(markdown, folder, project)
    .replace(/^# .*\n/, (title) => `${title}\n${badges(manifest)}\n`)
    .replace(/^## /m, (section) => `${family(manifest.name, project)}\n\n${section}`);
}
