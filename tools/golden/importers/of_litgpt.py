"""LitGPT configurations. They are parsed as LitGPT does, by jsonargparse for the signatures of its own functions; the arguments
are checked, warmups counted and rates made by its own code. What a model or a loader of data would say is read as a specification."""

import ast
import math
import pathlib
import tempfile
import typing

import jsonargparse
import torch
from sources import source
from stubs import extract, load

ROOT = source("litgpt") + "/litgpt"
SOURCE = "litgpt 0.5.13, with jsonargparse: the arguments of pretrain.py, finetune/lora.py and args.py, get_lr and get_lr_scheduler, run; the iterations of fit, read as a specification"
arguments = load("litgpt_args", f"{ROOT}/args.py")


def script(path, *names):
    """The signature of a script's `setup`, as a function that returns its arguments, and other functions of it."""
    functions = [node for node in ast.parse(open(path).read()).body if isinstance(node, ast.FunctionDef)]
    setup = next(node for node in functions if node.name == "setup")
    setup.body = ast.parse("return locals()").body
    scope = {**vars(arguments), "Path": pathlib.Path, "Literal": typing.Literal, "DataModule": typing.Any, "Config": typing.Any, "LoggerChoice": str}
    exec(compile(ast.Module([setup], []), path, "exec"), scope)
    return [scope["setup"], *extract(path, *names, math=math, torch=torch, warnings=arguments.warnings, __file__=path.rsplit("/", 1)[1])]


pretrain_setup, pretrain_validate, get_lr = script(f"{ROOT}/pretrain.py", "validate_args", "get_lr")
finetune_setup, finetune_validate, get_lr_scheduler = script(f"{ROOT}/finetune/lora.py", "validate_args", "get_lr_scheduler")


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
    file("finetune-steps", finetune("  global_batch_size: 8\n  micro_batch_size: 1\n  lr_warmup_steps: 5\n  epochs: 1\n  max_steps: 40"), range(0, 40)),
    file("pretrain-defaults", pretrain("  max_tokens: 4096000\n  max_seq_length: 4", "devices: 8\n"), range(0, 33000, 401)),
    file("finetune-defaults", finetune("  max_seq_length: 256"), range(0, 200), {"stepsPerEpoch": 40}),
    file("pretrain-two-warmups", pretrain("  lr_warmup_fraction: 0.25\n  lr_warmup_steps: 10\n  max_tokens: 512000\n  max_seq_length: 2048"), [], {"stepsPerEpoch": 50}),
    file("pretrain-fraction-beside-default", pretrain("  lr_warmup_fraction: 0.25\n  max_tokens: 512000\n  max_seq_length: 2048"), [], {"stepsPerEpoch": 50}),
    file("finetune-no-epochs", finetune("  epochs:\n  lr_warmup_steps: 5\n  max_steps: 40"), []),
    file("finetune-fraction", finetune("  lr_warmup_fraction: 0.25\n  lr_warmup_steps:\n  epochs: 2"), [], {"stepsPerEpoch": 20}),
]


def parsed(setup, text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "config.yaml"
        path.write_text(text)
        return jsonargparse.CLI(setup, args=["--config", str(path)], as_positional=False)


def record(file):
    options = file["options"]
    is_pretraining = "tokenizer_dir" in file["text"]
    try:
        config = parsed(pretrain_setup if is_pretraining else finetune_setup, file["text"])
        train = config["train"]
        if is_pretraining:
            pretrain_validate(train, config["eval"], config["initial_checkpoint_dir"], config["resume"])
        else:
            finetune_validate(train, config["eval"])
    except ValueError as error:
        return {"refused": str(error)}
    rate = config["optimizer"]["init_args"]["lr"]
    if is_pretraining:
        world = config["devices"] * config["num_nodes"]
        total = options.get("totalSteps") or train.max_tokens // world // (train.micro_batch_size * train.max_seq_length)
        warmup = train.warmup_iters(config["devices"], config["num_nodes"], total, range(options.get("stepsPerEpoch", 0)))
        return {"values": [get_lr(rate, step, warmup, total, train.min_lr) for step in file["steps"]]}
    total = min(train.epochs * options.get("stepsPerEpoch", 10**9), train.max_steps or 10**9)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = get_lr_scheduler(optimizer, train.lr_warmup_steps, total)
    values = []
    for _ in range(file["steps"][-1] + 1):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"values": [values[step] for step in file["steps"]]}
