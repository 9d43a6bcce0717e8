import { expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import type { Verdict } from "../../src/analysis/schema.ts";
import { syntheticResults } from "../../src/synthetic/synthetic.ts";
import { glossary } from "../../src/wording/glossary.ts";

const results = syntheticResults({ seeds: 2, schedules: ["constant", "cosine"] });
const analysis = analyse(results, { resamples: 50 });
const meaningOf = (term: string, of = analysis): string | undefined =>
  glossary(of).find((one) => one.term === term)?.meaning;

test("every verdict has a meaning", () => {
  const verdicts: Readonly<Record<Verdict, string>> = {
    better: "better, worse",
    worse: "better, worse",
    equivalent: "equivalent",
    identical: "identical",
    "no difference shown": "no difference shown",
    "too few seeds": "too few seeds",
  };
  for (const term of Object.values(verdicts)) expect(meaningOf(term)).toMatch(/^[A-Z].*\.$/);
});

test("the numbers are those of the analysis", () => {
  expect(meaningOf("a … b")).toContain("The 95 % interval: in about 95 of 100");
  // tools/statistics simulates how often: 64 of 100 where one trial of ten diverges, at ten seeds.
  expect(meaningOf("a … b")).toContain("in far fewer where some trials diverge");
  expect(meaningOf("p (adjusted)")).toContain("Below 0.05");
  expect(meaningOf("better, worse")).toContain(
    "in test accuracy is more than chance, and larger than 0.30 percentage points",
  );
  expect(meaningOf("too few seeds")).toContain("fewer than 6 seeds");
  const rules = { ...analysis.rules, confidence: 0.9, significance: 0.01, seedsNeeded: 8 };
  const strict = { ...analysis, rules };
  expect(meaningOf("a … b", strict)).toContain("The 90 % interval: in about 90 of 100");
  expect(meaningOf("too few seeds", strict)).toContain("fewer than 8 seeds no p can be below 0.01");
});

test("the baseline and its unit are named where there are any", () => {
  expect(meaningOf("constant")).toContain("baseline");
  expect(meaningOf("pp")).toContain("Percentage points");
  const others = syntheticResults({ seeds: 2, schedules: ["linear", "cosine"] });
  const alone = analyse(others, { resamples: 50 });
  expect(meaningOf("constant", alone)).toBeUndefined();
  const loss = analyse(results, { resamples: 50, measure: "validationLoss" });
  expect(meaningOf("pp", loss)).toBeUndefined();
});
