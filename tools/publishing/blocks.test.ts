import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { examplesOf } from "../docstrings.ts";
import { fencesOf } from "./fences.ts";
import { publishedFolders } from "./publishedFolders.ts";
import { pages, walkthroughs } from "./readmes.ts";
import { shellPages } from "./shellPages.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");

const documentsIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".md"))
        .map((name) => relative(root, join(folder, name)))
    : [];

/** Every file that the site shows as a page, or stands there as one. */
const shown = [
  "CONTRIBUTING.md",
  "examples/README.md",
  ...publishedFolders().flatMap((folder) => [
    relative(root, join(folder, "README.md")),
    ...documentsIn(join(folder, "docs")),
  ]),
  ...["docs", "docs/decisions", "docs/formats", "apps/site/pages", "apps/site/pages/guide"].flatMap(
    (folder) => documentsIn(join(root, folder)),
  ),
];

/** What runs the blocks of a page in a language, where `npm run readmes` does not: a file that names the page, or their lines. */
const runBy: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "CONTRIBUTING.md": { sh: ".ci/run" },
  "docs/continuous-integration.md": { yaml: "tools/publishing/gitLabJobs.ts" },
  "docs/distributed.md": {
    // The configuration of Redis has no name for a language.
    "": "tools/publishing/queueBlock.ts",
    yaml: "examples/test/distributed.test.ts",
  },
  "docs/recipes.md": {
    jsx: "examples/test/recipes.test.ts",
    svelte: "examples/test/recipes.test.ts",
    vue: "examples/test/recipes.test.ts",
  },
  "docs/site.md": { sh: "apps/site/test/builtSite.ts" },
  "examples/README.md": { sh: "examples/test/examples.test.ts" },
  "packages/node-training/README.md": {
    js: "packages/node-training/test/fusedTraining.test.ts",
  },
  "packages/wasm-training/README.md": {
    js: "packages/wasm-training/test/browser/pages.test.ts",
    sh: "packages/wasm-training/test/browser/pages.test.ts",
  },
};

const isInstallation = (code: string): boolean =>
  code.split("\n").every((line) => line.trim() === "" || /^npm (install|i) /.test(line));

test("every block of code of every page is run", () => {
  const typed = pages();
  const inShells = shellPages.map(({ page }) => page);
  const left = shown.flatMap((page) =>
    fencesOf(textOf(page))
      .filter(({ language, code }) => {
        // What a program printed, and formulas.
        if (language === "text") return false;
        if (language === "ts" || language === "html") return !typed.includes(page);
        if (language === "sh" && (inShells.includes(page) || walkthroughs.includes(page))) {
          return false;
        }
        if (language === "sh" && isInstallation(code)) return !typed.includes(page);
        // Each is read by its importer, when `npm run formats` writes the page.
        if (page.startsWith("docs/formats/")) return false;
        return runBy[page]?.[language] === undefined;
      })
      .map(({ language, line }) => `${page}:${String(line)} ${language}`),
  );
  expect(shown.length).toBeGreaterThan(40);
  expect(left).toEqual([]);
});

test("what runs a block names its page, or has its lines", () => {
  for (const [page, languages] of Object.entries(runBy)) {
    for (const [language, file] of Object.entries(languages)) {
      const fences = fencesOf(textOf(page)).filter((fence) => fence.language === language);
      expect(fences, `${page} ${language}`).not.toEqual([]);
      const runner = textOf(file);
      const lines = fences.flatMap(({ code }) => code.trim().split("\n"));
      const named = runner.includes(basename(page));
      expect(named || lines.every((line) => runner.includes(line)), `${file}: ${page}`).toBe(true);
    }
  }
});

test("each job of continuous integration is for GitLab, or uses what init writes and the rehearsal runs", () => {
  const rehearsed = textOf("tools/publishing/actions/rehearse.ts");
  const jobs = fencesOf(textOf("docs/continuous-integration.md")).filter(
    ({ language, code }) => language === "yaml" && !code.includes("CI_NODE_INDEX"),
  );
  const used = jobs.flatMap(({ code }) => [...code.matchAll(/uses: \.\/(\S+)/g)]);
  expect(used.map(([, path]) => path)).toHaveLength(jobs.length);
  for (const [, path] of used) {
    expect(rehearsed).toContain(
      `join(workspace, "${path!}${path!.endsWith(".yml") ? "" : "/action.yml"}")`,
    );
  }
});

test("every example of a comment is run by a test of its package, or by that of anneal", () => {
  const together = textOf("packages/anneal/test/docstrings.test.ts");
  const withExamples = publishedFolders().filter(
    (folder) => examplesOf(join(folder, "src")).length > 0,
  );
  expect(withExamples.length).toBeGreaterThan(15);
  expect(
    withExamples.filter(
      (folder) =>
        !together.includes(`"${basename(folder)}",`) &&
        !existsSync(join(folder, "test/docstrings.test.ts")),
    ),
  ).toEqual([]);
});
