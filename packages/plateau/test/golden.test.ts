import { drive } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { plateau } from "../src/index.ts";
import type { PlateauOptions } from "../src/index.ts";
import { golden, optionsOf } from "./golden.ts";
import type { GoldenCase } from "./golden.ts";

/** Where we differ, and mean to. */
const byDesign: readonly {
  readonly system: GoldenCase["system"];
  readonly id: RegExp;
  readonly cases: number;
  readonly reason: string;
}[] = [
  {
    system: "torch",
    id: /^negative_flat/,
    cases: 12,
    reason:
      "its relative threshold is a share of best, not of |best|: a flat negative metric improves",
  },
  {
    system: "optax",
    id: /^negative_flat/,
    cases: 12,
    reason:
      "its relative threshold is a share of best, not of |best|: a flat negative metric improves",
  },
  {
    system: "optax",
    id: /^(?!negative_flat).*_p0_/,
    cases: 15,
    reason: "a patience of 0 reduces on every improvement there, and never on a flat metric",
  },
  {
    system: "keras",
    id: /^nan_first/,
    cases: 12,
    reason: "a first metric that is NaN becomes the best there, and nothing improves on it",
  },
  {
    system: "torch",
    id: /_eps$/,
    cases: 1,
    reason: "it makes no reduction smaller than eps, we have a floor for that",
  },
];

const designFor = ({ system, id }: GoldenCase): (typeof byDesign)[number] | undefined =>
  byDesign.find((design) => design.system === system && design.id.test(id));

function ratesOf(options: PlateauOptions, metrics: GoldenCase["metrics"]): number[] {
  const run = drive(plateau(options));
  return metrics.map((metric) => {
    run.advance();
    return run.observe(metric === "nan" ? NaN : metric);
  });
}

const largestDifference = (ours: readonly number[], theirs: readonly number[]): number =>
  Math.max(...ours.map((rate, index) => Math.abs(rate / theirs[index]! - 1)));

const tolerance = { torch: 1e-12, keras: 2e-6, optax: 2e-6 };

const alike = golden.cases.filter((golden) => !designFor(golden));
const different = golden.cases.filter((golden) => designFor(golden));

describe("as recorded from PyTorch, Keras and optax", () => {
  test("every case is here", () => {
    expect(golden.cases).toHaveLength(243);
    expect(alike).toHaveLength(191);
    for (const design of byDesign) {
      expect(
        different.filter((golden) => designFor(golden) === design),
        design.reason,
      ).toHaveLength(design.cases);
    }
  });

  test.each(alike)("$system $id", (recorded) => {
    const rates = ratesOf(optionsOf(recorded), recorded.metrics);
    expect(rates).toHaveLength(recorded.lr_after.length);
    expect(largestDifference(rates, recorded.lr_after)).toBeLessThan(tolerance[recorded.system]);
  });
});

describe("other than recorded, by design", () => {
  test.each(different.map((golden) => ({ ...golden, reason: designFor(golden)!.reason })))(
    "$system $id: $reason",
    (recorded) => {
      const rates = ratesOf(optionsOf(recorded), recorded.metrics);
      expect(largestDifference(rates, recorded.lr_after)).toBeGreaterThan(0.4);
    },
  );

  test("a floor does what PyTorch's eps does", () => {
    const recorded = golden.cases.find(({ id }) => id.endsWith("_eps"))!;
    const rates = ratesOf({ ...optionsOf(recorded), min: 0.01 }, recorded.metrics);
    expect(largestDifference(rates, recorded.lr_after)).toBeLessThan(1e-12);
  });

  test("without the relative threshold a flat negative metric is flat in each of them", () => {
    const negative = golden.cases.filter(({ id }) => id.startsWith("negative_flat"));
    const keras = negative.filter(({ system }) => system === "keras");
    expect(keras).toHaveLength(12);
    for (const recorded of keras) {
      const rates = ratesOf({ ...optionsOf(recorded), threshold: 0 }, recorded.metrics);
      expect(rates).toEqual(recorded.lr_after);
    }
  });
});
