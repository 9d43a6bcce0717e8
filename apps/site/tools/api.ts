/** Writes the API reference: a page for each package, from its docstrings. `npm run docs` has checked them. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import type { TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = fileURLToPath(new URL("../pages/api", import.meta.url));
const raw = fileURLToPath(new URL("../node_modules/.api", import.meta.url));

/** `anneal` only hands on what the others have; the golden values are nobody's API. */
const unlisted: readonly string[] = ["anneal", "golden", "testing"];

/** Writes `pages/api`. */
export async function writeAPI(): Promise<void> {
  const { excludeInternal, preservedTypeAnnotationTags, disableSources } = JSON.parse(
    readFileSync(join(root, "typedoc.json"), "utf8"),
  ) as Required<TypeDocOptions>;
  const options: TypeDocOptions & Partial<PluginOptions> = {
    excludeInternal,
    preservedTypeAnnotationTags,
    disableSources,
    readme: "none",
    entryPoints: readdirSync(join(root, "packages"))
      .filter((name) => !unlisted.includes(name))
      .map((name) => join(root, "packages", name, "src/index.ts")),
    tsconfig: join(root, "tsconfig.docs.json"),
    plugin: ["typedoc-plugin-markdown"],
    out: raw,
    // That is done by `npm run docs`; here links to `anneal` lead nowhere.
    validation: false,
    logLevel: "Error",
    router: "module",
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useHTMLAnchors: true,
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (!project) throw new Error("site: typedoc found nothing to document");
  rmSync(raw, { recursive: true, force: true });
  await app.generateOutputs(project);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(raw, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  for (const name of names) {
    const text = readFileSync(join(raw, name, "src.md"), "utf8")
      .replace(/^# .*$/m, `# API of @anneal/${name}`)
      .replaceAll(/\]\((?:\.\.\/)?([\w-]+)\/src\.md/g, "](/api/$1")
      .replaceAll(/\]\(src\.md/g, `](/api/${name}`);
    writeFileSync(
      join(folder, `${name}.md`),
      `---\ntitle: API of @anneal/${name}\neditLink: false\noutline: 3\n---\n\n${text}`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeAPI();
