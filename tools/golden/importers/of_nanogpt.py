"""nanoGPT configurations. The rates are get_lr of train.py, read as a specification."""

import math

SOURCE = "get_lr of train.py of karpathy/nanoGPT (master, whose warmup begins at 1 / (warmup_iters + 1)), read as a specification"

GPT2 = """# config for training GPT-2 (124M) down to very nice loss of ~2.85 on 1 node of 8X A100 40GB
# launch as the following (e.g. in a screen session) and wait ~5 days:
# $ torchrun --standalone --nproc_per_node=8 train.py config/train_gpt2.py

wandb_log = True
wandb_project = 'owt'
wandb_run_name='gpt2-124M'

# these make the total batch size be ~0.5M
# 12 batch size * 1024 block size * 5 gradaccum * 8 GPUs = 491,520
batch_size = 12
block_size = 1024
gradient_accumulation_steps = 5 * 8

# this makes total number of tokens be 300B
max_iters = 600000
lr_decay_iters = 600000

# eval stuff
eval_interval = 1000
eval_iters = 200
log_interval = 10

# weight decay
weight_decay = 1e-1
"""

SHAKESPEARE = """# train a miniature character-level shakespeare model
# good for debugging and playing on macbooks and such

out_dir = 'out-shakespeare-char'
eval_interval = 250 # keep frequent because we'll overfit
eval_iters = 200
log_interval = 10 # don't print too too often

always_save_checkpoint = False

dataset = 'shakespeare_char'
gradient_accumulation_steps = 1
batch_size = 64
block_size = 256 # context of up to 256 previous characters

n_layer = 6
n_head = 6
n_embd = 384
dropout = 0.2

learning_rate = 1e-3 # with baby networks can afford to go a bit higher
max_iters = 5000
lr_decay_iters = 5000 # make equal to max_iters usually
min_lr = 1e-4 # learning_rate / 10 usually
beta2 = 0.99 # make a bit bigger because number of tokens per iter is small

warmup_iters = 100 # not super necessary potentially
# device = 'cpu'  # run on cpu only
# compile = False # do not torch compile the model
"""

FINETUNE = """import time

out_dir = 'out-shakespeare'
eval_interval = 5
wandb_run_name = 'ft-' + str(time.time())
dataset = 'shakespeare'
init_from = 'gpt2-xl' # this is the largest GPT-2 model

batch_size = 1
gradient_accumulation_steps = 32
max_iters = 20

# finetune at constant LR
learning_rate = 3e-5
decay_lr = False
"""

DERIVED = """# a short run, everything from one number
max_iters = 12 * 5
learning_rate = 6e-4
min_lr = learning_rate / 10
warmup_iters = max_iters // 6
lr_decay_iters = max_iters - 10
decay_lr = True
betas = (0.9, 0.95)
layers = dict(n_layer=12, n_head=12)
"""

NO_WARMUP = """learning_rate = 2e-3
warmup_iters = 0
max_iters = lr_decay_iters = 40
min_lr = 0.0
"""


def get_lr(c, it):
    if not c.get("decay_lr", True):
        return c.get("learning_rate", 6e-4)
    learning_rate, min_lr = c.get("learning_rate", 6e-4), c.get("min_lr", 6e-5)
    warmup_iters, lr_decay_iters = c.get("warmup_iters", 2000), c.get("lr_decay_iters", 600000)
    if it < warmup_iters:
        return learning_rate * (it + 1) / (warmup_iters + 1)
    if it > lr_decay_iters:
        return min_lr
    decay_ratio = (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (learning_rate - min_lr)


def file(id, text, steps):
    return {"id": id, "fileName": f"{id}.py", "text": text, "options": {}, "steps": list(steps)}


SCRIPT = """import math
import time

# default config values
out_dir = 'out'
gradient_accumulation_steps = 5 * 8 # used to simulate larger batch sizes
learning_rate = 6e-4 # max learning rate
max_iters = 60 # total number of training iterations
decay_lr = True # whether to decay the learning rate
warmup_iters = 8 # how many steps to warm up for
lr_decay_iters = 50 # should be ~= max_iters per Chinchilla
min_lr = 6e-5 # minimum learning rate, should be ~= learning_rate/10 per Chinchilla
config_keys = [k for k, v in globals().items() if not k.startswith('_') and isinstance(v, (int, float, bool, str))]
config = {k: globals()[k] for k in config_keys}


def rate_of(it):
    return learning_rate


iter_num = 0
while iter_num < 1:
    lr = rate_of(iter_num) if decay_lr else learning_rate
    iter_num += 1
"""

FILES = [
    file("train_gpt2", GPT2, [0, 1, 2, 1000, 1999, 2000, 2001, 150000, 300000, 599999, 600000, 600001]),
    file("train_shakespeare_char", SHAKESPEARE, [*range(0, 110, 7), 99, 100, 101, 2500, 4999, 5000, 5001]),
    file("finetune_shakespeare", FINETUNE, range(21)),
    file("derived", DERIVED, range(62)),
    file("train", SCRIPT, range(0, 62)),
    file("no-warmup", NO_WARMUP, range(42)),
    file("several-on-a-line", "# a short run\nout_dir = 'out'; dataset = 'openwebtext'\nlearning_rate = 3e-4; min_lr = learning_rate / 10  # as ever\nmax_iters = 50; lr_decay_iters = max_iters; warmup_iters = 5;\n", range(54)),
]


def record(file):
    config = {}
    exec(file["text"], config)
    return {"values": [get_lr(config, step) for step in file["steps"]]}
