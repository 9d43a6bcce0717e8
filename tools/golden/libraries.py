"""Calls the real libraries by name: a target, its options, and how its values are read."""

from __future__ import annotations

import importlib
import logging
import math
import os
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

os.environ["KERAS_BACKEND"] = "torch"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import keras
import numpy
import optax
import optax.contrib
import timm
import timm.scheduler
import torch
import transformers
import transformers.optimization

Options = dict[str, Any]
Case = dict[str, Any]

# timm logs that a schedule of one step does nothing, which is a case here.
logging.disable(logging.WARNING)

VERSIONS = {
    "torch": f"torch {torch.__version__}",
    "keras": f"keras {keras.__version__}",
    "optax": f"optax {optax.__version__} jax {jax.__version__}",
    "timm": f"timm {timm.__version__}",
    "transformers": f"transformers {transformers.__version__}",
}

# Options are data, so the functions among them are written out once, here.
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "lambda e: 1/(1+e)": lambda e: 1 / (1 + e),
    "lambda e: 0.95": lambda e: 0.95,
    "lambda e: 0.5**(e//3)": lambda e: 0.5 ** (e // 3),
    "lambda e: 1-e/20": lambda e: 1 - e / 20,
    "lambda c: 1/c": lambda c: 1 / c,
    "lambda c: 0.9**c": lambda c: 0.9**c,
}
MODULES = {"transformers": "transformers.optimization"}
TORCH = "torch.optim.lr_scheduler."
KERAS = "keras.optimizers.schedules."


def plain(value: Any) -> Any:
    """The value as JSON can hold it: NaN and the infinities become strings, keys too."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else ("inf" if value > 0 else "-inf")
    return value


def real(value: Any) -> float:
    """A number out of JSON, where NaN and the infinities are strings."""
    return float(value)


def failure(at_step: float | None, error: Exception) -> Case:
    """How the library failed, and when."""
    return {"at_step": at_step, "type": type(error).__name__, "message": str(error)}


def optimizer(base_lr: float) -> torch.optim.SGD:
    """An optimizer with one parameter, and a momentum that schedulers can cycle."""
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=base_lr, momentum=0.9)


def rate(scheduled: torch.optim.Optimizer) -> float:
    """The learning rate that the next update of the optimizer uses."""
    return float(scheduled.param_groups[0]["lr"])


def resolve(target: str) -> Callable[..., Any]:
    """The class or function that a target names."""
    module, name = target.rsplit(".", 1)
    found: Callable[..., Any] = getattr(importlib.import_module(MODULES.get(module, module)), name)
    return found


def argument(name: str, value: Any, bound: torch.optim.Optimizer | None) -> Any:
    """An option as the library takes it: nested schedules are built, functions looked up."""
    if isinstance(value, dict) and "target" in value:
        return build(value["target"], value["options"], bound)
    if isinstance(value, dict) and "function" in value:
        return FUNCTIONS[value["function"]]
    if name == "boundaries_and_scales" and value is not None:
        return {int(step): scale for step, scale in value.items()}
    if isinstance(value, list):
        return [argument("", item, bound) for item in value]
    return value


def build(target: str, options: Options, bound: torch.optim.Optimizer | None) -> Any:
    """Makes the schedule, on the optimizer if the library wants one."""
    arguments = {name: argument(name, value, bound) for name, value in options.items()}
    # ChainedScheduler takes its optimizer from its parts.
    if bound is None or target.endswith(".ChainedScheduler"):
        return resolve(target)(**arguments)
    return resolve(target)(bound, **arguments)


def system_of(target: str) -> str:
    """The library that a target belongs to."""
    return target.split(".", 1)[0]


def use_precision(system: str, dtype: str) -> None:
    """Makes keras and optax compute in the given type."""
    if system == "keras":
        keras.config.set_floatx(dtype)
    if system == "optax":
        jax.config.update("jax_enable_x64", dtype == "float64")


def stepped(scheduler: Any, bound: torch.optim.Optimizer, steps: Sequence[float]) -> Case:
    """The optimizer's rate and momentum after as many calls of `step` as each step says."""
    wanted = set(steps)
    reached, values, momentum = [], [], []
    result: Case = {}
    for step in range(int(max(steps)) + 1):
        try:
            if step > 0:
                bound.step()
                scheduler.step()
        except Exception as error:
            result["error"] = failure(step, error)
            break
        if step in wanted:
            reached.append(step)
            values.append(rate(bound))
            momentum.append(bound.param_groups[0]["momentum"])
    result |= {"steps": reached, "values": values}
    if any(value != 0.9 for value in momentum):
        result["momentum"] = momentum
    return result


def each(value_at: Callable[[float], float], steps: Sequence[float]) -> Case:
    """The value at every step, up to the first at which the library fails."""
    values: list[float] = []
    for step in steps:
        try:
            values.append(value_at(step))
        except Exception as error:
            return {
                "steps": list(steps[: len(values)]),
                "values": values,
                "error": failure(step, error),
            }
    return {"steps": list(steps), "values": values}


def closed(scheduler: Any) -> Callable[[float], float]:
    """The closed form of a torch scheduler, which it also uses when given an epoch."""

    def value_at(step: float) -> float:
        scheduler.last_epoch = step
        return float(scheduler._get_closed_form_lr()[0])

    return value_at


def moved(scheduler: Any, bound: torch.optim.Optimizer) -> Callable[[float], float]:
    """The rate of a scheduler that is told its epoch."""

    def value_at(step: float) -> float:
        scheduler.step(step)
        return rate(bound)

    return value_at


def reader(
    target: str, made: Any, reading: str, bound: torch.optim.Optimizer | None
) -> Callable[[float], float]:
    """How to ask for the value of a step directly."""
    if reading == "closed":
        return closed(made)
    if bound is None:
        return lambda step: float(made(step))
    if system_of(target) == "transformers":
        base = made.base_lrs[0]
        return lambda step: float(base * made.lr_lambdas[0](step))
    return moved(made, bound)


def run(case: Case, steps: Iterable[float]) -> Case:
    """Fills in what the library gives for `target`, `options`, `reading`, `base_lr` and `dtype`."""
    target, options = case["target"], case["options"]
    system = system_of(target)
    use_precision(system, case.get("dtype", "float32"))
    bound = optimizer(case["base_lr"]) if "base_lr" in case else None
    wanted = list(steps)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            made = build(target, options, bound)
        except Exception as error:
            return {"steps": [], "values": [], "error": failure(None, error)}
        initial = {"initial": rate(bound)} if system == "timm" and bound else {}
        if case["reading"] == "stepped" and bound:
            return initial | stepped(made, bound, wanted)
        return initial | each(reader(target, made, case["reading"], bound), wanted)


def torch_plateau(target: str, options: Options, lr0: float) -> Callable[[int, float], float]:
    """A plateau of torch, timm or transformers, as a function of the metric's index and value."""
    bound = optimizer(lr0)
    made = build(target, options, bound)

    def after(index: int, metric: float) -> float:
        if system_of(target) == "timm":
            made.step(index, metric)
        else:
            made.step(metric)
        return rate(bound)

    return after


def keras_plateau(target: str, options: Options, lr0: float) -> Callable[[int, float], float]:
    """The Keras callback, called as `fit` would call it."""
    callback = resolve(target)(**({"monitor": "loss", "mode": "min"} | options))
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(lr0), loss="mse")
    callback.set_model(model)
    callback.on_train_begin()

    def after(index: int, metric: float) -> float:
        callback.on_epoch_end(index, {callback.monitor: metric})
        return float(keras.ops.convert_to_numpy(model.optimizer.learning_rate))

    return after


def optax_plateau(target: str, options: Options, lr0: float) -> Callable[[int, float], float]:
    """The optax transformation; the rate is `lr0` times its scale."""
    transformation = resolve(target)(**options)
    dtype = numpy.float64 if jax.config.read("jax_enable_x64") else numpy.float32
    updates = numpy.ones(1, dtype)
    state = transformation.init(updates)
    update = jax.jit(lambda held, value: transformation.update(updates, held, value=value)[1])

    def after(_index: int, metric: float) -> float:
        nonlocal state
        state = update(state, metric)
        return lr0 * float(state.scale)

    return after


PLATEAUS = {
    "torch": torch_plateau,
    "timm": torch_plateau,
    "transformers": torch_plateau,
    "keras": keras_plateau,
    "optax": optax_plateau,
}


def run_plateau(case: Case) -> Case:
    """The rate after every metric, up to the first that the library refuses."""
    system = system_of(case["target"])
    use_precision(system, case.get("dtype", "float32"))
    rates: list[float] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            after = PLATEAUS[system](case["target"], case["options"], case["lr0"])
        except Exception as error:
            return {"lr_after": [], "error": failure(None, error)}
        for index, metric in enumerate(case["metrics"]):
            try:
                rates.append(after(index, real(metric)))
            except Exception as error:
                return {"lr_after": rates, "error": failure(index, error)}
    return {"lr_after": rates}


def shown(options: Options) -> str:
    """Options as a reader would write them in a call."""
    return ",".join(f"{name}={shown_value(value)}" for name, value in options.items())


def shown_value(value: Any) -> str:
    """One option as a reader would write it."""
    if isinstance(value, dict) and "target" in value:
        return f"{value['target'].rsplit('.', 1)[1]}({shown(value['options'])})"
    if isinstance(value, dict) and "function" in value:
        return str(value["function"])
    if isinstance(value, list):
        return f"[{','.join(map(shown_value, value))}]"
    return repr(value)
