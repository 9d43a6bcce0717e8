import type { ErrorKind } from "@anneal/experiment/errors";

/** What the command's exit code says. */
export const exitCodes = {
  /** Every trial finished; a diverged one counts as finished. */
  ok: 0,
  /** A defect of the program. */
  unexpected: 1,
  /** A flag or a configuration file is wrong. */
  usage: 2,
  /** At least one trial failed. */
  trialFailed: 3,
  /** An assertion does not hold, or there is a regression. */
  assertion: 4,
  /** The data set is missing or damaged. */
  data: 5,
  /** The output folder cannot be written, or holds the results of another plan. */
  output: 6,
  /** Interrupted by Ctrl-C or SIGTERM, or out of time; the same command continues. */
  interrupted: 130,
} as const;

/** What each of the {@link exitCodes} says, for people. */
const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  ok: "every trial finished; one that diverged is a result",
  unexpected: "unexpected error",
  usage: "a flag or the configuration file is wrong, or the backend does not load",
  trialFailed: "a trial failed; the others are finished",
  assertion: "an assertion does not hold, or there is a regression",
  data: "the data set is missing or damaged",
  output: "the output folder cannot be written, or holds results of another plan",
  interrupted: "interrupted, or the time is up; the same command continues",
};

/** The exit codes as the help lists them. */
export const describedExitCodes = Object.entries(exitCodes)
  .map(([name, code]) => `  ${String(code).padEnd(5)}${meanings[name as keyof typeof exitCodes]}`)
  .join("\n");

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The exit code that tells a script of an error. */
export const exitCodeOf = (kind: ErrorKind): ExitCode => exitCodes[kind];
