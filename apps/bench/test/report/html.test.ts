import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyse } from "@anneal/experiment/analysis";
import type { AnalysisOptions } from "@anneal/experiment/analysis";
import type { Results } from "@anneal/experiment/records";
import { largeResults, syntheticResults } from "@anneal/experiment/synthetic";
import { parse } from "parse5";
import type { DefaultTreeAdapterTypes } from "parse5";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html/page.ts";
import { noChromium, openBrowser, openFile } from "./chromium.ts";

const render = (results: Results, options: AnalysisOptions = {}): string =>
  renderHtml({ analysis: analyse(results, { resamples: 500, ...options }), results });

const hostile = [
  `<script>alert("1")</script>`,
  `"><img src=x onerror=alert(1)>`,
  `</style></title></svg>&amp;&lt;`,
  "a\u0000b\u0007c\ud800",
  "'; drop table",
  `</script><!--`,
];

/** Every element of a page, and what the parser had to say about its markup. */
function parsed(html: string): {
  readonly errors: readonly string[];
  readonly elements: readonly DefaultTreeAdapterTypes.Element[];
} {
  const errors: string[] = [];
  const document = parse(html, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine }) => errors.push(`${code} in line ${String(startLine)}`),
  });
  const elements: DefaultTreeAdapterTypes.Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ("tagName" in node) elements.push(node);
    if ("childNodes" in node) node.childNodes.forEach(visit);
  };
  visit(document);
  return { errors, elements };
}

const attribute = (element: DefaultTreeAdapterTypes.Element, name: string): string | undefined =>
  element.attrs.find((own) => own.name === name)?.value;

const large = largeResults();
const sweep = [0.001, 0.1].flatMap(
  (learningRate) => syntheticResults({ seeds: 3, learningRate }).trials,
);

describe("the page", () => {
  test.each<[string, Results, AnalysisOptions]>([
    ["160 trials", large, {}],
    ["several base rates", large, { tuning: sweep }],
    ["nothing timed", large, { timings: false }],
    ["diverged trials left out", large, { diverged: "excluded" }],
    ["another metric", large, { measure: "validationAccuracy" }],
    ["MNIST", syntheticResults({ task: "mnist", seeds: 6 }), {}],
    ["one seed", syntheticResults({ seeds: 1 }), {}],
    ["one schedule", syntheticResults({ schedules: ["constant"] }), {}],
    ["one trial", syntheticResults({ schedules: ["cosine"], seeds: 1 }), {}],
    ["one epoch", syntheticResults({ epochs: 1, seeds: 2 }), {}],
    ["two seeds of which one failed", syntheticResults({ seeds: 2, failed: ["cosine:1"] }), {}],
    ["no baseline", syntheticResults({ schedules: ["cosine", "linear"], seeds: 7 }), {}],
    ["twenty schedules", syntheticResults({ schedules: names(20), seeds: 2, epochs: 3 }), {}],
    [
      "missing trials",
      syntheticResults({ seeds: 6, missing: ["cosine:2", "linear:1", "linear:2"] }),
      {},
    ],
    [
      "nothing but failures",
      syntheticResults({
        schedules: ["constant", "cosine"],
        seeds: 1,
        failed: ["constant:1", "cosine:1"],
      }),
      {},
    ],
    [
      "nothing but divergence",
      syntheticResults({
        schedules: ["constant", "cosine"],
        seeds: 2,
        diverged: ["constant:1", "cosine:1", "constant:2", "cosine:2"],
      }),
      { diverged: "excluded" },
    ],
    [
      "hostile names",
      syntheticResults({ schedules: hostile, seeds: 2, failed: [`${hostile[0]!}:1`] }),
      {},
    ],
  ])("of %s is valid, labelled and free of holes", (_, results, options) => {
    const html = render(results, options);
    const { errors, elements } = parsed(html);
    expect(errors).toEqual([]);
    const text = html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "");
    expect(text.match(/NaN|Infinity|undefined|\[object|>null</g)).toBeNull();

    const ids = elements.flatMap((element) => attribute(element, "id") ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const references = elements.flatMap((element) => [
      ...[attribute(element, "aria-labelledby") ?? []].flat(),
      ...(attribute(element, "href")?.match(/(?<=^#).*/) ?? []),
    ]);
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);

    // Two regions of one name cannot be told apart by ear.
    const regions = elements
      .filter((element) => attribute(element, "role") === "region")
      .map((element) => attribute(element, "aria-label"));
    expect(new Set(regions).size).toBe(regions.length);

    const pictures = elements.filter(({ tagName }) => tagName === "svg");
    expect(
      pictures.filter(
        (svg) => !attribute(svg, "aria-label") && attribute(svg, "aria-hidden") !== "true",
      ),
    ).toEqual([]);
    expect(elements.filter(({ tagName }) => tagName === "script")).toHaveLength(1);
    expect(
      elements.filter(({ tagName }) => ["img", "iframe", "link"].includes(tagName)),
    ).toHaveLength(1);
  });

  test("of 160 trials is smaller than 1 MB, and the same every time", () => {
    const analysis = analyse(large, { tuning: sweep });
    const html = renderHtml({ analysis, results: large });
    expect(Buffer.byteLength(html)).toBeLessThan(1_000_000);
    expect(
      renderHtml({ analysis, results: { ...large, trials: [...large.trials].reverse() } }),
    ).toBe(html);
  });

  test("shows the figures of the analysis, best schedule first", () => {
    const analysis = analyse(large);
    const html = renderHtml({ analysis, results: large });
    const [first] = [...analysis.schedules].sort(
      (a, b) => b.figures["testAccuracy"]!.mean - a.figures["testAccuracy"]!.mean,
    );
    expect(html).toContain(`<span class="value">${first!.name}</span>`);
    const position = html.indexOf(
      `<strong>${(100 * first!.figures["testAccuracy"]!.mean).toFixed(2)}</strong>`,
    );
    expect(position).toBeGreaterThan(0);
    for (const { name, figures } of analysis.schedules) {
      if (name === first!.name) continue;
      expect(
        html.indexOf(`<strong>${(100 * figures["testAccuracy"]!.mean).toFixed(2)}</strong>`),
      ).toBeGreaterThan(position);
    }
    expect(html).toContain("157 completed, 2 diverged, 1 failed");
    expect(html).toContain("constant, seed 3 diverged in epoch 3");
    expect(html).toContain("step, seed 7 failed: out of memory");
    expect(html).toContain("npx @anneal/bench@1.0.0 run --preset experiment --task fashion-mnist");
  });

  test("has each part only where there is something to show in it", () => {
    const titlesOf = (html: string) =>
      [...html.matchAll(/<h2 id="([\w-]+)-title">/g)].map(([, id]) => id);
    const all = [
      ...[
        "leaderboard",
        "met",
        "divergence",
        "seeds",
        "differences",
        "curves",
        "sensitivity",
        "improvement",
      ],
      ...["throughput", "published", "limits", "schedules", "protocol", "reproduce"],
    ];
    expect(titlesOf(render(large, { tuning: sweep }))).toEqual(all);
    expect(titlesOf(render(large, { timings: false }))).toEqual(
      all.filter((id) => id !== "sensitivity" && id !== "throughput"),
    );
    expect(titlesOf(render(syntheticResults({ schedules: ["constant"], seeds: 2 })))).toEqual(
      all.filter((id) => !["sensitivity", "differences", "improvement", "divergence"].includes(id)),
    );
  });

  test("begins with the answer and its picture, where the task asks something", () => {
    const html = render(large);
    const at = (text: string): number => html.indexOf(text);
    expect(at('<p class="answer">')).toBeGreaterThan(0);
    expect(at('<p class="answer">')).toBeLessThan(at("<figure>"));
    expect(at("<figure>")).toBeLessThan(at('<ul class="cards">'));
    const asked = {
      ...large,
      protocol: { ...large.protocol, task: { ...large.protocol.task, target: [] } },
    };
    expect(render(asked)).not.toContain('<p class="answer">');
  });

  test("marks what cannot be told from the best schedule", () => {
    const analysis = analyse(large, { resamples: 500 });
    const html = renderHtml({ analysis, results: large });
    const tied = analysis.schedules.filter(({ rank, tiesWithBest }) => rank !== 1 && tiesWithBest);
    expect(tied.length).toBeGreaterThan(0);
    expect(html.match(/<\/strong> ≈/g)).toHaveLength(tied.length);
    expect(html).toContain("A mean with ≈ cannot be told from the best one");
    const untied = {
      ...analysis,
      schedules: analysis.schedules.map((schedule) => ({ ...schedule, tiesWithBest: null })),
    };
    expect(renderHtml({ analysis: untied, results: large })).not.toContain("≈");
  });

  test("claims nothing from too few seeds, and says so", () => {
    const html = render(syntheticResults({ seeds: 5 }));
    expect(html).toContain("Too few seeds for a claim");
    expect(html).toContain("none possible");
    expect(html).toContain("a claim needs 6 seeds");
    expect(html).not.toContain("▲ better");
  });

  test("counts the schedules that met the target, and says on how many seeds at most", () => {
    const results = syntheticResults({ seeds: 4, schedules: ["constant", "cosine", "linear"] });
    const { schedules } = analyse(results);
    const counts = schedules.map(({ target }) => target!.count);
    const met = counts.filter((count) => count > 0);
    expect(met.length).toBeGreaterThan(0);
    const html = render(results);
    expect(html).toContain(`${String(met.length)} of 3 schedules`);
    expect(html).toContain(`at most on ${String(Math.max(...counts))} of 4`);
  });

  test("says when it was trained, for how long and from which commit, and nothing of when it was made", () => {
    const sourced = {
      ...large,
      trials: large.trials.map((result) => ({
        ...result,
        timings: result.timings && {
          ...result.timings,
          source: { commit: "0123456789abcdef0123456789abcdef01234567", branch: "main" },
        },
      })),
    } as Results;
    const html = render(sourced);
    expect(html).toContain("2026-01-02 03:04 UTC to 2026-01-02 03:05 UTC");
    expect(html).toContain("60 s; all trainings together 2.7 h");
    expect(html).toContain("0123456789ab, branch main");
    expect(new Set(html.match(/20\d\d-\d\d-\d\d/g))).toEqual(new Set(["2026-01-02"]));
    const trials = large.trials.map((result) => ({ ...result, timings: null }));
    expect(render({ ...large, trials, machines: [] })).not.toMatch(/20\d\d-\d\d-\d\d/);
  });

  test("draws the rates of every update where the specification tells them, and says what each schedule is", () => {
    const spec = { kind: "step", initial: 0.01, every: 500, factor: 0.1 };
    const described = {
      ...large,
      trials: large.trials.map((result) =>
        result.trial.name === "step"
          ? { ...result, trial: { ...result.trial, schedule: { per: "step", spec } } }
          : result.trial.name === "cosine"
            ? { ...result, trial: { ...result.trial, schedule: { learningRateScheduler: "0011" } } }
            : result,
      ),
    } as Results;
    const html = render(described);
    expect(html).toContain("{&quot;kind&quot;:&quot;step&quot;,&quot;initial&quot;:0.01");
    expect(html).toContain("code: a callback (epoch, rate) =&gt; rate, digest of its rates 0011");
    // The rate falls at update 500 of 1,410, in the middle of the sixth epoch.
    const readings = /data-schedule="step" data-from="0" data-readings="([^"]*)"/.exec(html)![1]!;
    expect(readings.split(" ")).toHaveLength(354);
    expect(readings).toMatch(/5\.28:0\.01 5\.32:0\.001 /);
  });
});

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? "constant" : `schedule-${String(index)}`,
  );
}

test.runIf(noChromium)(`the page is not opened in a browser: ${noChromium ?? ""}`, () => undefined);

/** What a visible page measures; sizes are pixels of the screen. */
interface Seen {
  readonly background: string;
  readonly overflow: number;
  readonly charts: number;
  /** Height of the smallest word or number in a chart. */
  readonly smallest: number;
  /** Words that stand outside of their chart. */
  readonly outside: readonly string[];
  readonly wide: number;
  readonly narrow: number;
}

// As text, because the types of a page are not those of a program for Node.js.
const look = `(() => {
  const visible = (element) => element.getClientRects().length > 0;
  const charts = [...document.querySelectorAll("figure svg[role=img]")].filter(visible);
  const textsOf = (chart) => [...chart.querySelectorAll("text")];
  return {
    background: getComputedStyle(document.body).backgroundColor,
    overflow: document.documentElement.scrollWidth - innerWidth,
    charts: charts.length,
    smallest: Math.min(...charts.flatMap(textsOf)
      .filter((text) => /\\w/.test(text.textContent))
      .map((text) => text.getBoundingClientRect().height)),
    outside: charts.flatMap((chart) => {
      const { left, right } = chart.getBoundingClientRect();
      return textsOf(chart).flatMap((text) => {
        const box = text.getBoundingClientRect();
        return box.left < left - 1 || box.right > right + 1 ? [text.textContent] : [];
      });
    }),
    wide: [...document.querySelectorAll(".wide")].filter(visible).length,
    narrow: [...document.querySelectorAll(".narrow")].filter(visible).length,
  };
})()`;

describe.skipIf(noChromium)("the page in Chromium", () => {
  let browser: Browser;
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "anneal-report-"));
    file = join(folder, "report.html");
    await writeFile(file, render(large, { tuning: sweep }));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  test.each([
    [390, "light", "rgb(255, 255, 255)"],
    [390, "dark", "rgb(20, 23, 27)"],
    [1280, "light", "rgb(255, 255, 255)"],
    [1280, "dark", "rgb(20, 23, 27)"],
  ] as const)("at %d px, %s: complete, legible, silent", async (width, colorScheme, background) => {
    const { page, complaints } = await openFile(browser, file, {
      viewport: { width, height: 900 },
      colorScheme,
    });
    const seen = await page.evaluate<Seen>(look);
    expect(seen.background).toBe(background);
    expect(seen.overflow).toBe(0);
    // The answer, four charts of rows and lines, and four grids of ten; those with a logarithmic axis are folded.
    expect(seen.charts).toBe(45);
    expect(seen.smallest).toBeGreaterThan(11);
    expect(seen.outside).toEqual([]);
    // On a phone the answer has a legend besides.
    expect([seen.wide, seen.narrow]).toEqual(width > 719 ? [5, 0] : [0, 6]);
    expect((await page.screenshot({ fullPage: true })).byteLength).toBeGreaterThan(100_000);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("tables sort by a click, up and down, and a figure that is not there stays last", async () => {
    const { page } = await openFile(browser, file, { viewport: { width: 1280, height: 900 } });
    const table = page.locator("#leaderboard table").first();
    const column = async (index: number) =>
      (await table.locator(`tbody tr :is(th,td):nth-child(${String(index)})`).allInnerTexts()).map(
        (text) => text.split("\n")[0]!,
      );
    const difference = table.getByRole("button", { name: /to constant/ });
    const before = (await column(3)).map((text) => Number(text.replace("−", "-")));
    await difference.click();
    expect(await table.locator("th[aria-sort=descending]").count()).toBe(1);
    const down = await column(3);
    expect(down.at(-1)).toBe("–");
    const figures = before.filter((value) => !Number.isNaN(value));
    expect(down.slice(0, -1).map(Number)).toEqual([...figures].sort((a, b) => b - a));
    await difference.click();
    const up = await column(3);
    expect(up.at(-1)).toBe("–");
    expect(up.slice(0, -1).map(Number)).toEqual([...figures].sort((a, b) => a - b));
    await page.close();
  });

  test("all is there without script", async () => {
    const { page, complaints } = await openFile(browser, file, { javaScriptEnabled: false });
    expect(await page.locator("table").count()).toBeGreaterThan(5);
    expect(await page.locator("thead button").count()).toBe(0);
    expect(await page.getByText("What this cannot tell").count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("curves tell their values under the pointer, and schedules can be switched off", async () => {
    const { page, complaints } = await openFile(browser, file, {
      viewport: { width: 1280, height: 900 },
    });
    const cell = page.locator("#curves .cell[data-schedule=cosine]:visible").nth(1);
    await cell.locator("svg[role=img]").hover();
    expect(await cell.locator("output").textContent()).toMatch(/^epoch \d+: 8\d(\.\d)?$/);
    expect(await page.locator("#curves .cell[data-schedule=cosine]:visible").count()).toBe(3);
    await page.getByRole("checkbox", { name: "cosine", exact: true }).uncheck();
    expect(await page.locator("#curves .cell[data-schedule=cosine]:visible").count()).toBe(0);
    expect(await page.locator("#curves .cell[data-schedule=step]:visible").count()).toBe(3);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("the list of sections stays in sight", async () => {
    const { page } = await openFile(browser, file, { viewport: { width: 390, height: 800 } });
    await page.evaluate("window.scrollTo(0, 6000)");
    const box = await page.locator("nav").boundingBox();
    expect(box!.y).toBe(0);
    expect(box!.height).toBeLessThan(60);
    await page.close();
  });

  test("hostile names are names and nothing else", async () => {
    const path = join(folder, "hostile.html");
    await writeFile(
      path,
      render(syntheticResults({ schedules: ["constant", ...hostile], seeds: 2 })),
    );
    const { page, complaints } = await openFile(browser, path, {});
    const shown = await page.locator("#leaderboard table >> nth=1 >> tbody th").allInnerTexts();
    expect(shown).toEqual(expect.arrayContaining([hostile[0], hostile[1], hostile[2], hostile[5]]));
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("the file needs nothing beside it", async () => {
    const html = await readFile(file, "utf8");
    expect(html).not.toMatch(/(?:src|href)="(?!#|data:)/);
    expect(html).not.toMatch(/@import|url\(/);
  });
});
