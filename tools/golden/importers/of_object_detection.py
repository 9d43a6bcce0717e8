"""Pipelines of the TensorFlow Object Detection API. The rates are object_detection/utils/learning_schedules.py, read as a
specification in double precision; the API computes in single precision."""

import math

SOURCE = "object_detection/utils/learning_schedules.py, builders/optimizer_builder.py and protos/optimizer.proto of tensorflow/models, read as a specification"


def pipeline(optimizer, updates=25000):
    return f"""model {{
  ssd {{
    num_classes: 90
    image_resizer {{ fixed_shape_resizer {{ height: 320 width: 320 }} }}
    feature_extractor {{
      type: "ssd_mobilenet_v2_fpn_keras"
      conv_hyperparams {{
        regularizer {{ l2_regularizer {{ weight: 4e-05 }} }}
        activation: RELU_6
      }}
    }}
  }}
}}
train_config {{
  batch_size: 128
  data_augmentation_options {{ random_horizontal_flip {{ }} }}
  data_augmentation_options {{
    random_crop_image {{ min_object_covered: 0.0 min_aspect_ratio: 0.75 }}
  }}
  sync_replicas: true
  optimizer {{
{optimizer}
    use_moving_average: false
  }}
  fine_tune_checkpoint: "PATH_TO_BE_CONFIGURED/mobilenet_v2.ckpt-1"
  num_steps: {updates}
  startup_delay_steps: 0.0
}}
train_input_reader: {{
  label_map_path: "PATH_TO_BE_CONFIGURED/label_map.txt"
  tf_record_input_reader {{ input_path: "PATH_TO_BE_CONFIGURED/train2017-?????-of-00256.tfrecord" }}
}}
"""


def momentum(rate):
    return f"    momentum_optimizer {{\n      learning_rate {{\n{rate}\n      }}\n      momentum_optimizer_value: 0.9\n    }}"


def exponential(t, initial=0.002, steps=4000000, factor=0.95, staircase=True, burnin=0, burnin_rate=0, low=0):
    if t < burnin:
        return max(burnin_rate or initial, low)
    time = (t - burnin) / steps
    return max(initial * factor ** (math.floor(time) if staircase else time), low)


def cosine(t, base, total, warmup_rate, warmup, hold=0):
    if t > total:
        return 0.0
    if t < warmup:
        return (base - warmup_rate) / warmup * t + warmup_rate
    if hold > 0 and t <= warmup + hold:
        return base
    return 0.5 * base * (1 + math.cos(math.pi * (t - warmup - hold) / (total - warmup - hold)))


def manual(t, boundaries, rates, warmup=False):
    if warmup and t < boundaries[0]:
        return rates[0] + (rates[1] - rates[0]) / boundaries[0] * t
    return rates[sum(t >= boundary for boundary in boundaries)]


def polynomial(t, base, total, end, power):
    return (base - end) * (1 - min(t, total) / total) ** power + end


def file(id, optimizer, steps, rate, **more):
    return {"id": id, "fileName": "pipeline.config", "text": pipeline(optimizer, **more), "options": {}, "steps": list(steps), "rate": rate}


FILES = [
    file("ssd-cosine", momentum("        cosine_decay_learning_rate {\n          learning_rate_base: 0.08\n          total_steps: 60\n          warmup_learning_rate: 0.026666\n          warmup_steps: 10\n        }"), range(64), lambda t: cosine(t, 0.08, 60, 0.026666, 10), updates=60),
    file("centernet-cosine-held", "    adam_optimizer: {\n      epsilon: 1e-7  # Match tf.keras.optimizers.Adam's default.\n      learning_rate: {\n        cosine_decay_learning_rate: {\n          learning_rate_base: 1e-3\n          total_steps: 50\n          warmup_learning_rate: 2.5e-4\n          warmup_steps: 5\n          hold_base_rate_steps: 10\n        }\n      }\n    }", range(54), lambda t: cosine(t, 1e-3, 50, 2.5e-4, 5, 10), updates=50),
    file("faster-rcnn-manual", momentum("        manual_step_learning_rate {\n          initial_learning_rate: .0003\n          schedule {\n            step: 900000\n            learning_rate: .00003\n          }\n          schedule {\n            step: 1200000\n            learning_rate: .000003\n          }\n        }"), [0, 1, 899999, 900000, 900001, 1199999, 1200000, 2000000], lambda t: manual(t, [900000, 1200000], [3e-4, 3e-5, 3e-6]), updates=1300000),
    file("manual-warmup", momentum("        manual_step_learning_rate {\n          initial_learning_rate: 0.001\n          warmup: true\n          schedule { step: 10 learning_rate: 0.04 }\n          schedule { step: 20 learning_rate: 0.004 }\n          schedule { step: 30, learning_rate: 0.0004 }\n        }"), range(36), lambda t: manual(t, [10, 20, 30], [0.001, 0.04, 0.004, 0.0004], True), updates=40),
    file("faster-rcnn-from-step-0", momentum("        manual_step_learning_rate {\n          initial_learning_rate: 0.0002\n          schedule {\n            step: 0\n            learning_rate: .0003\n          }\n          schedule {\n            step: 12\n            learning_rate: .00003\n          }\n        }"), range(16), lambda t: manual(t, [0, 12], [2e-4, 3e-4, 3e-5])),
    file("ssd-v1-exponential", "    rms_prop_optimizer: {\n      learning_rate: {\n        exponential_decay_learning_rate {\n          initial_learning_rate: 0.004\n          decay_steps: 800720\n          decay_factor: 0.95\n        }\n      }\n      momentum_optimizer_value: 0.9\n      decay: 0.9\n      epsilon: 1.0\n    }", [0, 1, 800719, 800720, 1601440, 5000000], lambda t: exponential(t, 0.004, 800720)),
    file("exponential-burn-in", momentum("        exponential_decay_learning_rate {\n          initial_learning_rate: 0.04\n          decay_steps: 6\n          decay_factor: 0.5\n          staircase: false\n          burnin_learning_rate: 0.001\n          burnin_steps: 8\n          min_learning_rate: 0.002\n        }"), range(50), lambda t: exponential(t, 0.04, 6, 0.5, False, 8, 0.001, 0.002)),
    file("extension", momentum("        [object_detection.protos.note] { text: 'kept' }\n").replace("        [object", "        constant_learning_rate { learning_rate: 4e-3 }\n      }\n      [object").replace("'kept' }\n\n      }", "'kept' }"), range(5), lambda t: 4e-3),
    file("constant", momentum("        constant_learning_rate { learning_rate: 0.0008 }"), range(5), lambda t: 0.0008),
    file("deeplab-polynomial", momentum("        poly_decay_learning_rate {\n          learning_rate_base: 0.007\n          total_steps: 30\n          end_learning_rate: 1e-4\n          power: 0.9\n        }"), range(34), lambda t: polynomial(t, 0.007, 30, 1e-4, 0.9)),
]


def record(file):
    rate = file.pop("rate")
    return {"values": [rate(step) for step in file["steps"]]}
