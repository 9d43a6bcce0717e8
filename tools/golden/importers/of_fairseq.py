"""Arguments of fairseq: commands and files of Hydra. The schedulers are fairseq's own; that the rate of update t is what
step_update(t) sets is fairseq/trainer.py, read as a specification."""

import ast
import glob
import logging
import math
import shlex
import types
from collections.abc import Collection

import torch
from omegaconf import MissingMandatoryValue, OmegaConf
from sources import source

SOURCE = "fairseq 0.12.2, fairseq/optim/lr_scheduler, and omegaconf 2.3.1, run; fairseq/trainer.py and examples/MMPT/mmpt/utils/load_config.py, read as a specification"


class FairseqLRScheduler:
    def __init__(self, cfg, optimizer):
        self.cfg, self.optimizer = cfg, optimizer

    def step(self, epoch, val_loss=None):
        pass

    def step_begin_epoch(self, epoch):
        pass


classes = {}
for path in glob.glob(source("fairseq") + "/fairseq/optim/lr_scheduler/*.py"):
    for node in ast.parse(open(path).read()).body:
        if isinstance(node, ast.ClassDef) and any(getattr(base, "id", "") in ("FairseqLRScheduler", "LegacyFairseqLRScheduler") for base in node.bases) and node.decorator_list:
            name = node.decorator_list[0].args[0].value
            node.decorator_list = []
            scope = {"FairseqLRScheduler": FairseqLRScheduler, "LegacyFairseqLRScheduler": FairseqLRScheduler, "ast": ast, "logger": logging.getLogger("fairseq"), "math": math, "Collection": Collection, "torch": torch}
            code = ast.Module([ast.ImportFrom("__future__", [ast.alias("annotations")], 0), node], [])
            exec(compile(ast.fix_missing_locations(code), path, "exec"), scope)
            classes[name] = scope[node.name]

DEFAULTS = {"warmup_updates": 0, "warmup_init_lr": -1, "force_anneal": None, "end_learning_rate": 0.0, "power": 1.0, "min_lr": 0.0, "t_mult": 1.0, "lr_period_updates": -1, "lr_shrink": 0.1, "warmup_steps": 0, "hold_steps": 0, "decay_steps": 0, "phase_ratio": None, "init_lr_scale": 0.01, "final_lr_scale": 0.01, "max_update": 0, "shrink_min": False, "lr_deacy_period": 25000, "lr_decay": 0.5, "epoch2lr": "{}", "update2lr": "{}"}


def command(arguments, arch="transformer_iwslt_de_en"):
    lines = " \\\n".join(f"    {line}" for line in arguments.splitlines())
    return f"""#!/bin/bash
# Train a model.
DATA=data-bin/some.tokenized
CUDA_VISIBLE_DEVICES=0 fairseq-train \\
    $DATA \\
    --arch {arch} --share-decoder-input-output-embed \\
    --optimizer adam --adam-betas '(0.9, 0.98)' --clip-norm 0.0 \\
{lines} \\
    --dropout 0.3 --weight-decay 0.0001 \\
    --criterion label_smoothed_cross_entropy --label-smoothing 0.1 \\
    --max-tokens 4096 \\
    --eval-bleu-args '{{"beam": 5, "max_len_a": 1.2}}' | tee log.txt
"""


def shell(id, arguments, steps, options=None, per="step"):
    return {"id": id, "fileName": f"{id}.sh", "text": command(arguments), "options": options or {}, "per": per, "steps": list(steps)}


def hydra(id, optimization, scheduler, steps, options=None):
    text = f"""# @package _group_

common:
  fp16: true
  log_format: json
  log_interval: 200

checkpoint:
  save_interval_updates: 25000
  no_epoch_checkpoints: true

task:
  _name: audio_pretraining
  data: ???
  max_sample_size: 250000

dataset:
  num_workers: 6
  max_tokens: 1400000

criterion:
  _name: wav2vec

optimization:
{optimization}

optimizer:
  _name: adam
  adam_betas: (0.9,0.98)
  adam_eps: 1e-06
  weight_decay: 0.01

lr_scheduler:
{scheduler}

model:
  _name: wav2vec2
  quantize_targets: true
"""
    return {"id": id, "fileName": f"{id}.yaml", "text": text, "options": options or {}, "per": "step", "steps": list(steps)}


COMPOSITE = """optimization:
  max_update: 100
  clip_norm: 5.0
  lr: [0]

criterion:
  _name: model

optimizer:
  _name: composite
  groups:
    generator:
      lr: [0.0004]
      lr_float: null
      optimizer:
        _name: adam
        adam_betas: [0.5,0.98]
      lr_scheduler:
        _name: polynomial_decay
        warmup_updates: 10
    discriminator:
      lr: [0.0005]
      lr_float: 0.0002
      optimizer:
        _name: adam
        adam_betas: [0.5,0.98]
      lr_scheduler:
        _name: fixed
        warmup_updates: 20

lr_scheduler: pass_through

model:
  _name: wav2vec_u
"""

MMPT = """dataset:
  video_processor: ShardedVideoRetriVideoProcessor
  bert_name: bert-base-uncased
  train_path: data/how2/how2_s3d_train.lst
  subsampling: 1
fairseq:
  common:
    tensorboard_logdir: run
    log_interval: 1000
    fp16: true
  dataset:
    num_workers: 4
    batch_size: 1
  optimization:
    lr:
    - 5.0e-05
    clip_norm: 2.0
    optimizer: adam
    adam_betas: (0.9, 0.98)
    lr_scheduler: polynomial_decay
    total_num_update: 100
    warmup_updates: 10
    weight_decay: 0.0
    ddp_backend: no_c10d
    max_epoch: 25
  checkpoint:
    save_dir: runs/retri/videoclip
    save_interval_updates: 1024
task_type: sweep_big
slurm_config: big
model:
  model_cls: MMFusionSeparate
  mm_encoder_cls: null
loss:
  loss_cls: MMContraLoss
task: VideoRetriTask
"""

FILES = [
    shell("manual-epochs", """--lr 0.1 --lr-scheduler manual --epoch2lr '{"2-3": 0.05, "4,6": 0.01, "8": "1e-3"}'""", range(0, 50), {"stepsPerEpoch": 5}),
    shell("manual-by-epoch", """--lr 0.1 --lr-scheduler manual --epoch2lr "{'1': 0.2, '3-5': 0.05, '4': 0.5}" """, range(0, 9), per="epoch"),
    shell("manual-updates", """--lr 0.1 --lr-scheduler manual --update2lr '{"1": 0.02, "10-12": 0.05, "20": 0.01}'""", range(0, 30)),
    shell("manual-both", """--lr 0.1 --lr-scheduler manual --epoch2lr '{"1": 0.3, "2": 0.2}' --update2lr '{"14": 0.05, "20": 0.01}'""", range(0, 30), {"stepsPerEpoch": 5}),
    {"id": "pass-through", "fileName": "pass-through.yaml", "text": COMPOSITE, "options": {}, "per": "step", "steps": list(range(104))},
    shell("iwslt", "--lr 5e-4 --lr-scheduler inverse_sqrt --warmup-updates 40", range(0, 200, 2)),
    shell("warmup-init", "--lr 0.0007 --min-lr 1e-09\n--lr-scheduler inverse_sqrt --warmup-init-lr 1e-07 --warmup-updates 25", range(80)),
    shell("polynomial", "--lr-scheduler polynomial_decay --lr 3e-05 --total-num-update 60 --warmup-updates 10\n--max-update 60", range(66)),
    shell("fixed", "--lr 0.25 --lr-scheduler fixed --force-anneal 4 --lr-shrink 0.5", range(0, 40), {"stepsPerEpoch": 5}),
    shell("fixed-list", "--lr '[0.1, 0.05, 0.01]' --lr-scheduler fixed --max-epoch 8", range(0, 8), per="epoch"),
    shell("fixed-warmup", "--lr 0.1,0.01 --warmup-updates 8", range(0, 40), {"stepsPerEpoch": 10}),
    shell("cosine", "--lr 1.0 --lr-scheduler cosine --warmup-updates 16 --warmup-init-lr 1e-07 --max-update 100\n--min-lr 0.0001", range(100)),
    shell("cosine-cycles", "--lr 0.01 --lr-scheduler cosine --warmup-updates 5 --lr-period-updates 20 --t-mult 2 --lr-shrink 0.75 --max-update 120", range(0, 120)),
    shell("triangular", "--lr 0.001 --lr-scheduler triangular --max-lr 0.01 --lr-period-updates 20 --lr-shrink 0.5", range(0, 80)),
    shell("triangular-shrink-min", "--lr 0.001 --lr-scheduler triangular --max-lr 0.01 --lr-period-updates 20 --shrink-min --max-update 100", range(0, 80)),
    hydra("wav2vec2", "  max_update: 80\n  lr: [0.0005]", "  _name: polynomial_decay\n  warmup_updates: 32", range(84)),
    hydra("finetune", "  max_update: 100\n  lr: [0.00005]\n  sentence_avg: true\n  update_freq: [4]", "  _name: tri_stage\n  phase_ratio: [0.1, 0.4, 0.5]\n  final_lr_scale: 0.05", range(104)),
    hydra("tri-stage-steps", "  max_update: 100\n  lr: [0.0003]", "  _name: tri_stage\n  warmup_steps: 10\n  hold_steps: 20\n  decay_steps: 30\n  init_lr_scale: 0.1\n  final_lr_scale: 0.02", range(70)),
    hydra("step", "  max_update: 100\n  lr: [0.01]", "  _name: step\n  warmup_updates: 10\n  min_lr: 0.001\n  lr_deacy_period: 20\n  lr_decay: 0.5", range(100)),
    hydra("fixed-yaml", "  max_epoch: 30\n  lr: [0.001]", "  _name: fixed\n  warmup_updates: 20", range(30)),
    {"id": "mmpt", "fileName": "how2.yaml", "text": MMPT, "options": {}, "per": "step", "steps": list(range(104))},
    {"id": "mmpt-fixed", "fileName": "coin.yaml", "text": MMPT.replace("polynomial_decay", "fixed").replace("total_num_update: 100\n", "force_anneal: 2\n"), "options": {"stepsPerEpoch": 20}, "per": "step", "steps": list(range(80))},
    hydra("missing-length", "  max_update: ???\n  lr: [0.0005]", "  _name: polynomial_decay\n  warmup_updates: 32", []),
    hydra("missing-rate", "  max_update: 80\n  lr: ???", "  _name: fixed\n  warmup_updates: 32", []),
]


def number(value):
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def record(file):
    if file["id"] == "pass-through":
        # Each optimizer of FairseqCompositeOptimizer has a scheduler, which is told of every update.
        config = OmegaConf.create(file["text"])
        groups = []
        for group in config["optimizer"]["groups"].values():
            lr = [group["lr_float"]] if group["lr_float"] is not None else group["lr"]
            given = {**config["optimization"], **group["lr_scheduler"], "lr": lr}
            groups.append({"learningRate": run(file, given["_name"], given)})
        return {"values": groups[0]["learningRate"], "groups": groups}
    if file["fileName"].endswith("sh"):
        words = shlex.split(file["text"], comments=True)
        given = {}
        for index, word in enumerate(words):
            if word.startswith("--"):
                after = words[index + 1] if index + 1 < len(words) else "--"
                given[word[2:].replace("-", "_")] = True if after.startswith("--") else number(after)
        name = given.get("lr_scheduler", "fixed")
    else:
        config = OmegaConf.create(file["text"])
        try:
            sections = [config.optimization, config.lr_scheduler] if "optimization" in config else [config.fairseq.optimization]
            given = {key: section[key] for section in sections for key in section}
        except MissingMandatoryValue as error:
            return {"refused": str(error).split("\n")[0]}
        name = given["_name"] if "_name" in given else given["lr_scheduler"]
    lr = given["lr"]
    given["lr"] = [float(each) for each in lr.strip("[]").split(",")] if isinstance(lr, str) else lr if isinstance(lr, Collection) else [lr]
    return {"values": run(file, name, given)}


def run(file, name, given):
    cfg = types.SimpleNamespace(**{**DEFAULTS, "total_num_update": given.get("max_update", 0), **given})
    if name == "fixed":
        cfg.warmup_updates = int(cfg.warmup_updates)
        cfg.force_anneal = cfg.force_anneal and int(cfg.force_anneal)
    rate = [0.0]
    optimizer = types.SimpleNamespace(set_lr=lambda lr: rate.__setitem__(0, lr), get_lr=lambda: rate[0])
    scheduler = classes[name](cfg, optimizer)
    per_epoch = 1 if file["per"] == "epoch" else file["options"].get("stepsPerEpoch")
    values = []
    for step in range(file["steps"][-1] + 1):
        if step == 0 or (per_epoch and step % per_epoch == 0):
            scheduler.step_begin_epoch(step // per_epoch + 1 if per_epoch else 1)
        scheduler.step_update(step)
        values.append(rate[0])
    return [values[step] for step in file["steps"]]
