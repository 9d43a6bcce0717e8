import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import type { AnalysisOptions } from "../../src/analysis/options.ts";
import type { Analysis } from "../../src/analysis/schema.ts";
import { curvesChart } from "../../src/charts/curves.ts";
import type { CurveChoice } from "../../src/charts/curves.ts";
import { differencesChart } from "../../src/charts/differences.ts";
import { padded, robustDomain } from "../../src/charts/domain.ts";
import { Markup, markup } from "../../src/charts/markup.ts";
import { strokesOf } from "../../src/charts/palette.ts";
import { profileOf } from "../../src/analysis/profile.ts";
import { profileChart } from "../../src/charts/profile.ts";
import { publishedChart } from "../../src/charts/published.ts";
import { rateSparkline } from "../../src/charts/rateSparkline.ts";
import { seedsChart } from "../../src/charts/seeds.ts";
import { sensitivityChart } from "../../src/charts/sensitivity.ts";
import { standalone } from "../../src/charts/standalone.ts";
import { targetChart, targetPicture } from "../../src/charts/target.ts";
import { spreadOut } from "../../src/charts/targetPlane.ts";
import { trendChart } from "../../src/charts/trend.ts";
import { throughputChart } from "../../src/charts/throughput.ts";
import type { Results } from "../../src/records/results.ts";
import { largeResults, syntheticResults } from "../../src/synthetic/synthetic.ts";
import type { Synthetic } from "../../src/synthetic/synthetic.ts";

const analysed = (results: Results, options: AnalysisOptions = {}): Analysis =>
  analyse(results, { resamples: 200, ...options });
const of = (synthetic: Synthetic, options: AnalysisOptions = {}): Analysis =>
  analysed(syntheticResults(synthetic), options);

interface Drawn {
  getAttribute(name: string): string | null;
  readonly textContent: string;
}

/** The elements of a chart that a selector finds. */
function elements(chart: Markup | null, selector: string): readonly Drawn[] {
  const { document } = parseHTML(`<html><body>${chart!.text}</body></html>`) as unknown as {
    readonly document: { querySelectorAll(selector: string): Iterable<Drawn> };
  };
  return [...document.querySelectorAll(selector)];
}

const texts = (chart: Markup | null): readonly string[] =>
  elements(chart, "text").map(({ textContent }) => textContent);

const few: Synthetic = { schedules: ["constant", "cosine", "step"], seeds: 7 };
const nothing = of({ ...few, seeds: 1, failed: ["constant:1", "cosine:1", "step:1"] });

const accuracy: CurveChoice = {
  title: "accuracy",
  measures: ["validationAccuracy", "trainingAccuracy"],
  write: (value) => value.toFixed(2),
};
const rate: CurveChoice = {
  title: "rate",
  measures: ["learningRate", undefined],
  write: String,
  cut: 0.1,
};

describe("curves", () => {
  test("one small chart for each schedule, which says what it shows", () => {
    const chart = curvesChart(of(few), accuracy);
    expect(elements(chart, "svg[role=img]").map((svg) => svg.getAttribute("aria-label"))).toEqual(
      few.schedules!.map(
        (name) => `accuracy of ${name} by epoch; the table below holds the figures`,
      ),
    );
    // The training accuracy, and the validation accuracy with it: of each one line is dashed.
    expect(elements(chart, "[stroke-dasharray='4 2']")).toHaveLength(3);
  });

  test("a rate begins at zero on its axis, and a single epoch is a dot", () => {
    expect(texts(curvesChart(of(few), rate))).toContain("0");
    expect(elements(curvesChart(of({ ...few, epochs: 1 }), accuracy), "marker")).not.toEqual([]);
  });

  test("of many schedules only the baseline stands behind each", () => {
    const schedules = [
      "constant",
      ...Array.from({ length: 17 }, (_, index) => `s${String(index)}`),
    ];
    const background = (names: readonly string[]) =>
      elements(
        curvesChart(of({ schedules: names, seeds: 1, epochs: 3 }), accuracy),
        "[stroke='var(--faint)'] path, path[stroke='var(--faint)']",
      ).length;
    expect(background(schedules)).toBe(17);
    expect(background(schedules.slice(0, 3))).toBe(6);
  });

  test("on a logarithmic axis a value that is not above zero is left out, and five decades are shown", () => {
    const analysis = of({ ...few, schedules: ["constant"], seeds: 1 });
    const [schedule] = analysis.schedules;
    const rates = [0, 1e-9, 1e-3, 0.1];
    const falling = {
      ...analysis,
      schedules: [
        {
          ...schedule!,
          ratesByStep: { steps: rates.map((_, step) => 10 * step), rates, stepsPerEpoch: 10 },
        },
      ],
    };
    const logarithmic = curvesChart(falling, { ...rate, cut: 0, logarithmic: true });
    const ticks = texts(logarithmic)
      .map(Number)
      .filter((tick) => tick > 0 && tick < 1);
    expect(Math.min(...ticks)).toBeGreaterThanOrEqual(1e-6 / 1.2);
    expect(ticks).toContain(0.001);
    expect(logarithmic!.text).not.toContain("NaN");
    expect(logarithmic!.text).not.toBe(curvesChart(falling, { ...rate, cut: 0 })!.text);
  });

  test("there is none without an epoch", () => {
    expect(curvesChart(nothing, accuracy)).toBeNull();
  });
});

describe("seeds", () => {
  test("every seed is a dot on both pictures, a diverged one a cross at the edge", () => {
    const analysis = of({ ...few, diverged: ["cosine:3"] });
    const chart = seedsChart(analysis);
    const titles = elements(chart, "title").map(({ textContent }) => textContent);
    expect(titles.filter((title) => title.startsWith("step, seed"))).toHaveLength(2 * 7);
    expect(titles.filter((title) => title.includes("diverged"))).toHaveLength(2);
    expect(texts(chart).some((text) => text.startsWith("◂cosine, seed 3"))).toBe(true);
  });

  test("a schedule without a result has no figure", () => {
    const chart = seedsChart(of({ ...few, seeds: 1, failed: ["step:1"] }));
    expect(texts(chart)).toContain("–");
    expect(elements(chart, "title")).toHaveLength(2 * 2);
  });

  test("trials left out are not drawn", () => {
    const chart = seedsChart(of({ ...few, diverged: ["cosine:3"] }, { diverged: "excluded" }));
    expect(elements(chart, "title")).toHaveLength(2 * 20);
  });

  test("a long name is shortened by characters that people see", () => {
    const name = "👩‍👩‍👧".repeat(40);
    expect(texts(seedsChart(of({ schedules: ["constant", name], seeds: 2 })))).toEqual(
      expect.arrayContaining([`${"👩‍👩‍👧".repeat(25)}…`, `${"👩‍👩‍👧".repeat(14)}…`]),
    );
  });

  test("a mean outside is shown at the edge", () => {
    const wrecked = ["cosine:1", "cosine:2", "cosine:3", "cosine:4"];
    const chart = seedsChart(of({ ...few, diverged: wrecked }));
    expect(texts(chart).some((text) => text.startsWith("◂ mean"))).toBe(true);
  });

  test("trials that left the test images alone have no dot", () => {
    const results = syntheticResults(few);
    const trials = results.trials.map((result) =>
      result.status === "failed" ? result : { ...result, test: null },
    );
    expect(seedsChart(analysed({ ...results, trials }))).toBeNull();
  });

  test("there is none without a result", () => {
    expect(seedsChart(nothing)).toBeNull();
  });
});

describe("differences", () => {
  test("one row for each schedule that is compared, with its verdict", () => {
    const chart = differencesChart(of(few));
    expect(texts(chart).filter((text) => /[▲▼≈·]/.test(text))).toHaveLength(2);
    expect(elements(chart, "title")).toHaveLength(2 * 2 * 7);
    expect(elements(chart, "[fill='var(--band)']")).not.toEqual([]);
  });

  test("a value far on the right is shown at the edge", () => {
    const broken = ["constant:1"];
    const chart = differencesChart(of({ ...few, seeds: 16, diverged: broken }));
    expect(texts(chart).some((text) => text.startsWith("▸"))).toBe(true);
  });

  test("there is none without a baseline or a pair", () => {
    expect(differencesChart(of({ schedules: ["cosine", "step"], seeds: 2 }))).toBeNull();
    expect(differencesChart(nothing)).toBeNull();
  });
});

test("a performance profile has a line and a legend for each schedule", () => {
  const analysis = of({ seeds: 4 });
  const profile = profileOf([analysis, of({ seeds: 4, task: "mnist" })])!;
  const chart = profileChart(analysis, profile);
  expect(elements(chart, "li")).toHaveLength(analysis.schedules.length);
  expect(elements(chart, "svg.swatch")).toHaveLength(analysis.schedules.length);
  // The eleven lines of ten schedules on each of two pictures; every other series is dashed.
  expect(elements(chart, "path[stroke-dasharray], [stroke-dasharray] path").length).toBeGreaterThan(
    0,
  );
  const unknown = {
    ...profile,
    ratios: [],
    schedules: [{ name: "step", shares: [], score: 0 }],
  };
  expect(elements(profileChart(analysis, unknown), "li")).toHaveLength(1);
});

test("published results are numbered lines among the schedules", () => {
  const chart = publishedChart(of(few));
  expect(texts(chart)).toEqual(expect.arrayContaining(["1", "2", "8", "cosine"]));
  expect(publishedChart(nothing)).toBeNull();
});

test("the images a second are drawn where they were measured", () => {
  expect(texts(throughputChart(of(few))).filter((text) => text.endsWith("/s"))).toHaveLength(3);
  expect(throughputChart(of(few, { timings: false }))).toBeNull();
});

describe("sensitivity", () => {
  const tuning = (rates: readonly number[]) =>
    rates.flatMap((learningRate) => syntheticResults({ ...few, learningRate }).trials);

  test("one small chart for each schedule, with the rates at its ends", () => {
    for (const rates of [[0.1], [0.0001, 0.001, 0.1], [0.0001, 0.001, 0.02, 0.1]]) {
      const chart = sensitivityChart(of(few, { tuning: tuning(rates) }));
      expect(elements(chart, "svg[role=img]")).toHaveLength(3);
      expect(texts(chart)).toEqual(expect.arrayContaining([String(rates[0]), "0.1"]));
    }
  });

  test("a rate at which every trial diverged leaves a gap", () => {
    const all = few.schedules!.flatMap((name) =>
      Array.from({ length: few.seeds! }, (_, seed) => `${name}:${String(seed + 1)}`),
    );
    const diverged = syntheticResults({ ...few, learningRate: 0.1, diverged: all }).trials;
    const chart = sensitivityChart(
      of(few, { diverged: "excluded", tuning: [...diverged, ...tuning([0.001])] }),
    );
    expect(elements(chart, "svg[role=img]")).toHaveLength(3);
  });

  test("there is none with one rate", () => {
    expect(sensitivityChart(of(few))).toBeNull();
  });
});

test("the rate of a schedule in the size of a word", () => {
  const spark = (synthetic: Synthetic) => {
    const analysis = of({ ...few, ...synthetic });
    const [{ name, curve }] = analysis.schedules as [Analysis["schedules"][number]];
    return rateSparkline(name, { curve, ratesByStep: null }, strokesOf(analysis).get(name)!);
  };
  for (const synthetic of [{}, { epochs: 1 }, { learningRate: 0 }]) {
    const label = elements(spark(synthetic), "svg")[0]!.getAttribute("aria-label");
    expect(label).toBe("learning rate of constant");
  }
  const { curve } = of(few).schedules[0]!;
  const stroke = { color: "red" } as const;
  const steps = Array.from({ length: 500 }, (_, step) => step);
  const ratesByStep = {
    steps,
    rates: steps.map((step) => 0.1 + 0.1 * Math.sin(step)),
    stepsPerEpoch: 100,
  };
  // Of five hundred updates those that such a picture can show.
  const path = elements(rateSparkline("falling", { curve, ratesByStep }, stroke), "path").at(-1)!;
  expect(path.getAttribute("d")!.match(/[ML]/g)).toHaveLength(166);
  const unknown = curve.map((point) => ({ ...point, learningRate: null }));
  expect(rateSparkline("none", { curve: unknown, ratesByStep: null }, { color: "red" })).toBeNull();
});

test("the large example is drawn whole", () => {
  const analysis = analysed(largeResults());
  expect(elements(seedsChart(analysis), "svg")).toHaveLength(2);
});

test.each<[readonly number[], readonly [number, number] | null]>([
  [[], null],
  [[1], [0.96, 1.04]],
  [[0], [-4e-8, 4e-8]],
  [
    [1, 2],
    [0.96, 2.04],
  ],
  // One value far outside of twenty alike does not stretch the axis.
  [
    [...Array.from({ length: 20 }, (_, index) => index), 1000],
    [-0.76, 19.76],
  ],
])("the axis for %j is %j", (values, expected) => {
  const domain = robustDomain(values);
  if (expected === null) expect(domain).toBeNull();
  else expected.forEach((end, index) => expect(domain![index]).toBeCloseTo(end, 9));
});

describe("the plane of a target", () => {
  const titles = (chart: Markup | null) =>
    elements(chart, "title").map(({ textContent }) => textContent);

  test("has a dot for each seed, a mean for each schedule, and what others published", () => {
    const analysis = of({ ...few, diverged: ["step:2"], failed: ["step:3"] });
    const chart = targetPicture(analysis);
    const said = titles(chart);
    // Of 21 trials one failed; a diverged one is a cross at the edge.
    expect(said.filter((title) => title.includes(", seed "))).toHaveLength(20);
    expect(said.filter((title) => title.includes(", mean of what was completed: "))).toHaveLength(
      3,
    );
    expect(said.filter((title) => title.endsWith(", diverged"))).toHaveLength(1);
    expect(said).toContain("halving, published, on data of its own");
    const { mean } = analysis.schedules[0]!.figures["validationAccuracy"]!;
    expect(said.find((title) => title.startsWith("constant, mean"))).toContain(
      `validation accuracy ${(100 * mean).toFixed(2)} %`,
    );
    for (const word of ["target: above 85 %, below 95 %", "constant", "cosine", "step"]) {
      expect(texts(chart)).toContain(word);
    }
  });

  test("has room for a long name, of which it shows the beginning", () => {
    const analysis = of(few);
    const schedules = analysis.schedules.map((one) =>
      one.name === "step" ? { ...one, name: "warmup, then a long cosine to nothing" } : one,
    );
    expect(texts(targetPicture({ ...analysis, schedules }))).toContain("warmup, then a long cos…");
  });

  test.each([
    [0.8, "start"],
    [0.99, "end"],
  ])("what others published at %d has its name on the side with room", (training, side) => {
    const analysis = of(few);
    const elsewhere = analysis.task.elsewhere.map((run) => ({
      ...run,
      figures: { ...run.figures, trainingAccuracy: training },
    }));
    const chart = targetPicture({ ...analysis, task: { ...analysis.task, elsewhere } });
    const sides = elements(chart, `g[text-anchor=${side}] text`).filter(({ textContent }) =>
      textContent.endsWith("someone else’s"),
    );
    expect(sides).toHaveLength(2);
  });

  test("leaves a diverged trial out of the mean that its arrow goes to", () => {
    const meanOf = (diverged: readonly string[]) =>
      titles(targetPicture(of({ ...few, diverged }))).find((title) =>
        title.startsWith("step, mean"),
      );
    const analysis = of({ ...few, diverged: ["step:2"] });
    const completed = analysis.schedules[2]!.seeds.filter(({ status }) => status === "completed");
    const expected =
      completed.reduce((sum, { figures }) => sum + figures["validationAccuracy"]!, 0) /
      completed.length;
    expect(meanOf(["step:2"])).toContain(`validation accuracy ${(100 * expected).toFixed(2)} %`);
    expect(meanOf(["step:2"])).not.toBe(meanOf([]));
  });

  test("has no mean of a schedule that diverged on every seed, and no arrow to one that changed nothing", () => {
    const seeds = Array.from({ length: few.seeds! }, (_, index) => `step:${String(index + 1)}`);
    const said = titles(targetPicture(of({ ...few, diverged: seeds })));
    expect(said.filter((title) => title.startsWith("step, "))).toHaveLength(few.seeds!);
    expect(said.some((title) => title.startsWith("step, mean"))).toBe(false);

    const results = syntheticResults({ ...few, schedules: ["constant", "step"] });
    const ofConstant = (seed: number) =>
      results.trials.find(({ trial }) => trial.name === "constant" && trial.seed === seed)!;
    const same = results.trials.map((one) => {
      const other = ofConstant(one.trial.seed);
      return "epochs" in one && "epochs" in other ? { ...one, epochs: other.epochs } : one;
    });
    const arrows = (all: Results): number => elements(targetPicture(analysed(all)), "path").length;
    expect(arrows({ ...results, trials: same })).toBeLessThan(arrows(results));
  });

  test("is drawn for a wide page and for a phone, and has no arrows without a baseline", () => {
    const chart = targetChart(of({ ...few, schedules: ["cosine", "step"] }));
    expect(elements(chart, ".wide svg, .narrow svg")).toHaveLength(2);
    // The one arrow is that of the published trainings, at either width.
    expect(elements(chart, "path[fill=none]").length).toBe(
      elements(targetChart(of({ ...few, schedules: ["cosine"] })), "path[fill=none]").length,
    );
  });

  test("is nothing without two bounds on two measures, and without a trial", () => {
    const analysis = of(few);
    const withTarget = (target: Analysis["task"]["target"]): Analysis => ({
      ...analysis,
      task: { ...analysis.task, target },
    });
    const [first, second] = analysis.task.target;
    expect(targetPicture(withTarget([first!]))).toBeNull();
    expect(targetPicture(withTarget([]))).toBeNull();
    expect(targetPicture(withTarget([first!, first!]))).toBeNull();
    expect(targetPicture(nothing)).toBeNull();
    expect(targetChart(nothing)).toBeNull();
    // A bound of each direction on either axis, and a measure that nobody published.
    const turned = targetPicture(
      withTarget([
        { measure: "validationLoss", below: 0.3 },
        { measure: "testAccuracy", above: 0.8 },
      ]),
    );
    expect(texts(turned)).toContain("target: below 0.3, above 80 %");
    expect(second).toBeDefined();
  });

  test("becomes a file of its own with the colours of a light and a dark page", () => {
    const text = standalone(targetPicture(of(few))!);
    expect(text).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(text).toContain("prefers-color-scheme:dark");
    const used = new Set([...text.matchAll(/var\(--([\w-]+)\)/g)].map(([, name]) => name));
    expect([...used].filter((name) => !text.includes(`--${name!}:`))).toEqual([]);
    expect(standalone(markup`<svg width="1"></svg>`)).toContain(
      '<svg xmlns="http://www.w3.org/2000/svg" width="1"><style>',
    );
  });

  test.each<[readonly number[], readonly number[]]>([
    [[], []],
    [[5], [5]],
    [
      [5, 5, 5],
      [5, 15, 25],
    ],
    [
      [98, 97],
      [100, 90],
    ],
    [
      [0, 50, 100],
      [0, 50, 100],
    ],
  ])("labels wanted at %j stand at %j", (wanted, expected) => {
    expect(spreadOut(wanted, 10, [0, 100])).toEqual(expected);
  });
});

test("room at both ends", () => {
  expect(padded([0, 10], 0.1)).toEqual([-1, 11]);
});

test.each<[Markup, string]>([
  [markup`<p>${`<&>"'`}</p>`, "<p>&lt;&amp;&gt;&quot;&#39;</p>"],
  [markup`${new Markup("<b>")}${null}${undefined}${false}${1}`, "<b>1"],
  [markup`${["a", ["<", markup`<i>`]]}`, "a&lt;<i>"],
  [markup`${"a\u0000b\ud800"}`, "a\ufffdb\ufffd"],
])("markup escapes text alone: %j", ({ text }, expected) => {
  expect(text).toBe(expected);
});

test("a trend has a dot for each run, its interval, and an upright line where something changed", () => {
  const chart = trendChart(
    "accuracy of cosine",
    ["aaaaaaa", "bbbbbbb", "ccccccc"],
    [
      { run: 0, told: "aaaaaaa: 0.9", middle: 0.9, low: 0.8, high: 1 },
      { run: 2, told: "ccccccc: 0.7", middle: 0.7, low: null, high: null },
    ],
    [
      { run: 1, better: null },
      { run: 2, better: false },
      { run: 2, better: true },
    ],
    String,
  );
  expect(elements(chart, "circle")).toHaveLength(2);
  expect(elements(chart, "title").map(({ textContent }) => textContent)).toEqual([
    "aaaaaaa: 0.9",
    "ccccccc: 0.7",
  ]);
  for (const color of ["muted", "bad", "good"]) {
    expect(elements(chart, `line[stroke="var(--${color})"]`)).toHaveLength(1);
  }
  expect(texts(chart)).toEqual(expect.arrayContaining(["aaaaaaa", "bbbbbbb", "ccccccc"]));
  const [picture] = elements(chart, "svg");
  expect(picture!.getAttribute("aria-label")).toBe("accuracy of cosine");
});

test("a trend of a single run, and one of many, have room and few words on their axes", () => {
  const point = (run: number) => ({ run, told: String(run), middle: 1, low: null, high: null });
  expect(texts(trendChart("one", ["only"], [point(0)], [], String))).toContain("only");
  const names = Array.from({ length: 40 }, (_, run) => `run${String(run)}`);
  const shown = texts(
    trendChart(
      "many",
      names,
      names.map((_, run) => point(run)),
      [],
      String,
    ),
  );
  expect(shown.filter((text) => text.startsWith("run"))).toHaveLength(3);
});
