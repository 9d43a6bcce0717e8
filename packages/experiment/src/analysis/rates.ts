import { isReactive, parse } from "anneal";
import type { Schedule } from "anneal";
import { totalsOf } from "../records/trial.ts";
import type { Trial } from "../records/trial.ts";
import type { CurvePoint, ScheduleAnalysis } from "./schema.ts";

/** No picture is wider than so many points of a line. */
const most = 400;

/** The schedule of a trial, if its JSON form tells every rate: none that is code, or reacts to the training. */
function scheduleOf({ schedule }: Trial): Schedule | null {
  if (!("spec" in schedule)) return null;
  try {
    const made = parse(schedule.spec);
    return isReactive(made) ? null : made;
  } catch {
    // A plan of several hyper-parameters, or a kind of somebody else's package.
    return null;
  }
}

/** The rates of a trial's updates, every one of them or evenly spread ones, the first and the last among them. */
function byStep(trial: Trial): ScheduleAnalysis["ratesByStep"] {
  const schedule = scheduleOf(trial);
  if (schedule === null || !("per" in trial.schedule)) return null;
  const { totalSteps, stepsPerEpoch } = totalsOf(trial);
  const isByEpoch = trial.schedule.per === "epoch";
  const every = Math.max(1, Math.ceil(totalSteps / most));
  const steps = Array.from(
    { length: Math.floor((totalSteps - 1) / every) + 1 },
    (_, index) => index * every,
  );
  if (steps.at(-1) !== totalSteps - 1) steps.push(totalSteps - 1);
  const rateAt = (step: number): number => {
    const rate = schedule(isByEpoch ? Math.floor(step / stepsPerEpoch) : step);
    return Number(rate.toPrecision(6));
  };
  try {
    return { steps, rates: steps.map(rateAt), stepsPerEpoch };
  } catch {
    // It is no schedule of this run.
    return null;
  }
}

/**
 * The rates of a schedule by update and the highest of them. A schedule that is code or reacts to the training has no rates by
 * update, and as its highest the highest mean that an epoch ended with.
 */
export function ratesOf(
  trial: Trial | undefined,
  curve: readonly CurvePoint[],
): Pick<ScheduleAnalysis, "ratesByStep" | "peakRate"> {
  const ratesByStep = trial === undefined ? null : byStep(trial);
  const recorded = curve.flatMap(({ learningRate }) => learningRate?.mean ?? []);
  const rates = ratesByStep?.rates ?? recorded;
  return { ratesByStep, peakRate: rates.length === 0 ? null : Math.max(...rates) };
}
