import { withoutTimings } from "@anneal/experiment/conclusion";
import { syntheticResults } from "@anneal/experiment/synthetic";
import { describe, expect, test } from "vitest";
import { eventFiles } from "../../src/report/tensorboard.ts";
import { readEvents, slowCrc32c } from "./readEvents.ts";

// What `readEvents` checks every record with, by the check value and the vectors of RFC 3720, appendix B.4.
test.each([
  ["123456789", Buffer.from("123456789"), 0xe3069283],
  ["nothing", Buffer.alloc(0), 0],
  ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
  ["32 ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
  ["0 to 31", Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
])("CRC-32C of %s", (_, bytes, expected) => {
  expect(slowCrc32c(bytes)).toBe(BigInt(expected));
});

const results = syntheticResults({
  schedules: ["constant", "cosine"],
  seeds: 2,
  epochs: 3,
  diverged: ["cosine:1"],
  failed: ["constant:2"],
});

describe("event files", () => {
  const files = eventFiles(results);

  test("there is one for each trial with curves, named as TensorBoard wants it", () => {
    expect(files.map(({ path }) => path.replace(/[0-9a-f]{16}$/, "<key>"))).toEqual([
      "fashion-mnist/constant/seed-1/events.out.tfevents.1767323045.<key>",
      "fashion-mnist/cosine/seed-1/events.out.tfevents.1767323045.<key>",
      "fashion-mnist/cosine/seed-2/events.out.tfevents.1767323045.<key>",
    ]);
  });

  test("hold the curves at the steps of the updates, to the precision of a float", () => {
    const [first, ...epochs] = readEvents(files[0]!.bytes);
    expect(first).toEqual({ wallTime: 1767323045, step: 0, version: "brain.Event:2", scalars: {} });
    const trial = results.trials[0]!;
    if (trial.status === "failed") throw new Error("the first trial is not meant to fail");
    expect(epochs.map(({ step }) => step)).toEqual([94, 188, 282]);
    expect(epochs.map(({ wallTime }) => wallTime)).toEqual([1767323054, 1767323063, 1767323072]);
    for (const [index, { scalars }] of epochs.entries()) {
      const { learningRate, training, validation } = trial.epochs[index]!;
      expect(scalars).toMatchObject({
        learning_rate: Math.fround(learningRate),
        "accuracy/training": Math.fround(training["accuracy"]!),
        "accuracy/validation": Math.fround(validation["accuracy"]!),
        "loss/training": Math.fround(training["loss"]!),
        "loss/validation": Math.fround(validation["loss"]!),
      });
      expect("accuracy/test" in scalars).toBe(index === 2);
    }
    expect(epochs[2]!.scalars).toMatchObject({
      "accuracy/test": Math.fround(trial.test!["accuracy"]!),
      examples_per_second: Math.fround(trial.timings!.examplesPerSecond!),
    });
  });

  test("leave out what a diverged trial does not have", () => {
    const last = readEvents(files[1]!.bytes).at(-1)!;
    expect(last.scalars).not.toHaveProperty("loss/training");
    expect(last.scalars).toHaveProperty("learning_rate");
  });

  test("have a clock of their own where timings are left out", () => {
    const [file] = eventFiles(withoutTimings(results));
    expect(file!.path).toContain("events.out.tfevents.0000000000.");
    expect(readEvents(file!.bytes).map(({ wallTime }) => wallTime)).toEqual([0, 1, 2, 3]);
  });

  test("of trials at several rates lie apart", () => {
    const [tuned] = syntheticResults({
      schedules: ["constant"],
      seeds: 1,
      learningRate: 0.1,
    }).trials;
    const paths = eventFiles({ ...results, trials: [tuned!] }).map(({ path }) => path);
    expect(paths[0]).toContain("fashion-mnist/constant/seed-1-rate-0.1/");
  });
});

test.each([
  ["cosine-restarts", "cosine-restarts"],
  ["../../etc", /^_[\w.-]*-[0-9a-f]{8}$/],
  ["a/b", /^a_b-[0-9a-f]{8}$/],
  ["a\\b:c", /^a_b_c-[0-9a-f]{8}$/],
  ["..", /^_-[0-9a-f]{8}$/],
  // Windows drops a dot at the end, and has no files of these names.
  ["a.", /^a_-[0-9a-f]{8}$/],
  ["NUL", /^_NUL-[0-9a-f]{8}$/],
  ["com1.b", /^_com1\.b-[0-9a-f]{8}$/],
  ["console", "console"],
  ["é".repeat(200), /^_{80}-[0-9a-f]{8}$/],
])("the name %j is one folder", (name, expected) => {
  const [file] = eventFiles(syntheticResults({ schedules: [name], seeds: 1, epochs: 1 }));
  const folders = file!.path.split("/");
  expect(folders).toHaveLength(4);
  expect(folders[1]).toMatch(expected instanceof RegExp ? expected : new RegExp(`^${expected}$`));
});

test("two names that look the same in a path have two folders", () => {
  const results = syntheticResults({ schedules: ["a/b", "a:b", "a_b"], seeds: 1, epochs: 1 });
  expect(new Set(eventFiles(results).map(({ path }) => path.split("/")[1])).size).toBe(3);
});
