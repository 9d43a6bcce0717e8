import {
  needsArgument,
  wordsOf,
  type Activate,
  type Add,
  type Dropout,
  type Normalization,
  type Operation,
  type Pool,
  type Softmax,
} from "../model/operation.ts";
import { writeActivation, writeActivationGradient } from "./activation.ts";
import { planConvolution } from "./convolution.ts";
import { planDense } from "./dense.ts";
import { planDepthwise } from "./depthwise.ts";
import { float } from "./kernels.ts";
import type { Planned, Planning } from "./planned.ts";

/** Where a dropout finds what it needs: a key for each step, or a mask that TensorFlow.js made. */
export interface DropoutPlace {
  readonly operation: Dropout;
  readonly place: number;
}

/** Plans an operation. Dropouts are noted in `dropouts`. */
export function planOperation(
  operation: Operation,
  planning: Planning,
  dropouts: DropoutPlace[],
): Planned {
  switch (operation.kind) {
    case "convolution":
      return planConvolution(operation, planning);
    case "depthwise":
      return planDepthwise(operation, planning);
    case "dense":
      return planDense(operation, planning);
    case "maxPool":
    case "globalMaxPool":
    case "averagePool":
      return planPool(operation, planning);
    case "normalization":
      return planNormalization(operation, planning);
    case "dropout":
      return planDropout(operation, planning, dropouts);
    case "activate":
      return planActivate(operation, planning);
    case "add":
      return planAdd(operation, planning);
    case "softmax":
      return planSoftmax(operation, planning);
  }
}

function planPool({ kind, x, y, window }: Pool, { layout, capacity }: Planning): Planned {
  const output = layout.take(capacity * wordsOf(y));
  const isMax = kind !== "averagePool";
  const winners = isMax ? layout.take(capacity * wordsOf(y)) : 0;
  const geometry = [
    ...[x.height, x.width, x.channels, y.height, y.width],
    ...[window.filterHeight, window.filterWidth, window.strideHeight, window.strideWidth],
    ...[window.top, window.left],
  ];
  return {
    forward({ program, samples, x: from }) {
      if (isMax) program.add("maxPool", from, samples, output, winners, ...geometry);
      else program.add("averagePool", from, samples, output, ...geometry);
      return output;
    },
    backward({ program, samples, x: from, y: to, dy, dx }) {
      if (kind === "globalMaxPool") {
        const size = [samples, x.height * x.width, x.channels] as const;
        program.add("maximumGradient", from, to, dy, ...size, dx);
        return dx;
      }
      program.add("clear", dx, samples * wordsOf(x));
      if (isMax) program.add("maxPoolGradient", dy, winners, samples, dx, ...geometry);
      else program.add("averagePoolGradient", dy, samples, dx, ...geometry);
      return dx;
    },
  };
}

function planNormalization(
  { x, epsilon, momentum, ...indices }: Normalization,
  { layout, capacity, weights }: Planning,
): Planned {
  const [gamma, beta] = [weights[indices.gamma]!, weights[indices.beta]!];
  const moving = [weights[indices.movingMean]!.value, weights[indices.movingVariance]!.value];
  const columns = x.channels;
  const output = layout.take(capacity * wordsOf(x));
  const statistics = [layout.take(columns), layout.take(columns)];
  const unwanted = [layout.take(columns), layout.take(columns)] as const;
  const rowsOf = (samples: number) => samples * x.height * x.width;
  return {
    forward({ program, samples, x: from, isTraining }) {
      const scaled = [from, gamma.value, beta.value, ...moving] as const;
      const size = [rowsOf(samples), columns, float(epsilon)] as const;
      if (isTraining) {
        program.add("normalize", ...size, float(1 - momentum), ...scaled, ...statistics, output);
      } else {
        program.add("normalizeByMoving", ...size, ...scaled, statistics[1]!, output);
      }
      return output;
    },
    backward({ program, samples, x: from, dy, dx }) {
      program.add(
        ...(["normalizeGradient", rowsOf(samples), columns, from, dy, gamma.value] as const),
        ...statistics,
        gamma.isTrained ? gamma.gradient : unwanted[0],
        beta.isTrained ? beta.gradient : unwanted[1],
        dx,
      );
      return dx;
    },
  };
}

function planDropout(
  operation: Dropout,
  { layout, capacity }: Planning,
  dropouts: DropoutPlace[],
): Planned {
  const { x, rate, seed } = operation;
  const words = wordsOf(x);
  const place = layout.take(seed === undefined ? 1 : capacity * words);
  dropouts.push({ operation, place });
  const output = layout.take(capacity * words);
  const limit = Math.ceil(rate * 2 ** 24);
  const write = (
    { program, samples }: Pick<Parameters<Planned["forward"]>[0], "program" | "samples">,
    from: number,
    to: number,
  ) => {
    const count = samples * words;
    if (seed === undefined) {
      program.add("dropOut", from, count, place, limit, float(1 / (1 - rate)), to);
    } else {
      program.add("multiply", from, place, count, to);
    }
  };
  return {
    forward(pass) {
      if (!pass.isTraining) return pass.x;
      write(pass, pass.x, output);
      return output;
    },
    backward({ dy, ...pass }) {
      write(pass, dy, dy);
      return dy;
    },
  };
}

function planActivate({ x, activation }: Activate, { layout, capacity }: Planning): Planned {
  const output = layout.take(capacity * wordsOf(x));
  return {
    forward({ program, samples, x: from }) {
      const rows = samples * x.height * x.width;
      writeActivation(program, activation, {
        ...{ x: from, y: output, rows, columns: x.channels, bias: 0 },
      });
      return output;
    },
    backward({ program, samples, x: from, dy }) {
      const count = samples * wordsOf(x);
      const y = needsArgument(activation) ? from : output;
      writeActivationGradient(program, activation, { y, dy, count });
      return dy;
    },
  };
}

function planAdd({ x }: Add, { layout, capacity }: Planning): Planned {
  const output = layout.take(capacity * wordsOf(x));
  return {
    forward({ program, samples, x: from, other }) {
      program.add("add", from, other, samples * wordsOf(x), output);
      return output;
    },
    // Both of what is added have the gradient of the sum.
    backward: ({ dy }) => dy,
  };
}

function planSoftmax({ x }: Softmax, { layout, capacity }: Planning): Planned {
  const columns = x.channels;
  const output = layout.take(capacity * columns);
  return {
    forward({ program, samples, x: from }) {
      writeActivation(
        program,
        { kind: "linear", slope: 0 },
        {
          ...{ x: from, y: output, rows: samples, columns, bias: 0 },
        },
      );
      program.add("softmax", output, samples, columns);
      return output;
    },
    backward({ program, samples, dy }) {
      program.add("softmaxGradient", output, dy, samples, columns);
      return dy;
    },
  };
}
