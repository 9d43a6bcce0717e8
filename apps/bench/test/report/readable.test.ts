import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyse } from "@anneal/experiment/analysis";
import { resultsSchema } from "@anneal/experiment/records";
import type { Results } from "@anneal/experiment/records";
import { syntheticResults } from "@anneal/experiment/synthetic";
import type { Search } from "@anneal/experiment/search";
import type { Report } from "@anneal/experiment/wording";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { trendsOf } from "../../src/regression/trend.ts";
import { renderOverview } from "../../src/report/html/overview.ts";
import { renderSearch } from "../../src/report/html/search.ts";
import { renderHtml } from "../../src/report/html/page.ts";
import { renderTrend } from "../../src/report/html/trend.ts";
import { noChromium, openBrowser, openFile } from "./chromium.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const reportOf = (results: Results): Report => ({
  analysis: analyse(results, { resamples: 500 }),
  results,
});

// 160 trials over two tasks, of which some went wrong.
const tasks = [
  syntheticResults({ seeds: 8, diverged: ["constant:3"], failed: ["step:7"] }),
  syntheticResults({ task: "mnist", seeds: 8 }),
].map(reportOf);
const addresses = ["fashion-mnist/report.html", "mnist/report.html"];
const few = syntheticResults({
  schedules: ["constant", "cosine", "step"],
  seeds: 6,
  diverged: ["constant:3"],
});
const later: Results = {
  ...few,
  trials: few.trials.map((result) =>
    result.trial.name === "cosine" && result.status === "completed"
      ? { ...result, test: { accuracy: 0.5, loss: 2 } }
      : result,
  ),
};
const search: Search = {
  format: 1,
  protocol: 1,
  task: "fashion-mnist",
  epochs: 8,
  backend: few.backend,
  measure: "validationLoss",
  better: "lower",
  sampler: "quasi-random",
  halving: "epochs",
  seeds: [1001, 1002],
  searches: [
    {
      name: "mine",
      axes: [
        { path: "initial", range: { range: "log", from: 0.001, to: 0.1 } },
        { path: "kind", range: { range: "choice", values: ["cosine", "linear"] } },
      ],
      candidates: [
        { initial: 0.01, kind: "cosine", figures: [0.4, 0.41], epochs: 8 },
        { initial: 0.003, kind: "linear", figures: [0.5], epochs: 4 },
        { initial: 0.03, kind: "cosine", figures: [0.6], epochs: 2 },
        { initial: 0.09, kind: "linear", figures: [null], epochs: 2 },
      ].map(({ initial, kind, figures, epochs }, index) => ({
        id: index + 1,
        values: [initial, kind],
        spec: { kind, initial, steps: 100 },
        figures,
        epochs,
        mean: figures[0] ?? null,
      })),
      best: 1,
      atEdge: ["initial"],
    },
  ],
};
const pages: Readonly<Record<string, string>> = {
  "fashion-mnist/report.html": renderHtml(tasks[0]!),
  "mnist/report.html": renderHtml(tasks[1]!),
  "index.html": renderOverview(tasks, addresses),
  "search.html": renderSearch(search, few.protocol.task),
  "trend.html": renderTrend(
    trendsOf([
      { path: "one", results: few, micro: undefined },
      { path: "two", results: later, micro: undefined },
    ]),
  ),
};

test("the pages of 160 trials over two tasks are smaller than 1.5 MB", () => {
  const own = ["index.html", ...addresses].map((name) => Buffer.byteLength(pages[name]!));
  expect(own.reduce((sum, size) => sum + size)).toBeLessThan(1_500_000);
});

// Synthetic trials have few updates, and their rates are drawn by update.
test("the page of the 120 trainings of the experiment is smaller than half of that", () => {
  const results = resultsSchema.parse(
    JSON.parse(
      readFileSync(new URL("../../../../docs/measured/results.json", import.meta.url), "utf8"),
    ),
  );
  const page = renderHtml(reportOf(results));
  expect(Buffer.byteLength(page)).toBeLessThan(750_000);
});

test("over several tasks there is a performance profile, and on one of them none", () => {
  expect(pages["index.html"]).toContain("How early the targets are reached");
  expect(pages["index.html"]).toContain("trainings on fashion-mnist, mnist");
  expect(renderOverview([tasks[0]!], addresses)).not.toContain("How early the targets are reached");
  expect(pages["fashion-mnist/report.html"]).not.toMatch(/Performance profile/);
});

describe.skipIf(noChromium)("in Chromium", () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "anneal-pages-"));
    for (const [name, html] of Object.entries(pages)) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), html);
    }
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  test.each([
    ["fashion-mnist/report.html", 390, "light"],
    ["fashion-mnist/report.html", 1280, "dark"],
    ["mnist/report.html", 1280, "light"],
    ["search.html", 390, "dark"],
    ["search.html", 1280, "light"],
    ["index.html", 390, "dark"],
    ["index.html", 1280, "light"],
    ["trend.html", 390, "light"],
    ["trend.html", 1280, "dark"],
  ] as const)(
    "%s at %d px, %s, passes axe, fits and is silent",
    async (name, width, colorScheme) => {
      const { page, complaints } = await openFile(browser, join(folder, name), {
        viewport: { width, height: 900 },
        colorScheme,
      });
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
      expect(complaints).toEqual([]);
      await page.evaluate(axe);
      const found = await page.evaluate<{ id: string; nodes: { html: string }[] }[]>(
        "axe.run(document).then(({ violations }) => violations)",
      );
      const violations = found.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
      );
      expect(violations).toEqual([]);
      await page.close();
    },
  );

  test("every table and the navigation fit at 1280 px", async () => {
    const { page } = await openFile(browser, join(folder, "fashion-mnist/report.html"), {
      viewport: { width: 1280, height: 900 },
    });
    const regions = `[...document.querySelectorAll(".scroll, nav ul")].filter((one) => one.checkVisibility())`;
    // The leaderboard's two, those of target and divergence, the matrix, and others.
    expect(await page.evaluate(`${regions}.length`)).toBeGreaterThan(6);
    const cut = await page.evaluate(
      `${regions}.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.ariaLabel)`,
    );
    expect(cut).toEqual([]);
    await page.close();
  });

  test.each(["fashion-mnist/report.html", "trend.html", "search.html"])(
    "%s on paper is light and fits",
    async (name) => {
      const { page } = await openFile(browser, join(folder, name), {
        viewport: { width: 720, height: 1000 },
        colorScheme: "dark",
      });
      await page.emulateMedia({ media: "print" });
      expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
        "rgb(255, 255, 255)",
      );
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBe(0);
      expect((await page.pdf({ format: "A4" })).byteLength).toBeGreaterThan(20_000);
      await page.close();
    },
  );
});
