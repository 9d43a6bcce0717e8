import { ramp } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { connect } from "../src/index.ts";
import { optimizers } from "./optimizers.ts";
import { Probe, probeModel, samples } from "./probe.ts";

const { perStep, perEpoch } = connect(tf);
const [x, y] = samples(10);

/** A ramp whose values at the first steps are 1, 0.9, 0.8, … */
const falling = ramp({ from: 1, to: 0, steps: 10 });

describe("an error of another callback", () => {
  class Failing extends tf.Callback {
    readonly #hook: "onBatchBegin" | "onBatchEnd" | "onEpochEnd";
    #left: number;
    constructor(hook: "onBatchBegin" | "onBatchEnd" | "onEpochEnd", after: number) {
      super();
      this.#hook = hook;
      this.#left = after;
    }
    #fail(hook: string): Promise<void> {
      if (hook === this.#hook && this.#left-- === 0) throw new Error("failed");
      return Promise.resolve();
    }
    override onBatchBegin(): Promise<void> {
      return this.#fail("onBatchBegin");
    }
    override onBatchEnd(): Promise<void> {
      return this.#fail("onBatchEnd");
    }
    override onEpochEnd(): Promise<void> {
      return this.#fail("onEpochEnd");
    }
  }
  const options = { batchSize: 2, epochs: 2 };

  describe.each(optimizers)("with $name", ({ make }) => {
    test.each([
      ["before ours, after an update", "onBatchEnd", true, 3],
      ["after ours, after an update", "onBatchEnd", false, 3],
      ["before ours, before an update", "onBatchBegin", true, 2],
      ["after ours, before an update", "onBatchBegin", false, 2],
      ["before ours, after an epoch", "onEpochEnd", true, 5],
    ] as const)(
      "%s leaves the clock at the updates there were",
      async (_name, hook, first, steps) => {
        const model = probeModel(make(0.1));
        const callback = perStep(falling);
        const failing = new Failing(hook, hook === "onEpochEnd" ? 0 : 2);
        const callbacks = first ? [failing, callback] : [callback, failing];
        await expect(model.fit(x, y, { ...options, callbacks })).rejects.toThrow("failed");
        expect(model.optimizer.iterations).toBe(steps);
        expect(callback.snapshot().step).toBe(steps);
        expect(callback.clock().value).toBe(falling(steps));
        await model.fit(x, y, { ...options, callbacks: [callback] });
        expect(callback.clock().step).toBe(steps + 10);
      },
    );
  });

  test("does not count what another run has trained meanwhile", async () => {
    const [model, callback] = [probeModel(), perStep(falling)];
    const run = model.fit(x, y, {
      ...options,
      callbacks: [new Failing("onBatchEnd", 1), callback],
    });
    await expect(run).rejects.toThrow("failed");
    await model.fit(x, y, options);
    await model.fit(x, y, { ...options, epochs: 1, callbacks: [callback] });
    expect(callback.clock().step).toBe(2 + 5);
  });

  test("of an optimizer that does not count is an update less", async () => {
    const optimizer = tf.train.sgd(0.5);
    Object.defineProperty(optimizer, "iterations", { value: undefined });
    const [model, callback] = [probeModel(optimizer), perStep(falling)];
    const run = model.fit(x, y, {
      ...options,
      callbacks: [new Failing("onBatchEnd", 2), callback],
    });
    await expect(run).rejects.toThrow("failed");
    expect(callback.clock().step).toBe(2);
  });

  test("after an epoch does not keep perEpoch behind when the next one begins", async () => {
    const [model, callback, probe] = [probeModel(), perEpoch(falling), new Probe()];
    const run = (initialEpoch: number, ...others: tf.Callback[]): Promise<unknown> =>
      model.fit(x, y, {
        batchSize: 10,
        initialEpoch,
        epochs: 4,
        callbacks: [...others, callback, probe],
      });
    await expect(run(0, new Failing("onEpochEnd", 1))).rejects.toThrow("failed");
    await run(2);
    expect(probe.rates).toEqual([1, 0.9, 0.8, 0.7]);
  });

  test("within an epoch lets perEpoch repeat it", async () => {
    const [model, callback, probe] = [probeModel(), perEpoch(falling), new Probe()];
    const run = (initialEpoch: number, ...others: tf.Callback[]): Promise<unknown> =>
      model.fit(x, y, {
        batchSize: 5,
        initialEpoch,
        epochs: 3,
        callbacks: [callback, probe, ...others],
      });
    await expect(run(0, new Failing("onBatchEnd", 2))).rejects.toThrow("failed");
    await run(1);
    expect(probe.rates).toEqual([1, 1, 0.9, 0.9, 0.9, 0.8, 0.8]);
  });

  test("is not counted twice by whoever looks at the clock in between", async () => {
    const callback = perStep(falling);
    const seen: number[] = [];
    const look = (): void => void seen.push(callback.clock().step);
    await probeModel().fit(x, y, {
      batchSize: 5,
      epochs: 1,
      callbacks: [
        new tf.CustomCallback({ onBatchEnd: look }),
        callback,
        new tf.CustomCallback({ onBatchBegin: look, onBatchEnd: look }),
      ],
    });
    expect(seen).toEqual([0, 1, 1, 1, 2, 2]);
  });
});
