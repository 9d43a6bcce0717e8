import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { command } from "../src/cli/command.ts";

const files: Readonly<Record<string, string>> = {
  "ds.json": JSON.stringify({
    scheduler: {
      type: "WarmupDecayLR",
      params: {
        warmup_max_lr: 0.1,
        warmup_num_steps: 10,
        total_num_steps: 100,
        warmup_type: "linear",
      },
    },
  }),
  "hyp.yaml": "lr0: 0.01\nlrf: 0.1\nepochs: 10\nwarmup_epochs: 1\n",
  "cfg.py": "learning_rate = 1e-3\ndecay_lr = False\nmax_iters = 7\n",
  "mm.json": JSON.stringify({
    optimizer: { lr: 0.1 },
    param_scheduler: { type: "ReduceOnPlateauLR" },
  }),
  "one-cycle.json": JSON.stringify({
    scheduler: { type: "OneCycle", params: { cycle_min_lr: 0.1, cycle_max_lr: 1 } },
  }),
  "constant.json": JSON.stringify({ optimizer: { params: { lr: 0.1 } }, zero_optimization: {} }),
  "none.txt": "words",
  "faster.py": "_base_ = '../_base_/schedule.py'\noptim_wrapper = dict(optimizer=dict(lr=0.5))\n",
  "path/_base_/schedule.py":
    "train_cfg = dict(max_iters=7)\noptim_wrapper = dict(optimizer=dict(lr=1))\nparam_scheduler = dict(type='PolyLR', by_epoch=False)\n",
};

/** Runs the command, and keeps what it writes. */
async function run(
  ...args: readonly string[]
): Promise<{ code: number; out: string; errors: string }> {
  let [out, errors] = ["", ""];
  const code = await command(args, {
    readFile: (path) => files[path.replace(/^.*\//, "")] ?? "",
    findFile: (path) => files[path.replace(/^.*?\/path\//, "path/")],
    write: (text) => (out += text),
    fail: (text) => (errors += text),
  });
  return { code, out, errors };
}

describe("anneal-import", () => {
  test("prints what it found", async () => {
    const { code, out, errors } = await run("path/to/ds.json");
    expect([code, errors]).toEqual([0, ""]);
    expect(out).toMatch(
      /^format: deepspeed\nper: {4}step, 100 in all\nrate: {3}[▁-█]{40}\nspec: {3}\{"kind":/,
    );
    expect(out).toContain(
      "notes:\n  scheduler.params.warmup_min_lr: not given; 0, the default, is taken\n",
    );
    expect(out).toContain("lint:\n  ");
  });

  test("prints groups, and asks for what is missing by name", async () => {
    expect((await run("hyp.yaml")).errors).toMatch(/give stepsPerEpoch .*\n$/);
    const { out } = await run("hyp.yaml", "--steps-per-epoch", "10");
    expect(out).toContain("groups:\n  weight: learningRate, momentum\n");
  });

  test("prints nothing of lint where it finds nothing, and no notes where there are none", async () => {
    const { out } = await run("cfg.py", "--steps", "5");
    expect(out).toContain("per:    step, 5 in all\n");
    expect(out).toContain("lint:   nothing\n");
    expect(out).not.toContain("notes:");
  });

  test("looks at 100 steps of what has no end, and names a group that has no name", async () => {
    expect((await run("constant.json")).out).toContain("per:    step\nrate:   ");
    expect((await run("one-cycle.json")).out).toContain(
      "groups:\n  a group: learningRate, momentum\n",
    );
    expect((await run("mm.json")).out).toContain("per:    epoch\n");
  });

  test("follows what a file is based on, from where it is", async () => {
    const { out, errors } = await run("path/to/faster.py");
    expect(errors).toBe("");
    expect(out).toContain("format: mmengine\nper:    step, 7 in all\n");
    expect((await run("elsewhere/to/faster.py")).errors).toContain(
      "give the text of those files with the option bases of read",
    );
  });

  test("prints JSON", async () => {
    const { out } = await run("hyp.yaml", "--steps-per-epoch", "10", "--json");
    expect(JSON.parse(out)).toMatchObject({
      format: "ultralytics",
      per: "step",
      steps: 100,
      learningRate: { kind: "sequence" },
      groups: [{ name: "weight" }, { name: "bn" }, { name: "bias" }],
      findings: expect.any(Array) as unknown,
    });
  });

  test("prints SVG", async () => {
    const { out } = await run("mm.json", "--svg", "--monitor", "wer");
    expect(out).toMatch(/^<svg[^]*mm\.json[^]*<\/svg>\n?$/);
  });

  test.each([
    [[], "anneal-import takes one file, got 0; see --help\n"],
    [["a", "b"], "anneal-import takes one file, got 2; see --help\n"],
    [["none.txt"], "it is of none of the syntaxes"],
    [["cfg.py", "--steps", "few"], "totalSteps must be a finite number above 0, got NaN"],
    [["cfg.py", "--format", "deepsped"], 'did you mean "deepspeed"?'],
    [["cfg.py", "--step", "3"], "Unknown option '--step'"],
  ])("%o is one line on what is wrong", async (args, message) => {
    const { code, out, errors } = await run(...args);
    expect([code, out, errors.split("\n").length]).toEqual([1, "", 2]);
    expect(errors).toContain(message);
  });

  test("says how it is used", async () => {
    expect((await run("--help")).out).toContain("anneal-import <file>");
  });
});

describe("the program", () => {
  const { argv, exitCode } = process;

  afterEach(() => {
    process.argv = argv;
    process.exitCode = exitCode;
    vi.restoreAllMocks();
    vi.resetModules();
  });

  test("reads a file of the disk", async () => {
    const path = join(mkdtempSync(join(tmpdir(), "anneal-import-")), "cfg.py");
    writeFileSync(path, files["cfg.py"]!);
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    process.argv = ["node", "anneal-import", path];
    await import("../src/cli/main.ts");
    expect(write.mock.calls.join("")).toContain("format: nanogpt");
    expect(process.exitCode).toBe(0);
  });

  test("reads files of the disk that one is based on, as far as they are there", async () => {
    const folder = mkdtempSync(join(tmpdir(), "anneal-import-"));
    writeFileSync(join(folder, "a.py"), "_base_ = ['b.py', 'c.py']\n");
    writeFileSync(
      join(folder, "b.py"),
      "optimizer = dict(lr=1)\nlr_config = dict(policy='step', step=[3])\n",
    );
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    process.argv = ["node", "anneal-import", join(folder, "a.py")];
    await import("../src/cli/main.ts");
    expect(write.mock.calls.join("")).toMatch(/format: mmcv\n[^]*_base_: what "c\.py" may set/);
  });

  test("says what is wrong on the other stream", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    process.argv = ["node", "anneal-import", "/no/such/file"];
    await import("../src/cli/main.ts");
    expect(write.mock.calls.join("")).toContain("ENOENT");
    expect(process.exitCode).toBe(1);
  });
});
