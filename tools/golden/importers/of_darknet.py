"""Darknet configurations. The rates are get_current_rate of src/network.c, read as a specification."""

import math

SOURCE = "get_current_rate and parse_net_options of src/network.c and src/parser.c of AlexeyAB/darknet, read as a specification"


def cfg(training, size=416):
    return f"""[net]
# Testing
#batch=1
#subdivisions=1
# Training
batch=64
subdivisions=16
width={size}
height={size}
channels=3
momentum=0.949
decay=0.0005
angle=0
saturation = 1.5
exposure = 1.5
hue=.1

{training}

[convolutional]
batch_normalize=1
filters=32
size=3
stride=1
pad=1
activation=mish

[yolo]
mask = 0,1,2
anchors = 12, 16, 19, 36, 40, 28
classes=80
scale_x_y = 1.2
"""


def rate(net, batch):
    number = lambda key, default: float(str(net.get(key, default)).split("#")[0])
    # atof and atoi read as far as there is a number.
    numbers = lambda key: [float(item.split("#")[0]) for item in net[key].split(",")]
    base, power, burn = number("learning_rate", 0.001), number("power", 4), int(number("burn_in", 0))
    if batch < burn:
        return base * (batch / burn) ** power
    policy = net.get("policy", "constant")
    if policy == "constant":
        return base
    if policy == "step":
        return base * number("scale", 1) ** (batch // int(number("step", 1)))
    if policy == "steps":
        for step, scale in zip(numbers("steps"), numbers("scales")):
            if step > batch:
                return base
            base *= scale
        return base
    if policy == "exp":
        return base * number("gamma", 1) ** batch
    if policy == "poly":
        return base * (1 - batch / number("max_batches", 0)) ** power
    if policy == "sigmoid":
        return base * (1 / (1 + math.exp(number("gamma", 1) * (batch - number("step", 1)))))
    if policy == "sgdr":
        low, start, size = number("learning_rate_min", 0.00001), 0, int(number("sgdr_cycle", number("max_batches", 0)))
        while start + size < batch:
            start += size
            size *= int(number("sgdr_mult", 2))
        return low + 0.5 * (base - low) * (1 + math.cos((batch - start) * 3.14159265 / size))
    raise ValueError(policy)


def file(id, training, steps):
    return {"id": id, "fileName": f"{id}.cfg", "text": cfg(training), "options": {}, "steps": list(steps)}


FILES = [
    file("yolov4", "learning_rate=0.0013\nburn_in=1000\nmax_batches = 500500\npolicy=steps\nsteps=400000,450000\nscales=.1,.1\n\n#cutmix=1\nmosaic=1", [0, 1, 10, 500, 999, 1000, 1001, 200000, 399999, 400000, 449999, 450000, 500500]),
    file("yolov2-with-a-rise", "learning_rate=0.0001\nmax_batches = 45000\npolicy=steps\nsteps=100,25000,35000\nscales=10,.1,.1", [0, 1, 99, 100, 101, 24999, 25000, 35000, 45000]),
    file("tiny-yolo-voc", "learning_rate=0.001\nmax_batches = 40200\npolicy=steps\nsteps=-1,100,20000,30000\nscales=.1,10,.1,.1", [0, 1, 99, 100, 101, 19999, 20000, 30000, 40200]),
    file("sgdr", "learning_rate=0.002\nlearning_rate_min=0.0001\nburn_in=5\nmax_batches = 120\npolicy=sgdr\nsgdr_cycle=15\nsgdr_mult=2\nsteps=40,80\nscales=.1,.1", range(121)),
    file("sgdr-equal", "learning_rate=0.002\nmax_batches = 60\npolicy=sgdr\nsgdr_cycle=12\nsgdr_mult=1", range(61)),
    file("darknet19-poly", "learning_rate=0.1\npolicy=poly\npower=4\nmax_batches=100", range(101)),
    file("poly-after-burn-in", "learning_rate=0.05\nburn_in=10\npower=2\npolicy=poly\nmax_batches=80", range(81)),
    file("step", "learning_rate=0.01\npolicy=step\nstep=10\nscale=.1\nmax_batches=50", range(51)),
    file("exp", "learning_rate=0.01\npolicy=exp\ngamma=.97\nmax_batches=40", range(41)),
    file("sigmoid", "learning_rate=0.01\npolicy=sigmoid\ngamma=.2\nstep=20\nmax_batches=40", range(41)),
    file("remarks", "learning_rate=0.00261 # was 0.0013\nburn_in=100 # of 1000\nmax_batches = 600\npolicy=steps\nsteps=400,500 # 80 and 90 %\nscales=.1,.1", [0, 1, 50, 99, 100, 101, 399, 400, 499, 500, 600]),
    file("a-scale-left-over", "learning_rate=0.001\nburn_in=10\nmax_batches = 80\npolicy=steps\nsteps=40,60\nscales=.1,.1,.1", range(81)),
    file("constant", "learning_rate=0.001\nmax_batches = 10\nburn_in=4", range(11)),
]


def record(file):
    net = {}
    section = None
    for line in file["text"].splitlines():
        line = "".join(line.split())
        if not line or line[0] in "#;":
            continue
        if line[0] == "[":
            if section:
                break
            section = line
            continue
        key, value = line.split("=", 1)
        net.setdefault(key, value)
    return {"values": [rate(net, step) for step in file["steps"]]}
