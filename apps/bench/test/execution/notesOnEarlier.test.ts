import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyOf } from "@anneal/experiment/records";
import type { PlannedTrial } from "@anneal/experiment/records";
import { completedTrial, plannedTrial } from "@anneal/experiment/synthetic";
import { expect, test } from "vitest";
import { noteOtherTrials } from "../../src/execution/notesOnEarlier.ts";
import { prepareOutput, writeTrial } from "../../src/storage/trials.ts";

const onOlderKernels = ({ trial }: PlannedTrial): PlannedTrial => {
  const older = { ...trial, backend: { ...trial.backend, rounding: "0123456789ab" } };
  return { key: keyOf(older), trial: older };
};

test("results that do not count any more are told with the reason, if they are there", async () => {
  const out = await mkdtemp(join(tmpdir(), "anneal-earlier-"));
  try {
    await prepareOutput(out);
    const now = [1, 2, 3].map((seed) => plannedTrial("constant", seed));
    const before = now.map(onOlderKernels);
    const notes: string[] = [];
    const note = (text: string): unknown => notes.push(text);

    await writeFile(join(out, "trials", `${before[1]!.key}.json`), "damaged");
    await noteOtherTrials({ trials: before }, now, out, note);
    expect(notes).toEqual([]);

    await writeTrial(out, { ...completedTrial("constant", 1, 0.9, 0.9), ...before[0]! });
    await noteOtherTrials({ trials: before }, now, out, note);
    expect(notes).toEqual([
      `1 of 3 trials have results in ${out} that do not count any more, and are trained anew: ` +
        "backend was wasm 4.22.0, kernels simd, rounding 0123456789ab, is wasm 4.22.0, kernels simd, rounding 9ff3a8dd37cf",
    ]);
  } finally {
    await rm(out, { recursive: true });
  }
});
