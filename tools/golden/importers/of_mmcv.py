"""Configurations of mmcv 1. get_lr of each hook is mmcv's own; the order of its calls is that of LrUpdaterHook, read as a
specification."""

import pathlib
import tempfile
import types

from sources import source
from stubs import load, stub

ROOT = source("mmcv")
SOURCE = "mmcv 1.7.2, mmcv/runner/hooks/lr_updater.py and momentum_updater.py, and mmdet 2.28.2, core/hook/yolox_lrupdater_hook.py, run; files that are based on others are merged as mmcv/utils/config.py does, with MMEngine's Config, which took it over"


class Registry:
    @staticmethod
    def register_module(*_, **__):
        return lambda cls: cls


stub("mmcv", is_list_of=lambda items, kind: all(isinstance(item, kind) for item in items), runner=types.ModuleType("runner"))
stub("mmcv.runner")
stub("mmcv.runner.hooks", HOOKS=Registry)
stub("mmcv.runner.hooks.hook", HOOKS=Registry, Hook=object)
hooks = load("mmcv.runner.hooks.lr_updater", f"{ROOT}/mmcv/runner/hooks/lr_updater.py")
momenta = load("mmcv.runner.hooks.momentum_updater", f"{ROOT}/mmcv/runner/hooks/momentum_updater.py")
hooks.YOLOXLrUpdaterHook = load("yolox", f"{source('mmdet')}/mmdet/core/hook/yolox_lrupdater_hook.py").YOLOXLrUpdaterHook


def file(id, text, steps, options=None, per="step", bases=None):
    return {"id": id, "fileName": f"{id}.py", "text": text, **({"bases": bases} if bases else {}), "options": options or {}, "per": per, "steps": list(steps)}


BELOW = """# optimizer
optimizer = dict(type='SGD', lr=0.02, momentum=0.9, weight_decay=0.0001)
optimizer_config = dict(grad_clip=None)
# learning policy
lr_config = dict(
    policy='step',
    warmup='linear',
    warmup_iters=12,
    warmup_ratio=0.001,
    step=[8, 11])
runner = dict(type='EpochBasedRunner', max_epochs=12)
"""

YOLOX = """_base_ = ['../_base_/schedules/schedule_1x.py']
max_epochs = 20
num_last_epochs = 4
optimizer = dict(
    lr=0.01,
    nesterov=True,
    paramwise_cfg=dict(norm_decay_mult=0., bias_decay_mult=0.))
lr_config = dict(
    _delete_=True,
    policy='YOLOX',
    warmup='exp',
    by_epoch=False,
    warmup_by_epoch=True,
    warmup_ratio=1,
    warmup_iters=3,  # 3 epochs
    num_last_epochs=num_last_epochs,
    min_lr_ratio=0.05)
runner = dict(type='EpochBasedRunner', max_epochs=max_epochs)
"""

FILES = [
    file("yolox", YOLOX, range(124), {"stepsPerEpoch": 6}, bases={"../_base_/schedules/schedule_1x.py": BELOW}),
    file("yolox-iterations", "optimizer = dict(type='SGD', lr=0.01, momentum=0.9)\nlr_config = dict(policy='YOLOX', warmup='exp', by_epoch=False, warmup_ratio=0.5, warmup_iters=10, num_last_epochs=2, min_lr=1e-5)\nrunner = dict(type='IterBasedRunner', max_iters=80)\n", range(84), {"stepsPerEpoch": 8}),
    file("inherited-2x", "_base_ = '../_base_/schedules/schedule_1x.py'\n# learning policy\nlr_config = dict(step=[16, 22])\nrunner = dict(type='EpochBasedRunner', max_epochs=24)\n", range(0, 100), {"stepsPerEpoch": 4}, bases={"../_base_/schedules/schedule_1x.py": BELOW}),
    file("schedule_1x", """# optimizer
optimizer = dict(type='SGD', lr=0.02, momentum=0.9, weight_decay=0.0001)
optimizer_config = dict(grad_clip=None)
# learning policy
lr_config = dict(
    policy='step',
    warmup='linear',
    warmup_iters=50,
    warmup_ratio=0.001,
    step=[8, 11])
runner = dict(type='EpochBasedRunner', max_epochs=12)
""", range(0, 130), {"stepsPerEpoch": 10}),
    file("schedule_40k", """# optimizer
optimizer = dict(type='SGD', lr=0.01, momentum=0.9, weight_decay=0.0005)
optimizer_config = dict()
# learning policy
lr_config = dict(policy='poly', power=0.9, min_lr=1e-4, by_epoch=False)
# runtime settings
runner = dict(type='IterBasedRunner', max_iters=60)
checkpoint_config = dict(by_epoch=False, interval=4000)
evaluation = dict(interval=4000, metric='mIoU', pre_eval=True)
""", range(61)),
    file("segformer", """optimizer = dict(_delete_=True, type='AdamW', lr=0.00006, betas=(0.9, 0.999), weight_decay=0.01)
lr_config = dict(
    _delete_=True,
    policy='poly',
    warmup='linear',
    warmup_iters=15,
    warmup_ratio=1e-6,
    power=1.0,
    min_lr=0.0,
    by_epoch=False)
runner = dict(type='IterBasedRunner', max_iters=60)
""", range(61)),
    file("cosine-by-epoch", """optimizer = dict(type='AdamW', lr=5e-4 * 128 * 8 / 512, weight_decay=0.05)
lr_config = dict(
    policy='CosineAnnealing',
    by_epoch=True,
    min_lr_ratio=1e-2,
    warmup='exp',
    warmup_ratio=1e-3,
    warmup_iters=3,
    warmup_by_epoch=True)
runner = dict(type='EpochBasedRunner', max_epochs=15)
""", range(0, 60), {"stepsPerEpoch": 4}),
    file("imagenet", "optimizer = dict(type='SGD', lr=0.1, momentum=0.9)\nlr_config = dict(policy='step', step=[30, 60, 90])\nrunner = dict(type='EpochBasedRunner', max_epochs=100)\n", range(0, 100, 5), per="epoch"),
    file("step-each", "optimizer = dict(type='SGD', lr=0.1)\nlr_config = dict(policy='step', step=7, gamma=0.5, min_lr=0.01)\ntotal_epochs = 40\n", range(40), per="epoch"),
    file("restarts", "optimizer = dict(type='Adam', lr=2e-4)\nlr_config = dict(policy='CosineRestart', by_epoch=False, periods=[20, 20, 15], restart_weights=[1, 0.5, 0.5], min_lr=1e-7)\nrunner = dict(type='IterBasedRunner', max_iters=55)\n", range(55)),
    file("flat", "optimizer = dict(type='SGD', lr=0.1)\nlr_config = dict(policy='FlatCosineAnnealing', by_epoch=False, start_percent=0.6, min_lr=0.001, warmup='constant', warmup_iters=5, warmup_ratio=0.1)\nrunner = dict(type='IterBasedRunner', max_iters=40)\n", range(40)),
    file("cyclic_20e", """# For nuScenes dataset, we usually evaluate the model at the end of training.
optimizer = dict(type='AdamW', lr=1e-4, weight_decay=0.01)
# max_norm=10 is better for SECOND
optimizer_config = dict(grad_clip=dict(max_norm=35, norm_type=2))
lr_config = dict(
    policy='cyclic',
    target_ratio=(10, 1e-4),
    cyclic_times=1,
    step_ratio_up=0.4,
)
momentum_config = dict(
    policy='cyclic',
    target_ratio=(0.85 / 0.95, 1),
    cyclic_times=1,
    step_ratio_up=0.4,
)
# runtime settings
runner = dict(type='EpochBasedRunner', max_epochs=20)
""", range(60), {"stepsPerEpoch": 3}),
    file("cyclic-smaller", "optimizer = dict(type='SGD', lr=0.01, momentum=0.9)\nlr_config = dict(policy='cyclic', target_ratio=(5, 0.01), cyclic_times=3, step_ratio_up=0.3, anneal_strategy='linear', gamma=0.5)\nrunner = dict(type='IterBasedRunner', max_iters=60)\n", range(60)),
    file("linear-annealing", "optimizer = dict(type='SGD', lr=0.1, momentum=0.95)\nlr_config = dict(policy='LinearAnnealing', min_lr_ratio=0.1)\nmomentum_config = dict(policy='step', step=[4, 8], gamma=0.9)\nrunner = dict(type='EpochBasedRunner', max_epochs=12)\n", range(12), per="epoch"),
    file("one-cycle", "optimizer = dict(type='AdamW', lr=0.001)\nlr_config = dict(policy='OneCycle', max_lr=0.01, pct_start=0.25)\nmomentum_config = dict(policy='OneCycle', base_momentum=0.85, max_momentum=0.95, pct_start=0.25)\nrunner = dict(type='EpochBasedRunner', max_epochs=10)\n", range(40), {"stepsPerEpoch": 4}),
    file("inverse", "optimizer = dict(type='SGD', lr=0.1)\nlr_config = dict(policy='inv', gamma=0.1, power=0.75, by_epoch=False)\nrunner = dict(type='IterBasedRunner', max_iters=40)\n", range(40)),
]


def hook(module, suffix, given):
    policy = given["policy"]
    policy = policy[0].upper() + policy[1:] if policy.islower() else policy
    return getattr(module, f"{policy}{suffix}")(**{key: value for key, value in given.items() if key not in ("policy", "_delete_")})


def read(file):
    if "bases" not in file:
        config = {}
        exec(file["text"], config)
        return config
    from mmengine.config import Config

    with tempfile.TemporaryDirectory() as folder:
        main = pathlib.Path(folder) / "configs" / "models" / "main.py"
        main.parent.mkdir(parents=True)
        for path, text in {**file["bases"], "main.py": file["text"]}.items():
            (main.parent / path).parent.mkdir(parents=True, exist_ok=True)
            (main.parent / path).write_text(text)
        return Config.fromfile(str(main)).to_dict()


def record(file):
    config = read(file)
    length = file["options"].get("stepsPerEpoch", 1)
    runner = config.get("runner", {"max_epochs": config.get("total_epochs")})
    hooked = [hook(hooks, "LrUpdaterHook", config["lr_config"])]
    if "momentum_config" in config:
        hooked.append(hook(momenta, "MomentumUpdaterHook", config["momentum_config"]))
    group = {"lr": config["optimizer"]["lr"], "momentum": config["optimizer"].get("momentum", 0.9)}
    optimizer = types.SimpleNamespace(param_groups=[group], defaults={"momentum": 0})
    epochs = runner.get("max_epochs")
    state = types.SimpleNamespace(optimizer=optimizer, epoch=0, iter=0, max_epochs=epochs, max_iters=runner.get("max_iters", epochs and epochs * length), data_loader=range(length))
    for each in hooked:
        each.before_run(state)
    rates, moved = [], []
    for step in range(file["steps"][-1] + 1):
        state.iter, state.epoch = step, step // length
        for each in hooked:
            if step % length == 0 or not each.by_epoch:
                each.before_train_epoch(state)
            each.before_train_iter(state)
        rates.append(group["lr"])
        moved.append(group["momentum"])
    rates, moved = ([values[step] for step in file["steps"]] for values in (rates, moved))
    return {"values": rates, **({"groups": [{"learningRate": rates, "momentum": moved}]} if len(hooked) > 1 else {})}
