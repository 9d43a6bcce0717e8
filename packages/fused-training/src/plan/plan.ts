import type { Chain } from "../model/chain.ts";
import type { Objective } from "../model/objective.ts";
import { wordsOf } from "../model/operation.ts";
import { gradientPlaces, writeBackward } from "./backward.ts";
import { float, writeProgram, type ProgramWriter } from "./kernels.ts";
import { createLayout, type FinishedLayout } from "./layout.ts";
import { planOperation, type DropoutPlace } from "./operations.ts";
import type { WeightPlace } from "./planned.ts";

/** What a program does with a batch. */
export type Purpose = "train" | "gradients" | "test" | "predict";

/** The update at the end of a step; none leaves the gradients for the optimizer itself. */
export type Update = "sgd" | "momentum" | "nesterov" | "rmsProp" | "adam" | undefined;

/** Words for the numbers that an update is told at each step. */
const constantWords = 8;

/** Where everything of a chain is, for batches of up to so many samples. */
export interface Plan {
  /** Bytes of the arena. */
  readonly bytes: number;
  readonly words: number;
  readonly capacity: number;
  readonly tables: FinishedLayout["tables"];
  readonly input: number;
  readonly target: number;
  readonly sampleWeights: number;
  readonly weights: readonly WeightPlace[];
  /** Where the gradients, and each kind of moment, of the first trained weight are: the others are as far from it as the weights. */
  readonly trained: number;
  readonly trainedWords: number;
  readonly gradients: number;
  readonly moments: readonly number[];
  readonly constants: number;
  readonly dropouts: readonly DropoutPlace[];
  /** The loss, and behind it how many values were told right. */
  readonly result: number;
  readonly output: number;
  /** Where a program is put to be run. */
  readonly program: number;
  /** Writes the program for a batch. */
  readonly programFor: (
    purpose: Purpose,
    samples: number,
    isWeighted: boolean,
  ) => Int32Array<ArrayBuffer>;
}

const aligned = (words: number): number => Math.ceil(words / 16) * 16;

/** Words of a target. */
function targetWords({ objective, y }: Chain): number {
  return objective.loss === "sparseCategoricalCrossentropy" ? 1 : wordsOf(y);
}

/** Plans a chain: the sizes and places of all values, and the instructions of each batch. */
export function plan(chain: Chain, capacity: number, update: Update): Plan {
  const layout = createLayout();
  const { operations } = chain;
  const widest = Math.max(
    ...[chain.x, ...operations.map(({ y }) => y)].map((shape) => wordsOf(shape)),
    // Before pooling, an output has more values; their gradient is never whole in memory.
    ...operations.map(({ x }) => wordsOf(x)),
  );
  const input = layout.take(capacity * wordsOf(chain.x));
  const target = layout.take(capacity * targetWords(chain));
  const sampleWeights = layout.take(capacity);
  const constants = layout.take(constantWords);
  const result = layout.take(2);
  const zeros = layout.take(Math.max(...operations.map(({ y }) => y.channels)));

  // The trained weights follow each other, so that one instruction updates all of them.
  const order = [
    ...chain.trained,
    ...chain.weights.map((_, index) => index).filter((index) => !chain.trained.includes(index)),
  ];
  const sizes = order.map((index) => aligned(chain.weights[index]!.size));
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const trainedWords = sum(sizes.slice(0, chain.trained.length));
  const trained = layout.take(sum(sizes));
  const gradients = layout.take(trainedWords);
  const slots = { sgd: 0, momentum: 1, nesterov: 1, rmsProp: 2, adam: 2, none: 0 }[
    update ?? "none"
  ];
  const moments = Array.from({ length: slots }, () => layout.take(trainedWords));
  const weights: WeightPlace[] = [];
  let offset = 0;
  order.forEach((index, place) => {
    const isTrained = place < chain.trained.length;
    weights[index] = { value: trained + offset, gradient: gradients + offset, isTrained };
    offset += sizes[place]!;
  });

  const dropouts: DropoutPlace[] = [];
  const planning = { layout, capacity, weights, zeros };
  const planned = operations.map((operation) => planOperation(operation, planning, dropouts));
  const isTrained = operations.map((operation) =>
    Object.values(operation).some(
      (value, index) =>
        isWeight(Object.keys(operation)[index]!) &&
        value !== undefined &&
        weights[value as number]!.isTrained,
    ),
  );
  const takeGradients = gradientPlaces(layout, capacity * widest);
  const output = layout.take(capacity * wordsOf(chain.y));

  const shared = {
    ...{ chain, update, input, target, sampleWeights, constants, result, weights },
    ...{ trained, trainedWords, gradients, moments, output },
  };

  function writeBatch(
    program: ProgramWriter,
    purpose: Purpose,
    samples: number,
    isWeighted: boolean,
  ): void {
    const isTraining = purpose === "train" || purpose === "gradients";
    const values = [input];
    planned.forEach(({ forward }, index) => {
      const [x, other = 0] = chain.sources[index]!.map((source) => values[source]!);
      values.push(forward({ program, samples, x: x!, other, isTraining }));
    });
    const last = values.at(-1)!;
    const count = wordsOf(chain.y);
    program.add("copyRows", last, count, count, output, count, count, samples, 1, count);
    if (purpose === "predict") return;
    const places = isTraining ? takeGradients() : undefined;
    const gradient = places?.take() ?? 0;
    writeLoss(program, shared, samples, isWeighted, gradient);
    if (!places) return;
    writeBackward(program, { chain, planned, isTrained, values, samples, places, gradient });
    writePenalties(program, shared);
    if (purpose === "train") writeUpdate(program, shared);
  }

  // The batch of the most samples has the longest program, apart from its weights.
  const longest = writeProgramOf("train", capacity, true).length;
  const program = layout.take(longest);
  const { words, tables } = layout.finish();

  function writeProgramOf(purpose: Purpose, samples: number, isWeighted: boolean) {
    return writeProgram((writer) => {
      writeBatch(writer, purpose, samples, isWeighted);
    });
  }

  return {
    ...{ bytes: 4 * words, words, capacity, tables, input, target, sampleWeights, weights },
    ...{ trained, trainedWords, gradients, moments, constants, dropouts, result, output, program },
    programFor: writeProgramOf,
  };
}

const weightNames = ["filter", "kernel", "bias", "gamma", "beta"];
const isWeight = (name: string): boolean => weightNames.includes(name);

type Shared = Pick<
  Plan,
  "input" | "target" | "sampleWeights" | "constants" | "result" | "weights" | "trained"
> &
  Pick<Plan, "trainedWords" | "gradients" | "moments" | "output"> & {
    readonly chain: Chain;
    readonly update: Update;
  };

const meanLosses: Partial<Record<Objective["loss"], number>> = {
  meanSquaredError: 0,
  meanAbsoluteError: 1,
  binaryCrossentropy: 2,
};
const accuracies: readonly Objective["accuracy"][] = ["classNumber", "oneHot", "aboveHalf"];

function writeLoss(
  program: ProgramWriter,
  { chain, target, sampleWeights, result, output }: Shared,
  samples: number,
  isWeighted: boolean,
  gradient: number,
): void {
  const { objective } = chain;
  const columns = wordsOf(chain.y);
  const behind = [isWeighted ? sampleWeights : 0, samples, columns, gradient] as const;
  const mean = meanLosses[objective.loss];
  if (mean === undefined) {
    const isSparse = Number(objective.loss === "sparseCategoricalCrossentropy");
    program.add("crossEntropy", result, output, target, isSparse, ...behind);
  } else {
    program.add("meanLoss", result, mean, output, target, ...behind);
  }
  if (objective.metrics.includes(true)) {
    const kind = accuracies.indexOf(objective.accuracy);
    program.add("hits", result + 1, kind, output, target, samples, columns);
  }
}

function writePenalties(program: ProgramWriter, { chain, result, weights }: Shared): void {
  chain.weights.forEach(({ size, l1, l2, isTrained }, index) => {
    if (l1 === 0 && l2 === 0) return;
    const { value, gradient } = weights[index]!;
    const where = [value, isTrained ? gradient : 0, size] as const;
    program.add("penalize", result, ...where, float(l1), float(l2));
  });
}

function writeUpdate(program: ProgramWriter, shared: Shared): void {
  const { update, trained, trainedWords, gradients, moments, constants } = shared;
  const where = [trained, gradients, ...moments, trainedWords, constants] as const;
  switch (update) {
    case undefined:
      break;
    case "momentum":
    case "nesterov":
      program.add("momentum", ...where, Number(update === "nesterov"));
      break;
    default:
      program.add(update, ...where);
  }
}
