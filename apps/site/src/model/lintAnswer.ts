import { kinds, lint, parse } from "anneal";
import type { Finding, Path } from "anneal";
import { placeOfFinding } from "./findingPlace.ts";

/** What is asked: the findings of a schedule over a run, under a number that the answer has too. */
export interface LintQuestion {
  readonly number: number;
  readonly spec: unknown;
  readonly steps: number;
}

/** A finding, and where in the spec it comes from. */
export interface PlacedFinding extends Finding {
  readonly place: Path;
}

/** The answer; `problem` when the schedule cannot be looked at. */
export interface LintAnswer {
  readonly number: number;
  readonly findings: readonly PlacedFinding[];
  readonly problem?: string;
}

/** Looks for faults. It never throws. */
export function answer({ number, spec, steps }: LintQuestion): LintAnswer {
  try {
    const findings = lint(parse(spec, kinds), { steps });
    return {
      number,
      findings: findings.map((finding) => ({ ...finding, place: placeOfFinding(spec, finding) })),
    };
  } catch (error) {
    return { number, findings: [], problem: (error as Error).message };
  }
}
