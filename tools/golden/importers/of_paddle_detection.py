"""Configurations of PaddleDetection. The tables of rates are made by PaddleDetection's own code, and looked up as Paddle's
PiecewiseDecay does; CosineAnnealingDecay is Paddle's closed form, read as a specification."""

import ast
import copy
import math
import collections.abc
import os
import sys
import types

import yaml
from folders import written
from sources import source

SOURCE = "paddledet 2.6.0, ppdet/optimizer/optimizer.py and ppdet/core/workspace.py, run; PiecewiseDecay and CosineAnnealingDecay of paddle/optimizer/lr.py of paddlepaddle 3.3.1, read as a specification"


class PiecewiseDecay:
    def __init__(self, boundaries, values):
        assert len(values) > len(boundaries)
        self.boundaries, self.values = boundaries, values

    def at(self, step):
        for index, boundary in enumerate(self.boundaries):
            if step < boundary:
                return self.values[index]
        return self.values[-1]


class CosineAnnealingDecay:
    def __init__(self, rate, T_max, eta_min):
        self.rate, self.T_max, self.eta_min = rate, T_max, eta_min

    def at(self, step):
        return self.eta_min + (self.rate - self.eta_min) * (1 + math.cos(math.pi * step / self.T_max)) / 2


module = types.ModuleType("ppdet_optimizer")
sys.modules["ppdet_optimizer"] = module
module.__dict__.update(math=math, copy=copy, sys=sys, serializable=lambda cls: cls, register=lambda cls: cls, optimizer=types.SimpleNamespace(lr=types.SimpleNamespace(PiecewiseDecay=PiecewiseDecay, CosineAnnealingDecay=CosineAnnealingDecay)))
for node in ast.parse(open(source("paddledet") + "/ppdet/optimizer/optimizer.py").read()).body:
    if isinstance(node, ast.ClassDef) and node.name != "OptimizerBuilder":
        exec(compile(ast.Module([node], []), "optimizer.py", "exec"), module.__dict__)


def construct(loader, suffix, node):
    return {"name": suffix, **(loader.construct_mapping(node, deep=True) if isinstance(node, yaml.MappingNode) else {})}


yaml.SafeLoader.add_multi_constructor("!", construct)
yaml.Loader.add_multi_constructor("!", construct)
workspace = types.ModuleType("ppdet_workspace")
workspace.__dict__.update(yaml=yaml, os=os, collectionsAbc=collections.abc)
for node in ast.parse(open(source("paddledet") + "/ppdet/core/workspace.py").read()).body:
    if getattr(node, "name", "") in ("AttrDict", "_load_config_with_base", "load_config", "dict_merge", "merge_config") or isinstance(node, ast.Assign) and node.targets[0].id in ("global_config", "BASE_KEY"):
        exec(compile(ast.Module([node], []), "workspace.py", "exec"), workspace.__dict__)


def file(id, schedulers, steps, per_epoch, epoch=12, rate="0.01"):
    lines = "\n".join(f"  {line}" for line in schedulers.splitlines())
    text = f"""epoch: {epoch}

LearningRate:
  base_lr: {rate}
  schedulers:
{lines}

OptimizerBuilder:
  optimizer:
    momentum: 0.9
    type: Momentum
  regularizer:
    factor: 0.0001
    type: L2
"""
    return {"id": id, "fileName": "optimizer_1x.yml", "text": text, "options": {"stepsPerEpoch": per_epoch}, "steps": list(steps)}


OPTIMIZER = file("1x", "- !PiecewiseDecay\n  gamma: 0.1\n  milestones: [8, 11]\n- !LinearWarmup\n  start_factor: 0.1\n  steps: 25", [], 10)["text"]


def based(id, text, bases, steps, per_epoch):
    return {"id": id, "fileName": f"{id}.yml", "text": text, "bases": bases, "options": {"stepsPerEpoch": per_epoch}, "steps": list(steps)}


FILES = [
    file("1x", "- !PiecewiseDecay\n  gamma: 0.1\n  milestones: [8, 11]\n- !LinearWarmup\n  start_factor: 0.1\n  steps: 25", range(0, 120), 10),
    file("ppyoloe", "- name: CosineDecay\n  max_epochs: 36\n- name: LinearWarmup\n  start_factor: 0.\n  epochs: 5", range(0, 120), 4, 30),
    file("cosine-floor", "- !CosineDecay\n  max_epochs: 20\n  min_lr_ratio: 0.05\n  last_plateau_epochs: 4\n- !ExpWarmup\n  epochs: 2", range(0, 110), 5, 20),
    file("yolov3", "- !PiecewiseDecay\n  gamma: 0.1\n  milestones:\n  - 6\n  - 9\n- !LinearWarmup\n  start_factor: 0.\n  steps: 12", range(0, 100), 8, rate="0.001"),
    file("values", "- name: PiecewiseDecay\n  milestones: [3, 6]\n  values: [0.01, 0.005, 0.0001]\n  use_warmup: false", range(0, 60), 6),
    file("cosine-alone", "- !CosineDecay\n  max_epochs: 10\n  use_warmup: false", range(0, 50), 5, 10),
    file("plateau-alone", "- !CosineDecay\n  max_epochs: 10\n  min_lr_ratio: 0.1\n  last_plateau_epochs: 2\n  use_warmup: false", range(0, 54), 5, 10),
    based("based", "_BASE_: [\n  '../datasets/coco_detection.yml',\n  '../runtime.yml',\n  '_base_/optimizer_1x.yml',\n  '_base_/faster_rcnn_r50.yml',\n]\nweights: output/model_final\n", {"../datasets/coco_detection.yml": "metric: COCO\nnum_classes: 80\n", "../runtime.yml": "use_gpu: true\nsnapshot_epoch: 1\n", "_base_/optimizer_1x.yml": OPTIMIZER, "_base_/faster_rcnn_r50.yml": "architecture: FasterRCNN\n"}, range(0, 120), 10),
    based("based-2x", "_BASE_: ['based-1x.yml']\nepoch: 24\nLearningRate:\n  base_lr: 0.02\n  schedulers:\n  - !PiecewiseDecay\n    gamma: 0.1\n    milestones: [16, 22]\n  - !LinearWarmup\n    start_factor: 0.1\n    steps: 8\n", {"based-1x.yml": "_BASE_: ['_base_/optimizer_1x.yml']\n", "_base_/optimizer_1x.yml": OPTIMIZER}, range(0, 120), 5),
    based("based-rate", "_BASE_: ['_base_/optimizer_1x.yml', '_base_/other.yml']\nLearningRate:\n  base_lr: 0.0025\n", {"_base_/optimizer_1x.yml": OPTIMIZER, "_base_/other.yml": "LearningRate:\n  base_lr: 5.0\n  schedulers:\n  - name: CosineDecay\n    max_epochs: 12\n  - name: LinearWarmup\n    start_factor: 0.\n    epochs: 1\n"}, range(0, 70), 6),
    file("factors", "- !PiecewiseDecay\n  gamma: [0.5, 0.1, 0.01]\n  milestones: [4, 6, 8]\n- !LinearWarmup\n  start_factor: 0.3333333333333333\n  steps: 5", range(0, 60), 5),
]


def record(file):
    if "bases" in file:
        workspace.global_config.clear()
        with written(file) as path:
            loaded = workspace.load_config(path)
    else:
        loaded = yaml.safe_load(file["text"])
    given = loaded["LearningRate"]
    live = module.LearningRate(base_lr=given["base_lr"], schedulers=given["schedulers"])(file["options"]["stepsPerEpoch"])
    return {"values": [live.at(step) for step in file["steps"]]}
