import { isReactive, parse } from "anneal";
import type { Schedule } from "anneal";
import { totalsOf } from "../records/trial.ts";
import type { Trial } from "../records/trial.ts";
import type { CurvePoint, ScheduleAnalysis } from "./schema.ts";

/** No picture is wider than so many points of a line. */
const most = 400;

/** The highest rate is that of every update of a run up to this length; longer ones are read at evenly spread updates. */
const exactUpTo = 100_000;

/** Of a schedule that is made of many, each update asks all of them: so often at most, which takes a tenth of a second. */
const mostCalls = 1_000_000;

/** The schedules that a schedule is made of. */
const partsOf = (spec: unknown): number =>
  typeof spec !== "object" || spec === null
    ? 0
    : Object.values(spec).reduce((sum: number, part) => sum + partsOf(part), 1);

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
function byStep(trial: Trial, points: number): ScheduleAnalysis["ratesByStep"] {
  const schedule = scheduleOf(trial);
  if (schedule === null || !("per" in trial.schedule)) return null;
  const { totalSteps, stepsPerEpoch } = totalsOf(trial);
  const isByEpoch = trial.schedule.per === "epoch";
  const affordable = Math.min(points, Math.floor(mostCalls / partsOf(schedule.spec)));
  const every = Math.max(1, Math.ceil(totalSteps / affordable));
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
 * The highest rate of a trial's updates. Of a schedule that is code or reacts to the training it is the highest of those that
 * were recorded, one an epoch; `null` without any.
 */
export function peakRateOf(trial: Trial | undefined, recorded: readonly number[]): number | null {
  const rates = (trial && byStep(trial, exactUpTo)?.rates) ?? recorded;
  // Too many for the arguments of one call.
  return rates.length === 0 ? null : rates.reduce((highest, rate) => Math.max(highest, rate));
}

/** The rates of a schedule by update, which one that is code or reacts to the training has not, and the highest of them. */
export function ratesOf(
  trial: Trial | undefined,
  curve: readonly CurvePoint[],
): Pick<ScheduleAnalysis, "ratesByStep" | "peakRate"> {
  const recorded = curve.flatMap(({ learningRate }) => learningRate?.mean ?? []);
  return {
    ratesByStep: trial === undefined ? null : byStep(trial, most),
    peakRate: peakRateOf(trial, recorded),
  };
}
