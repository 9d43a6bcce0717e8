"""Configurations of spaCy. The schedules are Thinc's own; that update t has the schedule's value t is spacy/training/loop.py,
read as a specification."""

import json
import sys

from sources import source
from stubs import stub

SOURCE = "thinc 9.1.1, thinc/schedules.py, run; spacy/training/loop.py of spaCy 3.8, read as a specification"
registered = {}


class Registry:
    @staticmethod
    def schedules(name):
        return lambda function: registered.setdefault(name, function)


stub("thinc")
stub("thinc.config", registry=Registry)
module = type(sys)("thinc.schedules")
module.__package__ = "thinc"
sys.modules["thinc.schedules"] = module
exec(compile(open(source("thinc") + "/thinc/schedules.py").read(), "schedules.py", "exec"), module.__dict__)


def file(id, rate, steps, most=20000, metrics=None):
    text = f"""[paths]
train = null
dev = null
vectors = "en_core_web_lg"

[system]
gpu_allocator = null
seed = 0

[nlp]
lang = "en"
pipeline = ["tok2vec","ner"]
batch_size = 1000

[components]

[components.ner]
factory = "ner"
moves = null

[training]
dev_corpus = "corpora.dev"
train_corpus = "corpora.train"
seed = ${{system.seed}}
gpu_allocator = ${{system.gpu_allocator}}
dropout = 0.1
accumulate_gradient = 3
patience = 1600
max_epochs = 0
max_steps = {most}
eval_frequency = 200
frozen_components = []

[training.batcher]
@batchers = "spacy.batch_by_words.v1"
discard_oversize = false
tolerance = 0.2

[training.batcher.size]
@schedules = "compounding.v1"
start = 100
stop = 1000
compound = 1.001
t = 0.0

[training.optimizer]
@optimizers = "Adam.v1"
beta1 = 0.9
beta2 = 0.999
L2_is_weight_decay = true
L2 = 0.01
grad_clip = 1.0
use_averages = false
eps = 0.00000001
{rate}

[training.score_weights]
ents_f = 1.0
ents_per_type = null
"""
    made = {"id": id, "fileName": "config.cfg", "text": text, "options": {}, "steps": list(steps)}
    return {**made, "metrics": metrics} if metrics else made


def section(name, inside="", **values):
    lines = "\n".join(f"{key} = {value}" for key, value in values.items())
    return f"\n[training.optimizer.learn_rate{inside}]\n@schedules = \"{name}.v1\"\n{lines}"


FILES = [
    file("transformer", section("warmup_linear", warmup_steps=25, total_steps=200, initial_rate=0.00005), range(0, 210, 3), 200),
    file("total-of-training", section("warmup_linear", warmup_steps=10, total_steps="${training.max_steps}", initial_rate=5e-5), range(66), 60),
    file("efficiency", "learn_rate = 0.001", range(5)),
    file("decaying", section("decaying", base_rate=0.001, decay=0.05, t=10.0), range(60)),
    file("compounding", section("compounding", start=0.0001, stop=0.01, compound=1.1), range(60)),
    file("compounding-down", section("compounding", start=0.01, stop=0.001, compound=0.9, t=3.0), range(40)),
    file("slanted", section("slanted_triangular", max_rate=0.01, num_steps=60, cut_frac=0.2, ratio=16, t=0.0), range(59)),
    file("cyclic", section("cyclic_triangular", min_lr=0.0001, max_lr=0.01, period=12), range(60)),
    file("constant-then", section("constant_then", rate=0.01, steps=15) + section("decaying", ".schedule", base_rate=0.01, decay=0.1), range(50)),
    file("plateau", section("plateau", max_patience=2, scale=0.5) + section("warmup_linear", ".schedule", warmup_steps=4, total_steps=40, initial_rate=0.01), range(1, 11), 40, metrics=[0.1, 0.2, 0.2, 0.19, 0.3, 0.3, 0.29, 0.1, 0.05, 0.31]),
]


def read(text):
    root, current = {}, None
    for line in text.splitlines():
        if line.startswith("["):
            current = root
            for name in line[1:-1].split("."):
                current = current.setdefault(name, {})
        elif "=" in line:
            key, value = (each.strip() for each in line.split("=", 1))
            value = value.replace("${training.max_steps}", str(root.get("training", {}).get("max_steps")))
            try:
                current[key] = json.loads(value)
            except ValueError:
                current[key] = value
    return root


def build(value):
    if not isinstance(value, dict):
        return registered["constant.v1"](value)
    arguments = {key: build(each) if isinstance(each, dict) else each for key, each in value.items() if key != "@schedules"}
    return registered[value["@schedules"]](**arguments)


def record(file):
    live = build(read(file["text"])["training"]["optimizer"]["learn_rate"])
    if "metrics" in file:
        return {"values": [float(live(step, last_score=(step, metric))) for step, metric in zip(file["steps"], file["metrics"])]}
    return {"values": [float(live(step)) for step in file["steps"]]}
