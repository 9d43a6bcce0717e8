"""axolotl configurations. The schedulers are axolotl's and transformers'; the length of the warmup is read in axolotl's
core/builders/base.py."""

import math

import torch
import yaml
from sources import source
from stubs import load
from transformers.optimization import get_scheduler

ROOT = source("axolotl")
SOURCE = "axolotl 0.19.0, axolotl/utils/schedulers.py, run; core/builders/base.py and core/trainers/mixins/scheduler.py, read as a specification"
schedulers = load("axolotl_schedulers", f"{ROOT}/axolotl/utils/schedulers.py")


def text(training):
    return f"""base_model: a/model
# optionally might have model_type or tokenizer_type
model_type: LlamaForCausalLM

load_in_8bit: true
load_in_4bit: false

datasets:
  - path: a/dataset
    type: alpaca
dataset_prepared_path:
val_set_size: 0.05
output_dir: ./outputs/lora-out

sequence_len: 4096
sample_packing: true

adapter: lora
lora_r: 32
lora_target_linear: true

wandb_project:

gradient_accumulation_steps: 4
micro_batch_size: 2
optimizer: adamw_bnb_8bit
{training}
bf16: auto
flash_attention: true
weight_decay: 0.0
special_tokens:
"""


def file(id, training, steps, options=None):
    return {"id": id, "fileName": f"{id}.yml", "text": text(training), "options": options or {}, "steps": list(steps)}


FILES = [
    file("lora", "num_epochs: 4\nlr_scheduler: cosine\nlearning_rate: 0.0002\nwarmup_steps: 10", range(90), {"stepsPerEpoch": 20}),
    file("ratio", "num_epochs: 1\nlr_scheduler: linear\nlearning_rate: 2e-5\nwarmup_ratio: 0.1", range(60), {"totalSteps": 57}),
    file("min-lr", "max_steps: 50\nnum_epochs: 1\nlr_scheduler: cosine\nlearning_rate: 0.0002\ncosine_min_lr_ratio: 0.1\nwarmup_steps: 5", range(60)),
    file("constant-lr", "max_steps: 50\nlr_scheduler: cosine\nlearning_rate: 3.0e-4\ncosine_min_lr_ratio: 0.1\ncosine_constant_lr_ratio: 0.8\nwarmup_ratio: 0.1", range(56)),
    file("quadratic", "max_steps: 50\nlr_scheduler: cosine\nlr_quadratic_warmup: true\nlearning_rate: 1e-4\nwarmup_steps: 8", range(56)),
    file("no-warmup-given", "num_epochs: 3\nlr_scheduler: cosine\nlearning_rate: 1e-4", range(0, 300, 3), {"totalSteps": 290}),
    file("one-cycle", "max_steps: 40\nlr_scheduler: one_cycle\nlearning_rate: 0.01\nwarmup_steps: 10\nlr_scheduler_kwargs:\n  div_factor: 10", range(40)),
    file("rex", "max_steps: 50\nlr_scheduler: rex\nlearning_rate: 2e-4\nwarmup_steps: 8", range(56)),
    file("rex-no-warmup", "max_steps: 30\nlr_scheduler: rex\nlearning_rate: 0.001\nwarmup_steps: 0", range(34)),
    file("rex-floor", "max_steps: 50\nlr_scheduler: rex\ncosine_min_lr_ratio: 0.25\nlearning_rate: 2e-4\nwarmup_ratio: 0.1", range(56)),
    file("no-warmup-twice", "max_steps: 20\nlr_scheduler: cosine\nlearning_rate: 2e-4\nwarmup_steps: 0\nwarmup_ratio: 0.0", range(22)),
    file("jagged", "max_steps: 80\nlr_scheduler: linear\nlearning_rate: 2e-4\nwarmup_steps: 5\njagged_restart_steps: 20\njagged_restart_warmup_steps: 5\njagged_restart_anneal_steps: 4", range(80)),
    file("jagged-to-a-floor", "max_steps: 80\nlr_scheduler: cosine\nlearning_rate: 2e-4\nwarmup_steps: 5\ncosine_min_lr_ratio: 0.1\njagged_restart_steps: 25", range(80)),
    file("jagged-rex", "max_steps: 60\nlr_scheduler: rex\nlearning_rate: 2e-4\nwarmup_steps: 5\njagged_restart_steps: 20\njagged_restart_warmup_steps: 3\njagged_restart_anneal_steps: 2", range(57)),
    file("epochs-again", "max_steps: 60\nnum_epochs: 1\nlr_scheduler: cosine\nlearning_rate: 0.0002\nwarmup_ratio: 0.2", range(62), {"stepsPerEpoch": 25}),
    file("epochs-cut-short", "max_steps: 30\nnum_epochs: 4\nlr_scheduler: linear\nlearning_rate: 0.0002\nwarmup_ratio: 0.2", range(32), {"stepsPerEpoch": 25}),
    file("one-update-of-warmup", "max_steps: 20\nlr_scheduler: constant_with_warmup\nlearning_rate: 0.01\nwarmup_steps: 1", range(20)),
]


def record(file):
    config = yaml.safe_load(file["text"])
    options = file["options"]
    epochs = math.ceil(config.get("num_epochs", 1) * options["stepsPerEpoch"]) if "stepsPerEpoch" in options else math.inf
    # prepare_datasets has the smaller of both; training arguments have max_steps where it is given.
    shorter = options.get("totalSteps") or min(config.get("max_steps") or math.inf, epochs)
    total = options.get("totalSteps") or config.get("max_steps") or epochs
    if config.get("warmup_steps") is not None:
        warmup = config["warmup_steps"]
    elif config.get("warmup_ratio") is not None:
        warmup = max(int(config["warmup_ratio"] * shorter), 0)
    else:
        warmup = min(int(0.03 * shorter), 100)
    if warmup == 1:
        warmup = 2
    rate = float(config["learning_rate"])
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    name, floor, constant = config["lr_scheduler"], config.get("cosine_min_lr_ratio"), config.get("cosine_constant_lr_ratio")
    if name == "one_cycle":
        more = config.get("lr_scheduler_kwargs", {})
        scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=rate, total_steps=total, pct_start=warmup / total, anneal_strategy="cos", cycle_momentum=False, **more)
    elif name == "cosine" and config.get("lr_quadratic_warmup"):
        scheduler = schedulers.get_cosine_schedule_with_quadratic_warmup(optimizer, warmup, total)
    elif name == "cosine" and floor and constant:
        scheduler = schedulers.get_cosine_schedule_with_warmup_decay_constant(optimizer, warmup, total, constant_lr_ratio=constant, min_lr_ratio=floor)
    elif name == "cosine" and floor:
        scheduler = schedulers.get_cosine_schedule_with_min_lr(optimizer, warmup, total, min_lr_ratio=floor)
    elif name == "rex":
        scheduler = schedulers.RexLR(optimizer, max_lr=rate, min_lr=rate * (floor or 0), total_steps=total, num_warmup_steps=warmup)
    else:
        scheduler = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=total)
    if config.get("jagged_restart_steps"):
        scheduler = schedulers.JaggedLRRestartScheduler(optimizer, scheduler, config["jagged_restart_steps"], config.get("jagged_restart_warmup_steps") or 10, config.get("jagged_restart_anneal_steps") or 1, min_lr_scale=floor or 0.001)
    values = {}
    for step in range(file["steps"][-1] + 1):
        values[step] = optimizer.param_groups[0]["lr"]
        optimizer.step()
        if step < file["steps"][-1]:
            scheduler.step()
    return {"values": [values[step] for step in file["steps"]]}
