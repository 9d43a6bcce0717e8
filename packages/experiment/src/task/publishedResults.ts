import type { DatasetName } from "./datasets.ts";

/** An accuracy that someone else published for a small CNN, under a protocol of their own. */
export interface PublishedResult {
  readonly network: string;
  readonly accuracy: number;
  readonly source: string;
}

const table = "zalandoresearch/fashion-mnist, README";

/** Published test accuracies of small CNNs on the full training sets, from low to high. */
export const publishedResults: Readonly<Record<DatasetName, readonly PublishedResult[]>> = {
  "fashion-mnist": [
    { network: "2 conv and pooling (Keras)", accuracy: 0.876, source: table },
    {
      network: "LeNet, SGD, constant rate 0.3, 30 epochs",
      accuracy: 0.888,
      source: "d2l.ai, learning-rate scheduling (PyTorch)",
    },
    {
      network: "LeNet, SGD, cosine, 30 epochs",
      accuracy: 0.901,
      source: "d2l.ai, learning-rate scheduling (PyTorch)",
    },
    { network: "2 conv and pooling, ELU (PyTorch)", accuracy: 0.903, source: table },
    { network: "2 conv and pooling, over 300 epochs", accuracy: 0.916, source: table },
    { network: "2 conv, about 113K parameters", accuracy: 0.922, source: table },
    { network: "2 conv, under 100K parameters, Adam", accuracy: 0.925, source: table },
    {
      network: "MobileNetV2, cosine, 200 epochs, best of the test accuracies",
      accuracy: 0.9474,
      source: "MLS-Bench, dl-lr-schedule",
    },
  ],
  mnist: [
    {
      network: "LeNet, reduce on plateau, 85 epochs",
      accuracy: 0.9885,
      source: "coxy1989/superconv",
    },
    { network: "LeNet, inverse decay, 85 epochs", accuracy: 0.9892, source: "coxy1989/superconv" },
    { network: "LeNet, one cycle, 12 epochs", accuracy: 0.9905, source: "coxy1989/superconv" },
    { network: "2 conv, under 100K parameters, Adam", accuracy: 0.992, source: table },
    {
      network: "PyTorch basic MNIST, step decay, 14 epochs",
      accuracy: 0.9922,
      source: "schedule_free, examples/mnist",
    },
    { network: "2 conv, about 113K parameters", accuracy: 0.993, source: table },
  ],
};
