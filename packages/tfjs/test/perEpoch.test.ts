import { ramp, scale, sequence } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import { step } from "@anneal/step";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { connect, learningRateScheduler } from "../src/index.ts";
import {
  fitDataset,
  learningModel,
  Probe,
  probeModel,
  regression,
  Report,
  samples,
  rows,
  StopAfter,
  unsizedRows,
} from "./probe.ts";

const { perEpoch } = connect(tf);
const [x, y] = samples(10);

/** 1, 0.875, 0.75, … */
const falling = ramp({ from: 1, to: 0, steps: 8 });

describe("the rates that train", () => {
  test("change with the epoch alone", async () => {
    const probe = new Probe();
    const { history } = await probeModel().fit(x, y, {
      batchSize: 4,
      epochs: 3,
      validationSplit: 0.2,
      callbacks: [perEpoch(falling), probe],
    });
    expect(probe.rates).toEqual([1, 1, 0.875, 0.875, 0.75, 0.75]);
    expect(history["lr"]).toEqual([1, 0.875, 0.75]);
  });

  test("in fitDataset, whose size need not be known", async () => {
    const probe = new Probe();
    await fitDataset(probeModel(), unsizedRows(3).batch(2), {
      initialEpoch: 1,
      epochs: 3,
      callbacks: [perEpoch(falling), probe],
    });
    expect(probe.rates).toEqual([0.875, 0.875, 0.75, 0.75]);
  });

  test("of a function of the totals", async () => {
    const probe = new Probe();
    await probeModel().fit(x, y, {
      epochs: 4,
      callbacks: [perEpoch(({ epochs }) => ramp({ from: 1, to: 0, steps: epochs })), probe],
    });
    expect(probe.rates).toEqual([1, 0.75, 0.5, 0.25]);
  });
});

describe("the clock", () => {
  test("begins with initialEpoch and goes on in a later run", async () => {
    const [model, callback, probe] = [probeModel(), perEpoch(falling), new Probe()];
    const options = { callbacks: [callback, probe] };
    await model.fit(x, y, { ...options, initialEpoch: 2, epochs: 4 });
    await model.fit(x, y, { ...options, epochs: 2 });
    expect(probe.rates).toEqual([0.75, 0.625, 0.5, 0.375]);
    expect(callback.snapshot().step).toBe(6);
  });

  test("counts an epoch that stopTraining cuts short", async () => {
    const [model, callback, probe] = [probeModel(), perEpoch(falling), new Probe()];
    const options = { batchSize: 5, epochs: 3 };
    const { history } = await model.fit(x, y, {
      ...options,
      callbacks: [new StopAfter(2), callback, probe],
    });
    await model.fit(x, y, { ...options, callbacks: [callback, probe] });
    expect(history["lr"]).toEqual([1, 0.875]);
    expect(probe.rates).toEqual([1, 1, 0.875, 0.75, 0.75, 0.625, 0.625, 0.5, 0.5]);
  });
});

test("the same halving written twice trains the same", async () => {
  const train = async (callback: tf.Callback): Promise<tf.History["history"]> => {
    const { history } = await learningModel(tf.train.adam(0.01)).fit(...regression(24), {
      batchSize: 8,
      epochs: 9,
      shuffle: false,
      validationSplit: 0.25,
      callbacks: [callback],
    });
    return history;
  };
  const before = await train(
    learningRateScheduler(tf, (epoch, lr) => (epoch >= 5 ? lr * 0.5 : lr)),
  );
  const after = await train(
    perEpoch(
      sequence([{ schedule: 0.01, steps: 5 }, step({ initial: 0.005, every: 1, factor: 0.5 })]),
    ),
  );
  expect(before["lr"]).toEqual([0.01, 0.01, 0.01, 0.01, 0.01, 0.005, 0.0025, 0.00125, 0.000625]);
  expect(after).toEqual(before);
  const constant = await train(perEpoch(0.01));
  expect(constant["loss"]).not.toEqual(before["loss"]);
  expect(constant["loss"]!.slice(0, 5)).toEqual(before["loss"]!.slice(0, 5));
});

describe("metrics", () => {
  const reducing = plateau({ schedule: 1, monitor: "score", factor: 0.5, patience: 1 });

  test("reach the schedule after the rate of their epoch is noted", async () => {
    const probe = new Probe();
    const { history } = await probeModel().fit(x, y, {
      epochs: 4,
      callbacks: [
        new Report({ score: 1 }, { score: 2 }, { score: 0.5 }, { score: 3 }),
        perEpoch(reducing),
        probe,
      ],
    });
    expect(probe.rates).toEqual([1, 1, 0.5, 0.5]);
    expect(history["lr"]).toEqual([1, 1, 0.5, 0.5]);
  });

  test("may be scalars, which others can still read", async () => {
    const probe = new Probe();
    const { history } = await probeModel().fit(x, y, {
      epochs: 3,
      callbacks: [
        new Report(...[1, 2, 3].map((score) => ({ score: tf.scalar(score) }))),
        perEpoch(reducing),
        probe,
      ],
    });
    expect(probe.rates).toEqual([1, 1, 0.5]);
    expect(history["score"]).toEqual([1, 2, 3]);
  });

  test("of the validation are seen, in fit and in fitDataset", async () => {
    // The weight only falls and val_loss with it, so that "max" never sees an improvement.
    const worsening = plateau({
      schedule: 1,
      monitor: "val_loss",
      mode: "max",
      factor: 0.5,
      patience: 1,
    });
    const [probe, other] = [new Probe(), new Probe()];
    await probeModel().fit(x, y, {
      epochs: 3,
      validationSplit: 0.2,
      callbacks: [perEpoch(worsening), probe],
    });
    await fitDataset(probeModel(), rows(1).batch(1), {
      epochs: 3,
      validationData: samples(1),
      callbacks: [perEpoch(worsening), other],
    });
    expect(probe.rates).toEqual([1, 1, 0.5]);
    expect(other.rates).toEqual([1, 1, 0.5]);
  });

  test("that are NaN are no improvement", async () => {
    const probe = new Probe();
    await probeModel().fit(x, y, {
      epochs: 4,
      callbacks: [
        new Report({ score: 1 }, { score: NaN }, { score: NaN }, { score: 0 }),
        perEpoch(reducing),
        probe,
      ],
    });
    expect(probe.rates).toEqual([1, 1, 0.5, 0.25]);
  });

  test("of a loss that has become NaN lower the rate", async () => {
    const { history } = await probeModel().fit(tf.fill([2, 1], NaN), tf.zeros([2, 1]), {
      epochs: 3,
      callbacks: [perEpoch(plateau({ schedule: 1, monitor: "loss", factor: 0.5, patience: 1 }))],
    });
    expect(history).toMatchObject({ loss: [NaN, NaN, NaN], lr: [1, 0.5, 0.25] });
  });

  test("reach a schedule inside others, one for each name", async () => {
    const probe = new Probe();
    const inner = plateau({ schedule: 1, monitor: "score", factor: 0.5, patience: 1 });
    const outer = plateau({ schedule: inner, monitor: "other", factor: 0.5, patience: 2 });
    await probeModel().fit(x, y, {
      epochs: 4,
      callbacks: [
        new Report(...[1, 2, 1, 1].map((score) => ({ score, other: 1 }))),
        perEpoch(scale(0.5, outer)),
        probe,
      ],
    });
    // score is bad after epochs 1, 2 and 3; other after the third time as well.
    expect(probe.rates).toEqual([0.5, 0.5, 0.25, 0.0625]);
  });

  test("of an epoch cut short by stopTraining may be missing", async () => {
    const callback = perEpoch(plateau({ schedule: 1, patience: 1 }));
    const { history } = await probeModel().fit(x, y, {
      batchSize: 2,
      epochs: 5,
      validationSplit: 0.2,
      callbacks: [new StopAfter(5), callback],
    });
    expect(history["lr"]).toEqual([1, 1]);
    expect(callback.snapshot()).toMatchObject({ step: 2, state: { step: 1, bad: 0 } });
  });

  test("of a phase that is not running may be missing", async () => {
    const { history } = await probeModel().fit(x, y, {
      epochs: 3,
      callbacks: [perEpoch(sequence([{ schedule: 0.5, steps: 4 }, plateau({ schedule: 1 })]))],
    });
    expect(history["lr"]).toEqual([0.5, 0.5, 0.5]);
    const late = perEpoch(sequence([{ schedule: 0.5, steps: 2 }, plateau({ schedule: 1 })]));
    await expect(probeModel().fit(x, y, { epochs: 5, callbacks: [late] })).rejects.toThrow(
      "perEpoch: the metrics must hold val_loss, got loss, lr",
    );
    // What is observed after two epochs is the beginning of the second phase.
    expect(late.clock().step).toBe(2);
  });

  test("that are missing are an error that names those there are", async () => {
    await expect(
      probeModel().fit(x, y, { epochs: 2, callbacks: [perEpoch(plateau({ schedule: 1 }))] }),
    ).rejects.toThrow(
      new Error("@anneal/tfjs: perEpoch: the metrics must hold val_loss, got loss, lr"),
    );
    await expect(
      probeModel().fit(x, y, {
        epochs: 2,
        validationSplit: 0.2,
        callbacks: [perEpoch(plateau({ schedule: 1, monitor: "val_acc" }))],
      }),
    ).rejects.toThrow(
      new Error("@anneal/tfjs: perEpoch: the metrics must hold val_acc, got val_loss, loss, lr"),
    );
  });
});

test("a function of the epoch is refused with a way out", async () => {
  const callback = perEpoch(((epoch: number) => 0.1 / (epoch + 1)) as never);
  await expect(probeModel().fit(x, y, { callbacks: [callback] })).rejects.toThrow(
    new TypeError(
      "@anneal/tfjs: perEpoch: a function must return a schedule, as in () => (step) => rate, got number",
    ),
  );
});
