"""Arguments of diffusers' training scripts. get_scheduler is diffusers' own; what the scripts give to it is their source, read as
a specification."""

import math
import shlex

import torch
import yaml
from diffusers.optimization import get_scheduler

SOURCE = "diffusers 0.42.1, diffusers/optimization.py, run; the examples' scripts, read as a specification"


def shell(id, arguments, steps, options=None, script="train_text_to_image_lora.py"):
    lines = " \\\n".join(f"  {line}" for line in arguments.splitlines())
    text = f"""export MODEL_NAME="a/model"
export OUTPUT_DIR="/sddata/finetune/lora"
export LR=1e-4

accelerate launch --mixed_precision="fp16"  {script} \\
  --pretrained_model_name_or_path=$MODEL_NAME \\
  --train_data_dir=$DATASET_NAME \\
  --dataloader_num_workers=8 \\
  --resolution=512 --center_crop --random_flip \\
  --train_batch_size=1 \\
  --gradient_accumulation_steps=4 \\
{lines} \\
  --output_dir=${{OUTPUT_DIR}} \\
  --checkpointing_steps=500 \\
  --validation_prompt="A creature with blue eyes." \\
  --seed=1337
"""
    return {"id": id, "fileName": f"{id}.sh", "text": text, "options": options or {}, "steps": list(steps)}


FILES = [
    shell("lora", '--max_train_steps=60\n--learning_rate=$LR\n--max_grad_norm=1\n--lr_scheduler="cosine" --lr_warmup_steps=0', range(64)),
    shell("text-to-image", '--max_train_steps=150\n--learning_rate=1e-05\n--lr_scheduler="constant" --lr_warmup_steps=0', range(3)),
    shell("dreambooth", '--instance_data_dir=dog\n--learning_rate=5e-6\n--lr_scheduler="constant_with_warmup" \n--lr_warmup_steps=20\n--max_train_steps=40', range(44)),
    shell("restarts", "--num_train_epochs=4\n--learning_rate=1e-4\n--lr_scheduler cosine_with_restarts --lr_warmup_steps 5 --lr_num_cycles 3", range(84), {"stepsPerEpoch": 20}),
    shell("polynomial", "--max_train_steps=50\n--learning_rate=2e-4\n--lr_scheduler=polynomial --lr_power=2.0\n--lr_warmup_steps=10", range(54)),
    shell("scaled", "--max_train_steps=30\n--learning_rate=1e-5 --scale_lr\n--lr_scheduler=linear\n--lr_warmup_steps=6", range(34), {"samplesPerStep": 8}),
    {"id": "yaml", "fileName": "config.yaml", "text": "pretrained_model_name_or_path: a/model\ninstance_data_dir: ./images\noutput_dir: ./out\nresolution: 1024\ntrain_batch_size: 1\nlearning_rate: 1.0e-4\nlr_scheduler: piecewise_constant\nstep_rules: 1:10,0.1:20,0.01:30,0.005\nlr_warmup_steps: 0\nmax_train_steps: 50\ncheckpointing_steps: 500\n", "options": {}, "steps": list(range(40))},
]


def record(file):
    if file["fileName"].endswith("sh"):
        words = shlex.split(file["text"].replace("$LR", "1e-4"))
        given = {}
        for index, word in enumerate(words):
            if word.startswith("--"):
                name, _, value = word[2:].partition("=")
                given[name] = value or (words[index + 1] if not words[index + 1].startswith("--") else True)
    else:
        given = yaml.safe_load(file["text"])
    rate = float(given["learning_rate"]) * (file["options"]["samplesPerStep"] if given.get("scale_lr") else 1)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    total = int(given["max_train_steps"]) if "max_train_steps" in given else math.ceil(int(given["num_train_epochs"]) * file["options"]["stepsPerEpoch"])
    scheduler = get_scheduler(given["lr_scheduler"], optimizer, step_rules=given.get("step_rules"), num_warmup_steps=int(given["lr_warmup_steps"]), num_training_steps=total, num_cycles=int(given.get("lr_num_cycles", 1)), power=float(given.get("lr_power", 1)))
    values = []
    for _ in range(file["steps"][-1] + 1):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return {"values": [values[step] for step in file["steps"]]}
