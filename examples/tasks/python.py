"""Trains a line with stochastic gradient descent: for each line of rates, one epoch and a line of metrics."""

import json
import random
import sys

generator = random.Random(int(sys.argv[1]))


def points(count, seed):
    """Points of y = 3x - 1 with noise, the same for every trial."""
    source = random.Random(seed)
    xs = [source.uniform(-1, 1) for _ in range(count)]
    return [(x, 3 * x - 1 + source.gauss(0, 0.2)) for x in xs]


def loss(data):
    return sum((slope * x + bias - y) ** 2 for x, y in data) / len(data)


training, validation = points(200, 1), points(100, 2)
slope, bias = generator.uniform(-1, 1), generator.uniform(-1, 1)

for line in sys.stdin:
    for rate in json.loads(line):
        batch = generator.sample(training, 8)
        errors = [(x, slope * x + bias - y) for x, y in batch]
        slope -= rate * 2 * sum(error * x for x, error in errors) / len(batch)
        bias -= rate * 2 * sum(error for _, error in errors) / len(batch)
    metrics = {"training": {"loss": loss(training)}, "validation": {"loss": loss(validation)}}
    print(json.dumps(metrics), flush=True)
