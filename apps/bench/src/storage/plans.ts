import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BenchmarkError } from "@anneal/experiment/errors";
import { canonicalJson, describeBackend, planSchema } from "@anneal/experiment/records";
import type { Plan, Purpose } from "@anneal/experiment/records";
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

/** What decides a plan, by name. */
function facts({ settings, task, tuning, trials }: Plan): ReadonlyMap<string, string> {
  const [{ trial }] = trials as [Plan["trials"][number]];
  const values: Record<string, unknown> = {
    ...settings,
    examples: trial.examples,
    metrics: task.metrics,
    ...trial.identity,
    tuning: tuning === null ? "none" : tuning.plan,
    protocol: trial.protocol,
    backend: describeBackend(trial.backend),
    anneal: trial.versions.anneal,
    tfjs: trial.versions.tfjs,
  };
  // One schedule may be planned at several rates.
  for (const { trial } of trials) {
    const name = `${trial.name} at ${String(trial.learningRate)}`;
    values[name] = trial.schedule;
  }
  return new Map(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}

const shown = 5;

/** What differs between two plans, in one phrase. */
function differenceOf(one: Plan, other: Plan): string {
  const [left, right] = [facts(one), facts(other)];
  const differing = [...new Set([...left.keys(), ...right.keys()])].filter(
    (name) => left.get(name) !== right.get(name),
  );
  const phrases = differing
    .slice(0, shown)
    .map((name) => `${name} ${left.get(name) ?? "absent"} and ${right.get(name) ?? "absent"}`);
  const more = differing.length - shown;
  return [...phrases, ...(more > 0 ? [`${String(more)} more`] : [])].join("; ") || "the trials";
}

/** What to do about two plans that differ in nothing but how the processors round. */
function roundingHint(one: Plan, other: Plan): string {
  const [left, right] = [one, other].map(({ trials }) => trials[0]!.trial.backend);
  const alike =
    canonicalJson({ ...left, rounding: "" }) === canonicalJson({ ...right, rounding: "" });
  return alike && left!.rounding !== right!.rounding
    ? "; their processors round differently, so that their numbers must not be mixed: train all parts on processors of one kind"
    : "";
}

/** @throws {BenchmarkError} Of kind `"output"`, if the two plans are not one. */
export function demandSamePlan(
  expected: { readonly folder: string; readonly plan: Plan },
  found: { readonly folder: string; readonly plan: Plan },
): void {
  if (expected.plan.hash === found.plan.hash) return;
  throw new BenchmarkError(
    "output",
    `${expected.folder} and ${found.folder} hold results of different plans: ${differenceOf(expected.plan, found.plan)}${roundingHint(expected.plan, found.plan)}`,
  );
}
