import { stat } from "node:fs/promises";
import { BenchmarkError } from "@anneal/experiment/errors";
import { canonicalJson } from "@anneal/experiment/records";
import type { Plan, Purpose, ResultsByKey, TrialResult } from "@anneal/experiment/records";
import { demandSamePlan, readPlan, writePlan } from "./plans.ts";
import { earlierResults, prepareOutput, writeTrial } from "./trials.ts";

interface Folder {
  readonly folder: string;
  readonly plan: Plan;
}

async function open(folder: string, purpose: Purpose): Promise<Folder> {
  const plan = await readPlan(folder, purpose);
  if (plan !== undefined && plan !== "corrupt") return { folder, plan };
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  const problem =
    plan === "corrupt"
      ? "its plan is damaged"
      : exists
        ? "it has no plan, so it is no output folder"
        : "there is no such folder";
  throw new BenchmarkError("usage", `cannot merge ${folder}: ${problem}`);
}

/** Whether two results of a trial say the same, timings apart. */
const agree = (one: TrialResult, other: TrialResult): boolean =>
  canonicalJson({ ...one, timings: null }) === canonicalJson({ ...other, timings: null });

/** What the output folders have a plan for: that of the first of them decides. */
export async function purposesOf([first]: readonly string[]): Promise<readonly Purpose[]> {
  const purposes = ["tuning", "evaluation"] as const;
  const plans = await Promise.all(purposes.map((purpose) => readPlan(first!, purpose)));
  const found = purposes.filter((_, index) => plans[index] !== undefined);
  return found.length === 0 ? ["evaluation"] : found;
}

/**
 * Brings the trials of several output folders together in one. What is in it already counts as well.
 *
 * Of two results of one trial a failure gives way; of two others the first is kept, which makes no difference where the
 * backend is deterministic; where it does, that is noted.
 *
 * @throws {BenchmarkError} Of kind `"output"`, if the folders do not hold results of one plan.
 */
export async function merge(
  folders: readonly string[],
  out: string,
  purpose: Purpose,
  note: (text: string) => void,
): Promise<{ readonly plan: Plan; readonly results: ResultsByKey }> {
  const opened: Folder[] = [];
  for (const folder of folders) opened.push(await open(folder, purpose));
  const present = await readPlan(out, purpose);
  if (present === "corrupt") {
    throw new BenchmarkError("output", `cannot merge into ${out}: its plan is damaged`);
  }
  if (present !== undefined && !folders.includes(out)) {
    opened.unshift({ folder: out, plan: present });
  }
  const [first] = opened as [Folder];
  for (const other of opened) demandSamePlan(first, other);

  await prepareOutput(out);
  await writePlan(out, first.plan);
  const results: ResultsByKey = new Map();
  for (const { folder } of opened) {
    for (const [key, result] of await earlierResults(first.plan.trials, folder, (text) =>
      note(`${folder}: ${text.replace(/, it runs again$/, "")}`),
    )) {
      const earlier = results.get(key);
      if (earlier === undefined || earlier.status === "failed") results.set(key, result);
      else if (result.status !== "failed" && !agree(earlier, result)) {
        const { name, seed } = result.trial;
        note(`${name} seed ${String(seed)}: ${folder} has other numbers; the first are kept`);
      }
    }
  }
  for (const result of results.values()) await writeTrial(out, result);
  return { plan: first.plan, results };
}
