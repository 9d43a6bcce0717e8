"""trainer_state.json of Hugging Face. The rates are get_scheduler's, logged as the Trainer logs them: that of the next update
before 2025, that of the update that is over since then."""

import json

import torch
from transformers.optimization import get_scheduler

SOURCE = "transformers 5.18.0, get_scheduler, run; the log of trainer.py, read as a specification"


def file(id, name, total, warmup, every, logged_ahead=True, upto=None, rate=5e-5):
    return dict(id=id, fileName="trainer_state.json", options={}, made=(name, total, warmup, every, logged_ahead, upto or total, rate))


FILES = [
    file("linear", "linear", 60, 0, 10),
    file("linear-each", "linear", 30, 5, 1, upto=20),
    file("cosine-each", "cosine", 40, 4, 1),
    file("constant", "constant", 50, 0, 25),
    file("cosine-seldom", "cosine", 90, 9, 10, upto=60, rate=2e-4),
    file("cosine-after-warmup", "cosine", 120, 4, 10, logged_ahead=False, rate=3e-5),
    file("linear-seldom-new", "linear", 80, 8, 5, logged_ahead=False, upto=50),
    file("inverse-root", "inverse_sqrt", 80, 8, 5, upto=70),
    file("linear-new", "linear", 24, 6, 1, logged_ahead=False),
]


def record(file):
    name, total, warmup, every, ahead, upto, rate = file.pop("made")
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=total)
    rates = []
    for _ in range(upto + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    history = []
    for step in range(every, upto + 1, every):
        history.append({"epoch": step / 20, "grad_norm": 1.5, "learning_rate": rates[step if ahead else step - 1], "loss": 2.0, "step": step})
    history.append({"epoch": upto / 20, "eval_loss": 1.9, "eval_runtime": 1.2, "step": upto})
    state = {"best_metric": None, "best_model_checkpoint": None, "epoch": upto / 20, "eval_steps": 500, "global_step": upto, "is_hyper_param_search": False, "is_local_process_zero": True, "is_world_process_zero": True, "log_history": history, "logging_steps": every, "max_steps": total, "num_train_epochs": 3, "save_steps": 500, "total_flos": 1.0e15, "trial_name": None, "trial_params": None}
    first, last = (every, upto) if ahead else (0, upto - 1)
    file["text"] = json.dumps(state, indent=1)
    file["steps"] = list(range(first, last + 1))
    return {"values": [rates[step] for step in file["steps"]]}
