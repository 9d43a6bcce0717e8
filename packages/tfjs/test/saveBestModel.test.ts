import { resumeFrom } from "@anneal/core";
import { cosine } from "@anneal/cosine";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import {
  connect,
  restoreBestWeights,
  restoreCheckpoint,
  saveBestModel,
  storeCheckpoint,
} from "../src/index.ts";
import type { SaveBestModelOptions } from "../src/index.ts";
import { learningModel, probeModel, regression, Report, samples } from "./probe.ts";

const { perStep, perEpoch } = connect(tf);
const [x, y] = samples(4);
const scores = (...values: number[]): Report => new Report(...values.map((score) => ({ score })));

/** Trains four epochs at a rate of 0.5, and returns the weight of each model that was saved. */
async function saved(
  report: Report,
  options: Partial<SaveBestModelOptions> = {},
): Promise<number[]> {
  const weights: number[] = [];
  const callback = saveBestModel(
    {
      monitor: "score",
      save: (model) => void weights.push(model.getWeights()[0]!.dataSync()[0]!),
      ...options,
    },
    perEpoch(0.5),
  );
  await probeModel().fit(x, y, { epochs: 4, callbacks: [report, callback] });
  return weights;
}

describe("saveBestModel", () => {
  test.each<[string, number[], Partial<SaveBestModelOptions>, number[]]>([
    ["after every epoch that is better", [4, 3, 3.5, 2], {}, [-0.5, -1, -2]],
    ["not after one that is as good", [3, 3, 3, 3], {}, [-0.5]],
    ["where more is better", [1, 2, 1, 3], { mode: "max" }, [-0.5, -1, -2]],
    ["never for a NaN", [NaN, 3, NaN, 2], {}, [-1, -2]],
    [
      "only for what is better than an earlier run",
      [4, 3, 2, 1],
      { initialValueThreshold: 3 },
      [-1.5, -2],
    ],
  ])("saves %s", async (_name, values, options, expected) => {
    expect(await saved(scores(...values), options)).toEqual(expected);
  });

  test("goes on in a later run, and waits for what it saves", async () => {
    let [count, done] = [0, 0];
    const callback = saveBestModel(
      {
        monitor: "score",
        save: async () => {
          count++;
          await tf.nextFrame();
          done = count;
        },
      },
      perEpoch(0.5),
    );
    const model = probeModel();
    const report = scores(3, 2, 5, 1);
    await model.fit(x, y, { epochs: 2, callbacks: [report, callback] });
    expect([count, done]).toEqual([2, 2]);
    await model.fit(x, y, { epochs: 2, callbacks: [report, callback] });
    expect([count, done]).toEqual([3, 3]);
  });

  test("saves through any handler, so that training goes on to the last bit", async () => {
    const schedule = cosine({ initial: 0.05, steps: 12 });
    const [inputs, targets] = regression(24);
    const options = { batchSize: 8, shuffle: false };
    let artifacts: tf.io.ModelArtifacts | undefined;
    const handler = tf.io.withSaveHandler((given) => {
      artifacts = given;
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
      });
    });
    const callback = perStep(schedule);
    const whole = learningModel(tf.train.adam(9));
    await whole.fit(inputs, targets, {
      ...options,
      epochs: 4,
      callbacks: [
        scores(4, 3, 5, 6),
        saveBestModel(
          {
            monitor: "score",
            save: async (model) => {
              await storeCheckpoint(model, callback);
              await model.save(handler, { includeOptimizer: true });
            },
          },
          callback,
        ),
      ],
    });
    const best = await tf.loadLayersModel(tf.io.fromMemory(artifacts!));
    const resume = restoreCheckpoint(best);
    expect(resume.step).toBe(6);
    await best.fit(inputs, targets, {
      ...options,
      initialEpoch: 2,
      epochs: 4,
      callbacks: [perStep(schedule, { resume: resumeFrom(resume) })],
    });
    expect(best.getWeights().map((weight) => [...weight.dataSync()])).toEqual(
      whole.getWeights().map((weight) => [...weight.dataSync()]),
    );
  });

  test("stands beside restoreBestWeights", async () => {
    const weights: number[] = [];
    const callback = saveBestModel(
      { monitor: "score", save: (model) => weights.push(model.getWeights()[0]!.dataSync()[0]!) },
      restoreBestWeights({ monitor: "score", atEnd: true }, perEpoch(0.5)),
    );
    const model = probeModel();
    await model.fit(x, y, { epochs: 3, callbacks: [scores(2, 1, 3), callback] });
    expect(weights).toEqual([-0.5, -1]);
    expect(model.getWeights()[0]!.dataSync()[0]).toBe(-1);
  });

  test("ends the run with what save throws", async () => {
    const failing = saveBestModel(
      {
        monitor: "loss",
        save: () => {
          throw new Error("no space left");
        },
      },
      perEpoch(0.5),
    );
    await expect(probeModel().fit(x, y, { callbacks: [failing] })).rejects.toThrow("no space left");
  });

  test("a metric that is never there is an error that names those there are", async () => {
    const callback = saveBestModel({ save: () => undefined }, perEpoch(0.5));
    await expect(probeModel().fit(x, y, { callbacks: [callback] })).rejects.toThrow(
      new Error("@anneal/tfjs: saveBestModel: the metrics must hold val_loss, got loss, lr"),
    );
    expect(await saved(new Report({}, { score: 1 }, {}, {}), { onMissing: "ignore" })).toEqual([
      -1,
    ]);
  });

  test("may be called by hand, without logs", async () => {
    const callback = saveBestModel({ onMissing: "ignore", save: () => undefined }, perEpoch(0.5));
    callback.setModel(probeModel());
    callback.setParams({ epochs: 1 });
    await callback.onTrainBegin();
    await callback.onEpochBegin(0);
    await callback.onEpochEnd(0);
    expect(callback.clock().step).toBe(1);
  });

  test.each<[object, Error]>([
    [{}, new TypeError("@anneal/tfjs: saveBestModel: save must be a function, got undefined")],
    [
      { save: "indexeddb://best" },
      new TypeError('@anneal/tfjs: saveBestModel: save must be a function, got "indexeddb://best"'),
    ],
    [
      { save: () => undefined, initialValueThreshold: NaN },
      new RangeError(
        "@anneal/tfjs: saveBestModel: initialValueThreshold must be a finite number, got NaN",
      ),
    ],
    [
      { save: () => undefined, onMissing: "warn" },
      new RangeError(
        '@anneal/tfjs: saveBestModel: onMissing must be one of "error", "ignore", got "warn"',
      ),
    ],
  ])("refuses %o", (options, error) => {
    expect(() => saveBestModel(options as SaveBestModelOptions, perEpoch(0.1))).toThrow(error);
  });
});
