"""DeepSpeed configurations. The schedulers are DeepSpeed's own; the engine's order of calls is optimizer, then scheduler."""

import json
import logging
import re

import torch
from sources import source
from stubs import load, stub

# An unpacked source distribution of deepspeed 0.19.8: building it takes a compiler.
ROOT = source("deepspeed")
SOURCE = "deepspeed 0.19.8, deepspeed/runtime/lr_schedules.py, run"

logger = logging.getLogger("deepspeed")
logger.disabled = True
stub("deepspeed")
stub("deepspeed.utils", logger=logger)
schedules = load("lr_schedules", f"{ROOT}/deepspeed/runtime/lr_schedules.py")


def config(scheduler, optimizer={"type": "AdamW", "params": {"lr": 3e-5, "betas": [0.9, 0.999], "eps": 1e-8, "weight_decay": 0.01}}, **more):
    return json.dumps(
        {
            "train_micro_batch_size_per_gpu": 4,
            "gradient_accumulation_steps": 8,
            "optimizer": optimizer,
            "scheduler": scheduler,
            "fp16": {"enabled": True, "loss_scale": 0, "initial_scale_power": 16},
            "zero_optimization": {"stage": 2, "overlap_comm": True, "allgather_bucket_size": 2e8},
            **more,
        },
        indent=2,
    )


def file(id, scheduler, steps, options=None, fill=None, **more):
    return {"id": id, "fileName": "ds_config.json", "text": config(scheduler, **more), "options": options or {}, "steps": list(steps), "fill": fill or {}, "hidden": None}


FILES = [
    file("warmup-log", {"type": "WarmupLR", "params": {"warmup_min_lr": 0, "warmup_max_lr": 3e-5, "warmup_num_steps": 20}}, range(30)),
    file("warmup-linear-of-optimizer", {"type": "WarmupLR", "params": {"warmup_min_lr": 1e-6, "warmup_num_steps": 10, "warmup_type": "linear"}}, range(16)),
    file("warmup-decay", {"type": "WarmupDecayLR", "params": {"warmup_min_lr": 1e-6, "warmup_max_lr": 5e-4, "warmup_num_steps": 10, "total_num_steps": 40, "warmup_type": "linear"}}, range(46)),
    file("warmup-decay-log", {"type": "WarmupDecayLR", "params": {"warmup_num_steps": 1, "warmup_max_lr": 5e-4, "total_num_steps": 12}}, range(16)),
    file("warmup-cosine", {"type": "WarmupCosineLR", "params": {"warmup_min_ratio": 0.1, "warmup_num_steps": 10, "cos_min_ratio": 0.05, "total_num_steps": 40, "warmup_type": "linear"}}, range(46)),
    file("warmup-cosine-log", {"type": "WarmupCosineLR", "params": {"total_num_steps": 30, "warmup_num_steps": 8}}, range(36), optimizer={"type": "Adam", "params": {"lr": 0.0002}}),
    file("one-cycle", {"type": "OneCycle", "params": {"cycle_min_lr": 1e-4, "cycle_max_lr": 1e-3, "cycle_first_step_size": 10, "cycle_second_step_size": 20, "decay_step_size": 5, "decay_lr_rate": 0.5, "cycle_momentum": True, "cycle_min_mom": 0.85, "cycle_max_mom": 0.99}}, range(50)),
    file("one-cycle-momentum-grows", {"type": "OneCycle", "params": {"cycle_min_lr": 1e-4, "cycle_max_lr": 1e-3, "cycle_first_step_size": 8, "decay_step_size": 4, "decay_lr_rate": 0.5, "cycle_min_mom": 0.8, "cycle_max_mom": 0.9, "decay_mom_rate": 0.01}}, range(40)),
    file("one-cycle-stairs", {"type": "OneCycle", "params": {"cycle_min_lr": 0.01, "cycle_max_lr": 0.1, "cycle_first_step_size": 10, "cycle_second_step_size": 7, "cycle_first_stair_count": 4, "cycle_second_stair_count": 3, "cycle_momentum": False}}, range(22), optimizer={"type": "SGD", "params": {"lr": 0.1, "momentum": 0.9}}),
    file("range-test", {"type": "LRRangeTest", "params": {"lr_range_test_min_lr": 1e-4, "lr_range_test_step_size": 10, "lr_range_test_step_rate": 5, "lr_range_test_staircase": True}}, range(35)),
    file("range-test-smooth", {"type": "LRRangeTest", "params": {"lr_range_test_min_lr": 1e-4, "lr_range_test_step_size": 10, "lr_range_test_step_rate": 5}}, range(35)),
    file("auto", {"type": "WarmupDecayLR", "params": {"warmup_min_lr": "auto", "warmup_max_lr": "auto", "warmup_num_steps": "auto", "total_num_steps": "auto"}}, range(32), options={"learningRate": 0.0003, "warmupSteps": 6, "totalSteps": 30}, fill={"warmup_min_lr": 0, "warmup_max_lr": 0.0003, "warmup_num_steps": 6, "total_num_steps": 30}, optimizer={"type": "AdamW", "params": {"lr": "auto", "weight_decay": "auto"}}),
]


COMMENTS = """{
  // Adam with a warmup
  "train_batch_size": 64,
  "optimizer": {"type": "Adam", "params": {"lr": 3e-4, "betas": [0.9, 0.95]}},
  "scheduler": {
    "type": "WarmupLR", # a logarithm
    "params": {
      "warmup_min_lr": 0,
      "warmup_max_lr": 3e-4, /* the peak */
      "warmup_num_steps": 20,
    },
  },
}
"""
FILES.append({**file("comments", {}, range(30)), "text": COMMENTS})


def without_comments(text):
    """What hjson, with which DeepSpeed reads, makes of comments and last commas."""
    text = re.sub(r"//.*|#.*|/\*.*?\*/", "", text)
    return re.sub(r",(?=\s*[\]}])", "", text)


def record(file):
    given = json.loads(without_comments(file["text"]))
    scheduler = given["scheduler"]
    params = {**scheduler["params"], **file.pop("fill")}
    file.pop("hidden", None)
    rate = file["options"].get("learningRate", given["optimizer"]["params"]["lr"])
    parameter = torch.nn.Parameter(torch.zeros(1))
    make = torch.optim.SGD if given["optimizer"]["type"] == "SGD" else torch.optim.AdamW
    optimizer = make([parameter], lr=rate)
    live = getattr(schedules, scheduler["type"])(optimizer, **params)
    values, momentum = [], []
    for step in range(file["steps"][-1] + 1):
        values.append(float(optimizer.param_groups[0]["lr"]))
        if "betas" in optimizer.param_groups[0]:
            momentum.append(optimizer.param_groups[0]["betas"][0])
        optimizer.step()
        live.step()
    recorded = {"values": values}
    if scheduler["type"] == "OneCycle" and params.get("cycle_momentum", True) and momentum:
        recorded["groups"] = [{"learningRate": values, "momentum": momentum}]
    return recorded
