import { torchOneCycleLR } from "@anneal/compat";
import {
  advance,
  constant,
  cosineCurve,
  exponentialCurve,
  hold,
  polynomialCurve,
  ramp,
  repeat,
  reversedCurve,
  sequence,
  stretch,
} from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { cosineCycles } from "@anneal/cosine";
import { exponential } from "@anneal/exponential";
import type { Settings } from "./settings.ts";

/** What a scheduler of a list is read with. */
interface Context {
  /** The value that the optimizer begins with. */
  readonly base: number;
  /** Steps of the scheduler's own clock that it lasts; infinite for ever. */
  readonly length: number;
  /** By what lengths in the file are multiplied: the iterations of an epoch where it was converted to them. */
  readonly unit: number;
}

/** A factor on the scheduler's own clock, or a schedule made of the value that it finds. */
type Shape = { readonly factor: Schedule } | { readonly from: (value: number) => Schedule };

type Read = (scheduler: Settings, context: Context) => Shape;

/** The floor of one that has it, as a rate or as a share. */
function floorOf(scheduler: Settings, base: number): number {
  if (!scheduler.has("eta_min_ratio")) return scheduler.amount("eta_min", 0);
  if (scheduler.has("eta_min")) {
    scheduler.refuse("eta_min_ratio", "left out beside eta_min");
  }
  return scheduler.amount("eta_min_ratio") * base;
}

/** A curve that ends at a floor: a mere factor if there is none. */
const downTo = (floor: number, curve: (from: number, to: number) => Schedule): Shape =>
  floor === 0 ? { factor: curve(1, 0) } : { from: (value) => curve(value, floor) };

/** The last step of a window, which reaches the end of a ramp. */
const lastOf = ({ length }: Context, scheduler: Settings): number =>
  length === Infinity
    ? scheduler.ask(
        "totalSteps",
        `${scheduler.path("end")} and the length of the training are missing`,
      )
    : length - 1;

/** Multiplied by `gamma` in every one of its steps, until the window is over. */
function geometric(
  scheduler: Settings,
  context: Context,
  every: number,
  otherwise?: number,
): Schedule {
  const gamma = scheduler.positive("gamma", otherwise);
  if (gamma <= 1) return exponential({ initial: 1, factor: gamma, every, staircase: true });
  const steps = Math.ceil(lastOf(context, scheduler) / every);
  const growth = ramp({ from: 1, to: gamma ** steps, steps, curve: exponentialCurve });
  return hold(every, stretch(every, growth));
}

/** Down to a floor by a power of what is left. */
function poly(scheduler: Settings, context: Context): Shape {
  const curve = polynomialCurve(scheduler.positive("power", 1));
  const steps = lastOf(context, scheduler);
  return downTo(floorOf(scheduler, context.base), (from, to) => ramp({ from, to, steps, curve }));
}

/** The schedulers of MMEngine by their names without what they move: `Linear` is that of `LinearLR` and `LinearMomentum`. */
export const mmengineSchedulers: Readonly<
  Record<string, { readonly keys: readonly string[]; readonly read: Read }>
> = {
  Linear: {
    keys: ["start_factor", "end_factor"],
    read: (scheduler, context) => ({
      factor: ramp({
        from: scheduler.positive("start_factor", 1 / 3),
        to: scheduler.amount("end_factor", 1),
        steps: lastOf(context, scheduler),
      }),
    }),
  },
  Constant: {
    keys: ["factor"],
    read(scheduler, { length }) {
      const factor = scheduler.amount("factor", 1 / 3);
      // Its last step takes the factor away again, unless it is the first as well.
      return {
        factor:
          length === Infinity || length === 1
            ? constant(factor)
            : sequence([{ schedule: factor, steps: length - 1 }, 1]),
      };
    },
  },
  Step: {
    keys: ["step_size", "gamma"],
    read: (scheduler, context) => ({
      factor: geometric(
        scheduler,
        context,
        scheduler.positiveCount("step_size") * context.unit,
        0.1,
      ),
    }),
  },
  MultiStep: {
    keys: ["milestones", "gamma"],
    read(scheduler, { unit }) {
      const gamma = scheduler.amount("gamma", 0.1);
      const milestones = scheduler.amounts("milestones").sort((one, other) => one - other);
      let factor = 1;
      const phases = milestones.map((milestone, index) => {
        const phase = {
          schedule: factor,
          steps: (milestone - (milestones[index - 1] ?? 0)) * unit,
        };
        factor *= gamma;
        return phase;
      });
      return { factor: sequence([...phases, factor]) };
    },
  },
  Exponential: {
    keys: ["gamma"],
    read: (scheduler, context) => ({ factor: geometric(scheduler, context, 1) }),
  },
  CosineAnnealing: {
    keys: ["T_max", "eta_min", "eta_min_ratio"],
    read(scheduler, { base, length, unit }) {
      const half = scheduler.has("T_max")
        ? scheduler.positive("T_max") * unit
        : length === Infinity
          ? scheduler.ask(
              "totalSteps",
              `${scheduler.path("T_max")} and the length of the training are missing`,
            )
          : length;
      return downTo(floorOf(scheduler, base), (from, to) => {
        const down = ramp({ from, to, steps: half, curve: cosineCurve });
        if (length <= half) return down;
        // Past its end the cosine rises again, to what the optimizer began with.
        const top = to === 0 ? from : base;
        return sequence([
          { schedule: down, steps: half },
          repeat(
            { steps: 2 * half },
            sequence([
              {
                schedule: ramp({ from: to, to: top, steps: half, curve: cosineCurve }),
                steps: half,
              },
              ramp({ from: top, to, steps: half, curve: cosineCurve }),
            ]),
          ),
        ]);
      });
    },
  },
  Poly: { keys: ["eta_min", "power"], read: poly },
  PolyRatio: { keys: ["eta_min", "eta_min_ratio", "power"], read: poly },
  CosineRestart: {
    keys: ["periods", "restart_weights", "eta_min", "eta_min_ratio"],
    read(scheduler, { base, unit }) {
      const periods = scheduler.amounts("periods");
      const weights = scheduler.has("restart_weights") ? scheduler.amounts("restart_weights") : [1];
      if (weights.length !== periods.length) {
        scheduler.refuse(
          "restart_weights",
          `as many as periods (${periods.length})`,
          weights.length,
        );
      }
      const min = floorOf(scheduler, base);
      const low = weights.findIndex((weight) => weight * base < min);
      if (low >= 0)
        scheduler.refuse(`restart_weights[${low}]`, "high enough for the floor", weights[low]);
      const cycles = periods.map((period, index) => ({
        steps: period * unit,
        peak: base * weights[index]!,
        min,
      }));
      // After the last period the value stays what it was in its last step.
      const [total, wave] = [
        periods.reduce((sum, period) => sum + period, 0) * unit,
        cosineCycles({ cycles }),
      ];
      return { from: () => sequence([{ schedule: wave, steps: total - 1 }, wave(total - 1)]) };
    },
  },
  OneCycle: {
    keys: [
      "eta_max",
      "total_steps",
      "pct_start",
      "anneal_strategy",
      "div_factor",
      "final_div_factor",
      "three_phase",
    ],
    read(scheduler, { length, unit }) {
      const steps = scheduler.has("total_steps")
        ? scheduler.positiveCount("total_steps") * unit
        : length === Infinity
          ? scheduler.ask("totalSteps", `${scheduler.path("total_steps")} is missing`)
          : length;
      const schedule = torchOneCycleLR({
        maxLr: scheduler.amount("eta_max"),
        totalSteps: steps,
        pctStart: scheduler.share("pct_start", 0.3),
        annealStrategy: scheduler.oneOf("anneal_strategy", ["cos", "linear"], "cos"),
        divFactor: scheduler.positive("div_factor", 25),
        finalDivFactor: scheduler.positive("final_div_factor", 1e4),
        threePhase: scheduler.flag("three_phase", false),
      });
      return { from: () => schedule };
    },
  },
  QuadraticWarmup: {
    keys: [],
    read(scheduler, context) {
      const steps = lastOf(context, scheduler) + 1;
      // A step ahead: the first value is not 0, and the last is the whole.
      return {
        factor: advance(
          1,
          ramp({ from: 0, to: 1, steps, curve: reversedCurve(polynomialCurve(2)) }),
        ),
      };
    },
  },
};
