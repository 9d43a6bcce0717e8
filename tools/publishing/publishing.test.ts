import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { contentsOf, demandSmall } from "./contents.ts";
import { publishedManifest } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { project, requireAddress } from "./project.ts";
import { publishedReadme } from "./readme.ts";
import { builtOf, publishedFolders } from "./publishedFolders.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folders = publishedFolders().map((folder) => relative(root, folder));
const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
const somewhere = { author: "somebody", repository: "https://host.test/somebody/anneal" };

describe("what is installed", () => {
  const staged = (name: string, text: string): string => {
    const folder = mkdtempSync(join(tmpdir(), "anneal-contents-"));
    mkdirSync(join(folder, "dist"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, dependencies: { a: "1" } }));
    writeFileSync(join(folder, "dist", "index.js"), text);
    return folder;
  };

  test("is counted, files in folders as well", () => {
    const { bytes, ...rest } = contentsOf(staged("@anneal/cosine", "x".repeat(1000)));
    expect(rest).toEqual({ name: "@anneal/cosine", files: 2, dependencies: ["a"] });
    expect(bytes).toBe(
      1000 + JSON.stringify({ name: "@anneal/cosine", dependencies: { a: "1" } }).length,
    );
  });

  test("must not be too large, where there is a limit", () => {
    const of = (name: string) => contentsOf(staged(name, "x".repeat(60_000)));
    expect(() => demandSmall(of("@anneal/cosine"))).toThrow(
      "publishing: @anneal/cosine must take at most 60000 bytes when it is installed, it takes 60",
    );
    expect(() => demandSmall(of("@anneal/core"))).not.toThrow();
    expect(() => demandSmall(of("@anneal/tfjs"))).not.toThrow();
  });

  test("holds the modules once: no sources and no maps beside them", () => {
    for (const folder of folders) expect(manifestOf(folder)["files"], folder).not.toContain("src");
  });
});

test("a package that was not built is named, and the command that builds it", () => {
  const folder = mkdtempSync(join(tmpdir(), "anneal-unbuilt-"));
  expect(() => builtOf(folder)).toThrow(
    `publishing: ${relative(root, join(folder, "dist"))} must exist: run npm run build`,
  );
  mkdirSync(join(folder, "dist"));
  expect(builtOf(folder)).toBe(join(folder, "dist"));
});

describe("the manifest that is published", () => {
  test("of every package", () => {
    expect(folders.length).toBeGreaterThanOrEqual(14);
  });

  test.each(folders)("%s says whose it is and where it comes from", (folder) => {
    expect(publishedManifest(manifestOf(folder), folder, somewhere)).toMatchObject({
      name: manifestOf(folder).name,
      license: "MIT",
      author: "somebody",
      homepage: `https://host.test/somebody/anneal/tree/main/${folder}#readme`,
      bugs: "https://host.test/somebody/anneal/issues",
      repository: {
        type: "git",
        url: "git+https://host.test/somebody/anneal.git",
        directory: folder,
      },
      publishConfig: { access: "public" },
    });
  });

  test.each(folders)("%s holds nothing of the workshop", (folder) => {
    const published = publishedManifest(manifestOf(folder), folder, somewhere);
    expect(Object.keys(published)).not.toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^(scripts|devDependencies|nx|size-limit|files|private)$/),
      ]),
    );
    const text = JSON.stringify(published);
    expect(text).not.toContain("@anneal/golden");
    expect(text.includes("@anneal/testing")).toBe(folder === "packages/testing");
    expect(text).not.toContain("@anneal/source");
    expect(text).not.toContain("./src");
  });

  test.each(folders)("%s has everything that it says is published", (folder) => {
    const { files, publishConfig } = manifestOf(folder);
    expect(publishConfig).toEqual({ access: "public", directory: "package" });
    for (const file of files as string[]) {
      if (file !== "dist") expect(existsSync(join(root, folder, file)), file).toBe(true);
    }
  });

  test("a package with libraries asks for those of its own version", () => {
    const folder = "packages/fused-training";
    const { name, version, platforms } = manifestOf(folder);
    expect(publishedManifest(manifestOf(folder), folder, somewhere)).toMatchObject({
      optionalDependencies: Object.fromEntries(
        platforms!.map((platform) => [`${name}-${platform}`, version]),
      ),
    });
    expect(platforms!.length).toBeGreaterThan(4);
  });

  test("commands are named as npm wants them", () => {
    expect(publishedManifest(manifestOf("apps/bench"), "apps/bench", somewhere)).toMatchObject({
      bin: { "anneal-bench": "dist/cli.js" },
    });
  });

  describe("is found by the words that people search for", () => {
    const words = new Map(folders.map((folder) => [folder, manifestOf(folder).keywords ?? []]));
    const everywhere = [...words.values()].flat();

    // Three tell it from its siblings in a list of results; with fewer, a search for one family finds them all alike.
    test.each(folders)("%s by three or more that no other package has", (folder) => {
      const own = words
        .get(folder)!
        .filter((word) => everywhere.filter((other) => other === word).length === 1);
      expect(own.length, own.join()).toBeGreaterThanOrEqual(3);
    });

    test.each(folders)("%s by words as npm has them, each once", (folder) => {
      const own = words.get(folder)!;
      expect(new Set(own).size).toBe(own.length);
      for (const word of own) expect(word).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
    });

    // The words of the field, whatever else packages are found by.
    test.each([
      ["tfjs", "@anneal/tfjs"],
      ["lr-scheduler", "anneal"],
      ["one-cycle", "@anneal/cyclic"],
      ["sgdr", "@anneal/cosine"],
      ["reduce-lr-on-plateau", "@anneal/plateau"],
      ["warmup", "@anneal/warmup"],
      ["noam", "@anneal/transformer"],
      ["multistep", "@anneal/step"],
    ])("%s leads to %s", (word, name) => {
      const found = folders.filter((folder) => words.get(folder)!.includes(word));
      expect(found.map((folder) => manifestOf(folder).name)).toContain(name);
    });
  });
});

describe("the README that is published", () => {
  const published = (markdown: string): string =>
    publishedReadme(markdown, "packages/cosine", manifestOf("packages/cosine"), somewhere);

  test.each([
    [
      "packages/cosine",
      "`MIT` `types included` `ES modules and CommonJS` `Node ≥ 20.19` `no dependencies but anneal's own` `no side effects`",
      3,
    ],
    [
      "packages/core",
      "`MIT` `types included` `ES modules and CommonJS` `Node ≥ 20.19` `no dependencies` `no side effects`",
      3,
    ],
    [
      "packages/tfjs",
      "`MIT` `types included` `ES modules and CommonJS` `Node ≥ 20.19` `no dependencies but anneal's own` `no side effects`",
      2,
    ],
  ])("that of %s says what its manifest says, and the way to the others", (folder, row, lines) => {
    const text = publishedReadme(
      "# Title\n\nWhat it is.\n\n## Install\n\n## Use\n",
      folder,
      manifestOf(folder),
      somewhere,
    );
    expect(text.split("\n").slice(0, 5)).toEqual(["# Title", "", row, "", "What it is."]);
    const [before, ...sections] = text.split("\n## ");
    expect(before!.match(/^> .+$/gm)).toHaveLength(lines);
    expect(sections).toEqual(["Install\n", "Use\n"]);
  });

  test.each([
    [
      "![A plot](./plot.svg)",
      "![A plot](https://host.test/somebody/anneal/raw/main/packages/cosine/plot.svg)",
    ],
    ["[core](../core)", "[core](https://host.test/somebody/anneal/tree/main/packages/core)"],
    [
      "[how](docs/how.md#fast)",
      "[how](https://host.test/somebody/anneal/blob/main/packages/cosine/docs/how.md#fast)",
    ],
    [
      "[sheet](../../docs/sheet.md)",
      "[sheet](https://host.test/somebody/anneal/blob/main/docs/sheet.md)",
    ],
  ])("%s", (markdown, expected) => {
    expect(published(`Before ${markdown} after.\n`)).toBe(`Before ${expected} after.\n`);
  });

  test.each([
    "[paper](https://arxiv.org/abs/1608.03983)",
    "[below](#options)",
    "```\nlist[0](1)\n```",
  ])("%s stays as it is", (markdown) => {
    expect(published(markdown)).toBe(markdown);
  });

  test.each(folders)("every link of %s leads to a file of the repository", (folder) => {
    const markdown = readFileSync(join(root, folder, "README.md"), "utf8");
    const start = `${somewhere.repository}/`;
    const links = [
      ...publishedReadme(markdown, folder, manifestOf(folder), somewhere).matchAll(
        /\]\(([^)\s]+)\)/g,
      ),
    ].map(([, target = ""]) => target);
    for (const link of links) {
      expect(link).toMatch(/^(https?:|#)/);
      if (link.startsWith(start)) {
        const file = link
          .slice(start.length)
          .replace(/^(blob|raw|tree)\/main\//, "")
          .replace(/#.*/, "");
        expect(existsSync(join(root, file)), file).toBe(true);
      }
    }
  });
});

describe("the address of the project", () => {
  test("a release refuses one that stands for an address to come", () => {
    expect(() => {
      requireAddress({ ...project, repository: "https://anneal.invalid/anneal" });
    }).toThrow(
      "publishing: repository in tools/publishing/address.json must be the project's public address before a release, got https://anneal.invalid/anneal",
    );
  });

  test("and takes any other", () => {
    expect(() => {
      requireAddress(somewhere);
    }).not.toThrow();
  });
});
