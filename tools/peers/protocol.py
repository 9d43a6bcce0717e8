"""The preset `reference` of anneal-bench in Keras: the same network, data, optimizer, epochs and schedules.

    python tools/peers/protocol.py --seeds 3

See README.md for the environment. Prints a line for each training, and means as a Markdown table.
"""

import argparse
import gzip
import math
import os
import statistics
import sys
from pathlib import Path

from network import keras_network

EPOCHS, BATCH, RATE = 15, 64, 0.01
FIGURES = ["train acc", "train loss", "val acc", "val loss", "test acc"]


def read(folder, part):
    """The images and labels of a part, from the official files, packed or not."""
    import numpy

    def body(name, header):
        plain, packed = folder / name, folder / f"{name}.gz"
        content = plain.read_bytes() if plain.exists() else gzip.decompress(packed.read_bytes())
        return numpy.frombuffer(content, dtype="uint8", offset=header)

    images = body(f"{part}-images-idx3-ubyte", 16).reshape(-1, 28, 28, 1)
    return images.astype("float32") / 255, body(f"{part}-labels-idx1-ubyte", 8)


def callbacks_of(schedule, steps):
    import keras

    if schedule == "constant":
        return []
    if schedule == "halving":
        return [keras.callbacks.LearningRateScheduler(lambda epoch, lr: lr * 0.5 if epoch >= 5 else lr)]
    if schedule == "plateau":
        return [keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=2)]

    class Cosine(keras.callbacks.Callback):
        """As anneal has it: a rate for each update, without a floor."""

        def on_train_begin(self, logs=None):
            self.step = 0

        def on_train_batch_begin(self, batch, logs=None):
            rate = RATE * (1 + math.cos(math.pi * self.step / steps)) / 2
            self.model.optimizer.learning_rate = rate
            self.step += 1

    return [Cosine()]


def train(schedule, seed, data, test):
    import keras

    keras.utils.set_random_seed(seed)
    model = keras_network(RATE)
    steps = EPOCHS * math.ceil(len(data[0]) * 0.8 / BATCH)
    history = model.fit(
        *data,
        batch_size=BATCH,
        epochs=EPOCHS,
        validation_split=0.2,
        verbose=0,
        callbacks=callbacks_of(schedule, steps),
    ).history
    last = [history[name][-1] for name in ("accuracy", "loss", "val_accuracy", "val_loss")]
    return [*last, model.evaluate(*test, verbose=0)[1]]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, default=Path("/usr/share/datasets/fashion-mnist"), help="folder of the files")
    parser.add_argument("--schedules", default="constant,halving,plateau,cosine")
    parser.add_argument("--seeds", type=int, default=1)
    arguments = parser.parse_args()
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    data, test = read(arguments.data, "train"), read(arguments.data, "t10k")
    schedules = arguments.schedules.split(",")
    results = {schedule: [] for schedule in schedules}
    for seed in range(1, arguments.seeds + 1):
        for schedule in schedules:
            figures = train(schedule, seed, data, test)
            results[schedule].append(figures)
            told = ", ".join(f"{name} {value:.4f}" for name, value in zip(FIGURES, figures))
            print(f"{schedule} seed {seed}: {told}", file=sys.stderr, flush=True)
    print("| schedule |", " | ".join(FIGURES), "|")
    print("| --- |", " | ".join("---:" for _ in FIGURES), "|")
    for schedule, runs in results.items():
        means = [
            f"{statistics.mean(values):.4f}"
            + (f" ± {statistics.stdev(values):.4f}" if len(values) > 1 else "")
            for values in zip(*runs)
        ]
        print(f"| {schedule} |", " | ".join(means), "|")


main()
