import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Trial } from "@anneal/experiment/records";
import { syntheticResults } from "@anneal/experiment/synthetic";
import { checkpointKey, readyTask, runTrial } from "@anneal/experiment/training";
import type { TrialCheckpoint } from "@anneal/experiment/training";
import type * as Tensorflow from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { loadBackend } from "../../src/backends/load.ts";
import { ofThisProcess } from "../../src/machine/surroundings.ts";
import {
  dropCheckpoints,
  readCheckpoint,
  removeCheckpoints,
  writeCheckpoint,
} from "../../src/storage/checkpoints.ts";

const { trial: made } = syntheticResults({ schedules: ["constant"], seeds: 1 }).trials[0]!;
const trial: Trial = {
  ...made,
  examples: { training: 4, validation: 4, test: 0 },
  epochs: 3,
  batchSize: 2,
  stepsPerEpoch: 2,
};

let tf: typeof Tensorflow;
beforeAll(async () => {
  const backend = await loadBackend("wasm", { threads: 1 });
  await backend.activate();
  ({ tf } = backend);
});

/** What a trial leaves after its first epoch. */
async function checkpointOf(whole: Trial): Promise<TrialCheckpoint> {
  const early = { ...whole, until: 1 };
  const examples = {
    x: { values: Float32Array.of(1, 2, 3, 4), shape: [4, 1] },
    y: { values: Float32Array.of(2, 4, 6, 8), shape: [4, 1] },
  };
  const task = {
    network: () => tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }),
    loss: "meanSquaredError",
    data: () => ({ train: examples, validation: examples }),
  };
  const ready = await readyTask("mine", task, { tf });
  const kept: TrialCheckpoint[] = [];
  await runTrial(
    tf,
    { key: "0", trial: early },
    ready,
    { kind: "constant", value: 0.01 },
    {
      ...ofThisProcess,
      checkpoints: { keep: (checkpoint) => void kept.push(checkpoint) },
    },
  );
  return kept[0]!;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-checkpoints-"));
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

test("a trial finds what it left, and nothing where there is nothing or nothing whole", async () => {
  const own = join(folder, "mine");
  expect(await readCheckpoint(own, trial)).toBeUndefined();
  const checkpoint = await checkpointOf(trial);
  await writeCheckpoint(own, checkpoint);
  expect(await readCheckpoint(own, trial)).toEqual(checkpoint);
  expect(await readCheckpoint(own, { ...trial, until: 2 })).toEqual(checkpoint);
  // It ends where the checkpoint is.
  expect(await readCheckpoint(own, { ...trial, until: 1 })).toBeUndefined();
  expect(await readCheckpoint(own, { ...trial, seed: 77 })).toBeUndefined();

  const path = join(own, checkpointKey(trial));
  const bytes = await readFile(path);
  for (const [index, byte] of bytes.entries()) {
    if (index % 97 > 0) continue;
    const damaged = Uint8Array.from(bytes);
    damaged[index] = byte ^ 1;
    await writeFile(path, damaged);
    // A bit of the names of fields, which nothing reads, may be another one; the values are never.
    const found = await readCheckpoint(own, trial);
    if (found !== undefined) expect(found).toMatchObject(checkpoint);
  }
  await writeFile(path, bytes.subarray(0, bytes.length / 2));
  expect(await readCheckpoint(own, trial)).toBeUndefined();
});

test("those of trials that go on no more are removed, and in the end all", async () => {
  const other = { ...trial, seed: 77 };
  for (const one of [trial, other]) await writeCheckpoint(folder, await checkpointOf(one));
  expect(await readdir(folder)).toHaveLength(2);
  await dropCheckpoints(folder, [{ ...trial, until: 2 }]);
  expect(await readdir(folder)).toEqual([checkpointKey(other)]);
  await removeCheckpoints(folder);
  await dropCheckpoints(folder, [other]);
  await expect(readdir(folder)).rejects.toThrow("ENOENT");
});
