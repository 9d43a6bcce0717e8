"""LitGPT configurations. get_lr and get_lr_scheduler are LitGPT's own; the counts of iterations are read in pretrain.py and args.py."""

import math

import torch
import yaml
from sources import source
from stubs import extract

ROOT = source("litgpt") + "/litgpt"
SOURCE = "litgpt 0.5.13, get_lr of pretrain.py and get_lr_scheduler of finetune/lora.py, run; the counts of pretrain.py and args.py, read as a specification"
(get_lr,) = extract(f"{ROOT}/pretrain.py", "get_lr", math=math)
(get_lr_scheduler,) = extract(f"{ROOT}/finetune/lora.py", "get_lr_scheduler", torch=torch)


def pretrain(training, more="devices: 1\n"):
    return f"""# The name of the model to pretrain. (type: <class 'str'>)
model_name: pythia-14m
out_dir: out/pretrain/model
precision: bf16-mixed
initial_checkpoint_dir:
resume: false
data: TinyLlama

# Training-related arguments. See ``litgpt.args.TrainArgs`` for details
train:
  save_interval: 1000
  log_interval: 1
{training}
eval:
  interval: 1000
  max_iters: 100
optimizer:
  class_path: torch.optim.AdamW
  init_args:
    lr: 4e-4
    weight_decay: 0.1
    betas:
      - 0.9
      - 0.95
{more}tokenizer_dir: checkpoints/a/model
logger_name: tensorboard
seed: 42
"""


def finetune(training):
    return f"""checkpoint_dir: checkpoints/a/model
out_dir: out/finetune/lora
precision: bf16-true
quantize:
devices: 1
lora_r: 32
lora_alpha: 16
data:
  class_path: litgpt.data.Alpaca2k
  init_args:
    mask_prompt: false
train:
  save_interval: 200
{training}
optimizer:
  class_path: torch.optim.AdamW
  init_args:
    lr: 0.0002
    weight_decay: 0.0
"""


def file(id, text, steps, options=None):
    return {"id": id, "fileName": f"{id}.yaml", "text": text, "options": options or {}, "steps": list(steps)}


FILES = [
    file("pretrain", pretrain("  global_batch_size: 8\n  micro_batch_size: 4\n  lr_warmup_steps: 10\n  max_tokens: 512000\n  max_seq_length: 2048\n  min_lr: 4e-5"), range(0, 66)),
    file("pretrain-devices", pretrain("  global_batch_size: 16\n  micro_batch_size: 2\n  lr_warmup_steps: 5\n  max_tokens: 1000000\n  max_seq_length: 1024\n  min_lr: 0.0", "devices: 4\nnum_nodes: 1\n"), range(0, 130)),
    file("pretrain-total", pretrain("  global_batch_size: 4\n  micro_batch_size: 4\n  lr_warmup_steps: 8\n  max_tokens: 3000000000000\n  max_seq_length:"), range(0, 60), {"totalSteps": 55}),
    file("pretrain-fraction", pretrain("  global_batch_size: 8\n  micro_batch_size: 4\n  lr_warmup_fraction: 0.25\n  lr_warmup_steps:\n  max_tokens: 512000\n  max_seq_length: 2048\n  min_lr: 4e-5"), range(0, 66), {"stepsPerEpoch": 50}),
    file("pretrain-no-warmup", pretrain("  global_batch_size: 8\n  micro_batch_size: 4\n  lr_warmup_steps:\n  max_tokens: 512000\n  max_seq_length: 2048\n  min_lr: 4e-5"), range(0, 66)),
    file("finetune-longer", finetune("  global_batch_size: 8\n  micro_batch_size: 2\n  lr_warmup_steps: 4\n  epochs: 2\n  max_steps: 30"), range(0, 50), {"stepsPerEpoch": 20}),
    file("finetune-lora", finetune("  global_batch_size: 8\n  micro_batch_size: 2\n  lr_warmup_steps: 10\n  epochs: 4\n  max_seq_length: 512\n  min_lr: 6.0e-05"), range(0, 80), {"stepsPerEpoch": 20}),
    file("finetune-steps", finetune("  global_batch_size: 8\n  micro_batch_size: 1\n  lr_warmup_steps: 5\n  epochs:\n  max_steps: 40"), range(0, 40)),
]


def record(file):
    config = yaml.safe_load(file["text"])
    train = config["train"]
    rate = float(config["optimizer"]["init_args"]["lr"])
    options = file["options"]
    if "tokenizer_dir" in config:
        devices = config.get("devices", 1) * config.get("num_nodes", 1)
        total = options.get("totalSteps") or train["max_tokens"] // devices // (train["micro_batch_size"] * train["max_seq_length"])
        accumulation = train["global_batch_size"] // devices // train["micro_batch_size"]
        if train.get("lr_warmup_fraction"):
            warmup = min(total, math.ceil(train["lr_warmup_fraction"] * options["stepsPerEpoch"]))
        else:
            warmup = min(total, (train["lr_warmup_steps"] or 0) * accumulation)
        return {"values": [get_lr(rate, step, warmup, total, float(train.get("min_lr", 6e-5))) for step in file["steps"]]}
    total = min((train.get("epochs") or 10**9) * options.get("stepsPerEpoch", 10**9), train.get("max_steps") or 10**9)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = get_lr_scheduler(optimizer, train["lr_warmup_steps"], total)
    values = []
    for _ in range(file["steps"][-1] + 1):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"values": [values[step] for step in file["steps"]]}
