"""Configurations of Ludwig. The schedulers are Ludwig's own."""

import types

import torch
import yaml
from sources import source
from stubs import load, stub

SOURCE = "ludwig 0.11.0, ludwig/modules/lr_scheduler.py, run; the defaults of ludwig/schema/lr_scheduler.py, read as a specification"
stub("ludwig")
stub("ludwig.constants", MINIMIZE="minimize", TRAINING="training", VALIDATION="validation")
stub("ludwig.modules")
stub("ludwig.modules.metric_registry", get_metric_objective=lambda metric: "minimize" if metric == "loss" else "maximize")
stub("ludwig.schema")
stub("ludwig.schema.lr_scheduler", LRSchedulerConfig=object)
stub("ludwig.utils")
stub("ludwig.utils.metric_utils", TrainerMetric=tuple)
stub("ludwig.utils.trainer_utils", ProgressTracker=object)
module = load("ludwig_lr_scheduler", source("ludwig") + "/ludwig/modules/lr_scheduler.py")
DEFAULTS = {"decay": None, "decay_rate": 0.96, "decay_steps": 10000, "staircase": False, "reduce_on_plateau": 0, "reduce_on_plateau_patience": 10, "reduce_on_plateau_rate": 0.1, "warmup_evaluations": 0, "warmup_fraction": 0.0, "reduce_eval_metric": "loss", "reduce_eval_split": "training", "t_0": None, "t_mult": 1, "eta_min": 0}


def file(id, scheduler, steps, trainer="train_steps: 100", rate="0.0004", options=None, metrics=None):
    lines = "\n".join(f"    {line}" for line in scheduler.splitlines())
    text = f"""model_type: llm
base_model: a/model

input_features:
  - name: instruction
    type: text

output_features:
  - name: output
    type: text

adapter:
  type: lora

quantization:
  bits: 4

trainer:
  type: finetune
  {trainer}
  batch_size: 1
  gradient_accumulation_steps: 16
  learning_rate: {rate}
  learning_rate_scheduler:
{lines}
"""
    made = {"id": id, "fileName": "model.yaml", "text": text, "options": options or {}, "steps": list(steps)}
    return {**made, "metrics": metrics} if metrics else made


FILES = [
    file("llm", "decay: cosine\nwarmup_fraction: 0.03\nreduce_on_plateau: 0", range(0, 300, 2), "epochs: 3", options={"stepsPerEpoch": 100}),
    file("linear", "decay: linear\nwarmup_fraction: 0.1", range(0, 104)),
    file("exponential", "decay: exponential\ndecay_rate: 0.9\ndecay_steps: 10", range(60)),
    file("staircase", "decay: exponential\ndecay_rate: 0.5\ndecay_steps: 8\nstaircase: true\nwarmup_evaluations: 2", range(60), "train_steps: 100\n  steps_per_checkpoint: 5"),
    file("restarts", "decay: cosine\nt_0: 10\nt_mult: 2\neta_min: 0.00001", range(80)),
    file("between-steps", "decay: linear\nwarmup_fraction: 0.07", range(74), "train_steps: 70"),
    file("warmup-alone", "warmup_fraction: 0.2", range(40), "train_steps: 50"),
    file("plateau", "reduce_on_plateau: 2\nreduce_on_plateau_patience: 1\nreduce_on_plateau_rate: 0.5", range(1, 12), metrics=[1.0, 0.9, 0.95, 0.96, 0.97, 0.98, 0.8, 0.9, 0.91, 0.92, 0.93]),
]


def record(file):
    trainer = yaml.safe_load(file["text"])["trainer"]
    config = types.SimpleNamespace(**{**DEFAULTS, **trainer["learning_rate_scheduler"]})
    per_epoch = file["options"].get("stepsPerEpoch")
    total = trainer.get("train_steps") or trainer["epochs"] * per_epoch
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=float(trainer["learning_rate"]))
    live = module.LRScheduler(config, optimizer, trainer.get("steps_per_checkpoint") or per_epoch or 0, total)
    values = []
    if "metrics" in file:
        for metric in file["metrics"]:
            optimizer.step()
            live.step()
            tracker = types.SimpleNamespace(train_metrics={"output": {"loss": [(0, metric)]}}, steps=0, last_learning_rate_reduction_steps=0, num_reductions_learning_rate=0)
            live.eval_step(tracker, "output")
            live._train_scheduler.step()
            live._eval_scheduler.apply_lr()
            values.append(optimizer.param_groups[0]["lr"])
        return {"values": values}
    for _ in range(file["steps"][-1] + 1):
        values.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        live.step()
    return {"values": [values[step] for step in file["steps"]]}
