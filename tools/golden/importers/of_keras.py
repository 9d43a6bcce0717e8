"""Documents of Keras: schedules, optimizers and models as they are saved. Keras itself computes in double precision here;
the cyclical schedules are those of TensorFlow Addons on numpy in place of TensorFlow, which no longer runs with them."""

import contextlib
import json
import os
import types

os.environ["KERAS_BACKEND"] = "torch"
import keras
import numpy
from sources import source
from stubs import load, stub

keras.config.set_floatx("float64")
SOURCE = "keras 3.15.1, run in double precision; tensorflow-addons 0.23.0, tensorflow_addons/optimizers/cyclical_learning_rate.py, run; WarmUp of official/nlp/optimization.py and transformers, and the decay of optimizers before Keras 3, read as a specification"
schedules = types.SimpleNamespace(LearningRateSchedule=object)
optimizers = types.SimpleNamespace(schedules=schedules)
stub(
    "tensorflow",
    keras=types.SimpleNamespace(utils=types.SimpleNamespace(register_keras_serializable=lambda **_: lambda cls: cls), optimizers=optimizers),
    name_scope=lambda _: contextlib.nullcontext(),
    convert_to_tensor=lambda value, name=None: numpy.float64(value),
    cast=lambda value, dtype: dtype.type(value),
    floor=numpy.floor,
    abs=numpy.abs,
    maximum=numpy.maximum,
)
stub("tensorflow_addons")
stub("tensorflow_addons.utils")
stub("tensorflow_addons.utils.types", FloatTensorLike=float)
stub("typeguard", typechecked=lambda each: each)
addons = load("cyclical_learning_rate", source("tensorflow-addons") + "/tensorflow_addons/optimizers/cyclical_learning_rate.py")


def file(id, document, steps, name=None):
    return {"id": id, "fileName": name or f"{id}.json", "text": json.dumps(document, indent=2), "options": {}, "steps": list(steps)}


def addon(name, **config):
    return {"class_name": f"Addons>{name}", "config": config}


COSINE = {"class_name": "CosineDecay", "config": {"initial_learning_rate": 1e-4, "decay_steps": 30, "alpha": 0.05, "name": None, "warmup_target": 1e-3, "warmup_steps": 10}}
POLYNOMIAL = {"class_name": "PolynomialDecay", "config": {"initial_learning_rate": 2e-5, "decay_steps": 40, "end_learning_rate": 0.0, "power": 1.0, "cycle": False, "name": None}}
ADAM = {"name": "Adam", "weight_decay": None, "clipnorm": None, "global_clipnorm": None, "clipvalue": None, "use_ema": False, "ema_momentum": 0.99, "jit_compile": False, "is_legacy_optimizer": False, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-07, "amsgrad": False}
MODEL = {"module": "keras", "class_name": "Sequential", "config": {"name": "sequential", "trainable": True, "layers": [{"module": "keras.layers", "class_name": "Dense", "config": {"name": "dense", "units": 10}, "registered_name": None}]}, "registered_name": None, "build_config": {"input_shape": [None, 8]}}

FILES = [
    file("optimizer-cosine", {"module": "keras.optimizers", "class_name": "AdamW", "config": {**ADAM, "learning_rate": {"module": "keras.optimizers.schedules", **COSINE, "registered_name": None}}, "registered_name": None}, range(44)),
    file("keras-archive", {**MODEL, "compile_config": {"optimizer": {"module": "keras.optimizers", "class_name": "SGD", "config": {"name": "SGD", "learning_rate": {"module": "keras.optimizers.schedules", "class_name": "PiecewiseConstantDecay", "config": {"boundaries": [10, 25], "values": [0.1, 0.01, 0.001], "name": "PiecewiseConstant"}, "registered_name": None}, "momentum": 0.9}}, "loss": "mse", "metrics": ["accuracy"]}}, range(30), "config.json"),
    file("training-config", {"loss": "binary_crossentropy", "metrics": [["accuracy"]], "weighted_metrics": None, "loss_weights": None, "optimizer_config": {"class_name": "Adam", "config": {**ADAM, "learning_rate": {"class_name": "ExponentialDecay", "config": {"initial_learning_rate": 0.01, "decay_steps": 10, "decay_rate": 0.9, "staircase": True, "name": None}}}}}, range(35)),
    file("legacy-decay", {"name": "SGD", "learning_rate": 0.1, "decay": 0.01, "momentum": 0.9, "nesterov": True, "is_legacy_optimizer": True}, range(40)),
    file("warm-up", {"name": "AdamWeightDecay", **{**ADAM, "learning_rate": {"class_name": "WarmUp", "config": {"initial_learning_rate": 2e-5, "decay_schedule_fn": POLYNOMIAL, "warmup_steps": 8, "power": 1.0, "name": None}}}, "weight_decay_rate": 0.01}, range(52)),
    file("warm-up-of-transformers", {"name": "AdamWeightDecay", "learning_rate": {"class_name": "WarmUp", "config": {"initial_learning_rate": 2e-5, "decay_schedule_fn": {**POLYNOMIAL, "__passive_serialization__": True}, "warmup_steps": 8, "power": 1.0, "name": None}}, "decay": 0.0, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-08, "amsgrad": False, "weight_decay_rate": 0.01}, range(52)),
    file("mixed-precision", {"module": "keras.optimizers", "class_name": "LossScaleOptimizer", "config": {"name": "loss_scale_optimizer", "inner_optimizer": {"module": "keras.optimizers", "class_name": "Adam", "config": {**ADAM, "learning_rate": {"module": "keras.optimizers.schedules", **COSINE, "registered_name": None}}, "registered_name": None}, "initial_scale": 32768.0, "dynamic_growth_steps": 2000}, "registered_name": None}, range(44)),
    file("restarts", {"module": "keras.optimizers.schedules", "class_name": "CosineDecayRestarts", "config": {"initial_learning_rate": 0.05, "first_decay_steps": 10, "t_mul": 2.0, "m_mul": 0.8, "alpha": 0.1, "name": None}, "registered_name": None}, range(60)),
    file("triangular", addon("TriangularCyclicalLearningRate", initial_learning_rate=1e-4, maximal_learning_rate=1e-2, step_size=7, scale_mode="cycle"), range(40)),
    file("triangular2", {"name": "SGD", "learning_rate": addon("Triangular2CyclicalLearningRate", initial_learning_rate=1e-4, maximal_learning_rate=1e-2, step_size=6, scale_mode="cycle"), "momentum": 0.0, "nesterov": False}, range(40)),
    file("triangular2-iterations", addon("Triangular2CyclicalLearningRate", initial_learning_rate=0.01, maximal_learning_rate=0.1, step_size=5, scale_mode="iterations"), range(24)),
    file("exponential-cyclical", addon("ExponentialCyclicalLearningRate", initial_learning_rate=1e-4, maximal_learning_rate=1e-2, step_size=8, scale_mode="iterations", gamma=0.97), range(40)),
    file("exponential-cycles", addon("ExponentialCyclicalLearningRate", initial_learning_rate=1e-4, maximal_learning_rate=1e-2, step_size=4, scale_mode="cycle", gamma=0.8), range(40)),
    file("tensorflow-js", {"format": "layers-model", "generatedBy": "TensorFlow.js tfjs-layers v4.22.0", "modelTopology": {"class_name": "Sequential", "config": {"name": "sequential_1", "layers": []}, "keras_version": "tfjs-layers 4.22.0", "backend": "tensor_flow.js"}, "trainingConfig": {"loss": "mean_squared_error", "metrics": [], "optimizer_config": {"class_name": "Adam", "config": {"learning_rate": 0.003, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-07}}}, "weightsManifest": []}, range(5), "model.json"),
]


def value(document, step):
    """The rate of a document, from what is in it."""
    for key in ("trainingConfig", "compile_config", "optimizer_config", "optimizer", "inner_optimizer"):
        if key in document:
            return value(document[key], step)
    if "class_name" not in document:
        rate = document["learning_rate"]
        return value(rate, step) if isinstance(rate, dict) else rate / (1 + document.get("decay", 0) * step)
    name, config = document["class_name"].replace("Addons>", ""), document["config"]
    if name == "WarmUp":
        warmup = config["warmup_steps"]
        return config["initial_learning_rate"] * (step / warmup) ** config["power"] if step < warmup else value(config["decay_schedule_fn"], step - warmup)
    if hasattr(addons, name):
        return float(getattr(addons, name)(**config)(step))
    if hasattr(keras.optimizers.schedules, name):
        return float(getattr(keras.optimizers.schedules, name)(**{key: part for key, part in config.items() if part is not None})(step))
    return value(config, step)


def record(file):
    document = json.loads(file["text"])
    return {"values": [value(document, step) for step in file["steps"]]}
