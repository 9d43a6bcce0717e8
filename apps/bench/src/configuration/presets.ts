import { schedules } from "@anneal/experiment/schedules";

/** A benchmark that has a name: which schedules. How much of a task it trains is the task's to say. */
export interface Preset {
  readonly description: string;
  /** Names of the schedules compared, in order. */
  readonly schedule: readonly string[];
  /** How many seeds. @defaultValue `1` */
  readonly seeds?: number;
}

/** Every preset by name. */
export const presets = {
  smoke: {
    description:
      "two schedules for two epochs of 640 images: seconds, to see that everything works",
    schedule: ["constant", "warmup-cosine"],
  },
  ci: {
    description:
      "six schedules, three seeds, five epochs of 3,000 images: minutes in two shards of two cores",
    schedule: ["constant", "step", "exponential", "linear", "cosine", "warmup-cosine"],
    seeds: 3,
  },
  quick: {
    description:
      "a constant rate against halving from epoch 5 on and four others, three seeds: two minutes",
    schedule: ["constant", "halving", "plateau", "exponential", "inverse-time", "warmup-cosine"],
    seeds: 3,
  },
  experiment: {
    description:
      "a constant rate against halving from epoch 5 on, as a callback and composed, and plateau: 15 epochs of 7,500 images",
    schedule: ["constant", "halving-keras", "halving", "plateau"],
  },
  reference: {
    description: "every schedule for 15 epochs of all 60,000 images: hours without tfjs-node",
    schedule: Object.keys(schedules),
  },
} as const satisfies Readonly<Record<string, Preset>>;

/** The name of a {@link Preset}. */
export type PresetName = keyof typeof presets;
