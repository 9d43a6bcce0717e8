import type { DatasetName } from "./datasets.ts";
import type { PublishedResult } from "./facts.ts";

const table = "zalandoresearch/fashion-mnist, README";

/** Published test accuracies of small CNNs on the full training sets, from low to high. */
export const publishedResults: Readonly<Record<DatasetName, readonly PublishedResult[]>> = {
  "fashion-mnist": [
    { network: "2 conv and pooling (Keras)", value: 0.876, source: table },
    {
      network: "LeNet, SGD, constant rate 0.3, 30 epochs",
      value: 0.888,
      source: "d2l.ai, learning-rate scheduling (PyTorch)",
    },
    {
      network: "LeNet, SGD, cosine, 30 epochs",
      value: 0.901,
      source: "d2l.ai, learning-rate scheduling (PyTorch)",
    },
    { network: "2 conv and pooling, ELU (PyTorch)", value: 0.903, source: table },
    { network: "2 conv and pooling, over 300 epochs", value: 0.916, source: table },
    { network: "2 conv, about 113K parameters", value: 0.922, source: table },
    { network: "2 conv, under 100K parameters, Adam", value: 0.925, source: table },
    {
      network: "MobileNetV2, cosine, 200 epochs, best of the test accuracies",
      value: 0.9474,
      source: "MLS-Bench, dl-lr-schedule",
    },
  ],
  mnist: [
    {
      network: "LeNet, reduce on plateau, 85 epochs",
      value: 0.9885,
      source: "coxy1989/superconv",
    },
    { network: "LeNet, inverse decay, 85 epochs", value: 0.9892, source: "coxy1989/superconv" },
    { network: "LeNet, one cycle, 12 epochs", value: 0.9905, source: "coxy1989/superconv" },
    { network: "2 conv, under 100K parameters, Adam", value: 0.992, source: table },
    {
      network: "PyTorch basic MNIST, step decay, 14 epochs",
      value: 0.9922,
      source: "schedule_free, examples/mnist",
    },
    { network: "2 conv, about 113K parameters", value: 0.993, source: table },
  ],
};
