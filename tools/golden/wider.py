"""More cases than the packs have: the edges of every schedule, and seeded random options."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from libraries import KERAS, TORCH, Case, Options, plain, run, run_plateau, shown, system_of
from packs import MIN_LR, POLYNOMIAL, RESTARTS, line, nested

SEED = 20260
OMIT = object()
"""Among the choices of an option: leave it to the library's default."""

Choices = dict[str, list[Any]]
Marks = Callable[[Options], Iterable[float]]

MOST_STEPS = 24
BASES = [0.1, 1.0, 0.05, 3e-4, 2.0]


@dataclass(frozen=True)
class Target:
    """A class or function, what its options are drawn from, and the cases worth writing down."""

    target: str
    choices: Choices
    edges: list[Options]
    horizon: Marks
    """The steps around which something happens."""
    reading: str = "stepped"
    count: int = 10
    closed: bool = False
    """Whether torch has a closed form too."""
    fractions: bool = False


def around(marks: Iterable[float], fractions: bool) -> list[float]:
    """Steps at, before and after every mark, between them, and past the last."""
    ordered = sorted({0.0, *(float(mark) for mark in marks if mark >= 0)})
    last = ordered[-1]
    between = [(low + high) // 2 for low, high in pairwise(ordered)]
    found = {mark + offset for mark in ordered for offset in (-1, 0, 1)} | {1.0, 2.0, *between}
    found |= {last + 3, last * 1.5 // 1, last * 2, last * 2 + 1}
    if fractions:
        found |= {mark + offset for mark in ordered[:4] for offset in (-0.5, 0.25)} | {last + 0.75}
        found |= {mark for mark in ordered if mark % 1 != 0}
    else:
        found = {step // 1 for step in found}
    steps = [int(step) if step % 1 == 0 else step for step in sorted(found) if step >= 0]
    # Both ends matter more than the middle.
    return steps if len(steps) <= MOST_STEPS else steps[: MOST_STEPS - 8] + steps[-8:]


def drawn(rng: random.Random, choices: Choices) -> Options:
    """One random choice for every option."""
    picked = {name: rng.choice(values) for name, values in choices.items()}
    return {name: value for name, value in picked.items() if value is not OMIT}


def at(*names: str, factors: tuple[float, ...] = (1,)) -> Callable[[Options], list[float]]:
    """Marks at multiples of the options' values, where they are given."""

    def marks(options: Options) -> list[float]:
        return [
            options[name] * factor
            for name in names
            if isinstance(options.get(name), int | float)
            for factor in factors
        ]

    return marks


def listed(name: str) -> Callable[[Options], list[float]]:
    """Marks at the steps in a list, or in a mapping from steps."""
    return lambda options: [float(step) for step in options.get(name) or []]


def total(*names: str) -> Callable[[Options], list[float]]:
    """Marks where phases of these lengths, one after another, end."""

    def marks(options: Options) -> list[float]:
        found, sum_so_far = [], 0.0
        for name in names:
            sum_so_far += options.get(name) or 0
            found.append(sum_so_far)
        return found

    return marks


def fixed(*steps: float) -> Callable[[Options], list[float]]:
    return lambda _options: list(steps)


def function(text: str) -> Options:
    return {"function": text}


def chain(*schedulers: Options) -> Options:
    return {"schedulers": list(schedulers)}


def sequence(milestones: list[int], *schedulers: Options) -> Options:
    return {"schedulers": list(schedulers), "milestones": milestones}


def one_cycle_marks(options: Options) -> list[float]:
    steps = options.get("total_steps") or options.get("epochs", 0) * options.get(
        "steps_per_epoch", 0
    )
    rise = options.get("pct_start", 0.3) * steps
    return [rise // 1, 2 * rise // 1, steps - 1]


def cyclic_marks(options: Options) -> list[float]:
    up = options.get("step_size_up", 2000)
    down = options.get("step_size_down", up)
    return [up, up + down, 2 * up + down, 2 * (up + down)]


def torch_of(
    name: str, choices: Choices, edges: list[Options], horizon: Marks, **more: Any
) -> Target:
    return Target(TORCH + name, choices, edges, horizon, **more)


LINEAR_UP = nested(TORCH + "LinearLR", start_factor=0.25, total_iters=4)
STEP_3 = nested(TORCH + "StepLR", step_size=3, gamma=0.5)
COSINE_8 = nested(TORCH + "CosineAnnealingLR", T_max=8, eta_min=0.001)
EXPONENTIAL = nested(TORCH + "ExponentialLR", gamma=0.9)
HALF = nested(TORCH + "ConstantLR", factor=0.5, total_iters=5)
RESTART = nested(TORCH + "CosineAnnealingWarmRestarts", T_0=3, T_mult=2, eta_min=0.01)

TORCH_TARGETS = [
    torch_of(
        "StepLR",
        {"step_size": [1, 2, 3, 7, 30, 1000], "gamma": [OMIT, 0.5, 0.9, 1.0, 1.5]},
        [
            {"step_size": 1, "gamma": 0.0},
            {"step_size": 2.5, "gamma": 0.5},
            {"step_size": 0, "gamma": 0.5},
            {"step_size": 3, "gamma": -1.0},
        ],
        at("step_size", factors=(1, 2, 3)),
        closed=True,
    ),
    torch_of(
        "MultiStepLR",
        {
            "milestones": [[3], [1, 2, 3], [4, 4, 9], [10, 20, 30], [100, 250]],
            "gamma": [OMIT, 0.5, 0.3, 1.0, 2.0],
        },
        [
            {"milestones": [], "gamma": 0.5},
            {"milestones": [0, 4], "gamma": 0.5},
            {"milestones": [5, 2], "gamma": 0.5},
            {"milestones": [2.5, 6], "gamma": 0.5},
            {"milestones": [2, 4], "gamma": 0.0},
        ],
        listed("milestones"),
        closed=True,
    ),
    torch_of(
        "ConstantLR",
        {"factor": [OMIT, 0.1, 0.25, 0.5, 1.0], "total_iters": [OMIT, 1, 2, 8, 100]},
        [
            {"factor": 0, "total_iters": 3},
            {"factor": 0.5, "total_iters": 0},
            {"factor": 1.5},
            {"factor": -0.1},
            {"factor": 0.5, "total_iters": 2.5},
        ],
        at("total_iters"),
        closed=True,
    ),
    torch_of(
        "LinearLR",
        {
            "start_factor": [OMIT, 1e-3, 0.1, 0.5, 1.0],
            "end_factor": [OMIT, 0.0, 0.25, 0.5],
            "total_iters": [OMIT, 1, 2, 10, 40],
        },
        [
            {"total_iters": 0},
            {"start_factor": 1.0, "end_factor": 0.0, "total_iters": 1},
            {"start_factor": 0.0},
            {"start_factor": 0.5, "end_factor": 1.5},
            {"total_iters": 2.5},
        ],
        at("total_iters", factors=(0.5, 1)),
        closed=True,
    ),
    torch_of(
        "ExponentialLR",
        {"gamma": [0.1, 0.5, 0.75, 0.9, 0.99, 0.999, 1.0, 1.05]},
        [{"gamma": 0.0}, {"gamma": 2.0}],
        fixed(5, 20, 100),
        closed=True,
        count=8,
    ),
    torch_of(
        "PolynomialLR",
        {"total_iters": [OMIT, 1, 2, 10, 100], "power": [OMIT, 0.5, 0.9, 2.0, 3.0]},
        [
            {"total_iters": 4, "power": 0.0},
            {"total_iters": 1, "power": 2.0},
            {"total_iters": 0},
            {"total_iters": 2.5},
        ],
        at("total_iters", factors=(0.5, 1)),
        closed=True,
    ),
    torch_of(
        "CosineAnnealingLR",
        {"T_max": [2, 3, 5, 10, 64, 100], "eta_min": [OMIT, 0.0, 1e-5, 1e-4]},
        [
            {"T_max": 1, "eta_min": 1e-5},
            {"T_max": 5, "eta_min": 5.0},
            {"T_max": 0},
            {"T_max": 7.5, "eta_min": 0.0},
        ],
        at("T_max", factors=(0.5, 1)),
        closed=True,
    ),
    torch_of(
        "CosineAnnealingWarmRestarts",
        {
            "T_0": [1, 2, 3, 5, 10, 25],
            "T_mult": [OMIT, 1, 2, 3],
            "eta_min": [OMIT, 0.0, 1e-5, 1e-4],
        },
        [
            {"T_0": 1, "T_mult": 2},
            {"T_0": 4, "eta_min": 5.0},
            {"T_0": 0},
            {"T_0": 3, "T_mult": 0},
            {"T_0": 3, "T_mult": 1.5},
        ],
        at("T_0", factors=(1, 2, 3, 4, 7, 9)),
    ),
    torch_of(
        "CosineAnnealingWarmRestarts",
        {"T_0": [1, 2, 3, 5, 10], "T_mult": [OMIT, 1, 2, 3], "eta_min": [OMIT, 1e-5, 1e-4]},
        # The cycle is looked up by a logarithm, which misses some restarts.
        [{"T_0": 1, "T_mult": 3}, {"T_0": 1, "T_mult": 10}, {"T_0": 2, "T_mult": 3}],
        lambda options: [
            *at("T_0", factors=(1, 3, 4, 7))(options),
            111,
            121,
            242,
        ],
        reading="called",
        count=8,
        fractions=True,
    ),
    torch_of(
        "OneCycleLR",
        {
            "max_lr": [0.1, 1.0, 3e-4],
            "total_steps": [10, 13, 40, 100],
            "pct_start": [OMIT, 0.2, 0.25, 0.45],
            "anneal_strategy": [OMIT, "cos", "linear"],
            "div_factor": [OMIT, 1.0, 10.0],
            "final_div_factor": [OMIT, 1.0, 100.0],
            "three_phase": [OMIT, False, True],
            "base_momentum": [OMIT, 0.8],
            "max_momentum": [OMIT, 0.9],
        },
        [
            {"max_lr": 0.1, "epochs": 4, "steps_per_epoch": 5},
            {"max_lr": 0.1, "total_steps": 1},
            {"max_lr": 0.1, "total_steps": 2},
            {"max_lr": 0.1, "total_steps": 10, "pct_start": 0.1},
            {"max_lr": 0.1, "total_steps": 10, "pct_start": 0.0},
            {"max_lr": 0.1, "total_steps": 10, "pct_start": 1.0},
            {"max_lr": 0.1, "total_steps": 10, "pct_start": 0.7, "three_phase": True},
            {"max_lr": 0.1, "total_steps": 10, "cycle_momentum": False},
            {"max_lr": 0.1, "total_steps": 0},
            {"max_lr": 0.1, "total_steps": 10, "pct_start": 2.0},
            {"max_lr": 0.1, "total_steps": 10, "anneal_strategy": "cosine"},
        ],
        one_cycle_marks,
        count=14,
    ),
    torch_of(
        "CyclicLR",
        {
            "base_lr": [0.01, 1e-4],
            "max_lr": [0.1, 0.5],
            "step_size_up": [2, 5, 10],
            "step_size_down": [OMIT, 1, 3, 10],
            "mode": [OMIT, "triangular", "triangular2", "exp_range"],
            "gamma": [OMIT, 0.9, 0.99],
            "base_momentum": [OMIT, 0.7],
            "max_momentum": [OMIT, 0.95],
        },
        [
            {"base_lr": 0.01, "max_lr": 0.1},
            {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 1},
            {"base_lr": 0.1, "max_lr": 0.01, "step_size_up": 4},
            {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "cycle_momentum": False},
            {
                "base_lr": 0.01,
                "max_lr": 0.1,
                "step_size_up": 4,
                "scale_fn": function("lambda c: 1/c"),
            },
            {
                "base_lr": 0.01,
                "max_lr": 0.1,
                "step_size_up": 4,
                "scale_fn": function("lambda c: 0.9**c"),
                "scale_mode": "iterations",
            },
            {"base_lr": 0.01, "max_lr": 0.1, "mode": "square"},
            {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "step_size_down": 0},
        ],
        cyclic_marks,
        count=14,
    ),
    torch_of(
        "LambdaLR",
        {"lr_lambda": [function("lambda e: 0.5**(e//3)"), function("lambda e: 1-e/20")]},
        [],
        fixed(3, 10),
        count=2,
    ),
    torch_of(
        "MultiplicativeLR",
        {"lr_lambda": [function("lambda e: 0.95"), function("lambda e: 1/(1+e)")]},
        [],
        fixed(3, 10),
        count=2,
    ),
    torch_of(
        "SequentialLR",
        {},
        [
            sequence([4], LINEAR_UP, COSINE_8),
            sequence([4], LINEAR_UP, STEP_3),
            sequence([4], LINEAR_UP, EXPONENTIAL),
            sequence([6], LINEAR_UP, nested(TORCH + "PolynomialLR", total_iters=6, power=2.0)),
            sequence([4], LINEAR_UP, RESTART),
            sequence([5], HALF, nested(TORCH + "MultiStepLR", milestones=[2, 4], gamma=0.5)),
            sequence([1], LINEAR_UP, COSINE_8),
            sequence([3, 7], STEP_3, HALF, EXPONENTIAL),
            sequence([4, 12], LINEAR_UP, COSINE_8, EXPONENTIAL),
            sequence([2, 2], LINEAR_UP, STEP_3, EXPONENTIAL),
            sequence([5, 2], LINEAR_UP, STEP_3, EXPONENTIAL),
            sequence([0], LINEAR_UP, EXPONENTIAL),
            sequence(
                [6],
                nested(TORCH + "SequentialLR", schedulers=[LINEAR_UP, EXPONENTIAL], milestones=[4]),
                STEP_3,
            ),
            sequence([4], LINEAR_UP, nested(TORCH + "ChainedScheduler", schedulers=[HALF])),
            sequence([4], nested(TORCH + "ChainedScheduler", schedulers=[EXPONENTIAL]), STEP_3),
            sequence([4], LINEAR_UP),
            sequence(
                [4], LINEAR_UP, nested(TORCH + "LambdaLR", lr_lambda=function("lambda e: 1-e/20"))
            ),
        ],
        listed("milestones"),
        count=0,
    ),
    torch_of(
        "ChainedScheduler",
        {},
        [
            chain(HALF, EXPONENTIAL),
            chain(LINEAR_UP, EXPONENTIAL),
            chain(LINEAR_UP, STEP_3),
            chain(LINEAR_UP, COSINE_8),
            chain(LINEAR_UP, nested(TORCH + "MultiStepLR", milestones=[2, 6], gamma=0.1)),
            chain(HALF, STEP_3, EXPONENTIAL),
            chain(nested(TORCH + "PolynomialLR", total_iters=8, power=2.0), EXPONENTIAL),
            chain(EXPONENTIAL),
            chain(LINEAR_UP, nested(TORCH + "CosineAnnealingLR", T_max=3)),
            chain(
                EXPONENTIAL,
                nested(TORCH + "SequentialLR", schedulers=[HALF, STEP_3], milestones=[4]),
            ),
            chain(STEP_3, RESTART),
            chain(RESTART, STEP_3),
            chain(STEP_3, nested(TORCH + "LambdaLR", lr_lambda=function("lambda e: 1-e/20"))),
        ],
        fixed(3, 5, 8),
        count=0,
    ),
]


def keras_of(
    name: str, choices: Choices, edges: list[Options], horizon: Marks, count: int = 10
) -> Target:
    return Target(KERAS + name, choices, edges, horizon, "called", count, fractions=True)


INITIAL: Choices = {"initial_learning_rate": [0.1, 1.0, 3e-4]}
KERAS_TARGETS = [
    keras_of(
        "ExponentialDecay",
        INITIAL
        | {
            "decay_steps": [1, 5, 10, 100],
            "decay_rate": [0.5, 0.9, 0.96, 1.0, 1.1],
            "staircase": [OMIT, True, False],
        },
        [
            {"initial_learning_rate": 0.1, "decay_steps": 4, "decay_rate": 0.0},
            {"initial_learning_rate": 0.1, "decay_steps": 2.5, "decay_rate": 0.5},
            {"initial_learning_rate": 0.1, "decay_steps": 0, "decay_rate": 0.5},
        ],
        at("decay_steps", factors=(1, 2)),
    ),
    keras_of(
        "PiecewiseConstantDecay",
        {"boundaries": [[3, 6], [1, 2], [10, 100]], "values": [[1.0, 0.5, 0.1], [0.1, 0.3, 0.0]]},
        [
            {"boundaries": [5], "values": [0.1, 0.01]},
            {"boundaries": [0], "values": [0.1, 0.01]},
            {"boundaries": [1, 2, 3, 4], "values": [0.5, 0.4, 0.3, 0.2, 0.1]},
            {"boundaries": [6, 3], "values": [1.0, 0.5, 0.1]},
            {"boundaries": [3, 3], "values": [1.0, 0.5, 0.1]},
            {"boundaries": [3], "values": [1.0]},
        ],
        listed("boundaries"),
        count=5,
    ),
    keras_of(
        "PolynomialDecay",
        INITIAL
        | {
            "decay_steps": [1, 5, 10, 100],
            "end_learning_rate": [OMIT, 0.0, 0.01],
            "power": [OMIT, 0.5, 2.0, 3.0],
            "cycle": [OMIT, True, False],
        },
        [
            {"initial_learning_rate": 0.1, "decay_steps": 4, "end_learning_rate": 0.5},
            {"initial_learning_rate": 0.1, "decay_steps": 4, "power": 0.0},
            {"initial_learning_rate": 0.1, "decay_steps": 1, "cycle": True},
            {"initial_learning_rate": 0.1, "decay_steps": 0},
        ],
        at("decay_steps", factors=(1, 2, 3)),
        count=12,
    ),
    keras_of(
        "InverseTimeDecay",
        INITIAL
        | {
            "decay_steps": [1, 5, 10, 100],
            "decay_rate": [0.0, 0.1, 0.5, 2.0],
            "staircase": [OMIT, True, False],
        },
        [
            {"initial_learning_rate": 0.1, "decay_steps": 0, "decay_rate": 0.5},
            {
                "initial_learning_rate": 0.1,
                "decay_steps": 2.5,
                "decay_rate": 0.5,
                "staircase": True,
            },
        ],
        at("decay_steps", factors=(1, 2)),
    ),
    keras_of(
        "CosineDecay",
        INITIAL
        | {
            "decay_steps": [1, 5, 10, 100],
            "alpha": [OMIT, 0.0, 0.1, 0.5],
            "warmup_target": [OMIT, None, 0.5],
            "warmup_steps": [OMIT, 0, 1, 4],
        },
        [
            {"initial_learning_rate": 0.1, "decay_steps": 5, "warmup_steps": 3},
            {
                "initial_learning_rate": 0.0,
                "decay_steps": 5,
                "warmup_target": 0.1,
                "warmup_steps": 1,
            },
            {
                "initial_learning_rate": 0.5,
                "decay_steps": 5,
                "warmup_target": 0.1,
                "warmup_steps": 3,
                "alpha": 0.2,
            },
            {"initial_learning_rate": 0.1, "decay_steps": 5, "warmup_target": 0.2},
            {"initial_learning_rate": 0.1, "decay_steps": 5, "alpha": 1.0},
            {"initial_learning_rate": 0.1, "decay_steps": 5, "alpha": 2.0},
            {"initial_learning_rate": 0.1, "decay_steps": 0},
        ],
        total("warmup_steps", "decay_steps"),
        count=12,
    ),
    keras_of(
        "CosineDecayRestarts",
        INITIAL
        | {
            "first_decay_steps": [2, 4, 10, 25],
            "t_mul": [OMIT, 1.0, 1.5, 2.0, 3.0],
            "m_mul": [OMIT, 0.5, 0.9, 1.0],
            "alpha": [OMIT, 0.0, 0.1],
        },
        [
            {"initial_learning_rate": 0.1, "first_decay_steps": 1},
            {"initial_learning_rate": 0.1, "first_decay_steps": 1, "t_mul": 1.0, "m_mul": 0.5},
            {"initial_learning_rate": 0.1, "first_decay_steps": 4, "t_mul": 0.5},
            {"initial_learning_rate": 0.1, "first_decay_steps": 4, "m_mul": 2.0},
            {"initial_learning_rate": 0.1, "first_decay_steps": 0},
        ],
        at("first_decay_steps", factors=(1, 2, 2.5, 3, 4, 7)),
        count=12,
    ),
]


def optax_of(
    name: str, choices: Choices, edges: list[Options], horizon: Marks, count: int = 10
) -> Target:
    return Target("optax." + name, choices, edges, horizon, "called", count, fractions=True)


VALUE: Choices = {"init_value": [0.1, 1.0, 3e-4]}
WARM_TO: Choices = {"init_value": [0.0, 0.01], "peak_value": [0.1, 1.0], "warmup_steps": [1, 3, 10]}
CYCLE: Options = {"init_value": 0.0, "peak_value": 1.0, "warmup_steps": 2, "decay_steps": 6}
OPTAX_TARGETS = [
    optax_of("constant_schedule", {"value": [0.1, 0.0]}, [], fixed(3), count=2),
    optax_of(
        "cosine_decay_schedule",
        VALUE
        | {
            "decay_steps": [1, 5, 10, 100],
            "alpha": [OMIT, 0.0, 0.1, 1.0],
            "exponent": [OMIT, 0.5, 2.0],
        },
        [
            {"init_value": 0.1, "decay_steps": 0},
            {"init_value": 0.1, "decay_steps": 5, "alpha": 2.0},
            {"init_value": 0.1, "decay_steps": 5, "exponent": 0.0},
        ],
        at("decay_steps", factors=(0.5, 1)),
    ),
    optax_of(
        "warmup_cosine_decay_schedule",
        WARM_TO
        | {
            "decay_steps": [12, 20, 100],
            "end_value": [OMIT, 0.0, 0.005],
            "exponent": [OMIT, 1.0, 2.0],
        },
        [
            {"init_value": 0.0, "peak_value": 0.1, "warmup_steps": 0, "decay_steps": 8},
            {"init_value": 0.2, "peak_value": 0.1, "warmup_steps": 3, "decay_steps": 8},
            {"init_value": 0.0, "peak_value": 0.1, "warmup_steps": 4, "decay_steps": 5},
            {"init_value": 0.0, "peak_value": 0.1, "warmup_steps": 8, "decay_steps": 8},
            {"init_value": 0.1, "peak_value": 0.0, "warmup_steps": 2, "decay_steps": 8},
        ],
        at("warmup_steps", "decay_steps"),
    ),
    optax_of(
        "warmup_exponential_decay_schedule",
        WARM_TO
        | {
            "transition_steps": [1, 5, 20],
            "decay_rate": [0.5, 0.9],
            "transition_begin": [OMIT, 0, 3],
            "staircase": [OMIT, True],
            "end_value": [OMIT, 0.02],
        },
        [
            {
                "init_value": 0.0,
                "peak_value": 0.1,
                "warmup_steps": 0,
                "transition_steps": 4,
                "decay_rate": 0.5,
            },
            {
                "init_value": 0.0,
                "peak_value": 0.1,
                "warmup_steps": 2,
                "transition_steps": 4,
                "decay_rate": 1.5,
                "end_value": 0.3,
            },
            {
                "init_value": 0.0,
                "peak_value": 0.1,
                "warmup_steps": 2,
                "transition_steps": -4,
                "decay_rate": 0.5,
            },
            {
                "init_value": 0.0,
                "peak_value": 0.1,
                "warmup_steps": 2,
                "transition_steps": 4,
                "decay_rate": 0.0,
            },
        ],
        total("warmup_steps", "transition_begin", "transition_steps"),
    ),
    optax_of(
        "warmup_constant_schedule",
        WARM_TO,
        [{"init_value": 0.0, "peak_value": 0.1, "warmup_steps": 0}],
        at("warmup_steps"),
        count=4,
    ),
    optax_of(
        "exponential_decay",
        VALUE
        | {
            "transition_steps": [1, 5, 10],
            "decay_rate": [0.5, 0.9, 1.1],
            "transition_begin": [OMIT, 0, 3],
            "staircase": [OMIT, True, False],
            "end_value": [OMIT, 0.05],
        },
        [
            {"init_value": 0.1, "transition_steps": 0, "decay_rate": 0.5},
            {"init_value": 0.1, "transition_steps": 4, "decay_rate": 0.0},
            {"init_value": 0.1, "transition_steps": 4, "decay_rate": 1.5, "end_value": 0.2},
            {"init_value": 0.1, "transition_steps": 4, "decay_rate": 0.5, "transition_begin": -2},
            {"init_value": 0.1, "transition_steps": -4, "decay_rate": 0.5},
        ],
        total("transition_begin", "transition_steps", "transition_steps"),
        count=12,
    ),
    optax_of(
        "polynomial_schedule",
        VALUE
        | {
            "end_value": [0.0, 0.01, 0.5],
            "power": [1, 0.5, 2.0, 3.0],
            "transition_steps": [1, 4, 10, 100],
            "transition_begin": [OMIT, 0, 3],
        },
        [
            {"init_value": 0.1, "end_value": 0.0, "power": 1, "transition_steps": 0},
            {"init_value": 0.1, "end_value": 0.0, "power": 0, "transition_steps": 4},
            {
                "init_value": 0.1,
                "end_value": 0.0,
                "power": 1,
                "transition_steps": 4,
                "transition_begin": -2,
            },
        ],
        total("transition_begin", "transition_steps"),
    ),
    optax_of(
        "linear_schedule",
        VALUE
        | {
            "end_value": [0.0, 0.01, 0.5],
            "transition_steps": [1, 4, 10, 100],
            "transition_begin": [OMIT, 0, 3],
        },
        [{"init_value": 0.1, "end_value": 0.0, "transition_steps": steps} for steps in (0, -4)],
        total("transition_begin", "transition_steps"),
    ),
    optax_of(
        "piecewise_constant_schedule",
        VALUE
        | {
            "boundaries_and_scales": [
                OMIT,
                {"3": 0.5},
                {"2": 0.5, "5": 2.0},
                {"1": 0.1, "2": 0.1, "3": 0.1},
                {"10": 0.3, "100": 0.3},
            ]
        },
        [
            {"init_value": 0.1, "boundaries_and_scales": {"0": 0.5}},
            {"init_value": 0.1, "boundaries_and_scales": {"6": 0.5, "3": 0.1}},
            {"init_value": 0.1, "boundaries_and_scales": {"3": 0.0}},
            {"init_value": 0.1, "boundaries_and_scales": {"3": -0.5}},
        ],
        listed("boundaries_and_scales"),
        count=8,
    ),
    optax_of(
        "piecewise_interpolate_schedule",
        VALUE
        | {
            "interpolate_type": ["linear", "cosine"],
            "boundaries_and_scales": [
                {"4": 0.5},
                {"2": 0.5, "5": 2.0},
                {"1": 0.1, "2": 0.1, "3": 0.1},
                {"10": 0.3, "100": 0.3},
            ],
        },
        [
            {
                "interpolate_type": "linear",
                "init_value": 0.1,
                "boundaries_and_scales": {"0": 0.5, "4": 0.5},
            },
            {
                "interpolate_type": "cosine",
                "init_value": 0.1,
                "boundaries_and_scales": {"4": 0.0},
            },
            {"interpolate_type": "linear", "init_value": 0.1},
        ],
        listed("boundaries_and_scales"),
        count=10,
    ),
    optax_of(
        "linear_onecycle_schedule",
        {
            "transition_steps": [10, 20, 33, 100],
            "peak_value": [0.1, 1.0],
            "pct_start": [OMIT, 0.2, 0.4],
            "pct_final": [OMIT, 0.7, 0.9],
            "div_factor": [OMIT, 10.0],
            "final_div_factor": [OMIT, 100.0],
        },
        [
            *({"transition_steps": steps, "peak_value": 1.0} for steps in (0, 1, 2, 3, 4)),
            {"transition_steps": 20, "peak_value": 1.0, "pct_start": 0.6, "pct_final": 0.4},
            {"transition_steps": 20, "peak_value": 1.0, "pct_start": 0.5, "pct_final": 0.5},
        ],
        lambda options: [options["transition_steps"] * part // 1 for part in (0.3, 0.85, 1)],
    ),
    optax_of(
        "cosine_onecycle_schedule",
        {
            "transition_steps": [10, 20, 33, 100],
            "peak_value": [0.1, 1.0],
            "pct_start": [OMIT, 0.2, 0.4],
            "div_factor": [OMIT, 10.0],
            "final_div_factor": [OMIT, 100.0],
        },
        [
            *({"transition_steps": steps, "peak_value": 1.0} for steps in (0, 1, 2, 3, 4)),
            {"transition_steps": 20, "peak_value": 1.0, "pct_start": 1.0},
        ],
        lambda options: [options["transition_steps"] * part // 1 for part in (0.3, 1)],
    ),
    optax_of(
        "sgdr_schedule",
        {},
        [
            {"cosine_kwargs": [CYCLE]},
            {"cosine_kwargs": [CYCLE, CYCLE]},
            {"cosine_kwargs": [CYCLE | {"end_value": 0.1}, CYCLE | {"peak_value": 0.5}]},
            {"cosine_kwargs": [CYCLE | {"decay_steps": 3 * 2**k} for k in range(3)]},
            {"cosine_kwargs": [CYCLE | {"exponent": 2.0}, CYCLE | {"warmup_steps": 0}]},
            {"cosine_kwargs": [CYCLE | {"peak_value": 0.5**k} for k in range(4)]},
            {"cosine_kwargs": [CYCLE | {"init_value": 0.1}, CYCLE | {"decay_steps": 3}]},
            {"cosine_kwargs": [CYCLE | {"warmup_steps": 5}, CYCLE | {"warmup_steps": 1}]},
            {"cosine_kwargs": [CYCLE | {"decay_steps": 20, "end_value": 0.2}] * 3},
            {"cosine_kwargs": [CYCLE | {"decay_steps": 2}]},
        ],
        lambda options: total_of(options["cosine_kwargs"]),
        count=0,
    ),
    optax_of(
        "join_schedules",
        {},
        [
            {"schedules": [line(0.0, 0.1, 4)], "boundaries": []},
            {
                "schedules": [line(0.0, 0.1, 4), nested("optax.constant_schedule", value=0.1)],
                "boundaries": [4],
            },
            {
                "schedules": [
                    line(0.0, 0.1, 4),
                    nested("optax.cosine_decay_schedule", init_value=0.1, decay_steps=6, alpha=0.1),
                ],
                "boundaries": [4],
            },
            {"schedules": [line(0.0, 1.0, 4), line(1.0, 0.0, 4)], "boundaries": [2]},
            {"schedules": [line(0.0, 1.0, 4), line(1.0, 0.0, 4)], "boundaries": [0]},
            {
                "schedules": [line(0.0, 1.0, 4), line(1.0, 0.5, 4), line(0.2, 0.0, 4)],
                "boundaries": [6, 3],
            },
            {
                "schedules": [
                    nested(
                        "optax.join_schedules",
                        schedules=[line(0.0, 1.0, 2), line(1.0, 0.5, 4)],
                        boundaries=[2],
                    ),
                    line(0.5, 0.0, 4),
                ],
                "boundaries": [5],
            },
            {"schedules": [line(0.0, 1.0, 4), line(1.0, 0.0, 4)], "boundaries": [3, 6]},
            {"schedules": [line(0.0, 1.0, 4), line(1.0, 0.0, 4)], "boundaries": [2.5]},
            {"schedules": [line(0.0, 1.0, 4), line(1.0, 0.0, 4)], "boundaries": []},
        ],
        listed("boundaries"),
        count=0,
    ),
]


def total_of(cycles: list[Options]) -> list[float]:
    """Where cycles of these lengths end."""
    return [sum(cycle["decay_steps"] for cycle in cycles[: k + 1]) for k in range(len(cycles))]


def timm_of(
    name: str, choices: Choices, edges: list[Options], horizon: Marks, fractions: bool = False
) -> Target:
    target = f"timm.scheduler.{name}LRScheduler"
    return Target(target, choices, edges, horizon, "called", 12, fractions=fractions)


TIMM_WARM: Choices = {
    "warmup_t": [OMIT, 0, 2, 5],
    "warmup_lr_init": [OMIT, 1e-5, 1e-4],
    "warmup_prefix": [OMIT, True, False],
}
TIMM_CYCLES: Choices = {
    "t_initial": [4, 10, 25, 100],
    "lr_min": [OMIT, 0.0, 1e-5, 1e-4],
    "cycle_mul": [OMIT, 1.0, 1.5, 2.0],
    "cycle_decay": [OMIT, 0.5, 1.0],
    "cycle_limit": [OMIT, 1, 2, 3],
}
TIMM_EDGES: list[Options] = [
    {"t_initial": 1, "lr_min": 0.01},
    {"t_initial": 1, "cycle_limit": 5, "cycle_decay": 0.5},
    {"t_initial": 5, "cycle_limit": 0},
    {"t_initial": 5, "lr_min": 0.01, "warmup_t": 8, "warmup_lr_init": 0.001},
    {"t_initial": 5, "lr_min": 0.01, "warmup_t": 1, "warmup_prefix": True},
    {"t_initial": 4, "cycle_mul": 0.5, "cycle_limit": 3},
    {"t_initial": 0},
    # Noise that never begins is no noise.
    {"t_initial": 6, "noise_range_t": 1000, "noise_pct": 0.5},
]


DECAY_RATES: Choices = {"decay_rate": [OMIT, 0.1, 0.5, 0.9]}


def timm_marks(options: Options) -> list[float]:
    start = options.get("warmup_t", 0)
    length = options["t_initial"]
    longer = length * options.get("cycle_mul", 1)
    return [start, length, start + length, length + longer, start + length + longer]


TIMM_TARGETS = [
    timm_of(
        "Cosine",
        TIMM_CYCLES | TIMM_WARM | {"k_decay": [OMIT, OMIT, 0.5, 1.5]},
        [*TIMM_EDGES, {"t_initial": 1, "cycle_mul": 3, "cycle_limit": 9, "lr_min": 0.01}],
        timm_marks,
        fractions=True,
    ),
    timm_of(
        "Tanh",
        TIMM_CYCLES | TIMM_WARM | {"lb": [OMIT, OMIT, -5.0], "ub": [OMIT, OMIT, 2.0]},
        [*TIMM_EDGES, {"t_initial": 6, "lb": 1.0, "ub": 0.0}],
        timm_marks,
        fractions=True,
    ),
    timm_of(
        "Poly",
        TIMM_CYCLES | TIMM_WARM | {"power": [OMIT, 1.0, 2.0], "k_decay": [OMIT, OMIT, 0.5, 1.5]},
        [*TIMM_EDGES, {"t_initial": 6, "power": 0.0}],
        timm_marks,
        fractions=True,
    ),
    timm_of(
        "MultiStep",
        {"decay_t": [[3, 6], [1, 2], [10, 20, 30], [4, 4]]} | DECAY_RATES | TIMM_WARM,
        [
            {"decay_t": [], "decay_rate": 0.5},
            {"decay_t": [1], "decay_rate": 0.5},
            {"decay_t": [0], "decay_rate": 0.5},
            {"decay_t": [9, 3, 6], "decay_rate": 0.5},
            {"decay_t": [3, 6], "decay_rate": 0.5, "warmup_t": 4, "warmup_prefix": False},
        ],
        listed("decay_t"),
    ),
    timm_of(
        "Step",
        {"decay_t": [1, 3, 10, 2.5]} | DECAY_RATES | TIMM_WARM,
        [
            {"decay_t": 3, "decay_rate": 0.5, "warmup_t": 4, "warmup_prefix": False},
            {"decay_t": 0, "decay_rate": 0.5},
        ],
        at("decay_t", "warmup_t", factors=(1, 2, 3)),
        fractions=True,
    ),
]


def hugging_face(name: str, choices: Choices, edges: list[Options], count: int = 10) -> Target:
    return Target(
        f"transformers.{name}",
        choices,
        edges,
        lambda options: [
            options.get("num_warmup_steps", 0),
            options.get("num_training_steps") or 20,
            *wsd_marks(options),
        ],
        count=count,
    )


def wsd_marks(options: Options) -> list[float]:
    if "num_decay_steps" not in options:
        return []
    return total("num_warmup_steps", "num_stable_steps", "num_decay_steps")(options)


WARM_STEPS: Choices = {"num_warmup_steps": [0, 1, 3, 10]}
TRAINING: Choices = WARM_STEPS | {"num_training_steps": [12, 20, 100]}
SHORT: list[Options] = [
    {"num_warmup_steps": 0, "num_training_steps": 1},
    {"num_warmup_steps": 1, "num_training_steps": 1},
    {"num_warmup_steps": 5, "num_training_steps": 5},
    {"num_warmup_steps": 8, "num_training_steps": 5},
    {"num_warmup_steps": 0, "num_training_steps": 0},
]


def each_with(rows: list[Options], **more: Any) -> list[Options]:
    return [row | more for row in rows]


TRANSFORMERS_TARGETS = [
    hugging_face("get_constant_schedule", {}, [{}]),
    hugging_face("get_constant_schedule_with_warmup", WARM_STEPS, [], count=4),
    hugging_face("get_linear_schedule_with_warmup", TRAINING, SHORT),
    hugging_face(
        "get_cosine_schedule_with_warmup",
        TRAINING | {"num_cycles": [OMIT, 0.5, 1, 1.5, 2]},
        [*SHORT, {"num_warmup_steps": 2, "num_training_steps": 10, "num_cycles": 0}],
        count=12,
    ),
    hugging_face(
        RESTARTS,
        TRAINING | {"num_cycles": [OMIT, 1, 2, 3, 4]},
        [*SHORT, {"num_warmup_steps": 2, "num_training_steps": 10, "num_cycles": 2.5}],
        count=12,
    ),
    hugging_face(
        POLYNOMIAL,
        TRAINING | {"power": [OMIT, 0.5, 2.0, 3.0], "lr_end": [OMIT, 0.0, 1e-5, 1e-4]},
        [
            *SHORT,
            {"num_warmup_steps": 2, "num_training_steps": 10, "lr_end": 9.0},
            {"num_warmup_steps": 2, "num_training_steps": 10, "power": 0.0},
        ],
        count=12,
    ),
    hugging_face(
        "get_inverse_sqrt_schedule",
        WARM_STEPS | {"timescale": [OMIT, None, 1, 5, 100]},
        [{"num_warmup_steps": 5, "timescale": 2}],
    ),
    hugging_face(
        MIN_LR,
        TRAINING | {"num_cycles": [OMIT, 0.5, 1], "min_lr_rate": [0.0, 0.1, 0.5, 1.0]},
        [
            *each_with(SHORT, min_lr_rate=0.1),
            {"num_warmup_steps": 2, "num_training_steps": 10, "min_lr": 1e-4},
            {"num_warmup_steps": 2, "num_training_steps": 10, "min_lr": 0.01, "num_cycles": 1},
            {"num_warmup_steps": 2, "num_training_steps": 10},
            {"num_warmup_steps": 2, "num_training_steps": 10, "min_lr": 0.01, "min_lr_rate": 0.1},
        ],
    ),
    hugging_face(
        f"{MIN_LR}_lr_rate",
        TRAINING
        | {
            "num_cycles": [OMIT, 0.5, 1],
            "min_lr_rate": [0.0, 0.1, 0.5],
            "warmup_lr_rate": [OMIT, None, 0.0, 0.2],
        },
        [
            *each_with(SHORT, min_lr_rate=0.1),
            *each_with(SHORT[:2], min_lr_rate=0.1, warmup_lr_rate=0.2),
            {"num_warmup_steps": 2, "num_training_steps": 10, "min_lr": 1e-4},
            {"num_warmup_steps": 2, "num_training_steps": 10},
        ],
        count=12,
    ),
    hugging_face(
        "get_wsd_schedule",
        TRAINING
        | {
            "num_decay_steps": [1, 2, 8],
            "warmup_type": [OMIT, "linear", "cosine", "1-sqrt"],
            "decay_type": [OMIT, "linear", "cosine", "1-sqrt"],
            "min_lr_ratio": [OMIT, 0.0, 0.1],
            "num_cycles": [OMIT, OMIT, 1],
        },
        [
            {"num_warmup_steps": 3, "num_decay_steps": 4, "num_stable_steps": 5},
            {"num_warmup_steps": 0, "num_decay_steps": 4, "num_stable_steps": 0},
            {
                "num_warmup_steps": 3,
                "num_decay_steps": 4,
                "num_stable_steps": 5,
                "num_training_steps": 40,
            },
            {"num_warmup_steps": 3, "num_decay_steps": 0, "num_training_steps": 10},
            {"num_warmup_steps": 6, "num_decay_steps": 8, "num_training_steps": 10},
            {"num_warmup_steps": 3, "num_decay_steps": 4},
            {
                "num_warmup_steps": 3,
                "num_decay_steps": 4,
                "num_training_steps": 10,
                "decay_type": "exponential",
            },
            {
                "num_warmup_steps": 3,
                "num_decay_steps": 4,
                "num_training_steps": 10,
                "min_lr_ratio": 1.2,
            },
        ],
        count=16,
    ),
]
TARGETS = [
    *TORCH_TARGETS,
    *KERAS_TARGETS,
    *OPTAX_TARGETS,
    *TIMM_TARGETS,
    *TRANSFORMERS_TARGETS,
]


DTYPES: dict[str, list[str | None]] = {"keras": ["float32", "float64"], "optax": ["float64"]}


def name_of(target: str) -> str:
    return target.rsplit(".", 1)[1]


def requests(row: Target) -> list[Options]:
    """The edges, then random options, none twice."""
    # A generator of its own: another target's table does not change these cases.
    rng = random.Random(f"{SEED} {row.target} {row.reading}")
    found = list(row.edges)
    for _ in range(row.count * 20):
        if len(found) >= len(row.edges) + row.count:
            break
        options = drawn(rng, row.choices)
        if options not in found:
            found.append(options)
    return found


def cases_of(row: Target) -> list[Case]:
    """Every case of a target, run; its closed form after it, where torch has one."""
    system = system_of(row.target)
    rng = random.Random(f"{SEED} {row.target} {row.reading} bases")
    found: list[Case] = []
    for index, options in enumerate(requests(row)):
        base_lr = BASES[0] if index < len(row.edges) else rng.choice(BASES)
        for reading in [row.reading, *(["closed"] if row.closed else [])]:
            for dtype in {"keras": ["float32", "float64"], "optax": ["float64"]}.get(
                system, [None]
            ):
                found.append(case_of(row, options, index, reading, base_lr, dtype))
    return found


def case_of(
    row: Target, options: Options, index: int, reading: str, base_lr: float, dtype: str | None
) -> Case:
    """One case, run."""
    suffix = "" if reading == "stepped" or not row.target.startswith("torch") else f"_{reading}"
    case: Case = {
        "id": f"{name_of(row.target)}_{index}{suffix}",
        "system": system_of(row.target),
        "call": f"{name_of(row.target)}({shown(options)})",
        "target": row.target,
        "options": options,
        "reading": reading,
    }
    case |= {"dtype": dtype} if dtype else {"base_lr": base_lr}
    steps = around(row.horizon(options), row.fractions or reading == "closed")
    filled: Case = plain(case | run(case, steps))
    return filled


@dataclass(frozen=True)
class Plateau:
    """A plateau, and what its options are drawn from."""

    target: str
    choices: Choices
    edges: list[Options]


TORCH_PLATEAU: Choices = {
    "mode": [OMIT, "min", "max"],
    "factor": [OMIT, 0.5, 0.2],
    "patience": [0, 1, 2, 3],
    "threshold": [OMIT, 0.0, 0.05],
    "threshold_mode": [OMIT, "rel", "abs"],
    "cooldown": [OMIT, 0, 1, 3],
    "min_lr": [OMIT, 0.0, 0.01],
    "eps": [OMIT, OMIT, 0.02],
}
TORCH_PLATEAU_EDGES: list[Options] = [
    {"factor": 0.0, "patience": 1},
    {"factor": 1.0},
    {"patience": 0, "factor": 0.5, "min_lr": 0.5},
    {"mode": "smallest"},
    {"factor": 0.5, "patience": 2, "threshold": 1.5},
]
PLATEAUS = [
    Plateau(TORCH + "ReduceLROnPlateau", TORCH_PLATEAU, TORCH_PLATEAU_EDGES),
    Plateau(
        "transformers.get_reduce_on_plateau_schedule",
        TORCH_PLATEAU,
        TORCH_PLATEAU_EDGES,
    ),
    Plateau(
        "keras.callbacks.ReduceLROnPlateau",
        {
            "monitor": ["loss"],
            "mode": ["min", "max"],
            "factor": [OMIT, 0.5, 0.2],
            "patience": [0, 1, 2, 3],
            "min_delta": [OMIT, 0.0, 0.05],
            "cooldown": [OMIT, 0, 1, 2, 3],
            "min_lr": [OMIT, 0.0, 0.01],
        },
        [
            {"monitor": "loss", "mode": "auto", "patience": 2, "factor": 0.5},
            {"monitor": "acc", "mode": "auto", "patience": 2, "factor": 0.5},
            {"monitor": "loss", "mode": "min", "patience": 1, "min_lr": 0.5, "cooldown": 2},
            {"monitor": "loss", "mode": "min", "factor": 1.0},
        ],
    ),
    Plateau(
        "optax.contrib.reduce_on_plateau",
        {
            "factor": [OMIT, 0.5, 0.2],
            "patience": [0, 1, 2, 3],
            "rtol": [OMIT, 0.01, 0.05],
            "atol": [OMIT, 0.0, 0.05],
            "cooldown": [OMIT, 0, 1, 3],
            "accumulation_size": [OMIT, 1, 2, 3],
            "min_scale": [OMIT, 0.0, 0.1],
        },
        [
            {"rtol": 0.0, "atol": 0.0},
            {"factor": 1.0},
            {"rtol": 2.0},
            {"factor": 0.5, "patience": 1, "rtol": 0.0, "atol": 0.1},
            {"factor": 0.5, "patience": 2, "rtol": 1.0},
        ],
    ),
    Plateau(
        "timm.scheduler.PlateauLRScheduler",
        {
            "decay_rate": [OMIT, 0.5, 0.2],
            "patience_t": [0, 1, 2, 3],
            "threshold": [OMIT, 0.0, 0.05],
            "cooldown_t": [OMIT, 0, 1, 3],
            "warmup_t": [OMIT, 0, 2, 4],
            "warmup_lr_init": [OMIT, 0.001],
            "lr_min": [OMIT, 0.01],
            "mode": [OMIT, "min", "max"],
        },
        [
            {"decay_rate": 0.5, "patience_t": 0, "mode": "min", "lr_min": 0.05},
            {"decay_rate": 0.5, "patience_t": 1, "mode": "min", "noise_range_t": 1000},
            {"decay_rate": 1.0},
            {"decay_rate": 0.0},
        ],
    ),
    Plateau(
        "transformers.GreedyLR",
        {
            "mode": [OMIT, "min", "max"],
            "factor": [0.5, 0.8],
            "patience": [0, 1, 2],
            "threshold": [OMIT, 0.0, 0.05],
            "threshold_mode": [OMIT, "rel", "abs"],
            "cooldown": [OMIT, 0, 2],
            "warmup": [OMIT, 0, 2],
            "min_lr": [OMIT, 0.05],
            "max_lr": [OMIT, 0.3],
            "reset_start": [OMIT, 1, 2],
            "smooth": [OMIT, OMIT, True],
            "window_size": [OMIT, 3],
        },
        [
            {"factor": 0.5, "patience": 0, "min_lr": 0.05, "reset_start": 1},
            {"factor": 0.5, "patience": 1, "smooth": True, "window_size": 2},
            {},
            {"factor": 1.0},
            {"mode": "smallest"},
            {"threshold_mode": "ratio"},
            {"factor": 0.5, "patience": 0, "eps": 0.03},
            {"min_lr": 0.05, "max_lr": 0.01},
        ],
    ),
]


def metrics_of(rng: random.Random, shape: str) -> list[float | str]:
    """Metrics with stalls, spikes and, by shape, negative or missing ones."""
    value, found = 1.0, []
    for _ in range(rng.choice([16, 22, 28])):
        value += rng.choice([0.0, 0.0, -0.05, -0.1, 0.02, 0.1, -0.001])
        found.append(round(value - (2 if shape == "negative" else 0), 3))
    if shape == "rising":
        found = [round(1 - value, 3) for value in found]
    missing: list[float | str] = list(found)
    if shape.startswith("nan"):
        holes = [0, 1] if shape == "nan_first" else rng.sample(range(1, len(found)), 4)
        for hole in holes:
            missing[hole] = "nan"
    if shape == "infinite":
        missing[0], missing[4], missing[7] = "inf", "-inf", "nan"
    return missing


SHAPES = ["falling", "rising", "negative", "nan_first", "nan", "infinite"]
ROUNDS = 4


def plateaus_of(row: Plateau) -> list[Case]:
    """The edges, then random options over metrics of every shape."""
    rng = random.Random(f"{SEED} {row.target}")
    wanted = [(options, "falling") for options in row.edges]
    wanted += [(drawn(rng, row.choices), shape) for _ in range(ROUNDS) for shape in SHAPES]
    return [
        plateau_of(row.target, options, shape, index, rng)
        for index, (options, shape) in enumerate(wanted)
    ]


def plateau_of(target: str, options: Options, shape: str, index: int, rng: random.Random) -> Case:
    """One plateau, run."""
    system = system_of(target)
    case: Case = {
        "id": f"{name_of(target)}_{index}_{shape}",
        "system": system,
        "target": target,
        "options": options,
        "lr0": rng.choice([0.1, 1.0]),
        "metrics": metrics_of(rng, shape),
    }
    if system in ("keras", "optax"):
        case["dtype"] = "float32" if system == "keras" else "float64"
    filled: Case = plain(case | run_plateau(case))
    return filled


def wider() -> Case:
    """Every further case, and every further plateau."""
    return {
        "cases": [case for row in TARGETS for case in cases_of(row)],
        "plateaus": [case for row in PLATEAUS for case in plateaus_of(row)],
    }
