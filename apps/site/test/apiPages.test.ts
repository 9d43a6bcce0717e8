import { expect, test } from "vitest";
import { apiPages } from "../tools/apiPages.ts";

const entry = (name: string, text: string): string =>
  `<a id="${name.toLowerCase()}"></a>\n\n### ${name}\n\n> **${name}**: \`number\`\n\n${text}\n\n#### Returns\n\n\`number\`\n`;

const module = (
  name: string,
  ...groups: readonly (readonly [string, readonly string[]])[]
): string =>
  `# ${name}/src\n\n${groups.map(([title, entries]) => `## ${title}\n\n${entries.join("\n***\n\n")}`).join("\n")}`;

const long = "It takes a while to say. ".repeat(2_000);

test("a short module has one page, whose links stay on it", () => {
  const pages = apiPages(
    new Map([
      [
        "step",
        module("step", [
          "Functions",
          [entry("Decay", "See [Steps](#steps)."), entry("Steps", "Of `Decay`.")],
        ]),
      ],
    ]),
  );
  expect([...pages.keys()]).toEqual(["step/"]);
  const page = pages.get("step/")!;
  expect(page).toMatch(/^---\ntitle: API of @anneal\/step\n[^]*---\n\n# API of @anneal\/step\n/);
  expect(page).toContain('## Functions\n\n<a id="decay"></a>\n\n### Decay\n');
  expect(page).toContain("See [Steps](/api/step/#steps).");
});

test("a long module has a page for each group, and a list of what stands where", () => {
  const pages = apiPages(
    new Map([
      [
        "core",
        module(
          "core",
          ["Type Aliases", [entry("Step", "A moment: an update.\nCounted from 0.")]],
          [
            "Functions",
            [entry("sample", "Values."), entry("area", `The area under\na [Step](#step). ${long}`)],
          ],
        ),
      ],
      [
        "step",
        module("step", ["Functions", [entry("decay", "Of a [Step](../core/src.md#step).")]]),
      ],
    ]),
  );
  expect([...pages.keys()]).toEqual(["core/", "core/type-aliases", "core/functions", "step/"]);
  const list = pages.get("core/")!;
  expect(list).toContain("## [Functions](/api/core/functions)\n");
  expect(list).toContain("- [`Step`](/api/core/type-aliases#step): A moment.\n");
  expect(list).toContain(
    "- [`area`](/api/core/functions#area): The area under a [Step](/api/core/type-aliases#step).\n",
  );
  const functions = pages.get("core/functions")!;
  expect(functions).toContain("# Functions of @anneal/core\n");
  expect(functions).toContain('<a id="area"></a>\n\n## area\n');
  expect(functions).toContain("\n### Returns\n");
  expect(functions).not.toContain("***");
  expect(functions).toContain("[Step](/api/core/type-aliases#step)");
  expect(pages.get("step/")).toContain("Of a [Step](/api/core/type-aliases#step).");
});

test("a link that leads to nothing of the reference stays", () => {
  const text = "[x](https://example.org/a#b), [y](#nowhere)";
  expect(
    apiPages(new Map([["step", module("step", ["Functions", [entry("f", text)]])]])).get("step/"),
  ).toContain(text);
});
