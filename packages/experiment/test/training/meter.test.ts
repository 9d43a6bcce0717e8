import { createRequire } from "node:module";
import type * as Tensorflow from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { createMeter } from "../../src/training/meter.ts";

const tf = createRequire(import.meta.url)("@tensorflow/tfjs") as typeof Tensorflow;

/** Plays epochs of batches of 64 images, of which each takes the milliseconds given, a tenth of them on the processor. */
async function play(epochs: readonly (readonly number[])[]) {
  let clock = 0;
  const meter = createMeter(tf, epochs[0]!.length, {
    wall: () => clock,
    cpu: () => clock / 10,
  });
  const readings = [];
  for (const batches of epochs) {
    for (const [batch, milliseconds] of batches.entries()) {
      clock += 1000; // Between two batches nothing counts.
      await meter.onBatchBegin(batch, {});
      clock += milliseconds;
      await meter.onBatchEnd(batch, { size: 64 });
    }
    readings.push(meter.take());
  }
  return readings;
}

test("the first three batches and the last of each epoch do not count", async () => {
  expect(
    await play([
      [900, 900, 900, 10, 20, 5000],
      [30, 40, 50, 60, 70, 5000],
    ]),
  ).toEqual([
    { examples: 128, seconds: 0.03, cpuSeconds: expect.closeTo(0.003, 12) as number },
    { examples: 320, seconds: 0.25, cpuSeconds: expect.closeTo(0.025, 12) as number },
  ]);
});

test("an epoch in which nothing counts gives nothing", async () => {
  expect(await play([[900], [10]])).toEqual([
    { examples: 0, seconds: 0, cpuSeconds: 0 },
    { examples: 0, seconds: 0, cpuSeconds: 0 },
  ]);
});

test("without a clock for the processor its time is left out", async () => {
  const meter = createMeter(tf, 1, { wall: () => 0 });
  await meter.onBatchBegin(0, {});
  await meter.onBatchEnd(0, { size: 64 });
  expect(meter.take()).toEqual({ examples: 0, seconds: 0 });
});
