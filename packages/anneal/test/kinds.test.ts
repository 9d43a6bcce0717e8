import * as core from "@anneal/core";
import * as cosinePackage from "@anneal/cosine";
import * as cyclicPackage from "@anneal/cyclic";
import * as exponentialPackage from "@anneal/exponential";
import * as plateauPackage from "@anneal/plateau";
import * as polynomialPackage from "@anneal/polynomial";
import * as stepPackage from "@anneal/step";
import * as transformerPackage from "@anneal/transformer";
import * as warmupPackage from "@anneal/warmup";
import { describe, expect, test } from "vitest";
import * as anneal from "../src/index.ts";
import {
  cosine,
  defineSchedule,
  kinds,
  nonNegative,
  parse,
  parsePlan,
  plan,
} from "../src/index.ts";
import type { Kind, Schedule } from "../src/index.ts";

const isKind = (value: unknown): value is Kind => typeof value === "function" && "kind" in value;

const packages: Readonly<Record<string, object>> = {
  core,
  cosine: cosinePackage,
  cyclic: cyclicPackage,
  exponential: exponentialPackage,
  plateau: plateauPackage,
  polynomial: polynomialPackage,
  step: stepPackage,
  transformer: transformerPackage,
  warmup: warmupPackage,
};

describe("exports", () => {
  test.each(Object.entries(packages))("everything of %s, unchanged", (_name, exported) => {
    // The names that mean something else here: they know the kinds.
    const expected = Object.entries(exported).filter(
      ([name]) => !/^(parse|compact$|toCode$)/.test(name),
    );
    expect(expected.length).toBeGreaterThan(0);
    for (const [name, value] of expected) expect(anneal).toHaveProperty(name, value);
  });

  test("nothing else but kinds and parse", () => {
    const names = Object.values(packages).flatMap((exported) => Object.keys(exported));
    expect(Object.keys(anneal).sort()).toEqual([...new Set([...names, "kinds", "parse"])].sort());
  });
});

describe("kinds", () => {
  test("holds every kind that is exported, and no other", () => {
    const exported = Object.values(anneal).filter(isKind);
    expect(exported.length).toBeGreaterThan(20);
    expect(new Set(kinds)).toEqual(new Set(exported));
    expect(kinds).toHaveLength(exported.length);
  });

  test("names each once, as it is exported", () => {
    for (const { kind } of kinds) expect(anneal).toHaveProperty(kind);
    expect(new Set(kinds.map(({ kind }) => kind)).size).toBe(kinds.length);
  });
});

describe("parse", () => {
  test("builds any kind without being told of it", () => {
    const spec = {
      kind: "warmup",
      steps: 4,
      curve: { kind: "polynomialCurve", power: 2 },
      schedule: { kind: "cosine", initial: 0.1, steps: 100 },
    };
    const schedule = parse(spec) as Schedule;
    expect(schedule(54)).toBeCloseTo(0.05, 14);
    expect(schedule(1)).toBeCloseTo(0.1 * (1 - (3 / 5) ** 2), 14);
  });

  test("takes kinds beside its own", () => {
    const doubling = defineSchedule<{ initial: number }>("my/doubling", {
      package: "my-schedules",
      options: { initial: nonNegative },
      build: ({ initial }) => ({ at: (step) => initial * 2 ** step }),
    });
    const schedule = anneal.scale(0.5, doubling({ initial: 1 }));
    expect(() => parse(schedule.spec)).toThrow("spec.schedule.kind must be one of");
    const again = parse(schedule.spec, [...kinds, doubling]) as Schedule;
    expect(again(3)).toBe(4);
  });

  test.each<[unknown, new (message: string) => Error, string]>([
    [{ kind: "cosin" }, TypeError, "spec.kind must be one of"],
    [{ kind: "__proto__" }, TypeError, "spec.kind must be one of"],
    [{ kind: "cosineCurve" }, TypeError, "must be a schedule, got the curve"],
    [
      { kind: "cosine", initial: 0.1, steps: -1 },
      RangeError,
      "steps must be a finite number of at least 0",
    ],
    [
      { kind: "plateau", schedule: { kind: "step", initial: 1, every: -1 } },
      RangeError,
      "@anneal/step: step: every must be a finite number above 0 to repeat, got -1 (at spec.schedule)",
    ],
    [null, TypeError, "must be an object with a kind"],
  ])("refuses %o", (spec, Failure, message) => {
    expect(() => parse(spec)).toThrow(Failure);
    expect(() => parse(spec)).toThrow(message);
  });
});

describe("parsePlan", () => {
  test("builds any kind without being told of it", () => {
    const made = plan({ learningRate: cosine({ initial: 0.1, steps: 10 }), momentum: 0.9 });
    const built = parsePlan<"learningRate" | "momentum">(JSON.parse(JSON.stringify(made)));
    expect(built.spec).toEqual(made.spec);
    expect(built.at(5)).toEqual({ learningRate: 0.05, momentum: 0.9 });
  });

  test("knows kinds of one's own when told of them, and no others", () => {
    const spec = { kind: "plan", schedules: { learningRate: { kind: "mine" } } };
    const mine = defineSchedule<{ value?: number }>("mine", {
      package: "mine",
      options: { value: nonNegative },
      defaults: { value: 0.3 },
      build: ({ value = 0.3 }) => ({ at: () => value }),
    });
    expect(() => parsePlan(spec)).toThrow(/got "mine"/u);
    expect(parsePlan(spec, [...kinds, mine]).at(0)).toEqual({ learningRate: 0.3 });
  });
});
