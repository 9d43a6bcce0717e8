import {
  needsArgument,
  wordsOf,
  type Activate,
  type Add,
  type Dense,
  type Depthwise,
  type Dropout,
  type Normalization,
  type Operation,
  type Pool,
  type Softmax,
} from "../model/operation.ts";
import { writeActivation, writeActivationGradient } from "./activation.ts";
import { planConvolution } from "./convolution.ts";
import { float } from "./kernels.ts";
import { packedWords } from "./layout.ts";
import { pixelsOf, planPaddedImage, windowPlaces } from "./paddedImage.ts";
import { groupSize, groupsOf, type Planned, type Planning } from "./planned.ts";

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

function planDense(operation: Dense, { layout, capacity, weights }: Planning): Planned {
  const { activation } = operation;
  const kernel = weights[operation.kernel]!;
  const bias = operation.bias === undefined ? undefined : weights[operation.bias]!;
  const [inputs, outputs] = [operation.x.channels, operation.y.channels];
  const packed = layout.take(packedWords(inputs, outputs));
  const packedTransposed = layout.take(packedWords(outputs, inputs));
  const output = layout.take(capacity * outputs);
  return {
    forward({ program, samples, x }) {
      program.add("pack", kernel.value, outputs, 1, inputs, outputs, 1, 0, packed, 0);
      program.add(
        ...(["product", x, inputs, 1, samples, inputs, packed, 0, outputs, output] as const),
        ...[0, 1, 0, 0, 0],
      );
      writeActivation(program, activation, {
        ...{ x: output, y: output, rows: samples, columns: outputs, bias: bias?.value ?? 0 },
      });
      return output;
    },
    backward({ program, samples, x, dy, dx }) {
      writeActivationGradient(program, activation, { y: output, dy, count: samples * outputs });
      if (bias?.isTrained) program.add("sumRows", dy, 0, samples, outputs, bias.gradient);
      if (kernel.isTrained) {
        program.add(
          ...(["product", x, 1, inputs, inputs, samples, dy, outputs, outputs] as const),
          ...[kernel.gradient, 0, 1, 0, 0, 0],
        );
      }
      if (dx) {
        const transposed = [1, outputs, outputs, inputs] as const;
        program.add("pack", kernel.value, ...transposed, 1, 0, packedTransposed, 0);
        program.add(
          ...(["product", dy, outputs, 1, samples, outputs, packedTransposed, 0] as const),
          ...[inputs, dx, 0, 1, 0, 0, 0],
        );
      }
      return dx;
    },
  };
}

function planDepthwise(operation: Depthwise, planning: Planning): Planned {
  const { x, y, window, multiplier, activation } = operation;
  const { layout, capacity, weights } = planning;
  const filter = weights[operation.filter]!;
  const bias = operation.bias === undefined ? undefined : weights[operation.bias]!;
  const reach = (count: number, stride: number, size: number, dilation: number) =>
    (count - 1) * stride + (size - 1) * dilation + 1;
  const group = groupSize(wordsOf(x) + wordsOf(y));
  const images = Math.min(group, capacity);
  const padded = planPaddedImage(
    planning,
    x,
    window,
    reach(y.height, window.strideHeight, window.filterHeight, window.dilationHeight),
    reach(y.width, window.strideWidth, window.filterWidth, window.dilationWidth),
    group,
  );
  const pixels = y.height * y.width;
  const places = layout.table(
    windowPlaces(
      padded,
      images,
      pixelsOf(y.height, y.width).map(
        ([row, column]) => [row * window.strideHeight, column * window.strideWidth] as const,
      ),
      x.channels,
    ),
  );
  const tapPlaces = pixelsOf(window.filterHeight, window.filterWidth).map(
    ([row, column]) =>
      row * window.dilationHeight * padded.rowWords + column * window.dilationWidth * x.channels,
  );
  const taps = [layout.table(tapPlaces), tapPlaces.length] as const;
  const filterWords = tapPlaces.length * y.channels;
  const sizes = [filter.value, x.channels, multiplier] as const;
  const scratch = layout.scratch(images * padded.scratchWords, filterWords);
  const [xWords, yWords] = [wordsOf(x), wordsOf(y)];
  const output = layout.take(capacity * yWords);
  return {
    forward({ program, samples, x: from }) {
      for (const [first, count] of groupsOf(samples, group)) {
        const source = padded.enter(program, from + first * xWords, count);
        const to = output + first * yWords;
        program.add("depthwise", source, places, count * pixels, ...taps, ...sizes, to);
      }
      writeActivation(program, activation, {
        ...{ x: output, y: output, rows: samples * pixels, columns: y.channels },
        bias: bias?.value ?? 0,
      });
      return output;
    },
    backward({ program, samples, x: from, dy, dx }) {
      const rows = samples * pixels;
      writeActivationGradient(program, activation, { y: output, dy, count: rows * y.channels });
      if (bias?.isTrained) program.add("sumRows", dy, 0, rows, y.channels, bias.gradient);
      const [gradients, unwanted] = scratch() as [number, number];
      const totals = filter.isTrained ? filter.gradient : unwanted;
      program.add("clear", totals, filterWords);
      for (const [first, count] of groupsOf(samples, group)) {
        const source = padded.enter(program, from + first * xWords, count);
        const write = (to: number): void => {
          const gradient = [dy + first * yWords, totals, to] as const;
          const shared = [source, places, count * pixels, ...taps, ...sizes] as const;
          program.add("depthwiseGradient", ...shared, ...gradient);
        };
        if (dx) padded.gradient(program, gradients, dx + first * xWords, count, write);
        else write(0);
      }
      return dx;
    },
  };
}

function planPool({ kind, x, y, window }: Pool, { layout, capacity }: Planning): Planned {
  const output = layout.take(capacity * wordsOf(y));
  const isMax = kind === "maxPool";
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
    backward({ program, samples, dy, dx }) {
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
