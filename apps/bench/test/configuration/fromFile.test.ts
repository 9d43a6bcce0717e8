import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ReactiveSchedule, Schedule } from "anneal";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromFile } from "../../src/configuration/fromFile.ts";
import { loadConfiguration } from "../../src/configuration/load.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-from-file-"));
});
afterEach(() => rm(folder, { recursive: true }));

const totals = { totalSteps: 100, stepsPerEpoch: 10, epochs: 10, learningRate: 0.01 };

/** Writes a configuration and a file beside it, and gives the schedule of the one that is called `ours`. */
async function scheduleOf(
  configuration: string,
  name: string,
  text: string,
): Promise<Schedule | ReactiveSchedule> {
  await writeFile(join(folder, "anneal.config.mjs"), configuration);
  await mkdir(join(folder, "files"), { recursive: true });
  await writeFile(join(folder, "files", name), text);
  const loaded = await loadConfiguration(undefined, folder);
  const ours = loaded!.configuration.schedules!["ours"] as (run: typeof totals) => Schedule;
  return ours(totals);
}

const configured = (call: string): string => `
  import { fromFile } from "@anneal/bench";
  export default { schedules: { ours: ${call}, other: { kind: "constant", value: 1 } } };
`;

const deepspeed = JSON.stringify({
  scheduler: {
    type: "WarmupLR",
    params: { warmup_max_lr: 0.001, warmup_num_steps: 4, warmup_type: "linear" },
  },
});

describe("fromFile", () => {
  test("is a spec, which JSON can hold", () => {
    const spec = fromFile("a.json", { format: "deepspeed", options: { totalSteps: 3 } });
    expect(JSON.parse(JSON.stringify(spec))).toEqual({
      kind: "file",
      file: "a.json",
      format: "deepspeed",
      options: { totalSteps: 3 },
    });
  });

  test("refuses what it does not know, as JSON too", async () => {
    const formt = { formt: "deepspeed" } as object;
    const message =
      '@anneal/bench: fromFile: each option must be one of file, format, options, got "formt"';
    expect(() => fromFile("a.json", formt)).toThrow(new TypeError(message));
    await expect(
      scheduleOf(
        configured('{ kind: "file", file: "files/a.json", formt: "deepspeed", options: 3 }'),
        "a.json",
        deepspeed,
      ),
    ).rejects.toThrow(
      `schedules.ours: files/a.json: ${message}; options must be an object of numbers and texts, got 3`,
    );
  });

  test.each([[["a"]], [{ totalSteps: null }], [{ totalSteps: [3] }], ["totalSteps"]])(
    "refuses %j as options",
    (options) => {
      expect(() =>
        fromFile("a.json", { options: options as unknown as { totalSteps: 3 } }),
      ).toThrow(/^@anneal\/bench: fromFile: options must be an object of numbers and texts, got /);
    },
  );

  test("refuses a second file", () => {
    expect(() => fromFile("a.json", { file: "b.json" } as object)).toThrow(
      new TypeError(
        "@anneal/bench: fromFile: file is the first argument; leave it out of the second",
      ),
    );
  });

  test("is the schedule of the file, found from the configuration", async () => {
    const schedule = await scheduleOf(
      configured('fromFile("files/ds_config.json")'),
      "ds_config.json",
      deepspeed,
    );
    expect([0, 1, 3, 5].map((step) => (schedule as Schedule)(step))).toEqual([0, 0, 0.0005, 0.001]);
  });

  test("is read with the files that it is based on, as far as they are there", async () => {
    await mkdir(join(folder, "below"));
    await writeFile(
      join(folder, "below", "schedule.yaml"),
      "SOLVER:\n  BASE_LR: 0.5\n  MAX_ITER: 9\n  WARMUP_ITERS: 0\n",
    );
    const schedule = await scheduleOf(
      configured('fromFile("files/own.yaml")'),
      "own.yaml",
      "_BASE_: [../below/schedule.yaml, ../below/none.yaml]\nSOLVER:\n  STEPS: (4,)\n",
    );
    expect([0, 4].map((step) => (schedule as Schedule)(step))).toEqual([0.5, 0.05]);
  });

  test("is found in a configuration that is JSON", async () => {
    const path = join(folder, "anneal.config.json");
    await writeFile(path, '{"schedules": {"ours": {"kind": "file", "file": "ds.json"}}}');
    await writeFile(join(folder, "ds.json"), deepspeed);
    const { configuration } = (await loadConfiguration(undefined, folder))!;
    expect(typeof configuration.schedules!["ours"]).toBe("function");
  });

  test.each<readonly [string, string, string, readonly [number, number][]]>([
    // The run says how long an epoch is, and a rate that counts epochs stands still within one.
    [
      'fromFile("files/f.yaml")',
      "f.yaml",
      "optimizer: {lr: 1}\nlr_scheduler: {class_path: a.StepLR, init_args: {step_size: 2, gamma: 0.5}}\n",
      [
        [19, 1],
        [20, 0.5],
      ],
    ],
    // How long all of it is.
    [
      'fromFile("files/f.json")',
      "f.json",
      '{"arch": "a", "criterion": "b", "lr": 1, "lr_scheduler": "polynomial_decay"}',
      [
        [0, 1],
        [50, 0.5],
      ],
    ],
    // And its rate.
    [
      'fromFile("files/f.json")',
      "f.json",
      '{"scheduler": {"type": "WarmupDecayLR", "params": {"warmup_max_lr": "auto", "warmup_num_steps": 2, "total_num_steps": "auto", "warmup_type": "linear"}}}',
      [[3, 0.01]],
    ],
    // An option wins over all.
    [
      'fromFile("files/f.json", { options: { totalSteps: 10 } })',
      "f.json",
      '{"lr_scheduler_type": "linear", "learning_rate": 1}',
      [[5, 0.5]],
    ],
    [
      'fromFile("files/both.yaml", { format: "ultralytics" })',
      "both.yaml",
      "lr0: 1\nlrf: 1\nepochs: 3\nwarmup_epochs: 0\nSOLVER: {BASE_LR: 3}\n",
      [[5, 1]],
    ],
  ])("%s of %s: %s", async (call, name, text, values) => {
    const schedule = (await scheduleOf(configured(call), name, text)) as Schedule;
    for (const [step, rate] of values) expect(schedule(step)).toBeCloseTo(rate, 12);
  });

  test("what no run says is asked for", async () => {
    const megatron = '{"num_steps": 1, "lr_decay_steps": 9, "max_lr": 1, "min_lr": 0}';
    await expect(
      scheduleOf(configured('fromFile("files/f.json")'), "f.json", megatron),
    ).rejects.toThrow("give samplesPerStep");
  });

  test.each([
    ['fromFile("files/none.json")', "schedules.ours: files/none.json: ENOENT"],
    ['fromFile("files/f.json")', "schedules.ours: files/f.json: @anneal/import: read: the text"],
  ])("%s is refused: %s", async (call, message) => {
    await expect(scheduleOf(configured(call), "f.json", '{"a": 1}')).rejects.toThrow(message);
  });

  test.each(["3", "null", "{ schedules: 3 }", "{ schedules: [] }", "{ schedules: null }"])(
    "a configuration that is %s is refused as before",
    async (value) => {
      await writeFile(join(folder, "anneal.config.mjs"), `export default ${value};`);
      await expect(loadConfiguration(undefined, folder)).rejects.toMatchObject({ kind: "usage" });
    },
  );
});
