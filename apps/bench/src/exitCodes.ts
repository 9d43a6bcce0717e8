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
  /** The data set is missing or damaged. */
  data: 5,
  /** The output folder cannot be written. */
  output: 6,
  /** Interrupted by Ctrl-C or SIGTERM. */
  interrupted: 130,
} as const;

/** One of {@link exitCodes}. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error whose message is for the person at the terminal, with the exit code that belongs to it. */
export class BenchmarkError extends Error {
  override readonly name = "BenchmarkError";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The message of anything that was thrown, on one line. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.replace(/\s*\n\s*/g, " ").trim();
}
