import type { Logs } from "./hooks.ts";

/**
 * The metrics that a schedule watches, read from the logs of an epoch.
 *
 * @returns `undefined` when one is missing because training was stopped before the epoch was complete.
 * @throws {Error} When one is missing otherwise.
 */
export async function readMetrics(
  logs: Logs,
  monitors: readonly string[],
  stopped: boolean,
  entry: string,
): Promise<Record<string, number> | undefined> {
  const metrics: Record<string, number> = {};
  for (const monitor of monitors) {
    const value = logs[monitor];
    if (value === undefined) {
      if (stopped) return undefined;
      throw new Error(
        `@anneal/tfjs: ${entry}: the schedule watches ${monitor}, but the metrics of the epoch are ${Object.keys(logs).join(", ")}`,
      );
    }
    metrics[monitor] = typeof value === "number" ? value : (await value.data())[0]!;
  }
  return metrics;
}

/** Refuses a run without validation for a schedule that needs it, before any time is spent on it. */
export function checkValidation(
  doValidation: unknown,
  monitors: readonly string[],
  entry: string,
): void {
  const monitor = monitors.find((name) => name.startsWith("val_"));
  if (monitor === undefined || doValidation !== false) return;
  throw new Error(
    `@anneal/tfjs: ${entry}: the schedule watches ${monitor}, but this run has no validation data; give it validationData or validationSplit`,
  );
}
