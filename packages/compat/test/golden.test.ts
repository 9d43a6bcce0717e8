import { readFileSync } from "node:fs";
import { isReactive } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { goldenPack } from "@anneal/golden";
import type { GoldenCall, GoldenCase, GoldenPlateauCase } from "@anneal/golden";
import { describe, expect, test } from "vitest";
import { known } from "./known.ts";
import type { Known } from "./known.ts";
import { build } from "./libraries.ts";

type Case = GoldenCase & GoldenCall;
type PlateauCase = GoldenPlateauCase & GoldenCall;

/** What differs: the step, or the index of the metric, with both values; or that the call is refused. */
interface Difference {
  readonly at: number | undefined;
  readonly text: string;
}

/** How close the rates of a library must come. Where a formula of theirs cancels, rounding is that of the highest rate. */
function tolerance(dtype: string | undefined, rates: readonly number[]): (rate: number) => number {
  const highest = Math.max(...rates.filter(Number.isFinite).map(Math.abs));
  return dtype === "float32"
    ? (rate) => 2e-6 * Math.abs(rate) + 1e-9 + 2 ** -23 * highest
    : (rate) => 1e-12 * Math.abs(rate) + 2 ** -52 * highest;
}

function differencesOf(
  labels: readonly number[],
  rates: readonly number[],
  valueAt: (index: number) => number,
  dtype: string | undefined,
): Difference[] {
  const allowed = tolerance(dtype, rates);
  return labels.flatMap((at, index) => {
    const want = rates[index]!;
    let got: number | string;
    try {
      got = valueAt(index);
      if (Math.abs(got - want) <= allowed(want)) return [];
    } catch (error) {
      got = String(error);
    }
    return [{ at, text: `at ${String(at)}: ${String(got)}, there ${String(want)}` }];
  });
}

function compare(call: Case): Difference[] {
  const made: [Schedule | ReactiveSchedule, readonly number[]][] = [];
  try {
    made.push([build(call, call.base_lr), call.values]);
    if (call.momentum) made.push([build(call, call.base_lr, "Momentum"), call.momentum]);
  } catch (error) {
    // Refused there as well, before there was any rate.
    return call.values.length === 0 && call.error ? [] : [{ at: undefined, text: String(error) }];
  }
  return made.flatMap(([schedule, values]) => {
    if (isReactive(schedule)) throw new Error("it reacts to a metric");
    return differencesOf(call.steps, values, (index) => schedule(call.steps[index]!), call.dtype);
  });
}

function comparePlateau(call: PlateauCase): Difference[] {
  let schedule: Schedule | ReactiveSchedule;
  try {
    schedule = build(call, call.lr0);
  } catch (error) {
    return call.lr_after.length === 0 && call.error ? [] : [{ at: undefined, text: String(error) }];
  }
  if (!isReactive(schedule)) throw new Error("it reacts to nothing");
  const [monitor] = schedule.monitors;
  let state = schedule.initial;
  return differencesOf(
    call.lr_after.map((_, index) => index),
    call.lr_after,
    (index) => {
      // timm counts its epochs from 0, everything else the updates so far.
      const step = call.system === "timm" ? index : index + 1;
      state = schedule.observe(state, { step, metrics: { [monitor!]: call.metrics[index]! } });
      return schedule.at(step, state);
    },
    call.dtype,
  );
}

const used = new Set<Known>();

/** Fails for every difference that is not on the list. */
function expectKnown(call: GoldenCall, differences: readonly Difference[]): void {
  const about = known.filter(({ targets, when }) => targets.test(call.target) && when(call));
  const unknown = differences.filter(({ at }) => {
    const reason = about.find((one) =>
      at === undefined ? one.refused : !one.refused && (one.at?.(at, call) ?? true),
    );
    if (reason) used.add(reason);
    return !reason;
  });
  expect(unknown.map(({ text }) => text)).toEqual([]);
}

const packs = ["torch", "keras", "optax", "timm", "transformers", "plateau", "wider"] as const;

describe.each(packs)("%s", (name) => {
  const { cases, plateaus } = goldenPack(name);
  const named = <One extends Case | PlateauCase>(all: readonly One[]): [string, One][] =>
    all.map((one) => [`${one.target} ${one.id} ${one.dtype ?? ""}`, one]);

  test("is there", () => expect(cases.length + plateaus.length).toBeGreaterThan(0));
  if (cases.length > 0) {
    test.each(named(cases))("%s", (_, call) => expectKnown(call, compare(call)));
  }
  if (plateaus.length > 0) {
    test.each(named(plateaus))("%s", (_, call) => expectKnown(call, comparePlateau(call)));
  }
});

test.each(known.map((one) => [one.reason, one] as const))("is shown: %s", (_, one) => {
  expect(used.has(one)).toBe(true);
});

test("the README has a row for every difference", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = new Set(
    readme
      .split("\n")
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split("|")[1]!.trim()),
  );
  expect(known.filter(({ row }) => row !== undefined && !rows.has(row))).toEqual([]);
  // What is negative is refused everywhere, as the text below the table says.
  expect(known.filter(({ row }) => row === undefined)).toHaveLength(2);
});
