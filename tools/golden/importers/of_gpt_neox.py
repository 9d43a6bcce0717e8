"""Configurations of GPT-NeoX. The rates are those of megatron/learning_rates.py and of get_learning_rate_scheduler in
megatron/training.py, read as a specification."""

import math

import yaml

SOURCE = "megatron/learning_rates.py and get_learning_rate_scheduler of megatron/training.py of EleutherAI/gpt-neox (main), read as a specification"

SMALL = """# GPT-2 pretraining setup
{
  # parallelism settings
  "pipe_parallel_size": 1,
  "model_parallel_size": 1,

  # model settings
  "num_layers": 12,
  "hidden_size": 768,
  "num_attention_heads": 12,
  "seq_length": 2048,
  "max_position_embeddings": 2048,
  "norm": "layernorm",
  "pos_emb": "rotary",
  "no_weight_tying": true,

  # optimizer settings
  "optimizer": {
    "type": "Adam",
    "params": {
      "lr": 0.0006,
      "betas": [0.9, 0.95],
      "eps": 1.0e-8,
    }
  },
  "min_lr": 0.00006,

  # for all zero_optimization options, see https://www.deepspeed.ai/docs/config-json/
  "zero_optimization": {
    "stage": 1,
    "allgather_partitions": True,
    "contiguous_gradients": True,
  },

  # batch / data settings
  "train_micro_batch_size_per_gpu": 4,
  "gradient_accumulation_steps": 1,
  "data_impl": "mmap",
  "weight_decay": 0.1,
  "hidden_dropout": 0.0,

  # misc. training settings
  "train_iters": 60,
  "lr_decay_iters": 60,
  "distributed_backend": "nccl",
  "lr_decay_style": "cosine",
  "warmup": 0.1,
  "checkpoint_factor": 10000,
}
"""

PYTHIA = """{
  "pipe-parallel-size": 1,
  "model-parallel-size": 1,
  "num-layers": 24,
  "hidden-size": 1024,
  "optimizer": {
    "type": "Adam",
    "params": {
      "lr": 0.0003,
      "betas": [0.9, 0.95],
      "eps": 1.0e-8
    }
  },
  "min_lr": 0.00003,
  "zero_optimization": {
    "stage": 1,
    "cpu_offload": false
  },
  "train_micro_batch_size_per_gpu": 16,
  "gradient_clipping": 1.0,
  "weight-decay": 0.1,
  "train-iters": 143,
  "lr-decay-iters": 143,
  "distributed-backend": "nccl",
  "lr-decay-style": "cosine",
  "warmup": 0.01
}
"""


def plain(training, rate=0.00016):
    return f"""# optimizer settings
optimizer:
  type: Adam
  params:
    lr: {rate}
    betas: [0.9, 0.999]
    eps: 1.0e-8
zero_optimization:
  stage: 1
num-layers: 44
hidden-size: 6144
{training}
"""


def file(id, text, steps):
    return {"id": id, "fileName": f"{id}.yml", "text": text, "options": {}, "steps": list(steps)}


FILES = [
    file("125M", SMALL, range(62)),
    file("pythia-410m", PYTHIA, range(145)),
    file("linear", plain("min_lr: 0.00002\ntrain-iters: 70\nlr-decay-style: linear\nwarmup: 0.05"), range(72)),
    file("exponential", plain("train-iters: 50\nlr-decay-style: exponential\nwarmup_iters: 6\nmin_lr: 0.0001"), range(60)),
    file("constant", plain("train_iters: 40\nlr_decay_style: constant\nwarmup: 0.2"), range(44)),
    file("fraction", plain("train-iters: 80\nlr-decay-fraction: 0.7\nlr-decay-style: cosine\nmin-lr: 0.00001"), range(84)),
    file("longer-than-its-decay", plain("train-iters: 60\nlr-decay-iters: 40\nlr-decay-style: linear\nwarmup: 0.1\nmin_lr: 0.00001"), range(62)),
]


def record(file):
    given = {key.replace("-", "_"): value for key, value in yaml.safe_load(file["text"]).items()}
    rate, floor = given["optimizer"]["params"]["lr"], given.get("min_lr", 0.0)
    if given.get("lr_decay_iters") is not None:
        length = given["lr_decay_iters"]
    else:
        length = math.floor(given["train_iters"] * given.get("lr_decay_fraction", 1))
    length = max(1, length)
    warmup = given["warmup_iters"] if given.get("warmup_iters") is not None else given.get("warmup", 0.01) * length
    style = given.get("lr_decay_style", "linear")

    def at(step):
        if warmup > 0 and step <= warmup:
            return rate * step / warmup
        past, end = step - warmup, length - warmup
        if style == "linear":
            value = rate * (end - past) / end
        elif style == "cosine":
            value = floor + (rate - floor) / 2.0 * (math.cos(math.pi * past / end) + 1)
        elif style == "exponential":
            value = rate * math.exp(-0.693 * past / end)
        else:
            value = rate
        return max(value, floor)

    return {"values": [at(step) for step in file["steps"]]}
