"""Configurations of Composer and llm-foundry. Schedulers and times are Composer's own."""

import types

import yaml
from sources import source
from stubs import load, stub

ROOT = source("mosaicml") + "/composer"
SOURCE = "mosaicml 0.32.1, composer/optim/scheduler.py and composer/core/time.py, run; llm-foundry 0.22.0, llmfoundry/optim/scheduler.py, run"

stub("composer")
stub("composer.core")
stub("composer.core.serializable", Serializable=object)
stub("composer.utils", StringEnum=load("composer.utils.string_enum", f"{ROOT}/utils/string_enum.py").StringEnum, assert_never=lambda value: None)
time = load("composer.core.time", f"{ROOT}/core/time.py")
stub("composer.core", State=object, Time=time.Time, TimeUnit=time.TimeUnit)
schedulers = load("composer.optim.scheduler", f"{ROOT}/optim/scheduler.py")
stub("composer.optim", ComposerScheduler=schedulers.ComposerScheduler, LinearScheduler=schedulers.LinearScheduler).scheduler = schedulers
stub("llmfoundry")
stub("llmfoundry.utils")
stub("llmfoundry.utils.warnings", experimental_class=lambda _: lambda cls: cls)
foundry = load("llmfoundry_scheduler", source("llm-foundry") + "/llmfoundry/optim/scheduler.py")

CLASSES = {
    "cosine_with_warmup": schedulers.CosineAnnealingWithWarmupScheduler,
    "linear_decay_with_warmup": schedulers.LinearWithWarmupScheduler,
    "constant_with_warmup": schedulers.ConstantWithWarmupScheduler,
    "polynomial_with_warmup": schedulers.PolynomialWithWarmupScheduler,
    "multistep": schedulers.MultiStepScheduler,
    "multistep_with_warmup": schedulers.MultiStepWithWarmupScheduler,
    "step": schedulers.StepScheduler,
    "exponential": schedulers.ExponentialScheduler,
    "constant": schedulers.ConstantScheduler,
    "cosine_warmrestart": schedulers.CosineAnnealingWarmRestartsScheduler,
    "polynomial": schedulers.PolynomialScheduler,
    "linear": schedulers.LinearScheduler,
    "inv_sqrt_with_warmup": foundry.InverseSquareRootWithWarmupScheduler,
}


def text(scheduler, duration, batch=8):
    lines = "\n".join(f"  {line}" for line in scheduler.splitlines())
    return f"""max_seq_len: 2048
global_seed: 17
run_name: # If left blank, will be read from env var $RUN_NAME

model:
  name: mpt_causal_lm
  d_model: 768
  max_seq_len: ${{max_seq_len}}

# Optimization
scheduler:
{lines}

optimizer:
  name: decoupled_adamw
  lr: 6.0e-4
  betas:
  - 0.9
  - 0.95
  weight_decay: 0.0

max_duration: {duration}
eval_interval: 500ba
global_train_batch_size: {batch}
precision: amp_bf16
"""


def file(id, scheduler, duration, steps, options=None):
    return {"id": id, "fileName": f"{id}.yaml", "text": text(scheduler, duration), "options": options or {}, "steps": list(steps)}


FILES = [
    file("mpt-125m", "name: cosine_with_warmup\nt_warmup: 10ba\nalpha_f: 0.1", "60ba", range(64)),
    file("finetune", "name: linear_decay_with_warmup\nt_warmup: 5ba\nalpha_f: 0", "2ep", range(44), {"stepsPerEpoch": 20}),
    file("epochs", "name: cosine_with_warmup\nt_warmup: 1ep\nt_max: 3ep\nalpha_f: 0.02", "3ep", range(32), {"stepsPerEpoch": 10}),
    file("constant", "name: constant_with_warmup\nt_warmup: 12ba\nalpha: 0.5", "40ba", range(40)),
    file("polynomial", "name: polynomial_with_warmup\nt_warmup: 4ba\npower: 3\nalpha_f: 0.05", "40ba", range(44)),
    file("share", "name: linear_decay_with_warmup\nt_warmup: 0.1dur\nalpha_f: 0.1", "50ba", range(52)),
    file("share-of-odd", "name: linear_decay_with_warmup\nt_warmup: 0.1dur\nalpha_f: 0.1", "57ba", range(60)),
    file("multistep", "name: multistep\nmilestones:\n- 10ba\n- 2ep\n- 0.8dur\ngamma: 0.2", "3ep", range(48), {"stepsPerEpoch": 15}),
    file("multistep-warmup", "name: multistep_with_warmup\nt_warmup: 5ba\nmilestones: [20ba, 30ba]", "40ba", range(42)),
    file("step", "name: step\nstep_size: 1ep\ngamma: 0.5", "4ep", range(42), {"stepsPerEpoch": 10}),
    file("exponential", "name: exponential\ngamma: 0.9", "4ep", range(42), {"stepsPerEpoch": 10}),
    file("constant-then-one", "name: constant\nalpha: 0.1\nt_max: 0.5dur", "20ba", range(24)),
    file("restarts", "name: cosine_warmrestart\nt_0: 10ba\nt_mult: 1.5\nalpha_f: 0.01", "80ba", range(80)),
    file("inverse-root", "name: inv_sqrt_with_warmup\nt_warmup: 10ba\nt_scale: 20ba\nt_cooldown: 15ba\nt_max: 80ba\nalpha_f_decay: 0.1\nalpha_f_cooldown: 0.0", "80ba", range(84)),
    file("inverse-root-tokens", "name: inv_sqrt_with_warmup\nt_warmup: 163840tok\nt_scale: 163840tok\nt_cooldown: 0tok\nt_max: 819200tok", "819200tok", range(52)),
    file("tokens", "name: cosine_with_warmup\nt_warmup: 81920tok\nt_max: 819200tok\nalpha_f: 0.1", "819200tok", range(52)),
    file("whole-number-of-epochs", "name: cosine_with_warmup\nt_warmup: 7ba\nalpha_f: 0.1", "3", range(62), {"stepsPerEpoch": 20}),
    file("share-of-tokens", "name: cosine_with_warmup\nt_warmup: 0.033dur\nalpha_f: 0.1", "1_000_000tok", range(63)),
    file("restarts-of-tokens", "name: cosine_warmrestart\nt_0: 50_000tok\nt_mult: 1.5\nalpha_f: 0.01", "1_000_000tok", range(60)),
    file("share-of-samples", "name: multistep_with_warmup\nt_warmup: 0.1dur\nmilestones: [0.5dur, 0.77dur]", "333sp", range(44)),
]


def record(file):
    config = yaml.safe_load(file["text"])
    given = {key: value for key, value in config["scheduler"].items() if key != "name"}
    batch, length = config["global_train_batch_size"], config["max_seq_len"]
    per_epoch = file["options"].get("stepsPerEpoch")
    scheduler = CLASSES[config["scheduler"]["name"]](**given)
    # As the trainer takes it.
    duration = time.ensure_time(config["max_duration"], time.TimeUnit.EPOCH)
    values = []
    for step in file["steps"]:
        stamp = time.Timestamp(epoch=step // per_epoch if per_epoch else 0, batch=step, sample=step * batch, token=step * batch * length, batch_in_epoch=step % per_epoch if per_epoch else step)
        state = types.SimpleNamespace(timestamp=stamp, max_duration=duration, dataloader_len=time.Time(per_epoch, "ba") if per_epoch else None, get_elapsed_duration=lambda: None)
        values.append(float(config["optimizer"]["lr"]) * scheduler(state))
    return {"values": values}
