import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { checkpointKey, isCheckpointOf } from "@anneal/experiment/training";
import type { TrialCheckpoint } from "@anneal/experiment/training";
import type { Trial } from "@anneal/experiment/records";
import writeFileAtomic from "write-file-atomic";

const fileOf = (folder: string, key: string): string => join(folder, key);

/** What a trial can go on from; `undefined` if there is nothing, or nothing whole. */
export async function readCheckpoint(
  folder: string,
  trial: Trial,
): Promise<TrialCheckpoint | undefined> {
  try {
    const bytes = await readFile(fileOf(folder, checkpointKey(trial)));
    const checkpoint = deserialize(bytes) as TrialCheckpoint;
    return isCheckpointOf(trial, checkpoint) ? checkpoint : undefined;
  } catch {
    // It costs the time of the epochs again, and no result.
    return undefined;
  }
}

/** Writes what a trial can go on from, in place of what it wrote before. */
export async function writeCheckpoint(folder: string, checkpoint: TrialCheckpoint): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFileAtomic(fileOf(folder, checkpoint.key), serialize(checkpoint));
}

/** Removes a folder of checkpoints. */
export const removeCheckpoints = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5 });

/** Removes the checkpoints of some trials, which go on no more. */
export async function dropCheckpoints(folder: string, trials: readonly Trial[]): Promise<void> {
  for (const trial of trials) await rm(fileOf(folder, checkpointKey(trial)), { force: true });
}
