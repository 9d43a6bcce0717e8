import { analyse } from "@anneal/experiment/analysis";
import type { Results } from "@anneal/experiment/records";
import { largeResults, syntheticResults } from "@anneal/experiment/synthetic";
import { describe, expect, test } from "vitest";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { unicodeSparkline } from "../../src/report/markdownText.ts";

const render = (results: Results): string =>
  renderMarkdown({ analysis: analyse(results, { resamples: 200 }), results });

test.each<[readonly (number | null)[], number | undefined, string]>([
  [[0, 1, 2, 3, 4, 5, 6, 7], undefined, "▁▂▃▄▅▆▇█"],
  [[4, 8], 0, "▅█"],
  [[3, 3, 3], undefined, "▄▄▄"],
  [[0, 0], 0, "▄▄"],
  [[1, null, 2], undefined, "▁·█"],
  [[null], undefined, "·"],
  [[], undefined, ""],
])("sparkline of %j from %s is %s", (values, floor, expected) => {
  expect(unicodeSparkline(values, floor)).toBe(expected);
});

describe("the report for a pull request", () => {
  test("begins with its marker, and has verdict, table and problems", () => {
    const text = render(largeResults());
    expect(
      text.startsWith(
        `<!-- anneal-bench report -->\n## Learning-rate schedules on Fashion-MNIST\n`,
      ),
    ).toBe(true);
    expect(text).toContain("**Better than constant in test accuracy: ");
    expect(text).toContain("157 completed, 2 diverged, 1 failed");
    expect(text).toContain("> - step, seed 7 failed: out of memory");
    expect(text).toMatch(/^\| 1\. [\w-]+ \| [▁-█]{15} \| 8\d\.\d\d \[8\d\.\d\d … /m);
    expect(text).toContain("10. constant _(baseline)_");
  });

  test("marks what cannot be told from the best schedule, and says what the mark means", () => {
    const results = largeResults();
    const analysis = analyse(results, { resamples: 200 });
    const tied = analysis.schedules.filter(({ rank, tiesWithBest }) => rank !== 1 && tiesWithBest);
    expect(tied.length).toBeGreaterThan(0);
    const text = renderMarkdown({ analysis, results });
    expect(text.match(/\] ≈ \|/g)).toHaveLength(tied.length);
    const note = "\n\nA mean with ≈ cannot be told from the best one, by the rules of a claim.\n\n";
    expect(text).toContain(note);
    const schedules = analysis.schedules.map((one) => ({ ...one, tiesWithBest: null }));
    const untied = renderMarkdown({ analysis: { ...analysis, schedules }, results });
    expect(untied).not.toMatch(/\] ≈|with ≈/);
  });

  test("shows in its last line what a file of results says of the machine as text", () => {
    const results = largeResults();
    const machines = results.machines.map((machine) => ({ ...machine, node: "<b>|@all" }));
    expect(render({ ...results, machines })).toContain("Node.js &lt;b&gt;\\|@\u200ball.");
  });

  test("has tables whose rows all have as many cells as their head", () => {
    const rows = render(syntheticResults({ schedules: ["constant", "a|b", "c\\", "`d"], seeds: 2 }))
      .split("\n")
      .map((line) => (line.startsWith("|") ? line.match(/(?<!\\)(?:\\\\)*\|/g)!.length : 0));
    for (const [index, cells] of rows.entries()) {
      if (cells > 0 && rows[index - 1]! > 0) expect(cells).toBe(rows[index - 1]);
    }
    expect(rows.filter((cells) => cells > 0).length).toBeGreaterThan(12);
  });

  test("says how intervals, claims and diverged trials come about, and names the protocol", () => {
    const text = render(largeResults());
    expect(text).toContain("<summary>Protocol, version 1</summary>");
    expect(text).toContain("widened as Student's t widens the usual interval");
    expect(text).toContain("Trials that diverged count as a model that guesses: accuracy 10.00 %");
    expect(text).toContain("a difference above 0.30 percentage points, from 6 seeds on");
  });

  test("closes every block that it opens", () => {
    const text = render(largeResults());
    expect(text.match(/<details>/g)).toHaveLength(6);
    expect(text.match(/<\/details>/g)).toHaveLength(6);
  });

  test.each([
    ["400 schedules", 400, 20],
    ["700 schedules", 700, 20],
    ["long names", 60, 1500],
  ])("stays below 60 kB with %s, and says that it is shortened", (_, count, length) => {
    const schedules = Array.from({ length: count }, (_unused, index) =>
      index === 0 ? "constant" : `s${String(index)}`.padEnd(length, "é"),
    );
    const results = syntheticResults({ schedules, seeds: 1, epochs: 2 });
    const text = render(results);
    expect(Buffer.byteLength(text)).toBeLessThan(60_000);
    expect(text).toContain("_Shortened:");
    expect(text.startsWith("<!-- anneal-bench report -->\n")).toBe(true);
    expect(text.match(/<details>/g)?.length ?? 0).toBe(text.match(/<\/details>/g)?.length ?? 0);
  });

  test("cannot be broken out of by a name", () => {
    const name = "</details><script>x</script>```\n# title @everyone";
    const text = render(
      syntheticResults({ schedules: ["constant", name], seeds: 1, failed: [`${name}:1`] }),
    );
    // The command stands in a fence longer than the one in the name.
    const fence = /^(`{4,})sh$/m.exec(text)![1]!;
    const [before, command, after, ...more] = text.split(new RegExp(`\n${fence}(?:sh)?\n`));
    expect(command).toContain("--schedule 'constant,</details><script>");
    expect(more).toEqual([]);
    const outside = `${before!}${after!}`;
    expect(outside).not.toContain("<script>");
    expect(outside.match(/<\/details>/g)).toHaveLength(6);
    expect(outside).not.toMatch(/^# title|@e/m);
  });
});
