"""Configurations of mmcv 1. get_lr of each hook is mmcv's own; the order of its calls is that of LrUpdaterHook, read as a
specification."""

import os
import types

from stubs import load, stub

ROOT = os.environ["MMCV"]
SOURCE = "mmcv 1.7.2, mmcv/runner/hooks/lr_updater.py, run"


class Registry:
    @staticmethod
    def register_module(*_, **__):
        return lambda cls: cls


stub("mmcv", is_list_of=lambda items, kind: all(isinstance(item, kind) for item in items), runner=types.ModuleType("runner"))
stub("mmcv.runner")
stub("mmcv.runner.hooks")
stub("mmcv.runner.hooks.hook", HOOKS=Registry, Hook=object)
hooks = load("mmcv.runner.hooks.lr_updater", f"{ROOT}/mmcv/runner/hooks/lr_updater.py")


def file(id, text, steps, options=None, per="step"):
    return {"id": id, "fileName": f"{id}.py", "text": text, "options": options or {}, "per": per, "steps": list(steps)}


FILES = [
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
    file("inverse", "optimizer = dict(type='SGD', lr=0.1)\nlr_config = dict(policy='inv', gamma=0.1, power=0.75, by_epoch=False)\nrunner = dict(type='IterBasedRunner', max_iters=40)\n", range(40)),
]


def record(file):
    config = {}
    exec(file["text"], config)
    given = {key: value for key, value in config["lr_config"].items() if key not in ("policy", "_delete_")}
    policy = config["lr_config"]["policy"]
    policy = policy[0].upper() + policy[1:] if policy.islower() else policy
    length = file["options"].get("stepsPerEpoch", 1)
    runner = config.get("runner", {"max_epochs": config.get("total_epochs")})
    hook = getattr(hooks, f"{policy}LrUpdaterHook")(**given)
    group = {"lr": config["optimizer"]["lr"]}
    state = types.SimpleNamespace(optimizer=types.SimpleNamespace(param_groups=[group]), epoch=0, iter=0, max_epochs=runner.get("max_epochs"), max_iters=runner.get("max_iters"), data_loader=range(length))
    hook.before_run(state)
    values = []
    for step in range(file["steps"][-1] + 1):
        state.iter, state.epoch = step, step // length
        if step % length == 0 or not hook.by_epoch:
            hook.before_train_epoch(state)
        hook.before_train_iter(state)
        values.append(group["lr"])
    return {"values": [values[step] for step in file["steps"]]}
