import { ramp, resumeFrom } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { bind, bindPlan, connect, connectPlan, getLearningRate } from "../src/index.ts";
import { optimizers } from "./optimizers.ts";
import { Probe, probeModel, samples } from "./probe.ts";

const { perStep, perEpoch } = connect(tf);
const plans = connectPlan(tf);
const [x, y] = samples(4);

/** 1, 0.9, 0.8, … */
const falling = ramp({ from: 1, to: 0, steps: 10 });
const plan = { learningRate: falling, momentum: ramp({ from: 0.5, to: 0.9, steps: 4 }) };

describe("a run without a snapshot begins at update `from`", () => {
  test.each(optimizers)("with bind, for $name", ({ make }) => {
    const optimizer = make(0.5);
    const run = bind(optimizer, falling, { from: 3 });
    expect([run.step, run.value, getLearningRate(optimizer)]).toEqual([3, 0.7, 0.7]);
    run.advance();
    expect([run.step, getLearningRate(optimizer)]).toEqual([4, 0.6]);
  });

  test("with bindPlan", () => {
    const optimizer = tf.train.momentum(0.5, 0.5);
    const run = bindPlan(optimizer, plan, { from: 2 });
    expect(run.step).toBe(2);
    expect(run.values).toEqual({ learningRate: 0.8, momentum: 0.7 });
    expect(optimizer.getConfig()).toMatchObject({ learningRate: 0.8, momentum: 0.7 });
  });

  test.each<[string, () => tf.Callback, number[]]>([
    ["perStep", () => perStep(falling, { from: 3 }), [0.7, 0.6, 0.5, 0.4]],
    ["perEpoch", () => perEpoch(falling, { from: 3 }), [0.7, 0.7, 0.6, 0.6]],
    [
      "a function of the totals",
      () => perStep(({ totalSteps }) => ramp({ from: 1, to: 0, steps: totalSteps }), { from: 1 }),
      [0.75, 0.5, 0.25, 0],
    ],
    ["a plan", () => plans.perStep({ learningRate: falling }, { from: 3 }), [0.7, 0.6, 0.5, 0.4]],
    [
      "a plan of epochs",
      () => plans.perEpoch({ learningRate: falling }, { from: 3 }),
      [0.7, 0.7, 0.6, 0.6],
    ],
  ])("with %s", async (_name, make, rates) => {
    const probe = new Probe();
    await probeModel().fit(x, y, { batchSize: 2, epochs: 2, callbacks: [make(), probe] });
    expect(probe.rates).toEqual(rates);
  });

  test("whatever initialEpoch is, and a later run goes on", async () => {
    const [model, callback, probe] = [probeModel(), perStep(falling, { from: 1 }), new Probe()];
    const run = (initialEpoch: number): Promise<unknown> =>
      model.fit(x, y, {
        batchSize: 2,
        initialEpoch,
        epochs: initialEpoch + 1,
        callbacks: [callback, probe],
      });
    await run(3);
    await run(4);
    expect(probe.rates).toEqual([0.9, 0.8, 0.7, 0.6]);
    expect(callback.snapshot().step).toBe(5);
  });

  test("0 of them too", async () => {
    const probe = new Probe();
    const callbacks = [perStep(falling, { from: 0 }), probe];
    await probeModel().fit(x, y, { batchSize: 2, initialEpoch: 2, epochs: 3, callbacks });
    expect(probe.rates).toEqual([1, 0.9]);
  });

  test("with the state of a beginning, if the schedule reacts", () => {
    const reducing = plateau({ schedule: falling, factor: 0.5, patience: 1 });
    const run = bind(tf.train.sgd(0.5), reducing, { from: 5 });
    expect(run.value).toBe(0.5);
    expect(run.snapshot()).toMatchObject({ step: 5, state: reducing.initial });
  });
});

describe("refuses", () => {
  const snapshot = bind(tf.train.sgd(0.5), falling).snapshot();

  test.each<[object, ErrorConstructor, string]>([
    [{ from: -1 }, RangeError, "from must be an integer of at least 0, got -1"],
    [{ from: 1.5 }, RangeError, "from must be an integer of at least 0, got 1.5"],
    [{ from: "3" }, TypeError, 'from must be an integer of at least 0, got "3"'],
    [{ from: 3, resume: resumeFrom(snapshot) }, RangeError, "from must be left out with resume"],
    [{ step: 5 }, TypeError, 'got "step"'],
  ])("%o", (options, Failure, problem) => {
    for (const call of [
      () => bind(tf.train.sgd(0.5), falling, options),
      () => perStep(falling, options),
      () => perEpoch(falling, options),
    ]) {
      expect(call).toThrow(Failure);
      expect(call).toThrow(problem);
    }
    if ("resume" in options) return;
    for (const call of [
      () => bindPlan(tf.train.sgd(0.5), { learningRate: falling }, options),
      () => plans.perStep({ learningRate: falling }, options),
      () => plans.perEpoch({ learningRate: falling }, options),
    ]) {
      expect(call).toThrow(Failure);
      expect(call).toThrow(problem);
    }
  });
});
