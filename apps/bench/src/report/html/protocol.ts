import { markup } from "@anneal/experiment/charts";
import { describeBackend } from "@anneal/experiment/records";
import {
  counted,
  datasetTitle,
  describeClaims,
  describeDiverged,
  describeIntervals,
  describeTrials,
  metricName,
  orAbsent,
  rate,
  whole,
} from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { reproduceCommand } from "../reproduce.ts";
import type { Section } from "./section.ts";

export function protocol({ analysis, results }: Report): Section {
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

export function reproduce({ results }: Report): Section {
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
