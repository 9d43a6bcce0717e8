"""Configurations of ESPnet. The schedulers are ESPnet's own."""

import glob
import os

import torch
import yaml
from sources import source
from stubs import load, stub

SOURCE = "espnet 202511, espnet2/schedulers, run; which schedulers count epochs is abs_scheduler.py, read as a specification"
stub("typeguard", typechecked=lambda each: each)
stub("espnet2")
stub("espnet2.schedulers")
stub("espnet2.schedulers.abs_scheduler", AbsBatchStepScheduler=type("AbsBatchStepScheduler", (), {}), AbsValEpochStepScheduler=type("AbsValEpochStepScheduler", (), {}))
folder = source("espnet") + "/espnet2/schedulers"
classes = {}
for path in sorted(glob.glob(f"{folder}/*.py")):
    name = os.path.basename(path)[:-3]
    if name in ("__init__", "abs_scheduler"):
        continue
    for each in vars(load(f"espnet_{name}", path)).values():
        if isinstance(each, type) and each.__module__ == f"espnet_{name}":
            classes[each.__name__.lower()] = each
for each in ("StepLR", "MultiStepLR", "ExponentialLR", "CosineAnnealingLR", "CyclicLR", "OneCycleLR"):
    classes[each.lower()] = getattr(torch.optim.lr_scheduler, each)


def file(id, scheduler, steps, rate="0.002", options=None, per="step"):
    text = f"""# network architecture
encoder: conformer
encoder_conf:
    output_size: 512    # dimension of attention
    attention_heads: 8
    linear_units: 2048

# hybrid CTC/attention
model_conf:
    ctc_weight: 0.3
    lsm_weight: 0.1

# minibatch related
batch_type: numel
batch_bins: 35000000

# optimization related
accum_grad: 1
grad_clip: 5
patience: none
max_epoch: 6
val_scheduler_criterion:
    - valid
    - acc
best_model_criterion:
-   - valid
    - acc
    - max
keep_nbest_models: 10

optim: adam
optim_conf:
    lr: {rate}
{scheduler}
specaug: specaug
"""
    return {"id": id, "fileName": f"{id}.yaml", "text": text, "options": options or {}, "per": per, "steps": list(steps)}


def conf(name, **arguments):
    return f"scheduler: {name}     # pytorch v1.1.0+ required\nscheduler_conf:\n" + "\n".join(f"    {key}: {value}" for key, value in arguments.items())


FILES = [
    file("train_asr_conformer", conf("warmuplr", warmup_steps=25), range(0, 120)),
    file("noam", conf("noamlr", model_size=256, warmup_steps=40), range(0, 120), "5.0"),
    file("tristage", conf("tristagelr", max_steps=100, warmup_ratio=0.1, hold_ratio=0.4, decay_ratio=0.5, init_lr_scale=0.01, final_lr_scale=0.05), range(0, 110), "2e-4"),
    file("warmup-step", conf("warmupsteplr", warmup_steps=25, steps_per_epoch=10, step_size=2, gamma=0.5), range(0, 100)),
    file("piecewise", conf("piecewiselinearwarmuplr", warmup_steps_list="[0, 15, 40]", warmup_lr_list="[0.0, 5.0e-5, 1.0e-3]"), range(0, 100), "1e-3"),
    file("exponential", conf("exponentialdecaywarmup", max_lr="0.1", min_lr="0.001", total_steps=60, warmup_steps=10, warm_from_zero="true"), range(0, 60)),
    file("restarts", conf("CosineAnnealingWarmupRestarts", first_cycle_steps=20, cycle_mult=1.5, max_lr=0.01, min_lr=0.0001, warmup_steps=4, gamma=0.8), range(0, 110)),
    file("step", conf("steplr", step_size=2, gamma=0.5), range(6), per="epoch"),
    file("exponential-of-epochs", conf("exponentiallr", gamma=0.9), range(0, 24), options={"stepsPerEpoch": 4}),
    file("one-cycle", conf("onecyclelr", max_lr=0.01, total_steps=50, pct_start=0.2, cycle_momentum="false"), range(0, 50)),
]


def record(file):
    config = yaml.safe_load(file["text"])
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=float(config["optim_conf"]["lr"]))
    name = config["scheduler"].lower()
    scheduler = classes[name](optimizer, **config["scheduler_conf"])
    each = file["options"].get("stepsPerEpoch", 1) if name in ("steplr", "exponentiallr") else 1
    values = []
    for step in range(file["steps"][-1] + 1):
        values.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if (step + 1) % each == 0:
            try:
                scheduler.step()
            except ValueError:
                # A one-cycle is over.
                pass
    return {"values": [values[step] for step in file["steps"]]}
