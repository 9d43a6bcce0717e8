import { createHash } from "node:crypto";
import type { ScheduleAnalysis, Verdict } from "../analysis.ts";
import { curvesChart } from "./charts/curves.ts";
import type { CurveChoice } from "./charts/curves.ts";
import { differencesChart } from "./charts/differences.ts";
import { strokesOf, swatch } from "./charts/palette.ts";
import { profileChart } from "./charts/profile.ts";
import { publishedChart } from "./charts/published.ts";
import { rateSparkline } from "./charts/rateSparkline.ts";
import { seedsChart } from "./charts/seeds.ts";
import { sensitivityChart } from "./charts/sensitivity.ts";
import { throughputChart } from "./charts/throughput.ts";
import {
  claims,
  datasetTitle,
  describeTask,
  describeTrials,
  metricName,
  primaryFigure,
  problems,
  ranked,
  sensitivityMetric,
  sensitivityMetricName,
  withVerdict,
} from "./headline.ts";
import type { Report } from "./headline.ts";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
import type { Column } from "./htmlTable.ts";
import { limits } from "./limits.ts";
import { Markup, markup } from "./markup.ts";
import type { Content } from "./markup.ts";
import {
  absent,
  counted,
  listed,
  loss,
  meanAndBand,
  orAbsent,
  percent,
  points,
  probability,
  range,
  rate,
  toTarget,
  verdictMarks,
  whole,
} from "./notation.ts";
import { publishedResults } from "./publishedResults.ts";
import { reproduceCommand } from "./reproduce.ts";
import { describeClaims, describeDiverged, describeIntervals } from "./rules.ts";
import { sorting } from "./sorting.ts";
import { style } from "./style.ts";
import { describeBackend } from "../trialSchema.ts";

/** One part of the page. */
interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

const small = (text: string): Markup => markup`<span class="small">${text}</span>`;

const verdictClass = (verdict: Verdict): string =>
  verdict === "better" || verdict === "worse" ? verdict : "";

const digest = (script: string): string =>
  `'sha256-${createHash("sha256").update(script).digest("base64")}'`;

function verdictStrip(report: Report): Markup {
  const { analysis } = report;
  const { baseline } = analysis.rules;
  const [first] = ranked(analysis);
  const figure = first && primaryFigure(analysis, first);
  const difference = first?.difference;
  const better = withVerdict(analysis, "better");
  const worse = withVerdict(analysis, "worse");
  const met = analysis.schedules.filter(({ targetMet }) => targetMet > 0);
  const cards: readonly (readonly [string, string, string])[] = [
    [
      `Highest mean ${metricName(analysis)}`,
      first && figure ? first.name : "no result",
      figure
        ? `${percent(figure.mean)} %${figure.interval ? ` [${range(figure.interval, percent)}]` : ""}, n\u00a0=\u00a0${String(figure.n)}`
        : "no trial has one",
    ],
    [
      baseline === null ? "Baseline" : `Its difference to ${baseline}`,
      difference?.mean == null ? absent : `${points(difference.mean)} pp`,
      difference
        ? `${difference.interval ? `[${range(difference.interval, points)}], ` : ""}${difference.verdict}`
        : baseline === null
          ? "none among the schedules"
          : first?.name === baseline
            ? "it is the baseline"
            : "",
    ],
    [
      baseline === null ? "Claims" : `Claims against ${baseline}`,
      `${String(better.length)} better, ${String(worse.length)} worse`,
      `of ${counted(analysis.comparisons.tested, "schedule")} tested`,
    ],
    [
      "Target met",
      `${String(met.length)} of ${counted(analysis.schedules.length, "schedule")}`,
      met.length === 0
        ? "on no seed"
        : listed(
            met.map(({ name, targetMet, n }) => `${name} ${String(targetMet)}/${String(n)}`),
            3,
          ),
    ],
  ];
  const found = problems(analysis);
  const warning =
    found.length > 0 || !analysis.complete
      ? markup`<div class="warning" role="note"><p><strong>${analysis.complete ? "Not every trial was completed" : "The run is not complete"}:</strong> ${describeTrials(analysis)}.</p>${
          found.length > 0 &&
          markup`<ul>${found.slice(0, 12).map(({ text }) => markup`<li>${text}</li>`)}${found.length > 12 && markup`<li>and ${found.length - 12} more, see the list of trials</li>`}</ul>`
        }</div>`
      : null;
  return markup`<ul class="cards">${cards.map(
    ([what, value, more]) =>
      markup`<li><span class="what">${what}</span><span class="value">${value}</span><span class="more">${more}</span></li>`,
  )}</ul>
<ul class="claims">${claims(analysis).map((text) => markup`<li>${text}</li>`)}</ul>
${warning}`;
}

function leaderboard({ analysis }: Report): Section {
  const { baseline, confidence } = analysis.rules;
  const strokes = strokesOf(analysis);
  const metric = metricName(analysis);
  const timed = analysis.schedules.some(({ timings }) => timings?.imagesPerSecond);
  const columns: readonly Column<ScheduleAnalysis>[] = [
    {
      title: "schedule",
      lessIsBetter: true,
      cell: ({ name, rank }) =>
        figureCell(
          rank,
          [
            markup`<span class="rank">${rank}</span>`,
            swatch({ ...strokes.get(name)!, dash: "none" }),
            " ",
            name,
          ],
          [swatch({ ...strokes.get(name)!, dash: "none" }), " ", name],
        ),
    },
    {
      title: `${metric} (%)`,
      cell: (schedule) => {
        const figure = primaryFigure(analysis, schedule);
        return figureCell(figure?.mean, (mean) => [
          markup`<strong>${percent(mean)}</strong>`,
          figure?.interval && small(range(figure.interval, percent)),
        ]);
      },
    },
    {
      title: baseline === null ? "difference" : `to ${baseline} (pp)`,
      cell: ({ difference }) =>
        figureCell(difference?.mean, (mean) => [
          points(mean),
          difference?.interval && small(range(difference.interval, points)),
        ]),
    },
    {
      title: "verdict",
      text: true,
      cell: ({ difference }) =>
        difference
          ? {
              content: verdictMarks[difference.verdict],
              className: verdictClass(difference.verdict),
            }
          : absent,
    },
    {
      title: "p (Holm)",
      lessIsBetter: true,
      cell: ({ difference }) => figureCell(difference?.adjustedP, probability),
    },
    {
      title: "rate by epoch",
      text: true,
      cell: ({ name, curve }) => ({
        content: rateSparkline(name, curve, strokes.get(name)!) ?? absent,
        className: "spark",
      }),
    },
    {
      title: "IQM",
      cell: (schedule) => figureCell(primaryFigure(analysis, schedule)?.iqm, percent),
    },
    {
      title: "trials",
      cell: ({ completed, diverged, failed, missing }) => ({
        content: [
          completed,
          diverged > 0 && small(`${String(diverged)} diverged`),
          failed > 0 && small(`${String(failed)} failed`),
          missing > 0 && small(`${String(missing)} missing`),
        ],
        value: completed,
      }),
    },
  ];
  const further: readonly Column<ScheduleAnalysis>[] = [
    { title: "schedule", text: true, cell: ({ name }) => name },
    {
      title: "sd (pp)",
      lessIsBetter: true,
      cell: (schedule) => figureCell(primaryFigure(analysis, schedule)?.sd, percent),
    },
    {
      title: "validation (%)",
      cell: ({ validationAccuracy }) => figureCell(validationAccuracy?.mean, percent),
    },
    {
      title: "training (%)",
      cell: ({ trainingAccuracy }) => figureCell(trainingAccuracy?.mean, percent),
    },
    {
      title: "validation loss",
      lessIsBetter: true,
      cell: ({ validationLoss }) =>
        figureCell(validationLoss?.mean, (mean) => [
          loss(mean),
          validationLoss?.interval && small(range(validationLoss.interval, loss)),
        ]),
    },
    {
      title: "test loss",
      lessIsBetter: true,
      cell: ({ testLoss }) => figureCell(testLoss?.mean, loss),
    },
    {
      title: `steps to ${String(100 * analysis.rules.targetAccuracy)} %`,
      lessIsBetter: true,
      cell: ({ stepsToTarget }) => ({
        content: toTarget(stepsToTarget, whole),
        value: stepsToTarget.median,
      }),
    },
    {
      title: "target met",
      cell: ({ targetMet, n }) => ({
        content: `${String(targetMet)} of ${String(n)}`,
        value: targetMet,
      }),
    },
    ...(timed
      ? [
          {
            title: "images/s",
            cell: ({ timings }: ScheduleAnalysis) =>
              figureCell(timings?.imagesPerSecond?.median, whole),
          },
        ]
      : []),
  ];
  const rowClass = ({ name }: ScheduleAnalysis) => (name === baseline ? "baseline" : null);
  return {
    id: "leaderboard",
    title: "Leaderboard",
    content: [
      htmlTable(
        `Means over the seeds after the last epoch; below them ${String(100 * confidence)} % intervals (BCa bootstrap).`,
        columns,
        ranked(analysis),
        rowClass,
      ),
      htmlTable(
        `The sample deviation of the ${metric} and means of the other figures, in the same order. Steps are medians over the seeds.`,
        further,
        ranked(analysis),
        rowClass,
      ),
    ],
  };
}

function seeds({ analysis }: Report): Section {
  const chart = seedsChart(analysis);
  return {
    id: "seeds",
    title: "Every seed",
    content: chart && [
      markup`<figure><figcaption>A dot is one trial, a diamond the mean, the bar its ${String(100 * analysis.rules.confidence)} % interval. A cross is a diverged trial; an arrow at the edge points to what lies outside.</figcaption>${chart}</figure>`,
      folded("All trials as a table", trialTable({ analysis })),
    ],
  };
}

function trialTable({ analysis }: Pick<Report, "analysis">): Markup {
  type TrialRow = ScheduleAnalysis["seeds"][number] & { readonly schedule: string };
  const rows: readonly TrialRow[] = analysis.schedules.flatMap(({ name, seeds }) =>
    seeds.map((dot) => ({ ...dot, schedule: name })),
  );
  return htmlTable(
    "Every trial after its last epoch. Figures of a diverged trial are those of a model that guesses, unless diverged trials are left out.",
    [
      { title: "schedule", text: true, cell: ({ schedule }) => schedule },
      { title: "seed", lessIsBetter: true, cell: ({ seed }) => figureCell(seed, String) },
      {
        title: "outcome",
        text: true,
        cell: ({ status, divergedInEpoch }) =>
          divergedInEpoch === null ? status : `diverged in epoch ${String(divergedInEpoch + 1)}`,
      },
      { title: "test (%)", cell: ({ testAccuracy }) => figureCell(testAccuracy, percent) },
      {
        title: "validation (%)",
        cell: ({ validationAccuracy }) => figureCell(validationAccuracy, percent),
      },
      {
        title: "training (%)",
        cell: ({ trainingAccuracy }) => figureCell(trainingAccuracy, percent),
      },
      {
        title: "test loss",
        lessIsBetter: true,
        cell: ({ testLoss }) => figureCell(testLoss, loss),
      },
      {
        title: "validation loss",
        lessIsBetter: true,
        cell: ({ validationLoss }) => figureCell(validationLoss, loss),
      },
      {
        title: "steps to target",
        lessIsBetter: true,
        cell: ({ stepsToTarget }) => figureCell(stepsToTarget, whole),
      },
      { title: "target", text: true, cell: ({ targetMet }) => (targetMet ? "met" : "missed") },
      { title: "trial", text: true, cell: ({ key }) => key },
    ],
    rows,
  );
}

function differences({ analysis }: Report): Section {
  const { baseline, margin, confidence, minimumSeeds } = analysis.rules;
  const chart = differencesChart(analysis);
  return {
    id: "differences",
    title: baseline === null ? "Differences" : `Paired differences to ${baseline}`,
    content: chart && [
      markup`<figure><figcaption>Each dot is one seed: the schedule minus ${baseline} with the same first weights and the same order of data. The diamond is the mean, the bar its ${String(100 * confidence)} % interval, the shaded band the practical margin of ±${percent(margin)} percentage points.</figcaption>${chart}</figure>`,
      folded(
        "The differences as a table",
        htmlTable(
          `Differences in ${metricName(analysis)}, percentage points; p of the exact sign-flip test, from ${String(minimumSeeds)} seeds on.`,
          [
            { title: "schedule", text: true, cell: ({ name }) => name },
            { title: "mean", cell: ({ difference }) => figureCell(difference?.mean, points) },
            {
              title: "low",
              cell: ({ difference }) => figureCell(difference?.interval?.low, points),
            },
            {
              title: "high",
              cell: ({ difference }) => figureCell(difference?.interval?.high, points),
            },
            { title: "sd", cell: ({ difference }) => figureCell(difference?.sd, percent) },
            { title: "n", cell: ({ difference }) => figureCell(difference?.n, String) },
            {
              title: "p",
              lessIsBetter: true,
              cell: ({ difference }) => figureCell(difference?.p, probability),
            },
            {
              title: "p (Holm)",
              lessIsBetter: true,
              cell: ({ difference }) => figureCell(difference?.adjustedP, probability),
            },
            {
              title: "verdict",
              text: true,
              cell: ({ difference }) => ({
                content: difference ? verdictMarks[difference.verdict] : absent,
                className: difference ? verdictClass(difference.verdict) : "",
              }),
            },
          ],
          ranked(analysis).filter(({ difference }) => difference !== null),
        ),
      ),
    ],
  };
}

const inPercent = (value: number): string => String(Number((100 * value).toFixed(1)));

const curveChoices: readonly (CurveChoice & { readonly id: string; readonly caption: string })[] = [
  {
    id: "learning-rate",
    title: "Learning rate",
    caption: "The rate of the last update of each epoch.",
    metrics: ["learningRate"],
    write: rate,
  },
  {
    id: "accuracy",
    title: "Accuracy",
    caption: "Percent; full line: validation, dashed: training.",
    metrics: ["validationAccuracy", "trainingAccuracy"],
    write: inPercent,
    cut: 0,
  },
  {
    id: "loss",
    title: "Loss",
    caption: "Full line: validation, dashed: training. The highest twentieth is cut off.",
    metrics: ["validationLoss", "trainingLoss"],
    write: (value) => String(Number(value.toFixed(3))),
    cut: 0.05,
  },
];

function curves({ analysis }: Report): Section {
  const drawn = curveChoices.flatMap((choice) => {
    const chart = curvesChart(analysis, choice);
    return chart === null
      ? []
      : markup`<h3>${choice.title}</h3><figure><figcaption>${choice.caption}</figcaption>${chart}</figure>`;
  });
  const rows = analysis.schedules.flatMap(({ name, curve }) =>
    curve.map((point) => ({ name, ...point })),
  );
  return {
    id: "curves",
    title: "Curves by epoch",
    content: drawn.length > 0 && [
      markup`<p class="muted">One small chart for each schedule, all on the same axes: in colour its mean over the seeds with the ${String(100 * analysis.rules.confidence)} % interval as a band, in grey the other schedules. Epochs count from 1.</p>`,
      drawn,
      folded(
        "The curves as a table",
        htmlTable(
          "Means with intervals by epoch.",
          [
            { title: "schedule", text: true, cell: ({ name }) => name },
            {
              title: "epoch",
              lessIsBetter: true,
              cell: ({ epoch }) => figureCell(epoch + 1, String),
            },
            { title: "n", cell: ({ n }) => figureCell(n, String) },
            {
              title: "learning rate",
              cell: ({ learningRate }) => figureCell(learningRate?.mean, rate),
            },
            ...(
              [
                ["training (%)", "trainingAccuracy", percent],
                ["validation (%)", "validationAccuracy", percent],
                ["training loss", "trainingLoss", loss],
                ["validation loss", "validationLoss", loss],
              ] as const
            ).map(([title, metric, write]) => ({
              title,
              cell: (row: (typeof rows)[number]) => {
                const band = row[metric];
                return figureCell(
                  band?.mean,
                  orAbsent(band, (known) => meanAndBand(known, write)),
                );
              },
            })),
          ],
          rows,
        ),
      ),
    ],
  };
}

function sensitivity({ analysis, results }: Report): Section {
  const metric = sensitivityMetric(analysis);
  const chart = sensitivityChart(analysis);
  const rows = analysis.schedules.flatMap(({ name, sensitivity: all }) =>
    all.map((point) => ({ name, point })),
  );
  return {
    id: "sensitivity",
    title: "Sensitivity to the base rate",
    content: chart && [
      results.tuning !== null &&
        markup`<p class="muted">The tuning, whose best rate each schedule ran at: seeds ${results.tuning.seeds.join(", ")}, which do not evaluate, and ${counted(results.tuning.epochs, "epoch")} of ${whole(results.tuning.samples)} images; it never looks at the test images.</p>`,
      markup`<figure><figcaption>Mean ${sensitivityMetricName(analysis)} (%) at each base learning rate, on a logarithmic axis, with its interval as a band; grey: the other schedules.</figcaption>${chart}</figure>`,
      folded(
        "The sensitivity as a table",
        htmlTable(
          `${sensitivityMetricName(analysis)} in percent by base rate.`,
          [
            { title: "schedule", text: true, cell: ({ name }) => name },
            {
              title: "base rate",
              lessIsBetter: true,
              cell: ({ point }) => figureCell(point.learningRate, rate),
            },
            { title: "mean", cell: ({ point }) => figureCell(point[metric]?.mean, percent) },
            {
              title: "low",
              cell: ({ point }) => figureCell(point[metric]?.interval?.low, percent),
            },
            {
              title: "high",
              cell: ({ point }) => figureCell(point[metric]?.interval?.high, percent),
            },
            { title: "trials", cell: ({ point }) => figureCell(point.n, String) },
            {
              title: "diverged",
              lessIsBetter: true,
              cell: ({ point }) => figureCell(point.diverged, String),
            },
          ],
          rows,
        ),
      ),
    ],
  };
}

function speedToTarget({ analysis }: Report): Section {
  const { profile, rules } = analysis;
  return {
    id: "target",
    title: "How early the target is reached",
    content: profile !== null &&
      profile.seeds.length > 0 && [
        markup`<figure><figcaption>Share of the ${counted(profile.seeds.length, "seed")} on which a schedule exceeds a validation accuracy of ${String(100 * rules.targetAccuracy)} % within a multiple of the fewest steps that any schedule took on that seed: further up and further left is better.</figcaption>${profileChart(analysis, profile)}</figure>`,
        folded(
          "The profile as a table",
          htmlTable(
            `The score is the mean height of the profile from 1 to ${String(profile.limit)}.`,
            [
              { title: "schedule", text: true, cell: ({ name }) => name },
              {
                title: "score",
                cell: ({ score }) => figureCell(score, (value) => value.toFixed(3)),
              },
              {
                title: "fastest on",
                cell: ({ shares }) => figureCell(shares[0], (share) => `${percent(share)} %`),
              },
              {
                title: `within ${String(profile.limit)}×`,
                cell: ({ shares }) => figureCell(shares.at(-1), (share) => `${percent(share)} %`),
              },
            ],
            profile.schedules,
          ),
        ),
      ],
  };
}

function improvement({ analysis }: Report): Section {
  const { names, probabilities } = analysis.improvement;
  const rows = names.map((name, index) => ({ name, own: probabilities[index]! }));
  const comparable = probabilities.some((own) => own.filter((value) => value !== null).length > 1);
  return {
    id: "improvement",
    title: "Probability of improvement",
    content: comparable && [
      markup`<p class="muted">How likely a trial of the schedule in the row is better than one of the schedule in the column, in percent; 50 is a coin.</p>`,
      htmlTable(
        "Probability of improvement in percent, a tie counting one half.",
        [
          { title: "schedule", text: true, cell: ({ name }: (typeof rows)[number]) => name },
          ...names.map((title, column) => ({
            title,
            cell: ({ name, own }: (typeof rows)[number]) =>
              figureCell(title === name ? null : own[column], (value) => shaded(value)),
          })),
        ],
        rows,
      ),
    ],
  };
}

/** A probability on a ground that says which side of one half it is on, and how far. */
const shaded = (value: number): Markup =>
  markup`<span class="shaded" style="background:color-mix(in srgb,var(--series-${value < 0.5 ? 1 : 0}) ${Math.round(90 * Math.abs(value - 0.5))}%,transparent)">${(100 * value).toFixed(0)}</span>`;

function throughput({ analysis }: Report): Section {
  const chart = throughputChart(analysis);
  const rows = analysis.schedules.flatMap(({ name, timings }) =>
    timings ? [{ name, timings }] : [],
  );
  return {
    id: "throughput",
    title: "Throughput",
    content: chart && [
      markup`<figure><figcaption>Images a second in training: the diamond is the median over the trials, the bar goes from the first to the third quartile. A schedule does not slow a training down; differences show the load of the machine.</figcaption>${chart}</figure>`,
      htmlTable(
        "Speed of training and cost of the schedule.",
        [
          { title: "schedule", text: true, cell: ({ name }) => name },
          {
            title: "images/s",
            cell: ({ timings }) => figureCell(timings.imagesPerSecond?.median, whole),
          },
          {
            title: "first quartile",
            cell: ({ timings }) => figureCell(timings.imagesPerSecond?.firstQuartile, whole),
          },
          {
            title: "third quartile",
            cell: ({ timings }) => figureCell(timings.imagesPerSecond?.thirdQuartile, whole),
          },
          {
            title: "trials",
            cell: ({ timings }) => figureCell(timings.imagesPerSecond?.n, String),
          },
          {
            title: "seconds to target",
            lessIsBetter: true,
            cell: ({ timings }) => ({
              content: toTarget(timings.secondsToTarget, (value) => value.toFixed(1)),
              value: timings.secondsToTarget.median,
            }),
          },
          ...(rows.some(({ timings }) => timings.nanosecondsPerCall !== null)
            ? ([
                {
                  title: "ns per call",
                  lessIsBetter: true,
                  cell: ({ timings }) =>
                    figureCell(timings.nanosecondsPerCall, (value) => value.toFixed(1)),
                },
                {
                  title: "share of a step",
                  lessIsBetter: true,
                  cell: ({ timings }) =>
                    figureCell(timings.shareOfStep, (value) => `${(100 * value).toPrecision(2)} %`),
                },
              ] satisfies readonly Column<(typeof rows)[number]>[])
            : []),
        ],
        rows,
      ),
    ],
  };
}

function published({ analysis }: Report): Section {
  const chart = publishedChart(analysis);
  const rows = publishedResults[analysis.task.dataset].map((result, index) => ({
    ...result,
    number: index + 1,
  }));
  return {
    id: "published",
    title: "Beside published results",
    content: chart && [
      markup`<figure><figcaption>The numbered lines are test accuracies that others published for small CNNs on ${datasetTitle(analysis)}. <strong>Different protocols</strong>: other networks, optimizers, budgets and, mostly, all 60,000 training images. They say what is usual, not who wins.</figcaption>${chart}</figure>`,
      htmlTable(
        "Published results; the numbers are those of the lines.",
        [
          { title: "network", text: true, cell: ({ network }) => network },
          { title: "no.", lessIsBetter: true, cell: ({ number }) => figureCell(number, String) },
          { title: "test accuracy (%)", cell: ({ accuracy }) => figureCell(accuracy, inPercent) },
          { title: "source", text: true, cell: ({ source }) => source },
        ],
        rows,
      ),
    ],
  };
}

function protocol({ analysis, results }: Report): Section {
  const { task, rules } = analysis;
  const { target, network, version } = results.protocol;
  const facts: readonly (readonly [string, string])[] = [
    ["protocol", `version ${String(version)}`],
    [
      "data",
      `${datasetTitle(analysis)}, the first ${whole(task.samples)} training images of which ${String(100 * results.protocol.validationSplit)} % validate; ${whole(task.testSamples)} test images, used once, at the end`,
    ],
    ["network", network],
    [
      "training",
      `Adam, batch ${String(task.batchSize)}, ${counted(task.epochs, "epoch")} of ${counted(task.stepsPerEpoch, "step")}`,
    ],
    [
      "base rate",
      results.tuning === null
        ? String(results.settings.learningRate)
        : `tuned: ${analysis.schedules.map(({ name, learningRate }) => `${name} ${orAbsent(learningRate, rate)}`).join(", ")}`,
    ],
    ["seeds", results.settings.seeds.join(", ")],
    [
      "target",
      `validation accuracy above ${String(100 * target.validationAccuracyAbove)} % with training accuracy below ${String(100 * target.trainingAccuracyBelow)} %, after the last epoch`,
    ],
    ["intervals", describeIntervals(rules)],
    ["claims", `${metricName(analysis)}; all three of ${describeClaims(rules)}`],
    ["diverged trials", describeDiverged(rules)],
    ["trials", describeTrials(analysis)],
    ["backend", describeBackend(results.backend)],
    ["versions", `anneal ${results.versions.anneal}, TensorFlow.js ${results.versions.tfjs}`],
    ...results.machines.map(
      ({ cpu, cores, platform, node, bench }) =>
        [
          "machine",
          `${cpu}, ${counted(cores, "core")}, ${platform}, Node.js ${node}, @anneal/bench ${bench}`,
        ] as const,
    ),
    ["plan", results.plan],
  ];
  return {
    id: "protocol",
    title: "Protocol and environment",
    content: markup`<dl>${facts.map(([term, text]) => markup`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`,
  };
}

function reproduce({ results }: Report): Section {
  const code = results.trials.some(({ trial }) => "code" in trial.schedule);
  return {
    id: "reproduce",
    title: "How to reproduce",
    content: [
      markup`<pre><code>${reproduceCommand(results)}</code></pre>`,
      code &&
        markup`<p>Some schedules are code of a configuration file, which has to lie in the folder where the command runs.</p>`,
      results.tuning !== null &&
        markup`<p>The base rates come from a tuning with seeds ${results.tuning.seeds.join(", ")}; its file goes with the command.</p>`,
      markup`<p>With one seed on one backend two runs give identical numbers, times apart.</p>`,
    ],
  };
}

/** The whole report as one HTML file that needs nothing else. */
export function renderHtml(report: Report): string {
  const { analysis } = report;
  const sections = [
    leaderboard(report),
    seeds(report),
    differences(report),
    curves(report),
    sensitivity(report),
    speedToTarget(report),
    improvement(report),
    throughput(report),
    published(report),
    {
      id: "limits",
      title: "What this cannot tell",
      content: markup`<ul class="limits">${limits(report).map((text) => markup`<li>${text}</li>`)}</ul>`,
    },
    protocol(report),
    reproduce(report),
  ].filter(({ content }) => Boolean(content));
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${digest(sorting)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const title = `Learning-rate schedules on ${datasetTitle(analysis)}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="muted">${describeTask(report)}. Backend ${describeBackend(report.results.backend)}.</p>
${verdictStrip(report)}
<nav aria-label="Sections">${sections.map(({ id, title: name }) => markup`<a href="#${id}">${name}</a>`)}</nav>
</header>
<main>
${sections.map(
  ({ id, title: name, content }) => markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${name}</h2>
${content}
</section>
`,
)}</main>
<footer class="muted"><p>Made by anneal-bench. The figures depend on the trials alone.</p></footer>
<script>${new Markup(sorting)}</script>
</body>
</html>
`.text;
}
