import { isReactive, sample } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { read, recognise } from "../src/index.ts";
import type { Bases, ReadOptions } from "../src/index.ts";

/** The rate of a text at a few steps. */
async function ratesOf(text: string, options: ReadOptions, steps = [0, 3]): Promise<number[]> {
  const { learningRate } = await read(text, options);
  if (isReactive(learningRate)) throw new TypeError("no plateau here");
  return steps.map((step) => learningRate(step));
}

const schedule = `optim_wrapper = dict(optimizer=dict(type='SGD', lr=1, momentum=0.9))
param_scheduler = [dict(type='StepLR', step_size=3, gamma=0.5, by_epoch=False)]
train_cfg = dict(max_iters=9)
`;

describe("what a file is based on", () => {
  test.each<readonly [what: string, text: string, bases: Bases, rates: readonly number[]]>([
    ["a path", "_base_ = './s.py'", { "s.py": schedule }, [1, 0.5]],
    [
      "a list of them",
      "_base_ = ['x/../s.py', 'm.py']",
      { "./s.py": schedule, "m.py": "a = 1" },
      [1, 0.5],
    ],
    [
      "a function that finds it",
      "_base_ = 's.py'",
      (path) => (path === "s.py" ? schedule : undefined),
      [1, 0.5],
    ],
    [
      "one that takes its time",
      "_base_ = 's.py'",
      async (path) => Promise.resolve(`# ${path}\n${schedule}`),
      [1, 0.5],
    ],
    [
      "a mapping over a mapping",
      "_base_ = 's.py'\noptim_wrapper = dict(optimizer=dict(lr=4))",
      { "s.py": schedule },
      [4, 2],
    ],
    [
      "a mapping instead of one",
      "_base_ = 's.py'\noptim_wrapper = dict(_delete_=True, optimizer=dict(lr=4))",
      { "s.py": schedule },
      [4, 2],
    ],
    [
      "a list instead of one",
      "_base_ = 's.py'\nparam_scheduler = [dict(type='ConstantLR', by_epoch=False, factor=0.5, end=3)]",
      { "s.py": schedule },
      [0.5, 1],
    ],
    [
      "one below another, from its own folder",
      "_base_ = '../b/c.py'",
      {
        "../b/c.py": "_base_ = ['./s.py', '../../d.py']",
        "../b/s.py": schedule,
        "../../d.py": "a = 1",
      },
      [1, 0.5],
    ],
    [
      "an absolute path",
      "_base_ = '/c/b.py'",
      { "/c/b.py": "_base_ = '../s.py'", "/s.py": schedule },
      [1, 0.5],
    ],
    [
      "a configuration of a package",
      "_base_ = 'mmdet::_base_/s.py'",
      { "mmdet::_base_/s.py": schedule },
      [1, 0.5],
    ],
    [
      "a value of it",
      "_base_ = 's.py'\noptim_wrapper = dict(optimizer=dict(lr=_base_.optim_wrapper.optimizer.lr / 2))",
      { "s.py": schedule },
      [0.5, 0.25],
    ],
    [
      "a value in braces",
      "_base_ = 's.py'\noptim_wrapper = dict(optimizer=dict(lr='{{ _base_.low }}'))",
      { "s.py": `low = 2\n${schedule}` },
      [2, 1],
    ],
    [
      "a part of it that is changed",
      "_base_ = 's.py'\nparam_scheduler = _base_.param_scheduler\nparam_scheduler[0].update(gamma=0.25)",
      { "s.py": schedule },
      [1, 0.25],
    ],
    [
      "what is imported",
      "with read_base():\n    from .s import *\n\noptim_wrapper.update(dict(optimizer=dict(lr=8)))\n",
      { "s.py": schedule },
      [8, 4],
    ],
    [
      "what is imported on the last line, without an end, after a comment",
      "with read_base():\n# of all\n    from .s import *",
      { "s.py": schedule },
      [1, 0.5],
    ],
    [
      "what is imported by name",
      "with read_base():\n    from ..a.s import (optim_wrapper, param_scheduler as p)\n    import os\n    from ..a.s import not_there, train_cfg\nparam_scheduler = p\n",
      { "../a/s.py": schedule },
      [1, 0.5],
    ],
    [
      "what a package has",
      "with read_base():\n    from pack.configs.s import *  # all\n",
      { "pack/configs/s.py": schedule },
      [1, 0.5],
    ],
    [
      "a file that is JSON",
      '{"_base_": "s.json", "optim_wrapper": {"optimizer": {"lr": 6}}}',
      {
        "s.json":
          '{"optim_wrapper": {"optimizer": {"lr": 5}}, "train_cfg": {"max_iters": 4}, "param_scheduler": {"type": "StepLR", "step_size": 3, "gamma": 0.5, "by_epoch": false}}',
      },
      [6, 3],
    ],
    [
      "Detectron2's",
      "_BASE_: ../Base.yaml\nSOLVER:\n  STEPS: (3,)\n",
      {
        "../Base.yaml": "_BASE_: ./Root.yaml\nSOLVER:\n  MAX_ITER: 9\n  STEPS: (1, 2)\n",
        "../Root.yaml": "SOLVER: {BASE_LR: 2, GAMMA: 0.5, WARMUP_ITERS: 0}",
      },
      [2, 1],
    ],
    [
      "PaddleDetection's, of which the last wins",
      "_BASE_: ['a.yml', 'b.yml']\nepoch: 12\n",
      {
        "a.yml": "LearningRate:\n  base_lr: 3\n",
        "b.yml":
          "LearningRate:\n  base_lr: 2\n  schedulers:\n  - !PiecewiseDecay\n    gamma: 0.5\n    milestones: [3]\n    use_warmup: false\n",
      },
      [2, 1],
    ],
    [
      "null, and what is over it",
      "_base_ = 's.py'\noptim_wrapper = dict(optimizer=dict(lr=4))",
      { "s.py": `${schedule}optim_wrapper = None` },
      [4, 2],
    ],
  ])("%s", async (_, text, bases, rates) => {
    expect(await ratesOf(text, { bases, stepsPerEpoch: 1 })).toEqual(rates);
  });

  test("a file that is not there stays named, and what is needed of it is asked for", async () => {
    const text = "_base_ = ['s.py', './model.py', 'runtime.py']\n";
    const { notes } = await read(text, { bases: { "s.py": schedule } });
    expect(notes).toContain(
      '_base_: what "model.py" and 1 more of _base_ may set is not known: give the text of those files with the option bases of read',
    );
    await expect(read(text)).rejects.toThrow(
      'param_scheduler must be given: what "s.py" and 2 more',
    );
    await expect(read("with read_base():\n    from .s import *\n")).rejects.toThrow(
      'param_scheduler must be given: what "s.py" may set is not known: give the text',
    );
    await expect(read("_BASE_: a.yaml\nMODEL: {DEPTH: 3}\n")).rejects.toThrow(
      'holds nothing that shows it; what "a.yaml" may set is not known: give the text',
    );
  });

  test("a value that cannot be read below is not made up of what is over it", async () => {
    const bases = { "s.py": `${schedule}optim_wrapper = make()` };
    await expect(
      read("_base_ = 's.py'\noptim_wrapper = dict(optimizer=dict(lr=4))", { bases }),
    ).rejects.toThrow("give learningRate (optim_wrapper.optimizer.lr is missing");
  });

  test("a tag of YAML is an object of its own, which is not merged", async () => {
    const decay = (more: string): string =>
      `LearningRate:\n  base_lr: 1\n  schedulers: !CosineDecay {use_warmup: false, ${more}}\n`;
    const bases = { "a.yml": decay("max_epochs: 4, min_lr_ratio: 0.5") };
    const own = decay("max_epochs: 2");
    expect(await ratesOf(`_BASE_: a.yml\n${own}`, { bases, stepsPerEpoch: 1 }, [0, 2])).toEqual([
      1, 0,
    ]);
  });

  test("recognise takes them, too", async () => {
    const { format } = await recognise("_base_ = 's.py'", {
      bases: { "s.py": "optimizer = dict(lr=1)\nlr_config = dict(policy='fixed')" },
    });
    expect(format).toBe("mmcv");
  });

  test.each<readonly [text: string, bases: unknown, Failure: ErrorConstructor, message: string]>([
    [
      "_base_ = 'a.py'",
      "a.py",
      TypeError,
      'bases must be an object of texts by their paths, or a function of a path, got "a.py"',
    ],
    [
      "_base_ = 'a.py'",
      { "a.py": 3 },
      TypeError,
      'the base "a.py" must be the text of a file, got 3',
    ],
    ["_base_ = 3", {}, TypeError, "_base_ must be the path of a file, or a list of paths, got 3"],
    [
      "_base_ = ['a.py', f(1)]",
      {},
      TypeError,
      "_base_ must be the path of a file, or a list of paths, got the expression f(1)",
    ],
    [
      "_base_ = 'a.py'",
      { "a.py": "_base_ = './a.py'" },
      RangeError,
      "must be based on at most 100 files, and those on each other in no circle",
    ],
    ["_base_ = 'a.py'", { "a.py": "a = (" }, TypeError, 'the base "a.py" is no Python: line 1'],
    [
      '{"_base_": "a.json"}',
      { "a.json": "[1]" },
      TypeError,
      'the base "a.json" must be a mapping, got (array)',
    ],
    [
      "_base_ = 'a.py'\nx = dict(y=dict(z=1))",
      { "a.py": "x = dict(y=[1])" },
      TypeError,
      "read: the text.x.y must be what it is in the file below, or a mapping with _delete_: True in it; there it is (array)",
    ],
    [
      "_base_ = 'a.yaml'",
      { "a.yaml": "a: 1" },
      TypeError,
      'is no Python: it must be of the syntax of the file below, "a.yaml"',
    ],
  ])("%j with %j is one error", async (text, bases, Failure, message) => {
    const options = { bases, fileName: text.startsWith("{") ? "x.json" : "x.py" } as ReadOptions;
    await expect(read(text, options)).rejects.toThrow(Failure);
    await expect(read(text, options)).rejects.toThrow(message);
  });

  test("mappings in mappings in mappings are refused", async () => {
    const deep = (end: string): string => `${'{"a":'.repeat(110)}${end}${"}".repeat(110)}`;
    await expect(
      read(`{"_base_": "b.json", "a": ${deep("1")}}`, {
        bases: { "b.json": `{"a": ${deep("2")}}` },
      }),
    ).rejects.toThrow("must have at most 100 mappings in each other");
  });

  /** A mapping that is written once and stands in 2^40 places. */
  const wide = (name: string): string =>
    `${name} = dict(x=1)\n${`${name} = dict(p=${name}, q=${name})\n`.repeat(40)}`;

  // A walk over all places would take 2^40 steps.
  test.each([
    ["is merged", `_base_ = 's.py'\n${wide("a")}`, wide("a")],
    ["is updated", `with read_base():\n    from .s import *\n${wide("b")}a.update(b)\n`, wide("a")],
    [
      "is in itself and updated",
      "with read_base():\n    from .s import *\na = dict()\na.update(b=a)\nc = dict(d=1)\nc.update(b=c)\na.update(c)\n",
      "",
    ],
    [
      "is in itself and merged",
      "_base_ = 's.py'\na = dict(c=1)\na.update(b=a)\n",
      "a = dict(d=1)\na.update(b=a)\n",
    ],
  ])("a mapping that %s in many places", async (_what, text, below) => {
    const { format, learningRate } = await read(text, {
      bases: { "s.py": schedule + below },
      fileName: "x.py",
    });
    expect(format).toBe("mmengine");
    expect(sample(learningRate, { steps: 1 })).toEqual([1]);
  });

  test("keys of an object's own are nothing but keys", async () => {
    const bases = {
      "b.json":
        '{"__proto__": {"a": 1}, "optimizer": {"params": {"lr": 1}}, "zero_optimization": {}}',
    };
    expect(await ratesOf('{"_base_": "b.json", "__proto__": {"b": 2}}', { bases })).toEqual([1, 1]);
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });
});
