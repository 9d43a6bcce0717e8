"""Experiments of the TensorFlow Model Garden. Its schedules and warmups run on plain numbers in place of TensorFlow; the four
schedules that it takes from Keras are read as a specification, and so are its defaults."""

import contextlib
import math
import types

import yaml
from sources import source
from stubs import load, stub

SOURCE = "tf-models-official 2.20.0, official/modeling/optimization/lr_schedule.py, run; the schedules of Keras that it moves, and build_learning_rate of optimizer_factory.py, read as a specification"


class LearningRateSchedule:
    def __init__(self, *_, **__):
        pass


class PiecewiseConstantDecay(LearningRateSchedule):
    def __init__(self, boundaries, values, name=None):
        self.boundaries, self.levels = boundaries, values

    def __call__(self, step):
        return self.levels[sum(step > boundary for boundary in self.boundaries)]


class ExponentialDecay(LearningRateSchedule):
    def __init__(self, initial_learning_rate, decay_steps, decay_rate, staircase=False, name=None):
        self.arguments = initial_learning_rate, decay_steps, decay_rate, staircase

    def __call__(self, step):
        rate, steps, factor, staircase = self.arguments
        return rate * factor ** (math.floor(step / steps) if staircase else step / steps)


class PolynomialDecay(LearningRateSchedule):
    def __init__(self, initial_learning_rate, decay_steps, end_learning_rate=0.0001, power=1.0, cycle=False, name=None):
        self.arguments = initial_learning_rate, decay_steps, end_learning_rate, power, cycle

    def __call__(self, step):
        rate, steps, end, power, cycle = self.arguments
        if cycle:
            steps *= max(1, math.ceil(step / steps))
        return (rate - end) * (1 - min(step, steps) / steps) ** power + end


class CosineDecay(LearningRateSchedule):
    def __init__(self, initial_learning_rate, decay_steps, alpha=0.0, name=None):
        self.arguments = initial_learning_rate, decay_steps, alpha

    def __call__(self, step):
        rate, steps, alpha = self.arguments
        return rate * ((1 - alpha) * 0.5 * (1 + math.cos(math.pi * min(step, steps) / steps)) + alpha)


def cosine(value):
    # Where an interval has no length TensorFlow gives no number, which is never the one that is taken.
    return math.cos(value) if math.isfinite(value) else math.nan


class Number(float):
    """Divides by nothing as TensorFlow does."""

    def __truediv__(self, other):
        return Number(float(self) / other) if other else Number(math.nan)

    def __sub__(self, other):
        return Number(float(self) - other)

    def __mul__(self, other):
        return Number(float(self) * other)


members = [PiecewiseConstantDecay, ExponentialDecay, PolynomialDecay, CosineDecay, LearningRateSchedule]
schedules = types.SimpleNamespace(**{each.__name__: each for each in members})
stub("tf_keras", optimizers=types.SimpleNamespace(schedules=schedules))
stub(
    "tensorflow",
    float32=None,
    name_scope=lambda _: contextlib.nullcontext(),
    cast=lambda value, dtype: Number(value),
    constant=Number,
    cos=cosine,
    where=lambda condition, first, second: first if condition else second,
    cond=lambda condition, first, second, name=None: first() if condition else second(),
    minimum=min,
    maximum=max,
    math=types.SimpleNamespace(maximum=max, minimum=min, pow=lambda base, power: base**power),
)
lr_schedule = load("lr_schedule", source("tf-models-official") + "/official/modeling/optimization/lr_schedule.py")

KINDS = {
    "stepwise": lr_schedule.PiecewiseConstantDecayWithOffset,
    "polynomial": lr_schedule.PolynomialDecayWithOffset,
    "exponential": lr_schedule.ExponentialDecayWithOffset,
    "cosine": lr_schedule.CosineDecayWithOffset,
    "power": lr_schedule.DirectPowerDecay,
    "power_linear": lr_schedule.PowerAndLinearDecay,
    "power_with_offset": lr_schedule.PowerDecayWithOffset,
    "step_cosine_with_offset": lr_schedule.StepCosineDecayWithOffset,
}
WARMUPS = {"linear": lr_schedule.LinearWarmup, "polynomial": lr_schedule.PolynomialWarmUp}
DEFAULTS = {"power": {"power": -0.5}, "power_linear": {"power": -0.5}, "power_with_offset": {"power": -0.5}, "linear": {"warmup_learning_rate": 0}}


def experiment(optimizer, rate, warmup="", steps=60):
    return f"""# ResNet-50 ImageNet classification.
runtime:
  distribution_strategy: 'mirrored'
  mixed_precision_dtype: 'float16'
task:
  model:
    num_classes: 1001
    input_size: [224, 224, 3]
    backbone:
      type: 'resnet'
      resnet:
        model_id: 50
  losses:
    l2_weight_decay: 0.0001
  train_data:
    input_path: 'imagenet-2012-tfrecord/train*'
    is_training: true
    global_batch_size: 4096
    dtype: 'float16'
trainer:
  train_steps: {steps}
  validation_steps: 13
  validation_interval: 312
  steps_per_loop: 312
  optimizer_config:
    optimizer:
{optimizer}
    learning_rate:
{rate}
{warmup}"""


SGD = "      type: 'sgd'\n      sgd:\n        momentum: 0.9"
ADAMW = "      type: adamw\n      adamw:\n        beta_1: 0.9\n        beta_2: 0.999\n        weight_decay_rate: 0.05\n        include_in_weight_decay: .*(kernel|weight):0$"
LINEAR = "    warmup:\n      type: 'linear'\n      linear:\n        warmup_steps: 10\n        warmup_learning_rate: 0.0\n"


def file(id, text, steps):
    return {"id": id, "fileName": f"{id}.yaml", "text": text, "options": {}, "steps": list(steps)}


FILES = [
    file("imagenet_resnet50", experiment(SGD, "      type: 'stepwise'\n      stepwise:\n        boundaries: [18, 37, 49]\n        values: [0.8, 0.08, 0.008, 0.0008]", LINEAR), range(62)),
    file("retinanet-cosine", experiment(SGD, "      type: 'cosine'\n      cosine:\n        initial_learning_rate: 0.28\n        decay_steps: 55\n        alpha: 0.1", LINEAR.replace("0.0", "0.0067")), range(62)),
    file("bert-polynomial", experiment(ADAMW, "      type: polynomial\n      polynomial:\n        initial_learning_rate: 1.0e-4\n        end_learning_rate: 0.0\n        decay_steps: 58\n        cycle: false\n        power: 1.0", "    warmup:\n      type: polynomial\n      polynomial:\n        warmup_steps: 12\n        power: 1\n"), range(62)),
    file("efficientnet-exponential", experiment("      type: rmsprop\n      rmsprop:\n        rho: 0.9\n        momentum: 0.9", "      type: exponential\n      exponential:\n        initial_learning_rate: 0.008\n        decay_steps: 8\n        decay_rate: 0.97\n        staircase: true", LINEAR), range(62)),
    file("constant", experiment(SGD, "      type: 'constant'\n      constant:\n        learning_rate: 0.00001"), range(0, 60, 7)),
    file("cosine-offset", experiment(ADAMW, "      type: cosine\n      cosine:\n        initial_learning_rate: 0.001\n        decay_steps: 50\n        offset: 10", LINEAR), range(66)),
    file("power", experiment(ADAMW, "      type: power\n      power:\n        initial_learning_rate: 0.002", "    warmup:\n      type: polynomial\n      polynomial:\n        warmup_steps: 8\n        power: 2\n"), range(60)),
    file("power-linear", experiment(ADAMW, "      type: power_linear\n      power_linear:\n        initial_learning_rate: 0.01\n        power: -0.25\n        linear_decay_fraction: 0.5\n        total_decay_steps: 56\n        offset: 4", LINEAR), range(64)),
    file("power-with-offset", experiment(ADAMW, "      type: power_with_offset\n      power_with_offset:\n        initial_learning_rate: 0.01\n        power: -0.5\n        offset: 10\n        pre_offset_learning_rate: 0.005"), range(60)),
    file("step-cosine", experiment(SGD, "      type: step_cosine_with_offset\n      step_cosine_with_offset:\n        boundaries: [0, 30, 50]\n        values: [0.02, 0.01, 0.002]\n        offset: 5", LINEAR), range(55)),
    file("optimizer-config-alone", "optimizer: {type: adamw, adamw: {weight_decay_rate: 0.01}}\nlearning_rate:\n  type: polynomial\n  polynomial: {initial_learning_rate: 3.0e-05, decay_steps: 40, end_learning_rate: 0.0}\nwarmup:\n  type: linear\n  linear: {warmup_steps: 4}\n", range(44)),
]


def record(file):
    config = yaml.safe_load(file["text"])
    config = config.get("trainer", {}).get("optimizer_config", config)

    def read(key):
        outer = config[key]
        return outer["type"], {**DEFAULTS.get(outer["type"], {}), **outer[outer["type"]]}

    kind, given = read("learning_rate")
    rate = given["learning_rate"] if kind == "constant" else KINDS[kind](**given)
    if "warmup" in config:
        shape, more = read("warmup")
        rate = WARMUPS[shape](rate, **more)
    return {"values": [float(rate(step) if callable(rate) else rate) for step in file["steps"]]}
