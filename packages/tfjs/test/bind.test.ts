import { ramp, resumeFrom } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { bind, getLearningRate } from "../src/index.ts";

const falling = ramp({ from: 1, to: 0, steps: 8 });

describe("a loop of one's own", () => {
  test("trains with the rates of the schedule", () => {
    const weight = tf.variable(tf.scalar(0));
    const optimizer = tf.train.sgd(0.1);
    const run = bind(optimizer, falling);
    const rates = [0, 1, 2, 3].map(() => {
      const [before] = weight.dataSync().slice();
      optimizer.minimize(() => weight.asScalar(), false, [weight]);
      run.advance();
      return before! - weight.dataSync()[0]!;
    });
    expect(rates).toEqual([1, 0.875, 0.75, 0.625]);
  });

  test("sets the rate at once, and with every update", () => {
    const optimizer = { learningRate: 9 };
    const run = bind(optimizer, falling);
    expect([optimizer.learningRate, run.step, run.value]).toEqual([1, 0, 1]);
    expect(run.advance()).toBe(0.875);
    expect([optimizer.learningRate, run.step, run.value]).toEqual([0.875, 1, 0.875]);
    expect(run.schedule).toBe(falling);
  });

  test("stands still for an update that was skipped", () => {
    const optimizer = { learningRate: 9 };
    const run = bind(optimizer, falling);
    expect(run.advance(false)).toBe(1);
    expect(run.advance(true)).toBe(0.875);
    expect([optimizer.learningRate, run.step]).toEqual([0.875, 1]);
  });

  test("lowers the rate as soon as a metric says so", () => {
    const optimizer = tf.train.momentum(0.1, 0.9);
    const run = bind(optimizer, plateau({ schedule: 1, factor: 0.5, patience: 1 }));
    const rates = [3, 3, 2, 4].map((loss) => {
      run.advance();
      expect(run.observe(loss)).toBe(run.value);
      return getLearningRate(optimizer);
    });
    expect(rates).toEqual([1, 0.5, 0.5, 0.25]);
  });

  test("does not take a step for where to begin, nor sets a rate", () => {
    const optimizer = { learningRate: 1 };
    expect(() => bind(optimizer, falling, { step: 5 } as object)).toThrow(
      new TypeError('@anneal/core: drive: each option must be one of from, resume, got "step"'),
    );
    expect(optimizer.learningRate).toBe(1);
    expect(bind(optimizer, falling, { from: 5 }).value).toBe(0.375);
  });

  test("takes a number and a bare function of the step", () => {
    const optimizer = { learningRate: 9 };
    bind(optimizer, 0.25);
    expect(optimizer.learningRate).toBe(0.25);
    bind(optimizer, (step) => 1 / (step + 1)).advance();
    expect(optimizer.learningRate).toBe(0.5);
  });

  test("goes on from a snapshot", () => {
    const before = bind({ learningRate: 9 }, falling);
    before.advance();
    before.advance();
    const optimizer = { learningRate: 9 };
    const after = bind(optimizer, falling, { resume: resumeFrom(before.snapshot()) });
    expect([optimizer.learningRate, after.step]).toEqual([0.75, 2]);
  });
});

describe("errors", () => {
  test.each<[string, () => unknown, Error]>([
    [
      "no optimizer",
      () => bind({}, 0.1),
      new TypeError("@anneal/tfjs: the optimizer must have a learningRate, got Object"),
    ],
    [
      "no schedule",
      () => bind({ learningRate: 1 }, "0.1" as never),
      new TypeError(
        '@anneal/core: function: schedule must be a schedule, a function of the step, or a finite number of at least 0, got "0.1"',
      ),
    ],
    [
      "a bad value",
      () => bind({ learningRate: 1 }, (step) => step - 1),
      new RangeError(
        "@anneal/core: function: value at step 0 must be a finite number of at least 0, got -1",
      ),
    ],
  ])("%s", (_name, call, error) => {
    expect(call).toThrow(error);
  });
});
