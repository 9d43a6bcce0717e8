"""Configurations of PyTorch Lightning: of its command line, and of Hydra. The schedulers are PyTorch's own; when they make a step is
pytorch_lightning/loops/training_epoch_loop.py, read as a specification."""

import torch
import yaml

SOURCE = "torch 2.13.0, run; pytorch-lightning 2.6.6, when a scheduler makes a step, read as a specification"

CLI = """# lightning.pytorch==2.1.0
seed_everything: 42
trainer:
  accelerator: auto
  max_epochs: {epochs}
  logger: true
model:
  class_path: project.models.LitModel
  init_args:
    hidden_dim: 128
data:
  class_path: project.data.LitData
  init_args:
    batch_size: 32
optimizer:
  class_path: torch.optim.AdamW
  init_args:
    lr: {rate}
    weight_decay: 0.01
lr_scheduler:
  class_path: {path}
  init_args:
{args}
ckpt_path: null
"""
HYDRA = """defaults:
  - _self_

trainer:
  max_epochs: {epochs}

model:
  _target_: src.models.module.LitModule

  optimizer:
    _target_: torch.optim.Adam
    _partial_: true
    lr: {rate}
    weight_decay: 0.0

  scheduler:
    _target_: {path}
    _partial_: true
{args}

  net:
    _target_: src.models.components.Net
    input_size: 784
"""
INJECTED = """trainer:
  max_epochs: {epochs}
model:
  class_path: project.models.LitModel
  init_args:
    hidden_dim: 128
    optimizer:
      class_path: torch.optim.SGD
      init_args:
        lr: {rate}
    lr_scheduler:
      class_path: {path}
      init_args:
    {args}
"""
CONFIG = """optimizer:
  _target_: torch.optim.SGD
  lr: {rate}
lr_scheduler_config:
  scheduler:
    _target_: {path}
{args}
  interval: {interval}
  frequency: {frequency}
  monitor: val_loss
trainer:
  max_epochs: {epochs}
"""


def file(id, template, name, arguments, steps, rate="0.001", epochs=30, options=None, per="epoch", metrics=None, interval="epoch", frequency=1, package="torch.optim.lr_scheduler"):
    args = "\n".join(f"    {line}" for line in arguments.splitlines())
    if template is INJECTED:
        args = args.replace("    ", "        ")[4:]
    text = template.format(path=f"{package}.{name}", args=args, rate=rate, epochs=epochs, interval=interval, frequency=frequency)
    made = {"id": id, "fileName": "config.yaml", "text": text, "options": options or {}, "per": per, "steps": list(steps), "hidden": (interval, frequency)}
    return {**made, "metrics": metrics} if metrics else made


FILES = [
    file("cli-step", CLI, "StepLR", "step_size: 10\ngamma: 0.1", range(30)),
    file("cli-cosine", CLI, "CosineAnnealingLR", "T_max: 30\neta_min: 1e-5", range(0, 120), options={"stepsPerEpoch": 4}, per="step"),
    file("hydra-plateau", HYDRA, "ReduceLROnPlateau", "mode: min\nfactor: 0.1\npatience: 2", range(1, 12), metrics=[1.0, 0.9, 0.91, 0.92, 0.93, 0.8, 0.81, 0.82, 0.83, 0.84, 0.85]),
    file("given-to-the-model", INJECTED, "StepLR", "step_size: 7", range(30)),
    file("cli-plateau", CLI, "ReduceLROnPlateau", "monitor: valid_acc\nmode: max\npatience: 1\nfactor: 0.5", range(1, 8), metrics=[0.1, 0.2, 0.2, 0.19, 0.18, 0.3, 0.3], package="lightning.pytorch.cli"),
    file("one-cycle-of-steps", CONFIG, "OneCycleLR", "max_lr: 0.1\ntotal_steps: 60\npct_start: 0.3", range(60), interval="step", per="step"),
    file("every-third", CONFIG, "ExponentialLR", "gamma: 0.9", range(40), interval="step", frequency=3, per="step"),
    file("milestones", HYDRA, "MultiStepLR", "milestones: [10, 20]\ngamma: 0.2", range(0, 90), options={"stepsPerEpoch": 3}, per="step"),
    file("restarts", HYDRA, "CosineAnnealingWarmRestarts", "T_0: 5\nT_mult: 2\neta_min: 0.0001", range(30)),
    file("sequence", CONFIG, "SequentialLR", "milestones: [5]\nschedulers:\n- _target_: torch.optim.lr_scheduler.LinearLR\n  start_factor: 0.1\n  total_iters: 5\n- _target_: torch.optim.lr_scheduler.CosineAnnealingLR\n  T_max: 25", range(30), interval="step", per="step"),
]


def build(optimizer, given):
    given = dict(given)
    path = given.pop("class_path", None) or given.pop("_target_")
    arguments = given.pop("init_args", given)
    arguments = {key: float(value) if key == "eta_min" else value for key, value in arguments.items() if key not in ("_partial_", "monitor")}
    if "schedulers" in arguments:
        arguments["schedulers"] = [build(optimizer, each) for each in arguments["schedulers"]]
    return getattr(torch.optim.lr_scheduler, path.split(".")[-1])(optimizer, **arguments)


def record(file):
    interval, frequency = file.pop("hidden")
    config = yaml.safe_load(file["text"])
    holder = config if "optimizer" in config else config["model"].get("init_args", config["model"])
    arguments = holder["optimizer"].get("init_args", holder["optimizer"])
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=float(arguments["lr"]), momentum=0.9)
    given = config.get("lr_scheduler") or holder.get("scheduler") or holder.get("lr_scheduler") or config["lr_scheduler_config"]["scheduler"]
    live = build(optimizer, given)
    values = []
    if "metrics" in file:
        for metric in file["metrics"]:
            live.step(metric)
            values.append(optimizer.param_groups[0]["lr"])
        return {"values": values}
    each = file["options"].get("stepsPerEpoch", 1) if interval == "epoch" else frequency
    for step in range(file["steps"][-1] + 1):
        values.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if (step + 1) % each == 0 and step < file["steps"][-1]:
            live.step()
    return {"values": [values[step] for step in file["steps"]]}
