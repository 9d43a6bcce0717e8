"""Images a second of the reference network in Keras and PyTorch, beside anneal-bench throughput on the same machine.

    python tools/peers/training.py --backends keras-tensorflow,keras-torch,torch

See README.md for the environments. Every framework trains in a process of its own; they take turns, round after round.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from network import keras_network

BATCH = 64
ROOT = Path(__file__).resolve().parents[2]
BENCH = ["node", "--conditions=@anneal/source", "--import", "tsx", "apps/bench/src/cli.ts"]


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def random_images(count):
    import numpy

    generator = numpy.random.default_rng(1)
    images = generator.random((count, 28, 28, 1), dtype="float32")
    return images, generator.integers(0, 10, count)


def keras_trainer(threads, backend):
    """A function that trains so many batches with `fit`, as a user of Keras does."""
    os.environ["KERAS_BACKEND"] = backend
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if backend == "tensorflow":
        import tensorflow

        tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
        version = "TensorFlow " + tensorflow.__version__
    else:
        import torch

        torch.set_num_threads(threads)
        version = "PyTorch " + torch.__version__
    import keras

    keras.utils.set_random_seed(1)
    model = keras_network(0.001)

    def train(batches):
        images, labels = random_images(batches * BATCH)
        began = time.perf_counter(), cpu_seconds()
        model.fit(images, labels, batch_size=BATCH, shuffle=False, verbose=0)
        return time.perf_counter() - began[0], cpu_seconds() - began[1]

    return train, f"Keras {keras.__version__}", version


def torch_trainer(threads):
    """The same in a loop by hand, with the order of axes that PyTorch is made for."""
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(1600, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )
    optimizer = torch.optim.Adam(model.parameters(), 0.001, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()

    def train(batches):
        images, labels = random_images(batches * BATCH)
        # With one channel both orders of axes are the same bytes.
        images = torch.from_numpy(images).reshape(-1, 1, 28, 28)
        labels = torch.from_numpy(labels)
        began = time.perf_counter(), cpu_seconds()
        correct = total = 0.0
        for start in range(0, len(labels), BATCH):
            x, y = images[start : start + BATCH], labels[start : start + BATCH]
            optimizer.zero_grad()
            output = model(x)
            loss = loss_of(output, y)
            loss.backward()
            optimizer.step()
            # The benchmark and Keras count the same two at each batch.
            total += loss.detach()
            correct += (output.detach().argmax(1) == y).sum()
        float(total), float(correct)
        return time.perf_counter() - began[0], cpu_seconds() - began[1]

    return train, f"PyTorch {torch.__version__}", ""


TRAINERS = {
    "keras-tensorflow": lambda threads: keras_trainer(threads, "tensorflow"),
    "keras-torch": lambda threads: keras_trainer(threads, "torch"),
    "torch": torch_trainer,
}


def serve(name, threads):
    """A child: trains for as long as each line on its standard input says, and answers with a line of JSON."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    train, version, kernels = TRAINERS[name](threads)
    train(3)
    per_batch = train(10)[0] / 10
    print(json.dumps({"version": version, "kernels": kernels}), file=answers, flush=True)
    for line in sys.stdin:
        batches = max(1, round(float(line) / per_batch))
        seconds, cpu = train(batches)
        per_batch = seconds / batches
        answer = {"images": batches * BATCH, "seconds": seconds, "cpuSeconds": cpu}
        print(json.dumps(answer), file=answers, flush=True)


class Child:
    def __init__(self, python, name, threads):
        command = [python, __file__, "--serve", name, "--threads", str(threads)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def read(self):
        line = self.process.stdout.readline()
        if line == "":
            said = self.process.stderr.read().strip().splitlines()
            raise RuntimeError(said[-1] if said else "ended without a word")
        return json.loads(line)

    def start(self, seconds):
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()

    def stop(self):
        self.process.kill()
        self.process.communicate()


class Arrangement:
    """One line of the table: so many processes that train at a time."""

    def __init__(self, python, name, processes, threads):
        self.row = {
            "name": name,
            "processes": processes,
            "threads": threads,
            "version": None,
            "kernels": None,
            "problem": None,
            "imagesPerSecond": None,
            "cpuMillisecondsPerImage": None,
            "rounds": [],
        }
        self.costs = []
        self.children = [Child(python, name, threads) for _ in range(processes)]
        try:
            for child in self.children:
                self.row.update(child.read())
        except RuntimeError as error:
            self.row["problem"] = str(error)

    def measure(self, seconds):
        if self.row["problem"]:
            return
        for child in self.children:
            child.start(seconds)
        try:
            answers = [child.read() for child in self.children]
        except RuntimeError as error:
            self.row["problem"] = str(error)
            return
        self.row["rounds"].append(sum(one["images"] / one["seconds"] for one in answers))
        images = sum(one["images"] for one in answers)
        self.costs.append(1000 * sum(one["cpuSeconds"] for one in answers) / images)

    def finish(self):
        for child in self.children:
            child.stop()
        if self.row["problem"] is None:
            self.row["imagesPerSecond"] = spread(self.row["rounds"])
            self.row["cpuMillisecondsPerImage"] = spread(self.costs)
        return self.row


def spread(values):
    quartiles = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return {"median": quartiles[1], "firstQuartile": quartiles[0], "thirdQuartile": quartiles[2]}


def ours(backends, seconds, mixes):
    """One round of anneal-bench throughput: its rows."""
    command = [*BENCH, "throughput", "--backends", backends, "--rounds", "1", "--seconds", str(seconds)]
    command += ["--json", "--quiet", *(["--mixes"] if mixes else [])]
    environment = {**os.environ, "NODE_NO_WARNINGS": "1"}
    printed = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(printed.stdout)["rows"]


def merge(rounds):
    """The rows of several rounds of ours as one."""
    rows = rounds[0]
    for index, row in enumerate(rows):
        all_rounds = [one[index] for one in rounds]
        problems = [one["problem"] for one in all_rounds if one["problem"]]
        if problems:
            row["problem"] = problems[0]
            continue
        row["rounds"] = [one["rounds"][0] for one in all_rounds]
        row["imagesPerSecond"] = spread(row["rounds"])
        costs = [one["cpuMillisecondsPerImage"]["median"] for one in all_rounds]
        row["cpuMillisecondsPerImage"] = spread(costs)
    return rows


def markdown(rows):
    measured = [row for row in rows if row["imagesPerSecond"]]
    reference = measured[0]["imagesPerSecond"]["median"] if measured else 1
    lines = [
        "| backend | processes × threads | images/s | quartiles | ratio | CPU ms/image | what |",
        "| --- | --- | ---: | --- | ---: | ---: | --- |",
    ]
    for row in rows:
        how = f"{row['processes']} × {row['threads']}"
        speed, cost = row["imagesPerSecond"], row["cpuMillisecondsPerImage"]
        if speed is None or row["problem"]:
            lines.append(f"| {row['name']} | {how} | – | – | – | – | {row['problem']} |")
            continue
        what = "; ".join(part for part in (row["version"], row["kernels"]) if part)
        quartiles = f"{speed['firstQuartile']:.0f}–{speed['thirdQuartile']:.0f}"
        lines.append(
            f"| {row['name']} | {how} | {speed['median']:.0f} | {quartiles} "
            f"| {speed['median'] / reference:.3f} | {cost['median']:.3f} | {what} |"
        )
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--backends", default="keras-tensorflow,keras-torch,torch", help="of Python's side")
    parser.add_argument(
        "--ours", default="fused-native,fused-wasm,tfjs-node,tfjs-node-stock,wasm-simd", help="of anneal-bench; empty for none"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--no-mixes", action="store_true", help="one process with all cores only")
    parser.add_argument(
        "--python",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="another Python for one of the backends; this one for the others",
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.threads)
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    shapes = [(1, cores)] if options.no_mixes or cores == 1 else [(1, cores), (1, 1), (cores, 1)]
    pythons = dict(pair.split("=", 1) for pair in options.python)
    arrangements = [
        Arrangement(pythons.get(name, sys.executable), name, processes, threads)
        for name in options.backends.split(",")
        if name
        for processes, threads in shapes
    ]
    rounds = []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        if options.ours:
            rounds.append(ours(options.ours, options.seconds, not options.no_mixes))
        for arrangement in arrangements:
            arrangement.measure(options.seconds)
    rows = [*(merge(rounds) if rounds else []), *(one.finish() for one in arrangements)]
    if options.json:
        print(json.dumps({"format": 1, "batchSize": BATCH, "cores": cores, "rows": rows}, indent=2))
    else:
        print(markdown(rows))


main()
