"""The networks of packages/fused-training/tools/networks.json in Keras and PyTorch."""

import json
import math
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NETWORKS = json.loads((ROOT / "packages/fused-training/tools/networks.json").read_text())


def described(name):
    """The layers, each as its name, its options, and the shape of a sample before it and behind it."""
    shape, layers = tuple(NETWORKS[name]["shape"]), []
    for options in NETWORKS[name]["layers"]:
        options = dict(options)
        layer, before = options.pop("layer"), shape
        if layer == "conv2d":
            lost = 0 if options.get("padding") == "same" else options["kernelSize"] - 1
            shape = (shape[0] - lost, shape[1] - lost, options["filters"])
        elif layer in ("maxPooling2d", "averagePooling2d"):
            shape = (shape[0] // options["poolSize"], shape[1] // options["poolSize"], shape[2])
        elif layer == "flatten":
            shape = (math.prod(shape),)
        elif layer == "dense":
            shape = (options["units"],)
        layers.append((layer, options, before, shape))
    return layers


def operations(name):
    """Multiplications and additions that a training step takes for a sample, as they are written down, without Winograd's."""
    total = 0
    for index, (layer, options, before, after) in enumerate(described(name)):
        if layer == "conv2d":
            products = options["kernelSize"] ** 2 * before[2] * math.prod(after)
        elif layer == "dense":
            products = before[0] * after[0]
        else:
            continue
        # Values, gradients of the weights, and but for the first layer gradients of what comes in.
        total += 2 * products * (2 if index == 0 else 3)
    return total


def keras_network(rate, name="reference"):
    """Compiled, with the first weights that the seed set before makes."""
    import keras

    def layer_of(layer, options):
        keras_name = (layer[0].upper() + layer[1:]).replace("2d", "2D")
        snake = {re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), key): value for key, value in options.items()}
        return getattr(keras.layers, keras_name)(**snake)

    layers = [layer_of(layer, options) for layer, options, _, _ in described(name)]
    model = keras.Sequential([keras.Input(NETWORKS[name]["shape"]), *layers])
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def torch_network(name):
    """Ends in what a softmax would be taken of."""
    from torch import nn

    activations = {"relu": nn.ReLU, "tanh": nn.Tanh}
    modules = []
    for layer, options, before, after in described(name):
        if layer == "conv2d":
            size = options["kernelSize"]
            padding = (size - 1) // 2 if options.get("padding") == "same" else 0
            bias = options.get("useBias", True)
            modules.append(nn.Conv2d(before[2], after[2], size, padding=padding, bias=bias))
        elif layer == "dense":
            modules.append(nn.Linear(before[0], after[0]))
        elif layer == "maxPooling2d":
            modules.append(nn.MaxPool2d(options["poolSize"]))
        elif layer == "averagePooling2d":
            modules.append(nn.AvgPool2d(options["poolSize"]))
        elif layer == "batchNormalization":
            modules.append(nn.BatchNorm2d(before[2], eps=1e-3))
        elif layer == "dropout":
            modules.append(nn.Dropout(options["rate"]))
        elif layer == "flatten":
            modules.append(nn.Flatten())
        if options.get("activation") in activations:
            modules.append(activations[options["activation"]]())
    return nn.Sequential(*modules)
