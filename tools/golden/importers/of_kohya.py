"""Configurations of kohya's sd-scripts, which is not on PyPI: what get_scheduler_fix of library/train_util.py gives to the
functions of transformers is read as a specification, and these are run."""

import json
import math
import tomllib

import torch
from transformers.optimization import TYPE_TO_SCHEDULER_FUNCTION, SchedulerType

SOURCE = "kohya-ss/sd-scripts, get_scheduler_fix of library/train_util.py, read as a specification; transformers 5.18.0, the functions that it calls, run"


def file(id, training, steps, options=None):
    text = f"""# settings
[model]
pretrained_model_name_or_path = "/content/model.safetensors"
v2 = false

[additional_network]
network_module = "networks.lora"
network_dim = 32
network_alpha = 16

[dataset]
resolution = "512,512"
train_batch_size = 2
cache_latents = true

[training]
{training}
mixed_precision = "fp16"
seed = 42

[save]
output_dir = "/content/out"
save_model_as = "safetensors"
"""
    return {"id": id, "fileName": f"{id}.toml", "text": text, "options": options or {}, "steps": list(steps)}


def fine_tuning(*arguments):
    """Without a network of its own."""
    made = file(*arguments)
    start, end = made["text"].index("[additional_network]"), made["text"].index("[dataset]")
    return {**made, "text": made["text"][:start] + made["text"][end:]}


FILES = [
    file("lora", 'optimizer_type = "AdamW8bit"\nlearning_rate = 1e-4\nmax_train_steps = 60\nlr_scheduler = "cosine"\nlr_warmup_steps = 6', range(64)),
    file("restarts", 'learning_rate = 0.0005\nmax_train_epochs = 4\nlr_scheduler = "cosine_with_restarts"\nlr_scheduler_num_cycles = 3\nlr_warmup_steps = 0.1', range(84), {"stepsPerEpoch": 20}),
    file("encoders", 'learning_rate = 1e-4\nunet_lr = 1e-4\ntext_encoder_lr = 5e-5\nmax_train_steps = 50\nlr_scheduler = "constant_with_warmup"\nlr_warmup_steps = 10', range(54)),
    file("polynomial", 'learning_rate = 2e-4\nmax_train_steps = 50\nlr_scheduler = "polynomial"\nlr_scheduler_power = 2.0\nlr_warmup_steps = 5', range(54)),
    file("constant", 'learning_rate = 1e-6\nmax_train_steps = 1000\nlr_scheduler = "constant"', range(5)),
    file("floor", 'learning_rate = 1e-4\nmax_train_steps = 60\nlr_scheduler = "cosine_with_min_lr"\nlr_scheduler_min_lr_ratio = 0.1\nlr_warmup_steps = 5', range(64)),
    file("warmup-stable-decay", 'learning_rate = 1e-4\nmax_train_steps = 60\nlr_scheduler = "warmup_stable_decay"\nlr_warmup_steps = 6\nlr_decay_steps = 0.2\nlr_scheduler_min_lr_ratio = 0.05', range(64)),
    {
        "id": "form",
        "fileName": "config_lora.json",
        "text": json.dumps({"LoRA_type": "Standard", "adaptive_noise_scale": 0, "additional_parameters": "", "bucket_no_upscale": True, "clip_skip": "1", "epoch": 10, "learning_rate": 0.0001, "lr_scheduler": "cosine", "lr_scheduler_args": "", "lr_scheduler_num_cycles": "", "lr_scheduler_power": "", "lr_warmup": 10, "max_train_epochs": "", "max_train_steps": "80", "mixed_precision": "bf16", "network_alpha": 1, "network_dim": 8, "optimizer": "AdamW8bit", "optimizer_args": "", "pretrained_model_name_or_path": "a/model.safetensors", "save_model_as": "safetensors", "text_encoder_lr": 5e-05, "unet_lr": 0.0001}, indent=2),
        "options": {},
        "steps": list(range(84)),
    },
    fine_tuning("adafactor", 'optimizer_type = "Adafactor"\noptimizer_args = ["scale_parameter=False", "relative_step=False", "warmup_init=False"]\nlearning_rate = 4e-7\nmax_train_steps = 40\nlr_scheduler = "constant_with_warmup"\nlr_warmup_steps = 10', range(44)),
    file("unet-only", 'unet_lr = 3e-4\ntext_encoder_lr = [1e-5, 2e-5]\nlearning_rate = 1e-4\nmax_train_steps = 40\nlr_scheduler = "linear"\nlr_warmup_steps = 4', range(44)),
]


def record(file):
    if file["fileName"].endswith("json"):
        # What the form hands to the script: nothing that is empty, and a warmup in percent as steps.
        form = {key: value for key, value in json.loads(file["text"]).items() if value != ""}
        steps = int(form["max_train_steps"])
        given = {**form, "max_train_steps": steps, "lr_warmup_steps": round(form["lr_warmup"] * steps / 100)}
    else:
        given = {key: value for section in tomllib.loads(file["text"]).values() for key, value in section.items()}
    total = given.get("max_train_steps") or math.ceil(given["max_train_epochs"] * file["options"]["stepsPerEpoch"])
    length = lambda key: int(given.get(key, 0) * total) if isinstance(given.get(key, 0), float) else given.get(key, 0)
    warmup, decay = length("lr_warmup_steps"), length("lr_decay_steps")
    cycles, ratio = given.get("lr_scheduler_num_cycles", 1), given.get("lr_scheduler_min_lr_ratio")
    name = SchedulerType(given["lr_scheduler"])
    more = {
        SchedulerType.CONSTANT: {},
        SchedulerType.CONSTANT_WITH_WARMUP: dict(num_warmup_steps=warmup),
        SchedulerType.COSINE_WITH_RESTARTS: dict(num_warmup_steps=warmup, num_training_steps=total, num_cycles=cycles),
        SchedulerType.POLYNOMIAL: dict(num_warmup_steps=warmup, num_training_steps=total, power=given.get("lr_scheduler_power", 1)),
        SchedulerType.COSINE_WITH_MIN_LR: dict(num_warmup_steps=warmup, num_training_steps=total, num_cycles=cycles / 2, min_lr_rate=ratio),
        SchedulerType.LINEAR: dict(num_warmup_steps=warmup, num_training_steps=total),
        SchedulerType.COSINE: dict(num_warmup_steps=warmup, num_training_steps=total),
        SchedulerType.WARMUP_STABLE_DECAY: dict(num_warmup_steps=warmup, num_stable_steps=total - warmup - decay, num_decay_steps=decay, num_cycles=cycles / 2, min_lr_ratio=ratio or 0.0),
    }[name]
    encoders = given.get("text_encoder_lr")
    encoders = encoders if isinstance(encoders, list) else [encoders] if encoders else []
    split = bool(encoders) or given.get("unet_lr", given["learning_rate"]) != given["learning_rate"]
    rates = [*encoders, given.get("unet_lr", given["learning_rate"])] if split else [given["learning_rate"]]
    optimizer = torch.optim.SGD([{"params": [torch.nn.Parameter(torch.zeros(1))], "lr": rate} for rate in rates], lr=given["learning_rate"])
    scheduler = TYPE_TO_SCHEDULER_FUNCTION[name](optimizer, **more)
    values = []
    for _ in range(file["steps"][-1] + 1):
        values.append([group["lr"] for group in optimizer.param_groups])
        optimizer.step()
        scheduler.step()
    columns = [[values[step][index] for step in file["steps"]] for index in range(len(rates))]
    return {"values": columns[0], **({"groups": [{"learningRate": column} for column in columns]} if split else {})}
