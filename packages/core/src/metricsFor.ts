import { refuse } from "./define.ts";

/**
 * Metrics by name, of which at least one is watched, as long as any is waited for.
 *
 * @param monitors - Every metric that is watched at some step.
 * @param awaited - Tells those that are watched now; asked only where none is given, because it takes an observation.
 * @throws {TypeError} If one is waited for and none is given, if a watched one is not a number, or if a bare number could be
 *   any of several.
 */
export function metricsFor(
  metrics: number | Readonly<Record<string, number>>,
  monitors: readonly string[],
  awaited: () => readonly string[],
): Readonly<Record<string, number>> {
  const given = (
    typeof metrics === "number" && monitors.length === 1
      ? { [monitors[0]!]: metrics }
      : Object(metrics)
  ) as Readonly<Record<string, number>>;
  const present = monitors.filter((monitor) => Object.hasOwn(given, monitor));
  if (
    (present.length > 0 || (Object(metrics) === metrics && awaited().length === 0)) &&
    present.every((monitor) => typeof given[monitor] === "number")
  ) {
    return given;
  }
  const got = Object(metrics) === metrics ? Object.entries(metrics).flat() : metrics;
  const rule = `numbers by name, at least one of ${monitors.join(", ")}`;
  return refuse("@anneal/core: observe", "metrics", rule, got, TypeError);
}
