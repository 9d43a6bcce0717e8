"""What each library saves of a schedule, and the rates that follow."""

from __future__ import annotations

import json
import warnings
from typing import Any, NamedTuple

import keras
from transformers.optimization import get_scheduler

from libraries import KERAS, TORCH, Case, Options, build, optimizer, plain, rate, run, use_precision
from packs import nested

MORE = 14
"""Rates recorded after a state was saved."""


class Saved(NamedTuple):
    """A torch scheduler to save."""

    id: str
    name: str
    options: Options
    taken: int
    refused: bool = False


WARM = nested(TORCH + "LinearLR", start_factor=0.1, total_iters=4)
COSINE = nested(TORCH + "CosineAnnealingLR", T_max=10, eta_min=0.001)
EXPONENTIAL = nested(TORCH + "ExponentialLR", gamma=0.9)
CYCLIC = {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "step_size_down": 2}
LAMBDA = {"lr_lambda": {"function": "lambda e: 1/(1+e)"}}

TORCH_STATES = [
    Saved("step", "StepLR", {"step_size": 3, "gamma": 0.5}, 4),
    Saved("step_start", "StepLR", {"step_size": 3, "gamma": 0.5}, 0),
    Saved("multi_step", "MultiStepLR", {"milestones": [2, 5, 5, 8], "gamma": 0.5}, 4),
    Saved("constant", "ConstantLR", {"factor": 0.5, "total_iters": 6}, 4),
    Saved("linear", "LinearLR", {"start_factor": 0.25, "total_iters": 8}, 3),
    Saved("exponential", "ExponentialLR", {"gamma": 0.9}, 5),
    Saved("polynomial", "PolynomialLR", {"total_iters": 10, "power": 2.0}, 4),
    Saved("cosine", "CosineAnnealingLR", {"T_max": 10, "eta_min": 0.001}, 4),
    Saved("cosine_over", "CosineAnnealingLR", {"T_max": 4}, 6),
    Saved("restarts", "CosineAnnealingWarmRestarts", {"T_0": 3, "T_mult": 2, "eta_min": 0.01}, 5),
    Saved("restarts_equal", "CosineAnnealingWarmRestarts", {"T_0": 4}, 9),
    Saved("cyclic", "CyclicLR", CYCLIC, 5),
    Saved("cyclic_triangular2", "CyclicLR", CYCLIC | {"mode": "triangular2"}, 7),
    Saved("cyclic_exp_range", "CyclicLR", CYCLIC | {"mode": "exp_range", "gamma": 0.95}, 3),
    Saved(
        "cyclic_function",
        "CyclicLR",
        CYCLIC | {"scale_fn": {"function": "lambda c: 1/c"}},
        3,
        refused=True,
    ),
    Saved("one_cycle", "OneCycleLR", {"max_lr": 0.1, "total_steps": 20}, 8),
    Saved(
        "one_cycle_three",
        "OneCycleLR",
        {"max_lr": 0.1, "total_steps": 20, "three_phase": True, "anneal_strategy": "linear"},
        8,
    ),
    Saved("sequential", "SequentialLR", {"schedulers": [WARM, COSINE], "milestones": [4]}, 2),
    Saved("sequential_later", "SequentialLR", {"schedulers": [WARM, COSINE], "milestones": [4]}, 7),
    Saved(
        "sequential_three",
        "SequentialLR",
        {"schedulers": [WARM, COSINE, EXPONENTIAL], "milestones": [4, 9]},
        6,
    ),
    Saved(
        "sequential_function",
        "SequentialLR",
        {"schedulers": [WARM, nested(TORCH + "LambdaLR", **LAMBDA)], "milestones": [4]},
        2,
        refused=True,
    ),
    Saved("chained", "ChainedScheduler", {"schedulers": [WARM, EXPONENTIAL]}, 3),
    Saved("lambda", "LambdaLR", LAMBDA, 4, refused=True),
    Saved(
        "multiplicative",
        "MultiplicativeLR",
        {"lr_lambda": {"function": "lambda e: 0.95"}},
        4,
        refused=True,
    ),
]


def written(state: Any) -> Options:
    """A state as JSON, and as Python's own `json.dumps` writes it where that is not JSON."""
    text = json.dumps(state, default=repr)
    strict = json.loads(json.dumps(plain(state), default=repr, allow_nan=False))
    return {"state_dict": strict} | ({} if json.loads(text) == strict else {"text": text})


def torch_state(row: Saved) -> Case:
    """Saves a scheduler after some steps, and goes on with it."""
    bound = optimizer(0.1)
    scheduler = build(TORCH + row.name, row.options, bound)
    for _ in range(row.taken):
        bound.step()
        scheduler.step()
    groups = plain(bound.state_dict()["param_groups"])
    state = written(scheduler.state_dict()) | {"param_groups": groups}
    steps, values = [], []
    for step in range(row.taken, row.taken + MORE):
        # One-cycle refuses what comes after its end, and its end repeats.
        if step >= getattr(scheduler, "total_steps", step + 1):
            break
        steps.append(step)
        values.append(rate(bound))
        bound.step()
        scheduler.step()
    case = {"id": row.id, "target": TORCH + row.name, "options": row.options, "base_lr": 0.1}
    case |= {"refused": True} if row.refused else {}
    return case | {"taken": row.taken} | state | {"steps": steps, "values": values}


SEEN: list[float] = [1.0, 0.8, 0.9, 0.9, 0.7, 0.75, 0.75]
NEXT: list[float] = [0.75, 0.7, 0.6, 0.65, 0.65, 0.65, 0.65, 0.65, 0.65, 0.5, 0.6]
PLATEAU_STATES: dict[str, tuple[Options, list[float]]] = {
    "plateau": ({"factor": 0.5, "patience": 1, "cooldown": 2, "min_lr": 0.01}, SEEN),
    "plateau_max": (
        {"mode": "max", "factor": 0.5, "patience": 2, "threshold": 0.05, "threshold_mode": "abs"},
        SEEN,
    ),
    "plateau_default": ({}, SEEN),
    "plateau_start": ({"factor": 0.5, "patience": 1}, []),
}


def plateau_state(id: str, options: Options, seen: list[float]) -> Case:
    """Saves a plateau after some metrics, and goes on with it."""
    bound = optimizer(0.1)
    target = TORCH + "ReduceLROnPlateau"
    scheduler = build(target, options, bound)
    for metric in seen:
        scheduler.step(metric)
    state = written(scheduler.state_dict())
    rates = []
    for metric in NEXT:
        scheduler.step(metric)
        rates.append(rate(bound))
    case = {"id": id, "target": target, "options": options, "base_lr": 0.1, "metrics": seen}
    return case | state | {"next_metrics": NEXT, "lr_after": rates}


KERAS_DOCUMENTS: dict[str, tuple[str, Options]] = {
    "exponential": (
        "ExponentialDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.96},
    ),
    "exponential_stair": (
        "ExponentialDecay",
        {
            "initial_learning_rate": 0.1,
            "decay_steps": 5,
            "decay_rate": 0.5,
            "staircase": True,
            "name": "mine",
        },
    ),
    "piecewise": ("PiecewiseConstantDecay", {"boundaries": [3, 6], "values": [1.0, 0.5, 0.1]}),
    "polynomial": ("PolynomialDecay", {"initial_learning_rate": 0.1, "decay_steps": 5}),
    "polynomial_cycle": (
        "PolynomialDecay",
        {
            "initial_learning_rate": 0.1,
            "decay_steps": 4,
            "end_learning_rate": 0.01,
            "power": 2.0,
            "cycle": True,
        },
    ),
    "inverse_time": (
        "InverseTimeDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5},
    ),
    "inverse_time_stair": (
        "InverseTimeDecay",
        {"initial_learning_rate": 0.1, "decay_steps": 2, "decay_rate": 0.5, "staircase": True},
    ),
    "cosine": ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 5, "alpha": 0.1}),
    "cosine_warmup": (
        "CosineDecay",
        {
            "initial_learning_rate": 0.01,
            "decay_steps": 5,
            "alpha": 0.1,
            "warmup_target": 0.1,
            "warmup_steps": 3,
        },
    ),
    "restarts": (
        "CosineDecayRestarts",
        {
            "initial_learning_rate": 1.0,
            "first_decay_steps": 4,
            "t_mul": 2.0,
            "m_mul": 0.5,
            "alpha": 0.1,
        },
    ),
}


def keras_document(id: str, name: str, options: Options) -> Case:
    """Serialises a Keras schedule, in single precision as Keras computes by default."""
    use_precision("keras", "float32")
    document = keras.optimizers.schedules.serialize(build(KERAS + name, options, None))
    case: Case = {
        "target": KERAS + name,
        "options": options,
        "reading": "called",
        "dtype": "float32",
    }
    result = run(case, range(20))
    return {"id": id, "document": json.loads(json.dumps(document)), "dtype": "float32"} | result


class Trained(NamedTuple):
    """The training arguments of Hugging Face that choose a scheduler."""

    id: str
    type: str
    kwargs: Options
    warmup: int | None = 3
    training: int | None = 12


HUGGING_FACE = [
    Trained("linear", "linear", {}),
    Trained("cosine", "cosine", {}),
    Trained("cosine_cycles", "cosine", {"num_cycles": 1.5}),
    Trained("cosine_with_restarts", "cosine_with_restarts", {}),
    Trained("cosine_with_restarts_2", "cosine_with_restarts", {"num_cycles": 2}),
    Trained("polynomial", "polynomial", {}),
    Trained("polynomial_power", "polynomial", {"power": 2.0, "lr_end": 0.001}),
    Trained("constant", "constant", {}, None, None),
    Trained("constant_with_warmup", "constant_with_warmup", {}, 3, None),
    Trained("inverse_sqrt", "inverse_sqrt", {}, 3, None),
    Trained("inverse_sqrt_timescale", "inverse_sqrt", {"timescale": 10}, 3, None),
    Trained("cosine_with_min_lr", "cosine_with_min_lr", {"min_lr": 0.01}),
    Trained("cosine_with_min_lr_rate", "cosine_with_min_lr", {"min_lr_rate": 0.2}),
    Trained("cosine_warmup_with_min_lr", "cosine_warmup_with_min_lr", {"min_lr": 0.01}),
    Trained(
        "cosine_warmup_with_min_lr_rate",
        "cosine_warmup_with_min_lr",
        {"min_lr_rate": 0.1, "warmup_lr_rate": 0.2},
    ),
    Trained("warmup_stable_decay", "warmup_stable_decay", {"num_decay_steps": 5}),
    Trained(
        "warmup_stable_decay_stable",
        "warmup_stable_decay",
        {
            "num_stable_steps": 4,
            "num_decay_steps": 5,
            "decay_type": "1-sqrt",
            "warmup_type": "cosine",
            "min_lr_ratio": 0.1,
        },
        3,
        None,
    ),
    Trained(
        "reduce_lr_on_plateau",
        "reduce_lr_on_plateau",
        {"factor": 0.5, "patience": 1, "min_lr": 0.01},
        None,
        None,
    ),
    Trained(
        "greedy",
        "greedy",
        {"factor": 0.5, "patience": 1, "min_lr": 0.01, "max_lr": 0.5},
        None,
        None,
    ),
]


def hugging_face(row: Trained) -> Case:
    """What `get_scheduler` makes of the arguments."""
    bound = optimizer(0.1)
    scheduler = get_scheduler(row.type, bound, row.warmup, row.training, row.kwargs)
    case: Case = {
        "id": row.id,
        "lr_scheduler_type": row.type,
        "lr_scheduler_kwargs": row.kwargs,
        "num_warmup_steps": row.warmup,
        "num_training_steps": row.training,
        "base_lr": 0.1,
    }
    rates = []
    if row.type in ("reduce_lr_on_plateau", "greedy"):
        for metric in [*SEEN, *NEXT]:
            scheduler.step(metric)
            rates.append(rate(bound))
        return case | {"metrics": [*SEEN, *NEXT], "lr_after": rates}
    for _ in range(18):
        rates.append(rate(bound))
        bound.step()
        scheduler.step()
    return case | {"steps": list(range(18)), "values": rates}


def saved() -> Case:
    """Everything in saved.json."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            "torch": [
                *map(torch_state, TORCH_STATES),
                *(plateau_state(id, *row) for id, row in PLATEAU_STATES.items()),
            ],
            "keras": [keras_document(id, *row) for id, row in KERAS_DOCUMENTS.items()],
            "transformers": [hugging_face(row) for row in HUGGING_FACE],
        }
