import { readdirSync, readFileSync } from "node:fs";
import { kinds as presets } from "@anneal/compat";
import { isReactive, parse, parsePlan } from "@anneal/core";
import type { ReactiveSchedule } from "@anneal/core";
import { kinds } from "anneal";
import { describe, expect, test } from "vitest";
import { read } from "../src/index.ts";
import type { ImportOptions } from "../src/index.ts";

/** A file as people write it, with what the trainer makes of it. */
interface GoldenFile {
  readonly id: string;
  readonly fileName: string;
  readonly format?: string;
  readonly text: string;
  /** The files that it is based on. */
  readonly bases?: Readonly<Record<string, string>>;
  readonly options: ImportOptions;
  readonly per?: "step" | "epoch";
  readonly steps: readonly number[];
  readonly values: readonly number[];
  /** What the trainer says of a file that it does not train with. */
  readonly refused?: string;
  /** Of each group, hyper-parameters by name. */
  readonly groups?: readonly Readonly<Record<string, readonly number[]>>[];
  /** What a plateau is told, in the order in which it is told; `steps` are then their steps. */
  readonly metrics?: readonly (number | null)[];
}

const folder = new URL("../../golden/packs/importers/", import.meta.url);
const known = [...kinds, ...presets];

const tolerance = (values: readonly number[]): number => 1e-9 * Math.max(...values);

/** What is further away from what the trainer gave than is allowed. */
function differences(
  steps: readonly number[],
  theirs: readonly number[],
  valueAt: (step: number, index: number) => number,
): string[] {
  const allowed = tolerance(theirs);
  return steps.flatMap((step, index) => {
    const [ours, value] = [valueAt(step, index), theirs[index]!];
    return Math.abs(ours - value) <= allowed ? [] : [`${step}: ${ours}, there ${value}`];
  });
}

/** The rate after each metric. */
function observed(
  schedule: ReactiveSchedule,
  { steps, metrics = [] }: GoldenFile,
): (step: number, index: number) => number {
  const [monitor] = schedule.monitors;
  let state = schedule.initial;
  const values = metrics.map((metric, index) => {
    state = schedule.observe(state, {
      step: steps[index]!,
      metrics: { [monitor!]: metric ?? NaN },
    });
    return schedule.at(steps[index]!, state);
  });
  return (_, index) => values[index]!;
}

describe.each(readdirSync(folder))("%s", (name) => {
  const pack = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as {
    readonly files: readonly GoldenFile[];
  };

  const refused = pack.files.filter((file) => file.refused !== undefined);
  const trained = pack.files.filter((file) => file.refused === undefined);

  test("has five files at least", () => expect(trained.length).toBeGreaterThanOrEqual(5));

  test.each(refused)("$id is refused, as there", async (file) => {
    const options = { fileName: file.fileName, bases: file.bases, ...file.options };
    // Not because it is of no format or something is asked for.
    await expect(read(file.text, options)).rejects.toThrow(
      /@anneal\/import: \w+: (?!the text must be a file).* must /,
    );
  });

  test.each(trained.map((file) => [file.id, file] as const))("%s", async (_, file) => {
    const options = { bases: file.bases, ...file.options };
    const imported = await read(file.text, { fileName: file.fileName, ...options });
    expect(imported.format).toBe(file.format ?? name.replace(/\.json$/, ""));
    expect(imported.per).toBe(file.per ?? "step");
    const { learningRate, groups = [] } = imported;
    const spec = JSON.parse(JSON.stringify(learningRate)) as unknown;
    for (const schedule of [learningRate, parse(spec, known)]) {
      expect(isReactive(schedule)).toBe(file.metrics !== undefined);
      expect(
        differences(
          file.steps,
          file.values,
          isReactive(schedule) ? observed(schedule, file) : (step) => schedule(step),
        ),
      ).toEqual([]);
    }
    expect(groups).toHaveLength(file.groups?.length ?? 0);
    for (const [index, group] of (file.groups ?? []).entries()) {
      const { plan } = groups[index]!;
      expect([...plan.names].sort()).toEqual(Object.keys(group).sort());
      parsePlan(plan.spec, known);
      for (const [parameter, values] of Object.entries(group)) {
        expect(differences(file.steps, values, (step) => plan.at(step)[parameter]!)).toEqual([]);
      }
    }
    // Without the name of the file it is the same.
    const unnamed = await read(file.text, options);
    expect(unnamed.learningRate.toJSON()).toEqual(learningRate.toJSON());
  });
});
