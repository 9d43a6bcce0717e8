import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resultsSchema, trialResultSchema } from "@anneal/experiment/records";
import {
  completedTrial,
  divergedTrial,
  failedTrial,
  resultsOf,
} from "@anneal/experiment/synthetic";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readResults, writeResults } from "../../src/storage/results.ts";
import { prepareOutput, readTrial, writeTrial } from "../../src/storage/trials.ts";

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), "anneal-results-"));
});
afterEach(() => rm(out, { recursive: true }));

const completed = completedTrial("cosine", 1, 0.9, 0.8);

describe("a trial file", () => {
  test.each([
    ["completed", completed],
    ["diverged", divergedTrial("cosine", 1)],
    ["failed", failedTrial("cosine", 1)],
  ])("of a %s trial is read as it was written", async (_, trial) => {
    await prepareOutput(out);
    await writeTrial(out, trial);
    expect(await readTrial(out, trial.key)).toEqual(trial);
    expect(await readdir(join(out, "trials"))).toEqual([`${trial.key}.json`]);
  });

  test("that is not there is undefined", async () => {
    expect(await readTrial(out, completed.key)).toBeUndefined();
  });

  test.each([
    ["nothing", ""],
    ["half a file", JSON.stringify(completed).slice(0, 300)],
    ["another thing", "[]"],
    ["the trial of another key", JSON.stringify({ ...completed, key: "0123456789abcdef" })],
    ["no epochs", JSON.stringify({ ...completed, epochs: [] })],
    ["a metric that is no number", JSON.stringify({ ...completed, test: { accuracy: "2" } })],
    ["an unknown field", JSON.stringify({ ...completed, more: 1 })],
    ["an unknown status", JSON.stringify({ ...completed, status: "lost" })],
  ])("with %s in it is corrupt", async (_, text) => {
    await prepareOutput(out);
    await writeFile(join(out, "trials", `${completed.key}.json`), text);
    expect(await readTrial(out, completed.key)).toBe("corrupt");
  });

  test("is not written when the result has not its schema", async () => {
    await prepareOutput(out);
    await expect(writeTrial(out, { ...completed, key: "../../x" })).rejects.toThrow();
    expect(await readdir(join(out, "trials"))).toEqual([]);
  });
});

describe("the output folder", () => {
  test("is made with everything above it", async () => {
    const deep = join(out, "a", "b");
    await prepareOutput(deep);
    expect(await readdir(deep)).toEqual(["trials"]);
    await prepareOutput(deep);
  });

  test("that cannot be written is an error with its own exit code", async () => {
    await writeFile(join(out, "file"), "");
    await expect(prepareOutput(join(out, "file"))).rejects.toMatchObject({
      kind: "output",
      message: expect.stringMatching(
        /^cannot write to the output folder .*file: EEXIST|ENOTDIR/,
      ) as string,
    });
  });

  test("that goes away is an error that names the file", async () => {
    await expect(writeTrial(join(out, "gone"), completed)).rejects.toMatchObject({
      kind: "output",
      message: expect.stringContaining(`${completed.key}.json`) as string,
    });
  });
});

describe("results.json", () => {
  const results = resultsOf([completed, divergedTrial("linear", 1), failedTrial("step", 1)]);

  test("is read as it was written, with the summary beside it", async () => {
    await writeResults(out, results, "# Summary\n");
    expect(await readResults(join(out, "results.json"))).toEqual(results);
    expect(await readFile(join(out, "summary.md"), "utf8")).toBe("# Summary\n");
  });

  test.each([
    ["another format", { ...results, format: 2 }],
    ["no settings", { ...results, settings: undefined }],
    ["a task without a name", { ...results, settings: { ...results.settings, task: "" } }],
    ["a trial that is none", { ...results, trials: [{}] }],
  ])("with %s is refused", (_, value) => {
    expect(resultsSchema.safeParse(value).success).toBe(false);
  });

  test("has room for every curve: rate, accuracies and losses of each epoch", () => {
    const [trial] = results.trials;
    expect(trialResultSchema.parse(trial)).toHaveProperty("epochs.1", {
      epoch: 1,
      learningRate: 0.005,
      training: { accuracy: 0.9, loss: 0.25 },
      validation: { accuracy: 0.8, loss: 0.5 },
    });
  });
});
