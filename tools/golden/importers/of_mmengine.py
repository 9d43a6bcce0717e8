"""MMEngine configurations. The schedulers are MMEngine's; the defaults and the order of their steps are its Runner's and
ParamSchedulerHook's, read as a specification."""

import copy

import torch
from mmengine.optim.scheduler import *  # noqa: F403
from mmengine.registry import PARAM_SCHEDULERS

SOURCE = "mmengine 0.10.7, mmengine/optim/scheduler, run; the order of steps of mmengine/hooks/param_scheduler_hook.py, read as a specification"


def file(id, text, steps, options=None, per="step", metrics=None):
    made = {"id": id, "fileName": f"{id}.py", "text": text, "options": options or {}, "per": per, "steps": list(steps)}
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

FILES = [
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
    file("cycles", CYCLES, range(50)),
    file("yolox", YOLOX, range(0, 120), {"stepsPerEpoch": 4}),
    file("mixed", MIXED, range(0, 60), {"stepsPerEpoch": 5}),
    file("one-cycle", ONE_CYCLE, range(40)),
    file("plateau", PLATEAU, range(1, 11), per="epoch", metrics=[0.1, 0.2, 0.2, 0.19, 0.18, 0.3, 0.3, 0.29, 0.28, 0.27]),
]


def record(file):
    config = {}
    exec(file["text"], config)
    length = file["options"].get("stepsPerEpoch", 1)
    wrapper = config["optim_wrapper"]["optimizer"]
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=wrapper["lr"], momentum=wrapper.get("momentum", 0.9))
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
    rates, momenta = [], []
    for iteration in range(file["steps"][-1] + 1):
        rates.append(float(group["lr"]))
        momenta.append(float(group["momentum"]))
        optimizer.step()
        for scheduler in schedulers:
            if not scheduler.by_epoch:
                scheduler.step()
        if (iteration + 1) % length == 0:
            for scheduler in schedulers:
                if scheduler.by_epoch:
                    scheduler.step()
    rates, momenta = ([values[step] for step in file["steps"]] for values in (rates, momenta))
    moves = any("Momentum" in str(each["type"]) for each in (given if isinstance(given, list) else [given]))
    return {"values": rates, **({"groups": [{"learningRate": rates, "momentum": momenta}]} if moves else {})}
