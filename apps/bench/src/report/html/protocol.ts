import { markup } from "@anneal/experiment/charts";
import {
  comparedIn,
  counted,
  describeBatch,
  describeClaims,
  describeDiverged,
  describeDuration,
  describeIntervals,
  describeTarget,
  describeTrials,
  orAbsent,
  rate,
  trainedBy,
  whole,
} from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { reproduceCommand } from "../reproduce.ts";
import type { Section } from "./section.ts";

/** Which examples train, validate and test. */
function describeData(
  { title, example }: Report["analysis"]["task"],
  { training, validation, test }: NonNullable<Report["analysis"]["task"]["examples"]>,
): string {
  const total = training + validation;
  const share = Number(((100 * validation) / total).toPrecision(3));
  return (
    `${title}, the first ${whole(total)} training ${example}s of which ${String(share)} % validate` +
    (test === 0 ? "" : `; ${whole(test)} test ${example}s, used once, at the end`)
  );
}

/** When it was trained, how long that took, and from which commits; nothing where timings are left out. */
function describeTime({ trials }: Report["results"]): readonly (readonly [string, string])[] {
  const timed = trials.flatMap(({ timings }) => timings ?? []);
  if (timed.length === 0) return [];
  const starts = timed.map(({ startedAt }) => startedAt).sort();
  const ends = timed.map(({ finishedAt }) => finishedAt).sort();
  const [first, last] = [starts[0]!, ends.at(-1)!];
  const minute = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
  const training = timed.reduce(
    (sum, { startedAt, finishedAt }) =>
      sum + (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000,
    0,
  );
  const sources = new Set(
    timed.flatMap(({ source }) =>
      source === undefined
        ? []
        : `${source.commit.slice(0, 12)}${source.branch === undefined ? "" : `, branch ${source.branch}`}`,
    ),
  );
  return [
    ["date", `${minute(first)} to ${minute(last)}`],
    [
      "duration",
      `${describeDuration((Date.parse(last) - Date.parse(first)) / 1000)}; all trainings together ${describeDuration(training)}`,
    ],
    ...[...sources].map((source) => ["commit", source] as const),
  ];
}

export function protocol({ analysis, results }: Report): Section {
  const { task, rules } = analysis;
  const { title, network, optimizer, examples } = task;
  const { version } = results.protocol;
  const target = describeTarget(task, "list");
  const facts: readonly (readonly [string, string])[] = [
    ["protocol", `version ${String(version)}`],
    ["data", examples === null ? title : describeData(task, examples)],
    ...(network === null ? [] : [["network", network] as const]),
    [
      "training",
      `${optimizer === null ? "" : `${optimizer}, `}${describeBatch(task.batchSize, examples === null)}${counted(task.epochs, "epoch")}${task.stepsPerEpoch === null ? "" : ` of ${counted(task.stepsPerEpoch, "step")}`}`,
    ],
    [
      "base rate",
      results.tuning === null
        ? String(results.settings.learningRate)
        : `tuned: ${analysis.schedules.map(({ name, learningRate }) => `${name} ${orAbsent(learningRate, rate)}`).join(", ")}`,
    ],
    ["seeds", results.settings.seeds.join(", ")],
    ...(target === null ? [] : [["target", `${target}, after the last epoch`] as const]),
    ["intervals", describeIntervals(rules)],
    ["claims", `${comparedIn(analysis).name}; all three of ${describeClaims(analysis)}`],
    ["diverged trials", describeDiverged(analysis)],
    ["trials", describeTrials(analysis)],
    ["backend", trainedBy(results)],
    ["versions", `anneal ${results.versions.anneal}, TensorFlow.js ${results.versions.tfjs}`],
    ...results.machines.map(
      ({ cpu, cores, platform, node, bench }) =>
        [
          "machine",
          `${cpu}, ${counted(cores, "core")}, ${platform}, Node.js ${node}, @anneal/bench ${bench}`,
        ] as const,
    ),
    ...describeTime(results),
    ["plan", results.plan],
  ];
  return {
    id: "protocol",
    title: "Protocol and environment",
    content: markup`<dl>${facts.map(([term, text]) => markup`<dt>${term}</dt><dd>${text}</dd>`)}</dl>`,
  };
}

export function reproduce({ results }: Report): Section {
  const code = results.trials.some(({ trial }) => !("spec" in trial.schedule));
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
