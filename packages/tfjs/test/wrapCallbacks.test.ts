import { ramp } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { connect, wrapCallbacks } from "../src/index.ts";
import type { PlainCallback } from "../src/index.ts";
import { Probe, probeModel, samples } from "./probe.ts";

const { perStep } = connect(tf);
const [x, y] = samples(4);
const falling = ramp({ from: 1, to: 0, steps: 4 });

describe("a list of plain objects and instances", () => {
  const train = async (
    order: (schedule: tf.Callback, plain: PlainCallback) => (tf.Callback | PlainCallback)[],
  ): Promise<{ heard: string[]; rates: number[]; lr: unknown }> => {
    const [heard, probe]: [string[], Probe] = [[], new Probe()];
    const { history } = await probeModel().fit(x, y, {
      batchSize: 2,
      epochs: 2,
      callbacks: wrapCallbacks(tf, [
        ...order(perStep(falling), {
          onTrainBegin: () => void heard.push("train"),
          onEpochBegin: (epoch) => void heard.push(`epoch ${epoch}`),
          onBatchBegin: (batch) => void heard.push(`batch ${batch}`),
          onBatchEnd: (_batch, logs) => void heard.push(typeof logs!["loss"]),
          onEpochEnd: (_epoch, logs) => {
            heard.push(typeof logs!["loss"]);
            return Promise.resolve();
          },
          onTrainEnd: () => void heard.push("end"),
        }),
        probe,
      ]),
    });
    return { heard, rates: probe.rates, lr: history["lr"] };
  };

  test("train in either order", async () => {
    const epoch = ["batch 0", "number", "batch 1", "number", "number"];
    const expected = {
      heard: ["train", "epoch 0", ...epoch, "epoch 1", ...epoch, "end"],
      rates: [1, 0.75, 0.5, 0.25],
      lr: [0.75, 0.25],
    };
    expect(await train((schedule, plain) => [schedule, plain])).toEqual(expected);
    expect(await train((schedule, plain) => [plain, schedule])).toEqual(expected);
  });

  test("do not train without it, in either order", async () => {
    const plain = { onEpochEnd: () => undefined };
    const fit = (callbacks: unknown): Promise<unknown> =>
      probeModel().fit(x, y, { callbacks: callbacks as tf.Callback[] });
    await expect(fit([plain, perStep(falling)])).rejects.toThrow("see wrapCallbacks");
    // No callback is asked before TensorFlow.js calls this.
    await expect(fit([perStep(falling), plain])).rejects.toThrow(
      "callback.setParams is not a function",
    );
  });
});

test("instances stay what they are", () => {
  const [schedule, stopping] = [perStep(0.5), tf.callbacks.earlyStopping({ monitor: "loss" })];
  const list = wrapCallbacks(tf, [schedule, stopping]);
  expect(list).toHaveLength(2);
  expect(list[0]).toBe(schedule);
  expect(list[1]).toBe(stopping);
  expect(wrapCallbacks(tf, [])).toEqual([]);
});

test("plain objects and objects of a class keep their this, which TensorFlow.js takes away", async () => {
  class Counting {
    epochs = 0;
    onEpochEnd(): void {
      this.epochs++;
    }
  }
  const counting = new Counting();
  const plain = {
    epochs: 0,
    onEpochEnd(): void {
      this.epochs++;
    },
  };
  const list = wrapCallbacks(tf, [plain, counting]);
  expect(list[0]).toBeInstanceOf(tf.CustomCallback);
  await probeModel().fit(x, y, { epochs: 2, callbacks: list });
  expect([plain.epochs, counting.epochs]).toEqual([2, 2]);
  await probeModel().fit(x, y, { epochs: 2, callbacks: plain });
  expect(plain.epochs).toBe(2);
});

test.each<[string, unknown[], string]>([
  ["a number", [perStep(0.5), 5], "callback 1 must be an object, got number"],
  ["nothing", [undefined], "callback 0 must be an object, got undefined"],
  ["a hook that is none", [{ onEpochEnd: 5 }], "onEpochEnd must be a function, got 5"],
  ["a hook that there is not", [{ onStepEnd: () => undefined }], "onStepEnd"],
])("refuses %s", (_name, list, problem) => {
  expect(() => wrapCallbacks(tf, list as PlainCallback[])).toThrow(TypeError);
  expect(() => wrapCallbacks(tf, list as PlainCallback[])).toThrow(
    new RegExp(`^@anneal/tfjs: wrapCallbacks: .*${problem}`),
  );
});

test("refuses what is not TensorFlow.js", () => {
  expect(() => wrapCallbacks({} as typeof tf, [])).toThrow(
    new TypeError("@anneal/tfjs: wrapCallbacks: tf must have a Callback, got none"),
  );
});
