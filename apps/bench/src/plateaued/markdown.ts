import {
  answer,
  counted,
  describeRules,
  describeTrainingFigures,
  listed,
  meanAndInterval,
  orAbsent,
  percent,
  plain,
  points,
  probability,
  range,
} from "@anneal/experiment/wording";
import type { Analysis } from "@anneal/experiment/analysis";
import { publishedExperiment } from "@anneal/experiment/task";
import { roles } from "./plateaued.ts";
import type { Answer, Experiment, Part } from "./plateaued.ts";

/** A run that someone else has published, or that another library gave: source, schedule, accuracies, validation loss. */
type Elsewhere = readonly [
  source: string,
  schedule: string,
  training: number,
  validation: number,
  loss: number | null,
];

/** Other people's runs and Keras' runs of the same protocol: one run each, to be read as such. */
const elsewhere: readonly Elsewhere[] = [
  ...publishedExperiment.map(({ name, source, figures }): Elsewhere => [
    source,
    name,
    figures["trainingAccuracy"]!,
    figures["validationAccuracy"]!,
    figures["validationLoss"]!,
  ]),
  ["Keras, seed 1, 7,500 images, Adam at 0.02", "constant", 0.904, 0.846, 0.598],
  ["Keras, seed 1, 7,500 images, Adam at 0.02", "halving", 0.92, 0.866, 0.414],
  ["Keras, seed 1, 5,000 images, Adam at 0.01", "constant", 0.941, 0.847, 0.613],
  ["Keras, seed 1, 5,000 images, Adam at 0.01", "halving", 0.952, 0.887, 0.351],
  ["Keras, seed 0, all 60,000 images, Adam at 0.01", "constant", 0.9186, 0.8825, null],
  ["Keras, seed 0, all 60,000 images, Adam at 0.01", "halving", 0.9536, 0.9043, null],
  ["Keras, seed 0, all 60,000 images, Adam at 0.01", "plateau", 0.9671, 0.8978, null],
];

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const tableOf = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
  left = 1,
): readonly string[] => [
  line(head),
  line(head.map((_, index) => (index < left ? ":--" : "--:"))),
  ...rows.map(line),
];

const amount = ({ metric, difference, interval }: Answer): string => {
  const signed = (value: number): string =>
    `${value > 0 ? "+" : value < 0 ? "−" : ""}${plain(Math.abs(value))}`;
  const write = metric === "validationAccuracy" ? points : signed;
  const unit = metric === "validationAccuracy" ? " percentage points" : "";
  const between = interval === null ? "" : `, 95 % interval ${range(interval, write)}`;
  return `${write(difference)}${unit}${between}`;
};

const evidence = ({ n, p }: Answer): string =>
  `${counted(n, "seed")}${p === null ? "" : `, p ${p < 0.0001 ? "" : "= "}${probability(p)}`}`;

/** An answer in words and numbers. */
function describeAnswer(answer: Answer, { seedsNeeded }: Analysis["rules"]): string {
  const { schedule, to, metric, verdict } = answer;
  const what = metric === "validationAccuracy" ? "validation accuracy" : "validation loss";
  const said = {
    higher: `${schedule} has a higher ${what} than ${to}`,
    lower: `${schedule} has a lower ${what} than ${to}`,
    equivalent: `${schedule} and ${to} have the same ${what}, within the margin`,
    "no difference shown": `no difference of ${what} between ${schedule} and ${to} is shown`,
    "too few seeds": `too few seeds (needs ${String(seedsNeeded)}) to claim a difference of ${what} between ${schedule} and ${to}`,
  }[verdict];
  return `${said[0]!.toUpperCase()}${said.slice(1)}: ${amount(answer)} (${evidence(answer)}).`;
}

const yesOrNo = (answer: Answer | undefined, { seedsNeeded }: Analysis["rules"]): string =>
  answer === undefined
    ? "Not answered: constant and halving have no seed in common."
    : {
        higher: "Yes.",
        lower: "No, the opposite.",
        equivalent: "No.",
        "no difference shown": "Not shown.",
        "too few seeds": `Too few seeds to say (needs ${String(seedsNeeded)}).`,
      }[answer.verdict];

function targetSentences({ target }: Part): readonly string[] {
  const ran = target.filter(({ trials, failed }) => trials + failed > 0);
  const always = ran.filter(({ trials, met, failed }) => met === trials && failed === 0);
  const never = ran.filter(({ met }) => met === 0);
  const sometimes = ran.filter((one) => !always.includes(one) && !never.includes(one));
  const names = (list: typeof ran) =>
    listed(
      list.map(({ name }) => name),
      Infinity,
    );
  const shares = sometimes.map(
    ({ name, met, trials, failed }) => `${name} (${String(met)} of ${String(trials + failed)})`,
  );
  return [
    ...(always.length > 0 ? [`Met on every seed: ${names(always)}.`] : []),
    ...(sometimes.length > 0 ? [`Met on some seeds: ${listed(shares, Infinity)}.`] : []),
    ...(never.length > 0 ? [`Met on none: ${names(never)}.`] : []),
  ];
}

function divergedSentence({ target }: Part): string {
  const total = target.reduce((sum, { trials, failed }) => sum + trials + failed, 0);
  const diverged = target.filter(({ diverged }) => diverged > 0);
  const failed = target.filter(({ failed }) => failed > 0);
  const count = (list: Part["target"], of: "diverged" | "failed") =>
    list.map((one) => `${one.name} ${String(one[of])} of ${String(one.trials + one.failed)}`);
  return [
    diverged.length === 0
      ? `None of the ${counted(total, "run")} diverged.`
      : `Diverged: ${count(diverged, "diverged").join(", ")}. A diverged run counts as a model that guesses, and as one that misses the target.`,
    ...(failed.length === 0 ? [] : [`Failed: ${count(failed, "failed").join(", ")}.`]),
  ].join(" ");
}

/** The sentences of the answers, question by question. */
export function answers(experiment: Experiment): readonly (readonly [string, string])[] {
  const { scheduling, schedulingWithoutDiverged, bonus, result, callbackIdentical } = experiment;
  const { rules } = result.analysis;
  const described = (list: readonly Answer[]): readonly string[] =>
    list.map((one) => describeAnswer(one, rules));
  return [
    [
      "Does scheduling raise validation accuracy, and by how much?",
      [
        yesOrNo(scheduling[0], rules),
        ...described(scheduling),
        ...(schedulingWithoutDiverged.length === 0
          ? []
          : ["Over the seeds on which neither diverged:", ...described(schedulingWithoutDiverged)]),
      ].join(" "),
    ],
    [
      "Which schedules meet the target: validation above 85 %, training below 95 %?",
      targetSentences(result).join(" "),
    ],
    [
      "What does plateau add?",
      bonus.length === 0 ? "Plateau was not run." : described(bonus).join(" "),
    ],
    ["How many runs diverged?", divergedSentence(result)],
    ...(callbackIdentical === null
      ? []
      : [
          [
            "Is halving as a Keras callback the same as halving composed?",
            callbackIdentical
              ? "Yes: every number of every epoch is the same."
              : "No: their numbers differ.",
          ] as const,
        ]),
  ];
}

const samplesOf = ({ examples }: Part["analysis"]["task"]): number =>
  examples!.training + examples!.validation;

/** Data set, images and rate in one phrase. */
function titleOf({ analysis: { task, schedules } }: Part): string {
  const rates = [...new Set(schedules.flatMap(({ learningRate }) => learningRate ?? []))];
  return (
    `${task.title}, ${samplesOf(task).toLocaleString("en-US")} images, ` +
    `${counted(task.epochs, "epoch")}, Adam at ${rates.join(", ")}, ${task.backend}`
  );
}

/** The file of the plot, beside `experiment.md`. */
export const pictureFile = "experiment.svg";

/** What comes before all the rest: the answer in one sentence, whether that could be luck, and the plot. */
function answerFirst({ analysis }: Part): readonly string[] {
  const given = answer(analysis);
  if (given === null) return [];
  const { sentence, evidence, lines } = given;
  return [
    `**${sentence}** ${evidence}`,
    "",
    ...(analysis.trials.completed === 0
      ? []
      : [
          `![Validation accuracy against training accuracy: a dot for each seed, an arrow from constant to the mean of each schedule, and the target's region](${pictureFile})`,
          "",
        ]),
    ...lines.map((line) => `- ${line}`),
    "",
  ];
}

export const figureColumns = [
  "schedule",
  "training %",
  "validation %",
  "validation loss",
  "test %",
  "target met",
  "diverged",
] as const;

/** One row for each schedule, best validation accuracy first. */
export function figureRows({ analysis, target }: Part): readonly (readonly string[])[] {
  return analysis.schedules
    .map((schedule, index) => ({ ...schedule, met: target[index]! }))
    .sort((left, right) => (left.rank ?? Infinity) - (right.rank ?? Infinity))
    .map(({ name, figures, met }) => [
      name,
      orAbsent(figures["trainingAccuracy"], ({ mean }) => percent(mean)),
      orAbsent(figures["validationAccuracy"], (figure) => meanAndInterval(figure, percent)),
      orAbsent(figures["validationLoss"], (figure) => meanAndInterval(figure, plain)),
      orAbsent(figures["testAccuracy"], ({ mean }) => percent(mean)),
      `${String(met.met)} of ${String(met.trials + met.failed)}`,
      String(met.diverged),
    ]);
}

/** What other results say of the target, in one sentence. */
function remarkOf({ learnsByHeart, target }: Part): string {
  if (learnsByHeart) {
    return "Every schedule exceeds 95 % training accuracy, so the target cannot be met here.";
  }
  const met = target.filter(({ met }) => met > 0).map(({ name }) => name);
  return met.length === 0
    ? "No schedule meets the target here."
    : `The target is met on at least one seed by ${listed(met, Infinity)}.`;
}

/** `experiment.md`. */
export function renderExperiment(experiment: Experiment): string {
  const { result, also, inRegime, complete } = experiment;
  const seeds = Math.max(...result.target.map(({ trials, failed }) => trials + failed));
  return [
    "# Before and after: a constant rate that is too high, against halving from epoch 5 on",
    "",
    `${titleOf(result)}, ${counted(seeds, "seed")}. After the last epoch; mean and 95 % interval over the seeds. ${describeTrainingFigures(result.analysis.task)!}.`,
    "",
    ...(inRegime
      ? []
      : [
          "**This is not the regime of the experiment** (Fashion-MNIST, 7,500 images, Adam at 0.02, 15 epochs): its answers are about something else.",
          "",
        ]),
    ...(complete ? [] : ["**Incomplete: some runs are missing.**", ""]),
    ...answerFirst(result),
    ...answers(experiment).flatMap(([question, text]) => [`**${question}** ${text}`, ""]),
    ...tableOf(figureColumns, figureRows(result)),
    "",
    ...also.flatMap((part) => [
      `## Beside it: ${titleOf(part)}`,
      "",
      remarkOf(part),
      "",
      ...tableOf(figureColumns, figureRows(part)),
      "",
    ]),
    "## Elsewhere",
    "",
    "Single runs of others, for comparison. The published ones are someone else's, on data of their own. Keras ran this " +
      "protocol with its own initialisation and order of the data; at a rate of 0.02 and 10,000 images one of its runs diverged.",
    "",
    ...tableOf(
      ["source", "schedule", "training %", "validation %", "validation loss"],
      elsewhere.map(([source, schedule, training, validation, loss]) => [
        source,
        schedule,
        percent(training),
        percent(validation),
        loss === null ? "–" : loss.toFixed(3),
      ]),
      2,
    ),
    "",
    `${roles.before}, ${roles.after} and ${roles.bonus} are the published schedules; the others are here to be compared with them. ` +
      "Whether scheduling raises accuracy is one question asked in advance: its p is not adjusted for the others.",
    "",
    `Protocol ${String(result.analysis.task.protocol)}. ${describeRules(result.analysis).join(" ")}`,
    "",
  ].join("\n");
}
