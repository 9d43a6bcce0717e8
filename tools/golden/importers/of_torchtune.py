"""torchtune configurations. The scheduler is torchtune's own; the count of updates is that of its recipes."""

import math

import torch
import yaml
from sources import source
from stubs import extract
from torch.optim.lr_scheduler import LambdaLR

ROOT = source("torchtune") + "/torchtune"
SOURCE = "torchtune 0.6.1, get_cosine_schedule_with_warmup, run; the count of updates of recipes/lora_finetune_single_device.py, read as a specification"
(schedule,) = extract(f"{ROOT}/training/lr_schedulers.py", "get_cosine_schedule_with_warmup", math=math, LambdaLR=LambdaLR)


def text(training):
    return f"""# Config for single device LoRA finetuning in lora_finetune_single_device.py
output_dir: /tmp/torchtune/lora_single_device # /tmp may be deleted by your system. Change it to your preference.

# Model Arguments
model:
  _component_: torchtune.models.llama3_1.lora_llama3_1_8b
  lora_attn_modules: ['q_proj', 'v_proj', 'output_proj']
  apply_lora_to_mlp: True
  lora_rank: 8  # higher increases accuracy and memory

tokenizer:
  _component_: torchtune.models.llama3.llama3_tokenizer
  path: path/to/tokenizer.model
  max_seq_len: null

checkpointer:
  _component_: torchtune.training.FullModelHFCheckpointer
  checkpoint_dir: path/to/model
  output_dir: ${{output_dir}}
resume_from_checkpoint: False

dataset:
  _component_: torchtune.datasets.alpaca_cleaned_dataset
  packed: False  # True increases speed
seed: null
shuffle: True
batch_size: 2

{training}

compile: False
device: cuda
dtype: bf16
metric_logger:
  _component_: torchtune.training.metric_logging.DiskLogger
  log_dir: ${{output_dir}}/logs
"""


def cosine(rate, warmup, more=""):
    return f"optimizer:\n  _component_: torch.optim.AdamW\n  fused: True\n  weight_decay: 0.01\n  lr: {rate}\nlr_scheduler:\n  _component_: torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup\n  num_warmup_steps: {warmup}{more}\n"


def file(id, training, steps, options=None):
    return {"id": id, "fileName": f"{id}.yaml", "text": text(training), "options": options or {}, "steps": list(steps)}


FILES = [
    file("lora-single-device", cosine("3e-4", 100) + "epochs: 1\nmax_steps_per_epoch: null\ngradient_accumulation_steps: 8", range(0, 420, 7), {"stepsPerEpoch": 400}),
    file("most-steps", cosine("2e-5", 10) + "epochs: 3\nmax_steps_per_epoch: 20\ngradient_accumulation_steps: 1", range(0, 62)),
    file("most-and-length", cosine("1e-4", 5) + "epochs: 2\nmax_steps_per_epoch: 30", range(0, 42), {"stepsPerEpoch": 20}),
    file("waves", cosine("1e-4", 5, "\n  num_cycles: 1.5") + "epochs: 1", range(0, 44), {"stepsPerEpoch": 40}),
    file("files-in-brackets", cosine("5e-5", 8).replace("lr_scheduler:", "checkpoint:\n  files: [\n    model-00001-of-00002.safetensors,\n    model-00002-of-00002.safetensors\n  ]\nlr_scheduler:") + "epochs: 1", range(0, 44), {"stepsPerEpoch": 40}),
    file("no-warmup", cosine("1e-4", 0) + "epochs: 2", range(0, 44), {"stepsPerEpoch": 20}),
    file("quarter-wave", cosine("1e-4", 4, "\n  num_cycles: 0.25") + "epochs: 1\nmax_steps_per_epoch: 30", range(0, 34)),
    file("constant", "optimizer:\n  _component_: bitsandbytes.optim.PagedAdamW8bit\n  lr: 2e-5\nepochs: 2", range(0, 5), {"stepsPerEpoch": 40}),
]


def record(file):
    config = yaml.safe_load(file["text"])
    rate = float(config["optimizer"]["lr"])
    if "lr_scheduler" not in config:
        return {"values": [rate for _ in file["steps"]]}
    steps = min(file["options"].get("stepsPerEpoch", 10**9), config.get("max_steps_per_epoch") or 10**9)
    given = {key: value for key, value in config["lr_scheduler"].items() if key != "_component_"}
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = schedule(optimizer, num_training_steps=config["epochs"] * steps, **given)
    values = []
    for _ in range(file["steps"][-1] + 1):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"values": [values[step] for step in file["steps"]]}
