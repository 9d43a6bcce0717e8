"""Configurations of k-diffusion. The schedulers are k-diffusion's own; which one a configuration means is its train.py, read as
a specification."""

import ast
import json
import warnings

import torch
from sources import source

SOURCE = "k-diffusion 0.1.1.post1, the schedulers of k_diffusion/utils.py, run; the defaults of k_diffusion/config.py and train.py, read as a specification"


class _LRScheduler(torch.optim.lr_scheduler._LRScheduler):
    """As it was when k-diffusion was written, with an argument that newer ones no longer have."""

    def __init__(self, optimizer, last_epoch=-1, verbose=False):
        super().__init__(optimizer, last_epoch)


class optim:
    class lr_scheduler:
        _LRScheduler = _LRScheduler


scope = {"optim": optim, "warnings": warnings}
for node in ast.parse(open(source("k-diffusion") + "/k_diffusion/utils.py").read()).body:
    if getattr(node, "name", "") in ("InverseLR", "ExponentialLR", "ConstantLRWithWarmup"):
        exec(compile(ast.Module([node], []), "utils.py", "exec"), scope)


def file(id, scheduler, steps, lr=None, model="image_v1", options=None):
    config = {
        "model": {"type": model, "input_channels": 3, "input_size": [32, 32], "patch_size": 1, "mapping_out": 256, "depths": [2, 4, 4], "loss_config": "karras"},
        "dataset": {"type": "imagefolder", "location": "data/train"},
        "optimizer": {"type": "adamw", **({"lr": lr} if lr else {}), "betas": [0.95, 0.999], "eps": 1e-6, "weight_decay": 1e-3},
        **({"lr_sched": scheduler} if scheduler else {}),
        "ema_sched": {"type": "inverse", "power": 0.6667, "max_value": 0.9999},
    }
    return {"id": id, "fileName": f"config_{id}.json", "text": json.dumps(config, indent=2), "options": options or {}, "steps": list(steps)}


FILES = [
    file("inverse", {"type": "inverse", "inv_gamma": 20.0, "power": 1.0, "warmup": 0.9}, range(60), 2e-4),
    file("inverse-slow", {"type": "inverse", "inv_gamma": 20000.0, "power": 0.5, "warmup": 0.99}, range(0, 3000, 50), 1e-4),
    file("exponential", {"type": "exponential", "num_steps": 30, "decay": 0.5, "warmup": 0.0}, range(80), 5e-4),
    file("exponential-warmup", {"type": "exponential", "num_steps": 10, "decay": 0.7, "warmup": 0.95, "min_lr": 1e-4}, range(80), 5e-4),
    file("constant", {"type": "constant", "warmup": 0.9}, range(40), None, "image_transformer_v1"),
    file("default-schedule", None, range(3), 5e-4),
    file("default-rate", {"type": "constant", "warmup": 0.0}, range(3)),
]


def record(file):
    config = json.loads(file["text"])
    given = config.get("lr_sched", {"type": "constant", "warmup": 0.0})
    rate = config["optimizer"].get("lr", 5e-4 if config["model"]["type"] == "image_transformer_v1" else 1e-4)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    make = {"inverse": "InverseLR", "exponential": "ExponentialLR", "constant": "ConstantLRWithWarmup"}[given["type"]]
    scheduler = scope[make](optimizer, **{key: value for key, value in given.items() if key != "type"})
    values = []
    for _ in range(file["steps"][-1] + 1):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"values": [values[step] for step in file["steps"]]}
