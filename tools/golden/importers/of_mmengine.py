"""MMEngine configurations. The schedulers are MMEngine's; the defaults and the order of their steps are its Runner's and
ParamSchedulerHook's, read as a specification."""

import copy
import pathlib
import tempfile
import types

import torch
from mmengine.config import Config
from mmengine.optim.scheduler import *  # noqa: F403
from mmengine.registry import HOOKS, PARAM_SCHEDULERS
from sources import source
from stubs import load, stub

SOURCE = "mmengine 0.10.7, mmengine/config and mmengine/optim/scheduler, mmyolo 0.6.0, its two hooks, and the schedulers of mmsegmentation 1.2.2 and mmpretrain 1.2.0, run; the order of steps of mmengine/hooks/param_scheduler_hook.py, read as a specification"

# Each takes a registry of its package, which is a child of MMEngine's.
stub("mmyolo")
stub("mmyolo.registry", HOOKS=HOOKS)
for name in ("yolov5", "ppyoloe"):
    load(f"{name}_hook", f"{source('mmyolo')}/mmyolo/engine/hooks/{name}_param_scheduler_hook.py")
stub("mmseg")
stub("mmseg.registry", PARAM_SCHEDULERS=PARAM_SCHEDULERS)
load("poly_ratio", f"{source('mmsegmentation')}/mmseg/engine/schedulers/poly_ratio_scheduler.py")
stub("mmpretrain")
stub("mmpretrain.registry", PARAM_SCHEDULERS=PARAM_SCHEDULERS)
load("weight_decay", f"{source('mmpretrain')}/mmpretrain/engine/schedulers/weight_decay_scheduler.py")


def file(id, text, steps, options=None, per="step", metrics=None, bases=None):
    made = {"id": id, "fileName": f"{id}.py", "text": text, "options": options or {}, "per": per, "steps": list(steps)}
    if bases:
        made["bases"] = bases
    if metrics:
        made["metrics"] = metrics
    return made


ONE_X = """# training schedule for 1x
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=12, val_interval=1)
val_cfg = dict(type='ValLoop')
test_cfg = dict(type='TestLoop')

# learning rate
param_scheduler = [
    dict(
        type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=20),
    dict(
        type='MultiStepLR',
        begin=0,
        end=12,
        by_epoch=True,
        milestones=[8, 11],
        gamma=0.1)
]

# optimizer
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='SGD', lr=0.02, momentum=0.9, weight_decay=0.0001))

# Default setting for scaling LR automatically
#   - `enable` means enable scaling LR automatically
#       or not by default.
#   - `base_batch_size` = (8 GPUs) x (2 samples per GPU).
auto_scale_lr = dict(enable=False, base_batch_size=16)
"""

RTMDET = """_base_ = ['../_base_/default_runtime.py', './rtmdet_tta.py']
max_epochs = 10
stage2_num_epochs = 2
base_lr = 0.004
interval = 10

train_cfg = dict(
    max_epochs=max_epochs,
    val_interval=interval,
    dynamic_intervals=[(max_epochs - stage2_num_epochs, 1)])

optim_wrapper = dict(
    _delete_=True,
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=base_lr, weight_decay=0.05),
    paramwise_cfg=dict(
        norm_decay_mult=0, bias_decay_mult=0, bypass_duplicate=True))

# learning rate
param_scheduler = [
    dict(
        type='LinearLR',
        start_factor=1.0e-5,
        by_epoch=False,
        begin=0,
        end=15),
    dict(
        # use cosine lr from 150 to 300 epoch
        type='CosineAnnealingLR',
        eta_min=base_lr * 0.05,
        begin=max_epochs // 2,
        end=max_epochs,
        T_max=max_epochs // 2,
        by_epoch=True,
        convert_to_iter_based=True),
]
"""

SEGMENTATION = """# optimizer
optimizer = dict(type='SGD', lr=0.01, momentum=0.9, weight_decay=0.0005)
optim_wrapper = dict(type='OptimWrapper', optimizer=optimizer, clip_grad=None)
# learning policy
param_scheduler = [
    dict(
        type='PolyLR',
        eta_min=1e-4,
        power=0.9,
        begin=0,
        end=60,
        by_epoch=False)
]
# training schedule
train_cfg = dict(type='IterBasedTrainLoop', max_iters=60, val_interval=4000)
val_cfg = dict(type='ValLoop')
default_hooks = dict(
    timer=dict(type='IterTimerHook'),
    logger=dict(type='LoggerHook', interval=50, log_metric_by_epoch=False),
    param_scheduler=dict(type='ParamSchedulerHook'),
    checkpoint=dict(type='CheckpointHook', by_epoch=False, interval=4000))
"""

VIT = """optim_wrapper = dict(
    optimizer=dict(
        type='AdamW',
        lr=5e-4 * 1024 / 512,
        weight_decay=0.05,
        eps=1e-8,
        betas=(0.9, 0.999)))

# learning policy
param_scheduler = [
    # warm up learning rate scheduler
    dict(
        type='LinearLR',
        start_factor=1e-3,
        by_epoch=True,
        end=4,
        # update by iter
        convert_to_iter_based=True),
    # main learning rate scheduler
    dict(type='CosineAnnealingLR', eta_min=1e-5, by_epoch=True, begin=4)
]

# train, val, test setting
train_cfg = dict(by_epoch=True, max_epochs=20, val_interval=1)
val_cfg = dict()
"""

RESNET = """# optimizer
optim_wrapper = dict(
    optimizer=dict(type='SGD', lr=0.1, momentum=0.9, weight_decay=0.0001))

# learning policy
param_scheduler = dict(
    type='MultiStepLR', by_epoch=True, milestones=[30, 60, 90], gamma=0.1)

train_cfg = dict(by_epoch=True, max_epochs=100, val_interval=1)
"""

MOMENTUM = """optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.01, momentum=0.95))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.1, end=10, by_epoch=False),
    dict(type='CosineAnnealingLR', T_max=30, eta_min=0.0001, begin=10, end=40, by_epoch=False),
    dict(type='LinearMomentum', start_factor=0.9, begin=0, end=15, by_epoch=False),
    dict(type='CosineAnnealingMomentum', T_max=25, eta_min=0.8, begin=15, end=40, by_epoch=False),
]
train_cfg = dict(by_epoch=False, max_iters=50)
"""

MOMENTUM_OF_ADAM = """# The cyclic policy of MMDetection3D, whose betas are left out.
lr = 0.0018
optim_wrapper = dict(type='OptimWrapper', optimizer=dict(type='AdamW', lr=lr, weight_decay=0.01), clip_grad=dict(max_norm=10, norm_type=2))
param_scheduler = [
    dict(type='CosineAnnealingLR', T_max=8, eta_min=lr * 10, begin=0, end=8, by_epoch=True, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', T_max=12, eta_min=lr * 1e-4, begin=8, end=20, by_epoch=True, convert_to_iter_based=True),
    dict(type='CosineAnnealingMomentum', T_max=8, eta_min=0.85 / 0.95, begin=0, end=8, by_epoch=True, convert_to_iter_based=True),
    dict(type='CosineAnnealingMomentum', T_max=12, eta_min=1, begin=8, end=20, by_epoch=True, convert_to_iter_based=True),
]
train_cfg = dict(by_epoch=True, max_epochs=20, val_interval=20)
"""

CYCLES = """optim_wrapper = dict(optimizer=dict(type='Adam', lr=1e-3))
param_scheduler = [
    dict(type='CosineRestartLR', periods=[10, 15, 20], restart_weights=[1, 0.5, 0.25], eta_min=1e-5, by_epoch=False),
]
train_cfg = dict(type='IterBasedTrainLoop', max_iters=50)
"""

YOLOX = """max_epochs = 30
num_last_epochs = 5
base_lr = 0.01
train_cfg = dict(max_epochs=max_epochs, val_interval=10)
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='SGD', lr=base_lr, momentum=0.9, weight_decay=5e-4, nesterov=True))
param_scheduler = [
    dict(type='CosineAnnealingLR', eta_min=base_lr * 0.05, begin=0, T_max=max_epochs - num_last_epochs, end=max_epochs - num_last_epochs, by_epoch=True, convert_to_iter_based=True),
    # use fixed lr during last epochs
    dict(type='ConstantLR', by_epoch=True, factor=1, begin=max_epochs - num_last_epochs, end=max_epochs)
]
"""

MIXED = """optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))
param_scheduler = [
    dict(type='ConstantLR', factor=0.5, by_epoch=True, end=3),
    dict(type='ExponentialLR', gamma=0.95, by_epoch=True, begin=2, end=9),
    dict(type='StepLR', step_size=4, gamma=0.5, by_epoch=False, begin=5, end=30),
    dict(type='PolyLR', power=2, by_epoch=False, begin=30, end=41),
]
train_cfg = dict(by_epoch=True, max_epochs=12)
"""

ONE_CYCLE = """optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))
param_scheduler = dict(type='OneCycleLR', eta_max=0.05, total_steps=40, pct_start=0.25, by_epoch=False, three_phase=False)
train_cfg = dict(by_epoch=False, max_iters=40)
"""

PLATEAU = """optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))
param_scheduler = dict(type='ReduceOnPlateauLR', monitor='coco/bbox_mAP', rule='greater', factor=0.5, patience=1, by_epoch=True)
train_cfg = dict(by_epoch=True, max_epochs=12)
"""

SEGFORMER = """_base_ = [
    '../_base_/models/segformer_mit-b0.py',
    '../_base_/default_runtime.py'
]
crop_size = (512, 512)
optim_wrapper = dict(
    _delete_=True,
    type='OptimWrapper',
    optimizer=dict(
        type='AdamW', lr=0.00006, betas=(0.9, 0.999), weight_decay=0.01),
    paramwise_cfg=dict(
        custom_keys={
            'pos_block': dict(decay_mult=0.),
            'norm': dict(decay_mult=0.),
            'head': dict(lr_mult=10.)
        }))

param_scheduler = [
    dict(
        type='LinearLR', start_factor=1e-6, by_epoch=False, begin=0, end=15),
    dict(
        type='PolyLR',
        eta_min=0.0,
        power=1.0,
        begin=15,
        end=80,
        by_epoch=False,
    )
]
train_cfg = dict(type='IterBasedTrainLoop', max_iters=80, val_interval=40)
train_dataloader = dict(batch_size=2, num_workers=2)
"""

# A warmup beside a floor: each acts on what the other has left.
FLOOR_BY_ITERATION = """optim_wrapper = dict(type='OptimWrapper', optimizer=dict(type='AdamW', lr=6e-5, weight_decay=0.01))
param_scheduler = [
    dict(type='LinearLR', start_factor=1e-3, by_epoch=False, begin=0, end=20),
    dict(type='CosineAnnealingLR', eta_min=1e-6, T_max=90, begin=0, end=90, by_epoch=False),
]
train_cfg = dict(type='IterBasedTrainLoop', max_iters=100, val_interval=50)
"""

FLOOR_BY_EPOCH = """max_epochs = 12
optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.01, momentum=0.9, weight_decay=5e-4))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.1, by_epoch=False, begin=0, end=15),
    dict(type='CosineAnnealingLR', eta_min=1e-4, begin=0, T_max=max_epochs, end=max_epochs, by_epoch=True),
]
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=max_epochs, val_interval=1)
"""

FLOOR_CONVERTED = """max_epochs = 10
base_lr = 4e-3
optim_wrapper = dict(optimizer=dict(type='AdamW', lr=base_lr, weight_decay=0.05))
param_scheduler = [
    dict(type='LinearLR', start_factor=1e-5, by_epoch=False, begin=0, end=12),
    dict(type='PolyLR', power=0.9, eta_min=base_lr * 0.05, begin=1, end=max_epochs, by_epoch=True, convert_to_iter_based=True),
    dict(type='MultiStepLR', milestones=[6], gamma=0.5, begin=0, end=max_epochs, by_epoch=True),
]
train_cfg = dict(max_epochs=max_epochs)
"""

TWO_FLOORS = """optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))
param_scheduler = [
    dict(type='PolyLR', eta_min=0.01, power=2, begin=0, end=40, by_epoch=False),
    dict(type='CosineAnnealingLR', eta_min=0.02, begin=25, end=70, by_epoch=False),
    dict(type='LinearLR', start_factor=0.5, begin=0, end=10, by_epoch=False),
    dict(type='ExponentialLR', gamma=1.05, begin=75, end=85, by_epoch=False),
    dict(type='StepLR', step_size=3, gamma=1.5, begin=85, end=95, by_epoch=False),
    dict(type='PolyLR', eta_min=0.001, begin=95, end=100, by_epoch=False),
]
train_cfg = dict(by_epoch=False, max_iters=100)
"""

FLOOR_THAT_RISES = """optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.1))
param_scheduler = [
    dict(type='CosineAnnealingLR', eta_min=0.01, T_max=10, begin=0, end=40, by_epoch=False),
    dict(type='LinearLR', start_factor=0.5, begin=0, end=8, by_epoch=False),
]
train_cfg = dict(by_epoch=False, max_iters=45)
"""

CLASSES = """from mmengine.optim.scheduler import LinearLR, MultiStepLR
from torch.optim import SGD

param_scheduler = [
    dict(type=LinearLR, start_factor=0.001, by_epoch=False, begin=0, end=10),
    dict(type=MultiStepLR, begin=0, end=12, by_epoch=True, milestones=[8, 11], gamma=0.1),
]
optim_wrapper = dict(optimizer=dict(type=SGD, lr=0.02, momentum=0.9))
train_cfg = dict(max_epochs=12, val_interval=1)
default_hooks = dict(param_scheduler=dict(type='ParamSchedulerHook'))
"""

SCHEDULE = """# training schedule for 1x
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=12, val_interval=1)

# learning rate
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=20),
    dict(type='MultiStepLR', begin=0, end=12, by_epoch=True, milestones=[8, 11], gamma=0.1)
]

# optimizer
optim_wrapper = dict(
    type='OptimWrapper',
    optimizer=dict(type='SGD', lr=0.02, momentum=0.9, weight_decay=0.0001))
"""

DETECTOR = """_base_ = [
    '../_base_/schedules/schedule_1x.py', '../_base_/default_runtime.py'
]
model = dict(type='FasterRCNN', backbone=dict(type='ResNet', depth=50))
"""

RUNTIME = "default_scope = 'mmdet'\ndefault_hooks = dict(timer=dict(type='IterTimerHook'), param_scheduler=dict(type='ParamSchedulerHook'))\n"

# Longer than the file below, at half of its rate.
INHERITED = """_base_ = './faster-rcnn_r50_fpn_1x.py'
model = dict(backbone=dict(depth=101))
train_cfg = dict(max_epochs=24)
optim_wrapper = dict(optimizer=dict(lr=0.01), clip_grad=dict(max_norm=35, norm_type=2))
param_scheduler = [
    dict(type='LinearLR', start_factor=0.001, by_epoch=False, begin=0, end=30),
    dict(type='MultiStepLR', begin=0, end=24, by_epoch=True, milestones=[16, 22], gamma=0.1)
]
"""

REPLACED = """_base_ = ['./faster-rcnn_r50_fpn_1x.py']
# Another optimizer, and nothing of the one below.
optim_wrapper = dict(
    _delete_=True,
    type='OptimWrapper',
    optimizer=dict(type='AdamW', lr=0.0001, weight_decay=0.05))
"""

VARIABLES_BELOW = """max_epochs = 10
base_lr = 0.004
warm = 12
floor = base_lr * 0.05
train_cfg = dict(max_epochs=max_epochs)
optim_wrapper = dict(optimizer=dict(type='AdamW', lr=base_lr, weight_decay=0.05))
param_scheduler = [dict(type='ConstantLR', factor=1, by_epoch=True)]
"""

VARIABLES = """_base_ = ['./rtmdet_l.py']
interval = _base_.max_epochs // 5
param_scheduler = [
    dict(type='LinearLR', start_factor=1.0e-5, by_epoch=False, begin=0, end=_base_.warm),
    dict(
        type='CosineAnnealingLR',
        eta_min={{_base_.floor}},
        begin=_base_.max_epochs // 2,
        end=_base_.max_epochs,
        T_max=_base_.max_epochs // 2,
        by_epoch=True,
        convert_to_iter_based=True)
]
"""

PURE = """from mmengine.config import read_base

with read_base():
    from .._base_.schedules.schedule_1x import *
    from .._base_.default_runtime import default_scope, default_hooks as hooks

train_cfg.update(max_epochs=6)
optim_wrapper.update(dict(optimizer=dict(lr=0.005)))
param_scheduler[0].update(dict(end=10))
param_scheduler[1] = dict(type='MultiStepLR', by_epoch=True, milestones=[3, 5], gamma=0.5)
param_scheduler.append(dict(type='ConstantLR', factor=0.5, by_epoch=False, begin=30, end=40))
"""


def yolo(hook, optimizer="type='SGD', lr=0.01, momentum=0.937, weight_decay=0.0005, nesterov=True, batch_size_per_gpu=16", constructor="YOLOv5OptimizerConstructor", epochs=30):
    return f"""base_lr = 0.01
max_epochs = {epochs}
lr_factor = 0.05
train_cfg = dict(type='EpochBasedTrainLoop', max_epochs=max_epochs, val_interval=10)
param_scheduler = None
optim_wrapper = dict(
    type='OptimWrapper',
    clip_grad=dict(max_norm=10.0),
    optimizer=dict({optimizer}),
    constructor='{constructor}')
default_hooks = dict(
    param_scheduler=dict({hook}),
    checkpoint=dict(type='CheckpointHook', interval=10, max_keep_ckpts=2))
"""


RATIO = """optim_wrapper = dict(optimizer=dict(type='AdamW', lr=0.001, weight_decay=0.1))
param_scheduler = [
    dict(type='LinearLR', start_factor=3e-2, begin=0, end=20, by_epoch=False),
    dict(type='PolyLRRatio', eta_min_ratio=3e-2, power=0.9, begin=20, end=80, by_epoch=False),
    dict(type='ConstantLR', by_epoch=False, factor=1, begin=80, end=100)
]
train_cfg = dict(type='IterBasedTrainLoop', max_iters=100, val_interval=50)
"""

WEIGHT_DECAY = """optim_wrapper = dict(optimizer=dict(type='LAMB', lr=2e-4 * 4096 / 512, betas=(0.9, 0.95), weight_decay=0.04))
param_scheduler = [
    dict(type='LinearLR', start_factor=1e-4, by_epoch=True, begin=0, end=4, convert_to_iter_based=True),
    dict(type='CosineAnnealingLR', T_max=16, by_epoch=True, begin=4, end=20, convert_to_iter_based=True),
    dict(type='CosineAnnealingWeightDecay', eta_min=0.2, T_max=20, by_epoch=True, begin=0, end=20, convert_to_iter_based=True)
]
train_cfg = dict(by_epoch=True, max_epochs=20)
"""

FILES = [
    file("inherited", INHERITED, range(0, 24 * 7 + 3, 2), {"stepsPerEpoch": 7}, bases={"faster-rcnn_r50_fpn_1x.py": DETECTOR, "../_base_/schedules/schedule_1x.py": SCHEDULE, "../_base_/default_runtime.py": RUNTIME}),
    file("replaced", REPLACED, range(60), {"stepsPerEpoch": 5}, bases={"./faster-rcnn_r50_fpn_1x.py": DETECTOR, "../_base_/schedules/schedule_1x.py": SCHEDULE, "../_base_/default_runtime.py": RUNTIME}),
    file("variables-below", VARIABLES, range(84), {"stepsPerEpoch": 8}, bases={"rtmdet_l.py": VARIABLES_BELOW}),
    file("pure-python", PURE, range(60), {"stepsPerEpoch": 8}, bases={"../_base_/schedules/schedule_1x.py": SCHEDULE, "../_base_/default_runtime.py": RUNTIME}),
    file("mmyolo-linear", yolo("type='YOLOv5ParamSchedulerHook', scheduler_type='linear', lr_factor=lr_factor, max_epochs=max_epochs, warmup_mim_iter=10"), range(0, 210), {"stepsPerEpoch": 7}),
    file("mmyolo-cosine", yolo("type='YOLOv5ParamSchedulerHook', scheduler_type='cosine', lr_factor=lr_factor, max_epochs=max_epochs, warmup_mim_iter=25, warmup_momentum=0.5, warmup_bias_lr=0.05", constructor="YOLOv7OptimWrapperConstructor"), range(0, 150), {"stepsPerEpoch": 5}),
    file("mmyolo-half-epochs", yolo("type='YOLOv5ParamSchedulerHook', max_epochs=max_epochs, warmup_epochs=2.5, warmup_mim_iter=0", "type='AdamW', lr=base_lr, weight_decay=0.05", "DefaultOptimWrapperConstructor"), range(0, 120), {"stepsPerEpoch": 5}),
    file("mmyolo-ppyoloe", yolo("type='PPYOLOEParamSchedulerHook', warmup_min_iter=30, start_factor=0.1, warmup_epochs=5, min_lr_ratio=0.02, total_epochs=int(max_epochs * 1.2)", "type='SGD', lr=base_lr, momentum=0.9"), range(0, 150), {"stepsPerEpoch": 5}),
    file("poly-ratio", RATIO, range(104)),
    file("weight-decay", WEIGHT_DECAY, range(0, 102), {"stepsPerEpoch": 5}),
    file("floor-by-iteration", FLOOR_BY_ITERATION, range(102)),
    file("floor-by-epoch", FLOOR_BY_EPOCH, range(86), {"stepsPerEpoch": 7}),
    file("floor-converted", FLOOR_CONVERTED, range(82), {"stepsPerEpoch": 8}),
    file("floor-that-rises", FLOOR_THAT_RISES, range(45)),
    file("two-floors", TWO_FLOORS, range(104)),
    file("classes", CLASSES, range(0, 48), {"stepsPerEpoch": 4}),
    file("segformer", SEGFORMER, range(82)),
    file("schedule_1x", ONE_X, range(0, 84), {"stepsPerEpoch": 7}),
    file("rtmdet", RTMDET, range(0, 80), {"stepsPerEpoch": 8}),
    file("schedule_60", SEGMENTATION, range(64)),
    file("vit-by-epoch", VIT, range(0, 100), {"stepsPerEpoch": 5}),
    file("imagenet_bs256", RESNET, range(0, 101, 5), per="epoch"),
    file("momentum", MOMENTUM, range(50)),
    file("momentum-of-adam", MOMENTUM_OF_ADAM, range(0, 120), {"stepsPerEpoch": 6}),
    file("cycles", CYCLES, range(50)),
    file("yolox", YOLOX, range(0, 120), {"stepsPerEpoch": 4}),
    file("mixed", MIXED, range(0, 60), {"stepsPerEpoch": 5}),
    file("one-cycle", ONE_CYCLE, range(40)),
    file("plateau", PLATEAU, range(1, 11), per="epoch", metrics=[0.1, 0.2, 0.2, 0.19, 0.18, 0.3, 0.3, 0.29, 0.28, 0.27]),
]


def read(file):
    """The names of a module; with MMEngine's own way of reading it where it is based on others."""
    if "bases" not in file:
        config = {}
        exec(file["text"], config)
        return config
    with tempfile.TemporaryDirectory() as folder:
        main = pathlib.Path(folder) / "configs" / "models" / "main.py"
        main.parent.mkdir(parents=True)
        for path, text in {**file["bases"], "main.py": file["text"]}.items():
            written = main.parent / path
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(text)
        return Config.fromfile(str(main)).to_dict()


def hooked(file, config, hook):
    """What a hook of MMYOLO sets, on a Runner that does nothing else."""
    length = file["options"]["stepsPerEpoch"]
    given = dict(config["optim_wrapper"]["optimizer"])
    kind, rate = {"SGD": torch.optim.SGD, "AdamW": torch.optim.AdamW}[given["type"]], given["lr"]
    count = 3 if config["optim_wrapper"]["constructor"].startswith("YOLO") and "YOLOv5" in hook["type"] else 1
    momentum = {"momentum": given["momentum"]} if "momentum" in given else {}
    optimizer = kind([{"params": [torch.nn.Parameter(torch.zeros(1))]} for _ in range(count)], lr=rate, **momentum)
    runner = types.SimpleNamespace(optim_wrapper=types.SimpleNamespace(optimizer=optimizer), train_dataloader=range(length), param_schedulers=None, iter=0, epoch=0)
    made = HOOKS.build(dict(hook))
    made.before_train(runner)
    groups = [{"learningRate": [], **({"momentum": []} if momentum else {})} for _ in range(count)]
    for step in range(file["steps"][-1] + 1):
        runner.iter, runner.epoch = step, step // length
        made.before_train_iter(runner, step % length)
        for group, rates in zip(optimizer.param_groups, groups):
            rates["learningRate"].append(float(group["lr"]))
            if momentum:
                rates["momentum"].append(float(group["momentum"]))
        if (step + 1) % length == 0:
            made.after_train_epoch(runner)
    groups = [{name: [values[step] for step in file["steps"]] for name, values in group.items()} for group in groups]
    moves = "YOLOv5" in hook["type"] and (momentum or count > 1)
    return {"values": groups[0]["learningRate"], **({"groups": groups} if moves else {})}


def record(file):
    config = read(file)
    hook = config.get("default_hooks", {}).get("param_scheduler", {"type": "ParamSchedulerHook"})
    if hook["type"] != "ParamSchedulerHook":
        return hooked(file, config, hook)
    length = file["options"].get("stepsPerEpoch", 1)
    wrapper = config["optim_wrapper"]["optimizer"]
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=wrapper["lr"], momentum=wrapper.get("momentum", 0.9), weight_decay=wrapper.get("weight_decay", 0))
    loop = config["train_cfg"]
    epochs = loop.get("max_epochs")
    iterations = loop.get("max_iters", (epochs or 0) * length)
    given = config["param_scheduler"]
    schedulers = []
    for each in given if isinstance(given, list) else [given]:
        each = copy.deepcopy(each)
        each["type"] = getattr(each["type"], "__name__", each["type"])
        if each["type"] != "ReduceOnPlateauLR":
            each.setdefault("end", epochs if each.get("by_epoch", True) else iterations)
        schedulers.append(PARAM_SCHEDULERS.build(each, default_args=dict(optimizer=optimizer, epoch_length=length)))
    group = optimizer.param_groups[0]
    if "metrics" in file:
        values = []
        monitor = schedulers[0].monitor
        for metric in file["metrics"]:
            schedulers[0].step({monitor: metric})
            values.append(group["lr"])
        return {"values": values}
    rates, momenta, decays = [], [], []
    for iteration in range(file["steps"][-1] + 1):
        rates.append(float(group["lr"]))
        momenta.append(float(group["momentum"]))
        decays.append(float(group["weight_decay"]))
        optimizer.step()
        for scheduler in schedulers:
            if not scheduler.by_epoch:
                scheduler.step()
        if (iteration + 1) % length == 0:
            for scheduler in schedulers:
                if scheduler.by_epoch:
                    scheduler.step()
    rates, momenta, decays = ([values[step] for step in file["steps"]] for values in (rates, momenta, decays))
    moved = {"Momentum": ("momentum", momenta), "WeightDecay": ("weightDecay", decays)}
    names = [str(each["type"]) for each in (given if isinstance(given, list) else [given])]
    others = dict(pair for part, pair in moved.items() if any(part in name for name in names))
    return {"values": rates, **({"groups": [{"learningRate": rates, **others}]} if others else {})}
