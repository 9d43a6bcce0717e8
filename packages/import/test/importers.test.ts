import { drive, isReactive, parse, resumeFrom, scheduleFrom } from "@anneal/core";
import type { Path, ReactiveSchedule, Schedule } from "@anneal/core";
import { kinds, torch } from "@anneal/compat";
import { goldenSaved } from "@anneal/golden";
import { kinds as native } from "anneal";
import { describe, expect, test } from "vitest";
import {
  fromFairseq,
  fromKeras as keras,
  fromTorch as torchImported,
  fromTransformers as transformers,
} from "../src/index.ts";
import type { FromTorchOptions } from "../src/index.ts";

const saved = goldenSaved();

/** What a state holds beside the schedule, all at hand. */
function fromTorch(state: unknown, options?: FromTorchOptions) {
  const { learningRate, snapshot } = torchImported(state, options);
  return { schedule: learningRate, step: snapshot.step, snapshot };
}

const fromKeras = (document: unknown): Schedule => keras(document).learningRate;

const fromTransformers = (lr_scheduler_type: unknown, args: object) =>
  transformers({ lr_scheduler_type, ...args }).learningRate;

const expectRates = (
  valueAt: (index: number) => number,
  rates: readonly number[],
  [relative, absolute]: readonly [number, number] = [1e-12, 0],
): void => {
  const highest = Math.max(...rates);
  const far = rates.flatMap((want, index) => {
    const got = valueAt(index);
    return Math.abs(got - want) <= relative * want + absolute + 2 ** -52 * highest
      ? []
      : [`${index}: ${got}, there ${want}`];
  });
  expect(far).toEqual([]);
};

/** The rates after metrics that arrive one update after the other. */
function expectPlateau(
  run: ReturnType<typeof drive>,
  metrics: readonly number[],
  rates: readonly number[],
): void {
  expectRates((index) => {
    run.advance();
    return run.observe(metrics[index]!);
  }, rates);
}

describe("fromTorch", () => {
  const read = saved.torch.filter(({ refused }) => !refused);

  test.each(read.map((one) => [one.id, one] as const))("goes on from %s", (_, one) => {
    for (const scheduler of [undefined, one.target, one.target.replace(/^.*\./, "")]) {
      const { schedule, step, snapshot } = fromTorch(structuredClone(one.state_dict), {
        scheduler,
        paramGroups: one.param_groups,
      });
      const run = drive(schedule, {
        resume: resumeFrom(JSON.parse(JSON.stringify(snapshot)) as typeof snapshot),
      });
      expect(run.step).toBe(step);
      if (one.next_metrics) expectPlateau(run, one.next_metrics, one.lr_after!);
      else {
        expect(step).toBe(one.taken);
        expectRates((index) => (schedule as Schedule)(one.steps![index]!), one.values!);
        expect(run.value).toBe((schedule as Schedule)(step));
      }
    }
  });

  test.each(
    saved.torch.filter(({ text }) => text !== undefined).map((one) => [one.id, one] as const),
  )("reads %s as Python writes it", (_, one) => {
    expect(fromTorch(one.text).snapshot).toEqual(fromTorch(one.state_dict).snapshot);
  });

  test("leaves words within a text alone", () => {
    const text =
      '{"gamma": 0.5, "base_lrs": [0.1], "last_epoch": 2, "note": "\\"Infinity\\" or NaN"}';
    expect(fromTorch(text).schedule.spec).toEqual(
      torch.exponentialLR({ lr: 0.1, gamma: 0.5 }).spec,
    );
  });

  test("every spec is anneal's own", () => {
    for (const { state_dict, param_groups } of read) {
      const { schedule } = fromTorch(state_dict, { paramGroups: param_groups });
      expect(parse(schedule.spec, [...native, ...kinds]).spec).toEqual(schedule.spec);
    }
  });

  test("takes the rate of a group", () => {
    const state = { step_size: 3, gamma: 0.5, base_lrs: [0.1, 0.4], last_epoch: 3 };
    expect((fromTorch(state, { group: 1 }).schedule as Schedule)(3)).toBe(0.2);
    expect(() => fromTorch(state, { group: 2 })).toThrow(
      "stateDict.base_lrs must be an array with a finite number at 2, got (array)",
    );
  });

  test("names the metric of a plateau", () => {
    const { state_dict } = saved.torch.find(({ id }) => id === "plateau")!;
    const { schedule } = fromTorch(state_dict, { monitor: "wer" });
    expect((schedule as ReactiveSchedule).monitors).toEqual(["wer"]);
  });

  test("takes milestones as a list, and steps up that are not whole", () => {
    const state = { milestones: [2, 4], gamma: 0.5, base_lrs: [1], last_epoch: 0 };
    expect((fromTorch(state).schedule as Schedule)(4)).toBe(0.25);
    const cyclic = {
      total_size: 4,
      step_ratio: 0.375,
      max_lrs: [1],
      base_lrs: [0.5],
      last_epoch: 0,
      mode: "triangular",
      gamma: 1,
    };
    expect((fromTorch(cyclic).schedule as Schedule)(1.5)).toBe(1);
  });

  test("notices a rate that was changed from outside", () => {
    const state = { gamma: 0.5, base_lrs: [1], last_epoch: 1, _last_lr: [0.25] };
    expect(() => fromTorch(state)).toThrow(RangeError);
    expect(() => fromTorch(state)).toThrow(
      "stateDict._last_lr[0] must be 0.5, the rate at step 1, got 0.25: it was changed from outside",
    );
    expect(fromTorch(state, { verify: false }).step).toBe(1);
  });

  test("reads a line that ended at 0, of which the rounding of torch has left a little", () => {
    const line = {
      start_factor: 1 / 3,
      end_factor: 0,
      total_iters: 3,
      base_lrs: [0.1],
      last_epoch: 3,
      _last_lr: [1.2335811384723962e-18],
    };
    const chain = { _schedulers: [line], _last_lr: line._last_lr };
    const sequence = { ...chain, _milestones: [], last_epoch: 3 };
    for (const state of [line, chain, sequence]) {
      const { schedule, step, snapshot } = fromTorch(state);
      expect(step).toBe(3);
      expect((schedule as Schedule)(3)).toBe(0);
      expect(drive(schedule, { resume: resumeFrom(snapshot) }).value).toBe(0);
    }
    expect(() => fromTorch({ ...line, _last_lr: [1e-9] })).toThrow("_last_lr[0] must be 0");
  });

  test("knows the whole number of steps that a ratio stands for", () => {
    // Of CyclicLR(optimizer, 0.1, 1, step_size_up=29, step_size_down=71): 0.29 · 100 is 28.999999999999996.
    const state = {
      max_lrs: [1],
      total_size: 100,
      step_ratio: 0.29,
      mode: "triangular",
      gamma: 1,
      base_lrs: [0.1],
      last_epoch: 4,
      _last_lr: [0.22413793103448287],
      _scale_fn_custom: null,
    };
    const { schedule } = fromTorch(state);
    expect(schedule.spec).toMatchObject({ kind: "cyclic", up: 29, down: 71 });
    expect((schedule as Schedule)(29)).toBe(1);
    // A part of a step that is no rounding stays.
    const part = fromTorch({ ...state, step_ratio: 0.295, _last_lr: undefined }, { verify: false });
    expect(part.schedule.spec).toMatchObject({ up: 29.5, down: 70.5 });
  });

  test("reads a plateau that has seen nothing", () => {
    const { state_dict } = saved.torch.find(({ id }) => id === "plateau")!;
    const fresh = { ...state_dict, best: Infinity, num_bad_epochs: 0, last_epoch: 0 };
    const { schedule, step, snapshot } = fromTorch({ ...fresh, cooldown_counter: 0 });
    expect(step).toBe(0);
    // Nothing observed, so that an observation at step 0 is news.
    expect(snapshot.state).toMatchObject({ best: null, bad: 0, step: null });
    expect(snapshot.state).toEqual((schedule as ReactiveSchedule).initial);
  });

  test("names fromTransformers for what Hugging Face saves", () => {
    // A scheduler.pt of its Trainer.
    const state = {
      base_lrs: [5e-5],
      last_epoch: 100,
      _step_count: 101,
      _is_initial: false,
      _get_lr_called_within_step: false,
      _last_lr: [4e-5],
      lr_lambdas: [{}],
    };
    expect(() => fromTorch(state)).toThrow("fromTransformers");
  });

  const functions = saved.torch.filter(({ id, refused }) => refused && id !== "cyclic_function");
  test.each(functions.map((one) => [one.id, one] as const))("refuses %s", (_, one) => {
    expect(() => fromTorch(one.state_dict)).toThrow(
      "lr_lambdas must be left out: the functions of LambdaLR and MultiplicativeLR are not in a state_dict",
    );
    expect(() => fromTorch(one.state_dict, { scheduler: one.target })).toThrow(TypeError);
  });

  test("cannot know that a CyclicLR had a plain function", () => {
    const { state_dict } = saved.torch.find(({ id }) => id === "cyclic_function")!;
    expect(fromTorch(state_dict).schedule.spec.kind).toBe("cyclic");
    expect(() => fromTorch({ ...state_dict, _scale_fn_custom: {} })).toThrow(
      "stateDict._scale_fn_custom must be null: a state_dict holds no function",
    );
  });

  test("reads warm restarts that were told a part of an epoch", () => {
    // Of CosineAnnealingWarmRestarts(optimizer, 10) after step(1.75).
    const state = { T_0: 10, T_mult: 1, eta_min: 0, T_cur: 1.75, last_epoch: 1, base_lrs: [0.1] };
    const { schedule, step } = fromTorch({ ...state, _last_lr: [0.09263200821770462] });
    expect((schedule as Schedule)(1.75)).toBeCloseTo(0.09263200821770462, 15);
    expect(step).toBe(1);
  });

  const averaged = { _anneal_strategy: "cos", anneal_epochs: 4, base_lrs: [0.1], last_epoch: 2 };
  test("reads SWALR with the rate that the optimizer keeps for it", () => {
    const { schedule } = fromTorch(
      { ...averaged, _last_lr: [0.075] },
      { paramGroups: [{ swa_lr: 0.05 }] },
    );
    expect(schedule.spec).toEqual(torch.swaLR({ lr: 0.1, swaLr: 0.05, annealEpochs: 4 }).spec);
  });

  const step = { step_size: 3, gamma: 0.5, base_lrs: [0.1], last_epoch: 4 };
  const oneCycle = saved.torch.find(({ id }) => id === "one_cycle")!;
  const nested = (depth: number): object =>
    depth === 0 ? step : { _schedulers: [nested(depth - 1)], _milestones: [], last_epoch: 0 };
  /** A state that holds itself. */
  const cyclicState = (): object => {
    const state = { _schedulers: [] as object[], _milestones: [], last_epoch: 0 };
    state._schedulers.push(state);
    return state;
  };
  /** A small object that is a tree of 10⁷ states. */
  const manyStates = (): object => {
    let state: object = step;
    for (let depth = 0; depth < 7; depth++) {
      state = { _schedulers: Array<object>(10).fill(state), base_lrs: [0.1] };
    }
    return state;
  };
  const chained = (depth: number): object =>
    depth === 0 ? {} : { _schedulers: [chained(depth - 1)] };

  test.each([
    [
      undefined,
      {},
      TypeError,
      "stateDict must be a plain object, or JSON text of one, got undefined",
    ],
    [null, {}, TypeError, "got null"],
    [[], {}, TypeError, "got (array)"],
    ["{", {}, TypeError, "stateDict is no JSON: "],
    ["Infinity and NaN", {}, TypeError, "stateDict is no JSON: "],
    ["[".repeat(100_000), {}, RangeError, "stateDict must have at most 1000 arrays that begin in"],
    [
      " ".repeat(1_000_001),
      {},
      RangeError,
      "stateDict must be text of at most 1000000 characters, got 1000001: give the part that is the scheduler's",
    ],
    ["-Infinity", {}, TypeError, "got -Infinity"],
    ["[1]", {}, TypeError, "got (array)"],
    [new Date(0), {}, TypeError, "got (object)"],
    [{}, {}, TypeError, "the scheduler must be one of SequentialLR"],
    [{}, {}, TypeError, "got a state that is none of them"],
    [step, { scheduler: "GreedyLR" }, TypeError, 'got "GreedyLR"'],
    [step, { scheduler: "StepLr" }, TypeError, 'got "StepLr"; did you mean "StepLR"?'],
    [step, { scheduler: "toString" }, TypeError, 'got "toString"'],
    [
      step,
      { scheduler: "LinearLR" },
      TypeError,
      "stateDict.start_factor must be given in the state of a LinearLR",
    ],
    [Object.create(step), {}, TypeError, "plain object"],
    [
      { ...step, step_size: "3" },
      {},
      TypeError,
      'stateDict.step_size must be a finite number above 0, got "3"',
    ],
    [
      { ...step, step_size: 0 },
      {},
      RangeError,
      "stateDict.step_size must be a finite number above 0, got 0",
    ],
    [{ ...step, base_lrs: "0.1" }, {}, TypeError, 'stateDict.base_lrs must be an array, got "0.1"'],
    [
      { ...step, last_epoch: -1 },
      {},
      TypeError,
      "last_epoch must be an integer of at least 0, got -1",
    ],
    [
      { ...step, last_epoch: undefined },
      {},
      TypeError,
      "last_epoch must be an integer of at least 0",
    ],
    [{ milestones: { 3: 1e9 }, gamma: 0.5, base_lrs: [1] }, {}, RangeError, "at most 10000 in all"],
    [{ milestones: { x: 1 }, gamma: 0.5, base_lrs: [1] }, {}, RangeError, "milestones must be"],
    [
      { milestones: { 3: 1 }, gamma: "1", base_lrs: [1] },
      {},
      TypeError,
      'stateDict.gamma must be a finite number of at least 0, got "1"',
    ],
    [
      { ...step, gamma: -1, step_size: 0 },
      {},
      RangeError,
      "fromTorch: stateDict.step_size must be a finite number above 0, got 0; stateDict.gamma must be a finite number of at least 0, got -1",
    ],
    [
      { step_size: 3, base_lrs: [1], last_epoch: 0 },
      {},
      TypeError,
      "stateDict.gamma must be given, as torch saves it, got undefined",
    ],
    [
      { ...step, base_lrs: [-0.1] },
      {},
      RangeError,
      "stateDict.base_lrs[0] must be a finite number of at least 0, got -0.1",
    ],
    [
      oneCycle.state_dict,
      { paramGroups: [{ max_lr: -1, min_lr: 0 }] },
      RangeError,
      "paramGroups[0].max_lr must be a finite number of at least 0, got -1",
    ],
    [{}, { scheduler: 5 }, TypeError, "scheduler must be a non-empty string, got 5"],
    [{}, { scheduler: "" }, RangeError, "scheduler must be a non-empty string"],
    [
      step,
      { groups: 1 },
      TypeError,
      'scheduler, group, paramGroups, monitor, verify, got "groups"',
    ],
    [step, { group: -1 }, RangeError, "group must be an integer of at least 0, got -1"],
    [step, { paramGroups: {} }, RangeError, "paramGroups must be an array of parameter groups"],
    [
      { ...step, step_size: "x".repeat(100_000) },
      {},
      TypeError,
      `stateDict.step_size must be a finite number above 0, got "${"x".repeat(99)}"`,
    ],
    [
      { _schedulers: [step, step], _milestones: [3, 2], last_epoch: 0 },
      {},
      RangeError,
      "stateDict._milestones must be an array of finite numbers",
    ],
    [
      { _schedulers: [step, step], _milestones: [3, 2].reverse().slice(1), last_epoch: "0" },
      {},
      TypeError,
      "stateDict.last_epoch must be an integer of at least 0",
    ],
    [
      { _schedulers: [step, step], _milestones: [], last_epoch: 0 },
      {},
      RangeError,
      "stateDict._milestones must be one shorter than stateDict._schedulers, got []",
    ],
    [averaged, {}, TypeError, "anneal_epochs must be read with paramGroups"],
    [nested(9), {}, RangeError, "_schedulers must be nested at most 8 deep"],
    [chained(12), {}, TypeError, "stateDict._schedulers[0]"],
    [{ _schedulers: [] }, {}, TypeError, "base_lrs must be an array"],
    [oneCycle.state_dict, {}, TypeError, "_schedule_phases must be read with paramGroups"],
    [
      oneCycle.state_dict,
      { paramGroups: [{}] },
      TypeError,
      "paramGroups[0].max_lr must be a finite number",
    ],
    [
      { ...oneCycle.state_dict, _anneal_func_type: "x" },
      { paramGroups: oneCycle.param_groups },
      RangeError,
      '"cos" or "linear", got "x"',
    ],
    [
      { ...oneCycle.state_dict, _anneal_func_type: 1 },
      { paramGroups: oneCycle.param_groups },
      TypeError,
      "must be a string, got 1",
    ],
    [
      { ...oneCycle.state_dict, _schedule_phases: [] },
      { paramGroups: oneCycle.param_groups },
      RangeError,
      "an array of 2 or 3 phases",
    ],
    [
      { num_bad_epochs: 0, mode_worse: "inf", _last_lr: ["x"] },
      {},
      TypeError,
      "_last_lr must be an array with a finite number at 0",
    ],
  ] as const)("refuses %o with %o", (state, options, Failure, message) => {
    expect(() => fromTorch(state, options as FromTorchOptions)).toThrow(Failure);
    expect(() => fromTorch(state, options as FromTorchOptions)).toThrow(message);
  });

  test("calls nothing that an array brings along, and reads none that is endless", () => {
    const milestones = Object.assign([2, 4], { constructor: "hostile" });
    const state = { milestones, gamma: 0.5, base_lrs: [1], last_epoch: 0 };
    expect((fromTorch(state).schedule as Schedule)(4)).toBe(0.25);
    expect(() => fromTorch({ ...state, milestones: Array(1_000_001) })).toThrow(
      "stateDict.milestones must be an array of at most 1000000 items, got (array)",
    );
  });

  test("refuses a state that holds itself, or the same one again and again", () => {
    expect(() => fromTorch(cyclicState())).toThrow("_schedulers must be nested at most 8 deep");
    expect(() => fromTorch(manyStates())).toThrow("_schedulers must be at most 1000 in all");
  });

  test("writes to no prototype", () => {
    const hostile =
      '{"step_size": 3, "gamma": 0.5, "base_lrs": [0.1], "last_epoch": 0, "__proto__": {"polluted": 1}}';
    fromTorch(hostile);
    expect("polluted" in {}).toBe(false);
  });
});

const decayed = (): object => ({
  class_name: "CosineDecay",
  config: { initial_learning_rate: 0.1, decay_steps: 100 },
});

describe("fromKeras", () => {
  test.each(saved.keras.map((one) => [one.id, one] as const))("reads %s", (_, one) => {
    for (const document of [one.document, JSON.stringify(one.document)]) {
      const schedule = fromKeras(document);
      expectRates((index) => schedule(one.steps[index]!), one.values, [2e-6, 1e-9]);
    }
  });

  const config = { initial_learning_rate: 0.1, decay_steps: 10 };
  test.each([
    [null, TypeError, "document must be a plain object, or JSON text of one, got null"],
    [{}, TypeError, "document.class_name must be a string, got undefined"],
    [
      { class_name: "Mine", config },
      TypeError,
      "document.class_name must be one of ExponentialDecay",
    ],
    [{ class_name: "CosineDecy", config }, TypeError, 'did you mean "CosineDecay"?'],
    [{ class_name: "constructor", config }, TypeError, 'got "constructor"'],
    [{ class_name: "CosineDecay" }, TypeError, "document.config must be a plain object"],
    [
      { class_name: "CosineDecay", config: { ...config, warmup: 1 } },
      TypeError,
      "document.config.warmup must be left out: CosineDecay takes initial_learning_rate, decay_steps, alpha, warmup_target, warmup_steps, name, got 1",
    ],
    [
      { class_name: "CosineDecay", config: { ...config, power: 1 } },
      TypeError,
      "it is an argument of PolynomialDecay, got 1",
    ],
    [
      { class_name: "CosineDecay", config: { ...config, decaySteps: 1 } },
      TypeError,
      "document.config.decaySteps must be left out",
    ],
    [
      { class_name: "CosineDecay", config, decay_steps: 3 },
      TypeError,
      "document.decay_steps must be left out: Keras writes arguments into config, got 3",
    ],
    [
      { class_name: "PiecewiseConstantDecay", config: { boundaries: [3], values: [1] } },
      RangeError,
      "fromKeras: document.config.values must be one longer than document.config.boundaries, got [1]",
    ],
    [
      {
        class_name: "CosineDecay",
        config: { ...config, initial_learning_rate: 1e200, alpha: 1e200 },
      },
      RangeError,
      "fromKeras: document.config makes no schedule, because its numbers do not go together: @anneal/core: ramp: to must be",
    ],
    [
      { class_name: "Adam", config: { learning_rate: { class_name: "Adam", config: {} } } },
      TypeError,
      "document.config.learning_rate.class_name must be one of ExponentialDecay",
    ],
    [
      { class_name: "Adam", config: { learning_rate: "0.1" } },
      TypeError,
      'document.config.learning_rate must be a finite number, got "0.1"',
    ],
    [
      { class_name: "Adam", config: { learning_rate: -1 } },
      RangeError,
      "document.config.learning_rate must be a finite number of at least 0, got -1",
    ],
    [
      { class_name: "WarmUp", config: { initial_learning_rate: 1, warmup_steps: 1, power: 0 } },
      RangeError,
      "document.config.power must be a finite number above 0, got 0",
    ],
    [
      { learning_rate: 0.1, decay: -1 },
      RangeError,
      "document.decay must be a finite number of at least 0, got -1",
    ],
    [
      { class_name: "Adam", config: {} },
      TypeError,
      "or an optimizer whose config has a learning_rate",
    ],
    [
      { class_name: "CosineDecay", config: { ...config, decay_steps: 0 } },
      RangeError,
      "document.config.decay_steps must be a finite number above 0, got 0",
    ],
    [
      { class_name: "CosineDecay", config: { ...config, decay_steps: {} } },
      TypeError,
      "document.config.decay_steps must be a finite number above 0, got (object)",
    ],
    [
      `{"class_name": "CosineDecay", "config": {"__proto__": 1}}`,
      TypeError,
      "document.config.__proto__ must be left out",
    ],
  ])("refuses %o", (document, Failure, message) => {
    expect(() => fromKeras(document)).toThrow(Failure);
    expect(() => fromKeras(document)).toThrow(message);
  });
});

test.each([
  [{ class_name: "Adam", config: { learning_rate: decayed(), beta_1: 0.9 } }, 0.05],
  [{ name: "adam", learning_rate: decayed(), decay: 0 }, 0.05],
  // The decay that optimizers had before Keras 3.
  [{ name: "SGD", learning_rate: 0.1, decay: 0.02 }, 0.05],
  [{ class_name: "Functional", config: { learning_rate: 0.2 } }, 0.2],
  [
    {
      training_config: {
        loss: "mse",
        optimizer_config: { class_name: "SGD", config: { learning_rate: 0.3 } },
      },
    },
    0.3,
  ],
  [
    {
      class_name: "WarmUp",
      config: {
        initial_learning_rate: 0.1,
        decay_schedule_fn: decayed(),
        warmup_steps: 0,
        power: 1,
        name: null,
      },
    },
    0.05,
  ],
  [
    {
      optimizer: {
        class_name: "AdamWeightDecay",
        config: {
          learning_rate: {
            class_name: "WarmUp",
            config: { initial_learning_rate: 0.1, decay_schedule_fn: decayed(), warmup_steps: 100 },
          },
        },
      },
    },
    0.05,
  ],
  [{ module: "keras.optimizers", class_name: "SGD", config: { learning_rate: 0.2 } }, 0.2],
])("fromKeras reads the rate of an optimizer: %o", (document, rate) => {
  expect(fromKeras(document)(50)).toBe(rate);
});

describe("fromTransformers", () => {
  test.each(saved.transformers.map((one) => [one.id, one] as const))("reads %s", (_, one) => {
    const schedule = fromTransformers(one.lr_scheduler_type, {
      learning_rate: one.base_lr,
      num_warmup_steps: one.num_warmup_steps,
      num_training_steps: one.num_training_steps,
      lr_scheduler_kwargs: one.lr_scheduler_kwargs,
    });
    if (one.metrics) expectPlateau(drive(schedule), one.metrics, one.lr_after!);
    else expectRates((index) => (schedule as Schedule)(one.steps![index]!), one.values!);
    expect(isReactive(schedule)).toBe(one.metrics !== undefined);
  });

  const rates = { learning_rate: 1, num_training_steps: 95 };
  test.each([
    [{ warmup_ratio: 0.1 }, 10],
    [{ warmup_steps: 0.1 }, 10],
    [{ warmup_steps: 10 }, 10],
    [{ warmup_steps: 10.7 }, 10],
    [{ warmup_steps: 0, warmup_ratio: 0.1 }, 10],
    [{ warmup_steps: 10, warmup_ratio: 0 }, 10],
    [{ num_warmup_steps: 10 }, 10],
    [{ warmup_steps: 10, warmup_ratio: 0.5 }, 10],
    [{ warmup_steps: 0.1, warmup_ratio: 0.5 }, 10],
    [{ warmup_ratio: 0, lr_scheduler_kwargs: null }, 0],
    [{ lr_scheduler_kwargs: "{}" }, 0],
  ])("counts the warmup of %o", (args, warmup) => {
    const schedule = fromTransformers("constant_with_warmup", { ...rates, ...args });
    expect(schedule.end).toBe(warmup);
  });

  const typed = { lr_scheduler_type: "linear", ...rates };
  const minimal = { ...rates, lr_scheduler_type: "cosine_with_min_lr" };
  const polynomial = { ...rates, lr_scheduler_type: "polynomial" };
  const stable = { ...rates, lr_scheduler_type: "warmup_stable_decay" };

  test.each([
    [
      { ...rates, lr_scheduler_type: "cosin" },
      RangeError,
      "lr_scheduler_type must be one of linear, cosine, ",
    ],
    [{ ...rates, lr_scheduler_type: "cosin" }, RangeError, 'did you mean "cosine"?'],
    [{ ...rates, lr_scheduler_type: "toString" }, RangeError, 'got "toString"'],
    [{ ...rates, lr_scheduler_type: 1 }, TypeError, "must be a string, got 1"],
    [{ ...typed, warmup_step: 3 }, TypeError, 'did you mean "warmup_steps"?'],
    [
      { ...typed, lr_schedule: "x" },
      TypeError,
      "lr_schedule must be left out, because it has to do",
    ],
    [{ ...polynomial, lr_scheduler_kwargs: { lr_ends: 0 } }, TypeError, 'did you mean "lr_end"?'],
    [
      {
        ...typed,
        learning_rate: 1e308,
        lr_scheduler_type: "cosine_with_min_lr",
        lr_scheduler_kwargs: { min_lr_rate: 1e308 },
      },
      RangeError,
      "fromTransformers: the file makes no schedule, because its numbers do not go together: ",
    ],
    [null, TypeError, "the document must be a plain object, or JSON text of one, got null"],
    [[], TypeError, "got (array)"],
    ["{", TypeError, "the document is no JSON: "],
    [" ".repeat(1_000_001), RangeError, "must be text of at most 1000000 characters, got 1000001"],
    [
      { ...typed, learning_rate: "high" },
      TypeError,
      'learning_rate must be a finite number, got "high"',
    ],
    [
      { ...typed, learning_rate: -1 },
      RangeError,
      "learning_rate must be a finite number of at least 0",
    ],
    [
      { learning_rate: 1, lr_scheduler_type: "linear" },
      TypeError,
      "the file does not say all that its schedule needs; give totalSteps, or stepsPerEpoch (max_steps is not given",
    ],
    [{ learning_rate: 1, warmup_ratio: 0.5 }, TypeError, "give totalSteps, or stepsPerEpoch"],
    [
      { ...typed, num_warmup_steps: 3, warmup_steps: 4 },
      RangeError,
      "warmup_steps must be left out beside num_warmup_steps, got 4",
    ],
    [
      { ...typed, warmup_ratio: -0.1 },
      RangeError,
      "warmup_ratio must be a finite number of at least 0",
    ],
    [{ ...typed, warmup_ratio: 2 }, RangeError, "warmup_ratio must be a ratio of at most 1, got 2"],
    [{ ...typed, warmup_steps: "ten" }, TypeError, "warmup_steps must be a finite number"],
    [
      { ...typed, max_steps: 1.5, num_training_steps: null },
      RangeError,
      "max_steps must be an integer",
    ],
    [
      { ...typed, lr_scheduler_kwargs: { x: {} } },
      TypeError,
      "lr_scheduler_kwargs.x must be left out: linear takes no more arguments",
    ],
    [
      { ...stable, lr_scheduler_kwargs: { decay_ratio: 0.1 } },
      TypeError,
      "lr_scheduler_kwargs.decay_ratio must be left out: warmup_stable_decay takes num_decay_steps, num_stable_steps, warmup_type, decay_type, min_lr_ratio, num_cycles",
    ],
    [
      { ...typed, lr_scheduler_type: "cosine", lr_scheduler_kwargs: { min_lr_rate: 0.1 } },
      TypeError,
      "lr_scheduler_kwargs.min_lr_rate must be left out: cosine takes num_cycles; it is an argument of cosine_with_min_lr, cosine_warmup_with_min_lr",
    ],
    [
      minimal,
      RangeError,
      "min_lr must be given if min_lr_rate is not, and only then, got undefined",
    ],
    [
      { ...stable, num_warmup_steps: 90, lr_scheduler_kwargs: { num_decay_steps: 10 } },
      RangeError,
      "max_steps must be at least",
    ],
    [{ ...typed, lr_scheduler_kwargs: '{"power":' }, TypeError, "lr_scheduler_kwargs is no JSON: "],
    [{ ...typed, lr_scheduler_kwargs: [] }, TypeError, "lr_scheduler_kwargs must be a mapping"],
  ])("refuses %o", (document, Failure, message) => {
    expect(() => transformers(document)).toThrow(Failure);
    expect(() => transformers(document)).toThrow(message);
  });

  test("names an option that it does not know, and one that is out of range", () => {
    expect(() => transformers(typed, { steps: 3 } as never)).toThrow('got "steps"');
    expect(() => transformers(typed, { totalSteps: 0 })).toThrow(
      "totalSteps must be a finite number above 0",
    );
  });

  test("says what it assumed", () => {
    const { notes, steps } = transformers(
      {
        learning_rate: 1,
        num_train_epochs: 2,
        warmup_steps: 3,
        warmup_ratio: 0.5,
        deepspeed: "ds.json",
      },
      { stepsPerEpoch: 10 },
    );
    expect(steps).toBe(20);
    expect(notes).toEqual([
      'lr_scheduler_type: not given; "linear", the default, is taken',
      "num_train_epochs: 2 epochs of 10 updates are 20",
      "deepspeed: not read; a scheduler in that file takes the place of this one",
      "warmup_ratio: has no part, because warmup_steps is given",
    ]);
  });
});

test("what is imported composes", () => {
  const schedule = fromKeras({
    class_name: "ExponentialDecay",
    config: { initial_learning_rate: 1, decay_steps: 1, decay_rate: 0.5 },
  });
  expect((scheduleFrom(schedule) as Schedule)(2)).toBe(0.25);
});

const config = { initial_learning_rate: 0.1, decay_steps: 3 };

test.each<readonly [string, () => unknown, Path]>([
  [
    "of a class of Keras",
    () => keras({ class_name: "CosineDecay", config: { ...config, alpha: "x" } }),
    ["config", "alpha"],
  ],
  [
    "of PyTorch",
    () => torchImported({ step_size: 3, gamma: "x", base_lrs: [0.1], last_epoch: 1 }),
    ["gamma"],
  ],
  [
    "of the Trainer of Hugging Face",
    () => transformers({ learning_rate: 1, lr_scheduler_kwargs: { x: 1 }, max_steps: 9 }),
    ["lr_scheduler_kwargs", "x"],
  ],
  [
    "of fairseq, of which no schedule can be made",
    () =>
      fromFairseq({
        lr: 0,
        lr_scheduler: "tri_stage",
        phase_ratio: [0.2, 0.3, 0.5],
        max_update: 9,
      }),
    [],
  ],
  ["of no document", () => keras(3), []],
])("the path in a document %s", (_name, call, path) => {
  const causes: unknown[] = [];
  try {
    call();
  } catch (error) {
    causes.push((error as Error).cause);
  }
  expect(causes).toEqual([{ path }]);
});
