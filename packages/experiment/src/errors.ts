/**
 * What kind of fault an error is: a defect of the program, something wrong in what the user gave, an assertion that does not
 * hold, data that are missing or damaged, an output folder that cannot be used, an interruption.
 */
export type ErrorKind = "unexpected" | "usage" | "assertion" | "data" | "output" | "interrupted";

/** An error whose message is for the person who asked. */
export class BenchmarkError extends Error {
  override readonly name = "BenchmarkError";
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

const oneLine = (text: unknown): string =>
  String(text)
    .replace(/\s*\n\s*/g, " ")
    .trim();

/** The message of anything that was thrown, on one line: never empty, and without an error of its own. */
export function messageOf(thrown: unknown): string {
  try {
    const text =
      thrown instanceof Error ? oneLine(thrown.message) || oneLine(thrown.name) : oneLine(thrown);
    return text || "something was thrown that has no text";
  } catch {
    return "something was thrown that cannot be shown as text";
  }
}
