import { wordsOf, type Convolution } from "../model/operation.ts";
import { writeActivation, writeActivationGradient } from "./activation.ts";
import { packedWords } from "./layout.ts";
import { pixelsOf, planPaddedImage, tapRuns, windowPlaces } from "./paddedImage.ts";
import { planPooledGradient, pooledGradientGroup } from "./pooledGradient.ts";
import { groupSize, groupsOf, type Planned, type Planning } from "./planned.ts";
import { planWinograd } from "./winograd.ts";

/** Fewer channels than these fill no vector, and Winograd's transforms cost more than the products that they save. */
const fewestChannels = 8;

/** Terms of a sum that the kernels form at once: `BLOCK` of `kernels/product.h`. */
const block = 256;
/** With more taps the gradients of the outputs would be read too often. */
const fewTaps = 32;

/** Plans a convolution: by Winograd's algorithm where that is faster, else by a product of matrices. */
export function planConvolution(operation: Convolution, planning: Planning): Planned {
  const { window, x } = operation;
  const isWinograd =
    [window.filterHeight, window.filterWidth].every((size) => size === 3) &&
    [window.strideHeight, window.strideWidth].every((stride) => stride === 1) &&
    [window.dilationHeight, window.dilationWidth].every((dilation) => dilation === 1) &&
    Math.min(x.channels, operation.y.channels) >= fewestChannels;
  return isWinograd ? planWinograd(operation, planning) : planProduct(operation, planning);
}

/**
 * A convolution as the product of a matrix of pixels and taps with the filter. The matrix is never written: a table tells
 * where each of its rows begins in the image, and another where each of its columns is from there.
 */
function planProduct(operation: Convolution, planning: Planning): Planned {
  const { x, y, window, activation, isPooled } = operation;
  const { layout, capacity, weights, zeros } = planning;
  const filter = weights[operation.filter]!;
  const bias = operation.bias === undefined ? undefined : weights[operation.bias]!;
  const columns = y.channels;
  const taps = window.filterHeight * window.filterWidth;
  const depth = taps * x.channels;
  // With pooling, the four outputs of a window follow each other.
  const outputs = isPooled
    ? pixelsOf(y.height, y.width).flatMap(([row, column]) =>
        pixelsOf(2, 2).map(([down, right]) => [2 * row + down, 2 * column + right] as const),
      )
    : pixelsOf(y.height, y.width);
  const scale = isPooled ? 2 : 1;
  const reach = (count: number, stride: number, size: number, dilation: number) =>
    (scale * count - 1) * stride + (size - 1) * dilation + 1;
  const pixels = outputs.length;
  const group = groupSize(pixels * (columns + depth));
  const images = Math.min(group, capacity);
  const padded = planPaddedImage(
    planning,
    x,
    window,
    reach(y.height, window.strideHeight, window.filterHeight, window.dilationHeight),
    reach(y.width, window.strideWidth, window.filterWidth, window.dilationWidth),
    isPooled ? Math.max(group, pooledGradientGroup(operation)) : group,
  );
  const rowPlaces = layout.table(
    windowPlaces(
      padded,
      images,
      outputs.map(
        ([row, column]) => [row * window.strideHeight, column * window.strideWidth] as const,
      ),
      x.channels,
    ),
  );
  const tapPlaces = pixelsOf(window.filterHeight, window.filterWidth).map(
    ([row, column]) =>
      row * window.dilationHeight * padded.rowWords + column * window.dilationWidth * x.channels,
  );
  const depthPlaces = layout.table(
    tapPlaces.flatMap((place) => Array.from({ length: x.channels }, (_, index) => place + index)),
  );
  const { places, length } = tapRuns(padded, window, x.channels);
  const runs = [layout.table(places), places.length, length];
  const packed = layout.take(packedWords(depth, columns));
  const packedTransposed = isPooled ? 0 : layout.take(packedWords(columns, depth));
  const winners = isPooled ? layout.take(capacity * wordsOf(y)) : 0;
  const scratch = layout.scratch(
    images * pixels * columns,
    images * pixels * depth,
    images * padded.scratchWords,
  );
  const [xWords, yWords] = [wordsOf(x), wordsOf(y)];
  const output = layout.take(capacity * yWords);
  const isRectified = Number(activation.kind === "relu");
  const biasPlace = bias?.value ?? zeros;
  const isPooledAtOnce = isPooled && depth <= block;
  const pooledGradient = isPooled
    ? planPooledGradient(operation, planning, padded, winners)
    : undefined;

  return {
    forward({ program, samples, x: from }) {
      program.add("pack", filter.value, columns, 1, depth, columns, 1, 0, packed, 0);
      for (const [first, count] of groupsOf(samples, group)) {
        const source = padded.enter(program, from + first * xWords, count);
        const to = output + first * yWords;
        const rows = count * pixels;
        if (isPooledAtOnce) {
          const filtered = [packed, columns, biasPlace, isRectified] as const;
          const windows = [source, rowPlaces, depthPlaces, rows / 4, depth] as const;
          program.add("pooledProduct", ...windows, ...filtered, to, winners + first * yWords);
          continue;
        }
        const product = isPooled ? scratch()[0]! : to;
        const tables = [rowPlaces, depthPlaces, rows, depth] as const;
        program.add("tableProduct", source, ...tables, packed, 0, columns, product, 0);
        if (isPooled) {
          const pooled = [biasPlace, isRectified, to, winners + first * yWords] as const;
          program.add("poolRows", product, rows / 4, columns, ...pooled);
        } else {
          writeActivation(program, activation, {
            ...{ x: to, y: to, rows, columns, bias: bias?.value ?? 0 },
          });
        }
      }
      return output;
    },

    backward({ program, samples, x: from, dy, dx }) {
      const rows = samples * y.height * y.width;
      if (!pooledGradient) {
        writeActivationGradient(program, activation, { y: output, dy, count: rows * columns });
      }
      if (bias?.isTrained) program.add("sumRows", dy, winners, rows, columns, bias.gradient);
      const isOfFewTaps = filter.isTrained && !dx && depth <= fewTaps;
      if (pooledGradient && !isOfFewTaps) {
        pooledGradient({ program, samples, x: from, dy, dx });
        return dx;
      }
      if (dx)
        program.add("pack", filter.value, 1, columns, columns, depth, 1, 0, packedTransposed, 0);
      const [, products, gradients] = scratch() as [number, number, number];
      for (const [first, count] of groupsOf(samples, group)) {
        const groupRows = count * pixels;
        const gradient = dy + first * yWords;
        if (pooledGradient) {
          const source = padded.enter(program, from + first * xWords, count);
          const windows = [source, rowPlaces, depthPlaces, groupRows / 4, depth] as const;
          const to = [filter.gradient, Number(first > 0)] as const;
          program.add(
            ...(["pooledFilterGradient", ...windows, gradient] as const),
            ...([winners + first * yWords, columns, ...to] as const),
          );
          continue;
        }
        if (filter.isTrained) {
          const source = padded.enter(program, from + first * xWords, count);
          const tables = [depthPlaces, rowPlaces, depth, groupRows] as const;
          const to = [filter.gradient, Number(first > 0)] as const;
          program.add("tableProduct", source, ...tables, gradient, columns, columns, ...to);
        }
        if (dx) {
          program.add(
            ...([
              "product",
              gradient,
              columns,
              1,
              groupRows,
              columns,
              packedTransposed,
              0,
            ] as const),
            ...[depth, products, 0, 1, 0, 0, 0],
          );
          padded.gradient(program, gradients, dx + first * xWords, count, (to) => {
            program.add("scatterRows", products, rowPlaces, groupRows, ...runs, to, count);
          });
        }
      }
      return dx;
    },
  };
}
