import { kerasPolynomialDecay, transformersGetInverseSqrtSchedule } from "@anneal/compat";
import {
  advance,
  clamp,
  cosineCurve,
  delay,
  linearCurve,
  oneMinusSqrtCurve,
  polynomialCurve,
  ramp,
  sequence,
} from "@anneal/core";
import type { Curve, Schedule } from "@anneal/core";
import { inverseTime } from "@anneal/exponential";
import { inverseSqrt, noam } from "@anneal/transformer";
import { warmup as warmedUp } from "@anneal/warmup";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

/** What a policy is read with; lengths in updates. */
export interface NeMoContext {
  readonly rate: number;
  readonly min: number;
  readonly total: number;
  readonly warmup: number;
  /** A length that the file gives as steps or as a share of all. */
  readonly part: (name: string) => number;
}

/** The warmup, whose first update has a part of the rate, then what follows it. */
const after = ({ rate, warmup }: NeMoContext, schedule: Schedule): Schedule =>
  sequence([{ schedule: warmedUp({ schedule: rate, steps: warmup }), steps: warmup }, schedule]);

/** A ramp over all that the warmup leaves. */
const annealing =
  /* @__NO_SIDE_EFFECTS__ */
  (curve: Curve) =>
    (_: Settings, context: NeMoContext): Schedule =>
      after(
        context,
        ramp({ from: context.rate, to: context.min, steps: context.total - context.warmup, curve }),
      );

/** A hold after the warmup, then a ramp. */
function held(context: NeMoContext, curve: Curve, isClamped = false): Schedule {
  const { rate, min, total, warmup, part } = context;
  const hold = part("hold");
  const way = ramp({
    from: rate,
    to: isClamped ? 0 : min,
    steps: Math.max(0, total - warmup - hold),
    curve,
  });
  return after(
    context,
    sequence([{ schedule: rate, steps: hold }, isClamped ? clamp({ min }, way) : way]),
  );
}

/** For `rate` at the end of the warmup; the policy's own value comes a step later. */
const fromNextStep = (context: NeMoContext, schedule: Schedule): Schedule =>
  context.warmup === 0
    ? schedule
    : after(
        context,
        sequence([{ schedule: context.rate, steps: 1 }, advance(context.warmup + 1, schedule)]),
      );

/** Every policy that is read, by its name. */
export const nemoPolicies: Readonly<
  Record<
    string,
    {
      readonly keys: readonly string[];
      readonly read: (sched: Settings, context: NeMoContext) => Schedule;
    }
  >
> = {
  WarmupPolicy: {
    keys: [],
    read: (_, context) =>
      after(
        context,
        sequence([
          { schedule: context.rate, steps: context.total - context.warmup + 1 },
          context.min,
        ]),
      ),
  },
  WarmupHoldPolicy: {
    keys: ["hold_steps", "hold_ratio"],
    read: (_, context) =>
      after(
        context,
        sequence([
          { schedule: context.rate, steps: context.total - context.warmup + 1 },
          context.min,
        ]),
      ),
  },
  WarmupAnnealing: { keys: [], read: annealing(linearCurve) },
  CosineAnnealing: {
    keys: ["constant_steps", "constant_ratio"],
    read(sched, context) {
      const { rate, min, total, warmup, part } = context;
      const rest = part("constant");
      if (min > rate) sched.refuse("min_lr", `at most the rate (${rate})`);
      if (rest === 0) return annealing(cosineCurve)(sched, context);
      // With a constant end it is Megatron's, whose warmup begins at 0.
      return sequence([
        way({ from: 0, to: rate, steps: warmup }),
        ramp({
          from: rate,
          to: min,
          steps: Math.max(0, total - rest - warmup),
          curve: cosineCurve,
        }),
      ]);
    },
  },
  SquareAnnealing: {
    keys: [],
    read: (sched, context) => {
      const min = sched.amount("min_lr", 1e-5);
      const { rate, total, warmup } = context;
      return after(
        context,
        clamp(
          { min },
          ramp({ from: rate, to: 0, steps: total - warmup, curve: polynomialCurve(2) }),
        ),
      );
    },
  },
  SquareRootAnnealing: {
    keys: [],
    read: (_, context) =>
      fromNextStep(
        context,
        clamp(
          { min: context.min },
          ramp({ from: context.rate, to: 0, steps: context.total, curve: polynomialCurve(0.5) }),
        ),
      ),
  },
  InverseSquareRootAnnealing: {
    keys: [],
    read(_, context) {
      const { rate, min, total, warmup } = context;
      const timescale = warmup + 1;
      const root = transformersGetInverseSqrtSchedule({
        lr: rate,
        numWarmupSteps: timescale,
        timescale,
      });
      return after(
        context,
        sequence([
          { schedule: advance(timescale, root), steps: Math.max(0, total - warmup) + 1 },
          min,
        ]),
      );
    },
  },
  T5InverseSquareRootAnnealing: {
    keys: ["constant_steps"],
    read(sched, { min, total }) {
      const steps = sched.positiveCount("constant_steps");
      const peak = 1 / Math.sqrt(steps);
      sched.note("constant_steps", `the rate is ${peak} at first, whatever optim.lr is`);
      return sequence([
        { schedule: peak, steps },
        {
          schedule: inverseSqrt({ peak, warmup: 0, timescale: steps }),
          steps: Math.max(0, total - steps) + 1,
        },
        min,
      ]);
    },
  },
  NoamAnnealing: {
    keys: ["d_model"],
    read(sched, { rate, min, warmup }) {
      if (min > rate) sched.refuse("min_lr", `at most the rate (${rate})`);
      // Its first two updates have one rate; the floor counts after the warmup.
      const schedule = delay(
        1,
        noam({ dimension: sched.positiveCount("d_model"), warmup, factor: rate }),
      );
      return min === 0
        ? schedule
        : sequence([
            { schedule, steps: warmup + 1 },
            clamp({ min }, advance(warmup + 1, schedule)),
          ]);
    },
  },
  NoamHoldAnnealing: {
    keys: ["hold_steps", "hold_ratio", "decay_rate"],
    read(sched, context) {
      const { rate, min, total, warmup, part } = context;
      const power = sched.positive("decay_rate", 0.5);
      if (warmup === 0) sched.refuse("warmup_steps", "above 0", warmup);
      const decay = inverseTime({ initial: rate, rate: 1, every: warmup, power });
      const hold = part("hold");
      return after(
        context,
        sequence([
          { schedule: rate, steps: hold },
          {
            schedule: clamp({ min }, decay),
            steps: Math.max(0, total - warmup - hold) + 1,
          },
          min,
        ]),
      );
    },
  },
  PolynomialDecayAnnealing: {
    keys: ["power", "cycle"],
    // A second cycle would begin where the policy is over.
    read: (sched, context) =>
      annealing(polynomialCurve(sched.positive("power", 1)))(sched, context),
  },
  PolynomialHoldDecayAnnealing: {
    keys: ["power", "cycle", "hold_steps", "hold_ratio"],
    read(sched, context) {
      const power = sched.positive("power", 1);
      if (context.part("hold") > 0) return held(context, polynomialCurve(power));
      // Without a hold its clock begins with the warmup, and is over before the training is.
      const { rate, min, total, warmup } = context;
      const steps = total - warmup;
      const decay = kerasPolynomialDecay({
        initialLearningRate: rate,
        endLearningRate: min,
        decaySteps: steps,
        power,
        cycle: sched.flag("cycle", false),
      });
      // Its first value comes a step after the warmup.
      return after(
        context,
        sequence([
          { schedule: rate, steps: warmup > 0 ? 1 : 0 },
          {
            schedule: advance(warmup > 0 ? warmup + 1 : 0, decay),
            steps: warmup > 0 ? steps : steps + 1,
          },
          min,
        ]),
      );
    },
  },
  WarmupHoldAnnealLinear: {
    keys: ["hold_steps", "hold_ratio"],
    read: (_, context) => held(context, linearCurve),
  },
  WarmupHoldAnnealOneMinusSquareRoot: {
    keys: ["hold_steps", "hold_ratio"],
    read: (_, context) => held(context, oneMinusSqrtCurve, true),
  },
};
