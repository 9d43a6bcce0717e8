"""Images a second of some networks in Keras, PyTorch and TensorFlow.js, layer by layer and fused, on one machine.

    python tools/peers/training.py --network mlp

See README.md for the environments. Everything trains in a process of its own; all take turns, round after round.
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

from network import SHAPES, keras_network, torch_network

BATCH = 64
ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
# Where `npm run native` puts tfjs-node.
NATIVE = Path(os.environ.get("ANNEAL_NATIVE_DIR") or CACHE / "anneal/native/tfjs-node-4.22.0")
SERVE = ["node", "--conditions=@anneal/source", "--import", "tsx", "packages/fused-training/tools/serve.ts"]


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def random_images(network, count):
    import numpy

    generator = numpy.random.default_rng(1)
    images = generator.random((count, *SHAPES[network]), dtype="float32")
    return images, generator.integers(0, 10, count)


def keras_trainer(network, threads, backend):
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
    model = keras_network(0.001, network)

    def train(batches):
        images, labels = random_images(network, batches * BATCH)
        began = time.perf_counter(), cpu_seconds()
        model.fit(images, labels, batch_size=BATCH, shuffle=False, verbose=0)
        return time.perf_counter() - began[0], cpu_seconds() - began[1]

    return train, f"Keras {keras.__version__}", version


def torch_trainer(network, threads):
    """The same in a loop by hand, with the order of axes that PyTorch is made for."""
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    model = torch_network(network)
    optimizer = torch.optim.Adam(model.parameters(), 0.001, eps=1e-7)
    loss_of = nn.CrossEntropyLoss()

    def train(batches):
        images, labels = random_images(network, batches * BATCH)
        images = torch.from_numpy(images)
        if images.ndim == 4:
            images = images.permute(0, 3, 1, 2).contiguous()
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
    "keras-tensorflow": lambda network, threads: keras_trainer(network, threads, "tensorflow"),
    "keras-torch": lambda network, threads: keras_trainer(network, threads, "torch"),
    "torch": torch_trainer,
}


def serve(name, network, threads):
    """A child: trains for as long as each line on its standard input says, and answers with a line of JSON."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    train, version, kernels = TRAINERS[name](network, threads)
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
    def __init__(self, command):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "NODE_NO_WARNINGS": "1", "ANNEAL_NATIVE_DIR": str(NATIVE)}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)

    def read(self):
        line = self.process.stdout.readline()
        # TensorFlow.js advertises its other backends.
        while line != "" and not line.startswith("{"):
            line = self.process.stdout.readline()
        if line == "":
            raise RuntimeError("does not run here")
        return json.loads(line)

    def start(self, seconds):
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()

    def stop(self):
        self.process.kill()
        self.process.communicate()


class Arrangement:
    """One line of the table: so many processes that train at a time."""

    def __init__(self, command, name, processes, threads):
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
        self.children = [Child([*command, str(threads)]) for _ in range(processes)]
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


def shapes_of(name, cores, only_totals):
    """How many processes with how many threads each: WebAssembly has one thread."""
    if only_totals:
        return [(cores, 1)]
    is_threaded = name not in ("fused-wasm", "wasm")
    shapes = [*([(1, cores)] if is_threaded else []), (1, 1), (cores, 1)]
    return list(dict.fromkeys(shapes))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", default="reference", choices=sorted(SHAPES))
    parser.add_argument("--backends", default="keras-tensorflow,keras-torch,torch", help="of Python's side")
    parser.add_argument(
        "--ours",
        default="fused-native,fused-wasm,wasm,tfjs-node,tfjs-node-stock",
        help="of JavaScript's side; empty for none",
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3, help="that each trains in a round")
    parser.add_argument("--totals", action="store_true", help="one process for each core only")
    parser.add_argument(
        "--python",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="another Python for one of the backends; this one for the others",
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("threads", nargs="?", type=int, default=1, help=argparse.SUPPRESS)
    options = parser.parse_args()
    network = options.network
    if options.serve:
        serve(options.serve, network, options.threads)
        return
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    pythons = dict(pair.split("=", 1) for pair in options.python)
    commands = {name: [*SERVE, name, network] for name in options.ours.split(",") if name}
    for name in filter(None, options.backends.split(",")):
        python = pythons.get(name, sys.executable)
        commands[name] = [python, __file__, "--network", network, "--serve", name]
    arrangements = [
        Arrangement(command, name, processes, threads)
        for name, command in commands.items()
        for processes, threads in shapes_of(name, cores, options.totals)
    ]
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr, flush=True)
        for arrangement in arrangements:
            arrangement.measure(options.seconds)
    rows = [one.finish() for one in arrangements]
    if options.json:
        described = {"format": 2, "network": network, "batchSize": BATCH, "cores": cores}
        print(json.dumps({**described, "rows": rows}, indent=2))
    else:
        print(markdown(rows))


main()
