/**
 * Runs every block of TypeScript of every README and page of documentation as a reader would: alone, in a folder that has
 * what the page's own install line brings, as an ES module, and through a strict compiler. A page that leads from an empty
 * folder to a result is followed, command by command; and so are the steps of the action for other repositories.
 *
 * Run after a build: `npm run readmes`; `npm run readmes -- packages/cosine` for one page, `-- action.yml` for the action.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { rehearseActions } from "./actions/rehearse.ts";
import { claim, claiming, compiled, fencesOf, installedBy, isTest } from "./fences.ts";
import { packAll } from "./packed.ts";
import type { Install } from "./packed.ts";
import { packPlugin, pluginPage } from "./plugin.ts";
import { run } from "./run.ts";
import { publishedFolders } from "./publishedFolders.ts";
import { runShells, shellPages } from "./shellPages.ts";
import { compiler, javaScriptOf } from "./typescript.ts";
import { follow } from "./walkthrough.ts";
import { openInBrowser } from "./webPages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How many blocks run at once: some of them train. */
const atOnce = 2;

const pagesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".md"))
        .map((name) => join(folder, name))
    : [];

/** Every page that has blocks of TypeScript, from the root of the repository. */
export const pages = (): string[] =>
  [root, ...publishedFolders()]
    .flatMap((folder) => [join(folder, "README.md"), ...pagesIn(join(folder, "docs"))])
    // The guides of the site; what else it shows comes from these pages and from docstrings.
    .concat(pagesIn(join(root, "apps/site/pages/guide")))
    .filter((page) =>
      fencesOf(readFileSync(page, "utf8")).some(({ language }) => language === "ts"),
    )
    .map((page) => relative(root, page));

/** What a repository of somebody else calls in GitHub Actions: its steps are run as well. */
const actionFile = "action.yml";

/** Pages whose blocks are one way, to be gone from the first to the last. */
export const walkthroughs: readonly string[] = ["docs/benchmark-your-own.md"];

interface Block {
  /** The page and the line on which it begins. */
  readonly place: string;
  readonly folder: string;
  /** What Node runs. */
  readonly command: readonly string[];
  /** What the compiler gets. */
  readonly source: string;
}

/** Writes every block of a page into a folder that has what the page installs. */
async function lay(page: string, scratch: string, install: Install): Promise<Block[]> {
  const markdown = readFileSync(join(root, page), "utf8");
  const names = installedBy(markdown);
  if (names.length === 0) {
    throw new Error(`publishing: ${page} must have a block sh with a line npm install`);
  }
  const folder = join(scratch, page.replace(/\.md$/, "").replaceAll(/[/\\]/g, "-"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  await install(folder, names);
  writeFileSync(join(folder, "claim.mjs"), claim);
  return fencesOf(markdown)
    .filter(({ language }) => language === "ts")
    .map((fence) => {
      const place = `${page}:${String(fence.line)}`;
      const name = `line-${String(fence.line)}`;
      const source = `${name}${isTest(fence) ? ".test" : ""}.mts`;
      writeFileSync(join(folder, source), compiled(fence));
      if (isTest(fence)) {
        return {
          place,
          folder,
          command: ["node_modules/vitest/vitest.mjs", "run", source],
          source,
        };
      }
      try {
        writeFileSync(join(folder, `${name}.mjs`), javaScriptOf(claiming(fence)));
      } catch (error) {
        throw new SyntaxError(`${page}: ${String(error)}`, { cause: error });
      }
      return { place, folder, command: [`${name}.mjs`], source };
    });
}

/** Runs what is left in the list, one after the other. */
async function work(left: Block[], faults: string[]): Promise<void> {
  for (let block = left.shift(); block; block = left.shift()) {
    const { place, folder, command } = block;
    await run(process.execPath, command, folder).catch((error: unknown) => {
      faults.push(`${place}\n${String(error)}`);
    });
  }
}

/**
 * Runs the blocks of pages alone. Throws an error with all that is wrong.
 *
 * @param scratch - A folder for them, which does not exist yet.
 * @param chosen - The pages, from the root of the repository.
 */
export async function runPages(
  chosen: readonly string[],
  scratch: string,
  install: Install,
): Promise<void> {
  const blocks: Block[] = [];
  for (const page of chosen) blocks.push(...(await lay(page, scratch, install)));
  const left = [...blocks];
  const faults: string[] = [];
  await Promise.all(Array.from({ length: atOnce }, () => work(left, faults)));
  const configuration = {
    compilerOptions: {
      noEmit: true,
      strict: true,
      // The declarations of TensorFlow.js do not pass a strict compiler.
      skipLibCheck: true,
      target: "es2022",
      module: "nodenext",
      // Some read files, and whoever does so has these types.
      types: ["node"],
      typeRoots: [join(root, "node_modules/@types")],
    },
    files: blocks.map(({ folder, source }) => join(folder, source)),
  };
  writeFileSync(join(scratch, "tsconfig.json"), JSON.stringify(configuration));
  await run(process.execPath, [compiler, "-p", scratch], scratch).catch((error: unknown) => {
    faults.push(String(error));
  });
  if (faults.length > 0) throw new Error(faults.join("\n\n"));
  for (const page of walkthroughs.filter((page) => chosen.includes(page))) {
    const folder = join(scratch, `${page.replaceAll(/\W/g, "-")}-followed`);
    mkdirSync(folder);
    const text = readFileSync(join(root, page), "utf8");
    const steps = await follow(text, folder, install).catch((error: unknown) => {
      throw new Error(`${page}: ${String(error)}`, { cause: error });
    });
    process.stdout.write(`ok ${String(steps)} steps of ${page} followed from an empty folder\n`);
  }
  process.stdout.write(
    `ok ${String(blocks.length)} blocks of ${String(chosen.length)} pages run alone, and compile\n`,
  );
}

/** What pages load with a script tag and nothing in this checkout uses: with all that it needs it is 160 packages. */
const onPagesAlone: Readonly<Record<string, string>> = { "@tensorflow/tfjs-vis": "1.5.1" };

/** Downloads a package without what it depends on, into a folder below `scratch`. */
async function download(name: string, scratch: string): Promise<string> {
  const folder = join(scratch, name.replaceAll(/\W/g, "-"));
  mkdirSync(folder, { recursive: true });
  const listed = await run("npm", ["pack", "--json", "--pack-destination", scratch, name], root);
  const [{ filename }] = JSON.parse(listed) as [{ filename: string }];
  await run("tar", ["-xzf", join(scratch, filename), "--strip-components=1"], folder);
  return folder;
}

/**
 * Opens the blocks of HTML of pages in Chromium. Throws an error with all that is wrong.
 *
 * @param chosen - The pages, from the root of the repository.
 * @param folderOf - Where a package of ours is installed, which the pages load with script tags and import maps.
 * @param scratch - A folder for what else they load, which does not exist yet.
 */
export async function openPages(
  chosen: readonly string[],
  folderOf: (name: string) => string | undefined,
  scratch: string,
): Promise<void> {
  const fences = new Map(
    chosen.flatMap((page) =>
      fencesOf(readFileSync(join(root, page), "utf8"))
        .filter(({ language }) => language === "html")
        .map((fence) => [`${page}:${String(fence.line)}`, fence] as const),
    ),
  );
  if (fences.size === 0) return;
  const loaded = new Map<string, string>();
  for (const [name, version] of Object.entries(onPagesAlone)) {
    const used = [...fences.values()].some(({ code }) => code.includes(`/${name}@${version}"`));
    if (used) loaded.set(name, await download(`${name}@${version}`, scratch));
  }
  const faults = await openInBrowser(fences, (name) => folderOf(name) ?? loaded.get(name));
  if (faults && faults.length > 0) throw new Error(faults.join("\n"));
  process.stdout.write(
    faults
      ? `ok ${String(fences.size)} blocks of HTML work in Chromium\n`
      : "skipped: blocks of HTML, for want of a Chromium\n",
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2).map((name) => name.replace(/\/$/, ""));
  const inShells = shellPages.map(({ page }) => page);
  const all = [...new Set([...pages(), ...inShells, pluginPage, actionFile])];
  const chosen = all.filter(
    (page) =>
      given.length === 0 || given.some((name) => page === name || page === `${name}/README.md`),
  );
  if (chosen.length < given.length) throw new Error(`no page with blocks: ${given.join(" ")}`);
  const scratch = mkdtempSync(join(tmpdir(), "anneal-pages-"));
  try {
    const packed = await packAll(join(scratch, "packed"));
    if (chosen.includes(pluginPage)) await packPlugin(packed, join(scratch, "plugin"));
    const written = chosen.filter((page) => pages().includes(page) || page === pluginPage);
    if (written.length > 0) await runPages(written, join(scratch, "pages"), packed.install);
    await openPages(written, packed.folderOf, join(scratch, "loaded"));
    await runShells(chosen, join(scratch, "shells"), packed.install);
    if (chosen.includes(actionFile))
      await rehearseActions(join(scratch, "actions"), packed.install);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
