import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BenchmarkError } from "@anneal/experiment/errors";
import { canonicalJson, describeBackend, planSchema } from "@anneal/experiment/records";
import type { Plan, PlannedTrial, Purpose, Trial } from "@anneal/experiment/records";
import { asText, writeWhole } from "./wholeFile.ts";

// A tuning and the run that follows it may share a folder.
const fileNames: Readonly<Record<Purpose, string>> = {
  evaluation: "plan.json",
  tuning: "tuning-plan.json",
};

/** Writes the plan into the output folder. */
export const writePlan = (out: string, plan: Plan): Promise<void> =>
  writeWhole(join(out, fileNames[plan.purpose]), asText(planSchema.parse(plan)));

/** The plan of an output folder; `undefined` if there is none, `"corrupt"` if the file is not one. */
export async function readPlan(
  out: string,
  purpose: Purpose,
): Promise<Plan | "corrupt" | undefined> {
  try {
    const plan = planSchema.parse(
      JSON.parse(await readFile(join(out, fileNames[purpose]), "utf8")),
    );
    return plan.purpose === purpose ? plan : "corrupt";
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return code === "ENOENT" || code === "ENOTDIR" ? undefined : "corrupt";
  }
}

/** What decides the numbers of a trial beside its schedule and the settings of its run, by name. */
const factsOf = ({ identity, protocol, backend, versions }: Trial): Record<string, unknown> => ({
  ...identity,
  protocol,
  backend: describeBackend(backend),
  anneal: versions.anneal,
  tfjs: versions.tfjs,
});

/** What decides a plan, by name. */
function factsOfPlan({ settings, task, tuning, trials }: Plan): Record<string, unknown> {
  const [{ trial }] = trials as [Plan["trials"][number]];
  return {
    ...settings,
    examples: trial.examples,
    metrics: task.metrics,
    tuning: tuning === null ? "none" : tuning.plan,
    ...factsOf(trial),
    // One schedule may be planned at several rates.
    ...Object.fromEntries(
      trials.map(({ trial }) => [`${trial.name} at ${String(trial.learningRate)}`, trial.schedule]),
    ),
  };
}

const shown = 5;

/** The facts in which two differ, in one phrase; empty if there are none. */
function differenceOf(
  left: Record<string, unknown>,
  right: Record<string, unknown>,
  phrase: (name: string, one: string, other: string) => string,
): string {
  const text = (value: unknown): string =>
    value === undefined ? "absent" : typeof value === "string" ? value : JSON.stringify(value);
  const phrases = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .map((name) => ({ name, one: text(left[name]), other: text(right[name]) }))
    .filter(({ one, other }) => one !== other)
    .map(({ name, one, other }) => phrase(name, one, other));
  const more = phrases.length - shown;
  return [...phrases.slice(0, shown), ...(more > 0 ? [`${String(more)} more`] : [])].join("; ");
}

/** A trial as whoever asks for it knows it: without what libraries, a backend or the code of a task decide. */
const requestOf = (trial: Trial): string =>
  canonicalJson({
    ...trial,
    ...{ identity: null, protocol: null, backend: null, versions: null },
  });

/** A trial that is another one than the same request was before. */
interface ChangedTrial {
  /** The key that it had. */
  readonly before: string;
  /** Why it has another one now: `"backend was …, is …"` */
  readonly reason: string;
}

/** The trials that an earlier plan had under other keys, although they were asked for in the same way. */
export function changedSince(
  earlier: Pick<Plan, "trials">,
  trials: readonly PlannedTrial[],
): readonly ChangedTrial[] {
  const known = new Map(earlier.trials.map((planned) => [requestOf(planned.trial), planned]));
  return trials.flatMap(({ key, trial }) => {
    const before = known.get(requestOf(trial));
    if (before === undefined || before.key === key) return [];
    const reason = differenceOf(
      factsOf(before.trial),
      factsOf(trial),
      (name, one, other) => `${name} was ${one}, is ${other}`,
    );
    return [{ before: before.key, reason }];
  });
}

/** What to do about two plans that differ in nothing but how the processors round. */
function roundingHint(one: Plan, other: Plan): string {
  const [left, right] = [one, other].map(({ trials }) => trials[0]!.trial.backend);
  const alike =
    canonicalJson({ ...left, rounding: "" }) === canonicalJson({ ...right, rounding: "" });
  return alike && left!.rounding !== right!.rounding
    ? "; their processors or their kernels round differently, so that their numbers must not be mixed: train all parts on processors of one kind, with one installation"
    : "";
}

/** @throws {BenchmarkError} Of kind `"output"`, if the two plans are not one. */
export function demandSamePlan(
  expected: { readonly folder: string; readonly plan: Plan },
  found: { readonly folder: string; readonly plan: Plan },
): void {
  if (expected.plan.hash === found.plan.hash) return;
  const difference = differenceOf(
    factsOfPlan(expected.plan),
    factsOfPlan(found.plan),
    (name, one, other) => `${name} ${one} and ${other}`,
  );
  throw new BenchmarkError(
    "output",
    `${expected.folder} and ${found.folder} hold results of different plans: ${difference || "the trials"}${roundingHint(expected.plan, found.plan)}`,
  );
}
