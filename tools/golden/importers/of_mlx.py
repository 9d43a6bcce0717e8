"""Configurations of mlx-lm. The schedules are MLX's own, on numpy in double precision in place of its arrays; how a file becomes
one is build_schedule of mlx_lm/tuner/utils.py, run."""

import types

import numpy
import yaml
from sources import source
from stubs import extract, load, stub

SOURCE = "mlx 0.32.4, mlx/optimizers/schedulers.py on numpy, and build_schedule of mlx-lm 0.32.2, run"
stub("mlx").core = stub("mlx.core", minimum=min, cos=numpy.cos, where=lambda condition, one, other: one if condition else other)
schedulers = load("mlx_schedulers", source("mlx") + "/mlx/optimizers/schedulers.py")
(build_schedule,) = extract(source("mlx-lm") + "/mlx_lm/tuner/utils.py", "build_schedule", opt=types.SimpleNamespace(schedulers=schedulers), Dict=dict)


def file(id, schedule, steps, rate="1e-5"):
    text = f"""# The path to the local model directory or Hugging Face repo.
model: "mlx-community/a-model"

# Whether or not to train (boolean)
train: true

fine_tune_type: lora
data: "data/"
seed: 0
num_layers: 16
batch_size: 4
iters: 60
val_batches: 25

# Adam learning rate.
learning_rate: {rate}

steps_per_report: 10
adapter_path: "adapters"
max_seq_length: 2048
grad_checkpoint: false

lora_parameters:
  keys: ["self_attn.q_proj", "self_attn.v_proj"]
  rank: 8
  scale: 20.0
  dropout: 0.0
{schedule}"""
    return {"id": id, "fileName": "lora_config.yaml", "text": text, "options": {}, "steps": list(steps)}


def schedule(name, arguments, more=""):
    return f"\n# Schedule the learning rate\nlr_schedule:\n  name: {name}\n{more}  arguments: {arguments} # passed to scheduler\n"


FILES = [
    file("cosine", schedule("cosine_decay", "[1e-5, 50, 1e-7]", "  warmup: 10 # 0 for no warmup\n  warmup_init: 1e-7 # 0 if not specified\n"), range(64)),
    file("cosine-to-zero", schedule("cosine_decay", "[2e-4, 40]"), range(46)),
    file("exponential", schedule("exponential_decay", "[1e-4, 0.95]", "  warmup: 5\n"), range(60)),
    file("step", schedule("step_decay", "[1e-4, 0.5, 15]"), range(60)),
    file("linear", schedule("linear_schedule", "[1e-4, 1e-6, 40]", "  warmup: 8\n"), range(60)),
    file("constant", "", range(5), "2e-5"),
]


def record(file):
    config = yaml.safe_load(file["text"])
    given = config.get("lr_schedule")
    if not given:
        return {"values": [float(config["learning_rate"])] * len(file["steps"])}
    given["arguments"] = [float(each) if isinstance(each, str) else each for each in given["arguments"]]
    given["warmup_init"] = float(given.get("warmup_init", 0))
    live = build_schedule(given)
    return {"values": [float(live(step)) for step in file["steps"]]}
