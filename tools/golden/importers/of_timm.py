"""args.yaml of timm's training script. The scheduler is create_scheduler_v2's; the calls of step are train.py's."""

import types

import torch
import yaml
from timm.scheduler import create_scheduler_v2
from timm.scheduler.scheduler_factory import scheduler_kwargs

SOURCE = "timm 1.0.29, create_scheduler_v2 and scheduler_kwargs, run"

BASE = dict(aa="rand-m9-mstd0.5-inc1", amp=True, batch_size=256, bce_loss=False, clip_grad=None, cooldown_epochs=0, cutmix=1.0, data_dir="path/to/imagenet", decay_epochs=90, decay_milestones=[90, 180, 270], decay_rate=0.1, drop=0.0, epochs=30, eval_metric="top1", lr=0.001, lr_base=0.1, lr_base_scale="", lr_base_size=256, lr_cycle_decay=0.5, lr_cycle_limit=1, lr_cycle_mul=1.0, lr_k_decay=1.0, lr_noise=None, lr_noise_pct=0.67, lr_noise_std=1.0, min_lr=1e-5, mixup=0.8, model="vit_small_patch16_224", momentum=0.9, opt="adamw", patience_epochs=10, sched="cosine", sched_on_updates=False, seed=42, smoothing=0.1, warmup_epochs=5, warmup_lr=1e-6, warmup_prefix=False, weight_decay=0.05, workers=8)


def file(id, changes, steps, options=None, per="epoch", metrics=None):
    text = yaml.safe_dump({**BASE, **changes})
    made = {"id": id, "fileName": "args.yaml", "text": text, "options": options or {}, "per": per, "steps": list(steps)}
    if metrics:
        made["metrics"] = metrics
    return made


FILES = [
    file("cosine", {"cooldown_epochs": 4}, range(36)),
    file("cosine-prefix-on-updates", {"warmup_prefix": True, "sched_on_updates": True, "epochs": 12, "warmup_epochs": 3, "lr_k_decay": 1.5}, range(0, 90), {"stepsPerEpoch": 5}, per="step"),
    file("cycles", {"epochs": 10, "warmup_epochs": 0, "lr_cycle_mul": 2.0, "lr_cycle_limit": 3, "lr_cycle_decay": 0.5}, range(72)),
    file("step", {"sched": "step", "decay_epochs": 2.4, "decay_rate": 0.97, "warmup_epochs": 3, "lr": 0.064}, range(30)),
    file("multistep", {"sched": "multistep", "decay_milestones": [10, 20], "warmup_epochs": 2}, range(30)),
    file("poly", {"sched": "poly", "decay_rate": 0.5, "warmup_epochs": 2}, range(32)),
    file("base-rate", {"lr": None, "lr_base": 0.0005, "opt": "lamb", "warmup_epochs": 4}, range(30), {"samplesPerStep": 1024}),
    {
        "id": "command",
        "fileName": "train.sh",
        "text": "#!/bin/bash\n./distributed_train.sh 4 /data/imagenet --model efficientnet_b0 -b 128 --sched step --epochs 30 --decay-epochs 2.4 --decay-rate .97 \\\n  --opt rmsproptf --opt-eps .001 -j 8 --warmup-lr 1e-6 --warmup-epochs 3 --weight-decay 1e-5 --drop 0.2 \\\n  --model-ema --aa rand-m9-mstd0.5 --amp --lr .016\n",
        "options": {},
        "per": "epoch",
        "steps": list(range(30)),
    },
    file("by-steps", {"epochs": 6, "warmup_epochs": 2}, range(0, 24), {"stepsPerEpoch": 4}, per="step"),
]


def record(file):
    if file["fileName"].endswith("sh"):
        words = file["text"].split()
        pairs = [(word[2:].replace("-", "_"), words[index + 1 : index + 2]) for index, word in enumerate(words) if word.startswith("--")]
        given = {**BASE, **{key: float(value) if value.replace(".", "").replace("e-", "").isdigit() else value for key, (value,) in pairs}}
    else:
        given = yaml.safe_load(file["text"])
    args = types.SimpleNamespace(**given)
    updates = file["options"].get("stepsPerEpoch", 1)
    if args.lr is None:
        ratio = file["options"]["samplesPerStep"] / args.lr_base_size
        args.lr = args.lr_base * ratio**0.5
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=args.lr)
    scheduler, _ = create_scheduler_v2(optimizer, **scheduler_kwargs(args), updates_per_epoch=updates)
    values, step = [], 0
    for epoch in range(1000):
        for _ in range(updates if file["per"] == "step" else 1):
            values.append(optimizer.param_groups[0]["lr"])
            step += 1
            scheduler.step_update(num_updates=step)
        scheduler.step(epoch + 1)
        if len(values) > file["steps"][-1]:
            return {"values": [values[step] for step in file["steps"]]}
