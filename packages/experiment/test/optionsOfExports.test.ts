import { describeOptionsOfExports } from "@anneal/testing";
import type { OptionsCall } from "@anneal/testing";
import { expect, test } from "vitest";
import * as analysis from "../src/analysis/index.ts";
import * as charts from "../src/charts/index.ts";
import * as conclusion from "../src/conclusion/index.ts";
import * as errors from "../src/errors.ts";
import * as records from "../src/records/index.ts";
import * as schedules from "../src/schedules/index.ts";
import * as search from "../src/search/index.ts";
import * as statistics from "../src/statistics/index.ts";
import * as synthetic from "../src/synthetic/index.ts";
import * as task from "../src/task/index.ts";
import * as training from "../src/training/index.ts";
import * as wording from "../src/wording/index.ts";
import manifest from "../package.json" with { type: "json" };
import { loadTensorflow, surroundings } from "./tensorflow.ts";

type Exports = Readonly<Record<string, unknown>>;
type Calls = Readonly<Record<string, OptionsCall>>;

/** Functions of data or records that were made before; a schema or a type of their own says what these are. */
const none = (...names: readonly string[]): Calls =>
  Object.fromEntries(names.map((name) => [name, "none"]));

const results = synthetic.syntheticResults({ schedules: ["constant"], seeds: 1, epochs: 1 });
const [planned] = results.trials;
const halving: search.SearchOptions = {
  sampler: "grid",
  candidates: 4,
  seeds: [1001],
  halving: "none",
  epochs: 2,
};
const loop = task.defineTask({ train: () => Promise.resolve() });
const ready: training.ReadyTask = { task: loop, data: null };
const request = { ...results.settings, schedules: [] };
const facts = { facts: results.protocol.task, examples: null, schedules: [] };
const constant = { kind: "constant", value: 0.1 };
const tf = await loadTensorflow();

const rooms: Readonly<Record<string, readonly [Exports, Calls]>> = {
  analysis: [
    analysis,
    {
      ...none("areOfOneTask", "figureOf", "intervalOf", "peakRateOf", "profileOf", "runOf"),
      analyse: (unknown) => analysis.analyse(results, { seed: 2, ...unknown }),
    },
  ],
  charts: [
    charts,
    {
      ...none(
        "Markup",
        "declared",
        "differencesChart",
        "markup",
        "profileChart",
        "publishedChart",
        "rateSparkline",
        "searchChart",
        "seedsChart",
        "sensitivityChart",
        "standalone",
        "strokesOf",
        "swatch",
        "targetChart",
        "targetPicture",
        "throughputChart",
        "trendChart",
      ),
      curvesChart: (unknown) =>
        charts.curvesChart(analysis.analyse(results), {
          title: "Loss",
          measures: ["trainingLoss"],
          write: String,
          ...unknown,
        }),
    },
  ],
  conclusion: [
    conclusion,
    {
      ...none(
        "checkTuning",
        "chosenBy",
        "compare",
        "conclude",
        "ratesAround",
        "seedsApart",
        "tuningOf",
        "withoutTimings",
      ),
    },
  ],
  errors: [
    errors,
    {
      ...none("BenchmarkError", "messageOf"),
    },
  ],
  records: [
    records,
    {
      ...none(
        "canonicalJson",
        "describeBackend",
        "describeEngine",
        "hashOf",
        "identityOf",
        "isFinished",
        "keyOf",
        "namedScore",
        "rateOf",
        "scoresAfter",
        "scoresIn",
        "totalsOf",
        "trainedEpochs",
      ),
    },
  ],
  schedules: [
    schedules,
    {
      ...none("describeEntry", "enter", "isContestant"),
    },
  ],
  search: [
    search,
    {
      ...none(
        "axesOf",
        "choice",
        "int",
        "isAtEdge",
        "log",
        "real",
        "shapeAt",
        "specAt",
        "valuesAt",
      ),
      bestOf: (unknown) => search.bestOf([], { ...halving, ...unknown }),
      searchRounds: (unknown) => search.searchRounds(1, { ...halving, ...unknown }),
    },
  ],
  statistics: [
    statistics,
    {
      ...none("mean", "median", "quantile", "standardDeviation", "studentDistance"),
      bootstrapInterval: (unknown) => statistics.bootstrapInterval([1, 2], { seed: 2, ...unknown }),
      jointSignFlipTest: (unknown) => statistics.jointSignFlipTest([[1]], { seed: 2, ...unknown }),
      meanInterval: (unknown) => statistics.meanInterval([1, 2], { seed: 2, ...unknown }),
      signFlipTest: (unknown) => statistics.signFlipTest([1], { seed: 2, ...unknown }),
    },
  ],
  synthetic: [
    synthetic,
    {
      ...none(
        "completedTrial",
        "divergedTrial",
        "failedTrial",
        "largeResults",
        "plannedTrial",
        "resultsOf",
      ),
      syntheticResults: (unknown) => synthetic.syntheticResults({ seeds: 1, ...unknown }),
    },
  ],
  task: [
    task,
    {
      ...none(
        "batchOf",
        "checkTask",
        "defineTask",
        "factsOf",
        "firstOf",
        "isLoop",
        "isObject",
        "isWithin",
        "layerSeeds",
        "limitOf",
        "meant",
        "measureOf",
        "measuresOf",
        "meetsTarget",
        "metricsOf",
        "must",
        "prepareData",
        "referenceFacts",
        "referenceNetwork",
        "referenceTask",
        "shown",
        "spread",
        "usesTensorflow",
        "wholeNumber",
      ),
    },
  ],
  training: [
    training,
    {
      ...none(
        "UnfusedTask",
        "checkpointKey",
        "compileNetwork",
        "isCheckpointOf",
        "makePlan",
        "planTrials",
      ),
      inspect: (unknown) => training.inspect(tf, "mine", ready, request, {}, { ...unknown }),
      plan: (unknown) =>
        training.plan(
          results.settings,
          facts,
          { backend: results.backend, versions: results.versions },
          { purpose: "evaluation", ...unknown },
        ),
      readyTask: (unknown) => training.readyTask("mine", loop, { tf, ...unknown }),
      roundingOf: (unknown) => training.roundingOf({ tf, ...unknown }),
      runTrial: (unknown) =>
        training.runTrial(tf, planned!, ready, constant, { ...surroundings, ...unknown }),
    },
  ],
  wording: [
    wording,
    {
      ...none(
        "answer",
        "best",
        "bestMean",
        "claims",
        "comparedIn",
        "counted",
        "describeBatch",
        "describeClaims",
        "describeDiverged",
        "describeDuration",
        "describeIntervals",
        "describeLimit",
        "describeRules",
        "describeTarget",
        "describeTask",
        "describeTrainingFigures",
        "describeTrials",
        "escapeMarkdown",
        "examplesOf",
        "forTerminal",
        "glossary",
        "inOneLine",
        "inPercent",
        "limits",
        "listed",
        "markVerdict",
        "meanAndBand",
        "meanAndInterval",
        "orAbsent",
        "othersOn",
        "percent",
        "plain",
        "points",
        "primaryFigure",
        "primaryOn",
        "printable",
        "printableJson",
        "probability",
        "problems",
        "quantitiesOf",
        "quantityOf",
        "range",
        "ranked",
        "rate",
        "ratesThatStandOut",
        "sensitivityQuantity",
        "sizeOf",
        "toTarget",
        "trainedBy",
        "whole",
        "withPrintableTexts",
        "withVerdict",
        "writeVerdict",
      ),
    },
  ],
};

test("every entry is walked", () => {
  const entries = Object.keys(manifest.exports).map((name) => name.slice(2));
  expect(Object.keys(rooms).sort()).toEqual(entries.filter((name) => name !== "package.json"));
});

for (const [name, [exports, calls]] of Object.entries(rooms)) {
  describeOptionsOfExports(`@anneal/experiment/${name}`, exports, calls);
}

test.each<[string, object, string]>([
  ["clocks", { clocks: { wall: Date.now, cpus: Date.now } }, 'one of wall, cpu, got "cpus"'],
  ["clocks", { clocks: {} }, "wall must be a function, got undefined"],
  ["checkpoints", { checkpoints: { kept: () => undefined } }, 'one of keep, resume, got "kept"'],
  ["checkpoints", { checkpoints: { resume: "key" } }, 'resume must be a checkpoint, got "key"'],
])("runTrial refuses %s %o", async (part, wrong, message) => {
  const given = { ...surroundings, ...wrong };
  const trial = training.runTrial(tf, planned!, ready, constant, given);
  await expect(trial).rejects.toThrow(TypeError);
  await expect(trial).rejects.toThrow(`@anneal/experiment: runTrial: surroundings.${part}: `);
  await expect(trial).rejects.toThrow(message);
});
