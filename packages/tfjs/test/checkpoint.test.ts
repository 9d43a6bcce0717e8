import { fingerprint, ramp, resumeFrom, snapshotAt } from "@anneal/core";
import { cosine } from "@anneal/cosine";
import { plateau } from "@anneal/plateau";
import { warmup } from "@anneal/warmup";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  applyCheckpoint,
  bind,
  bindPlan,
  connect,
  connectPlan,
  getLearningRate,
  restoreCheckpoint,
  storeCheckpoint,
  takeCheckpoint,
} from "../src/index.ts";
import type { Checkpoint } from "../src/index.ts";
import { optimizers } from "./optimizers.ts";
import { learningModel, regression, Report } from "./probe.ts";

const { perStep } = connect(tf);
const [x, y] = regression(24);
const steps = 9;

// Adamax has no getWeights.
const saved = optimizers.filter(({ name }) => name !== "adamax");

const bytesOf = (model: tf.LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

const throughJson = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;

/** What comes back when a model is saved, closed, and loaded in another process. */
async function reloaded(model: tf.LayersModel): Promise<tf.LayersModel> {
  let artifacts: tf.io.ModelArtifacts | undefined;
  await model.save(
    tf.io.withSaveHandler((given) => {
      artifacts = given;
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
      });
    }),
    { includeOptimizer: true },
  );
  const { weightData, ...rest } = artifacts!;
  model.optimizer.dispose();
  model.dispose();
  return tf.loadLayersModel(
    tf.io.fromMemory({ ...throughJson(rest), weightData: weightData as ArrayBuffer }),
  );
}

/** The type of TensorFlow.js hides that a weight is a variable. */
interface Readable {
  read(): tf.Variable;
}

describe("a hand-written loop", () => {
  const schedule = plateau({
    schedule: warmup({ schedule: cosine({ initial: 0.05, steps: 12 }), steps: 3 }),
    monitor: "score",
    factor: 0.5,
    patience: 1,
  });
  const beta = { learningRate: schedule, beta1: ramp({ from: 0.95, to: 0.5, steps: 10 }) };
  const momentum = { learningRate: schedule, momentum: ramp({ from: 0.5, to: 0.9, steps: 10 }) };

  const train = (
    model: tf.LayersModel,
    run: { readonly step: number; advance(): unknown; observe(metric: number): unknown },
    until: number,
  ): void => {
    while (run.step < until) {
      const variables = (model.trainableWeights as unknown as Readable[]).map((weight) =>
        weight.read(),
      );
      const from = (run.step % 4) * 6;
      const [input, target] = [x.slice(from, 6), y.slice(from, 6)];
      model.optimizer.minimize(
        () => tf.losses.meanSquaredError(target, model.apply(input) as tf.Tensor),
        false,
        variables,
      );
      tf.dispose([input, target]);
      run.advance();
      if (run.step === 4 || run.step === 6) run.observe(1);
    }
  };

  test.each(saved)("goes on to the last bit after any step, with $name", async ({ make }) => {
    const whole = learningModel(make(9));
    train(whole, bind(whole.optimizer, schedule), steps);
    for (let split = 0; split < steps; split++) {
      const first = learningModel(make(9));
      const run = bind(first.optimizer, schedule);
      train(first, run, split);
      await storeCheckpoint(first, run);
      const second = await reloaded(first);
      const resume = restoreCheckpoint(second);
      // At once: before anything of the schedule is there.
      expect(getLearningRate(second.optimizer)).toBe(run.value);
      train(second, bind(second.optimizer, schedule, { resume: resumeFrom(resume) }), steps);
      expect(bytesOf(second)).toEqual(bytesOf(whole));
    }
  });

  test.each([
    ["adam", beta],
    ["momentum", momentum],
    ["rmsprop", momentum],
  ])("goes on to the last bit with a plan for %s", async (name, plan) => {
    const { make } = saved.find((optimizer) => optimizer.name === name)!;
    const whole = learningModel(make(9));
    train(whole, bindPlan(whole.optimizer, plan), steps);
    for (let split = 0; split < steps; split += 2) {
      const first = learningModel(make(9));
      const run = bindPlan(first.optimizer, plan);
      train(first, run, split);
      await storeCheckpoint(first, run);
      const second = await reloaded(first);
      const resume = restoreCheckpoint(second);
      train(second, bindPlan(second.optimizer, plan, { resume: resumeFrom(resume) }), steps);
      expect(bytesOf(second)).toEqual(bytesOf(whole));
    }
  });

  test("needs no model: JSON beside the weights of the optimizer", async () => {
    const loop = (
      optimizer: tf.Optimizer,
      weight: tf.Variable,
      run: { advance(): unknown },
    ): void => {
      for (let step = 0; step < 5; step++) {
        optimizer.minimize(() => tf.square(weight).asScalar(), false, [weight]);
        run.advance();
      }
    };
    const [weight, optimizer] = [tf.variable(tf.scalar(1)), tf.train.adam(9)];
    const run = bind(optimizer, schedule);
    loop(optimizer, weight, run);
    const text = JSON.stringify(await takeCheckpoint(optimizer, run));
    const copy = tf.variable(weight.clone());
    const kept = (await optimizer.getWeights()).map(({ name, tensor }) => ({
      name,
      tensor: tensor.clone(),
    }));
    loop(optimizer, weight, run);

    const other = tf.train.adam(9);
    await other.setWeights(kept);
    const resume = applyCheckpoint(other, JSON.parse(text));
    expect(getLearningRate(other)).toBe(schedule.at(5, schedule.initial));
    loop(other, copy, bind(other, schedule, { resume: resumeFrom(resume) }));
    expect(copy.dataSync()).toEqual(weight.dataSync());
  });
});

describe("fit", () => {
  const options = { batchSize: 8, shuffle: false };
  const scores = [1, 2, 0.5, 3].map((score) => ({ score }));
  const schedule = plateau({
    schedule: ramp({ from: 0.05, to: 0.01, steps: 12 }),
    monitor: "score",
    factor: 0.5,
    patience: 1,
  });

  test.each(saved)("goes on to the last bit after any epoch, with $name", async ({ make }) => {
    const whole = learningModel(make(9));
    const { history } = await whole.fit(x, y, {
      ...options,
      epochs: 4,
      callbacks: [new Report(...scores), perStep(schedule)],
    });
    for (let epoch = 1; epoch < 4; epoch++) {
      const [first, callback] = [learningModel(make(9)), perStep(schedule)];
      await first.fit(x, y, {
        ...options,
        epochs: epoch,
        callbacks: [new Report(...scores), callback],
      });
      await storeCheckpoint(first, callback);
      const second = await reloaded(first);
      const resume = restoreCheckpoint(second);
      expect(getLearningRate(second.optimizer)).toBe(callback.clock().value);
      const rest = await second.fit(x, y, {
        ...options,
        initialEpoch: epoch,
        epochs: 4,
        callbacks: [
          new Report(...scores.slice(epoch)),
          perStep(schedule, { resume: resumeFrom(resume) }),
        ],
      });
      expect(bytesOf(second)).toEqual(bytesOf(whole));
      expect(rest.history["lr"]).toEqual(history["lr"]!.slice(epoch));
    }
  });

  test("keeps what else is in the metadata", async () => {
    const model = learningModel("adam");
    model.setUserDefinedMetadata({ author: "me" });
    await storeCheckpoint(model, perStep(0.1));
    expect(model.getUserDefinedMetadata()).toMatchObject({
      author: "me",
      anneal: { format: 1, values: { learningRate: 0.1 } },
    });
    await storeCheckpoint(model, connectPlan(tf).perStep({ learningRate: 0.1, beta1: 0.5 }));
    expect(model.getUserDefinedMetadata()).toMatchObject({
      anneal: { values: { learningRate: 0.1, beta1: 0.5 } },
    });
  });
});

describe("what is damaged or hostile is refused, and the model stays usable", () => {
  const schedule = ramp({ from: 0.5, to: 0, steps: 4 });

  const fresh = async (): Promise<[tf.LayersModel, Checkpoint]> => {
    const model = learningModel("adam");
    return [
      model,
      throughJson(await takeCheckpoint(model.optimizer, bind(model.optimizer, schedule))),
    ];
  };
  const parsed = (text: string): unknown => JSON.parse(text);
  const nested = (depth: number): unknown => (depth ? { kind: "x", inner: nested(depth - 1) } : 1);

  test.each<[string, (good: Checkpoint) => unknown, string]>([
    ["null", () => null, "the checkpoint must be an object, got null"],
    ["a list", () => [], "the checkpoint must be an object, got array"],
    ["a word", () => "checkpoint", "the checkpoint must be an object, got string"],
    ["nothing in it", () => ({}), "the checkpoint must have 1 for its format"],
    [
      "a later format",
      (good) => ({ ...good, format: 2 }),
      "the checkpoint must have 1 for its format",
    ],
    [
      "no snapshot",
      (good) => ({ ...good, snapshot: null }),
      "the checkpoint must have an object for its snapshot",
    ],
    [
      "no spec",
      (good) => ({ ...good, snapshot: { ...good.snapshot, spec: [] } }),
      "@anneal/core: snapshot: spec must be an object with a kind, got []",
    ],
    [
      "a spec that was changed",
      (good) => ({
        ...good,
        snapshot: { ...good.snapshot, spec: { ...good.snapshot.spec, from: 100 } },
      }),
      "@anneal/core: snapshot: fingerprint must be that of its spec, step and state",
    ],
    [
      "a spec that is nested without end",
      (good) => ({ ...good, snapshot: { ...good.snapshot, spec: nested(2000) } }),
      "@anneal/core: snapshot: fingerprint must be that of its spec, step and state",
    ],
    [
      "a step that is not finite, as JSON writes it",
      (good) => ({ ...good, snapshot: { ...good.snapshot, step: null } }),
      "@anneal/core: snapshot: step must be an integer of at least 0, got",
    ],
    [
      "a huge step",
      (good) => ({ ...good, snapshot: { ...good.snapshot, step: 1e300 } }),
      "@anneal/core: snapshot: step must be an integer of at least 0, got",
    ],
    ...[{ step: 1 }, { state: 1 }].map((other): [string, (good: Checkpoint) => unknown, string] => [
      `another ${Object.keys(other)[0]!}`,
      (good) => ({ ...good, snapshot: { ...good.snapshot, ...other } }),
      "@anneal/core: snapshot: fingerprint must be that of its spec, step and state",
    ]),
    [
      "the snapshot of another step",
      (good) => ({ ...good, snapshot: snapshotAt(schedule, good.snapshot.step + 1) }),
      "the checkpoint must have that of the rest for its fingerprint",
    ],
    ...(
      [
        ["a rate that is missing", { values: {} }],
        ["another rate", { values: { learningRate: 0.4 } }],
        ["a bias that is missing", { bias: {} }],
        ["no fingerprint", { fingerprint: null }],
      ] as const
    ).map(([name, other]): [string, (good: Checkpoint) => unknown, string] => [
      name,
      (good) => ({ ...good, ...other }),
      "the checkpoint must have that of the rest for its fingerprint",
    ]),
    [
      "no values",
      (good) => ({ ...good, values: 5 }),
      "the checkpoint must have numbers by name for its values",
    ],
    [
      "a rate that is NaN",
      (good) => ({ ...good, values: { learningRate: NaN } }),
      "learningRate must be a finite number of at least 0, got NaN",
    ],
    [
      "a rate below 0",
      (good) => ({ ...good, values: { learningRate: -1 } }),
      "learningRate must be a finite number of at least 0, got -1",
    ],
    [
      "a value after a good one that the optimizer does not have",
      (good) => ({ ...good, values: { learningRate: 0.25, momentum: 0.9 } }),
      "the optimizer must have a number momentum, got AdamOptimizer, whose momentum is beta1",
    ],
    [
      "a prototype among the values",
      (good) => ({ ...good, values: parsed('{"__proto__": 1, "learningRate": 0.25}') }),
      "the optimizer must have a number __proto__, got AdamOptimizer",
    ],
    [
      "a private field among the values",
      (good) => ({ ...good, values: { iterations_: 1e9 } }),
      "the optimizer must have a number iterations_, got AdamOptimizer",
    ],
    [
      "no bias",
      (good) => ({ ...good, bias: null }),
      "the checkpoint must have numbers by name for its bias",
    ],
    [
      "a bias of something else",
      (good) => ({ ...good, bias: { beta1: 0.5 } }),
      "the checkpoint must have what Adam accumulates for its bias",
    ],
    [
      "a bias of 1",
      (good) => ({ ...good, bias: { accBeta1: 1 } }),
      "the checkpoint must have numbers of at least 0 and below 1 for its bias",
    ],
    [
      "a bias that is a prototype",
      (good) => ({ ...good, bias: parsed('{"__proto__": 0.5}') }),
      "the checkpoint must have what Adam accumulates for its bias",
    ],
  ])("%s", async (_name, damage, problem) => {
    const [model, good] = await fresh();
    const { optimizer } = model;
    const config = optimizer.getConfig();
    model.setUserDefinedMetadata({ anneal: damage(good) as object });
    let message = "";
    try {
      restoreCheckpoint(model);
    } catch (error) {
      ({ message } = error as Error);
    }
    expect(message).toContain(problem);
    expect(message).toMatch(/^@anneal\/(tfjs|core): /);
    expect(message).not.toContain("\n");
    expect(optimizer.getConfig()).toEqual(config);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    await model.fit(x, y, { epochs: 1, callbacks: [perStep(schedule)] });
    expect(optimizer.iterations).toBe(1);
  });

  test("lists inside each other, too many to be shown", () => {
    const lists = Array.from({ length: 20_000 }).reduce((inner) => [inner], 1);
    expect(() => applyCheckpoint(tf.train.adam(0.1), lists)).toThrow(
      new TypeError("@anneal/tfjs: the checkpoint must be an object, got array"),
    );
  });

  test("a checkpoint of another optimizer", async () => {
    const [, good] = await fresh();
    expect(() => applyCheckpoint(tf.train.sgd(0.1), good)).toThrow(
      new TypeError("@anneal/tfjs: the checkpoint must have what Adam accumulates for its bias"),
    );
  });

  test("the snapshot of another schedule, or a state that does not fit", async () => {
    const [model, good] = await fresh();
    const resume = applyCheckpoint(model.optimizer, good);
    expect(() =>
      perStep(ramp({ from: 0.5, to: 0, steps: 5 }), { resume: resumeFrom(resume) }),
    ).toThrow("the snapshot was taken under another schedule: spec.steps: 5 here, 4 there");
    const content = { ...resume, state: { polluted: 1 }, fingerprint: undefined };
    const forged = { ...content, fingerprint: fingerprint(content) };
    expect(() => perStep(schedule, { resume: resumeFrom(forged) })).toThrow(
      "state must be a finite number or null, as the schedule has it, got (object)",
    );
  });

  test("no checkpoint, and no optimizer", async () => {
    const model = learningModel("adam");
    const none = new Error(
      "@anneal/tfjs: the model must have a checkpoint in its user-defined metadata, got none",
    );
    expect(() => restoreCheckpoint(model)).toThrow(none);
    model.setUserDefinedMetadata({});
    expect(() => restoreCheckpoint(model)).toThrow(none);
    await storeCheckpoint(model, perStep(0.1));
    await expect(takeCheckpoint(undefined as never, perStep(0.1))).rejects.toThrow(
      new TypeError("@anneal/tfjs: takeCheckpoint: the optimizer must be an object, got undefined"),
    );
    const bare = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    bare.setUserDefinedMetadata(model.getUserDefinedMetadata());
    expect(() => restoreCheckpoint(bare)).toThrow(
      new Error("@anneal/tfjs: the model must be saved with includeOptimizer, got no optimizer"),
    );
  });
});

describe("a model that could not be loaded as it is", () => {
  const layer = (): tf.layers.Layer => tf.layers.dense({ units: 1, inputShape: [2] });
  const compiled = (config: Partial<tf.ModelCompileArgs>): tf.LayersModel => {
    const model = tf.sequential({ layers: [layer()] });
    model.compile({ optimizer: "adam", loss: "meanSquaredError", ...config });
    return model;
  };

  class Registered extends tf.SGDOptimizer {
    static override get className(): string {
      return "Registered";
    }
  }
  tf.serialization.registerClass(Registered);

  class Unregistered extends tf.SGDOptimizer {
    static override get className(): string {
      return "Unregistered";
    }
  }

  /** Saved as an Adam. */
  class Nameless extends tf.AdamOptimizer {}

  /** Loaded with the decay that is its default. */
  class Decaying extends tf.SGDOptimizer {
    constructor(
      rate: number,
      readonly weightDecay = 0,
    ) {
      super(rate);
    }
    static override get className(): string {
      return "Decaying";
    }
  }
  tf.serialization.registerClass(Decaying);

  test.each<[string, Partial<tf.ModelCompileArgs>, string]>([
    [
      "a metric given as a function",
      { metrics: [tf.metrics.meanAbsoluteError] },
      "Unknown metric meanAbsoluteError",
    ],
    [
      "a metric of one's own",
      { metrics: [(_truth, output) => tf.mean(output)] },
      "Unknown metric ",
    ],
    ["a loss given as a function", { loss: tf.losses.meanSquaredError }, "a function for its loss"],
    [
      "losses given as functions",
      { loss: [tf.losses.meanSquaredError] },
      "Serialization of non-string loss is not supported.",
    ],
    ["Adamax", { optimizer: "adamax" }, "getWeights() is not implemented for Adamax yet."],
    [
      "an optimizer that is not registered",
      { optimizer: new Unregistered(0.1) },
      "Unknown layer: Unregistered.",
    ],
    [
      "an optimizer that is saved under the name of its parent",
      { optimizer: new Nameless(0.1, 0.9, 0.999) },
      "a AdamOptimizer, no Nameless",
    ],
    [
      "an optimizer whose settings are not saved",
      { optimizer: new Decaying(0.1, 0.5) },
      "weightDecay 0, not 0.5",
    ],
  ])("is refused: %s", async (_name, config, problem) => {
    const model = compiled(config);
    const callback = perStep(0.1);
    const { numTensors } = tf.memory();
    await expect(storeCheckpoint(model, callback)).rejects.toThrow(TypeError);
    await expect(storeCheckpoint(model, callback)).rejects.toThrow(
      `@anneal/tfjs: storeCheckpoint: the model must be one that loadLayersModel gives back, got ${problem}`,
    );
    expect({ ...model.getUserDefinedMetadata() }).not.toHaveProperty("anneal");
    // What takeCheckpoint returns is there for those who save the weights themselves.
    expect(await takeCheckpoint(model.optimizer, callback)).toMatchObject({ format: 1 });
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  test.each<[string, Partial<tf.ModelCompileArgs>]>([
    ["metrics by name", { metrics: ["accuracy", "mse"] }],
    ["a loss for each output", { loss: ["meanSquaredError"] }],
    ["an optimizer of one's own, registered", { optimizer: new Registered(0.1) }],
    ...saved.map(({ name, make }): [string, Partial<tf.ModelCompileArgs>] => [
      name,
      { optimizer: make(0.1) },
    ]),
  ])("is not %s: it is loaded, and its compilation is untouched", async (_name, config) => {
    const model = compiled(config);
    const { optimizer, metricsNames } = model;
    await model.fit(tf.ones([2, 2]), tf.ones([2, 1]), { epochs: 1 });
    const { numTensors } = tf.memory();
    await storeCheckpoint(model, perStep(0.1));
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(model.optimizer).toBe(optimizer);
    expect(model.metricsNames).toEqual(metricsNames);
    const loaded = await reloaded(model);
    expect(loaded.metricsNames).toEqual(metricsNames);
    expect(restoreCheckpoint(loaded).step).toBe(0);
    expect(loaded.optimizer.constructor).toBe(optimizer.constructor);
  });
});
