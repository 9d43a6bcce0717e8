import { ramp, resumeFrom } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { cosine } from "@anneal/cosine";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { connect, connectPlan } from "../src/index.ts";
import type { RunTotals } from "../src/index.ts";
import { Probe, probeModel, samples, StopAfter } from "./probe.ts";

const { perStep, perEpoch } = connect(tf);
const [x, y] = samples(10);

const rounded = (values: readonly number[]): number[] =>
  values.map((value) => Number(value.toFixed(4)));

describe("a schedule made for the length of the first run", () => {
  const forTheRun = ({ totalSteps }: RunTotals): Schedule =>
    cosine({ initial: 1, steps: totalSteps });
  const overrun = (left: number, got: number): Error =>
    new Error(
      `@anneal/tfjs: perStep: the epochs must be at most the ${left} left of the schedule, got ${got}: make it for all fits, or a new callback for each`,
    );
  const options = { batchSize: 5, epochs: 1 };

  test("is refused in a loop of fit, before anything is trained at a rate of 0", async () => {
    const [model, callback, probe] = [probeModel(), perStep(forTheRun), new Probe()];
    await model.fit(x, y, { ...options, callbacks: [callback, probe] });
    const before = model.getWeights()[0]!.dataSync()[0];
    await expect(model.fit(x, y, { ...options, callbacks: [callback, probe] })).rejects.toThrow(
      overrun(0, 1),
    );
    expect(model.getWeights()[0]!.dataSync()[0]).toBe(before);
    expect(probe.rates).toEqual([1, 0.5]);
    expect(callback.clock().step).toBe(2);
  });

  test("is refused for a second model", async () => {
    const callback = perStep(forTheRun);
    await probeModel().fit(x, y, { ...options, callbacks: [callback] });
    await expect(probeModel().fit(x, y, { ...options, callbacks: [callback] })).rejects.toThrow(
      overrun(0, 1),
    );
  });

  test.each([
    ["one schedule of all steps", () => perStep(cosine({ initial: 1, steps: 6 }))],
    [
      "a schedule of the steps in an epoch",
      () => perStep(({ stepsPerEpoch }) => cosine({ initial: 1, steps: 3 * stepsPerEpoch })),
    ],
    ["a length of one's own", () => perStep(() => cosine({ initial: 1, steps: 6 }))],
  ])("trains on in a loop with %s", async (_name, make) => {
    const [model, callback, probe] = [probeModel(), make(), new Probe()];
    for (let run = 0; run < 3; run++) {
      await model.fit(x, y, { ...options, callbacks: [callback, probe] });
    }
    const wave = Array.from(
      { length: 6 },
      (_item, step) => 0.5 * (1 + Math.cos((Math.PI * step) / 6)),
    );
    expect(probe.rates).toEqual(rounded(wave));
  });

  test("begins anew with a new callback", async () => {
    const [model, probe] = [probeModel(), new Probe()];
    for (let run = 0; run < 3; run++) {
      await model.fit(x, y, { ...options, callbacks: [perStep(forTheRun), probe] });
    }
    expect(probe.rates).toEqual([1, 0.5, 1, 0.5, 1, 0.5]);
  });

  test("goes on in a run for what is left after an early stop, and no further", async () => {
    const callback = perStep(({ totalSteps }) => ramp({ from: 1, to: 0, steps: totalSteps }));
    const [model, probe] = [probeModel(), new Probe()];
    const run = (epochs: number, initialEpoch = 0, ...others: tf.Callback[]): Promise<unknown> =>
      model.fit(x, y, {
        ...options,
        initialEpoch,
        epochs,
        callbacks: [...others, callback, probe],
      });
    // Epochs 1 to 4 of 5, stopped at the end of 2.
    await run(5, 1, new StopAfter(3));
    await run(5, 3);
    expect(probe.rates).toEqual([0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]);
    await expect(run(6, 5)).rejects.toThrow(overrun(0, 1));
  });

  test("may be resumed, and then lasts as long as the run that resumes it", async () => {
    const [model, before, probe] = [probeModel(), perStep(forTheRun), new Probe()];
    await model.fit(x, y, { ...options, epochs: 2, callbacks: [before, new StopAfter(1), probe] });
    const after = perStep(forTheRun, { resume: resumeFrom(before.snapshot()) });
    await model.fit(x, y, { ...options, initialEpoch: 1, epochs: 2, callbacks: [after, probe] });
    expect(probe.rates).toEqual(rounded([1, 0.8536, 0.5, 0.1464]));
    await expect(
      model.fit(x, y, { ...options, initialEpoch: 2, epochs: 4, callbacks: [after] }),
    ).rejects.toThrow(overrun(0, 2));
  });
});

test("a plan, and a schedule of epochs, made for the first run are refused in a later one too", async () => {
  const plans = connectPlan(tf);
  const callbacks: [string, tf.Callback][] = [
    ["perEpoch", perEpoch(({ epochs }) => ramp({ from: 1, to: 0, steps: epochs }))],
    [
      "perStep",
      plans.perStep(({ totalSteps }) => ({
        learningRate: ramp({ from: 1, to: 0, steps: totalSteps }),
      })),
    ],
    [
      "perEpoch",
      plans.perEpoch(({ epochs }) => ({ learningRate: ramp({ from: 1, to: 0, steps: epochs }) })),
    ],
  ];
  for (const [entry, callback] of callbacks) {
    const model = probeModel();
    const run = (): Promise<unknown> => model.fit(x, y, { epochs: 2, callbacks: [callback] });
    await run();
    await expect(run()).rejects.toThrow(
      `@anneal/tfjs: ${entry}: the epochs must be at most the 0 left of the schedule, got 2`,
    );
  }
});
