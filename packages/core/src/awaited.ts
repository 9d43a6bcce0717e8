import type { Observation } from "./observation.ts";

/** Something that observes: a schedule or a plan. */
export interface Observer<State> {
  readonly monitors?: readonly string[];
  observe?(state: State, observation: Observation): State;
}

/**
 * Names of the metrics that an observation at `step` is for. A phase of a sequence that is not running does not wait for its
 * own.
 *
 * A reducer is pure: asked with metrics that note who reads them, it tells what it waits for.
 */
export function awaited<State>(observer: Observer<State>, step: number, state: State): string[] {
  const read = new Set<string>();
  const metrics = {} as Record<string, number>;
  for (const monitor of observer.monitors ?? []) {
    Object.defineProperty(metrics, monitor, {
      get: () => {
        read.add(monitor);
        // A number, which a metric must be.
        return 0;
      },
    });
  }
  observer.observe?.(state, { step, metrics });
  return [...read];
}
