"""Arguments of Ultralytics and hyper-parameters of YOLOv5. The scheduler, the length of the warmup and one_cycle are
Ultralytics' own; the loop over the batches is read as a specification."""

import math
import types

import numpy
import torch
import yaml
from sources import source
from stubs import extract

ROOT = source("ultralytics") + "/ultralytics"
SOURCE = "ultralytics 8.4.190, one_cycle, _setup_scheduler and _get_warmup_iterations, run; the loop of engine/trainer.py, and train.py of YOLOv5, YOLOv7 and YOLOv9, read as a specification"

(one_cycle,) = extract(f"{ROOT}/utils/torch_utils.py", "one_cycle", math=math)
setup, warmup_iterations = extract(f"{ROOT}/engine/trainer.py", "_setup_scheduler", "_get_warmup_iterations", one_cycle=one_cycle, optim=torch.optim)

DEFAULTS = {"lr0": 0.01, "lrf": 0.01, "momentum": 0.937, "warmup_epochs": 3.0, "warmup_momentum": 0.8, "warmup_bias_lr": 0.1, "cos_lr": False}


def args(**changes):
    given = {**DEFAULTS, **changes}
    lines = "\n".join(f"{key}: {str(value).lower() if isinstance(value, bool) else value}" for key, value in given.items())
    return f"""task: detect
mode: train
model: yolo11n.pt
data: coco8.yaml
patience: 100
batch: 16
imgsz: 640
save: true
save_period: -1
cache: false
device: null
workers: 8
project: null
name: train
exist_ok: false
pretrained: true
verbose: true
seed: 0
deterministic: true
close_mosaic: 10
amp: true
fraction: 1.0
{lines}
weight_decay: 0.0005
box: 7.5
cls: 0.5
dfl: 1.5
nbs: 64
hsv_h: 0.015
degrees: 0.0
mosaic: 1.0
auto_augment: randaugment
"""


HYP = """# YOLOv5 by Ultralytics, AGPL-3.0 license
# Hyperparameters for low-augmentation COCO training from scratch
# python train.py --batch 64 --cfg yolov5n6.yaml --weights '' --data coco.yaml --img 640 --epochs 300 --linear

lr0: 0.01 # initial learning rate (SGD=1E-2, Adam=1E-3)
lrf: 0.01 # final OneCycleLR learning rate (lr0 * lrf)
momentum: 0.937 # SGD momentum/Adam beta1
weight_decay: 0.0005 # optimizer weight decay 5e-4
warmup_epochs: 2.5 # warmup epochs (fractions ok)
warmup_momentum: 0.8 # warmup initial momentum
warmup_bias_lr: 0.1 # warmup initial bias lr
box: 0.05 # box loss gain
cls: 0.5 # cls loss gain
obj: 1.0 # obj loss gain (scale with pixels)
anchor_t: 4.0 # anchor-multiple threshold
fl_gamma: 0.0 # focal loss gamma (efficientDet default gamma=1.5)
mosaic: 1.0 # image mosaic (probability)
"""


def file(id, text, steps, options, name="args.yaml", per="step", **more):
    return {"id": id, "fileName": name, "text": text, "options": options, "per": per, "steps": list(steps), **more}


def opt(more, epochs=12):
    """What train.py of YOLOv5 and its children writes beside its results."""
    lines = "".join(f"  {line}\n" for line in HYP.splitlines() if ":" in line and line[0] != "#")
    return f"weights: yolov5s.pt\ncfg: ''\ndata: data/coco128.yaml\nhyp:\n{lines}epochs: {epochs}\nbatch_size: 16\n{more}"


FILES = [
    file("defaults", args(optimizer="SGD", epochs=10), range(0, 70), {"stepsPerEpoch": 7}),
    file("cosine", args(optimizer="SGD", epochs=8, cos_lr=True, lrf=0.1, warmup_epochs=1.5), range(0, 72), {"stepsPerEpoch": 9}),
    file("adamw", args(optimizer="AdamW", epochs=6, lr0=0.001, warmup_bias_lr=0.0), range(0, 60), {"stepsPerEpoch": 10}),
    file("hyp", HYP, range(0, 160), {"stepsPerEpoch": 16, "totalSteps": 160}, name="hyp.scratch-low.yaml"),
    file("yolov7-hyp", HYP.replace("fl_gamma", "loss_ota: 1 # use ComputeLossOTA\nfl_gamma"), range(0, 1100, 10), {"stepsPerEpoch": 110, "totalSteps": 1100}, name="hyp.scratch.p5.yaml"),
    file("yolov5-opt", opt("cos_lr: true\n"), range(0, 240, 3), {"stepsPerEpoch": 20}, name="opt.yaml"),
    file("yolov7-opt-linear", opt("linear_lr: true\n"), range(0, 1320, 11), {"stepsPerEpoch": 110}, name="opt.yaml"),
    file("yolov5-6.0-opt", opt("linear_lr: false\n"), range(0, 1320, 11), {"stepsPerEpoch": 110}, name="opt.yaml"),
    file("yolov9-opt-flat", opt("cos_lr: false\nflat_cos_lr: true\nfixed_lr: false\n", 13), range(0, 260, 3), {"stepsPerEpoch": 20}, name="opt.yaml"),
    file("yolov9-opt-fixed", opt("cos_lr: false\nflat_cos_lr: false\nfixed_lr: true\n"), range(0, 240, 3), {"stepsPerEpoch": 20}, name="opt.yaml"),
    file("changed-arguments", "task: detect\nepochs: 6\nlr0: 0.002\ncos_lr: true\n", range(0, 60), {"stepsPerEpoch": 10}),
    file("no-warmup", args(optimizer="SGD", epochs=20, warmup_epochs=0), range(0, 20), {}, per="epoch"),
    file("no-warmup-by-batch", args(optimizer="SGD", epochs=5, warmup_epochs=0, cos_lr=True), range(0, 30), {"stepsPerEpoch": 6}),
    file("one-epoch-left", args(optimizer="SGD", epochs=3, warmup_epochs=3.0), range(0, 33), {"stepsPerEpoch": 11}),
]


def record(file):
    given = yaml.safe_load(file["text"])
    given = {**given, **given.pop("hyp", {})}
    batches = file["options"].get("stepsPerEpoch", 1)
    epochs = given.get("epochs") or file["options"]["totalSteps"] // batches
    hyper = types.SimpleNamespace(**{**DEFAULTS, **given})
    adam = "Adam" in given.get("optimizer", "SGD")
    make = (lambda groups: torch.optim.AdamW(groups, lr=hyper.lr0)) if adam else (lambda groups: torch.optim.SGD(groups, lr=hyper.lr0, momentum=hyper.momentum))
    optimizer = make([{"params": [torch.nn.Parameter(torch.zeros(1))], "param_group": name} for name in ("weight", "bn", "bias")])
    trainer = types.SimpleNamespace(args=hyper, epochs=epochs, optimizer=optimizer)
    older = "loss_ota" in given or "linear_lr" in given
    if older:
        hyper.cos_lr = not given.get("linear_lr", False)
    setup(trainer)
    # What train.py of YOLOv7 and YOLOv9 has, and Ultralytics has not.
    if given.get("linear_lr"):
        trainer.lf = lambda x: (1 - x / (epochs - 1)) * (1.0 - hyper.lrf) + hyper.lrf
    elif given.get("flat_cos_lr"):
        half = epochs // 2
        trainer.lf = lambda x: ((1 - math.cos((x - half) * math.pi / half)) / 2) * (hyper.lrf - 1) + 1 if x > half else 1
    elif given.get("fixed_lr"):
        trainer.lf = lambda x: 1.0
    trainer.scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lr_lambda=trainer.lf)
    trainer.scheduler.last_epoch = -1
    if "anchor_t" in given:
        # train.py of YOLOv5, and of YOLOv7.
        nw = max(round(hyper.warmup_epochs * batches), 1000 if older else 100)
    else:
        nw = warmup_iterations(trainer, batches)
    rows = []
    for epoch in range(epochs):
        trainer.scheduler.step()
        for i in range(batches):
            ni = i + batches * epoch
            if nw and ni <= nw:
                for group in optimizer.param_groups:
                    group["lr"] = float(numpy.interp(ni, [0, nw], [hyper.warmup_bias_lr if group["param_group"] == "bias" else 0.0, group["initial_lr"] * trainer.lf(epoch)]))
                    if "momentum" in group:
                        group["momentum"] = float(numpy.interp(ni, [0, nw], [hyper.warmup_momentum, hyper.momentum]))
            rows.append([{"learningRate": group["lr"], **({} if adam else {"momentum": group["momentum"]})} for group in optimizer.param_groups])
    rows = [rows[step] for step in file["steps"]]
    recorded = {"values": [row[0]["learningRate"] for row in rows]}
    if nw:
        recorded["groups"] = [{name: [row[index][name] for row in rows] for name in rows[0][index]} for index in range(3)]
    return recorded
