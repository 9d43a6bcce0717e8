"""The cases of the five packs and of plateau.json, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from libraries import KERAS, TORCH, Case, Options, run, run_plateau, system_of

NAN = "nan"


class Row(NamedTuple):
    """One case: what a reader sees, what is called, and at which steps."""

    id: str
    call: str | None
    target: str
    options: Options
    steps: int | list[float]
    reading: str = "stepped"


def nested(target: str, **options: Any) -> Options:
    """A schedule as an option of another."""
    return {"target": target, "options": options}


def torch_row(id: str, call: str, name: str, options: Options, steps: int) -> Row:
    return Row(id, call, TORCH + name, options, steps)


def closed_row(id: str, name: str, options: Options, steps: int) -> Row:
    return Row(id, "_get_closed_form_lr", TORCH + name, options, steps, "closed")


def one_cycle(strategy: str, phases: int) -> Row:
    options = {
        "max_lr": 0.1,
        "total_steps": 20,
        "anneal_strategy": strategy,
        "three_phase": phases == 3,
    }
    call = (
        f"OneCycleLR(max_lr=0.1,total_steps=20,anneal_strategy='{strategy}',"
        f"three_phase={phases == 3})"
    )
    # One more than the library allows, for its error.
    return torch_row(f"onecycle_{strategy}_{phases}phase", call, "OneCycleLR", options, 22)


def cyclic(mode: str) -> Row:
    call = f"CyclicLR(0.01,0.1,step_size_up=4,step_size_down=2,mode='{mode}',gamma=0.9)"
    options = {
        "base_lr": 0.01,
        "max_lr": 0.1,
        "step_size_up": 4,
        "step_size_down": 2,
        "mode": mode,
        "gamma": 0.9,
    }
    return torch_row(f"cyclic_{mode}", call, "CyclicLR", options, 21)


STEP: Options = {"step_size": 3, "gamma": 0.5}
MULTI_STEP: Options = {"milestones": [2, 5, 5, 8], "gamma": 0.1}
WARM = nested(TORCH + "LinearLR", start_factor=0.1, total_iters=3)
EXPONENTIAL = nested(TORCH + "ExponentialLR", gamma=0.9)

TORCH_ROWS = [
    torch_row(
        "constant",
        "ConstantLR(factor=0.5,total_iters=4)",
        "ConstantLR",
        {"factor": 0.5, "total_iters": 4},
        9,
    ),
    torch_row("constant_default", "ConstantLR()", "ConstantLR", {}, 9),
    torch_row("linear_default", "LinearLR()", "LinearLR", {}, 9),
    torch_row(
        "linear_down",
        "LinearLR(start_factor=1,end_factor=0.25,total_iters=6)",
        "LinearLR",
        {"start_factor": 1, "end_factor": 0.25, "total_iters": 6},
        10,
    ),
    torch_row("step", "StepLR(3,gamma=0.5)", "StepLR", STEP, 11),
    torch_row("multistep", "MultiStepLR([2,5,5,8],gamma=0.1)", "MultiStepLR", MULTI_STEP, 11),
    torch_row("exponential", "ExponentialLR(0.9)", "ExponentialLR", {"gamma": 0.9}, 11),
    torch_row(
        "polynomial_p1", "PolynomialLR(5,1.0)", "PolynomialLR", {"total_iters": 5, "power": 1.0}, 9
    ),
    torch_row(
        "polynomial_p2", "PolynomialLR(5,2.0)", "PolynomialLR", {"total_iters": 5, "power": 2.0}, 9
    ),
    torch_row(
        "cosine",
        "CosineAnnealingLR(T_max=5,eta_min=0.01)",
        "CosineAnnealingLR",
        {"T_max": 5, "eta_min": 0.01},
        17,
    ),
    torch_row(
        "cosine_restarts",
        "CosineAnnealingWarmRestarts(T_0=3,T_mult=2,eta_min=0.01)",
        "CosineAnnealingWarmRestarts",
        {"T_0": 3, "T_mult": 2, "eta_min": 0.01},
        25,
    ),
    torch_row(
        "cosine_restarts_m1",
        "CosineAnnealingWarmRestarts(T_0=4)",
        "CosineAnnealingWarmRestarts",
        {"T_0": 4},
        13,
    ),
    one_cycle("cos", 2),
    one_cycle("cos", 3),
    one_cycle("linear", 2),
    one_cycle("linear", 3),
    cyclic("triangular"),
    cyclic("triangular2"),
    cyclic("exp_range"),
    torch_row(
        "lambda",
        "LambdaLR(lambda e: 1/(1+e))",
        "LambdaLR",
        {"lr_lambda": {"function": "lambda e: 1/(1+e)"}},
        7,
    ),
    torch_row(
        "multiplicative",
        "MultiplicativeLR(lambda e: 0.95)",
        "MultiplicativeLR",
        {"lr_lambda": {"function": "lambda e: 0.95"}},
        7,
    ),
    torch_row(
        "seq_linear_cosine",
        "SequentialLR([LinearLR(0.1,total_iters=3),CosineAnnealingLR(5)],[3])",
        "SequentialLR",
        {"schedulers": [WARM, nested(TORCH + "CosineAnnealingLR", T_max=5)], "milestones": [3]},
        13,
    ),
    torch_row(
        "seq_const_exp",
        "SequentialLR([ConstantLR(0.1,20),ExponentialLR(0.9)],[4])",
        "SequentialLR",
        {
            "schedulers": [nested(TORCH + "ConstantLR", factor=0.1, total_iters=20), EXPONENTIAL],
            "milestones": [4],
        },
        11,
    ),
    torch_row(
        "seq_warm_restarts",
        "SequentialLR([LinearLR(0.1,total_iters=3),CosineAnnealingWarmRestarts(2,2)],[3])",
        "SequentialLR",
        {
            "schedulers": [WARM, nested(TORCH + "CosineAnnealingWarmRestarts", T_0=2, T_mult=2)],
            "milestones": [3],
        },
        13,
    ),
    torch_row(
        "chained_const_exp",
        "ChainedScheduler([ConstantLR(0.1,2),ExponentialLR(0.9)])",
        "ChainedScheduler",
        {"schedulers": [nested(TORCH + "ConstantLR", factor=0.1, total_iters=2), EXPONENTIAL]},
        9,
    ),
    Row(
        "cosine_restarts_fractional",
        "CosineAnnealingWarmRestarts(T_0=4,T_mult=2).step(x)",
        TORCH + "CosineAnnealingWarmRestarts",
        {"T_0": 4, "T_mult": 2},
        [0, 0.25, 1.5, 3.75, 4, 4.5, 7.9, 11.999, 12, 20.5, 28, 100.25],
        "called",
    ),
    closed_row("closed_linear_default", "LinearLR", {}, 9),
    closed_row("closed_cosine", "CosineAnnealingLR", {"T_max": 5, "eta_min": 0.01}, 17),
    closed_row("closed_polynomial_p2", "PolynomialLR", {"total_iters": 5, "power": 2.0}, 9),
    closed_row("closed_step", "StepLR", STEP, 11),
    closed_row("closed_multistep", "MultiStepLR", MULTI_STEP, 11),
    closed_row("closed_exponential", "ExponentialLR", {"gamma": 0.9}, 11),
    closed_row("closed_constant", "ConstantLR", {"factor": 0.5, "total_iters": 4}, 9),
]


def keras_row(id: str, call: str, options: Options, steps: int) -> Row:
    return Row(id, call, KERAS + call.split("(")[0], options, steps, "called")


def decay(initial: float, steps: int, **more: Any) -> Options:
    return {"initial_learning_rate": initial, "decay_steps": steps} | more


KERAS_ROWS = [
    keras_row("exponential", "ExponentialDecay(0.1,10,0.96)", decay(0.1, 10, decay_rate=0.96), 26),
    keras_row(
        "exponential_stair",
        "ExponentialDecay(0.1,5,0.5,staircase=True)",
        decay(0.1, 5, decay_rate=0.5, staircase=True),
        17,
    ),
    keras_row(
        "piecewise",
        "PiecewiseConstantDecay([3,6],[1.0,0.5,0.1])",
        {"boundaries": [3, 6], "values": [1.0, 0.5, 0.1]},
        10,
    ),
    keras_row(
        "poly",
        "PolynomialDecay(0.1,5,0.01,2.0)",
        decay(0.1, 5, end_learning_rate=0.01, power=2.0),
        9,
    ),
    keras_row(
        "poly_cycle",
        "PolynomialDecay(0.1,4,0.01,1.0,cycle=True)",
        decay(0.1, 4, end_learning_rate=0.01, power=1.0, cycle=True),
        14,
    ),
    keras_row("inverse_time", "InverseTimeDecay(0.1,2,0.5)", decay(0.1, 2, decay_rate=0.5), 9),
    keras_row(
        "inverse_time_stair",
        "InverseTimeDecay(0.1,2,0.5,True)",
        decay(0.1, 2, decay_rate=0.5, staircase=True),
        9,
    ),
    keras_row("cosine", "CosineDecay(0.1,5,alpha=0.1)", decay(0.1, 5, alpha=0.1), 9),
    keras_row(
        "cosine_warmup",
        "CosineDecay(0.01,5,alpha=0.1,warmup_target=0.1,warmup_steps=3)",
        decay(0.01, 5, alpha=0.1, warmup_target=0.1, warmup_steps=3),
        12,
    ),
    keras_row(
        "restarts",
        "CosineDecayRestarts(1.0,4,2.0,0.5,0.1)",
        {
            "initial_learning_rate": 1.0,
            "first_decay_steps": 4,
            "t_mul": 2.0,
            "m_mul": 0.5,
            "alpha": 0.1,
        },
        31,
    ),
    keras_row(
        "restarts_t1",
        "CosineDecayRestarts(1.0,4,1.0,0.9)",
        {"initial_learning_rate": 1.0, "first_decay_steps": 4, "t_mul": 1.0, "m_mul": 0.9},
        14,
    ),
]


def optax_row(id: str, call: str, options: Options, steps: int) -> Row:
    return Row(id, call, "optax." + call.split("(")[0], options, steps, "called")


def line(start: float, end: float, steps: int) -> Options:
    return nested("optax.linear_schedule", init_value=start, end_value=end, transition_steps=steps)


SCALES: Options = {"4": 0.1, "8": 0.01}
OPTAX_ROWS = [
    optax_row(
        "cosine",
        "cosine_decay_schedule(0.1,5,0.1)",
        {"init_value": 0.1, "decay_steps": 5, "alpha": 0.1},
        9,
    ),
    optax_row(
        "cosine_exp2",
        "cosine_decay_schedule(0.1,5,0.1,2.0)",
        {"init_value": 0.1, "decay_steps": 5, "alpha": 0.1, "exponent": 2.0},
        9,
    ),
    optax_row(
        "warmup_cosine",
        "warmup_cosine_decay_schedule(0.01,0.1,3,8,0.005)",
        {
            "init_value": 0.01,
            "peak_value": 0.1,
            "warmup_steps": 3,
            "decay_steps": 8,
            "end_value": 0.005,
        },
        12,
    ),
    optax_row(
        "warmup_exp",
        "warmup_exponential_decay_schedule(0,0.1,2,2,0.5,1,False,0.02)",
        {
            "init_value": 0,
            "peak_value": 0.1,
            "warmup_steps": 2,
            "transition_steps": 2,
            "decay_rate": 0.5,
            "transition_begin": 1,
            "staircase": False,
            "end_value": 0.02,
        },
        13,
    ),
    optax_row(
        "exponential",
        "exponential_decay(0.1,2,0.5,2)",
        {"init_value": 0.1, "transition_steps": 2, "decay_rate": 0.5, "transition_begin": 2},
        11,
    ),
    optax_row(
        "exponential_stair",
        "exponential_decay(0.1,2,0.5,staircase=True)",
        {"init_value": 0.1, "transition_steps": 2, "decay_rate": 0.5, "staircase": True},
        9,
    ),
    optax_row(
        "poly",
        "polynomial_schedule(0.1,0.01,2.0,4,1)",
        {
            "init_value": 0.1,
            "end_value": 0.01,
            "power": 2.0,
            "transition_steps": 4,
            "transition_begin": 1,
        },
        9,
    ),
    optax_row(
        "linear",
        "linear_schedule(0.0,0.1,4,2)",
        {"init_value": 0.0, "end_value": 0.1, "transition_steps": 4, "transition_begin": 2},
        9,
    ),
    optax_row(
        "piecewise_constant",
        "piecewise_constant_schedule(1.0,{3:0.5,6:0.1})",
        {"init_value": 1.0, "boundaries_and_scales": {"3": 0.5, "6": 0.1}},
        10,
    ),
    optax_row(
        "piecewise_interp_linear",
        "piecewise_interpolate_schedule('linear',1.0,{4:0.1,8:0.01})",
        {"interpolate_type": "linear", "init_value": 1.0, "boundaries_and_scales": SCALES},
        12,
    ),
    optax_row(
        "piecewise_interp_cosine",
        "piecewise_interpolate_schedule('cosine',1.0,{4:0.1,8:0.01})",
        {"interpolate_type": "cosine", "init_value": 1.0, "boundaries_and_scales": SCALES},
        12,
    ),
    optax_row(
        "linear_onecycle",
        "linear_onecycle_schedule(20,1.0)",
        {"transition_steps": 20, "peak_value": 1.0},
        23,
    ),
    optax_row(
        "cosine_onecycle",
        "cosine_onecycle_schedule(20,1.0)",
        {"transition_steps": 20, "peak_value": 1.0},
        23,
    ),
    optax_row(
        "sgdr",
        "sgdr_schedule([...])",
        {
            "cosine_kwargs": [
                {
                    "init_value": 0.0,
                    "peak_value": 1.0,
                    "warmup_steps": 2,
                    "decay_steps": 6,
                    "end_value": 0.1,
                },
                {
                    "init_value": 0.1,
                    "peak_value": 0.5,
                    "warmup_steps": 1,
                    "decay_steps": 4,
                    "end_value": 0.0,
                },
            ]
        },
        13,
    ),
    optax_row(
        "join",
        "join_schedules([linear(0,1,3),constant(1),linear(1,0,4)],[3,6])",
        {
            "schedules": [
                line(0.0, 1.0, 3),
                nested("optax.constant_schedule", value=1.0),
                line(1.0, 0.0, 4),
            ],
            "boundaries": [3, 6],
        },
        13,
    ),
]


def timm_row(id: str, call: str, name: str, options: Options, steps: int) -> Row:
    return Row(id, call, f"timm.scheduler.{name}LRScheduler", options, steps, "called")


COSINE_WARM: Options = {"t_initial": 10, "lr_min": 0.01, "warmup_t": 3, "warmup_lr_init": 0.001}
TIMM_ROWS = [
    timm_row("cosine", "t_initial=5,lr_min=0.01", "Cosine", {"t_initial": 5, "lr_min": 0.01}, 9),
    timm_row(
        "cosine_warm",
        "t_initial=10,lr_min=.01,warmup_t=3,warmup_lr_init=.001",
        "Cosine",
        COSINE_WARM,
        14,
    ),
    timm_row(
        "cosine_warm_prefix",
        "... warmup_prefix=True",
        "Cosine",
        COSINE_WARM | {"warmup_prefix": True},
        16,
    ),
    timm_row(
        "cosine_cycles",
        "t_initial=4,lr_min=.01,cycle_mul=2,cycle_decay=.5,cycle_limit=3",
        "Cosine",
        {"t_initial": 4, "lr_min": 0.01, "cycle_mul": 2, "cycle_decay": 0.5, "cycle_limit": 3},
        33,
    ),
    *(
        timm_row(
            f"cosine_k{k}",
            f"t_initial=6,k_decay={k}",
            "Cosine",
            {"t_initial": 6, "k_decay": k},
            8,
        )
        for k in (0.5, 1.5, 2.0)
    ),
    timm_row("tanh", "t_initial=6,lr_min=.01", "Tanh", {"t_initial": 6, "lr_min": 0.01}, 9),
    timm_row(
        "tanh_warm",
        "t_initial=6,lr_min=.01,warmup_t=2,warmup_lr_init=.001",
        "Tanh",
        {"t_initial": 6, "lr_min": 0.01, "warmup_t": 2, "warmup_lr_init": 0.001},
        9,
    ),
    timm_row(
        "poly",
        "t_initial=5,lr_min=.01,power=.5",
        "Poly",
        {"t_initial": 5, "lr_min": 0.01, "power": 0.5},
        8,
    ),
    timm_row(
        "multistep",
        "decay_t=[3,6],decay_rate=.1",
        "MultiStep",
        {"decay_t": [3, 6], "decay_rate": 0.1},
        10,
    ),
    timm_row("step", "decay_t=3,decay_rate=.1", "Step", {"decay_t": 3, "decay_rate": 0.1}, 10),
    timm_row(
        "step_warm",
        "decay_t=3,decay_rate=.1,warmup_t=2,warmup_lr_init=.01",
        "Step",
        {"decay_t": 3, "decay_rate": 0.1, "warmup_t": 2, "warmup_lr_init": 0.01},
        10,
    ),
]


class HuggingFaceRow(NamedTuple):
    """A case of `get_scheduler`, whose arguments are recorded as they are."""

    id: str
    function: str
    args: Options
    steps: int


TRAIN: Options = {"num_warmup_steps": 3, "num_training_steps": 12}
MIN_LR = "get_cosine_with_min_lr_schedule_with_warmup"
RESTARTS = "get_cosine_with_hard_restarts_schedule_with_warmup"
POLYNOMIAL = "get_polynomial_decay_schedule_with_warmup"


def with_kwargs(args: Options, **kwargs: Any) -> Options:
    return args | {"scheduler_specific_kwargs": kwargs}


def stable_decay(warmup: str, decay: str) -> HuggingFaceRow:
    args = with_kwargs(
        TRAIN, num_decay_steps=5, decay_type=decay, warmup_type=warmup, min_lr_ratio=0.1
    )
    return HuggingFaceRow(f"wsd_{warmup}_{decay}", "get_wsd_schedule", args, 16)


SHAPES = ("linear", "cosine", "1-sqrt")
TRANSFORMERS_ROWS = [
    HuggingFaceRow("linear", "get_linear_schedule_with_warmup", TRAIN, 16),
    HuggingFaceRow("cosine", "get_cosine_schedule_with_warmup", TRAIN, 16),
    HuggingFaceRow("cosine_with_restarts", RESTARTS, TRAIN, 16),
    HuggingFaceRow("polynomial", POLYNOMIAL, TRAIN, 16),
    HuggingFaceRow(
        "cosine_cycles2", "get_cosine_schedule_with_warmup", with_kwargs(TRAIN, num_cycles=2), 16
    ),
    HuggingFaceRow("restarts3", RESTARTS, with_kwargs(TRAIN, num_cycles=3), 16),
    HuggingFaceRow("polynomial_p2", POLYNOMIAL, with_kwargs(TRAIN, power=2.0, lr_end=0.001), 16),
    HuggingFaceRow("constant", "get_constant_schedule", {}, 5),
    HuggingFaceRow(
        "constant_with_warmup", "get_constant_schedule_with_warmup", {"num_warmup_steps": 3}, 7
    ),
    HuggingFaceRow("inverse_sqrt", "get_inverse_sqrt_schedule", {"num_warmup_steps": 3}, 13),
    HuggingFaceRow(
        "inverse_sqrt_ts",
        "get_inverse_sqrt_schedule",
        with_kwargs({"num_warmup_steps": 3}, timescale=10),
        13,
    ),
    HuggingFaceRow("inverse_sqrt_nowarm", "get_inverse_sqrt_schedule", {"num_warmup_steps": 0}, 7),
    HuggingFaceRow("cosine_with_min_lr", MIN_LR, with_kwargs(TRAIN, min_lr_rate=0.1), 16),
    HuggingFaceRow(
        "cosine_warmup_with_min_lr", f"{MIN_LR}_lr_rate", with_kwargs(TRAIN, min_lr_rate=0.1), 16
    ),
    HuggingFaceRow(
        "cosine_warmup_with_min_lr_rate",
        f"{MIN_LR}_lr_rate",
        with_kwargs(TRAIN, min_lr_rate=0.1, warmup_lr_rate=0.2),
        16,
    ),
    *(stable_decay(warmup, decay) for decay in SHAPES for warmup in SHAPES),
]
GREEDY: Case = {
    "id": "greedy",
    "system": "transformers",
    "args": {"patience": 1, "factor": 0.5, "min_lr": 0.001, "max_lr": 1.0, "reset_start": 3},
    "lr0": 0.1,
    "metrics": [1, 0.9, 0.8, 0.7, 0.6] + [0.7] * 22,
}

NOISY = [
    1.0,
    0.9,
    0.91,
    0.89,
    0.95,
    0.96,
    0.97,
    0.88,
    0.99,
    0.99,
    0.99,
    0.99,
    0.87,
] + [0.9] * 4
METRICS: dict[str, Sequence[float | str]] = {
    "flat": [1.0] * 14,
    "noisy": NOISY,
    "nan_first": [NAN, 1.0, 0.9, 0.8, 0.7, 0.6],
    "nan_mid": [1.0, NAN, NAN, 0.9, 0.8],
    "negative_flat": [-1.0] * 8,
    "max_acc": [0.1, 0.2, 0.2, 0.2, 0.3, 0.3, 0.3, 0.3, 0.3, 0.31],
    "slow": [1e-3 * 0.95**k for k in range(8)],
}
PLATEAU_TARGETS = {
    "torch": "torch.optim.lr_scheduler.ReduceLROnPlateau",
    "keras": "keras.callbacks.ReduceLROnPlateau",
    "optax": "optax.contrib.reduce_on_plateau",
}
EXTRA_ARGS: list[Options] = [
    {"factor": 0.5, "patience": 1, "min_lr": 0.3},
    {"factor": 0.5, "patience": 1, "threshold": 0.05, "threshold_mode": "abs"},
    {"factor": 0.1, "patience": 0, "eps": 0.05},
]
ROWS = {
    "torch": TORCH_ROWS,
    "keras": KERAS_ROWS,
    "optax": OPTAX_ROWS,
    "timm": TIMM_ROWS,
}


def steps_of(row: Row) -> list[float]:
    return list(range(row.steps)) if isinstance(row.steps, int) else row.steps


def case_of(row: Row, dtype: str | None) -> Case:
    """Runs a row and lays the result out as the packs do."""
    system = system_of(row.target)
    case: Case = {"target": row.target, "options": row.options, "reading": row.reading}
    head: Case = {"id": row.id, "system": system, "call": row.call}
    if dtype:
        case["dtype"] = dtype
    else:
        case["base_lr"] = head["base_lr"] = 0.1
    result = run(case, steps_of(row))
    return head | result | ({"dtype": dtype} if dtype else {})


def options_of(args: Options) -> Options:
    """The arguments of `get_scheduler` as those of the function that it calls."""
    plain = {name: value for name, value in args.items() if name != "scheduler_specific_kwargs"}
    special: Options = args.get("scheduler_specific_kwargs", {})
    return plain | special


def hugging_face_case(row: HuggingFaceRow) -> Case:
    case = {
        "target": f"transformers.{row.function}",
        "options": options_of(row.args),
        "reading": "stepped",
        "base_lr": 0.1,
    }
    head = {"id": row.id, "system": "transformers", "args": row.args, "base_lr": 0.1}
    return head | run(case, range(row.steps))


def plateau_rows() -> list[Case]:
    """Every plateau of plateau.json, before it is run."""
    rows: list[Case] = []
    for name, metrics in METRICS.items():
        maximise = name == "max_acc"
        for patience in range(4):
            for cooldown in range(3):
                args: Options = {"factor": 0.5, "patience": patience, "cooldown": cooldown}
                for system in PLATEAU_TARGETS:
                    # optax only minimises.
                    if maximise and system == "optax":
                        continue
                    rows.append(
                        {
                            "id": f"{name}_p{patience}_cd{cooldown}",
                            "system": system,
                            "args": args | ({"mode": "max"} if maximise else {}),
                            "lr0": 1.0,
                            "metrics": metrics,
                        }
                    )
    for args in EXTRA_ARGS:
        rows.append(
            {
                "id": "extra_" + "_".join(args),
                "system": "torch",
                "args": args,
                "lr0": 1.0,
                "metrics": NOISY,
            }
        )
    return rows


def plateau_case(row: Case, target: str) -> Case:
    return row | run_plateau({"target": target, "options": row["args"]} | row)


def greedy_case() -> Case:
    return plateau_case(GREEDY, "transformers.GreedyLR")


def packs() -> dict[str, list[Case]]:
    """The cases of every pack, by file name."""
    cases = {system: [case_of(row, None) for row in ROWS[system]] for system in ("torch", "timm")}
    cases["keras"] = [case_of(row, "float32") for row in KERAS_ROWS]
    cases["optax"] = [case_of(row, dtype) for dtype in ("float32", "float64") for row in OPTAX_ROWS]
    cases["transformers"] = [*map(hugging_face_case, TRANSFORMERS_ROWS), greedy_case()]
    cases["plateau"] = [plateau_case(row, PLATEAU_TARGETS[row["system"]]) for row in plateau_rows()]
    return cases


def calls() -> Case:
    """What every case of the packs called, by `<system>/<id>`."""
    listed: Case = {}
    for system, rows in ROWS.items():
        for row in rows:
            listed[f"{system}/{row.id}"] = {
                "target": row.target,
                "options": row.options,
                "reading": row.reading,
            }
    for hugging_face in TRANSFORMERS_ROWS:
        listed[f"transformers/{hugging_face.id}"] = {
            "target": f"transformers.{hugging_face.function}",
            "options": options_of(hugging_face.args),
            "reading": "stepped",
        }
    listed["transformers/greedy"] = {
        "target": "transformers.GreedyLR",
        "options": GREEDY["args"],
    }
    for plateau in plateau_rows():
        more = {"monitor": "loss", "mode": "min"} if plateau["system"] == "keras" else {}
        listed[f"plateau/{plateau['system']}/{plateau['id']}"] = {
            "target": PLATEAU_TARGETS[plateau["system"]],
            "options": more | plateau["args"],
        }
    return listed
