import { canonicalJson } from "@anneal/experiment/records";
import type { FinishedTrial } from "@anneal/experiment/records";
import { isReactive, parse } from "anneal";
import type { ScheduleSpec } from "anneal";
import type { ComparedSchedule } from "./schema.ts";

/** Rates are the same to the last bit on every engine; older results may have been rounded differently. */
const tolerance = 1e-9;

type Description = FinishedTrial["trial"]["schedule"];

function reacts(spec: ScheduleSpec): boolean {
  try {
    return isReactive(parse(spec));
  } catch {
    // A kind that this version does not have.
    return false;
  }
}

/** Whether a change of the rates may come from the metrics, and not from the schedule. */
function mayDiffer(base: Description, head: Description): boolean {
  if ("rates" in base && "rates" in head) return base.rates === head.rates;
  return (
    "spec" in base &&
    reacts(base.spec) &&
    "spec" in head &&
    canonicalJson(base) === canonicalJson(head)
  );
}

/** Where the rates of a schedule differ most from what they were; `null` if they do not, or may. */
export function rateChangeOf(
  base: readonly FinishedTrial[],
  head: readonly FinishedTrial[],
): ComparedSchedule["rates"] {
  const heads = new Map(head.map((result) => [result.trial.seed, result]));
  let worst: ComparedSchedule["rates"] = null;
  let largest = tolerance;
  for (const { trial, epochs } of base) {
    const other = heads.get(trial.seed);
    if (other === undefined || mayDiffer(trial.schedule, other.trial.schedule)) continue;
    epochs.slice(0, other.epochs.length).forEach(({ epoch, learningRate }, index) => {
      const rate = other.epochs[index]!.learningRate;
      const scale = Math.max(Math.abs(learningRate), Math.abs(rate));
      // As a ratio: the end of a schedule is small, and matters.
      const distance = scale === 0 ? 0 : Math.abs(rate - learningRate) / scale;
      if (distance > largest) {
        largest = distance;
        worst = { epoch, base: learningRate, head: rate };
      }
    });
  }
  return worst;
}
