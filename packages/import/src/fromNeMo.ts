import { transformersGetInverseSqrtSchedule } from "@anneal/compat";
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
import { noam } from "@anneal/transformer";
import { warmup as warmedUp } from "@anneal/warmup";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

/** Where the optimizer is: NeMo has it in the model, or by itself. */
function optimizerIn(settings: Settings): Settings | undefined {
  for (const holder of [settings, settings.holds("model") ? settings.inside("model") : undefined]) {
    if (holder?.holds("optim") === true) return holder.inside("optim");
  }
  return settings.holds("sched") ? settings : undefined;
}

/** Whether it is a configuration of NeMo. */
export const isNeMo = (settings: Settings): boolean => {
  const optimizer = optimizerIn(settings);
  return optimizer?.holds("sched") === true && optimizer.inside("sched").has("name");
};

/** What a policy is read with; lengths in updates. */
interface Context {
  readonly rate: number;
  readonly min: number;
  readonly total: number;
  readonly warmup: number;
  /** A length that the file gives as steps or as a share of all. */
  readonly part: (name: string) => number;
}

/** The warmup, whose first update has a part of the rate, then what follows it. */
const after = ({ rate, warmup }: Context, schedule: Schedule): Schedule =>
  sequence([{ schedule: warmedUp({ schedule: rate, steps: warmup }), steps: warmup }, schedule]);

/** A ramp over all that the warmup leaves. */
const annealing =
  (curve: Curve) =>
  (_: Settings, context: Context): Schedule =>
    after(
      context,
      ramp({ from: context.rate, to: context.min, steps: context.total - context.warmup, curve }),
    );

/** A hold after the warmup, then a ramp. */
function held(context: Context, curve: Curve, isClamped = false): Schedule {
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
const fromNextStep = (context: Context, schedule: Schedule): Schedule =>
  context.warmup === 0
    ? schedule
    : after(
        context,
        sequence([{ schedule: context.rate, steps: 1 }, advance(context.warmup + 1, schedule)]),
      );

const parts = [
  "warmup_steps",
  "warmup_ratio",
  "max_steps",
  "min_lr",
  "last_epoch",
  "name",
  "t_max_epochs",
  "t_accumulate_grad_batches",
  "t_limit_train_batches",
  "t_num_workers",
  "monitor",
  "reduce_on_plateau",
  "args",
];

const policies: Readonly<
  Record<
    string,
    {
      readonly keys: readonly string[];
      readonly read: (sched: Settings, context: Context) => Schedule;
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
      if (sched.positive("decay_rate", 0.5) !== 0.5) {
        sched.refuse("decay_rate", "0.5, because anneal has the inverse square root alone");
      }
      if (warmup === 0) sched.refuse("warmup_steps", "above 0", warmup);
      const root = transformersGetInverseSqrtSchedule({
        lr: rate,
        numWarmupSteps: warmup,
        timescale: warmup,
      });
      const hold = part("hold");
      return after(
        context,
        sequence([
          { schedule: rate, steps: hold },
          {
            schedule: clamp({ min }, advance(warmup, root)),
            steps: Math.max(0, total - warmup - hold) + 1,
          },
          min,
        ]),
      );
    },
  },
  PolynomialDecayAnnealing: {
    keys: ["power", "cycle"],
    read(sched, context) {
      if (sched.flag("cycle", false)) sched.refuse("cycle", "false");
      return annealing(polynomialCurve(sched.positive("power", 1)))(sched, context);
    },
  },
  PolynomialHoldDecayAnnealing: {
    keys: ["power", "cycle", "hold_steps", "hold_ratio"],
    read(sched, context) {
      if (sched.flag("cycle", false)) sched.refuse("cycle", "false");
      if (context.part("hold") === 0) {
        sched.refuse("hold_steps", "above 0: without a hold it is PolynomialDecayAnnealing", 0);
      }
      return held(context, polynomialCurve(sched.positive("power", 1)));
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

function readNeMo(settings: Settings, options: ImportOptions): Found<Schedule> {
  const optimizer = optimizerIn(settings)!;
  const outer = optimizer.inside("sched");
  const name = outer.text("name");
  if (!Object.hasOwn(policies, name)) outer.oneOf("name", Object.keys(policies));
  const sched = outer.holds("args") ? outer.inside("args") : outer;
  const { keys, read } = policies[name]!;
  sched.refuseUnread(/./, [...parts, ...keys]);
  const trainer = settings.holds("trainer") ? settings.inside("trainer") : undefined;
  const rate =
    options.learningRate ??
    (optimizer.has("lr")
      ? optimizer.amount("lr")
      : optimizer.ask("learningRate", "optim.lr is missing"));
  const epochs = outer.has("t_max_epochs")
    ? outer.positiveCount("t_max_epochs")
    : trainer?.has("max_epochs") === true && trainer.number("max_epochs") > 0
      ? trainer.positiveCount("max_epochs")
      : undefined;
  const planned =
    options.totalSteps ??
    (sched.has("max_steps")
      ? sched.positiveCount("max_steps")
      : trainer?.has("max_steps") === true && trainer.number("max_steps") > 0
        ? trainer.positiveCount("max_steps")
        : epochs !== undefined && options.stepsPerEpoch !== undefined
          ? epochs * options.stepsPerEpoch
          : undefined);
  const total =
    planned ??
    (name === "NoamAnnealing" && !sched.has("warmup_ratio")
      ? 1
      : sched.ask("totalSteps, or stepsPerEpoch", "trainer.max_steps is missing"));
  const part = (each: string): number => {
    const [steps, ratio] = [`${each}_steps`, `${each}_ratio`];
    if (sched.has(steps) && sched.has(ratio)) sched.refuse(ratio, `left out beside ${steps}`);
    if (sched.has(ratio)) return Math.floor(sched.share(ratio) * total);
    return sched.has(steps) ? sched.count(steps) : 0;
  };
  const warmup = part("warmup");
  if (planned !== undefined && warmup >= total) {
    sched.refuse("warmup_steps", `below the steps of all (${total})`, warmup);
  }
  const learningRate = read(sched, { rate, min: sched.amount("min_lr", 0), total, warmup, part });
  return { learningRate, per: "step", steps: planned };
}

/**
 * The schedule of a NeMo configuration: the `sched` of its `optim`.
 *
 * @param document - What a YAML parser makes of the file, or JSON text: `optim`, or `model.optim`, with `trainer`.
 * @param options - See {@link ImportOptions}: `totalSteps`, or `stepsPerEpoch`, which is multiplied by `trainer.max_epochs`.
 * @returns See {@link Imported}.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or if a length is given as steps and as a ratio.
 *
 * @example
 * ```ts
 * const sched = { name: "CosineAnnealing", warmup_steps: 9, min_lr: 0 };
 * const { learningRate } = fromNeMo({ optim: { name: "adamw", lr: 0.1, sched }, trainer: { max_steps: 109 } });
 * [0, 9, 59, 109].map((step) => learningRate(step)); // => [0.01, 0.1, 0.05, 0]
 * ```
 */
export const fromNeMo = /* @__PURE__ */ importing("fromNeMo", "nemo", readNeMo);
