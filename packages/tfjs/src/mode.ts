/** Whether a metric is to become small or large. */
export type Mode = "auto" | "min" | "max";

/** `"max"` or `"min"`; `"auto"` is `"max"` for a name that contains "acc". */
export const modeFor = (monitor: string, mode: Mode): "min" | "max" =>
  mode === "auto" ? (monitor.includes("acc") ? "max" : "min") : mode;

/** Whether a metric is better than the best so far: a NaN is never better, nor is it the best for long. */
export const improves = (
  monitor: string,
  mode: Mode,
): ((metric: number, best: number) => boolean) => {
  const sign = modeFor(monitor, mode) === "min" ? 1 : -1;
  return (metric, best) => Number.isFinite(metric) && !(sign * metric >= sign * best);
};
