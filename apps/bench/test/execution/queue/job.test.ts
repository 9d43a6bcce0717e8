import { keyOf } from "@anneal/experiment/records";
import type { PlannedTrial, Trial, TrialResult } from "@anneal/experiment/records";
import { referenceFacts } from "@anneal/experiment/task";
import type { TaskRequest } from "@anneal/experiment/training";
import { describe, expect, test } from "vitest";
import {
  asValue,
  toldEpoch,
  idOf,
  readInspection,
  readJob,
  readResult,
  trialOptions,
} from "../../../src/execution/queue/job.ts";
import type { TaskInspection } from "../../../src/execution/executor.ts";
import { plainText } from "../../../src/execution/queue/plainText.ts";

const trial: Trial = {
  protocol: 1,
  task: "mnist",
  examples: { training: 512, validation: 128, test: 500 },
  stepsPerEpoch: 8,
  epochs: 2,
  batchSize: 64,
  learningRate: 0.01,
  seed: 1,
  name: "constant",
  schedule: { per: "step", spec: { kind: "constant", value: 0.01 } },
  identity: { data: "0123456789abcdef" },
  backend: { name: "wasm", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" },
  versions: { anneal: "1.0.0", tfjs: "4.22.0" },
};
const plannedOf = (changes: Partial<Trial> = {}): PlannedTrial => {
  const changed = { ...trial, ...changes };
  return { key: keyOf(changed), trial: changed };
};
const planned = plannedOf();

describe("a job", () => {
  test("is a trial under its key, or a question about a task", () => {
    const message = { format: 1, ...planned };
    expect(readJob(JSON.parse(JSON.stringify(message)))).toEqual(message);
    const request = {
      seeds: [1],
      schedules: [{ name: "constant", learningRate: 0.01 }],
      epochs: 2,
      batchSize: 64,
      learningRate: 0.01,
      samples: null,
      testSamples: 0,
    };
    expect(readJob({ format: 1, task: "mnist", request })).toMatchObject({ task: "mnist" });
    const evaluated = { ...request, evaluateTraining: true };
    expect(readJob({ format: 1, task: "mnist", request: evaluated })).toMatchObject({
      request: { evaluateTraining: true },
    });
  });

  test("of another key is refused", () => {
    expect(() => readJob({ format: 1, key: "0123456789abcdef", trial })).toThrow(
      "its key is that of another trial",
    );
  });

  // Each of them has the right key, so that it is its bounds that refuse it.
  test.each<[string, object]>([
    ["epochs", { epochs: 1_000_001 }],
    ["batch size", { batchSize: 1_000_001 }],
    ["seed", { seed: 2 ** 31 }],
    ["steps", { stepsPerEpoch: 1_000_000_001 }],
    ["updates in all", { stepsPerEpoch: 1_000_000, epochs: 1001 }],
    ["name of the schedule", { name: "x".repeat(201) }],
    ["name of the task", { task: "../secret" }],
    [
      "parts of the identity",
      {
        identity: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`p${String(i)}`, "x"])),
      },
    ],
    ["a part of the identity", { identity: { data: "x".repeat(201) } }],
    ["learning rate", { learningRate: Infinity }],
    ["no schedule", { schedule: "process.exit()" }],
    ["more than a trial", { run: "rm -rf" }],
  ])("beyond the bounds is refused: %s", (_, changes) => {
    expect(() => readJob({ format: 1, ...plannedOf(changes) })).toThrow(
      "this is no job of this version of anneal-bench",
    );
  });

  test.each([
    [null],
    ["text"],
    [[]],
    [{}],
    [{ format: 2, ...planned }],
    [{ format: 1, ...planned, x: 1 }],
  ])("%j is none", (data) => {
    expect(() => readJob(data)).toThrow("this is no job of this version of anneal-bench");
  });

  test("has an id that is no whole number, whatever its key is, and a bound on its size", () => {
    expect(idOf("1498782946946502")).toBe("t1498782946946502");
    expect(trialOptions("1498782946946502")).toMatchObject({
      jobId: "t1498782946946502",
      attempts: 3,
      sizeLimit: 65_536,
    });
  });
});

const epochs = [1, 0.5].map((loss, epoch) => ({
  epoch,
  learningRate: 0.01,
  training: { loss },
  validation: { loss },
}));
const result: TrialResult = {
  ...planned,
  status: "completed",
  epochs,
  test: null,
  targetMet: false,
  timings: null,
};

describe("the value of a job", () => {
  test("is the result of its trial, in whatever order the broker gives its keys", () => {
    expect(readResult(asValue(result), planned)).toEqual(result);
    const backwards = Object.fromEntries(Object.entries(trial).reverse());
    expect(readResult(JSON.stringify({ ...result, trial: backwards }), planned)).toEqual(result);
  });

  test.each([
    ["of another trial", asValue({ ...result, ...plannedOf({ seed: 2 }) })],
    ["under another key", JSON.stringify({ ...result, key: "0123456789abcdef" })],
    ["no text", result],
    ["no JSON", "{"],
    ["no result", "{}"],
    ["with something else in it", JSON.stringify({ ...result, run: "rm" })],
    ["nothing", undefined],
  ])("is refused: %s", (_, value) => {
    expect(readResult(value, planned)).toBe(undefined);
  });

  test("that failed says why without moving the cursor of a terminal", () => {
    const failed: TrialResult = {
      ...planned,
      status: "failed",
      error: "a\u001b[2J\nb\u0000",
      timings: null,
    };
    expect(readResult(asValue(failed), planned)).toMatchObject({ error: "a [2J b" });
    expect(plainText("x".repeat(2000))).toHaveLength(1001);
  });

  test("is an inspection of the schedules and seeds that were asked for", () => {
    const schedule = { name: "constant", learningRate: 0.01 };
    const inspection: TaskInspection = {
      backend: trial.backend,
      notes: [],
      facts: referenceFacts("mnist"),
      examples: trial.examples,
      schedules: [
        {
          ...schedule,
          batchSize: 64,
          stepsPerEpoch: 8,
          description: trial.schedule,
          identities: [{ data: "d" }],
        },
      ],
    };
    const request = { seeds: [1], schedules: [schedule] } as unknown as TaskRequest;
    expect(readInspection(asValue(inspection), request)).toEqual(inspection);
    for (const other of [
      { ...request, seeds: [1, 2] },
      { ...request, schedules: [] },
      { ...request, schedules: [{ ...schedule, name: "cosine" }] },
      { ...request, schedules: [{ ...schedule, learningRate: 0.02 }] },
    ]) {
      expect(readInspection(asValue(inspection), other)).toBe(undefined);
    }
    expect(readInspection(JSON.stringify({ ...inspection, run: 1 }), request)).toBe(undefined);
  });
});

test("an epoch that a worker tells of is numbers by name", () => {
  const epoch = { ...epochs[0], seconds: 1, measured: { examples: 0, seconds: 0 } };
  expect(toldEpoch.safeParse(epoch).success).toBe(true);
  expect(toldEpoch.safeParse({ ...epoch, training: { loss: "\u001b[2J" } }).success).toBe(false);
  expect(toldEpoch.safeParse({ ...epoch, more: 1 }).success).toBe(false);
});
