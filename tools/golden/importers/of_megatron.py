"""Arguments and states of Megatron-LM. The scheduler is Megatron's own; its lengths are those of get_optimizer_param_scheduler,
read as a specification."""

import json
import types

from sources import source
from stubs import load, stub

ROOT = source("megatron-core")
SOURCE = "megatron_core 0.16.1, megatron/core/optimizer_param_scheduler.py and num_microbatches_calculator.py, run; get_optimizer_param_scheduler of megatron/training/training.py, read as a specification"
stub("megatron")
stub("megatron.core")
stub("megatron.core.optimizer", ParamGroupOverride=dict)
stub("megatron.core.optimizer.optimizer_config", ParamGroupOverride=dict)
stub("megatron.core.utils", log_single_rank=lambda *_, **__: None)
stub("megatron.core.optimizer.optimizer", MegatronOptimizer=object)
scheduler = load("opt_param_scheduler", f"{ROOT}/megatron/core/optimizer_param_scheduler.py")

batches = load("num_microbatches_calculator", f"{ROOT}/megatron/core/num_microbatches_calculator.py")


def file(id, text, steps, options=None, name="args.json"):
    return {"id": id, "fileName": name, "text": text, "options": options or {}, "steps": list(steps)}


def args(**changes):
    return json.dumps({"num_layers": 24, "hidden_size": 1024, "micro_batch_size": 4, "global_batch_size": 32, "seq_length": 2048, "lr": 0.00015, "min_lr": 1e-05, "weight_decay": 0.01, "clip_grad": 1.0, "bf16": True, **changes}, indent=2)


STATE = {"max_lr": 0.0003, "lr_warmup_steps": 320, "num_steps": 640, "lr_decay_style": "cosine", "lr_decay_steps": 3200, "min_lr": 3e-05, "start_wd": 0.01, "end_wd": 0.1, "wd_incr_style": "linear", "wd_incr_steps": 3200}

FILES = [
    file("gpt-cosine", args(lr_decay_style="cosine", lr_decay_iters=60, lr_warmup_fraction=0.1, train_iters=70), range(70)),
    file("linear-hyphens", "lr: 6.0e-4\nmin-lr: 6.0e-5\nlr-decay-style: linear\nlr-warmup-iters: 8\ntrain-iters: 50\nglobal-batch-size: 256\nlr-warmup-init: 1e-5\n", range(55), name="args.yaml"),
    file("samples", args(lr_decay_style="cosine", train_samples=1600, lr_decay_samples=1500, lr_warmup_samples=300), range(52)),
    file("ramp-up", args(lr_decay_style="cosine", global_batch_size=64, rampup_batch_size=["16", "16", "600"], train_samples=3200, lr_decay_samples=3000, lr_warmup_samples=320), range(70)),
    file("ramp-up-text", "lr: 1.0e-4\nmin_lr: 1.0e-5\nlr_decay_style: linear\nrampup_batch_size: 32 32 1000\nglobal_batch_size: 256\ntrain_samples: 9000\nlr_warmup_samples: 500\nstart_weight_decay: 0.01\nend_weight_decay: 0.1\nweight_decay_incr_style: linear\n", range(50), name="args.yaml"),
    file("train_gpt3_175b", """#!/bin/bash
# Runs the "175B" parameter model
export CUDA_DEVICE_MAX_CONNECTIONS=1
GPUS_PER_NODE=8
CHECKPOINT_PATH=$1 #<Specify path>

DISTRIBUTED_ARGS=(
    --nproc_per_node $GPUS_PER_NODE
    --master_addr $MASTER_ADDR
)

TRAINING_ARGS=(
    --micro-batch-size 1
    --global-batch-size 64
    --rampup-batch-size 16 16 600
    --train-iters 60
    --weight-decay 0.1
    --adam-beta2 0.95
    --clip-grad 1.0
    --lr 6.0e-5
    --lr-decay-style cosine
    --min-lr 6.0e-6
    --lr-warmup-fraction .1
    --lr-decay-iters 43
)

torchrun ${DISTRIBUTED_ARGS[@]} pretrain_gpt.py \\
    ${TRAINING_ARGS[@]}
""", range(62), name="train_gpt3_175b.sh"),
    file("bloom", """#!/bin/bash
#SBATCH --nodes=48
TRAIN_SAMPLES=3_200
OPTIMIZER_ARGS=" \\
    --optimizer adam \\
    --lr 6e-5 \\
    --min-lr 6e-6 \\
    --lr-decay-style cosine \\
    --lr-decay-samples 3_000 \\
    --lr-warmup-samples 320 \\
    --clip-grad 1.0 \\
    "
GPT_ARGS=" \\
    --rampup-batch-size 16 16 6_00 \\
    --micro-batch-size 2 \\
    --global-batch-size 64 \\
    --train-samples $TRAIN_SAMPLES \\
    $OPTIMIZER_ARGS \\
    "
srun pretrain_gpt.py $GPT_ARGS
""", range(62), name="train.sh"),
    file("samples-root", args(lr_decay_style="inverse-square-root", train_samples=2000, lr_decay_samples=1500, lr_warmup_samples=300), range(62)),
    file("wsd-state", json.dumps({**STATE, "lr_decay_style": "WSD", "wsd_decay_steps": 800, "lr_wsd_decay_style": "cosine"}), range(105), {"samplesPerStep": 32}, name="state.json"),
    # What a checkpoint has: every argument, those that were not given as null or 0.
    file("all-arguments", args(lr_decay_style="cosine", lr_decay_iters=50, lr_decay_samples=None, lr_warmup_fraction=0.1, lr_warmup_iters=0, lr_warmup_samples=0, lr_warmup_init=0.0, lr_wsd_decay_style="exponential", lr_wsd_decay_iters=None, lr_wsd_decay_samples=None, train_iters=60, train_samples=None, rampup_batch_size=None, start_weight_decay=0.01, end_weight_decay=0.01, weight_decay_incr_style="constant", decoupled_lr=None, decoupled_min_lr=None, override_opt_param_scheduler=False, use_checkpoint_opt_param_scheduler=False, warmup=None), range(60)),
    file("all-arguments-samples", args(lr_decay_style="linear", lr_decay_iters=None, lr_decay_samples=1280, lr_warmup_fraction=None, lr_warmup_iters=0, lr_warmup_samples=160, train_iters=None, train_samples=1600, rampup_batch_size=None), range(50)),
    file("wsd", args(lr_decay_style="WSD", lr_wsd_decay_style="minus_sqrt", lr_wsd_decay_iters=15, lr_warmup_iters=5, train_iters=50), range(52)),
    file("wsd-exponential", args(lr_decay_style="WSD", lr_wsd_decay_style="exponential", lr_wsd_decay_iters=20, lr_warmup_iters=5, train_iters=50), range(52)),
    file("inverse-root", args(lr_decay_style="inverse-square-root", lr_warmup_iters=10, train_iters=60, min_lr=0.00008), range(65)),
    file("weight-decay", args(lr_decay_style="constant", lr_warmup_iters=10, train_iters=40, start_weight_decay=0.01, end_weight_decay=0.1, weight_decay_incr_style="cosine"), range(45)),
    file("state", json.dumps(STATE), range(105), {"samplesPerStep": 32}, name="opt_param_scheduler.json"),
]


def record(file):
    import yaml

    def arguments(text):
        text = text.replace("$TRAIN_SAMPLES", "3_200").replace(" \\\n", "\n")
        return {line.split()[0][2:]: " ".join(line.split()[1:]) for line in text.splitlines() if line.strip().startswith("--")}

    given = {"json": json.loads, "yaml": yaml.safe_load, "sh": arguments}[file["fileName"].split(".")[-1]](file["text"])
    given = {key: float(value) if isinstance(value, str) and value.replace(".", "").replace("_", "").replace("e-", "").isdigit() else value for key, value in given.items()}
    given = {key.replace("-", "_"): value for key, value in given.items() if value is not None}
    number = lambda key, default=None: float(given.get(key, default))
    batch = file["options"].get("samplesPerStep") or given["global_batch_size"]
    if "num_steps" in given:
        shape = {key: given[key] for key in ("max_lr", "min_lr", "lr_warmup_steps", "lr_decay_steps", "lr_decay_style", "start_wd", "end_wd", "wd_incr_steps", "wd_incr_style")}
        shape = {**shape, **{key: given[key] for key in ("wsd_decay_steps", "lr_wsd_decay_style") if key in given}, "init_lr": 0.0}
    else:
        samples = "train_samples" in given
        scale, unit = (1, "samples") if samples else (batch, "iters")
        decay = given.get(f"lr_decay_{unit}", given[f"train_{unit}"]) * scale
        fraction = given.get("lr_warmup_fraction")
        shape = {
            "init_lr": number("lr_warmup_init", 0.0),
            "max_lr": number("lr"),
            "min_lr": number("min_lr", 0.0),
            "lr_warmup_steps": fraction * decay if fraction is not None else given.get(f"lr_warmup_{unit}", 0) * scale,
            "lr_decay_steps": decay,
            "lr_decay_style": given["lr_decay_style"],
            "start_wd": given.get("start_weight_decay", given.get("weight_decay", 0.01)),
            "end_wd": given.get("end_weight_decay", given.get("weight_decay", 0.01)),
            "wd_incr_steps": given[f"train_{unit}"] * scale,
            "wd_incr_style": given.get("weight_decay_incr_style", "constant"),
            "wsd_decay_steps": given.get(f"lr_wsd_decay_{unit}", 0) * scale,
            "lr_wsd_decay_style": given.get("lr_wsd_decay_style", "exponential"),
        }
    ramp = given.get("rampup_batch_size")
    calculator = None
    if ramp:
        start, increment, samples = (int(each) for each in (ramp.split() if isinstance(ramp, str) else ramp))
        batch = int(batch)
        calculator = batches.RampupBatchsizeNumMicroBatchesCalculator(batch, 1, 1, False, 0, start, increment, samples)
    seen = 0
    group = {"params": [0]}
    live = scheduler.OptimizerParamScheduler(types.SimpleNamespace(param_groups=[group]), **shape)
    rates, decays = [], []
    for _ in range(file["steps"][-1] + 1):
        rates.append(float(group["lr"]))
        decays.append(float(group["weight_decay"]))
        size = batch
        if calculator:
            calculator.update(seen, False)
            size = calculator.get_current_global_batch_size()
        seen += size
        live.step(size)
    moves = shape["wd_incr_style"] != "constant"
    return {"values": rates, **({"groups": [{"learningRate": rates, "weightDecay": decays}]} if moves else {})}
