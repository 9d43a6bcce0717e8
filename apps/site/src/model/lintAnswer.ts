import { kinds, lint, parse } from "anneal";
import type { Finding } from "anneal";

/** What is asked: the findings of a schedule over a run, under a number that the answer has too. */
export interface LintQuestion {
  readonly number: number;
  readonly spec: unknown;
  readonly steps: number;
}

/** The answer; `problem` when the schedule cannot be looked at. */
export interface LintAnswer {
  readonly number: number;
  readonly findings: readonly Finding[];
  readonly problem?: string;
}

/** Looks for faults. It never throws. */
export function answer({ number, spec, steps }: LintQuestion): LintAnswer {
  try {
    return { number, findings: lint(parse(spec, kinds), { steps }) };
  } catch (error) {
    return { number, findings: [], problem: (error as Error).message };
  }
}
