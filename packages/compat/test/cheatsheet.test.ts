import { readFileSync } from "node:fs";
import { compileFunction } from "node:vm";
import * as core from "@anneal/core";
import { isReactive, scheduleFrom } from "@anneal/core";
import type { Composable } from "@anneal/core";
import * as cosine from "@anneal/cosine";
import * as cyclic from "@anneal/cyclic";
import * as exponential from "@anneal/exponential";
import * as plateau from "@anneal/plateau";
import * as polynomial from "@anneal/polynomial";
import * as step from "@anneal/step";
import * as transformer from "@anneal/transformer";
import * as warmup from "@anneal/warmup";
import { describe, expect, test } from "vitest";
import { keras, optax, timm, torch, transformers } from "../src/index.ts";

const text = readFileSync(new URL("../../../docs/cheatsheet.md", import.meta.url), "utf8");

const natives: Readonly<Record<string, unknown>> = {
  ...core,
  ...cosine,
  ...cyclic,
  ...exponential,
  ...plateau,
  ...polynomial,
  ...step,
  ...transformer,
  ...warmup,
};
const libraries = { keras, optax, timm, torch, transformers };
const presets: Readonly<Record<string, unknown>> = libraries;

/** The value of an expression of the document, which knows what a package exports and nothing else. */
function valueOf(code: string, scope: Readonly<Record<string, unknown>>): Composable {
  const names = Object.keys(scope);
  const evaluate = compileFunction(`return ${code};`, names) as (...values: unknown[]) => unknown;
  return evaluate(...names.map((name) => scope[name])) as Composable;
}

interface Row {
  readonly theirs: string;
  readonly cells: readonly string[];
}

const rows: readonly Row[] = text
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| -/.test(line))
  .map((line) => {
    const [theirs = "", ...cells] = line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim());
    return { theirs, cells };
  });

const code = (cell: string | undefined): string | undefined => /^`([^`]+)`$/.exec(cell ?? "")?.[1];

const preset = /^(?:keras|optax|timm|torch|transformers)\.(\w+)\(/;

/** Rows with two expressions that are the same schedule. */
const pairs = rows.flatMap(({ theirs, cells }) => {
  const [native, compat] = [code(cells[0]), code(cells[1])];
  return native !== undefined && compat !== undefined && preset.test(compat)
    ? [{ theirs, native, compat }]
    : [];
});

/** Steps at which a row says itself that its two sides differ. */
const differences: Readonly<Record<string, (step: number) => boolean>> = {
  "… `cycle=True`": (at) => at > 0 && at % 50 === 0,
};

/** Past the end of every row that has one. */
const steps = [...Array.from({ length: 260 }, (_, index) => index), 1000, 100_000];

/** A loss that falls, stalls, breaks, gets better and stalls for good. */
const losses = Array.from({ length: 120 }, (_, index) => {
  if (index % 17 === 5) return NaN;
  return index < 20 ? 2 - index / 20 : index < 50 ? 1.1 : index < 70 ? 1 - index / 100 : 0.5;
});

/** The rate at every step, or after every metric. */
function ratesOf(composable: Composable): number[] {
  const schedule = scheduleFrom(composable);
  if (!isReactive(schedule)) return steps.map((at) => schedule(at));
  let state = schedule.initial;
  return losses.map((loss, index) => {
    state = schedule.observe(state, { step: index + 1, metrics: { val_loss: loss } });
    return schedule.at(index + 1, state);
  });
}

describe("the two columns of code are the same schedule", () => {
  test.each(pairs)("$theirs: $native", ({ theirs, native, compat }) => {
    const ours = ratesOf(valueOf(native, natives));
    const rates = ratesOf(valueOf(compat, presets));
    const highest = Math.max(...rates);
    const wrong = rates.flatMap((rate, index) => {
      const same = Math.abs(ours[index]! - rate) <= 1e-12 * rate + 2 ** -50 * highest;
      const differs = differences[theirs]?.(steps[index]!) ?? false;
      return same === differs ? [`${index}: ${ours[index]!}, there ${rate}`] : [];
    });
    expect(wrong).toEqual([]);
    // A constant would prove nothing, unless it is meant.
    if (!native.startsWith("constant(")) expect(new Set(rates).size).toBeGreaterThan(1);
  });
});

test("no row of the five libraries is left out", () => {
  // Their tables have four columns, and a header each.
  const compared = rows.filter(({ cells }) => cells.length === 3);
  expect(compared).toHaveLength(pairs.length + Object.keys(libraries).length);
});

test.each(Object.entries(libraries))("every preset of %s has a row", (name, library) => {
  const shown = new Set(
    pairs
      .filter(({ compat }) => compat.startsWith(`${name}.`))
      .map(({ compat }) => preset.exec(compat)![1]),
  );
  expect(Object.keys(library).filter((one) => !shown.has(one))).toEqual([]);
});

test("what is named of ours exists", () => {
  const calls = rows
    .filter(({ theirs }) => /^`|^several|^…/.test(theirs))
    .flatMap(({ cells }) => [...(cells[0] ?? "").matchAll(/(?<![.\w])([a-z]\w+)\(/g)])
    .map(([, name = ""]) => name);
  const missing = calls.filter((name) => !["s", "advance"].includes(name) && !(name in natives));
  expect(calls.length).toBeGreaterThan(100);
  expect(missing).toEqual([]);
});
