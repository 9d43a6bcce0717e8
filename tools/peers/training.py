"""Images a second of some networks in Keras, PyTorch, jax-js and TensorFlow.js, layer by layer and fused, on one machine.

    python tools/peers/training.py --python torch=/tmp/torch/bin/python

See README.md for the environments. Everything trains in processes of its own; all take turns, round after round.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from network import NETWORKS, ROOT, operations

BATCH = 64
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
# Where `npm run native` puts tfjs-node.
NATIVE = Path(os.environ.get("ANNEAL_NATIVE_DIR") or CACHE / "anneal/native/tfjs-node-4.22.0")
SERVE = ["node", "--conditions=@anneal/source", "--import", "tsx", "packages/fused-training/tools/serve.ts"]
OURS = ["fused-native", "fused-wasm", "wasm", "tfjs-node", "tfjs-node-stock", "jax-js"]
THEIRS = ["keras-tensorflow", "keras-torch", "torch"]
# Whose processor's peak a share is of: what trains in WebAssembly could not reach another.
IN_WASM = ["fused-wasm", "wasm", "jax-js"]


class Child:
    def __init__(self, command):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        environment = {**os.environ, "NODE_NO_WARNINGS": "1", "ANNEAL_NATIVE_DIR": str(NATIVE)}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, text=True, **pipes)
        # What it says of itself before any question.
        self.greeting = {}

    def answer(self):
        line = self.process.stdout.readline()
        # TensorFlow.js advertises its other backends.
        while line != "" and not line.startswith("{"):
            line = self.process.stdout.readline()
        if line == "":
            return {"problem": "does not run here"}
        return json.loads(line)

    def ask(self, **request):
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # The answer says that there is nobody.

    def stop(self):
        self.process.kill()
        self.process.communicate()


class Arrangement:
    """So many processes that train at a time."""

    def __init__(self, name, processes, threads, children):
        self.name, self.processes, self.threads, self.children = name, processes, threads, children
        # By network.
        self.problems, self.rounds, self.costs = {}, {}, {}

    def ask(self, network, seconds):
        """The answers of all processes; nothing if one of them has a problem, as from then on."""
        if network in self.problems:
            return []
        for child in self.children:
            child.ask(network=network, seconds=seconds)
        answers = [child.answer() for child in self.children]
        for answer in answers:
            if "problem" in answer:
                self.problems[network] = answer["problem"]
                return []
        return answers

    def measure(self, network, seconds):
        answers = self.ask(network, seconds)
        if not answers:
            return
        self.rounds.setdefault(network, []).append(sum(one["images"] / one["seconds"] for one in answers))
        images = sum(one["images"] for one in answers)
        self.costs.setdefault(network, []).append(1000 * sum(one["cpuSeconds"] for one in answers) / images)

    def row(self, network, peak):
        """What was measured. The peak is in GFLOPS, of a core."""
        row = {
            "name": self.name,
            "processes": self.processes,
            "threads": self.threads,
            "version": self.children[0].greeting.get("version"),
            "kernels": self.children[0].greeting.get("kernels"),
            "problem": self.problems.get(network),
            "imagesPerSecond": None,
            "cpuMillisecondsPerImage": None,
            "shareOfPeak": None,
            "rounds": self.rounds.get(network, []),
        }
        if row["rounds"]:
            row["imagesPerSecond"] = spread(row["rounds"])
            row["cpuMillisecondsPerImage"] = spread(self.costs[network])
            if peak:
                cores = self.processes * self.threads
                gigaflops = row["imagesPerSecond"]["median"] * operations(network) / 1e9
                row["shareOfPeak"] = gigaflops / (peak * cores)
        return row


def spread(values):
    quartiles = statistics.quantiles(values, n=4, method="inclusive") if len(values) > 1 else values * 3
    return {"median": quartiles[1], "firstQuartile": quartiles[0], "thirdQuartile": quartiles[2]}


def markdown(rows):
    lines = [
        "| what trains | processes × threads | images/s | quartiles | ÷ the best Keras | of the peak | CPU ms/image | with |",
        "| --- | --- | ---: | --- | ---: | ---: | ---: | --- |",
    ]
    measured = [row for row in rows if row["imagesPerSecond"]]
    keras = [row["imagesPerSecond"]["median"] for row in measured if row["name"].startswith("keras")]
    for row in rows:
        how = f"{row['name']} | {row['processes']} × {row['threads']}"
        if row not in measured:
            lines.append(f"| {how} | – | – | – | – | – | {row['problem']} |")
            continue
        speed, cost = row["imagesPerSecond"], row["cpuMillisecondsPerImage"]["median"]
        ratio = f"{speed['median'] / max(keras):.2f}" if keras else "–"
        share = "–" if row["shareOfPeak"] is None else f"{100 * row['shareOfPeak']:.0f} %"
        what = "; ".join(part for part in (row["version"], row["kernels"]) if part)
        quartiles = f"{speed['firstQuartile']:,.0f}–{speed['thirdQuartile']:,.0f}"
        lines.append(f"| {how} | {speed['median']:,.0f} | {quartiles} | {ratio} | {share} | {cost:.3f} | {what} |")
    return "\n".join(lines)


def shapes_of(name, cores, only_totals):
    """How many processes with how many threads each: WebAssembly has one thread."""
    if only_totals:
        return [(cores, 1)]
    shapes = [*([(1, cores)] if name not in IN_WASM else []), (1, 1), (cores, 1)]
    return list(dict.fromkeys(shapes))


def arrangements_of(commands, cores, only_totals):
    """All of them, whose processes have begun. One process is the first of several with as many threads."""
    arrangements = []
    for name, command in commands.items():
        started = {}
        for processes, threads in shapes_of(name, cores, only_totals):
            children = started.setdefault(threads, [])
            while len(children) < processes:
                children.append(Child([*command, str(threads)]))
            arrangements.append(Arrangement(name, processes, threads, children[:processes]))
    for child in children_of(arrangements):
        child.greeting = child.answer()
    return arrangements


def children_of(arrangements):
    return list(dict.fromkeys(child for one in arrangements for child in one.children))


def prepare(arrangements, networks):
    """Makes and compiles all networks, at a time, since nothing is measured yet."""
    children = children_of(arrangements)
    for child in children:
        for network in networks:
            child.ask(network=network, seconds=0)
    for child in children:
        for network in networks:
            problem = child.answer().get("problem")
            for one in arrangements:
                if problem and child in one.children:
                    one.problems[network] = problem


def peak_of(arrangements, name):
    """The GFLOPS of the tiles of one engine's matrix products, at best, on a core that has nothing else to do."""
    for one in arrangements:
        if one.name == name and one.threads == 1:
            one.children[0].ask(peak=True)
            return one.children[0].answer().get("gigaflops")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", default=",".join(NETWORKS), help="some of " + ", ".join(NETWORKS))
    parser.add_argument("--backends", default="keras-tensorflow,torch", help="some of " + ", ".join(THEIRS))
    parser.add_argument(
        "--ours",
        default="fused-native,fused-wasm,wasm,tfjs-node,jax-js",
        help="what trains in JavaScript, some of " + ", ".join(OURS) + "; empty for none",
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5, help="that each trains in a round")
    parser.add_argument("--totals", action="store_true", help="one process for each core only")
    parser.add_argument(
        "--python",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="another Python for one of the backends; this one for the others",
    )
    parser.add_argument("--json", metavar="FILE", help="where the figure of every round is written, besides")
    options = parser.parse_args()
    chosen = {
        "--network": (options.network, list(NETWORKS)),
        "--backends": (options.backends, THEIRS),
        "--ours": (options.ours, OURS),
    }
    names = {}
    for option, (given, known) in chosen.items():
        names[option] = [name for name in given.split(",") if name]
        for name in names[option]:
            if name not in known:
                parser.error(f"{option} has some of {', '.join(known)}, got {name}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    pythons = dict(pair.split("=", 1) for pair in options.python)
    commands = {name: [*SERVE, name] for name in names["--ours"]}
    for name in names["--backends"]:
        commands[name] = [pythons.get(name, sys.executable), str(Path(__file__).with_name("trainers.py")), name]
    began = time.monotonic()
    arrangements = arrangements_of(commands, cores, options.totals)
    peaks = {"fused-native": 0.0, "fused-wasm": 0.0}

    def say(what):
        print(f"{time.monotonic() - began:4.0f} s: {what}", file=sys.stderr, flush=True)

    try:
        say("prepares")
        prepare(arrangements, names["--network"])
        for number in range(options.rounds):
            say(f"round {number + 1} of {options.rounds}")
            for name, peak in peaks.items():
                peaks[name] = max(peak, peak_of(arrangements, name) or 0.0)
            for network in names["--network"]:
                for one in arrangements:
                    one.measure(network, options.seconds)
        say("done")
    finally:
        for child in children_of(arrangements):
            child.stop()
    tables = {
        network: [
            one.row(network, peaks["fused-wasm" if one.name in IN_WASM else "fused-native"]) for one in arrangements
        ]
        for network in names["--network"]
    }
    if options.json:
        described = {"format": 3, "batchSize": BATCH, "cores": cores, "gigaflops": peaks, "networks": tables}
        Path(options.json).write_text(json.dumps(described, indent=2) + "\n")
    for name, peak in peaks.items():
        if peak:
            print(f"The peak of {name}: {peak:.1f} GFLOPS on a core.")
    for network, rows in tables.items():
        print(f"\n### {network}: {operations(network) / 1e6:.2f} million operations an image\n\n{markdown(rows)}")


main()
