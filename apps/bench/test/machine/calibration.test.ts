import { expect, test } from "vitest";
import { loadBackend } from "../../src/backends/load.ts";
import {
  calibrate,
  measureGigaflops,
  trainOnNothing,
  warmUp,
} from "../../src/machine/calibration.ts";

test("a calibration gives speeds and leaves no tensor and no random number behind", async () => {
  const { tf } = await loadBackend("wasm");
  const { random } = Math;
  let drawn = 0;
  Math.random = () => {
    drawn += 1;
    return 0.5;
  };
  try {
    await warmUp(tf, 4);
    const { numTensors } = tf.memory();
    expect(await measureGigaflops(tf, 1)).toBeGreaterThan(0.01);
    expect(await trainOnNothing(tf, 4, 2)).toBeGreaterThan(0);
    const { gigaflops, imagesPerSecond } = await calibrate(tf, 2);
    expect(gigaflops).toBeGreaterThan(0.01);
    expect(imagesPerSecond).toBeGreaterThan(1);
    expect(tf.memory().numTensors).toBe(numTensors);
  } finally {
    Math.random = random;
  }
  expect(drawn).toBe(0);
});
