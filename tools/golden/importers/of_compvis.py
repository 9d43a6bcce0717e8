"""Configurations of latent diffusion. The factors are ldm/lr_scheduler.py, read as a specification."""

import math

import yaml

SOURCE = "ldm/lr_scheduler.py of CompVis/stable-diffusion, read as a specification"


def text(scheduler, rate="1.0e-04"):
    lines = "\n".join(f"      {line}" for line in scheduler.splitlines())
    return f"""model:
  base_learning_rate: {rate}
  target: ldm.models.diffusion.ddpm.LatentDiffusion
  params:
    linear_start: 0.00085
    linear_end: 0.0120
    timesteps: 1000
    first_stage_key: "jpg"
    cond_stage_key: "txt"
    image_size: 64
    conditioning_key: crossattn
    monitor: val/loss_simple_ema
    scale_factor: 0.18215
    use_ema: False

    scheduler_config: # 10000 warmup steps
{lines}

    unet_config:
      target: ldm.modules.diffusionmodules.openaimodel.UNetModel
      params:
        image_size: 32 # unused
        attention_resolutions: [ 4, 2, 1 ]
"""


def target(name, **params):
    return f"target: ldm.lr_scheduler.{name}\nparams:\n" + "\n".join(f"  {key}: {value}" for key, value in params.items())


def file(id, scheduler, steps):
    return {"id": id, "fileName": f"{id}.yaml", "text": text(scheduler), "options": {}, "steps": list(steps)}


AUTOENCODER = """model:
  base_learning_rate: 4.5e-6
  target: ldm.models.autoencoder.AutoencoderKL
  params:
    monitor: val/rec_loss
    embed_dim: 16
lightning:
  trainer:
    accumulate_grad_batches: 2
"""

FILES = [
    file("v1-inference", target("LambdaLinearScheduler", warm_up_steps="[ 10000 ]", cycle_lengths="[ 10000000000000 ] # incredibly large number to prevent corner cases", f_start="[ 1.e-6 ]", f_max="[ 1. ]", f_min="[ 1. ]"), [0, 1, 100, 5000, 9999, 10000, 10001, 1000000]),
    file("linear", target("LambdaLinearScheduler", warm_up_steps="[10]", cycle_lengths="[60]", f_start="[0.1]", f_max="[1.]", f_min="[0.01]"), range(61)),
    file("linear-cycles", target("LambdaLinearScheduler", warm_up_steps="[5, 3]", cycle_lengths="[20, 15]", f_start="[0., 0.2]", f_max="[1., 0.5]", f_min="[0.1, 0.]"), range(36)),
    file("cosine-cycles", target("LambdaWarmUpCosineScheduler2", warm_up_steps="[5, 5, 0]", cycle_lengths="[20, 15, 10]", f_start="[0., 0., 1.]", f_max="[1., 0.5, 0.2]", f_min="[0.1, 0.1, 0.1]"), range(46)),
    {**file("autoencoder", "", range(3)), "text": AUTOENCODER},
    file("cosine", target("LambdaWarmUpCosineScheduler", warm_up_steps="10", lr_min="0.01", lr_max="1.0", lr_start="0.1", max_decay_steps="50"), range(56)),
]


def factor(name, p, n):
    if name == "LambdaWarmUpCosineScheduler":
        if n < p["warm_up_steps"]:
            return (p["lr_max"] - p["lr_start"]) / p["warm_up_steps"] * n + p["lr_start"]
        t = min((n - p["warm_up_steps"]) / (p["max_decay_steps"] - p["warm_up_steps"]), 1.0)
        return p["lr_min"] + 0.5 * (p["lr_max"] - p["lr_min"]) * (1 + math.cos(t * math.pi))
    cycle, before = 0, 0
    while n > before + p["cycle_lengths"][cycle]:
        before += p["cycle_lengths"][cycle]
        cycle += 1
    n -= before
    warmup, start, low, high, length = (float(p[key][cycle]) for key in ("warm_up_steps", "f_start", "f_min", "f_max", "cycle_lengths"))
    if n < warmup:
        return (high - start) / warmup * n + start
    if name == "LambdaLinearScheduler":
        return low + (high - low) * (length - n) / length
    t = min((n - warmup) / (length - warmup), 1.0)
    return low + 0.5 * (high - low) * (1 + math.cos(t * math.pi))


def record(file):
    model = yaml.safe_load(file["text"])["model"]
    if "scheduler_config" not in model["params"]:
        return {"values": [float(model["base_learning_rate"])] * len(file["steps"])}
    scheduler = model["params"]["scheduler_config"]
    name = scheduler["target"].split(".")[-1]
    return {"values": [float(model["base_learning_rate"]) * factor(name, scheduler["params"], step) for step in file["steps"]]}
