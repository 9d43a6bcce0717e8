"""Training arguments as JSON and YAML. Warmup steps are TrainingArguments.get_warmup_steps', the schedule is get_scheduler's."""

import json
import math
import types

import torch
import yaml
from transformers.optimization import get_scheduler
from transformers.training_args import TrainingArguments

SOURCE = "transformers 5.18.0, get_scheduler and TrainingArguments.get_warmup_steps, run"


def file(id, name, text, steps, options=None, metrics=None):
    made = {"id": id, "fileName": name, "text": text, "options": options or {}, "steps": list(steps)}
    if metrics:
        made["metrics"] = metrics
    return made


GLUE = json.dumps(
    {
        "model_name_or_path": "a/model",
        "task_name": "mrpc",
        "output_dir": "out/mrpc",
        "overwrite_output_dir": True,
        "do_train": True,
        "per_device_train_batch_size": 32,
        "gradient_accumulation_steps": 1,
        "learning_rate": 2e-05,
        "num_train_epochs": 3.0,
        "max_steps": -1,
        "lr_scheduler_type": "linear",
        "lr_scheduler_kwargs": {},
        "warmup_ratio": 0.1,
        "warmup_steps": 0,
        "weight_decay": 0.01,
        "adam_beta1": 0.9,
        "fp16": True,
        "seed": 42,
    },
    indent=2,
)

LLAMA_FACTORY = """### model
model_name_or_path: a/model
trust_remote_code: true

### method
stage: sft
do_train: true
finetuning_type: lora
lora_rank: 8
lora_target: all
# deepspeed: examples/deepspeed/ds_z3_config.json

### dataset
dataset: identity,alpaca_en_demo
template: llama3
cutoff_len: 2048
max_samples: 1000

### output
output_dir: saves/lora/sft
logging_steps: 10
save_steps: 500
overwrite_output_dir: true

### train
per_device_train_batch_size: 1
gradient_accumulation_steps: 8
learning_rate: 1.0e-4
num_train_epochs: 3.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
bf16: true
ddp_timeout: 180000000

### eval
val_size: 0.1
per_device_eval_batch_size: 1
eval_strategy: steps
eval_steps: 500
"""

TRL = """# Model arguments
model_name_or_path: a/model
torch_dtype: bfloat16

# Data training arguments
chat_template: "{% for message in messages %}{{ message['content'] }}{% endfor %}"
dataset_mixer:
  HuggingFaceH4/ultrachat_200k: 1.0

# SFT trainer config
bf16: true
gradient_accumulation_steps: 2
gradient_checkpointing: true
gradient_checkpointing_kwargs:
  use_reentrant: False
hub_strategy: every_save
learning_rate: 2e-05
log_level: info
lr_scheduler_type: cosine_with_min_lr
lr_scheduler_kwargs:
  min_lr_rate: 0.1
max_seq_length: 2048
max_steps: 60
num_train_epochs: 1
output_dir: data/sft
per_device_train_batch_size: 8
save_total_limit: 1
warmup_steps: 7
"""

WSD = json.dumps({"output_dir": "out", "learning_rate": 5e-4, "lr_scheduler_type": "warmup_stable_decay", "lr_scheduler_kwargs": {"num_decay_steps": 20, "min_lr_ratio": 0.1, "decay_type": "1-sqrt"}, "warmup_steps": 10, "max_steps": 60, "per_device_train_batch_size": 4}, indent=2)

RESTARTS = "output_dir: out\nlearning_rate: 3e-4\nlr_scheduler_type: cosine_with_restarts\nlr_scheduler_kwargs:\n  num_cycles: 3\nwarmup_steps: 0.05\nmax_steps: 61\nnum_train_epochs: 2\n"

POLYNOMIAL = json.dumps({"output_dir": "out", "learning_rate": 5e-5, "lr_scheduler_type": "polynomial", "lr_scheduler_kwargs": {"power": 2, "lr_end": 1e-6}, "warmup_steps": 5, "warmup_ratio": 0.5, "max_steps": 40})

DEFAULTS = json.dumps({"output_dir": "out", "per_device_train_batch_size": 8, "learning_rate": 5e-05, "save_total_limit": 2})

INVERSE = "output_dir: out\nlearning_rate: 0.001\nlr_scheduler_type: inverse_sqrt\nwarmup_steps: 10\nmax_steps: 1000\n"

PLATEAU = json.dumps({"output_dir": "out", "learning_rate": 1e-3, "lr_scheduler_type": "reduce_lr_on_plateau", "lr_scheduler_kwargs": {"factor": 0.5, "patience": 1}, "metric_for_best_model": "loss", "eval_strategy": "epoch", "num_train_epochs": 10})

FILES = [
    file("glue-json", "args.json", GLUE, range(64), {"stepsPerEpoch": 20}),
    file("llama-factory", "llama3_lora_sft.yaml", LLAMA_FACTORY, range(90), {"stepsPerEpoch": 28}),
    file("trl", "config_full.yaml", TRL, range(80)),
    file("warmup-stable-decay", "training_args.json", WSD, range(64)),
    file("restarts", "args.yaml", RESTARTS, range(64)),
    file("polynomial", "args.json", POLYNOMIAL, range(44)),
    file("defaults", "args.json", DEFAULTS, range(34), {"totalSteps": 30}),
    file("inverse-sqrt", "args.yml", INVERSE, range(60)),
    file("plateau", "args.json", PLATEAU, range(1, 11), metrics=[1.0, 0.8, 0.81, 0.82, 0.83, 0.7, 0.71, 0.72, 0.73, 0.74]),
]


def record(file):
    args = (json.loads if file["fileName"].endswith(".json") else yaml.safe_load)(file["text"])
    number = lambda key, default: float(args.get(key, default))
    options = file["options"]
    total = options.get("totalSteps") or int(number("max_steps", -1))
    if total <= 0:
        total = math.ceil(number("num_train_epochs", 3.0) * options.get("stepsPerEpoch", 1))
    warmup = number("warmup_steps", 0)
    # transformers 5 has one argument for both; before, a ratio counted where there were no steps.
    if warmup == 0:
        warmup = number("warmup_ratio", 0)
    warmup = TrainingArguments.get_warmup_steps(types.SimpleNamespace(warmup_steps=warmup), total)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=number("learning_rate", 5e-5))
    scheduler = get_scheduler(args.get("lr_scheduler_type", "linear"), optimizer, num_warmup_steps=warmup, num_training_steps=total, scheduler_specific_kwargs=args.get("lr_scheduler_kwargs") or {})
    values = []
    if "metrics" in file:
        for metric in file["metrics"]:
            scheduler.step(metric)
            values.append(optimizer.param_groups[0]["lr"])
        return {"values": values}
    for _ in range(file["steps"][-1] + 1):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"values": values}
