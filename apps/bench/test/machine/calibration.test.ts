import { expect, test } from "vitest";
import { readyTask } from "@anneal/experiment/training";
import { loadBackend } from "../../src/backends/load.ts";
import { builtInTasks } from "../../src/datasets/builtInTasks.ts";
import { calibrate, measureGigaflops, warmUp } from "../../src/machine/calibration.ts";

test("a calibration gives speeds and leaves no tensor and no random number behind", async () => {
  const { tf } = await loadBackend("wasm");
  const context = { tf, samples: 8, testSamples: 0 };
  const ready = await readyTask("mnist", builtInTasks["mnist"], context);
  const sample = { task: "mnist", epochs: 1, batchSize: 4, learningRate: 0.01 };
  const { random } = Math;
  let drawn = 0;
  Math.random = () => {
    drawn += 1;
    return 0.5;
  };
  try {
    await warmUp({ tf }, ready, sample);
    const { numTensors } = tf.memory();
    expect(await measureGigaflops(tf, 1)).toBeGreaterThan(0.01);
    const { gigaflops, examplesPerSecond } = (await calibrate({ tf }, ready, {
      ...sample,
      batchSize: 2,
    }))!;
    expect(gigaflops).toBeGreaterThan(0.01);
    expect(examplesPerSecond).toBeGreaterThan(1);
    expect(tf.memory().numTensors).toBe(numTensors);
  } finally {
    Math.random = random;
  }
  expect(drawn).toBe(0);
});
