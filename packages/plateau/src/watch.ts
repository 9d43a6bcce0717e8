import {
  name,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  positiveInteger,
  reductionFactor,
  refuse,
  schedule,
} from "@anneal/core";
import type { Complete, Fail, Observation, Rule, ScheduleNode } from "@anneal/core";

/** How a metric is watched, and what counts as better. */
export interface WatchOptions {
  /** Name of the metric to watch. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
  /** Whether the metric is to become small, as a loss, or large, as an accuracy. @defaultValue `"min"` */
  readonly mode?: "min" | "max" | undefined;
  /** How much better than the best a metric must be to count as an improvement: a finite number of at least 0. @defaultValue `1e-4` */
  readonly threshold?: number | undefined;
  /** Whether `threshold` is a share of `|best|` or an amount. @defaultValue `"relative"` */
  readonly thresholdMode?: "relative" | "absolute" | undefined;
  /** An amount on top of `threshold`: a finite number of at least 0. @defaultValue `0` */
  readonly margin?: number | undefined;
  /** Number of metrics whose mean is judged in place of each, an integer from 1, when sliding to 256. @defaultValue `1` */
  readonly window?: number | undefined;
  /**
   * `"sliding"` judges the mean of the last `window` metrics at every observation, of fewer in the beginning; `"block"`
   * only at every `window`-th, whose metrics it has not judged before, so that patience and cooldown count blocks.
   * @defaultValue `"sliding"`
   */
  readonly windowMode?: "sliding" | "block" | undefined;
  /**
   * What a metric that is NaN or infinite means. It never becomes the best.
   *
   * - `"worse"`: it counts as no improvement. In a window of blocks its whole block counts as none; a sliding mean leaves it out.
   * - `"ignore"`: nothing happens, as if it had not been observed.
   * - `"throw"`: `observe` throws a `RangeError`.
   *
   * @defaultValue `"worse"`
   */
  readonly nan?: "worse" | "ignore" | "throw" | undefined;
}

/** What was seen so far: plain JSON, always of the same shape. */
export interface WatchState {
  /** Step of the last observation; `null` before the first. */
  readonly step: number | null;
  /** Best metric so far, or mean of metrics, always finite; `null` before the first. */
  readonly best: number | null;
  /** Step at which the best was observed: the one whose weights are worth going back to. `null` before the first. */
  readonly bestStep: number | null;
  /**
   * Sliding: the `window − 1` metrics before the next one. Block: the mean of the block that has begun. `null` where there
   * is none, or none that is finite.
   */
  readonly recent: readonly (number | null)[];
  /** Observations in the block that has begun; always 0 when sliding. */
  readonly count: number;
  /** State of the schedule inside; `null` if it reacts to nothing. */
  readonly inner: unknown;
}

/** What an observation comes to. */
interface Judgement<State> {
  /** The state with the observation in its memory, and nothing decided. */
  readonly state: State;
  /** Whether there is something to decide: a metric not seen before, or the end of a block of them. */
  readonly judged: boolean;
  /** The new best, if it is one. */
  readonly improvement: Pick<WatchState, "best" | "bestStep"> | undefined;
}

type Shared = keyof WatchOptions | "schedule" | "factor" | "patience" | "cooldown";

/** The rules of a schedule that watches a metric, with its own. */
/* @__NO_SIDE_EFFECTS__ */
export function withWatchRules<Own>(own: Own): Own & { readonly [Name in Shared]: Rule } {
  return {
    schedule,
    factor: reductionFactor,
    patience: positiveInteger,
    cooldown: nonNegativeInteger,
    ...own,
    monitor: name,
    mode: oneOf("min", "max"),
    threshold: nonNegative,
    thresholdMode: oneOf("relative", "absolute"),
    margin: nonNegative,
    window: positiveInteger,
    windowMode: oneOf("sliding", "block"),
    nan: oneOf("worse", "ignore", "throw"),
  };
}

/** The defaults of a schedule that watches a metric, with its own. */
/* @__NO_SIDE_EFFECTS__ */
export function withWatchDefaults<Own>(own: Own) {
  return {
    ...own,
    patience: 10,
    cooldown: 0,
    monitor: "val_loss",
    mode: "min",
    threshold: 1e-4,
    thresholdMode: "relative",
    margin: 0,
    window: 1,
    windowMode: "sliding",
    nan: "worse",
  } as const;
}

/** A value for the state, as JSON has it: without NaN, infinities and -0. */
const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value + 0 : null);

function meanOf(values: readonly (number | null)[]): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value !== null) {
      sum += value;
      count++;
    }
  }
  return sum / count;
}

/** Watches a metric for `kind`, which goes around `child`. */
export function watch(
  kind: string,
  child: ScheduleNode,
  options: Complete<WatchOptions>,
  fail: Fail,
) {
  const { monitor, mode, threshold, thresholdMode, margin, window, windowMode, nan } = options;
  const sliding = windowMode === "sliding";
  // The state holds as many metrics, and every snapshot of it; there may be thousands of such states in one.
  if (sliding && window > 256) fail("window", 'at most 256 unless windowMode is "block"');

  const improves = (metric: number, best: number): boolean => {
    const share = thresholdMode === "relative" ? Math.abs(best) : 1;
    const more = threshold * share + margin;
    return mode === "min" ? metric < best - more : metric > best + more;
  };

  const where = `@anneal/plateau: ${kind}`;

  const unseen: WatchState = {
    step: null,
    best: null,
    bestStep: null,
    recent: Array<null>(sliding ? window - 1 : 1).fill(null),
    count: 0,
    inner: child.initial,
  };

  const judge = <State extends WatchState>(
    before: State,
    observation: Observation,
  ): Judgement<State> => {
    const { step, metrics } = observation;
    const inner = child.observe ? child.observe(before.inner, observation) : before.inner;
    const nothing = { state: { ...before, inner }, judged: false, improvement: undefined };
    if (!Object.hasOwn(metrics, monitor)) return nothing;
    // Read also at a step that was seen already, so that whoever asks hears what is watched.
    const metric = metrics[monitor]!;
    if (step === before.step) return nothing;
    if (before.step !== null && step < before.step) {
      refuse(where, "step", `at least the last one observed (${String(before.step)})`, step);
    }
    if (typeof metric !== "number") refuse(where, monitor, "a number", metric, TypeError);
    const finite = finiteOrNull(metric);
    if (finite === null && nan === "throw") refuse(where, monitor, "finite", metric);
    if (finite === null && nan === "ignore") {
      return { ...nothing, state: { ...nothing.state, step } };
    }

    let value = finite;
    let count = 0;
    let recent = before.recent.concat(value);
    if (sliding) {
      if (value !== null) value = finiteOrNull(meanOf(recent));
      recent.shift();
    } else {
      const begun = before.count;
      const [mean] = recent;
      if (begun > 0 && value !== null) {
        value =
          typeof mean === "number" ? finiteOrNull((begun * mean + value) / (begun + 1)) : null;
      }
      count = (begun + 1) % window;
      recent = [count > 0 ? value : null];
    }
    return {
      state: { ...nothing.state, step, recent, count },
      judged: count === 0,
      improvement:
        value !== null && (before.best === null || improves(value, before.best))
          ? { best: value, bestStep: step }
          : undefined,
    };
  };

  return {
    unseen,
    judge,
    monitors: [...new Set([monitor, ...(child.monitors ?? [])])],
  };
}
