import { schedules } from "@anneal/experiment/schedules";

/** A benchmark that has a name: which schedules, and how much training each gets. */
export interface Preset {
  readonly description: string;
  /** Names of the schedules compared, in order. */
  readonly schedule: readonly string[];
  readonly epochs: number;
  /** Images for training and validation together. */
  readonly samples: number;
  /** Test images, taken evenly from the whole test set. */
  readonly testSamples: number;
  /** How many seeds. @defaultValue `1` */
  readonly seeds?: number;
}

/** Every preset by name. */
export const presets = {
  smoke: {
    description:
      "two schedules for two epochs of 640 images: seconds, to see that everything works",
    schedule: ["constant", "warmup-cosine"],
    epochs: 2,
    samples: 640,
    testSamples: 500,
  },
  ci: {
    description:
      "six schedules, three seeds, five epochs of 3,000 images: minutes in two shards of two cores",
    schedule: ["constant", "step", "exponential", "linear", "cosine", "warmup-cosine"],
    epochs: 5,
    samples: 3_000,
    testSamples: 2_000,
    seeds: 3,
  },
  quick: {
    description: "nine schedules for 15 epochs of 2,000 images: minutes",
    schedule: [
      "constant",
      "halving",
      "step",
      "exponential",
      "linear",
      "cosine",
      "cosine-restarts",
      "warmup-cosine",
      "plateau",
    ],
    epochs: 15,
    samples: 2_000,
    testSamples: 2_000,
  },
  experiment: {
    description:
      "a constant rate against halving from epoch 5 on, as a callback and composed, and plateau: 15 epochs of 7,500 images",
    schedule: ["constant", "halving-keras", "halving", "plateau"],
    epochs: 15,
    samples: 7_500,
    testSamples: 10_000,
  },
  reference: {
    description: "every schedule for 15 epochs of all 60,000 images: hours without tfjs-node",
    schedule: Object.keys(schedules),
    epochs: 15,
    samples: 60_000,
    testSamples: 10_000,
  },
} as const satisfies Readonly<Record<string, Preset>>;

/** The name of a {@link Preset}. */
export type PresetName = keyof typeof presets;
