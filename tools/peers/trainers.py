"""Trains networks in Keras or PyTorch, for as long as each line on its standard input says: a child of training.py.

    python tools/peers/trainers.py keras-tensorflow 1

The counterpart of packages/fused-training/tools/serve.ts, with the same questions and answers.
"""

import json
import math
import os
import resource
import sys
import time

from network import NETWORKS, keras_network, torch_network

BATCH = 64
# Batches of an epoch, at most: their images are in memory.
MOST_BATCHES = 400


def cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def random_images(network, count):
    import numpy

    generator = numpy.random.default_rng(1)
    images = generator.random((count, *NETWORKS[network]["shape"]), dtype="float32")
    return images, generator.integers(0, 10, count)


def keras_trainer(threads, backend):
    """What trains with `fit`, as a user of Keras does."""
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

    class Begin(keras.callbacks.Callback):
        """Notes when training begins: what `fit` prepares before would count where few batches are measured."""

        def on_train_begin(self, logs=None):
            self.at = time.perf_counter(), cpu_seconds()

    def prepare(network):
        keras.utils.set_random_seed(1)
        model = keras_network(0.001, network)

        def train(batches, epochs):
            images, labels = random_images(network, batches * BATCH)
            begin = Begin()
            model.fit(images, labels, batch_size=BATCH, epochs=epochs, shuffle=False, verbose=0, callbacks=[begin])
            return time.perf_counter() - begin.at[0], cpu_seconds() - begin.at[1]

        return train

    return prepare, f"Keras {keras.__version__}", version


def torch_trainer(threads):
    """The same in a loop by hand, with the order of axes that PyTorch is made for."""
    import torch
    from torch import nn

    torch.set_num_threads(threads)

    def prepare(network):
        torch.manual_seed(1)
        model = torch_network(network)
        optimizer = torch.optim.Adam(model.parameters(), 0.001, eps=1e-7)
        loss_of = nn.CrossEntropyLoss()

        def train(batches, epochs):
            images, labels = random_images(network, batches * BATCH)
            images = torch.from_numpy(images)
            if images.ndim == 4:
                images = images.permute(0, 3, 1, 2).contiguous()
            labels = torch.from_numpy(labels)
            began = time.perf_counter(), cpu_seconds()
            for _ in range(epochs):
                correct = total = 0.0
                for start in range(0, len(labels), BATCH):
                    x, y = images[start : start + BATCH], labels[start : start + BATCH]
                    optimizer.zero_grad()
                    output = model(x)
                    loss = loss_of(output, y)
                    loss.backward()
                    optimizer.step()
                    # The others count the same two at each batch.
                    total += loss.detach()
                    correct += (output.detach().argmax(1) == y).sum()
                float(total), float(correct)
            return time.perf_counter() - began[0], cpu_seconds() - began[1]

        return train

    return prepare, f"PyTorch {torch.__version__}", ""


TRAINERS = {
    "keras-tensorflow": lambda threads: keras_trainer(threads, "tensorflow"),
    "keras-torch": lambda threads: keras_trainer(threads, "torch"),
    "torch": torch_trainer,
}


def main(name, threads):
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    prepare, version, kernels = TRAINERS[name](int(threads))
    prepared = {}

    def measured(train, batches):
        epochs = math.ceil(batches / MOST_BATCHES)
        in_epoch = math.ceil(batches / epochs)
        seconds, cpu = train(in_epoch, epochs)
        return {"images": in_epoch * epochs * BATCH, "seconds": seconds, "cpuSeconds": cpu}

    def answer_to(request):
        if request.get("peak"):
            return {"gigaflops": None}
        network, seconds = request["network"], request["seconds"]
        if network not in prepared:
            train = prepare(network)
            measured(train, 3)
            prepared[network] = train, measured(train, 10)["seconds"] / 10
        if seconds == 0:
            return {}
        train, per_batch = prepared[network]
        result = measured(train, max(1, round(seconds / per_batch)))
        prepared[network] = train, result["seconds"] * BATCH / result["images"]
        return result

    print(json.dumps({"version": version, "kernels": kernels}), file=answers, flush=True)
    for line in sys.stdin:
        try:
            answer = answer_to(json.loads(line))
        except Exception as error:
            answer = {"problem": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
