import { plateau } from "@anneal/plateau";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  connect,
  connectPlan,
  learningRateScheduler,
  reduceLROnPlateau,
  restoreBestWeights,
  stopAtFloor,
  withMetrics,
  yieldEvery,
} from "../src/index.ts";
import type { Change } from "../src/index.ts";
import { Probe, probeModel, Report, samples } from "./probe.ts";

const { perStep, perEpoch } = connect(tf);
const [x, y] = samples(4);
const reducing = plateau({ schedule: 0.5, monitor: "score", factor: 0.5, patience: 1 });
const scores = (...values: number[]): Report => new Report(...values.map((score) => ({ score })));

describe("yieldEvery", () => {
  /** How often a timer had its turn while the model trained. */
  const turns = async (callback: tf.Callback): Promise<number> => {
    let [count, done] = [0, false];
    const tick = (): void => {
      count++;
      if (!done) setTimeout(tick);
    };
    setTimeout(tick);
    await probeModel().fit(...samples(400), {
      batchSize: 1,
      epochs: 1,
      callbacks: [callback],
    });
    done = true;
    return count;
  };

  test("gives others their turn, which fit alone does not", async () => {
    expect(await turns(perStep(0.1))).toBe(0);
    expect(await turns(yieldEvery(1, perStep(0.1)))).toBeGreaterThan(20);
    expect(await turns(yieldEvery(60_000, perStep(0.1)))).toBe(0);
  });

  test("is about any callback, which goes on as before", async () => {
    const [callback, probe] = [perStep(() => (step: number) => 1 / (step + 1)), new Probe()];
    expect(yieldEvery(1, callback)).toBe(callback);
    await probeModel().fit(x, y, {
      batchSize: 1,
      callbacks: [callback, yieldEvery(0.5, probe)],
    });
    expect(probe.rates).toEqual([1, 0.5, 0.3333, 0.25]);
  });

  test.each<[unknown, Error]>([
    [
      0,
      new RangeError(
        "@anneal/tfjs: yieldEvery: milliseconds must be a finite number above 0, got 0",
      ),
    ],
    [
      "batch",
      new TypeError(
        "@anneal/tfjs: yieldEvery: milliseconds must be a finite number above 0, got string",
      ),
    ],
  ])("refuses %s", (milliseconds, error) => {
    expect(() => yieldEvery(milliseconds as number, perStep(0.1))).toThrow(error);
  });
});

describe("stopAtFloor", () => {
  test.each([
    [{ floor: 0.125 }, [0.5, 0.5, 0.25, 0.125]],
    [{ floor: 0.125, epochs: 2 }, [0.5, 0.5, 0.25, 0.125, 0.125]],
    [{ floor: 0.01 }, [0.5, 0.5, 0.25, 0.125, 0.125, 0.125]],
  ])("ends training after %o", async (options, expected) => {
    const { history } = await probeModel().fit(x, y, {
      epochs: 6,
      callbacks: [
        scores(1, 1, 1, 1, 1, 1),
        stopAtFloor(
          options,
          reduceLROnPlateau(tf, { monitor: "score", factor: 0.5, patience: 1, minLr: 0.125 }),
        ),
      ],
    });
    expect(history["lr"]).toEqual(expected);
  });

  test("does not mistake a warmup for the floor", async () => {
    const rates = [0.1, 0.1, 0.5, 0.1, 0.5];
    const { history } = await probeModel().fit(x, y, {
      epochs: 5,
      callbacks: [
        stopAtFloor(
          { floor: 0.1, epochs: 2 },
          perEpoch(() => (epoch) => rates[epoch] ?? 0),
        ),
      ],
    });
    expect(history["lr"]).toEqual(rates);
  });

  test("may be called by hand, without logs", async () => {
    const callback = stopAtFloor({ floor: 1 }, perEpoch(0.5));
    callback.setModel(probeModel());
    callback.setParams({ epochs: 1 });
    await callback.onTrainBegin();
    await callback.onEpochBegin(0);
    await callback.onEpochEnd(0);
    expect(callback.clock().step).toBe(1);
  });

  test.each<[object, Error]>([
    [
      { floor: -1 },
      new RangeError(
        "@anneal/tfjs: stopAtFloor: floor must be a finite number of at least 0, got -1",
      ),
    ],
    [
      {},
      new TypeError(
        "@anneal/tfjs: stopAtFloor: floor must be a finite number of at least 0, got undefined",
      ),
    ],
    [
      { floor: 0, epochs: 0 },
      new RangeError("@anneal/tfjs: stopAtFloor: epochs must be an integer of at least 1, got 0"),
    ],
  ])("refuses %o", (options, error) => {
    expect(() => stopAtFloor(options as { floor: number }, perStep(0.1))).toThrow(error);
  });
});

describe("withMetrics", () => {
  test("lets a schedule watch a function of the logs, or of the model", async () => {
    const seen: (readonly [number, boolean])[] = [];
    const { history } = await probeModel().fit(x, y, {
      epochs: 4,
      callbacks: [
        scores(1, 3, 2, 5),
        withMetrics(
          {
            double: ({ score, loss }, model) => {
              seen.push([score!, typeof loss === "number" && "predict" in model]);
              return Promise.resolve(2 * score!);
            },
            half: ({ double }) => double! / 4,
          },
          perEpoch(plateau({ schedule: 1, monitor: "half", factor: 0.5, patience: 1 })),
        ),
      ],
    });
    expect(seen).toEqual([
      [1, true],
      [3, true],
      [2, true],
      [5, true],
    ]);
    expect(history).toMatchObject({
      double: [2, 6, 4, 10],
      half: [0.5, 1.5, 1, 2.5],
      lr: [1, 1, 0.5, 0.25],
    });
  });

  test("may be named as if it were of the validation that fit does", async () => {
    const own = withMetrics(
      { val_f1: ({ score }) => score },
      perEpoch(plateau({ schedule: 1, monitor: "val_f1", factor: 0.5, patience: 1 })),
    );
    const { history } = await probeModel().fit(x, y, {
      epochs: 3,
      callbacks: [scores(1, 2, 3), own],
    });
    expect(history["lr"]).toEqual([1, 1, 0.5]);
  });

  test("leaves out a metric that there is none of", async () => {
    const { history } = await probeModel().fit(x, y, {
      epochs: 2,
      callbacks: [
        withMetrics({ score: () => undefined }, perEpoch(reducing, { onMissing: "ignore" })),
      ],
    });
    expect(history).not.toHaveProperty("score");
    expect(history["lr"]).toEqual([0.5, 0.5]);
  });

  test("may be called by hand, without logs", async () => {
    const callback = withMetrics({ score: () => 1 }, perEpoch(reducing));
    callback.setModel(probeModel());
    callback.setParams({ epochs: 1 });
    await callback.onTrainBegin();
    await callback.onEpochBegin(0);
    await callback.onEpochEnd(0);
    expect(callback.snapshot()).toMatchObject({ state: { best: 1 } });
  });

  test("refuses what is no metric", async () => {
    expect(() => withMetrics({ score: 1 as never }, perStep(0.1))).toThrow(
      new TypeError("@anneal/tfjs: withMetrics: score must be a function, got number"),
    );
    await expect(
      probeModel().fit(x, y, {
        callbacks: [withMetrics({ score: () => "1" as never }, perStep(0.1))],
      }),
    ).rejects.toThrow(
      new TypeError("@anneal/tfjs: withMetrics: score must return a number, got string"),
    );
  });
});

describe("restoreBestWeights", () => {
  /** The weight at the end of each epoch: falls by the rate, 0.5 and then less, with each. */
  const weightsAfter = async (
    report: Report,
    callback: tf.Callback,
    model = probeModel(),
  ): Promise<number[]> => {
    const seen: number[] = [];
    await model.fit(x, y, {
      epochs: 4,
      callbacks: [
        report,
        callback,
        new tf.CustomCallback({
          onEpochEnd: () => void seen.push(model.getWeights()[0]!.dataSync()[0]!),
        }),
      ],
    });
    return seen;
  };

  test("goes back when a metric lowers the rate", async () => {
    const changes: Change[] = [];
    const model = probeModel();
    const seen = await weightsAfter(
      scores(2, 1, 5, 0.5),
      restoreBestWeights(
        { monitor: "score" },
        perEpoch(reducing, { onChange: (change) => changes.push(change) }),
      ),
      model,
    );
    // Best after the second epoch, worse after the third, better than ever after the fourth.
    expect(seen).toEqual([-0.5, -1, -1, -1.25]);
    expect(changes.map(({ reason }) => reason)).toEqual(["begin", "metric"]);
  });

  test("goes back once for each reduction", async () => {
    const patient = plateau({ schedule: 0.5, monitor: "score", factor: 0.5, patience: 2 });
    const seen = await weightsAfter(
      scores(1, 2, 3, 4),
      restoreBestWeights({ monitor: "score" }, perEpoch(patient)),
    );
    expect(seen).toEqual([-0.5, -1, -0.5, -0.75]);
  });

  test("does not go back for a rate that falls by itself", async () => {
    const seen = await weightsAfter(
      scores(1, 2, 3, 4),
      restoreBestWeights(
        { monitor: "score" },
        perEpoch(() => (epoch: number) => 1 / 2 ** epoch),
      ),
    );
    expect(seen).toEqual([-1, -1.5, -1.75, -1.875]);
  });

  test.each([
    ["acc", "auto", "max", [-0.5, -0.5, -0.5, -0.5]],
    ["acc", "min", "min", [-0.5, -1, -1, -1]],
    ["loss", "max", "max", [-0.5, -0.5, -0.5, -0.5]],
    ["score", "auto", "min", [-0.5, -1, -1, -1]],
  ] as const)("judges %s by mode %s", async (monitor, mode, own, expected) => {
    const reduced = plateau({ schedule: 0.5, monitor, mode: own, factor: 0.5, patience: 1 });
    const seen = await weightsAfter(
      new Report(...[3, 2, 2.5, 2.2].map((value) => ({ [monitor]: value }))),
      restoreBestWeights({ monitor, mode }, perEpoch(reduced)),
    );
    expect(seen).toEqual(expected);
  });

  test("a NaN or missing metric is never the best", async () => {
    const seen = await weightsAfter(
      new Report({ score: NaN }, { score: NaN }, { score: 2 }, { score: 3 }),
      restoreBestWeights({ monitor: "score" }, perEpoch(reducing)),
    );
    // Nothing to go back to after the first two, whose rate falls all the same.
    expect(seen).toEqual([-0.5, -0.75, -0.875, -0.875]);
    const other = await weightsAfter(
      new Report({}, {}, {}, {}),
      restoreBestWeights({ atEnd: true, onMissing: "ignore" }, perStep(0.5)),
    );
    expect(other).toEqual([-0.5, -1, -1.5, -2]);
  });

  test("ends with the best weights if asked to, and leaves no tensor behind", async () => {
    const model = probeModel();
    const callback = restoreBestWeights({ monitor: "score", atEnd: true }, perEpoch(0.5));
    await weightsAfter(scores(2, 1, 5, 5), callback, model);
    expect(model.getWeights()[0]!.dataSync()[0]).toBe(-1);
    const { numTensors, numBytes } = tf.memory();
    await weightsAfter(scores(2, 1, 5, 5), callback, model);
    expect(tf.memory()).toMatchObject({ numTensors, numBytes });
    expect(model.getWeights()[0]!.dataSync()[0]).toBe(-2);
  });

  test("a metric that is never there is an error that names those there are", async () => {
    const callback = restoreBestWeights({ monitor: "val_accuracy" }, perEpoch(0.5));
    await expect(
      probeModel().fit(x, y, { epochs: 2, validationSplit: 0.5, callbacks: [callback] }),
    ).rejects.toThrow(
      new Error(
        "@anneal/tfjs: restoreBestWeights: the metrics must hold val_accuracy, got val_loss, loss, lr",
      ),
    );
  });

  test("a metric that stopTraining keeps away is no error", async () => {
    const model = probeModel();
    const stop = new tf.CustomCallback({ onBatchEnd: () => void (model.stopTraining = true) });
    const { history } = await model.fit(x, y, {
      epochs: 2,
      validationSplit: 0.5,
      callbacks: [restoreBestWeights({}, perEpoch(0.5)), stop],
    });
    expect(history["lr"]).toEqual([0.5]);
  });

  test("leaves no tensor behind when a run fails", async () => {
    const model = probeModel();
    const callback = restoreBestWeights({ monitor: "score" }, perEpoch(0.5));
    const failing = new tf.CustomCallback({
      onEpochEnd: () => {
        throw new Error("failed");
      },
    });
    const fail = (): Promise<unknown> =>
      model.fit(x, y, { epochs: 2, callbacks: [scores(1), callback, failing] });
    await expect(fail()).rejects.toThrow("failed");
    const { numTensors } = tf.memory();
    await expect(fail()).rejects.toThrow("failed");
    // What fit itself leaves behind when a callback throws: the mean of the loss.
    expect(tf.memory().numTensors).toBeLessThanOrEqual(numTensors + 1);
  });

  test("may be called by hand, without logs", async () => {
    const callback = restoreBestWeights({ onMissing: "ignore" }, perEpoch(0.5));
    callback.setModel(probeModel());
    callback.setParams({ epochs: 1 });
    await callback.onTrainBegin();
    await callback.onEpochBegin(0);
    await callback.onEpochEnd(0);
    await callback.onTrainEnd();
    expect(callback.clock().step).toBe(1);
  });

  test.each<[object, Error]>([
    [
      { monitor: "" },
      new RangeError(
        '@anneal/tfjs: restoreBestWeights: monitor must be a non-empty string, got ""',
      ),
    ],
    [
      { mode: "most" },
      new RangeError(
        '@anneal/tfjs: restoreBestWeights: mode must be one of "auto", "min", "max", got "most"',
      ),
    ],
    [
      { mode: 1 },
      new TypeError(
        '@anneal/tfjs: restoreBestWeights: mode must be one of "auto", "min", "max", got 1',
      ),
    ],
  ])("refuses %o", (options, error) => {
    expect(() => restoreBestWeights(options, perEpoch(0.1))).toThrow(error);
  });
});

describe("a metric that is missing", () => {
  test("is passed over if asked to", async () => {
    const { history } = await probeModel().fit(x, y, {
      epochs: 4,
      callbacks: [
        new Report({ score: 1 }, {}, { score: 2 }, {}),
        perEpoch(reducing, { onMissing: "ignore" }),
      ],
    });
    expect(history["lr"]).toEqual([0.5, 0.5, 0.5, 0.25]);
  });

  test("does not keep the others from being heard", async () => {
    const both = plateau({ schedule: reducing, monitor: "other", factor: 0.1, patience: 1 });
    const { history } = await probeModel().fit(x, y, {
      epochs: 3,
      callbacks: [scores(1, 2, 3), perEpoch(both, { onMissing: "ignore" })],
    });
    expect(history["lr"]).toEqual([0.5, 0.5, 0.25]);
  });

  test("of a validation that will not happen is passed over too", async () => {
    const { history } = await probeModel().fit(x, y, {
      epochs: 2,
      callbacks: [perEpoch(plateau({ schedule: 0.5 }), { onMissing: "ignore" })],
    });
    expect(history["lr"]).toEqual([0.5, 0.5]);
  });
});

test.each([
  ["itself", (callback: ReturnType<typeof perStep>) => callback],
  ["what wraps it", (callback: ReturnType<typeof perStep>) => restoreBestWeights({}, callback)],
])("a callback beside %s in one list is an error", async (_name, second) => {
  for (const callback of [perStep(0.5), perEpoch(0.5)]) {
    const model = probeModel();
    const twice = [callback, second(callback)];
    await expect(model.fit(x, y, { batchSize: 2, callbacks: twice })).rejects.toThrow(
      new Error("@anneal/tfjs: lr must be set by one callback, given once"),
    );
    expect(callback.clock().step).toBe(0);
    expect(model.optimizer.iterations).toBe(0);
  }
});

test.each<readonly [string, () => tf.Callback]>([
  ["reduceLROnPlateau", () => reduceLROnPlateau(tf, { monitor: "loss" })],
  ["learningRateScheduler", () => learningRateScheduler(tf, () => 0.5)],
  ["a plan", () => connectPlan(tf).perEpoch({ learningRate: 0.5 })],
])("perStep and %s on one optimizer are an error, in any order", async (_name, other) => {
  for (const callbacks of [
    [perStep(0.5), other()],
    [other(), perStep(0.5)],
  ]) {
    const model = probeModel();
    await expect(model.fit(x, y, { batchSize: 2, callbacks })).rejects.toThrow(
      new Error("@anneal/tfjs: lr must be set by one callback, given once"),
    );
    expect(model.optimizer.iterations).toBe(0);
  }
});

test("perStep and a plan of something else are none", async () => {
  const plan = connectPlan(tf).perEpoch({ momentum: 0.5 });
  const { history } = await probeModel(tf.train.momentum(0.1, 0.9)).fit(x, y, {
    callbacks: [perStep(0.5), plan],
  });
  expect(history).toMatchObject({ lr: [0.5], momentum: [0.5] });
});

test("a callback goes on after a run that failed in the middle of a batch", async () => {
  const callback = perStep(0.5);
  const failing = new tf.CustomCallback({
    onBatchBegin: () => {
      throw new Error("failed");
    },
  });
  const model = probeModel();
  await expect(model.fit(x, y, { callbacks: [callback, failing] })).rejects.toThrow("failed");
  const { history } = await model.fit(x, y, { callbacks: [callback] });
  expect(history["lr"]).toEqual([0.5]);
});

test("the clock is there for metrics of one's own, in the middle of an epoch too", async () => {
  const [callback, probe] = [perStep(reducing, { onMissing: "ignore" }), new Probe()];
  const evaluation = new tf.CustomCallback({
    onBatchEnd: (batch) => void callback.clock().observe(batch),
  });
  await probeModel().fit(x, y, {
    batchSize: 1,
    epochs: 1,
    callbacks: [callback, probe, evaluation],
  });
  expect(probe.rates).toEqual([0.5, 0.5, 0.25, 0.125]);
  expect(callback.clock()).toMatchObject({ step: 4, value: 0.0625 });
});

test.each([
  ["perStep", () => perStep(() => (step: number) => 1 / (step + 1)), [1, 0.5]],
  ["learningRateScheduler", () => learningRateScheduler(tf, () => 0.25), [0.25, 0.25]],
])("what trains is in the logs of each batch, where progress bars find it: %s", async (...row) => {
  const [, callback, expected] = row;
  const seen: unknown[] = [];
  // Before the schedule in the list, as the progress bar of tfjs-node is.
  const bar = new tf.CustomCallback({ onBatchEnd: (_batch, logs) => void seen.push(logs!["lr"]) });
  await probeModel().fit(x, y, { batchSize: 2, epochs: 1, callbacks: [bar, callback()] });
  expect(seen).toEqual(expected);
});
