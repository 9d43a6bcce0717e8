"""Nanoseconds for a call of the schedules of torch and optax.

Reads a line, measures everything once, writes a line of JSON; and again, until the input ends.
`schedule-speed.ts` talks to it, so that both sides are measured in turns on the same machine.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

os.environ["JAX_PLATFORMS"] = "cpu"

try:
    import jax
    import optax
    import torch
    from torch.optim import lr_scheduler
except ImportError as error:
    sys.exit(f"schedule-speed: this Python cannot import torch and optax: {error}")

STEPS = 1000
"""Calls in one timing, and the horizon of every schedule."""

INITIAL = 0.1
WARMUP = 100

TORCH: dict[str, Callable[[torch.optim.Optimizer], Any]] = {
    "step": lambda bound: lr_scheduler.StepLR(bound, 100, gamma=0.1),
    "exponential": lambda bound: lr_scheduler.ExponentialLR(bound, 0.999),
    "cosine": lambda bound: lr_scheduler.CosineAnnealingLR(bound, STEPS),
    "oneCycle": lambda bound: lr_scheduler.OneCycleLR(bound, INITIAL, total_steps=STEPS + 1),
    "warmup cosine": lambda bound: lr_scheduler.SequentialLR(
        bound,
        [
            lr_scheduler.LinearLR(bound, 0.01, total_iters=WARMUP),
            lr_scheduler.CosineAnnealingLR(bound, STEPS - WARMUP),
        ],
        [WARMUP],
    ),
}

OPTAX: dict[str, Callable[[int], Any]] = {
    "step": optax.piecewise_constant_schedule(INITIAL, {100 * k: 0.1 for k in range(1, 10)}),
    "exponential": optax.exponential_decay(INITIAL, 1, 0.999),
    "cosine": optax.cosine_decay_schedule(INITIAL, STEPS),
    "warmup cosine": optax.warmup_cosine_decay_schedule(0.0, INITIAL, WARMUP, STEPS),
}
JITTED = {name: jax.jit(schedule) for name, schedule in OPTAX.items()}


def per_call(started: int, calls: int) -> float:
    """Nanoseconds for each of the calls since the clock was read."""
    return (time.perf_counter_ns() - started) / calls


def torch_step(make: Callable[[torch.optim.Optimizer], Any]) -> float:
    """`scheduler.step()` on an optimizer with one parameter group, over a whole horizon."""
    bound = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=INITIAL, momentum=0.9)
    scheduler = make(bound)
    # Torch warns of a scheduler that moves before the optimizer has.
    bound.step()
    step = scheduler.step
    started = time.perf_counter_ns()
    for _ in range(STEPS):
        step()
    return per_call(started, STEPS)


def optax_call(schedule: Callable[[int], Any], calls: int) -> float:
    """`schedule(count)` with a Python integer; waits for the last value only."""
    jax.block_until_ready(schedule(0))
    value = None
    started = time.perf_counter_ns()
    for count in range(calls):
        value = schedule(count)
    jax.block_until_ready(value)
    return per_call(started, calls)


def measure() -> dict[str, dict[str, float]]:
    """Everything once, in nanoseconds a call."""
    return {
        "torch": {name: torch_step(make) for name, make in TORCH.items()},
        # A plain call takes so long that fewer are as exact.
        "optax": {name: optax_call(schedule, STEPS // 5) for name, schedule in OPTAX.items()},
        "optax jitted": {name: optax_call(schedule, STEPS) for name, schedule in JITTED.items()},
    }


def main() -> None:
    versions = {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "optax": optax.__version__,
        "jax": jax.__version__,
    }
    print(json.dumps(versions), flush=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        measure()
        for _line in sys.stdin:
            print(json.dumps(measure()), flush=True)


if __name__ == "__main__":
    main()
