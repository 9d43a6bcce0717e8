"""NeMo configurations. The policies are NeMo's own, from lr_scheduler.py without the rest of it."""

import ast
import logging
import math
import warnings

import torch
import yaml
from torch.optim.lr_scheduler import _LRScheduler
from sources import source

ROOT = source("nemo-toolkit") + "/nemo"
SOURCE = "nemo_toolkit 3.0.0, the policies of nemo/core/optim/lr_scheduler.py, run"

tree = ast.parse(open(f"{ROOT}/core/optim/lr_scheduler.py").read())
scope = {"_LRScheduler": _LRScheduler, "math": math, "warnings": warnings, "logging": logging}
wanted = [node for node in tree.body if (isinstance(node, ast.ClassDef) and node.name.endswith(("Policy", "Annealing", "Linear", "SquareRoot"))) or (isinstance(node, ast.FunctionDef) and node.name.startswith("_"))]
exec("from __future__ import annotations\n" + "\n".join(ast.unparse(node) for node in wanted), scope)


def text(sched, rate="0.001", trainer="max_steps: 60", model=True):
    lines = "\n".join(f"      {line}" for line in sched.splitlines())
    optim = f"  optim:\n    name: fused_adam\n    lr: {rate}\n    weight_decay: 0.01\n    betas:\n    - 0.9\n    - 0.98\n    sched:\n{lines}\n"
    return f"name: megatron_gpt\nrestore_from_path: null\n\ntrainer:\n  devices: 1\n  num_nodes: 1\n  accelerator: gpu\n  precision: 16\n  {trainer}\n  log_every_n_steps: 10\n  accumulate_grad_batches: 1\n\nmodel:\n  micro_batch_size: 4\n  global_batch_size: 8\n  encoder_seq_length: 512\n{optim}"


def file(id, sched, steps=range(66), options=None, per="step", **more):
    return {"id": id, "fileName": f"{id}.yaml", "text": text(sched, **more), "options": options or {}, "per": per, "steps": list(steps)}


FILES = [
    file("gpt-cosine", "name: CosineAnnealing\nwarmup_steps: 10\nconstant_steps: 15\nmin_lr: 2e-5"),
    file("cosine", "name: CosineAnnealing\nwarmup_steps: 10\nconstant_steps: 0\nmin_lr: 1e-5"),
    file("noam", "name: NoamAnnealing\nd_model: 512\nwarmup_steps: 20\nwarmup_ratio: null\nmin_lr: 1e-6", rate="2.0"),
    file("noam-hold", "name: NoamHoldAnnealing\nwarmup_steps: 10\nhold_steps: 8\nmin_lr: 1e-6"),
    file("warmup-ratio", "name: WarmupAnnealing\nwarmup_steps: null\nwarmup_ratio: 0.1\nlast_epoch: -1", trainer="max_steps: -1\n  max_epochs: 5", options={"stepsPerEpoch": 12}),
    file("square", "name: SquareAnnealing\nwarmup_steps: 6\nmin_lr: 1e-5"),
    file("inverse-root", "name: InverseSquareRootAnnealing\nwarmup_steps: 10\nmin_lr: 1e-5"),
    file("polynomial-hold", "name: PolynomialHoldDecayAnnealing\npower: 2.0\nhold_ratio: 0.3\nwarmup_ratio: 0.1\nmin_lr: 1e-5\ncycle: false"),
    file("polynomial", "name: PolynomialDecayAnnealing\npower: 2.0\nwarmup_steps: 5\nmin_lr: 1e-5"),
    file("square-root", "name: SquareRootAnnealing\nwarmup_steps: 5\nmin_lr: 1e-5"),
    file("hold-linear", "name: WarmupHoldAnnealLinear\nwarmup_steps: 5\nhold_steps: 10\nmin_lr: 1e-5"),
    file("squeezeformer", "name: NoamHoldAnnealing\nwarmup_steps: 10\nwarmup_ratio: null\nhold_steps: 12\nhold_ratio: null\ndecay_rate: 1.0\nmin_lr: 5e-6"),
    file("t5", "name: T5InverseSquareRootAnnealing\nconstant_steps: 16\nmin_lr: 0.01"),
    file("polynomial-cycle", "name: PolynomialDecayAnnealing\npower: 0.5\nwarmup_ratio: 0.1\ncycle: true"),
    file("polynomial-without-hold", "name: PolynomialHoldDecayAnnealing\npower: 2.0\nwarmup_steps: 12\nmin_lr: 1e-5\ncycle: true"),
    file("polynomial-without-hold-or-cycle", "name: PolynomialHoldDecayAnnealing\nwarmup_steps: 12\nmin_lr: 1e-5"),
    file("step", "name: StepLR\nstep_size: 15\ngamma: 0.5"),
    file("cyclic", "name: CyclicLR\nbase_lr: 1e-4\nmax_lr: 1e-2\nstep_size_up: 12\nmode: triangular2\ncycle_momentum: false"),
    file("exponential", "name: ExponentialLR\ngamma: 0.9", range(20), per="epoch"),
    file("trainer-first", "name: CosineAnnealing\nwarmup_steps: 6\nmax_steps: 500\nmin_lr: 1e-5"),
    file("steps-of-its-own", "name: CosineAnnealing\nwarmup_ratio: 0.2\nmax_steps: 40\nmin_lr: 1e-5", range(44), trainer="max_steps: -1\n  max_epochs: 9"),
    file("no-scheduler", "name: CosineAnnealing\nmax_steps: -1\nmin_lr: 1e-5", range(4), trainer="max_steps: -1\n  max_epochs: 9"),
    file("automatic-parameters", "name: CosineAnnealing\nmonitor: val_loss\nreduce_on_plateau: false\nargs:\n  name: auto\n  params:\n    warmup_steps: 8\n    min_lr: 1e-5"),
    file("hold-root", "name: WarmupHoldAnnealOneMinusSquareRoot\nwarmup_steps: 5\nhold_steps: 10\nmin_lr: 1e-4"),
]


def number(value):
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def record(file):
    config = yaml.safe_load(file["text"])
    optim = config["model"]["optim"]
    outer = {**optim["sched"]}
    name = outer.pop("name")
    # setup_optimization of modelPT.py, then prepare_lr_scheduler.
    total = config["trainer"]["max_steps"]
    if total < 0:
        total = outer.get("max_steps") or config["trainer"]["max_epochs"] * file["options"]["stepsPerEpoch"]
    inner = outer.get("args", outer)
    sched = {key: number(value) for key, value in inner.get("params", inner).items() if value is not None and key not in ("max_steps", "monitor", "reduce_on_plateau")}
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=float(optim["lr"]))
    if total == -1:
        # No scheduler is made.
        return {"values": [float(optim["lr"])] * len(file["steps"])}
    scheduler = scope[name](optimizer, max_steps=total, **sched) if name in scope else getattr(torch.optim.lr_scheduler, name)(optimizer, **sched)
    values = []
    for _ in range(file["steps"][-1] + 1):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"values": values}
