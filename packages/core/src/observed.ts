import { awaited } from "./awaited.ts";
import type { Observer } from "./awaited.ts";
import { refuse } from "./refuse.ts";

/**
 * The state after an observation of metrics by name, of which at least one is watched, as long as any is waited for.
 *
 * @throws {TypeError} If one is waited for and none is given, if a watched one is not a number, or if a bare number could be
 *   any of several.
 */
export function observed<State>(
  observer: Observer<State>,
  step: number,
  state: State,
  metrics: number | Readonly<Record<string, number>>,
): State {
  const { monitors = [] } = observer;
  const given = (
    typeof metrics === "number" && monitors.length === 1
      ? { [monitors[0]!]: metrics }
      : Object(metrics)
  ) as Readonly<Record<string, number>>;
  const present = monitors.filter((monitor) => Object.hasOwn(given, monitor));
  if (
    // What is waited for is asked only where nothing is given, because it takes an observation.
    (present.length > 0 ||
      (Object(metrics) === metrics && awaited(observer, step, state).length === 0)) &&
    present.every((monitor) => typeof given[monitor] === "number")
  ) {
    return observer.observe!(state, { step, metrics: given });
  }
  const got = Object(metrics) === metrics ? Object.entries(metrics).flat() : metrics;
  // There may be thousands of them, and a name may have as many letters.
  const rule = `numbers by name, at least one of ${monitors.join(", ").slice(0, 999)}`;
  return refuse("@anneal/core: observe", "metrics", rule, got, TypeError);
}
