/**
 * Writes the pages of the site that come from elsewhere: READMEs, documents and docstrings. What is written by hand stands in
 * `pages/` beside them.
 */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { curveKinds, scheduleKinds } from "../src/model/catalogue.ts";
import { homePicture } from "./homePicture.ts";
import { kindPage, sentenceOf } from "./kindPage.ts";
import { withLinks, withoutMarkup } from "./links.ts";
import type { Places } from "./links.ts";
import { readSources } from "./sources.ts";
import type { Sources } from "./sources.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const site = fileURLToPath(new URL("..", import.meta.url));

/** The folders of `pages/` that hold nothing but what this writes. */
const generated: readonly string[] = ["packages", "docs", "kinds"];

const isPublished = (folder: string): boolean => {
  const manifest = join(root, folder, "package.json");
  return (
    existsSync(manifest) &&
    !(JSON.parse(readFileSync(manifest, "utf8")) as { private?: boolean }).private
  );
};

/** The folders of the published packages, from the root of the repository. */
const published = ["packages", "apps"].flatMap((folder) =>
  readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .filter(isPublished),
);

const documentsIn = (folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder))
        .filter((name) => name.endsWith(".md"))
        .map((name) => `${folder}/${name}`)
    : [];

/** Every file of Markdown that becomes a page, with its place on the site. */
function placesOf(): Places {
  const places = new Map<string, string>();
  for (const folder of published) {
    const name = posix.basename(folder);
    places.set(`${folder}/README.md`, `/packages/${name}/`);
    for (const file of documentsIn(`${folder}/docs`)) {
      places.set(file, `/packages/${name}/${posix.basename(file, ".md")}`);
    }
  }
  for (const file of documentsIn("docs")) places.set(file, `/docs/${posix.basename(file, ".md")}`);
  for (const file of documentsIn("docs/decisions")) {
    const name = posix.basename(file, ".md");
    places.set(file, `/docs/decisions/${name === "README" ? "" : name}`);
  }
  for (const file of documentsIn("docs/formats")) {
    places.set(file, `/docs/formats/${posix.basename(file, ".md")}`);
  }
  places.set("CONTRIBUTING.md", "/docs/contributing");
  places.set("examples/README.md", "/docs/examples");
  places.set("README.md", "/");
  return places;
}

const titleOf = (markdown: string): string => /^# (.*)$/m.exec(markdown)?.[1] ?? "";

const write = (path: string, text: string): void => {
  const file = join(site, "pages", path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

/** What there is to find on the site, for its navigation. */
export interface Contents {
  /** Where the pages stand that come from READMEs and documents. */
  readonly places: readonly string[];
  /** The names of the kinds that have a page, by what they are listed under. */
  readonly kinds: Readonly<Record<string, readonly string[]>>;
  /** The addresses of the API reference, by module. */
  readonly modules: Readonly<Record<string, readonly string[]>>;
}

/** The pages of the API reference, by module, where it was written. */
function modulesWritten(): Record<string, string[]> {
  const folder = join(site, "pages", "api");
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return Object.fromEntries(
    names.map((name) => [
      name,
      readdirSync(join(folder, name)).map(
        (file) => `/api/${name}/${posix.basename(file, ".md").replace(/^index$/, "")}`,
      ),
    ]),
  );
}

/** Writes them all. */
export function writePages(): void {
  for (const folder of generated)
    rmSync(join(site, "pages", folder), { recursive: true, force: true });
  const places = placesOf();
  const kinds = [...Object.values(scheduleKinds).flat(), ...curveKinds];
  for (const [file, place] of places) {
    // The site has a beginning of its own.
    if (place === "/") continue;
    const markdown = readFileSync(join(root, file), "utf8");
    const folder = posix.dirname(file);
    const own = Object.entries(scheduleKinds).find(
      ([name]) => name.replace("@anneal/", "") === posix.basename(folder),
    )?.[1];
    const list =
      own === undefined || !file.endsWith("README.md")
        ? ""
        : `\n## A page for each kind\n\n${own.map((kind) => `[\`${kind}\`](/kinds/${kind})`).join(", ")}: with a curve that moves.\n`;
    write(
      `${place.slice(1)}${place.endsWith("/") ? "index" : ""}.md`,
      `---\ntitle: ${JSON.stringify(titleOf(markdown).replaceAll("`", ""))}\neditLink: false\n---\n\n${withoutMarkup(withLinks(markdown, folder, places))}${list}`,
    );
    const plot = join(root, folder, "plot.svg");
    if (file.endsWith("README.md") && existsSync(plot)) {
      cpSync(plot, join(site, "pages", place, "plot.svg"));
    }
  }
  cpSync(join(root, "docs/measured/answer.svg"), join(site, "pages/docs/measured/answer.svg"));
  cpSync(join(root, "docs/formats/curves"), join(site, "pages/docs/formats/curves"), {
    recursive: true,
  });
  const sources = readSources(
    readdirSync(join(root, "packages"))
      .map((name) => join(root, "packages", name, "src"))
      .filter((folder) => existsSync(folder) && !/compat|experiment|import|training/.test(folder)),
  );
  for (const kind of kinds) write(`kinds/${kind}.md`, kindPage(kind, sources, new Set(kinds)));
  for (const [theme, picture] of Object.entries(homePicture())) {
    write(`public/curves-${theme}.svg`, picture);
  }
  write("kinds/index.md", kindsIndex(sources));
  const contents: Contents = {
    places: [...places.values()],
    kinds: { ...scheduleKinds, curves: curveKinds },
    modules: modulesWritten(),
  };
  write("contents.json", JSON.stringify(contents));
}

/** The kinds in a list, each with the first sentence of its docstring. */
const linksTo = (kinds: readonly string[], sources: Sources): string =>
  kinds.map((kind) => `- [\`${kind}\`](/kinds/${kind}): ${sentenceOf(kind, sources)}`).join("\n");

/** The list of all kinds, by the package that publishes them. */
function kindsIndex(sources: Sources): string {
  const sections = Object.entries(scheduleKinds).map(
    ([name, kinds]) =>
      `## ${name === "@anneal/core" ? "Combinators, and what all stand on" : firstWord(name)}\n\nFrom [\`${name}\`](/packages/${name.replace("@anneal/", "")}/).\n\n${linksTo(kinds, sources)}`,
  );
  return `---\ntitle: Every kind\neditLink: false\n---\n\n# Every kind\n\nA kind is a schedule that has a name in JSON. Each has a page with its formula, its options and a curve that moves.\n\n${sections.join("\n\n")}\n\n## Curves\n\nThe shape of a \`ramp\`, of a warmup and of a cooldown.\n\n${linksTo(curveKinds, sources)}\n`;
}

const firstWord = (name: string): string => {
  const word = name.replace("@anneal/", "");
  return word.charAt(0).toUpperCase() + word.slice(1);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) writePages();
