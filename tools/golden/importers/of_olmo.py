"""Configurations of OLMo. The schedulers are OLMo's own; that a batch is counted before its step, and what max_duration is in
steps, is olmo/train.py, read as a specification."""

import ast
import math
from abc import ABCMeta, abstractmethod
from dataclasses import dataclass, replace
from math import cos, pi, sqrt
from types import SimpleNamespace
from typing import Optional

import yaml
from sources import source

SOURCE = "ai2-olmo 0.6.0, the schedulers of olmo/optim.py, run; olmo/train.py, read as a specification"
NAMES = ["cosine_with_warmup", "linear_with_warmup", "inverse_sqrt_with_warmup", "max_scheduler", "constant", "cosine_linear_envelope", "constant_with_warmup"]
scope = {"ABCMeta": ABCMeta, "abstractmethod": abstractmethod, "dataclass": dataclass, "Optional": Optional, "cos": cos, "pi": pi, "sqrt": sqrt, "replace": lambda config, name: SimpleNamespace(**{**vars(config), "name": name}), "SchedulerType": SimpleNamespace(**{name: name for name in NAMES}), "TrainConfig": object, "SchedulerConfig": object}
for node in ast.parse(open(source("ai2-olmo") + "/olmo/optim.py").read()).body:
    if getattr(node, "name", "").endswith(("Scheduler", "Warmup", "Envelope", "build_scheduler")):
        exec(compile(ast.Module([node], []), "optim.py", "exec"), scope)


def file(id, scheduler, steps, duration="60", rate="3.0e-4", options=None):
    lines = "\n".join(f"  {line}" for line in scheduler.splitlines())
    text = f"""run_name: OLMo-small
seed: 6198
dry_run: false

model:
  d_model: 768
  n_heads: 12
  max_sequence_length: 2048
  vocab_size: 50280

optimizer:
  name: adamw
  learning_rate: {rate}
  weight_decay: 0.1
  betas:
    - 0.9
    - 0.95
  metrics_log_interval: 10

scheduler:
{lines}

save_folder: ${{path.choose:${{oc.env:SCRATCH_DIR,no_exist}}/checkpoints}}
save_interval: 1000
max_duration: {duration}
global_train_batch_size: 8
device_train_microbatch_size: 2
precision: amp_bf16
"""
    return {"id": id, "fileName": f"{id}.yaml", "text": text, "options": options or {}, "steps": list(steps)}


FILES = [
    file("olmo-1b", "name: cosine_with_warmup\nt_warmup: 10\nalpha_f: 0.1", range(64)),
    file("linear-tokens", "name: linear_with_warmup\nunits: tokens\nt_warmup: 163840\nalpha_f: 0", range(64), "983040T"),
    file("cosine-tokens", "name: cosine_with_warmup\nunits: tokens\nt_warmup: 8e4\nt_max: 1.2e6\nalpha_f: 0.1\nwarmup_min_lr: 0.0", range(64), "1e6T"),
    file("inverse-root", "name: inverse_sqrt_with_warmup\nt_warmup: 12\ngrad_clip_warmup_steps: 5\ngrad_clip_warmup_factor: 10.0", range(64)),
    file("larger", "name: max_scheduler\nt_warmup: 5\nalpha_f: 0.1", range(104), "100"),
    file("envelope", "name: cosine_linear_envelope\nt_warmup: 5\nalpha_f: 0.05", range(64)),
    file("constant-with-warmup", "name: constant_with_warmup\nt_warmup: 7", range(20)),
    file("epochs", "name: linear_with_warmup\nt_warmup: 4\nalpha_f: 0.1", range(64), "2ep", options={"stepsPerEpoch": 30}),
    file("constant", "name: constant", range(5)),
]


def record(file):
    config = yaml.safe_load(file["text"])
    given = {"t_warmup": 100, "t_max": None, "alpha_f": 0.1, "grad_clip_warmup_steps": None, "grad_clip_warmup_factor": None, "warmup_min_lr": None, "units": "steps", **config["scheduler"]}
    given = {key: float(value) if key[:2] == "t_" and value is not None else value for key, value in given.items()}
    scheduler = scope["build_scheduler"](SimpleNamespace(scheduler=SimpleNamespace(**given)))
    tokens, duration = config["global_train_batch_size"] * config["model"]["max_sequence_length"], str(config["max_duration"])
    most_tokens = int(float(duration[:-1])) if duration.endswith("T") else None
    most = math.ceil(most_tokens / tokens) if most_tokens else int(duration[:-2]) * file["options"]["stepsPerEpoch"] if duration.endswith("ep") else int(duration)
    rate = float(config["optimizer"]["learning_rate"])
    if given["units"] == "tokens":
        return {"values": [scheduler.get_lr(rate, (step + 1) * tokens, most_tokens or most * tokens) for step in file["steps"]]}
    return {"values": [scheduler.get_lr(rate, step + 1, most) for step in file["steps"]]}
