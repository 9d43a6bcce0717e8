"""Detectron2 solvers. The multipliers are fvcore's; build_lr_scheduler and WarmupParamScheduler of Detectron2, which is not
on PyPI, are read as a specification."""

import ast

import yaml
from folders import written
from fvcore.common.config import CfgNode
from fvcore.common.param_scheduler import (
    CompositeParamScheduler,
    ConstantParamScheduler,
    CosineParamScheduler,
    LinearParamScheduler,
    MultiStepParamScheduler,
    StepWithFixedGammaParamScheduler,
)

SOURCE = "fvcore 0.1.5.post20221221, common/param_scheduler.py and common/config.py, run; solver/build.py and solver/lr_scheduler.py of facebookresearch/detectron2, and projects/deeplab/lr_scheduler.py, read as a specification"


def text(solver, base="../Base-RCNN-FPN.yaml"):
    return f"""_BASE_: "{base}"
MODEL:
  META_ARCHITECTURE: "GeneralizedRCNN"
  WEIGHTS: "path/to/R-50.pkl"
  MASK_ON: True
  RESNETS:
    DEPTH: 50
DATASETS:
  TRAIN: ("coco_2017_train",)
  TEST: ("coco_2017_val",)
SOLVER:
  IMS_PER_BATCH: 16
{solver}
INPUT:
  MIN_SIZE_TRAIN: (640, 672, 704, 736, 768, 800)
VERSION: 2
"""


def file(id, solver, steps, options=None):
    return {"id": id, "fileName": f"{id}.yaml", "text": text(solver), "options": options or {}, "steps": list(steps)}


def based(id, text, bases, steps):
    return {"id": id, "fileName": f"{id}.yaml", "text": text, "bases": bases, "options": {}, "steps": list(steps)}


ROOT = """MODEL:
  META_ARCHITECTURE: "GeneralizedRCNN"
SOLVER:
  IMS_PER_BATCH: 16
  BASE_LR: 0.02
  STEPS: (30, 40)
  MAX_ITER: 50
  WARMUP_ITERS: 10
"""
FILES = [
    file("mask_rcnn_R_50_FPN_1x", "  BASE_LR: 0.02\n  STEPS: (60000, 80000)\n  MAX_ITER: 90000", [0, 1, 2, 500, 999, 1000, 1001, 59999, 60000, 79999, 80000, 89999]),
    file("multi-step", "  BASE_LR: 0.01\n  STEPS: (30, 40)\n  GAMMA: 0.2\n  MAX_ITER: 50\n  WARMUP_ITERS: 10\n  WARMUP_FACTOR: 0.1", range(50)),
    file("cosine", "  LR_SCHEDULER_NAME: WarmupCosineLR\n  BASE_LR: 0.0001\n  BASE_LR_END: 0.00001\n  MAX_ITER: 60\n  WARMUP_ITERS: 10", range(61)),
    file("cosine-rescaled", "  LR_SCHEDULER_NAME: \"WarmupCosineLR\"\n  BASE_LR: 0.04\n  MAX_ITER: 60\n  WARMUP_ITERS: 12\n  RESCALE_INTERVAL: True", range(61)),
    file("multi-step-rescaled", "  BASE_LR: 0.01\n  STEPS: [20, 35]\n  MAX_ITER: 50\n  WARMUP_ITERS: 10\n  RESCALE_INTERVAL: true", range(50)),
    file("fixed-gamma", "  LR_SCHEDULER_NAME: WarmupStepWithFixedGammaLR\n  BASE_LR: 0.01\n  GAMMA: 0.5\n  NUM_DECAYS: 4\n  MAX_ITER: 53\n  WARMUP_ITERS: 5\n  WARMUP_METHOD: constant\n  WARMUP_FACTOR: 0.3", range(53)),
    file("no-warmup-bias", "  BASE_LR: 0.01\n  STEPS: (10, 200)\n  MAX_ITER: 30\n  WARMUP_ITERS: 0\n  BIAS_LR_FACTOR: 2.0", range(30)),
    file("mask2former-poly", "  LR_SCHEDULER_NAME: \"WarmupPolyLR\"\n  BASE_LR: 0.0001\n  MAX_ITER: 60\n  WARMUP_FACTOR: 0.1\n  WARMUP_ITERS: 10\n  POLY_LR_POWER: 0.9\n  POLY_LR_CONSTANT_ENDING: 0.0", range(60)),
    file("deeplab-poly-ending", "  LR_SCHEDULER_NAME: WarmupPolyLR\n  BASE_LR: 0.01\n  MAX_ITER: 50\n  WARMUP_ITERS: 5\n  WARMUP_METHOD: constant\n  WARMUP_FACTOR: 0.2\n  POLY_LR_CONSTANT_ENDING: 0.3", range(50)),
    file("poly-without-warmup", "  LR_SCHEDULER_NAME: WarmupPolyLR\n  BASE_LR: 0.01\n  MAX_ITER: 40\n  WARMUP_ITERS: 0\n  POLY_LR_POWER: 2.0", range(40)),
    based("based-1x", '_BASE_: "../Base-RCNN-FPN.yaml"\nMODEL:\n  MASK_ON: True\n', {"../Base-RCNN-FPN.yaml": ROOT}, range(50)),
    based("based-3x", "_BASE_: ../Base-RCNN-FPN.yaml\nSOLVER:\n  STEPS: (40, 55)\n  MAX_ITER: 60\n", {"../Base-RCNN-FPN.yaml": ROOT}, range(60)),
    based("based-chain", "_BASE_: x/cosine.yaml\nSOLVER:\n  BASE_LR_END: 0.001\n", {"x/cosine.yaml": "_BASE_: ../../root.yml\nSOLVER:\n  LR_SCHEDULER_NAME: WarmupCosineLR\n  BASE_LR: 0.05\n", "../root.yml": ROOT}, range(51)),
    based("based-list", "_BASE_: [./one.yaml, two.yaml]\nSOLVER: {WARMUP_ITERS: 5}\n", {"one.yaml": ROOT, "two.yaml": "SOLVER:\n  BASE_LR: 0.01\n  GAMMA: 0.5\n  STEPS: [20]\n"}, range(50)),
    based("based-on-another-kind", "_BASE_: one.yaml\nSOLVER:\n  STEPS: {a: 1}\n", {"one.yaml": ROOT}, []),
    file("step-in-warmup", "  BASE_LR: 0.01\n  STEPS: (8, 20)\n  MAX_ITER: 30\n  WARMUP_ITERS: 10\n  WARMUP_FACTOR: 0.01", range(30)),
]


def poly(step, solver):
    """WarmupPolyLR of projects/deeplab, which Mask2Former has too."""
    linear = solver["WARMUP_METHOD"] == "linear"
    start, length = solver["WARMUP_FACTOR"], solver["WARMUP_ITERS"]
    warmup = 1.0 if step >= length else start * (1 - step / length) + step / length if linear else start
    decay = (1 - step / solver["MAX_ITER"]) ** solver.get("POLY_LR_POWER", 0.9)
    ending = solver.get("POLY_LR_CONSTANT_ENDING", 0.0)
    return ending if ending > 0 and warmup == 1.0 and decay < ending else warmup * decay


def record(file):
    if "bases" in file:
        with written(file) as path:
            try:
                loaded = CfgNode.load_yaml_with_base(path)
            except AssertionError as error:
                return {"refused": str(error)}
    else:
        loaded = yaml.safe_load(file["text"])
    solver = {"LR_SCHEDULER_NAME": "WarmupMultiStepLR", "GAMMA": 0.1, "BASE_LR_END": 0.0, "WARMUP_FACTOR": 1 / 1000, "WARMUP_ITERS": 1000, "WARMUP_METHOD": "linear", "RESCALE_INTERVAL": False, "NUM_DECAYS": 3, "BIAS_LR_FACTOR": 1.0, **loaded["SOLVER"]}
    total, rate = solver["MAX_ITER"], solver["BASE_LR"]
    name = solver["LR_SCHEDULER_NAME"]
    if name == "WarmupPolyLR":
        return {"values": [rate * poly(step, solver) for step in file["steps"]]}
    if name == "WarmupMultiStepLR":
        steps = solver["STEPS"]
        steps = [step for step in (ast.literal_eval(steps) if isinstance(steps, str) else steps) if step <= total]
        scheduler = MultiStepParamScheduler(values=[solver["GAMMA"] ** k for k in range(len(steps) + 1)], milestones=steps, num_updates=total)
    elif name == "WarmupCosineLR":
        scheduler = CosineParamScheduler(1, solver["BASE_LR_END"] / rate)
    else:
        scheduler = StepWithFixedGammaParamScheduler(base_value=1.0, gamma=solver["GAMMA"], num_decays=solver["NUM_DECAYS"], num_updates=total)
    length = min(solver["WARMUP_ITERS"] / total, 1.0)
    start = solver["WARMUP_FACTOR"] * scheduler(0.0)
    warmup = ConstantParamScheduler(start) if solver["WARMUP_METHOD"] == "constant" else LinearParamScheduler(start, scheduler(length))
    multiplier = CompositeParamScheduler([warmup, scheduler], interval_scaling=["rescaled", "rescaled" if solver["RESCALE_INTERVAL"] else "fixed"], lengths=[length, 1 - length])
    values = [rate * multiplier(step / total) for step in file["steps"]]
    factor = solver["BIAS_LR_FACTOR"]
    return {"values": values, **({} if factor == 1 else {"groups": [{"learningRate": values}, {"learningRate": [factor * value for value in values]}]})}
