import { markup } from "@anneal/experiment/charts";
import type { Markup } from "@anneal/experiment/charts";
import type { Analysis } from "@anneal/experiment/analysis";
import { scoresAfter } from "@anneal/experiment/records";
import type { TrialResult } from "@anneal/experiment/records";
import { describeTrials, orAbsent, primaryOn, quantityOf } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";

/** Seconds from the start to the end of a trial; 0 where timings are left out. */
function secondsOf({ timings }: TrialResult): number {
  if (timings === null) return 0;
  return (Date.parse(timings.finishedAt) - Date.parse(timings.startedAt)) / 1000;
}

function testCase(result: TrialResult, suite: string, task: Analysis["task"]): Markup {
  const { trial, key } = result;
  const name = `seed ${String(trial.seed)}, rate ${String(trial.learningRate)}`;
  const inside = ((): Markup => {
    if (result.status === "failed") {
      return markup`<error type="failed" message="${result.error}">${result.error}</error>`;
    }
    const scores = scoresAfter(result);
    const described = (["validation", "test"] as const).map((split) => {
      const { measure, write, unit } = quantityOf(task, primaryOn(split, task));
      return `${split} ${orAbsent(scores[measure], write)}${unit}`;
    });
    const figures = `${described.join(", ")}, trial ${key}`;
    // To diverge is a result, but nobody should overlook it.
    return result.status === "diverged"
      ? markup`<skipped message="diverged in epoch ${result.epochs.length}"/><system-out>${figures}</system-out>`
      : markup`<system-out>${figures}</system-out>`;
  })();
  return markup`    <testcase classname="${suite}" name="${name}" time="${secondsOf(result)}">${inside}</testcase>
`;
}

/** Every schedule as a suite of JUnit and every trial as a test case: a failed one is an error, a diverged one is skipped. */
export function renderJunit({ analysis, results }: Report): string {
  const suites = analysis.schedules.map(({ name }) => {
    const own = results.trials.filter(({ trial }) => trial.name === name);
    const suite = `${analysis.task.name}.${name}`;
    const count = (status: TrialResult["status"]) =>
      own.filter((result) => result.status === status).length;
    const time = own.reduce((sum, result) => sum + secondsOf(result), 0);
    return markup`  <testsuite name="${suite}" tests="${own.length}" failures="0" errors="${count("failed")}" skipped="${count("diverged")}" time="${time}">
${own.map((result) => testCase(result, suite, analysis.task))}  </testsuite>
`;
  });
  const { trials } = results;
  const total = (status: TrialResult["status"]) =>
    trials.filter((result) => result.status === status).length;
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<!-- ${describeTrials(analysis)} -->
<testsuites name="anneal-bench" tests="${trials.length}" failures="0" errors="${total("failed")}" skipped="${total("diverged")}">
${suites}</testsuites>
`.text;
}
