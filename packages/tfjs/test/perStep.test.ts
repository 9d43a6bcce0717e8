import { constant, product, ramp, resumeFrom, scale, sequence } from "@anneal/core";
import { cosine } from "@anneal/cosine";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { connect, getLearningRate } from "../src/index.ts";
import type { RunTotals } from "../src/index.ts";
import {
  fitDataset,
  Probe,
  probeModel,
  Report,
  rows,
  samples,
  StopAfter,
  unsizedRows,
} from "./probe.ts";
import "./wasm.ts";

const { perStep } = connect(tf);
const [x, y] = samples(10);

/** A ramp whose values at the first steps are 1, 0.9, 0.8, … */
const falling = ramp({ from: 1, to: 0, steps: 10 });

const rounded = (values: readonly number[]): number[] =>
  values.map((value) => Number(value.toFixed(4)));

describe("the rates that train", () => {
  test("are those of the schedule, batch by batch, the last partial one included", async () => {
    const probe = new Probe();
    const { history } = await probeModel().fit(x, y, {
      batchSize: 4,
      epochs: 2,
      callbacks: [perStep(falling), probe],
    });
    expect(probe.rates).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.5]);
    expect(rounded(history["lr"] as number[])).toEqual([0.8, 0.5]);
  });

  test.each([
    ["momentum", tf.train.momentum(0.5, 0.9)],
    ["adam", tf.train.adam(0.5)],
  ])("reach %s before each batch, wherever the callback stands in the list", async (_name, own) => {
    const seen: number[] = [];
    const spy = new tf.CustomCallback({
      onBatchEnd: () => void seen.push(getLearningRate(own)),
    });
    await probeModel(own).fit(x, y, {
      batchSize: 4,
      epochs: 1,
      callbacks: [spy, perStep(falling)],
    });
    expect(rounded(seen)).toEqual([1, 0.9, 0.8]);
  });

  test("are the same on wasm", async () => {
    await tf.setBackend("wasm");
    const probe = new Probe();
    await probeModel().fit(...samples(10), {
      batchSize: 4,
      epochs: 2,
      callbacks: [perStep(falling), probe],
    });
    await tf.setBackend("cpu");
    expect(probe.rates).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.5]);
  });

  test("do not depend on validation", async () => {
    const probe = new Probe();
    const { history } = await probeModel().fit(x, y, {
      batchSize: 4,
      epochs: 2,
      validationSplit: 0.2,
      callbacks: [perStep(falling), probe],
    });
    expect(probe.rates).toEqual([1, 0.9, 0.8, 0.7]);
    expect(history).toHaveProperty("val_loss");
  });

  test("are any schedule's, for any number of samples and batch size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
        async (count, batchSize, epochs) => {
          const probe = new Probe();
          await probeModel().fit(...samples(count), {
            batchSize,
            epochs,
            callbacks: [
              perStep(({ totalSteps }) => ramp({ from: 1, to: 0.5, steps: totalSteps })),
              probe,
            ],
          });
          const total = epochs * Math.ceil(count / batchSize);
          expect(probe.rates).toEqual(
            rounded(Array.from({ length: total }, (_item, step) => 1 - (0.5 * step) / total)),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  test("of a constant and of a function", async () => {
    const probe = new Probe();
    const model = probeModel();
    const options = { batchSize: 5, epochs: 1 };
    await model.fit(x, y, { ...options, callbacks: [perStep(0.25), probe] });
    await model.fit(x, y, {
      ...options,
      callbacks: [perStep(() => (step) => 1 / (step + 1)), probe],
    });
    expect(probe.rates).toEqual([0.25, 0.25, 1, 0.5]);
  });

  test("of a schedule of schedules", async () => {
    const probe = new Probe();
    await probeModel().fit(x, y, {
      batchSize: 2,
      epochs: 1,
      callbacks: [
        perStep(({ stepsPerEpoch }) =>
          sequence([
            { schedule: 0.125, steps: 1 },
            product([cosine({ initial: 1, steps: stepsPerEpoch - 1 }), constant(0.5)]),
          ]),
        ),
        probe,
      ],
    });
    const wave = [0, 1, 2, 3].map((step) => 0.25 * (1 + Math.cos((Math.PI * step) / 4)));
    expect(probe.rates).toEqual(rounded([0.125, ...wave]));
  });
});

describe("the clock", () => {
  test("goes on in a later run", async () => {
    const [model, callback, probe] = [probeModel(), perStep(falling), new Probe()];
    for (let run = 0; run < 3; run++) {
      await model.fit(x, y, { batchSize: 5, epochs: 1, callbacks: [callback, probe] });
    }
    expect(probe.rates).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.5]);
    expect(callback.snapshot()).toMatchObject({ step: 6, spec: falling.spec });
  });

  test("begins with initialEpoch, in the first run alone", async () => {
    const [model, callback, probe] = [probeModel(), perStep(falling), new Probe()];
    const options = { batchSize: 5, callbacks: [callback, probe] };
    await model.fit(x, y, { ...options, initialEpoch: 2, epochs: 3 });
    await model.fit(x, y, { ...options, initialEpoch: 3, epochs: 4 });
    expect(probe.rates).toEqual([0.6, 0.5, 0.4, 0.3]);
  });

  test("follows the optimizer when the model is compiled anew", async () => {
    const [model, callback, probe] = [probeModel(), perStep(0.25), new Probe()];
    const options = { batchSize: 10, epochs: 1, callbacks: [callback, probe] };
    await model.fit(x, y, options);
    model.compile({
      optimizer: tf.train.sgd(0.75),
      loss: (_truth: tf.Tensor, output: tf.Tensor) => tf.mean(output),
    });
    await model.fit(x, y, options);
    expect(probe.rates).toEqual([0.25, 0.25]);
  });

  test("counts the updates of an epoch that stopTraining cuts short", async () => {
    const [model, callback, probe] = [probeModel(), perStep(falling), new Probe()];
    const { history } = await model.fit(x, y, {
      batchSize: 2,
      epochs: 4,
      callbacks: [new StopAfter(6), callback, probe],
    });
    expect(probe.rates).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4]);
    expect(rounded(history["lr"] as number[])).toEqual([0.6, 0.4]);
    expect(callback.snapshot().step).toBe(7);
  });

  test("stands still for an update that the optimizer skips", async () => {
    class Skipping extends tf.SGDOptimizer {
      #call = 0;
      override applyGradients(gradients: tf.NamedTensorMap): void {
        if (this.#call++ % 3 !== 0) super.applyGradients(gradients);
      }
    }
    const [callback, probe] = [perStep(falling), new Probe()];
    await probeModel(new Skipping(0.5)).fit(x, y, {
      batchSize: 2,
      epochs: 1,
      callbacks: [callback, probe],
    });
    expect(probe.rates).toEqual([0, 1, 0.9, 0, 0.8]);
    expect(callback.snapshot().step).toBe(3);
  });

  test("moves with every batch where the optimizer does not count", async () => {
    const optimizer = tf.train.sgd(0.5);
    Object.defineProperty(optimizer, "iterations", { value: undefined });
    const probe = new Probe();
    await probeModel(optimizer).fit(x, y, {
      batchSize: 5,
      epochs: 1,
      callbacks: [perStep(falling), probe],
    });
    expect(probe.rates).toEqual([1, 0.9]);
  });

  test("refuses to stand still because the optimizer forgets to count", async () => {
    class Forgetful extends tf.SGDOptimizer {
      protected override incrementIterations(): void {
        // Nothing: as an optimizer whose author did not know of it.
      }
    }
    await expect(
      probeModel(new Forgetful(0.5)).fit(x, y, { epochs: 1, callbacks: [perStep(falling)] }),
    ).rejects.toThrow(
      new Error("@anneal/tfjs: perStep: the optimizer must count its iterations, got 0"),
    );
  });
});

describe("the totals", () => {
  const totalsOf = async (
    run: (callback: tf.Callback) => Promise<unknown>,
  ): Promise<Partial<RunTotals>> => {
    let { epochs, stepsPerEpoch, totalSteps }: Partial<RunTotals> = {};
    await run(
      perStep((totals) => {
        ({ epochs, stepsPerEpoch, totalSteps } = totals);
        return constant(0);
      }),
    );
    return { epochs, stepsPerEpoch, totalSteps } as Partial<RunTotals>;
  };

  test.each([
    ["a full batch at the end", { batchSize: 5 }, 2],
    ["a partial batch at the end", { batchSize: 4 }, 3],
    ["one batch", { batchSize: 100 }, 1],
    ["the default batch size", {}, 1],
    ["samples kept for validation", { batchSize: 4, validationSplit: 0.2 }, 2],
    ["an initial epoch", { batchSize: 5, initialEpoch: 2 }, 2],
  ])("of fit with %s", async (_name, options, stepsPerEpoch) => {
    const totals = await totalsOf((callback) =>
      probeModel().fit(x, y, { epochs: 3, ...options, callbacks: [callback] }),
    );
    expect(totals).toEqual({ epochs: 3, stepsPerEpoch, totalSteps: 3 * stepsPerEpoch });
  });

  test("of fitDataset with a dataset that knows its size", async () => {
    const totals = await totalsOf((callback) =>
      fitDataset(probeModel(), rows(10).batch(4), { epochs: 2, callbacks: [callback] }),
    );
    expect(totals).toEqual({ epochs: 2, stepsPerEpoch: 3, totalSteps: 6 });
  });

  test("of fitDataset with batchesPerEpoch", async () => {
    const totals = await totalsOf((callback) =>
      fitDataset(probeModel(), rows(10).repeat().batch(2), {
        epochs: 2,
        batchesPerEpoch: 7,
        callbacks: [callback],
      }),
    );
    expect(totals).toEqual({ epochs: 2, stepsPerEpoch: 7, totalSteps: 14 });
  });

  test("are asked for once", async () => {
    let calls = 0;
    const callback = perStep(({ stepsPerEpoch }) => {
      calls++;
      return ramp({ from: 1, to: 0, steps: 4 * stepsPerEpoch });
    });
    const [model, probe] = [probeModel(), new Probe()];
    await model.fit(x, y, { batchSize: 5, epochs: 1, callbacks: [callback, probe] });
    await model.fit(x, y, { batchSize: 5, epochs: 2, callbacks: [callback, probe] });
    expect(calls).toBe(1);
    expect(probe.rates).toEqual([1, 0.875, 0.75, 0.625, 0.5, 0.375]);
  });
});

describe("fitDataset", () => {
  test("trains with the rates of the schedule, the last partial batch included", async () => {
    const probe = new Probe();
    const { history } = await fitDataset(probeModel(), rows(5).batch(2), {
      epochs: 2,
      callbacks: [perStep(falling), probe],
    });
    expect(probe.rates).toEqual([1, 0.9, 0.8, 0.7, 0.6, 0.5]);
    expect(rounded(history["lr"] as number[])).toEqual([0.8, 0.5]);
  });

  test("needs no totals for a schedule that does not ask for them", async () => {
    const probe = new Probe();
    await fitDataset(probeModel(), unsizedRows(4).batch(2), {
      epochs: 2,
      callbacks: [perStep(falling), probe],
    });
    expect(probe.rates).toEqual([1, 0.9, 0.8, 0.7]);
  });

  test("begins with initialEpoch, which it does not announce", async () => {
    const probe = new Probe();
    await fitDataset(probeModel(), rows(4).batch(2), {
      initialEpoch: 2,
      epochs: 3,
      callbacks: [perStep(falling), probe],
    });
    expect(probe.rates).toEqual([0.6, 0.5]);
  });

  test.each<[string, (totals: RunTotals) => number]>([
    ["totalSteps", ({ totalSteps }) => totalSteps],
    ["stepsPerEpoch", ({ stepsPerEpoch }) => stepsPerEpoch],
  ])("without a known size has no %s", async (_name, read) => {
    const callback = perStep((totals) => scale(1, read(totals)));
    await expect(
      fitDataset(probeModel(), unsizedRows(4).batch(2), { epochs: 2, callbacks: [callback] }),
    ).rejects.toThrow(
      new Error("@anneal/tfjs: perStep: fitDataset must be given batchesPerEpoch, got none"),
    );
    expect(() => callback.snapshot()).toThrow(
      new Error("@anneal/tfjs: perStep: no clock before the first run"),
    );
  });

  test("without a known size cannot begin in the middle", async () => {
    await expect(
      fitDataset(probeModel(), unsizedRows(4).batch(2), {
        initialEpoch: 1,
        epochs: 2,
        callbacks: [perStep(falling)],
      }),
    ).rejects.toThrow("@anneal/tfjs: perStep: fitDataset must be given batchesPerEpoch, got none");
  });

  test("without a known size begins in the middle of a snapshot", async () => {
    const [model, before, probe] = [probeModel(), perStep(falling), new Probe()];
    await fitDataset(model, unsizedRows(4).batch(2), { epochs: 1, callbacks: [before, probe] });
    await fitDataset(model, unsizedRows(4).batch(2), {
      initialEpoch: 1,
      epochs: 2,
      callbacks: [perStep(falling, { resume: resumeFrom(before.snapshot()) }), probe],
    });
    expect(probe.rates).toEqual([1, 0.9, 0.8, 0.7]);
  });
});

describe("a run", () => {
  test("has the first rate before its first batch", async () => {
    const optimizer = tf.train.adam(0.5);
    const seen: number[] = [];
    await probeModel(optimizer).fit(x, y, {
      epochs: 1,
      callbacks: [
        perStep(falling),
        new tf.CustomCallback({ onEpochBegin: () => void seen.push(getLearningRate(optimizer)) }),
      ],
    });
    expect(seen).toEqual([1]);
  });

  test("leaves no tensor behind", async () => {
    const [model, callback] = [probeModel(), perStep(falling)];
    const train = async (): Promise<void> => {
      await model.fit(x, y, { batchSize: 2, epochs: 2, callbacks: [callback] });
    };
    await train();
    const { numTensors, numBytes } = tf.memory();
    await train();
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  });

  test.each([
    ["adam", () => tf.train.adam(0.5), 0],
    // Its rate is a tensor: one comes and one goes with every change, the last after the last update, and with every epoch.
    ["sgd", () => tf.train.sgd(0.5), 12],
  ])("reads nothing back and makes no tensor in a step of %s", async (_name, make, changes) => {
    const { backend } = tf.engine();
    // Tensors are numbered as they are made.
    const tensorsMade = (): number => tf.tidy(() => tf.scalar(0).id);
    const reads = [vi.spyOn(backend, "read"), vi.spyOn(backend, "readSync")];
    const work = async (...callbacks: tf.Callback[]): Promise<[number, number]> => {
      const model = probeModel(make());
      const before = tensorsMade();
      for (const read of reads) read.mockClear();
      await model.fit(x, y, { batchSize: 2, epochs: 2, shuffle: false, callbacks });
      const count = reads.reduce((sum, read) => sum + read.mock.calls.length, 0);
      return [count, tensorsMade() - before];
    };
    const [readsWithout, tensorsWithout] = await work();
    expect(await work(perStep(falling))).toEqual([readsWithout, tensorsWithout + changes]);
    for (const read of reads) read.mockRestore();
  });

  test("is not slowed by a rate that stays: it is set once an epoch", async () => {
    const optimizer = tf.train.sgd(0.5);
    let calls = 0;
    const set = optimizer.setLearningRate.bind(optimizer);
    optimizer.setLearningRate = (rate) => {
      calls++;
      set(rate);
    };
    const steps = sequence([{ schedule: 0.5, steps: 7 }, 0.25]);
    await probeModel(optimizer).fit(x, y, {
      batchSize: 2,
      epochs: 4,
      callbacks: [perStep(steps)],
    });
    // When each of four begins, and when it changes.
    expect(calls).toBe(5);
  });

  test("reports lr beside metrics of others", async () => {
    const { history } = await probeModel().fit(x, y, {
      batchSize: 10,
      epochs: 2,
      callbacks: [new Report({ f1: 0.5 }, { f1: 0.75 }), perStep(falling)],
    });
    expect(history).toMatchObject({ f1: [0.5, 0.75], lr: [1, 0.9] });
  });
});

describe("errors", () => {
  const isNumber =
    "@anneal/tfjs: perStep: a function must return a schedule, as in () => (step) => rate, got number";
  const isNone =
    "@anneal/core: function: schedule must be a schedule, a function of the step, or a finite number of at least 0, got";

  test.each<[string, unknown, string]>([
    ["arithmetic with the totals", (step: number) => 0.1 / (step + 1), isNumber],
    ["a comparison with the totals", (step: number) => (step >= 5 ? 0.01 : 0.1), isNumber],
    ["a number", () => 0.1, isNumber],
    ["NaN", (step: { length: number }) => 0.1 * step.length, isNumber],
    ["nothing", () => undefined, `${isNone} undefined`],
    ["a string", () => "cosine", `${isNone} "cosine"`],
    ["a factory that was not called", () => cosine, `${isNone} (function)`],
  ])("a function that returns %s", async (_name, source, problem) => {
    const callback = perStep(source as never);
    await expect(probeModel().fit(x, y, { callbacks: [callback] })).rejects.toThrow(
      new TypeError(problem),
    );
  });

  test.each<[string, unknown, Error]>([
    [
      "a string",
      "cosine",
      new TypeError(
        '@anneal/core: function: schedule must be a schedule, a function of the step, or a finite number of at least 0, got "cosine"',
      ),
    ],
    [
      "nothing",
      undefined,
      new TypeError(
        "@anneal/core: function: schedule must be a schedule, a function of the step, or a finite number of at least 0, got undefined",
      ),
    ],
    [
      "a negative number",
      -1,
      new RangeError("@anneal/core: constant: value must be a finite number of at least 0, got -1"),
    ],
  ])("%s is no schedule, which shows at once", (_name, source, error) => {
    expect(() => perStep(source as number)).toThrow(error);
  });

  test("a bad value of the schedule ends the run", async () => {
    await expect(
      probeModel().fit(x, y, {
        batchSize: 2,
        epochs: 1,
        callbacks: [perStep(() => (step) => 1 - step)],
      }),
    ).rejects.toThrow(RangeError);
  });
});
