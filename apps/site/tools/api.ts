/** Writes the API reference, from the docstrings of each package. `npm run docs` has checked them. */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import type { ProjectReflection, TypeDocOptions } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";
import { apiPages } from "./apiPages.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = fileURLToPath(new URL("../pages/api", import.meta.url));
const raw = fileURLToPath(new URL("../node_modules/.api", import.meta.url));

/** `anneal` only hands on what the others have; the golden values are nobody's API. */
const unlisted: readonly string[] = ["anneal", "golden", "testing"];

/** Puts the type of an error into the sentence that says when it is thrown: the theme leaves the type out. */
function nameErrors(project: ProjectReflection): void {
  for (const { comment } of Object.values(project.reflections)) {
    for (const tag of comment?.getTags("@throws") ?? []) {
      if (tag.typeAnnotation === undefined) continue;
      const name = tag.typeAnnotation.replaceAll(/[{}\s]/g, "");
      tag.content.unshift({ kind: "code", text: `\`${name}\`` }, { kind: "text", text: ": " });
    }
  }
}

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
    groupOrder: ["Functions", "Variables", "*"],
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useHTMLAnchors: true,
    // A row says of an option what a heading, an anchor and a quoted line would take four times the bytes to say.
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeAliasPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    propertyMembersFormat: "table",
    tableColumnSettings: { hideModifiers: true },
  };
  const app = await Application.bootstrapWithPlugins(options);
  const project = await app.convert();
  if (!project) throw new Error("site: typedoc found nothing to document");
  nameErrors(project);
  rmSync(raw, { recursive: true, force: true });
  await app.generateOutputs(project);
  rmSync(folder, { recursive: true, force: true });
  const modules = readdirSync(raw, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }): [string, string] => [name, readFileSync(join(raw, name, "src.md"), "utf8")]);
  for (const [address, text] of apiPages(new Map(modules))) {
    const file = join(folder, `${address}${address.endsWith("/") ? "index" : ""}.md`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeAPI();
