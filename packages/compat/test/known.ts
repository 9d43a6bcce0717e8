import type { GoldenCall, GoldenCase, GoldenPlateauCase, GoldenValue } from "@anneal/golden";

/** A difference on purpose: where a library is wrong, or takes what we refuse. */
export interface Known {
  /** What is wrong there. */
  readonly reason: string;
  /** The row of the README that says the same; none where its text does. */
  readonly row: string | undefined;
  readonly targets: RegExp;
  /** Which calls it is about. */
  readonly when: (call: GoldenCall & Partial<GoldenCase & GoldenPlateauCase>) => boolean;
  /** Which steps, or metrics, it is about. All unless given. */
  readonly at?: (step: number, call: GoldenCall) => boolean;
  /** Whether the preset refuses the call. */
  readonly refused?: true;
}

const option = (name: string, test: (value: GoldenValue | undefined) => boolean): Known["when"] => {
  return ({ options }) => test(options[name]);
};

const below = (limit: number) => (value: GoldenValue | undefined) =>
  typeof value === "number" && value < limit;

const is = (wanted: GoldenValue) => (value: GoldenValue | undefined) => value === wanted;

const unsorted = (value: GoldenValue | undefined): boolean =>
  Array.isArray(value) && value.some((item, index: number) => item < value[index - 1]!);

const fraction = (value: GoldenValue | undefined): boolean =>
  typeof value === "number" && value % 1 !== 0;

/** Whether a class of PyTorch is in a call, at any depth. */
const named = ({ options }: GoldenCall, name: RegExp): boolean =>
  name.test(JSON.stringify(options["schedulers"]));

/** The step of a turn that optax is told as a share. */
const shareOf = ({ options }: GoldenCall, name: string, usual: number): number =>
  Math.floor(Number(options[name] ?? usual) * Number(options["transition_steps"]));

const seen =
  (test: (metric: number) => boolean): Known["when"] =>
  ({ metrics = [] }) =>
    metrics.some(test);

const infinite = (metric: number): boolean => Math.abs(metric) === Infinity;

/** Every difference between a recorded case and a preset. What is not here has to be the same. */
export const known: readonly Known[] = [
  {
    reason: "a negative number makes a negative rate, or is one that is never reached",
    row: undefined,
    targets: /./,
    // That of a transition which is none is in its docs.
    when: ({ options }) =>
      /[:,[]-\d/.test(JSON.stringify({ ...options, transition_steps: undefined })),
    refused: true,
  },
  // PyTorch
  {
    reason: "a step size of 0 divides by 0 at the first step",
    row: "torch `StepLR`, `CosineAnnealingLR`, length 0",
    targets: /\.StepLR$/,
    when: option("step_size", is(0)),
    refused: true,
  },
  {
    reason:
      "stepped, a fractional step size drops only where it divides a whole step; its closed form drops at each",
    row: "torch, step, milestone or `total_iters` of 2.5, stepped",
    targets: /\.StepLR$/,
    when: ({ options, reading }) => fraction(options["step_size"]) && reading === "stepped",
  },
  {
    reason: "stepped, a fractional milestone never fires; its closed form does",
    row: "torch, step, milestone or `total_iters` of 2.5, stepped",
    targets: /\.MultiStepLR$/,
    when: ({ options, reading }) =>
      (options["milestones"] as readonly number[]).some(fraction) && reading === "stepped",
  },
  {
    reason: "stepped, a way of a fractional number of steps never gets to its end",
    row: "torch, step, milestone or `total_iters` of 2.5, stepped",
    targets: /\.(ConstantLR|LinearLR|PolynomialLR)$/,
    when: ({ options, reading }) => fraction(options["total_iters"]) && reading === "stepped",
  },
  {
    reason: "stepped, a constant for 0 steps stays for good; its closed form is over at once",
    row: "torch `ConstantLR`, 0 steps, stepped",
    targets: /\.ConstantLR$/,
    when: ({ options, reading }) => options["total_iters"] === 0 && reading === "stepped",
  },
  {
    reason: "a way of 0 steps stays at its beginning for good, or divides by 0",
    row: "torch `LinearLR`, `PolynomialLR`, 0 steps",
    targets: /\.(LinearLR|PolynomialLR)$/,
    when: option("total_iters", is(0)),
    refused: true,
  },
  {
    reason: "a way of 0 steps divides by 0 at the first step",
    row: "torch `StepLR`, `CosineAnnealingLR`, length 0",
    targets: /\.CosineAnnealingLR$/,
    when: option("T_max", is(0)),
    refused: true,
  },
  {
    reason: "given an epoch, its logarithm misses some restarts by a rounding",
    row: "torch warm restarts, `step(242)`, `T_0` 2, `T_mult` 3",
    targets: /\.CosineAnnealingWarmRestarts$/,
    when: ({ reading }) => reading === "called",
    at: (step, { options }) => step === 242 && options["T_0"] === 2 && options["T_mult"] === 3,
  },
  {
    reason: "a step after the last one rate and momentum bounce",
    row: "torch `OneCycleLR`, one step after the last",
    targets: /\.OneCycleLR$/,
    when: () => true,
    at: (step, { options }) => {
      const { total_steps: total, epochs, steps_per_epoch: length } = options;
      return step >= Number(total ?? Number(epochs) * Number(length));
    },
  },
  {
    reason: "with three phases and a rise of more than half the steps the end is never reached",
    row: "torch `OneCycleLR`, three phases, `pct_start` > 0.5",
    targets: /\.OneCycleLR$/,
    when: ({ options }) => options["three_phase"] === true && Number(options["pct_start"]) > 0.5,
    refused: true,
  },
  {
    reason: "a negative factor makes a negative rate",
    row: undefined,
    targets: /\.LambdaLR$/,
    when: ({ options }) =>
      (options["lr_lambda"] as { function: string }).function === "lambda e: 1-e/20",
    at: (step) => step > 20,
  },
  {
    reason: "milestones out of order leave out a scheduler",
    row: "torch `SequentialLR`, milestones `[5, 2]`",
    targets: /\.SequentialLR$/,
    when: option("milestones", unsorted),
    refused: true,
  },
  {
    reason: "a sequence or a chain in a sequence runs a step ahead, or throws at its milestone",
    row: "torch `SequentialLR` or `ChainedScheduler` in `SequentialLR`",
    targets: /\.SequentialLR$/,
    when: (call) => named(call, /SequentialLR|ChainedScheduler/),
  },
  {
    reason: "a part that sets the rate wipes out what the others did to it",
    row: "torch `ChainedScheduler`",
    targets: /\.ChainedScheduler$/,
    when: (call) => named(call, /WarmRestarts|LambdaLR|CyclicLR|OneCycleLR|SequentialLR/),
  },
  {
    reason:
      "a cosine with a floor, or one that rises again, adds to what the others made of the rate",
    row: "torch `ChainedScheduler`",
    targets: /\.ChainedScheduler$/,
    when: (call) => named(call, /CosineAnnealingLR/),
    at: (step, { options }) =>
      (options["schedulers"] as unknown as readonly GoldenCall[]).some(
        ({ options: child }) => Number(child["eta_min"]) > 0 || step > Number(child["T_max"]),
      ),
  },
  // Keras
  {
    reason: "boundaries out of order add up overlapping values",
    row: "Keras `PiecewiseConstantDecay`, `[6, 3]`",
    targets: /\.PiecewiseConstantDecay$/,
    when: option("boundaries", unsorted),
    refused: true,
  },
  {
    reason: "shrinking cycles end after a finite time, and then the rate is NaN",
    row: "Keras restarts, `t_mul` 0.5",
    targets: /\.CosineDecayRestarts$/,
    when: option("t_mul", below(1)),
    at: (step, { options }) =>
      step >= Number(options["first_decay_steps"]) / (1 - Number(options["t_mul"])),
  },
  {
    reason: "in 32 bits its logarithm misses some restarts by a rounding",
    row: "Keras restarts in 32 bits, step 5, `first_decay_steps` 2, `t_mul` 1.5",
    targets: /\.CosineDecayRestarts$/,
    when: ({ options, dtype }) => options["t_mul"] === 1.5 && dtype === "float32",
    at: (step, { options }) => step === 5 && options["first_decay_steps"] === 2,
  },
  // optax
  {
    reason: "a decay rate of 0, which its docs forbid, makes a constant without a word",
    row: "optax, decay rate 0; any negative begin",
    targets: /exponential_decay/,
    when: option("decay_rate", is(0)),
    refused: true,
  },
  {
    reason: "a warmup of 0 steps stays where it begins for good",
    row: "optax `warmup_constant_schedule`, 0 steps",
    targets: /\.warmup_constant_schedule$/,
    when: option("warmup_steps", is(0)),
  },
  {
    reason: "two turns at the same step overwrite each other, so that one of them is left out",
    row: "optax one-cycle, two turns at one step, as of `linear_onecycle_schedule(1)`",
    targets: /onecycle_schedule$/,
    when: (call) => {
      const turns = [shareOf(call, "pct_start", 0.3), Number(call.options["transition_steps"])];
      if (/linear/.test(call.target)) turns.push(shareOf(call, "pct_final", 0.85));
      return new Set(turns).size < turns.length;
    },
  },
  {
    reason:
      "boundaries out of order leave out a schedule, and one too many or too few is not noticed",
    row: "optax `join_schedules`, wrong order or number",
    targets: /\.join_schedules$/,
    when: ({ options }) =>
      unsorted(options["boundaries"]) ||
      (options["schedules"] as unknown[]).length !==
        (options["boundaries"] as unknown[]).length + 1,
    refused: true,
  },
  // Hugging Face
  {
    reason:
      "warmup and decay longer than the training make the rate jump, and the peak is never reached",
    row: "transformers `wsd`, longer than the training",
    targets: /\.get_wsd_schedule$/,
    when: ({ options }) =>
      Number(options["num_warmup_steps"]) + Number(options["num_decay_steps"]) >
      Number(options["num_training_steps"]),
    refused: true,
  },
  // timm
  {
    reason: "steps out of order are looked up as if they were in order",
    row: "timm `MultiStepLRScheduler`, `[9, 3, 6]`",
    targets: /MultiStepLRScheduler$/,
    when: option("decay_t", unsorted),
    refused: true,
  },
  // Plateaus
  {
    reason: "a factor of 0 ends the training at its first plateau",
    row: "plateaus, factor 0",
    targets: /ReduceLROnPlateau$|reduce_on_plateau_schedule$|PlateauLRScheduler$/,
    when: ({ options }) => (options["factor"] ?? options["decay_rate"]) === 0,
    refused: true,
  },
  {
    reason: "a share of a negative best is negative: what is worse counts as an improvement",
    row: "plateaus of torch, optax, timm, `GreedyLR`, negative metric",
    targets: /torch.*ReduceLROnPlateau$|reduce_on_plateau|PlateauLRScheduler$|[Gg]reedy/,
    when: (call) =>
      seen((metric) => metric < 0)(call) &&
      (call.options["threshold_mode"] ?? (/reedy/.test(call.target) ? "abs" : "rel")) === "rel",
  },
  {
    reason: "a threshold of the whole best or more lets not even the first metric be one",
    row: "the same, relative threshold of 1 or more",
    targets: /torch.*ReduceLROnPlateau$|reduce_on_plateau|PlateauLRScheduler$|[Gg]reedy/,
    when: ({ options }) => Number(options["threshold"] ?? options["rtol"]) >= 1,
  },
  {
    reason: "an infinite metric becomes a best that nothing beats, or is no bad one",
    row: "plateaus, metric ±∞",
    targets: /./,
    when: seen(infinite),
  },
  {
    reason: "a mean that has had a NaN or an infinity in it is one for good",
    row: "`GreedyLR` with `smooth`, metric NaN",
    targets: /[Gg]reedy/,
    when: (call) =>
      call.options["smooth"] === true && seen((metric) => !Number.isFinite(metric))(call),
  },
  {
    reason: "a change by no more than eps is not made",
    row: "`GreedyLR`, `eps`",
    targets: /[Gg]reedy/,
    when: ({ options }) => Number(options["eps"]) > 0 || options["min_lr"] === 0,
  },
  {
    reason: "a highest rate below the lowest is neither",
    row: "`GreedyLR`, `max_lr` below `min_lr` (0.001 unless given)",
    targets: /[Gg]reedy/,
    when: ({ options }) => Number(options["max_lr"] ?? 1) < Number(options["min_lr"] ?? 1e-3),
    refused: true,
  },
  {
    reason: "a first metric of NaN becomes a best that nothing beats",
    row: "Keras plateau, first metric NaN",
    targets: /keras.*ReduceLROnPlateau$/,
    when: ({ metrics = [] }) => Number.isNaN(metrics[0]),
  },
  {
    reason: "a patience of 0 reduces on every improvement",
    row: "optax plateau, patience 0",
    targets: /optax.*reduce_on_plateau$/,
    when: option("patience", is(0)),
  },
  {
    reason:
      "without a warmup its step 0 sets the rate to that of the warmup, 0, from which it never rises",
    row: "timm plateau, no warmup, `step(0, …)`",
    targets: /PlateauLRScheduler$/,
    when: ({ options }) => (options["warmup_t"] ?? 0) === 0,
  },
];
