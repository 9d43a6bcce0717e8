import type { Analysis } from "../analysis/schema.ts";
import { comparedIn } from "./quantity.ts";

/** A word of a report and what it means there. */
export interface Term {
  readonly term: string;
  readonly meaning: string;
}

/** What the words of a report mean, for whoever reads one for the first time. */
export function glossary(analysis: Analysis): readonly Term[] {
  const { baseline, confidence, significance, seedsNeeded, margin } = analysis.rules;
  const { name, write, differenceUnit, differenceUnitInFull } = comparedIn(analysis);
  const level = `${String(100 * confidence)} %`;
  return [
    {
      term: "seed",
      meaning:
        "A number that decides the first weights and the order of the data. Every schedule trains with the same seeds, so that schedules are compared seed by seed.",
    },
    ...(baseline === null
      ? []
      : [
          { term: baseline, meaning: "The baseline, which every other schedule is compared with." },
        ]),
    {
      term: "a … b",
      meaning: `The ${level} interval: in about ${String(100 * confidence)} of 100 such reports the mean over very many seeds lies between its ends; in fewer where seeds scatter to one side, and in far fewer where some trials diverge.`,
    },
    ...(differenceUnit.trim() === "pp"
      ? [{ term: "pp", meaning: "Percentage points: from 84 % to 86 % it is 2 pp." }]
      : []),
    {
      term: "p (adjusted)",
      meaning: `How likely chance alone is to bring a difference as large as this one to any of the schedules compared. Below ${String(significance)} it is taken for more than chance.`,
    },
    {
      term: "better, worse",
      meaning: `The difference in ${name} is more than chance, and larger than ${write(margin)}${differenceUnitInFull}, below which it would not matter.`,
    },
    {
      term: "no difference shown",
      meaning: "There may be one: these seeds cannot tell it from chance. More seeds can.",
    },
    {
      term: "equivalent",
      meaning: `Whatever difference there is, it is too small to matter: the whole interval lies within ${write(margin)}${differenceUnitInFull} of the baseline.`,
    },
    {
      term: "identical",
      meaning: "Every number of every epoch is the same, on every seed.",
    },
    {
      term: "too few seeds",
      meaning: `With fewer than ${String(seedsNeeded)} seeds no p can be below ${String(significance)}, however large the difference: nothing can be said yet.`,
    },
    {
      term: "sd",
      meaning:
        "The standard deviation over the seeds: how far the result of one training usually is from the mean.",
    },
    {
      term: "IQM",
      meaning:
        "The interquartile mean: the mean of the middle half of the seeds, which a single odd seed does not move.",
    },
  ];
}
