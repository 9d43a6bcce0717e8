"""The networks of packages/fused-training/tools/networks.ts in Keras and PyTorch."""

SHAPES = {"reference": (28, 28, 1), "mlp": (784,), "lenet": (28, 28, 1), "cifar": (32, 32, 3)}


def keras_layers(name):
    import keras

    layers = keras.layers
    if name == "reference":
        return [
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
        ]
    if name == "mlp":
        return [layers.Dense(256, activation="relu"), layers.Dense(128, activation="relu")]
    if name == "lenet":
        return [
            layers.Conv2D(6, 5, padding="same", activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, 5, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            layers.Dense(120, activation="tanh"),
            layers.Dense(84, activation="tanh"),
        ]
    blocks = []
    for block, filters in enumerate((32, 64, 128)):
        for _ in range(2):
            blocks += [
                layers.Conv2D(filters, 3, padding="same", use_bias=False),
                layers.BatchNormalization(),
                layers.Activation("relu"),
            ]
        blocks += [layers.MaxPooling2D(2), layers.Dropout(0.2 + 0.1 * block)]
    return [*blocks, layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5)]


def keras_network(rate, name="reference"):
    """Compiled, with the first weights that the seed set before makes."""
    import keras

    layers = keras.layers
    model = keras.Sequential(
        [keras.Input(SHAPES[name]), *keras_layers(name), layers.Dense(10, activation="softmax")]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def torch_network(name):
    """Ends in what a softmax would be taken of."""
    from torch import nn

    if name == "reference":
        return nn.Sequential(
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
    if name == "mlp":
        return nn.Sequential(
            nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU(), nn.Linear(128, 10)
        )
    if name == "lenet":
        return nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2),
            nn.Tanh(),
            nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.Tanh(),
            nn.AvgPool2d(2),
            nn.Flatten(),
            nn.Linear(400, 120),
            nn.Tanh(),
            nn.Linear(120, 84),
            nn.Tanh(),
            nn.Linear(84, 10),
        )
    blocks, inputs = [], 3
    for block, filters in enumerate((32, 64, 128)):
        for _ in range(2):
            blocks += [
                nn.Conv2d(inputs, filters, 3, padding=1, bias=False),
                nn.BatchNorm2d(filters),
                nn.ReLU(),
            ]
            inputs = filters
        blocks += [nn.MaxPool2d(2), nn.Dropout(0.2 + 0.1 * block)]
    head = [nn.Flatten(), nn.Linear(2048, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, 10)]
    return nn.Sequential(*blocks, *head)
