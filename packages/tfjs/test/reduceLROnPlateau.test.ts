import { resumeFrom } from "@anneal/core";
import type { Snapshot } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import * as tf from "@tensorflow/tfjs";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { connect, getLearningRate, reduceLROnPlateau } from "../src/index.ts";
import type { ReduceLROnPlateauOptions } from "../src/index.ts";
import { Probe, probeModel, Report, samples } from "./probe.ts";

const [x, y] = samples(4);

/** The rates after each epoch of a run in which the metric was as given. */
const ratesAfter = async (
  initial: number,
  options: ReduceLROnPlateauOptions & { readonly monitor: string },
  metrics: readonly number[],
): Promise<number[]> => {
  const model = probeModel(tf.train.adam(initial));
  const { history } = await model.fit(x, y, {
    epochs: metrics.length,
    validationSplit: 0.5,
    callbacks: [
      new Report(...metrics.map((metric) => ({ [options.monitor]: metric }))),
      reduceLROnPlateau(tf, options),
    ],
  });
  // Each epoch trains with what the one before has left.
  return [...(history["lr"] as number[]).slice(1), getLearningRate(model.optimizer)];
};

interface GoldenCase {
  readonly id: string;
  readonly system: string;
  readonly args: {
    readonly factor: number;
    readonly patience: number;
    readonly cooldown: number;
    readonly mode?: "min" | "max";
  };
  readonly lr0: number;
  /** JSON has no NaN. */
  readonly metrics: readonly (number | "nan")[];
  readonly lr_after: readonly number[];
}

const { cases } = JSON.parse(
  readFileSync(new URL("../../golden/packs/plateau.json", import.meta.url), "utf8"),
) as { readonly cases: readonly GoldenCase[] };

describe("as Keras 3.15.1", () => {
  const keras = cases.filter(({ system }) => system === "keras");
  // There a first metric that is NaN stays the best for ever; the last test of this file shows ours.
  const comparable = keras.filter(({ id }) => !id.startsWith("nan_first"));

  test("on all but twelve recorded runs", () => {
    expect(keras).toHaveLength(84);
    expect(comparable).toHaveLength(72);
  });

  test.each(comparable)("$id", async ({ args, lr0, metrics, lr_after }) => {
    const rates = await ratesAfter(
      lr0,
      // A cooldown of c lasts c − 1 epochs there.
      { ...args, cooldown: Math.max(0, args.cooldown - 1), monitor: "val_loss" },
      metrics.map((metric) => (metric === "nan" ? NaN : metric)),
    );
    expect(rates).toHaveLength(lr_after.length);
    rates.forEach((rate, epoch) => {
      expect(rate / lr_after[epoch]!).toBeCloseTo(1, 5);
    });
  });
});

describe("options", () => {
  const flat = [1, 1, 1, 1, 1, 1];

  test.each<[string, Omit<ReduceLROnPlateauOptions, "monitor">, readonly number[]]>([
    ["factor", { factor: 0.5, patience: 2 }, [1, 1, 0.5, 0.5, 0.25, 0.25]],
    ["patience 1", { factor: 0.5, patience: 1 }, [1, 0.5, 0.25, 0.125, 0.0625, 0.03125]],
    [
      "patience 0, which is 1",
      { factor: 0.5, patience: 0 },
      [1, 0.5, 0.25, 0.125, 0.0625, 0.03125],
    ],
    ["cooldown 1", { factor: 0.5, patience: 1, cooldown: 1 }, [1, 0.5, 0.5, 0.25, 0.25, 0.125]],
    ["cooldown 2", { factor: 0.5, patience: 1, cooldown: 2 }, [1, 0.5, 0.5, 0.5, 0.25, 0.25]],
    ["minLr", { factor: 0.5, patience: 1, minLr: 0.3 }, [1, 0.5, 0.3, 0.3, 0.3, 0.3]],
    ["initial", { factor: 0.5, patience: 1, initial: 4 }, [4, 2, 1, 0.5, 0.25, 0.125]],
  ])("%s", async (_name, options, expected) => {
    expect(await ratesAfter(1, { monitor: "loss", ...options }, flat)).toEqual(expected);
  });

  test("defaults are those of Keras: 0.1 after 10, by 1e-4", async () => {
    const metrics = [1, ...Array.from({ length: 10 }, () => 1 - 0.9e-4), 0.5];
    const rates = await ratesAfter(1, { monitor: "val_loss" }, metrics);
    expect(rates).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.1, 0.1]);
    const callback = reduceLROnPlateau(tf);
    await probeModel().fit(x, y, { epochs: 1, validationSplit: 0.5, callbacks: [callback] });
    expect(callback.snapshot().spec).toEqual({
      kind: "reduceLROnPlateau",
      monitor: "val_loss",
      factor: 0.1,
      patience: 10,
      minDelta: 1e-4,
      cooldown: 0,
      minLr: 0,
      mode: "auto",
      nan: "worse",
      initial: 0.5,
    });
  });

  test.each<[string, ReduceLROnPlateauOptions["mode"], number]>([
    ["loss", "auto", 1],
    ["val_acc", "auto", 0.5],
    ["val_acc", "min", 1],
    ["loss", "max", 0.5],
  ])("%s is judged by mode %s", async (monitor, mode, last) => {
    const rates = await ratesAfter(1, { monitor, mode, factor: 0.5, patience: 2 }, [3, 2, 1]);
    expect(rates.at(-1)).toBe(last);
  });

  test("minDelta is an amount, not a share", async () => {
    const options = { monitor: "loss", factor: 0.5, patience: 1, minDelta: 1 };
    expect(await ratesAfter(1, options, [100, 99, 98, 96.5])).toEqual([1, 0.5, 0.5, 0.5]);
  });
});

test("reduces the optimizer's own rate, in fit", async () => {
  const probe = new Probe();
  const { history } = await probeModel(tf.train.momentum(0.25, 0)).fit(x, y, {
    batchSize: 2,
    epochs: 3,
    callbacks: [
      new Report({ score: 1 }, { score: 1 }, { score: 1 }),
      reduceLROnPlateau(tf, { monitor: "score", factor: 0.5, patience: 1 }),
      probe,
    ],
  });
  expect(probe.rates).toEqual([0.25, 0.25, 0.25, 0.25, 0.125, 0.125]);
  expect(history["lr"]).toEqual([0.25, 0.25, 0.125]);
});

test("goes on from a snapshot, whatever rate the optimizer comes back with", async () => {
  const run = async (
    callback: tf.Callback,
    optimizer: tf.Optimizer,
    scores: readonly number[],
  ): Promise<readonly number[]> => {
    const { history } = await probeModel(optimizer).fit(x, y, {
      epochs: scores.length,
      callbacks: [new Report(...scores.map((score) => ({ score }))), callback],
    });
    return history["lr"] as number[];
  };
  const options = { monitor: "score", factor: 0.5, patience: 2, cooldown: 1 };
  const scores = [1, 1, 1, 2, 2, 2, 2, 0, 1, 1, 1];
  const whole = await run(reduceLROnPlateau(tf, options), tf.train.sgd(0.5), scores);
  for (let split = 1; split < scores.length; split++) {
    const first = reduceLROnPlateau(tf, options);
    const optimizer = tf.train.sgd(0.5);
    const before = await run(first, optimizer, scores.slice(0, split));
    const resume = JSON.parse(JSON.stringify(first.snapshot())) as Snapshot;
    const after = await run(
      reduceLROnPlateau(tf, options, { resume: resumeFrom(resume) }),
      optimizer,
      scores.slice(split),
    );
    expect([...before, ...after]).toEqual(whole);
  }
  expect(new Set(whole).size).toBeGreaterThan(2);
});

describe("errors", () => {
  const message = (problem: string): string => `@anneal/tfjs: reduceLROnPlateau: ${problem}`;

  test.each<[unknown, ErrorConstructor, string]>([
    [{ factor: 1 }, RangeError, "factor must be a number above 0 and below 1, got 1"],
    [{ factor: 0 }, RangeError, "factor must be a number above 0 and below 1, got 0"],
    [{ patience: -1 }, RangeError, "patience must be an integer of at least 0, got -1"],
    [{ patience: 1.5 }, RangeError, "patience must be an integer of at least 0, got 1.5"],
    [{ cooldown: -1 }, RangeError, "cooldown must be an integer of at least 0, got -1"],
    [{ minDelta: -1 }, RangeError, "minDelta must be a finite number of at least 0, got -1"],
    [{ minLr: NaN }, RangeError, "minLr must be a finite number of at least 0, got NaN"],
    [{ initial: -1 }, RangeError, "initial must be a finite number of at least 0, got -1"],
    [{ monitor: "" }, RangeError, 'monitor must be a non-empty string, got ""'],
    [{ mode: "most" }, RangeError, 'mode must be one of "auto", "min", "max", got "most"'],
    [{ factor: "0.1" }, TypeError, 'factor must be a number above 0 and below 1, got "0.1"'],
    [
      { min_lr: 0 },
      TypeError,
      'each option must be one of monitor, factor, patience, minDelta, cooldown, minLr, mode, nan, initial, got "min_lr"',
    ],
    [
      { patience: -1, cooldown: -1 },
      RangeError,
      "patience must be an integer of at least 0, got -1; cooldown must be an integer of at least 0, got -1",
    ],
  ])("%o", (options, Failure, problem) => {
    expect(() => reduceLROnPlateau(tf, options as ReduceLROnPlateauOptions)).toThrow(
      new Failure(message(problem)),
    );
  });

  test("a metric that is not there", async () => {
    await expect(
      probeModel().fit(x, y, { callbacks: [reduceLROnPlateau(tf, { monitor: "acc" })] }),
    ).rejects.toThrow(new Error(message("the metrics must hold acc, got loss, lr")));
    await expect(probeModel().fit(x, y, { callbacks: [reduceLROnPlateau(tf)] })).rejects.toThrow(
      new Error(message("the metrics must hold val_loss, got loss, lr")),
    );
  });

  test("a snapshot of another schedule", async () => {
    const other = connect(tf).perEpoch(plateau({ schedule: 1 }));
    await expect(
      probeModel().fit(x, y, {
        callbacks: [
          reduceLROnPlateau(tf, { monitor: "loss" }, { resume: resumeFrom(other.snapshot()) }),
        ],
      }),
    ).rejects.toThrow("the snapshot was taken under another schedule: spec.kind");
  });
});

test("a NaN is never the best", async () => {
  const rates = await ratesAfter(1, { monitor: "loss", factor: 0.5, patience: 2 }, [
    NaN,
    1,
    0.9,
    NaN,
    0.8,
  ]);
  expect(rates).toEqual([1, 1, 1, 1, 1]);
});
